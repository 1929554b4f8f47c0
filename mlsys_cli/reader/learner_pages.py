"""The pages of the reader about the learner: what to do today, progress, and settings."""

from mlsys_cli.page.blocks import Blocks, Heading, Paragraph, Span
from mlsys_cli.reader.location import Location
from mlsys_cli.reader.reader_page import ReaderPage
from mlsys_cli.session.session import Session

LEARNER_PAGES = ("today", "progress", "config")


def learner_page(session: Session, place: Location) -> ReaderPage:
    """The page of today's work, of progress, or of the settings."""
    if place.kind == "config":
        from mlsys_cli.views.value_view import settings_view

        change = Paragraph((Span("mlsys config NAME VALUE", "command"), Span(" in a shell changes one.", "caption")))
        return ReaderPage(
            "Settings", (*settings_view(session.learner.settings_path, session.learner.settings).page(), change)
        )
    return ReaderPage(place.kind.capitalize(), _study_blocks(session, place.kind))


def _study_blocks(session: Session, kind: str) -> Blocks:
    if session.learner.read_only_store is None:  # which the first reading or answer begins
        words = "Nothing is stored yet. What you read is remembered, and Q asks questions on a page."
        return (Heading(1, kind.capitalize()), Paragraph((Span(words),)))
    if kind == "today":
        from mlsys_cli.queries.day_plan import day_plan

        return day_plan(session).page_with_keys()
    from mlsys_cli.queries.progress_page import progress_view

    return progress_view(session).page()
