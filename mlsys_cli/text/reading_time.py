"""The time that it takes to read a text, and how far its reader is."""

_WORDS_A_MINUTE = 200
"""The pace of a careful reader in an unfamiliar text. (Adults read English prose silently at about 240 words a minute:
Brysbaert, 2019, Journal of Memory and Language 109.)"""


def reading_words(share: float | None) -> str:
    """The words for the share of a text that was read: `begun`, `60 % read` or `read`; nothing if it wasn't begun."""
    if share is None:
        return ""
    if share == 1:
        return "read"
    percent = min(round(share * 100), 99)
    return f"{percent}\u00a0% read" if percent else "begun"


def share_words(share: float) -> str:
    """A share in percent: 100 % only if it is all, and `less than 1 %` instead of nothing."""
    percent = 100 if share >= 1 else min(round(share * 100), 99)
    return f"{percent}\u00a0%" if percent or not share else "less than 1\u00a0%"


def reading_minutes(words: float) -> int:
    """The minutes for so many words, rounded up."""
    return -int(-words // _WORDS_A_MINUTE)
