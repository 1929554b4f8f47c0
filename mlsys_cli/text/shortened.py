"""Texts cut to a length."""


def shortened(text: str, length: int) -> str:
    """A text of at most `length` characters, cut at a word with an ellipsis if it is longer."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return f"{text[: length - 1].rpartition(' ')[0] or text[: length - 1]}…"
