"""Words as the IBM 7094 stored them, and SLIP's hash of them, by which ELIZA chooses how to remember."""

_ROWS = ("0123456789\0='", "+ABCDEFGHI\0.)", "-JKLMNOPQR\0$*", " /STUVWXYZ\0,(")
_BCD = {ord(sign): 16 * row + column for row, signs in enumerate(_ROWS) for column, sign in enumerate(signs)}


def last_cell(word: str) -> int:
    """The last of the cells that hold a word: six characters of six bits each, with spaces at the end.

    Characters that the machine didn't have count by their lowest six bits.
    """
    stored = word.encode("utf-8", "replace")
    cell = stored[(len(stored) - 1) // 6 * 6 :] if stored else b""
    number = 0
    for code in cell.ljust(6):
        number = number << 6 | _BCD.get(code, code & 63)
    return number


def middle_square(word: str, bits: int) -> int:
    """SLIP's HASH: as many bits from the middle of the square of a word's last cell, less its sign bit."""
    number = last_cell(word) % 2**35
    return number * number >> (35 - bits // 2) & ((1 << bits) - 1)
