"""Numbers with their nouns, dates, reading times, and words for a shell, as they are written.

Dates are also numbers to draw. A year before Christ is negative, as authors write it: -44 is 44 BC. Days are those of
the Gregorian calendar, which has no year 0, also before it was introduced: that is good enough for drawings.
"""

import re
from collections.abc import Iterator

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def format_year(year: int) -> str:
    """A year in words: `1789` or `44 BC`."""
    return str(year) if year >= 0 else f"{-year} BC"


def format_years(start: int, end: int | None) -> str:
    """A span of years in words: `1940–1952`, `509–27 BC`, `27 BC–AD 476`, or `since 2012` if it goes on."""
    if end is None:
        return f"since {format_year(start)}"
    if start < 0:
        return f"{-start}–{-end} BC" if end < 0 else f"{-start} BC–AD {end}"
    return f"{start}–{end}"


def format_date(year: int, month: int | None = None, day: int | None = None, *, short: bool = False) -> str:
    """A date in words, as precisely as it is known: `14 July 1789`; `short` has three letters of the month."""
    name = month_name(month)[: 3 if short else None] if month else ""
    return " ".join([*([str(day)] if day and month else []), *([name] if name else []), format_year(year)])


def format_iso_date(text: str) -> str:
    """A year, month or day such as `2026-03-14` in words; another text as it is."""
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", text)
    if not found:
        return text
    year, month, day = (int(part or 0) for part in found.groups())
    return format_date(year, month, day)


def is_impossible(text: str) -> bool:
    """True for a text that is written like a month or day, such as `2026-13` or `2026-02-30`, and that isn't one."""
    found = re.fullmatch(r"([1-9]\d{3})-(\d\d?)(?:-(\d\d?))?", text)
    if not found:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    return not (1 <= month <= 12 and 1 <= day <= days_in_month(year, month))


def month_name(month: int) -> str:
    """The name of a month from 1 to 12."""
    return MONTHS[month - 1]


def month_named(text: str) -> int | None:
    """The number of a month from its name or the beginning of it: 5 for `may`."""
    folded = text.strip().rstrip(".").casefold()
    found = (number for number, name in enumerate(MONTHS, start=1) if name.casefold().startswith(folded))
    return next(found, None) if len(folded) >= 3 else None


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month."""
    return 31 if month == 12 else day_index(year, month + 1) - day_index(year, month)


def year_index(year: int) -> int:
    """The number of a year in a count without a gap: 0 is 1 BC."""
    return year if year > 0 else year + 1


def indexed_year(index: int) -> int:
    """The year with a number in the count without a gap."""
    return index if index > 0 else index - 1


def day_index(year: int, month: int = 1, day: int = 1) -> int:
    """The number of a day, counted from 1 March of 1 BC."""
    # Years begin in March here, so that the day that only some of them have is the last one.
    years, months = year_index(year) - (month < 3), (month - 3) % 12
    return years * 365 + years // 4 - years // 100 + years // 400 + (153 * months + 2) // 5 + day - 1


def each_month(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The year and number of each month from the beginning of one year to the end of another."""
    for index in range(year_index(first), year_index(last) + 1):
        yield from ((indexed_year(index), month) for month in range(1, 13))


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 card`, `2 cards`, and where another `plural` is given `2 passes`."""
    return f"{count} {noun}" if count == 1 else f"{count} {plural or f'{noun}s'}"


_WORDS_A_MINUTE = 200
"""The pace of a careful reader in an unfamiliar text. (Adults read English prose silently at about 240 words a minute:
Brysbaert, 2019, Journal of Memory and Language 109.)"""


def format_reading(share: float | None) -> str:
    """The words for the share of a text that was read: `begun`, `60 % read` or `read`; nothing if it wasn't begun."""
    if share is None:
        return ""
    if share == 1:
        return "read"
    percent = min(round(share * 100), 99)
    return f"{percent}\u00a0% read" if percent else "begun"


def format_share(share: float) -> str:
    """A share in percent: 100 % only if it is all, and `less than 1 %` instead of nothing."""
    percent = 100 if share >= 1 else min(round(share * 100), 99)
    return f"{percent}\u00a0%" if percent or not share else "less than 1\u00a0%"


def reading_minutes(word_count: float) -> int:
    """The minutes for so many words, rounded up."""
    return -int(-word_count // _WORDS_A_MINUTE)


_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def quote(word: str) -> str:
    """A word quoted for a shell, as `shlex.quote` does, without the cost of importing it."""
    return word if _SAFE.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
