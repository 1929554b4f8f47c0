"""Commands of the shell that are typed in the reader, where their answers are pages."""

import re
import shlex
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from typing import TYPE_CHECKING, TypeAlias

from mlsys_cli.cli.command_table import COMMANDS, PAGES
from mlsys_cli.errors import Exit, MlsysError, UsageError
from mlsys_cli.page.blocks import Code, Heading
from mlsys_cli.render.rich_blocks import PROSE_WIDTH
from mlsys_cli.session.books import Books
from mlsys_cli.session.kept_views import KeepingSession, Unattended, words_in
from mlsys_cli.session.learner import READER_PATIENCE
from mlsys_cli.session.session import Session
from mlsys_cli.session.typed_command import CommandAnswer, TypedCommand
from mlsys_cli.text.english import NUMBER
from mlsys_cli.views.view import PageView

if TYPE_CHECKING:  # imported by the commands that ask questions
    from mlsys_cli.practice.quiz_course import QuizCourse
    from mlsys_cli.practice.review_course import ReviewCourse

_BESIDE = 10
"""The columns of a page of the reader that a text which is laid out already leaves free: its margins and an indent."""

Runner: TypeAlias = Callable[[Sequence[str], Session], object]
"""Runs a command line in a session. Raises MlsysError."""


class _Listener(KeepingSession):
    """A session for commands whose answers the reader shows, to which all keys belong; it keeps their questions too."""

    def __init__(self, reader: Session) -> None:
        outside = reader.environment
        size = outside.terminal_size() or (0, 0)
        super().__init__(reader.options.renewed(Unattended(reader.env, clock=outside.clock, size=size)))
        self.options.color = "never"
        self.learner.is_read_only = reader.learner.is_read_only
        self.options.width = min(size[0] or PROSE_WIDTH, PROSE_WIDTH) - _BESIDE
        self.course: QuizCourse | ReviewCourse | None = None
        # Those of the reader: each command would open the index again, and leave its file open, as long as nobody
        # collects garbage. Thirty letters after `estimate` took thirty files, and twice the time.
        self.books = Books(self.options, self.notify, self.follow_books, shared=reader.books)

    def ask(self, course: "QuizCourse | ReviewCourse") -> None:
        """Keep questions, which are asked when the command has ended."""
        self.learner.wait_at_most(READER_PATIENCE)
        self.course = course


def find_command(session: Session, line: str, run: Runner) -> TypedCommand | None:
    """The command that a line names, with or without `mlsys` before it, or the estimate that a question asks for."""
    words = words_in(line)
    words = words[words[:1] == ["mlsys"] :]
    if not words or words[0] not in COMMANDS:
        return _sum_in(session, line, run)
    name = words[0]
    refused = PAGES.get(name, (name,))
    is_page = not any(word == "-" or word.partition("=")[0] in refused for word in words)  # `-` is stdin
    if not is_page:
        return TypedCommand(" ".join(words), COMMANDS[name], is_page, lambda: _refuse(words))
    estimated = _estimate(session, words[1:], run) if name == "estimate" else None
    return estimated or TypedCommand(" ".join(words), COMMANDS[name], is_page, lambda: _answer(session, words, run))


def _refuse(words: Sequence[str]) -> CommandAnswer:
    raise UsageError(f"This is for a shell: mlsys {shlex.join(words)}")


def _sum_in(session: Session, question: str, run: Runner) -> TypedCommand | None:
    """The estimate that a question asks for, `how much memory does a 7B model need`; None if it asks for none.

    As in a shell, only one with a number or a name such as `h100` can. A line whose second word is a command comes here
    without one.
    """
    if not re.search(NUMBER, question):
        return None
    from mlsys_cli.queries.calculators import sums_in  # for whoever types one

    sums = (one for one in sums_in(session, question) if one.is_enough)
    asked = (_estimate(session, [one.calculator.id, *one.words], run) for one in sums)
    return next(filter(None, asked), None)


def _estimate(session: Session, words: Sequence[str], run: Runner) -> TypedCommand | None:
    """An estimate with its result in a few words; None while it isn't typed to its end."""
    from mlsys_cli.views.estimate_view import EstimateView

    request = ["estimate", *words]
    with suppress(MlsysError):
        answer = _answer(session, request, run)
        match answer.views:
            case [EstimateView() as view] if not answer.message:  # which says that a name was guessed
                title, about = f"estimate: {' '.join(words)}", "Enter shows the working"
                return TypedCommand(title, about, True, lambda: _answer(session, request, run), view.in_a_line)
    return None


def _answer(session: Session, words: Sequence[str], run: Runner) -> CommandAnswer:
    """The views that a command shows, and its messages. Raises MlsysError; an empty answer says what there is to say.

    What it writes itself, as it does for `--help`, is a page of its own.
    """
    listener, written = _Listener(session), StringIO()
    with redirect_stdout(written), redirect_stderr(StringIO()), suppress(Exit):
        run(words, listener)
    if text := written.getvalue():
        title = Heading(1, " ".join(["mlsys", *words]))
        listener.views.append(PageView((title, Code(text)), {}))
    if changed := vars(listener.learner).get("settings"):
        session.learner.settings = changed
    return CommandAnswer(listener.views, listener.target, " · ".join(listener.messages), listener.course)
