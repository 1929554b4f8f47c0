"""A quiz line by line, for screen readers and for terminals that know no more."""

import re
import sys
from collections.abc import Callable

from mlsys_cli.page import Blocks, DefinitionList, Heading, Paragraph, text_spans
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.partial_answer import Draft, answer_of, blank, pick, write
from mlsys_cli.quiz.question import Pairs
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.render.ascii_fallback import encodable
from mlsys_cli.render.plain import lay_out_plain
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_styles import paint
from mlsys_cli.render.target import ColorMode
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.stdout import write_stdout
from mlsys_cli.views.explanation_blocks import explained_blocks
from mlsys_cli.views.question_blocks import asked_blocks
from mlsys_cli.views.quiz_keys import place_of, takes_text

_COMMANDS = {"/h": "hint", "/s": "skip", "/p": "previous", "/b": "previous", "/r": "right", "/q": "quit"}


class LineSitting:
    """A learner who is asked a line at a time."""

    def __init__(self, session: Session, quiz: Quiz, observer: Callable[[QuizItem], str]) -> None:
        self._session = session
        self._quiz = quiz
        self._observer = observer

    def run(self) -> Quiz:
        """Ask until all was asked or the learner leaves; returns how it went."""
        self._write(self._help())
        place = -1
        while not self._quiz.over:
            if self._quiz.place != place:
                self._show_question()
            place = self._quiz.place
            self._take(self._read())
        return self._quiz

    def _show_question(self) -> None:
        turn = self._quiz.turn
        title = Heading(2, f"Question {self._quiz.place + 1} of {len(self._quiz.turns)}, {self._quiz.right} right")
        blocks = explained_blocks(turn) if turn.given else asked_blocks(turn, blank(turn.question))
        write_stdout("\n")
        self._write((title, *blocks))

    def _read(self) -> str | None:
        write_stdout("next> " if self._quiz.turn.given else "answer> ")
        line = sys.stdin.readline()
        if not line:
            write_stdout("\n")
        return line.strip() if line else None

    def _take(self, line: str | None) -> None:
        """Do what a line says."""
        word = (line or "").lower()
        command = _COMMANDS.get(word[:2]) if word.startswith("/") else None
        if line is None or command == "quit":
            self._quiz = quizzes.leave(self._quiz)
        elif line == "?":
            self._write(self._help())
        elif command == "previous":
            self._quiz = quizzes.back(self._quiz)
        elif command == "hint":
            self._hint()
        elif command == "right":
            self._overrule()
        elif command == "skip" or (self._quiz.turn.given and not line):
            self._quiz = quizzes.forward(self._quiz)
        elif self._quiz.turn.given:
            self._say("An empty line goes on; ? shows what else there is.")
        else:
            self._answer(line)

    def _hint(self) -> None:
        turn = self._quiz.turn
        self._quiz = quizzes.hint(self._quiz)
        if turn.question.hint:
            self._write(turn.question.hint)
        else:
            self._say("There is no hint to this question.")

    def _overrule(self) -> None:
        before = self._quiz
        self._quiz = quizzes.overrule(before)
        if self._quiz != before and self._quiz.turn.given:
            self._say(self._observer(self._quiz.turn))
            self._say("Counted as right." if self._quiz.turn.given.right else "Counted as wrong.")

    def _answer(self, line: str) -> None:
        answer = answer_of(draft_of(line, self._quiz.turn), self._quiz.turn)
        if answer is None:
            self._say(_expected(self._quiz.turn))
            return
        self._quiz = quizzes.answer(self._quiz, answer)
        self._say(self._observer(self._quiz.turn))
        write_stdout("\n")
        self._write(explained_blocks(self._quiz.turn)[len(self._quiz.turn.question.ask) :])

    def _say(self, text: str) -> None:
        if text:
            self._write((Paragraph(text_spans(text)),))

    def _write(self, blocks: Blocks) -> None:
        terminal = self._session.terminal
        if terminal.color_mode is ColorMode.NONE:
            text = paint(lay_out_plain(blocks, terminal.width), ColorMode.NONE)
        else:
            text = paint(lay_out(blocks, terminal.width), terminal.color_mode)
        write_stdout(encodable(text, terminal.encoding))

    def _help(self) -> Blocks:
        """What can be typed."""
        rows = (
            ("/h", "a hint"),
            ("/s", "skip this question"),
            ("/p", "the question before"),
            ("/r", "I was right: count my answer as right"),
            ("/q", "end, and see the score"),
            ("?", "this list"),
        )
        return (DefinitionList(tuple((key, text_spans(what)) for key, what in rows)),)


def draft_of(line: str, turn: QuizItem) -> Draft:
    """The draft that a line is: what is typed, with `;` between the texts for several gaps, or numbers or letters."""
    draft = blank(turn.question)
    if takes_text(turn):
        texts = [line] if len(draft.texts) == 1 else re.split(r"\s*;\s*", line)
        for number, text in enumerate(texts[: len(draft.texts)]):
            draft = write(draft._replace(focus=number), text)
        return draft
    words = re.findall(r"[A-Za-z]+|\d", line) if not isinstance(turn.question.key, Pairs) else re.findall(r"\d", line)
    for number, word in enumerate(words):
        place = place_of(word if word.lower() not in ("true", "false") else word[0], turn)
        if place is None:
            return blank(turn.question)
        if isinstance(turn.question.key, Pairs):
            draft = draft._replace(focus=min(number, len(draft.picks) - 1))
        draft = pick(draft, turn, place)
    return draft


def _expected(turn: QuizItem) -> str:
    """What a line should have been."""
    if takes_text(turn):
        count = len(blank(turn.question).texts)
        return "Type the answer." if count == 1 else f"Type {count} answers with ; between them."
    if turn.question.kind == "order":
        return "Type the letters of all items in their order, as in: b a c"
    if turn.question.kind == "match":
        return "Type a number for each line, from the first to the last, as in: 2 1 3"
    return "Type true or false." if turn.question.kind == "true-false" else "Type the number of what is right."
