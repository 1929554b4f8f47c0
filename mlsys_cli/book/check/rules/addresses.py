"""The rule for the web addresses of sources."""

import re
from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding
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
