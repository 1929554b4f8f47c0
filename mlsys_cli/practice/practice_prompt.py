"""Questions asked line by line, for screen readers and for terminals that can't show a full screen."""

import sys

from mlsys_cli.page import Blocks, Heading, Paragraph, text_spans
from mlsys_cli.practice.controller import GRADES, Action, Controller
from mlsys_cli.render.plain import lay_out_plain
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import paint
from mlsys_cli.render.target import ColorMode
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.text.sanitize import encodable
from mlsys_cli.views.question_view import explained_blocks, item_blocks

_COMMANDS = {
    "/h": Action.HINT,
    "/s": Action.SKIP,
    "/p": Action.BACK,
    "/b": Action.BACK,
    "/u": Action.BACK,
    "/r": Action.OVERRULE,
    "/x": Action.SUSPEND,
    "/o": Action.OPEN,
    "/d": Action.GIVE_UP,
    "/!": Action.FLAG,
    "/q": Action.LEAVE,
}
"""The actions by the first letters of a command."""


class PracticePrompt:
    """A learner who is asked a line at a time."""

    def __init__(self, session: Session, controller: Controller) -> None:
        self._session = session
        self._controller = controller

    def run(self) -> None:
        """Ask until nothing is left or the learner leaves."""
        self._write(self._controller.line_help)
        shown, finished = 0, False
        while not self._controller.over:
            answering = self._controller.answering
            if self._controller.finished:
                if not finished:
                    self._say(
                        "There are no more cards for now. Press Enter to quit, or type /u to undo the last grade."
                    )
            elif answering.shown != shown:
                write_stdout("\n")
                self._write((Heading(2, self._controller.heading()), *item_blocks(answering.item, answering.draft)))
            shown, finished = answering.shown, self._controller.finished
            write_stdout("next> " if answering.item.given else "answer> ")
            line = sys.stdin.readline()
            if not line:
                write_stdout("\n")
            self._take(line.strip() if line else "/q")

    def _take(self, line: str) -> None:
        """Do what a line says."""
        word, answering = line.lower(), self._controller.answering
        if action := _COMMANDS.get(word[:2]):
            self._perform(action)
        elif self._controller.finished:
            self._perform(Action.LEAVE)
        elif line == "?":
            self._write(self._controller.line_help)
        elif answering.item.given:
            if not word:
                self._perform(Action.ADVANCE)
            elif word in GRADES and self._controller.grades():
                self._perform(GRADES[word])
            else:
                self._say("Press Enter to continue, or type ? for the other commands.")
        else:
            answering.draft = answering.key.read_line(line, answering.item.order)
            if answering.answer is not None:
                self._say(answering.submit())
            elif word:
                self._say(answering.key.expected)
            else:
                self._say(answering.give_up())
            self._explain()

    def _explain(self) -> None:
        """Show what is right, if an answer was given."""
        if self._controller.answering.item.given:
            write_stdout("\n")
            self._write(explained_blocks(self._controller.answering.item))
            self._show_grades()

    def _perform(self, action: Action) -> None:
        controller = self._controller
        before = controller.answering.item
        message = controller.perform(action)
        self._say(f"{message} Type /u to undo this." if message and action is Action.SUSPEND else message)
        item = controller.answering.item
        if action is Action.GIVE_UP and item != before:
            self._explain()
        elif action is Action.HINT and item.card.hint:
            self._write(item.card.hint)
        elif action is Action.OVERRULE and item != before and item.given:
            self._say("Counted as correct." if item.given.right else "Counted as incorrect.")
            self._show_grades()
        if controller.reading:
            from mlsys_cli.session.reading_position import show_places

            show_places(self._session, [controller.reading], remembered=False)
            controller.reading = None

    def _show_grades(self) -> None:
        if grades := self._controller.grades():
            self._write((Paragraph(grades),))

    def _say(self, text: str) -> None:
        if text:
            self._write((Paragraph(text_spans(text)),))

    def _write(self, blocks: Blocks) -> None:
        terminal = self._session.terminal
        written = lay_out_plain if terminal.color_mode is ColorMode.NONE else lay_out
        write_stdout(encodable(paint(written(blocks, terminal.width), terminal.color_mode), terminal.encoding))
