"""The offer of a quiz after a section was read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.blocks import Paragraph, Span
from mlsys_cli.queries.day_plan import unanswered
from mlsys_cli.queries.reading_position import sections_read
from mlsys_cli.queries.subjects import report_store_errors, subject_of
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.typed_line import ask_line
from mlsys_cli.text.english import counted
from mlsys_cli.views.today_view import SectionCheck
from mlsys_cli.views.view import PageView

if TYPE_CHECKING:  # imported when questions are asked
    from mlsys_cli.practice.quiz_course import QuizCourse


def offer_quiz(
    session: Session, section: Ref, front_end: "Callable[[Session, QuizCourse], None]", was_paged: bool
) -> None:
    """Offer the questions of a section that were never answered, if it was read to its end.

    After a pager, an empty line begins the quiz. Without one, the command is named: the page was there at once, and
    the learner isn't waiting for a prompt.
    """
    count = 0
    with report_store_errors(session):
        if session.books.library.entries.questions_on(section) and subject_of(section) in sections_read(session):
            count = len(unanswered(session, section))
    if not count:
        return
    check = SectionCheck(section, session.books.library.entries.section_numbers([section])[section.id], count)
    label = f"{counted(count, 'question')} on this page: "
    if not (was_paged and session.environment.is_interactive):
        session.show(PageView((Paragraph((Span(label), Span(check.command, "command"))),), {}))
        return
    if ask_line(f"{label}press Enter to answer, or type q to quit. ") == "":
        from mlsys_cli.practice.quiz_course import ask
        from mlsys_cli.practice.quiz_plan import QuizRequest

        ask(session, QuizRequest(names=(section.address,), length=count, generated=False), front_end)
