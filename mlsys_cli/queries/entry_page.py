"""The page of any entry, as its command shows it."""

from collections.abc import Mapping, Sequence

from mlsys_cli.index.entry_records import Match, Ref
from mlsys_cli.page.anchors import PlacedNote
from mlsys_cli.session.session import Session
from mlsys_cli.views.view import View


def entry_view(session: Session, ref: Ref, most_sections: int | None = None) -> View:
    """The view of an entry, with the reader's notes where their page has them, and so many sections of a chapter."""
    library = session.books.library
    match ref.kind:
        case "chapter" | "section":
            from mlsys_cli.queries.reading_position import text_to_read
            from mlsys_cli.views.reading_view import ReadingView

            below = library.entries.sections_of(ref)[:most_sections]
            return ReadingView(text_to_read(session, ref, most_sections), _notes(session, (ref, *below)))
        case "term":
            from mlsys_cli.views.term_view import TermView

            (term,) = library.terms([ref])
            own = tuple(block for _, note in _notes(session, [ref]).get(ref.id, ()) for block in note)
            return TermView(term, Match(ref.name, "exact", 100.0), library.term_sources(term), own)
        case "table":
            from mlsys_cli.views.tables_and_figures import TableView

            table = library.table(ref)
            return TableView(table, library.sources_in(table.caption, table.remarks))
        case "figure":
            from mlsys_cli.views.tables_and_figures import FigureView

            figure = library.figure(ref)
            return FigureView(figure, library.sources_in(figure.caption, figure.remarks))
        case "event":
            from mlsys_cli.views.timeline_view import TimelineView

            event = library.event(ref)
            eras = [era for era in library.eras() if (era.ref.book, era.ref.slug) == (ref.book, event.era)]
            texts = [block for text in (event.body, *(era.summary for era in eras)) for block in text]
            return TimelineView(eras, [event], library.sources_in(texts, event.remarks))
        case "model" | "machine":
            from mlsys_cli.queries.lookup import view_of_specs

            return view_of_specs(session, [ref])
        case "source":
            from mlsys_cli.views.source_view import SourceView

            citing = library.entries.pointing_to((ref,), *_CITING)[ref.id]
            sections = [entry for entry in citing if entry.kind in ("chapter", "section")]
            numbers = library.entries.section_numbers(sections)
            return SourceView(library.source_records([ref])[0], citing, numbers)
    raise ValueError(f"no page shows {ref.kind}s alone")


_CITING = ("section", "term", "event", "table", "figure", "chapter", "model", "machine")
"""The kinds that are listed where a source is cited: those with a page. A question is asked, not opened."""


def _notes(session: Session, refs: Sequence[Ref]) -> Mapping[int, Sequence[PlacedNote]]:
    if session.reader_store is None:
        return {}
    from mlsys_cli.queries.notebook import notes_on_page

    return notes_on_page(session, session.reader_store, refs)
