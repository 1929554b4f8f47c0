"""Questions asked line by line, for screen readers and for terminals that can't show a full screen."""

from collections.abc import Callable, Iterable
from pathlib import Path

from rich.text import Text

from mlsys_cli.errors import MlsysError, StoreBusyError
from mlsys_cli.page.blocks import Block, Blocks, Heading, OptionList, Paragraph, text_spans
from mlsys_cli.practice.controller import Action, Controller
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.quiz.option_list import letter_of
from mlsys_cli.quiz.state import Confidence
from mlsys_cli.render.formats import Format
from mlsys_cli.render.plain import lay_out_plain
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import ColorMode, encodable, write_stdout
from mlsys_cli.terminal.typed_line import ask_line
from mlsys_cli.views.question_view import explained_blocks, item_blocks
from mlsys_cli.views.shared_blocks import command_blocks
from mlsys_cli.views.term_view import TermView


def write_lines(session: Session, lines: Iterable[Text]) -> None:
    """Write lines that are laid out, in colour unless plain text is asked for."""
    terminal = session.terminal
    text = paint(lines, _color_mode(session))
    write_stdout(encodable(text, terminal.encoding, has_braille=terminal.has_braille))


def write_blocks(session: Session, blocks: Blocks) -> None:
    """Write blocks, in plain text where there is no colour."""
    lay_out_blocks = lay_out_plain if _color_mode(session) is ColorMode.NONE else lay_out
    write_lines(session, lay_out_blocks(blocks, session.terminal.width))


def write_message(session: Session, message: str) -> None:
    """Write a message as a paragraph; nothing if it is empty."""
    if message:
        write_blocks(session, (Paragraph(text_spans(message)),))


def _color_mode(session: Session) -> ColorMode:
    return ColorMode.NONE if session.format is Format.PLAIN else session.terminal.color_mode


_COMMANDS = {
    "/h": Action.HINT,
    "/s": Action.SKIP,
    "/p": Action.BACK,  # previous, back and undo are one: a quiz goes back, a review takes back
    "/b": Action.BACK,
    "/u": Action.BACK,
    "/r": Action.OVERRULE,
    "/x": Action.SUSPEND,
    "/o": Action.OPEN,
    "/d": Action.GIVE_UP,
    "/g": Action.LOOK_UP,
    "/!": Action.FLAG,
    "/m": Action.MORE,
    "/q": Action.LEAVE,
}
"""The actions by the first letters of a command."""

_CONFIDENCES = {word: level for level in Confidence for word in (level.value, level.value[0])}
_PATIENCE = 2.0
"""The seconds after which it is said that the store is busy; chosen, not measured."""


class PracticePrompt:
    """Asks a learner line by line; in the reader `without_commands` of a shell, which can't be typed there."""

    def __init__(
        self,
        session: Session,
        controller: Controller,
        patience: float = _PATIENCE,
        without_commands: Callable[[Blocks], Blocks] = lambda blocks: blocks,
    ) -> None:
        self._session = session
        self._controller = controller
        self._patience = patience
        self._without_commands = without_commands

    def run(self) -> None:
        """Ask until nothing is left or the learner leaves."""
        store = self._session.learner.store.database
        usual = store.patience
        store.wait_at_most(self._patience)
        self._say("Type ? for all commands, /q to quit.")
        shown, finished = 0, False
        while not self._controller.over:
            controller = self._controller
            if controller.finished and not finished:
                more = f"/m to go on ({offer}), or " if (offer := controller.course.offer) else ""
                keys = f"Press Enter to quit, or type {more}/u to undo the last grade."
                self._say(f"There are no more cards for now. {keys}")
            elif controller.shown != shown and not controller.finished:
                self._ask()
            shown, finished = controller.shown, controller.finished
            line = ask_line(self._prompt)
            self._take("/q" if line is None else line)
        store.wait_at_most(usual)

    @property
    def _prompt(self) -> str:
        if self._controller.weighed:
            return "sure, unsure or guess> "
        return "next> " if self._controller.item.response or self._controller.finished else "answer> "

    def _ask(self) -> None:
        """Show the question, and what kind of line answers it."""
        controller = self._controller
        item = controller.item
        write_stdout("\n")
        heading = Heading(2, controller.course.heading(item))
        untouched = controller.draft._replace(focus=-1)  # lines have no cursor
        self._write((heading, *map(_numbered, item_blocks(item, untouched))))
        if not item.response:
            write_stdout("\n")
            self._say(controller.key.expected)

    def _take(self, line: str) -> None:
        """Do what a line says."""
        word, controller = line.lower(), self._controller
        if action := _COMMANDS.get(word[:2]):
            self._perform(action, line[2:].strip())
        elif controller.finished:
            self._perform(Action.LEAVE)
        elif line == "?":
            self._write(_all_lines(controller.course.title))
        elif controller.item.response:
            self._take_after_answer(word)
        elif controller.weighed:
            self._weigh(word)
        else:
            self._answer(line)

    def _take_after_answer(self, word: str) -> None:
        if not word:
            self._perform(Action.ADVANCE)
        elif self._controller.grades and (grade := self._controller.course.grade_words.get(word)):
            self._perform(grade)
        else:
            self._say(self._grades or "Press Enter to continue, or type ? for all commands.")

    def _answer(self, line: str) -> None:
        controller = self._controller
        controller.draft = controller.key.read_line(line, controller.item.order)
        if controller.answer is None and line:
            self._say(controller.key.expected)
        else:
            self._say(self._patiently(lambda: controller.enter("Type it again")))
        if controller.weighed:
            self._say("How sure are you of this answer?")
        self._explain()

    def _weigh(self, word: str) -> None:
        if word in _CONFIDENCES:
            self._say(self._patiently(lambda: self._controller.say_confidence(_CONFIDENCES[word])))
            self._explain()
        else:
            self._say("Type sure, unsure or guess, or s, u or g.")

    def _explain(self) -> None:
        """Show what is right, if an answer was given."""
        if self._controller.item.response:
            write_stdout("\n")
            blocks = self._without_commands(explained_blocks(self._controller.item))
            self._write(tuple(map(_numbered, blocks)))
            self._say(self._controller.course.advice(self._controller.item, "/o", "/!") if self._grades else "")
            self._say(self._grades)

    def _perform(self, action: Action, query: str = "") -> None:
        controller = self._controller
        before = controller.item
        message = self._patiently(lambda: controller.perform(action))
        item = controller.item
        suspended = action is Action.SUSPEND and message and (item != before or controller.finished)
        self._say(f"{message} Type /u to undo this." if suspended else message)
        if action is Action.GIVE_UP and item != before:
            self._explain()
        elif action is Action.HINT and item.card.hint:
            self._write(item.card.hint)
        elif action is Action.OVERRULE and item != before and item.response:
            self._say("Counted as correct." if item.response.right else "Counted as incorrect.")
            self._say(self._grades)
        if controller.reading:
            from mlsys_cli.queries.reading_display import show_places

            show_places(self._session, [controller.reading], remembered=False)
            controller.reading = None
        if controller.looking_up:
            controller.looking_up = False
            self._look_up(query)

    def _look_up(self, query: str) -> None:
        """Show the definition of a term."""
        if not query:
            self._say("Type what to look up, for example: /g perceptron")
            return
        try:
            ref = self._session.books.find(query, "term")
        except MlsysError as error:
            self._say(" ".join((f"{error.message}.", *error.hints)))
            return
        self._controller.look_up()
        view = entry_view(self._session, ref)
        assert isinstance(view, TermView)
        self._write((Heading(3, ref.name), *view.in_short()))

    def _patiently(self, act: Callable[[], str]) -> str:
        """Do something with the store, again and again while another process writes to it; returns a message."""
        waiting = False
        while True:
            try:
                return act()
            except StoreBusyError:
                if not waiting:
                    self._say("Another program is writing to the store. Waiting for it … Ctrl-C gives up.")
                waiting = True

    @property
    def _grades(self) -> str:
        """The grades to choose from in words; empty if there are none now."""
        if not self._controller.grades:
            return ""
        return self._controller.course.grades_in_words(self._controller.item)

    def _say(self, message: str) -> None:
        write_message(self._session, message)

    def _write(self, blocks: Blocks) -> None:
        write_blocks(self._session, blocks)


def _numbered(block: Block) -> Block:
    """A list of options with numbers in place of letters, which a screen reader would read as words."""
    if not isinstance(block, OptionList):
        return block
    return OptionList(
        tuple(
            (mark._replace(text=mark.text.replace(f" {letter_of(n)} ", f" {n + 1}.", 1).replace("○ ", "")), spans)
            for n, (mark, spans) in enumerate(block.items)
        )
    )


def _all_lines(course: str) -> Blocks:
    """Everything that can be typed in a quiz or a review: the list with its title in `practice_lines.txt`."""
    lists = Path(__file__).with_name("practice_lines.txt").read_text(encoding="utf-8").strip().split("\n\n")
    (lines,) = (lines for title, *lines in map(str.splitlines, lists) if title == f"# {course}")
    rows = (line.partition("  ") for line in lines)
    return command_blocks((typed, words.strip()) for typed, _, words in rows)
