"""The rules for the web addresses and ISBNs of sources."""

import re
from collections.abc import Iterator
from operator import mul

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding, warning
from mlsys_cli.book.fixes import Replacement

_BEFORE = {
    "doi": re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)\s*(?=10\.)", re.IGNORECASE),
    "arxiv": re.compile(r"(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)\s*(?=[\w-])", re.IGNORECASE),
}
"""What is often written before an identifier, and is added by the program."""

_STRANGE = {
    "doi": ("a DOI", re.compile(r"[\s\\{}^%]")),
    "arxiv": ("an arXiv identifier", re.compile(r"[\s\\{}^%#]")),
    "url": ("a web address", re.compile(r"[\s\\{}^]|%(?![0-9a-f]{2})", re.IGNORECASE)),
}
"""Signs that can't be in an identifier or an address, and would mean something else in a bibliography for LaTeX."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S", re.IGNORECASE)


def bad_address(chapter: ChapterContext) -> Iterator[Finding]:
    """The web address of a source has no https:// before it, or its DOI or arXiv identifier has one.

    Readers can't open the link. A `url` is a whole address; `doi` and `arxiv` are only the identifier, to which the
    program adds the rest. None of them contains spaces, backslashes, braces or carets: an address has %20 for a space.

    Bad:
        # ../references.yaml
        - {key: knuth1968, url: www.example.org, doi: "https://doi.org/10.1000/182"}
        - {key: dec1966, arxiv: "2001.00001}", url: "https://www.example.org/a b"}

    Good:
        - {key: knuth1968, url: "https://www.example.org", doi: 10.1000/182}
        - {key: dec1966, arxiv: "2001.00001", url: "https://www.example.org/a%20b"}
    """
    for item in chapter.of("source"):
        for field, (noun, strange) in _STRANGE.items():
            value = getattr(item.entry, field) or ""
            if field in _BEFORE and (found := _BEFORE[field].match(value)):
                hint = f"write {value[found.end() :]!r}"
                message = f"{found[0]!r} doesn't belong to {field!r}"
                yield Finding(item, (field,), message, hint, length=found.end(), fix=Replacement(found[0], ""))
            elif field == "url" and value and not _SCHEME.match(value):
                yield Finding(item, ("url",), "this isn't a web address", f"write 'https://{value.lstrip('/')}'")
            elif found := strange.search(value.rstrip()):
                yield Finding(item, (field,), f"{found[0]!r} can't be part of {noun}", offset=found.start(), length=1)


@warning
def bad_isbn(chapter: ChapterContext) -> Iterator[Finding]:
    """The ISBN of a source has a wrong number of digits, or its check digit shows that one of them is wrong.

    A library or shop can't find the book by it. An ISBN has 13 digits, or 10, of which the last may be an X.

    Bad:
        # ../references.yaml
        - {key: knuth1968, isbn: 978-0-201-89683-4}

    Good:
        - {key: knuth1968, isbn: 978-0-201-89683-1}
    """
    for item in chapter.of("source"):
        digits = re.sub("[ -]", "", item.entry.isbn).upper()
        if digits and not re.fullmatch(r"\d{13}|\d{9}[\dX]", digits, re.ASCII):
            yield Finding(item, ("isbn",), "an ISBN has 13 digits, or 10")
        elif digits:
            values = [10 if digit == "X" else int(digit) for digit in digits]
            weights, modulus = ((1, 3) * 7, 10) if len(values) == 13 else (range(10, 0, -1), 11)
            if sum(map(mul, values, weights)) % modulus:
                yield Finding(item, ("isbn",), "one of these digits is wrong: the check digit doesn't fit the others")
