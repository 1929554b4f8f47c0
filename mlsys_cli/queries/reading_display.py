"""Chapters and sections shown on stdout, with the learner's notes, and remembered as far as they were on the screen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from mlsys_cli.index.entry_records import Reading, Ref
from mlsys_cli.page.anchors import Passage, PlacedNote, passages, seen_sections
from mlsys_cli.queries.reading_position import remember, text_to_read
from mlsys_cli.queries.subjects import report_store_errors
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import Shown
from mlsys_cli.views.reading_view import ReadingsView, ReadingView


def show_places(
    session: Session, refs: Sequence[Ref], paragraph: int = 0, *, remembered: bool = True, deeper: bool = False
) -> Shown:
    """Show chapters and sections, from a paragraph on, and remember what of them was on the screen; returns that.

    The parts that go `deeper` are folded, unless they are asked for here or by a person's settings.
    """
    opens, deeper = deeper, deeper or shows_deeper(session)
    notes: Mapping[int, Sequence[PlacedNote]] = {}
    read: Callable[[Ref], Reading] = session.books.library.reading
    if session.reader_store is not None:
        from mlsys_cli.queries.notebook import notes_on_page

        places = [place for ref in refs for place in (ref, *session.books.library.entries.sections_of(ref))]
        notes, read = notes_on_page(session, session.reader_store, places), partial(text_to_read, session)
    views = [ReadingView(read(ref), notes, deeper) for ref in refs]
    view: ReadingView | ReadingsView = views[0]
    target = refs[0].link if len(refs) == 1 and not opens else ""  # the reader's page has them folded
    if len(views) > 1:
        view = ReadingsView(views, list(dict.fromkeys(source for item in views for source in item.reading.sources)))
    if not (session.output_is_for_human and remembered):
        return session.show(view, 0, target)  # with a line to begin at, it goes to the pager
    with report_store_errors(session):
        remembered = session.learner.settings.remember_reading
    if session.opens_reader:
        shown = session.show(view, target=target)
        remembered &= shown.at_once  # in the reader, it is the reader that remembers
    else:
        # The line at which the paragraph begins; in a text that has become shorter, the last paragraph.
        starts = (passage.paragraphs[: paragraph + 1][-1] for passage in _passages(session, view))
        shown = session.show(view, next(starts, 0) if paragraph else 0, target)
    if remembered and not shown.unseen:
        with report_store_errors(session):
            seen = None if shown.screens is None else seen_sections(_passages(session, view), shown.screens)
            remember(session, refs, seen, session.learner.now)
    return shown


def shows_deeper(session: Session) -> bool:
    """True if the output is for a person who wants the deeper parts of sections open; in a pipe they are folded."""
    if not session.output_is_for_human:
        return False
    with report_store_errors(session):
        return session.learner.settings.deeper
    return False


def is_longer_than_screen(session: Session, ref: Ref, deeper: bool = False) -> bool:
    """True if the page of a chapter or section doesn't fit on the terminal."""
    entries, room = session.books.library.entries, session.terminal.height
    if sum(entries.words_of_sections(entries.sections_of(ref)).values()) > room * session.terminal.width:
        return True  # and a chapter needn't be laid out for that
    from mlsys_cli.render.formats import block_heights

    view = ReadingView(session.books.library.reading(ref), shows_deeper=deeper or shows_deeper(session))
    for height in block_heights(view.blocks(), session.format, session.terminal):
        room -= height
        if room < 1:
            return True
    return False


def _passages(session: Session, view: ReadingView | ReadingsView) -> Iterator[Passage]:
    """The sections of a page as ranges of lines, without its sources and the way to the next page."""
    from mlsys_cli.render.formats import block_heights

    blocks = view.blocks()[: view.length]
    return passages(blocks, block_heights(blocks, session.format, session.terminal))
