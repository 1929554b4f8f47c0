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

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://\S", re.IGNORECASE)


def bad_address(chapter: ChapterContext) -> Iterator[Finding]:
    """The web address of a source has no https:// before it, or its DOI or arXiv identifier has one.

    Readers can't open the link. A `url` is a whole address; `doi` and `arxiv` are only the identifier, to which the
    program adds the rest.

    Bad:
        # ../references.yaml
        - {key: knuth1968, url: www.example.org, doi: "https://doi.org/10.1000/182"}

    Good:
        - {key: knuth1968, url: "https://www.example.org", doi: 10.1000/182}
    """
    for item in chapter.of("source"):
        for field, pattern in _BEFORE.items():
            value = getattr(item.entry, field) or ""
            if found := pattern.match(value):
                hint = f"write {value[found.end() :]!r}"
                message = f"{found[0]!r} doesn't belong to {field!r}"
                yield Finding(item, (field,), message, hint, length=found.end(), fix=Replacement(found[0], ""))
        url = item.entry.url or ""
        if url and not _SCHEME.match(url):
            yield Finding(item, ("url",), "this isn't a web address", f"write 'https://{url.lstrip('/')}'")
