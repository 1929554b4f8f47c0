"""The links on the pages of a book that lead nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlsys_cli.book.book_exhibits import RUN, bundled_exhibits, find_exhibit
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.page.blocks import Span
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session

_SHOWN = ("chapter", "section", "term", "table", "figure", "event", "source", "model", "machine")


def dead_links(book: Path) -> Iterator[str]:
    """Each page with a link to an entry or exhibit that can't be opened, and its target."""
    options = Options(Environment())
    options.content = (str(book),)
    session = Session(options)
    entries = session.books.library.entries
    runs: set[str] = set()
    for kind in _SHOWN:
        for ref in entries.refs(kind):
            for target in set(_targets(entry_view(session, ref).blocks())):
                aim, _, slug = target.partition("#")[0].partition(":")
                if aim == RUN:
                    runs.add(slug)
                elif aim in KINDS and not (entries.find(aim, slug) or entries.at(aim, slug)):
                    yield f"{kind}:{ref.slug} -> {target}"
    own = {**bundled_exhibits(), **session.books.calculator_titles()}
    yield from (f"run:{address}" for address in sorted(runs) if not (address in own or find_exhibit(address)))


def _targets(value: Any) -> Iterator[str]:
    if isinstance(value, Span):
        yield value.target if value.style not in ("math", "math.block") else ""
    elif isinstance(value, tuple):
        for item in value:
            yield from _targets(item)
