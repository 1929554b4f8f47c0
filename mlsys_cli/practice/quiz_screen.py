"""A quiz on a terminal: keys change it, and the screen shows it."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Blocks
from mlsys_cli.quiz import state as quizzes
from mlsys_cli.quiz.grade import Answer
from mlsys_cli.quiz.numbers import amounts_of
from mlsys_cli.quiz.partial_answer import Draft, answer_of, blank, move, pick, unpick, write
from mlsys_cli.quiz.question import Choices, Number, Pairs, Truth
from mlsys_cli.quiz.state import Quiz, QuizItem
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import indented, wrap_spans, wrap_words
from mlsys_cli.session.session import Session
from mlsys_cli.terminal.full_screen import CLOSING, OPENING, ScreenBuffer, ScreenContent
from mlsys_cli.terminal.keyboard import Key
from mlsys_cli.terminal.text_field import Field, edited, field_line
from mlsys_cli.views.explanation_blocks import explained_blocks
from mlsys_cli.views.question_blocks import asked_blocks
from mlsys_cli.views.quiz_keys import help_blocks, key_line, place_of, takes_text
from mlsys_cli.views.quiz_progress import progress_line

Observer = Callable[[QuizItem], str]
"""Is told of a question whenever it has been answered, or the answer overruled; returns what the learner must know."""

_FORWARD = {"enter", "right", "next"}
_SMALL = 12


class Sitting:
    """A learner before a quiz."""

    def __init__(self, session: Session, quiz: Quiz, observer: Observer) -> None:
        self._session = session
        self._observer = observer
        self._frame = ScreenBuffer()
        self._terminal = session.terminal
        self._message = ""
        self._helping = False
        self._quiz = quiz
        self._begin()

    def _begin(self) -> None:
        """Begin with the question that is shown now."""
        self._draft: Draft = blank(self._quiz.turn.question)
        self._cursor = 0
        self._doubted: Answer = ""
        self._frame.scroll = 0

    def run(self) -> Quiz:
        """Ask until all was asked or the learner leaves; returns how it went."""
        with self._session.environment.open_keyboard(OPENING, CLOSING) as keyboard:
            while not self._quiz.over:
                self._frame.draw(self._scene(), self._terminal)
                self._press(keyboard.read())
        return self._quiz

    # --- keys ----------------------------------------------------------------------------------------------------

    def _press(self, key: Key) -> None:
        """Do what a key asks for."""
        self._message = ""
        if key.name == "redraw":
            self._terminal = self._session.refresh_terminal()
            self._frame.forget()
        elif self._helping:
            self._helping = False
        elif key.name in ("escape", "hang-up") or (key.name == "end-of-input" and not self._typed):
            self._quiz = quizzes.leave(self._quiz)
        elif key.name in ("page-up", "page-down"):
            self._scroll(key)
        elif self._quiz.turn.given:
            self._press_explained(key)
        elif takes_text(self._quiz.turn):
            self._press_typing(key)
        else:
            self._press_choosing(key)

    @property
    def _typed(self) -> str:
        return self._draft.texts[self._draft.focus] if self._draft.texts else ""

    def _press_explained(self, key: Key) -> None:
        letter = key.text.lower()
        if key.name in _FORWARD or letter in (" ", "n", "s"):
            self._skip()
        elif letter == "r":
            self._overrule()
        else:
            self._press_any(key)

    def _press_choosing(self, key: Key) -> None:
        turn = self._quiz.turn
        place = place_of(key.text, turn)
        if place is not None:
            self._draft = pick(self._draft, turn, place)
            if isinstance(turn.question.key, Truth) or (
                isinstance(turn.question.key, Choices) and not turn.question.key.several
            ):
                self._answer()
        elif key.name == "enter":
            self._answer()
        elif key.name == "backspace":
            self._draft = unpick(self._draft, turn)
        elif key.name in ("up", "down") and isinstance(turn.question.key, Pairs) and not self._frame.hidden:
            self._draft = move(self._draft, turn, -1 if key.name == "up" else 1)
        elif key.text.lower() == "s" or key.name == "right":
            self._skip()
        elif key.text.lower() == "h":
            self._hint()
        else:
            self._press_any(key)

    def _press_typing(self, key: Key) -> None:
        turn = self._quiz.turn
        several = len(self._draft.texts) > 1
        if key.text == "?" and not self._typed:
            self._helping = True
        elif key.name == "enter":
            self._enter()
        elif key.name in ("up", "down") and several:
            self._focus(move(self._draft, turn, -1 if key.name == "up" else 1))
        elif key.name in ("tab", "next", "previous", "up", "down", "unknown"):
            self._press_any(key)
        else:
            field = edited(Field(self._typed, self._cursor), key)
            self._draft, self._cursor = write(self._draft, field.text), field.cursor

    def _press_any(self, key: Key) -> None:
        """What a key does wherever it isn't something to be typed or chosen."""
        letter = key.text.lower()
        if key.name in ("left", "previous") or letter == "p":
            self._back()
        elif key.name == "next":
            self._skip()
        elif key.name == "tab":
            self._hint()
        elif letter == "q":
            self._quiz = quizzes.leave(self._quiz)
        elif letter == "?":
            self._helping = True
        elif key.name in ("up", "down"):
            self._scroll(key)

    def _scroll(self, key: Key) -> None:
        page = max(self._terminal.height - 8, 1)
        self._frame.scroll += {"up": -1, "down": 1, "page-up": -page, "page-down": page}[key.name]
        self._frame.scroll = max(self._frame.scroll, 0)

    # --- what they do --------------------------------------------------------------------------------------------

    def _skip(self) -> None:
        self._go(quizzes.forward(self._quiz))

    def _back(self) -> None:
        self._go(quizzes.back(self._quiz))

    def _go(self, quiz: Quiz) -> None:
        if quiz == self._quiz:
            self._message = "This is the first question."
            return
        self._quiz = quiz
        if not quiz.over:
            self._begin()

    def _hint(self) -> None:
        turn = self._quiz.turn
        self._quiz = quizzes.hint(self._quiz)
        if not turn.given and not turn.question.hint:
            self._message = "There is no hint to this question."

    def _focus(self, draft: Draft) -> None:
        self._draft = draft
        self._cursor = len(self._typed)

    def _enter(self) -> None:
        """Go to the next gap that is empty, or give the answer."""
        empty = [n for n, text in enumerate(self._draft.texts) if not text.strip()]
        if empty and self._typed.strip():
            self._focus(self._draft._replace(focus=next((n for n in empty if n > self._draft.focus), empty[0])))
        else:
            self._answer()

    def _answer(self) -> None:
        answer: Answer | None = answer_of(self._draft, self._quiz.turn)
        if answer is None:
            self._message = "Something is still missing. Press ? for the keys."
            return
        if isinstance(self._quiz.turn.question.key, Number) and answer != self._doubted and not amounts_of(str(answer)):
            self._doubted = answer
            self._message = "That is no number. Enter once more gives it all the same."
            return
        self._quiz = quizzes.answer(self._quiz, answer)
        self._frame.scroll = 0
        self._message = self._observer(self._quiz.turn)

    def _overrule(self) -> None:
        before = self._quiz
        self._quiz = quizzes.overrule(before)
        if self._quiz != before:
            self._message = self._observer(self._quiz.turn)

    # --- what is seen --------------------------------------------------------------------------------------------

    def _scene(self) -> ScreenContent:
        width, turn = self._terminal.width, self._quiz.turn
        top = [*self._progress(width), Text()]
        if self._helping:
            return ScreenContent(
                top, lay_out(self._help(), width), [Text(), *wrap_words("any key goes back", "keys", width)]
            )
        blocks = explained_blocks(turn) if turn.given else asked_blocks(turn, self._draft)
        prompt, cursor = self._prompt(width)
        small = self._terminal.height < _SMALL
        keys = wrap_words(self._keys(small or width < 40), "keys", width)
        message = wrap_words(self._message, "hint", width)
        return ScreenContent(top, lay_out(blocks, width), [Text(), *message, *keys], prompt, cursor)

    def _progress(self, width: int) -> Sequence[Text]:
        """How far one has come."""
        return [line for spans in progress_line(self._quiz, width) for line in wrap_spans(spans, width)]

    def _keys(self, short: bool) -> str:
        """The keys that matter now."""
        return key_line(self._quiz.turn, short)

    def _help(self) -> Blocks:
        """All keys."""
        return help_blocks()

    def _prompt(self, width: int) -> tuple[list[Text], tuple[int, int] | None]:
        """A line for each text that is typed below an empty one, and the place of the cursor in them."""
        if self._quiz.turn.given or not self._draft.texts:
            return [], None
        lines: list[Text] = [Text()]
        cursor = (1, 0)
        for number, text in enumerate(self._draft.texts):
            focused = number == self._draft.focus
            label = self._label(number, width)
            room = max(width - cell_len(label) - 1, 1)
            line, at = field_line(Field(text, self._cursor if focused else 0), room)
            if focused:
                cursor = (len(lines), cell_len(label) + at)
            lines += indented([line], label, None, "picked" if focused else "mark")
        return lines, cursor

    def _label(self, number: int, width: int) -> str:
        """What stands before a field: its number if there are several, and the unit if that leaves room."""
        unit = getattr(self._quiz.turn.question.key, "unit", "")
        if unit and cell_len(unit) + 20 <= width:
            return f"  in {unit} › "
        return f"  {number + 1} › " if len(self._draft.texts) > 1 else "  › "
