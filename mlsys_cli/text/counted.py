"""Numbers with their nouns."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 card`, `2 cards`, and where another `plural` is given `2 passes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or f'{noun}s'}"
