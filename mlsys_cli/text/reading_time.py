"""The time that it takes to read a text."""

_WORDS_A_MINUTE = 200
"""The pace of a careful reader in an unfamiliar text. (Adults read English prose silently at about 240 words a minute:
Brysbaert, 2019, Journal of Memory and Language 109.)"""


def reading_minutes(words: float) -> int:
    """The minutes for so many words, rounded up."""
    return -int(-words // _WORDS_A_MINUTE)
