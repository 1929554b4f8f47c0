"""The rows beside a page: the contents of the book, what is on the screen, and a preview of a row of a list."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rich.text import Text

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.reader.contents_rows import contents_in_brief
from mlsys_cli.reader.location import Location, location_of
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.row_list import ListRow
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import indented, wrap_text
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import format_year

_MOST_LINES = 2
"""The lines of a title in the contents, and of the words about a term."""

_ROOM_FOR_MINUTES = 40
"""The columns of the contents that have the minutes of a section beside its title."""

_MARGIN = 2
"""The columns of a pane beside its rows; a long preview has a scroll bar, and one more before it."""


def contents_pane_rows(session: Session, here: Location, width: int) -> list[ListRow]:
    """Every chapter, with the sections of the one that the reader is in, and what was read of each."""
    rows: list[ListRow] = []
    for row in contents_in_brief(session, here):
        remark = row.remark.removesuffix(" read")
        if width < _ROOM_FOR_MINUTES and remark.endswith("min"):
            remark = ""
        room = width - _MARGIN - (len(remark) + _MARGIN if remark else 0)
        rows.append(ListRow(_titled(row.title, room), row.location, remark))
    return rows


@lru_cache(1024)  # of a large library there are many chapters, which stay as they are
def _titled(title: str, width: int) -> Sequence[Text]:
    """The lines of a title, which go on below its own beginning after the number."""
    number = title[: len(title) - len(title.lstrip(" .0123456789"))]
    words = wrap_text(title.removeprefix(number), "" if title.startswith(" ") else "heading.2", width - len(number))
    return indented(_cut(words), number, None, "mark")


def _cut(lines: Sequence[Text]) -> Sequence[Text]:
    """Lines of which the last one has the rest, which ends in an ellipsis where it is drawn."""
    rest = Text(" ").join(lines[_MOST_LINES - 1 :])
    return [*lines[: _MOST_LINES - 1], *([rest] if rest else [])]


def aside_rows(pages: Pages, location: Location, targets: Sequence[str], width: int) -> list[ListRow]:
    """The entries that are linked on the screen, terms with what they are, and the events about a place."""
    library, ref = pages.library, location.ref
    assert ref is not None
    known = library.entries.find_all(targets, ref.book)
    linked = [one for target in targets if (one := known.get(target)) and one != ref]
    about = {term.ref: term.definition for term in library.in_short([one for one in linked if one.kind == "term"])}
    here = [_linked_row(one, about.get(one, ""), width) for one in linked if one.kind in ("term", "table", "figure")]
    events = [*(one for one in linked if one.kind == "event"), *_events_about(library, ref)]
    return [*_under("On this screen", here), *_under("Timeline", _event_rows(library, events))]


def _linked_row(ref: Ref, about: str, width: int) -> ListRow:
    words = _cut(wrap_text(about, "caption", width - 2 * _MARGIN))
    return ListRow((Text.assemble((ref.name, "link")), *indented(words, " " * _MARGIN)), location_of(ref))


def _under(title: str, rows: Sequence[ListRow]) -> Iterator[ListRow]:
    if rows:
        yield ListRow((Text(title, "heading.3"),))
        yield from rows
        yield ListRow((Text(),))


@lru_cache(1)
def _events_about(library: Library, ref: Ref) -> Sequence[Ref]:
    """The events that a section or chapter covers, or that name another entry."""
    refs = library.entries.sections_of(ref) if ref.kind in ("chapter", "section") else (ref,)
    return [event for events in library.entries.pointing_to(refs, "event").values() for event in events]


def _event_rows(library: Library, events: Iterable[Ref]) -> list[ListRow]:
    stored = library.entries.stored(dict.fromkeys(events))
    dates = {ref: (data["year"], data["month"] or 0, data["day"] or 0) for ref, _, data in stored}
    return [
        ListRow((Text.assemble((format_year(dates[ref][0]), "event.year"), f" {ref.name}"),), location_of(ref))
        for ref in sorted(dates, key=lambda ref: dates[ref])
    ]


def preview_rows(pages: Pages, location: Location, targets: Sequence[str], width: int) -> list[ListRow]:
    """The entry that a row of a list leads to, in short."""
    places = (pages.target(location, target) for target in targets)
    page = next((pages.preview(place) for place in places if place), None)
    return [ListRow((line,)) for line in lay_out(page.blocks, width - _MARGIN - 1)] if page else []
