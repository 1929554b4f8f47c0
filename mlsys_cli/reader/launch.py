"""The choice between the whole screen and lines; Textual is imported only for the screen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlsys_cli.page.blocks import Heading, Paragraph, text_spans
from mlsys_cli.reader.location import ANSWER, HOME, RESULT, Location
from mlsys_cli.session.learner import READER_PATIENCE
from mlsys_cli.session.session import Session
from mlsys_cli.views.view import PageView, View

if TYPE_CHECKING:  # imported when an exhibit is run, or questions are asked
    from mlsys_cli.exhibits.exhibit_run import ExhibitRun
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse
    from mlsys_cli.reader.frame import FramedScreen


def run_reader(
    session: Session,
    location: Location = HOME,
    paragraph: int = 0,
    *,
    deeper: bool = False,
    answer: View | None = None,
    first: "FramedScreen[Any] | None" = None,
) -> None:
    """Read from a paragraph of a place on: on the whole screen, or else line by line.

    The `deeper` parts of sections may be open at the beginning. The place may be the page of an `answer` to a command,
    or of the result of a `first` screen. Changes to the store wait while another process writes to it. Raises
    StoreBusyError if it is busy for too long.
    """
    session.learner.let_changes_wait(READER_PATIENCE)
    try:
        if session.environment.has_whole_terminal and not session.uses_lines:
            from mlsys_cli.reader.reader import Reader

            screen = Reader(session, location, paragraph, first=first)
            reading, run = screen.page.reading, screen.run_to_end
        else:
            from mlsys_cli.reader.line_reader import LineReader
            from mlsys_cli.terminal.typed_line import ended_by_signals

            lines = LineReader(session, location, paragraph)
            reading, run = lines.reading, ended_by_signals()(lines.run)
        reading.pages.shows_deeper |= deeper
        if answer:
            reading.pages.answers[ANSWER] = (answer,)
        run()
    finally:
        session.learner.finish_changes(session.notify)


def read_view(session: Session, view: View, target: str = "") -> None:
    """Read the answer of a command: at the `target` of a link, or as a page of its own if the reader has no other."""
    from mlsys_cli.reader.pages import Pages

    run_reader(session, (target and Pages(session).target(ANSWER, target)) or ANSWER, answer=view)


def run_exhibit(session: Session, run: "ExhibitRun", *, reasons: bool = False) -> None:
    """Let the learner go through an exhibit: on the whole screen, or else line by line, with what to remember.

    A talk may say the `reasons` of each answer from the beginning.
    """
    if session.has_screen and not session.uses_lines:
        from mlsys_cli.reader.talk_screen import exhibit_screen

        screen = exhibit_screen(session, run, reasons=reasons)
        run_reader(session, RESULT, first=screen)
        session.refresh_terminal()
        if screen.end:
            session.show(PageView(screen.end.blocks()[-1:], {}))
        return
    from mlsys_cli.queries.exhibits import end_run
    from mlsys_cli.reader.exhibit_lines import ExhibitLines
    from mlsys_cli.terminal.typed_line import ended_by_signals

    lines = ExhibitLines(session, run, reasons=reasons)
    with ended_by_signals():
        lines.run()
    session.options.pager = False  # the learner has left
    session.show(end_run(session, lines.player))


def run_practice(session: Session, course: "QuizCourse | ReviewCourse") -> None:
    """Let the learner answer: on the whole screen if they want it and the terminal allows it, else line by line.

    The result is shown there; of one that was on the screen, a line stays where the command was typed.
    """
    if session.ask:
        session.ask(course)
        return
    if course.controller and session.uses_screen:
        from mlsys_cli.reader.question_screen import QuestionScreen

        run_reader(session, RESULT, first=QuestionScreen(session, course))
        session.refresh_terminal()
        session.show(_in_one_line(course.result()))
        return
    if course.controller:
        from mlsys_cli.practice.practice_prompt import PracticePrompt
        from mlsys_cli.terminal.typed_line import ended_by_signals

        with ended_by_signals():
            PracticePrompt(session, course.controller).run()
        session.options.pager = False  # the learner has left
    session.show(course.result())


def _in_one_line(view: View) -> View:
    """The first paragraph of a result, or its title."""
    first = view.blocks()[0]
    return PageView((Paragraph(text_spans(first.text, "strong")) if isinstance(first, Heading) else first,), {})


def watch_draft(session: Session, names: Sequence[str]) -> None:
    """Show a draft and its problems after each save: on the whole screen, or else the whole page again and again."""
    from mlsys_cli.queries.live_preview import draft_named, write_at_each_save

    draft = draft_named(session, names)
    if session.has_screen and not session.uses_lines:
        from mlsys_cli.reader.watch_screen import WatchScreen

        run_reader(session, RESULT, first=WatchScreen(session, draft))
    else:
        write_at_each_save(session, draft)
