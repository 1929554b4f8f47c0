"""English: numbers, dates and reading times as they are written, and the words of a text, a name and a question.

Dates are also numbers to draw. A year before Christ is negative, as authors write it: -44 is 44 BC. Days are those of
the Gregorian calendar, which has no year 0, also before it was introduced: that is good enough for drawings.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from textwrap import shorten

_LONGEST = 60  # letters of a word that is searched: what is longer was pasted; chosen, not measured
_STOP_WORDS = """
a able about across actually after again ago all alone already also always am among an and another any anyone anything
are around as ask asked asking asks at be because become becomes been before being between both but by called came can
cannot come comes coming compare compared comparison could define definition describe did differ difference
differences different differs do does doing done each earlier either else enough even ever every everything exactly
example examples explain explained few find finds first for found from gave get gets getting give given gives go goes
going gone got had happen happened happening happens has have having he her here him his how hows i if im in instead
into is it its ive just keep keeping keeps kept kind knew know knowing known knows last later least less let lets
letting like liked little longer look looked looking looks lot lots made make makes making many may me mean meaning
means might more most much must my myself name named need needed needs never no nobody nor not nowadays of off
on once one only or other others our out over own please put puts putting really said same say saying says see
seem seems seen several she should show showed showing shown shows since so some somebody someone something soon sort
stand stands still stood such suddenly take taken takes taking tell telling than that the their them then there these
they thing things think thinking thinks this those though to today together told too took tried tries try trying under
until up upon us use used uses using versus very via vs want wanted wanting wants was way ways we well went were what
whatever whats when where whether which while who whom whose why will with within without work working works would yet
you your
aren arent cant couldn couldnt d didn didnt doesn doesnt don dont hadn hadnt hasn hasnt haven havent isn isnt ll m re
s shouldn shouldnt t ve wasn wasnt weren werent won wont wouldn wouldnt
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a question is made of, and that don't say what it is about."""

NUMBER = r"(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b"
"""A number, or a word for one, in a question; `one` is hardly ever a number."""

_SENTENCE_WORDS = """
a about an and are as at by did do does for from how i if in into is it its me my of on or our than that the their this
to versus vs was we were what whats when where whether which who whose why with would you your
"""

SENTENCE_WORDS = frozenset(_SENTENCE_WORDS.split())
"""Words that a name seldom has. A few words without any of them are a phrase: `quick sort` is about sorting."""

_QUALIFIERS = """
after before down earlier few first last later least less little longer many mean more most much named never no not off
once one only over same think thinking under up within without
"""

QUALIFIERS = frozenset(_QUALIFIERS.split())
"""Stop words that make something else of a name beside them: a thinking model isn't just a model."""


def is_english(word: str) -> bool:
    """True for a common English word in small letters, which is no misspelling of one that a book happens to have."""
    return f"\n{word}\n" in english_words()


@cache
def english_words() -> str:
    """The common English words, one a line. To look a few up in the text takes less than to make a set of them."""
    return (Path(__file__).parent / "english.txt").read_text(encoding="utf-8")


_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text as the index sees them: letters, digits and the marks that belong to letters.

    SQLite takes private signs (Co) for letters as well.
    """
    for sign in set(text):  # one by one, which is faster than to translate all of them
        if not (sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc", "Co")):
            text = text.replace(sign, " ")
    return tuple(word[:_LONGEST] for word in text.split())


SPELLINGS = (
    ("[a-z]{2,}[iy]", "z", "s", "e[drs]?|ers|ing|able|ations?|ational"),
    ("[a-z]*[aeiouy][a-z]*[^aeiouy]i?", "or", "our", "s?|ed|ing|al|ally|able|ful|ites?|hoods?"),
    ("[a-z]*[aeiouy][a-z]*[^aeiouy][aeiou]", "l", "ll", "ed|ing|ers?"),
    ("[a-z]{2,}[bt]", "er", "re", "s?"),
    ("[a-z]{2,}", "og", "ogue", "s?"),
    ("[a-z]+[cft]", "ense", "ence", "s?"),
)
"""How words are spelt in America and in Britain: how they begin, the letters that differ, and how they end.

It does no harm that `exercise` has only one of these spellings. A few words in the other spelling are other words, such
as `prise`, `timbre` and `refilled`.
"""


@lru_cache(4096)
def spellings(word: str) -> tuple[str, ...]:
    """A word in small letters as it is spelt in America and in Britain: `color`, `colour`; most have one spelling."""
    for start, american, british, end in SPELLINGS:
        if found := re.fullmatch(f"({start})(?:{american}|{british})({end})", word):
            return tuple(f"{found[1]}{side}{found[2]}" for side in (american, british))
    return (word,)


@lru_cache(4096)
def word_stem(word: str) -> str:
    """A word in its American spelling without its ending, which is roughly what the index has."""
    word, *_ = spellings(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
"""The ASCII characters that stand between words."""


def without_accents(text: str) -> str:
    """A text without accents and apostrophes, in lower case."""
    text = text.translate(_APOSTROPHES)  # before one of them is taken apart, into a space and a mark
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.casefold()


def slug_of(text: str) -> str:
    """A text as an id: `Moore's law` is moores-law. Empty if it has no letter from a to z and no digit."""
    return "-".join(re.findall("[a-z0-9]+", without_accents(text)))


def words_of(text: str) -> list[str]:
    """The words of a name in American spelling, without case, accents, apostrophes, hyphens and a plural s."""
    return [spellings(word)[0] for word in words_as_spelt(text)]


def words_as_spelt(text: str) -> list[str]:
    """The same words, spelt as they are."""
    folded = without_accents(text)
    # The index makes keys of all names: a table takes 2 µs for a name of four words, a look at each sign 4 µs.
    spaced = folded.translate(_GAPS) if folded.isascii() else "".join(c if c.isalnum() else " " for c in folded)
    return [_singular(word) for word in spaced.split()]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def without_plural(key: str) -> str:
    """A normalized word or name, which has lost a plural s, without the rest of the plural: boxe(s), querie(s)."""
    if len(key) > 4 and key.endswith("ie"):  # not `die` and, below, `axe`
        return key[:-2] + "y"
    if len(key) > 3 and key.endswith(("xe", "che", "she", "sse", "ze")):
        return key[:-1]
    return key


def normalize_name(text: str) -> str:
    """The key that all spellings of a name have in common. A name of signs alone, such as `!`, is its own key.

    What isn't UTF-8 on a command line arrives as lone surrogates, which SQLite refuses: they become `?`.
    """
    return "".join(words_of(text)) or text.strip().encode(errors="replace").decode()


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


_ISO_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def is_iso_date(text: str) -> bool:
    """True for a year, month or day such as `2026-03-14`."""
    return _ISO_DATE.fullmatch(text) is not None


def format_iso_date(text: str) -> str:
    """A year, month or day such as `2026-03-14` in words; another text as it is."""
    if not (match := _ISO_DATE.fullmatch(text)):
        return text
    year, month, day = (int(part or 0) for part in match.groups())
    return format_date(year, month, day)


def is_impossible(text: str) -> bool:
    """True for a text that is written like a month or day, such as `2026-13` or `2026-02-30`, and that isn't one."""
    match = re.fullmatch(r"([1-9]\d{3})-(\d\d?)(?:-(\d\d?))?", text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
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


def first_few(lines: Sequence[str], most: int) -> list[str]:
    """The first lines, and behind them how many more there are: `and 3 more`."""
    return [*lines[:most], *([f"and {len(lines) - most} more"] if len(lines) > most else [])]


def short(text: str, longest: int = 40) -> str:
    """The first words of a text in one line, at most so many characters with the sign that some are left out."""
    return shorten(text, longest, placeholder="…")


def sentence(text: str) -> str:
    """A text as a sentence: it begins with a capital letter and ends with a full stop or a question mark."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


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


_ABOVE = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(power: str) -> str:
    """The digits of a power as they stand above a line: `⁻¹²`."""
    return power.translate(_ABOVE)


def format_share(share: float) -> str:
    """A share in percent: 100 % only if it is all, and `less than 1 %` instead of nothing."""
    percent = 100 if share >= 1 else min(round(share * 100), 99)
    return f"{percent}\u00a0%" if percent or not share else "less than 1\u00a0%"


def reading_minutes(word_count: float) -> int:
    """The minutes for so many words, rounded up."""
    return -int(-word_count // _WORDS_A_MINUTE)


_SAFE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)  # the characters that `shlex.quote` leaves as they are


def quote(word: str) -> str:
    """A word quoted for a shell, as `shlex.quote` does, without the cost of importing it."""
    return word if _SAFE.fullmatch(word) else "'" + word.replace("'", "'\"'\"'") + "'"
