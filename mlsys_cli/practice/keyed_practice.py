"""Questions on the whole screen of a terminal, without the terminal: what each key does, and what is seen."""

from itertools import pairwise, zip_longest

from rich.cells import cell_len
from rich.text import Text

from mlsys_cli.page import Blocks, OptionList, Paragraph, text_spans
from mlsys_cli.practice.controller import GRADES, Action, Controller
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import assembled, indented, padded, wrap_spans, wrap_words
from mlsys_cli.terminal.full_screen import FittedScreen, ScreenContent, fitted
from mlsys_cli.terminal.keyboard import Key
from mlsys_cli.terminal.text_field import Field, edited, field_line
from mlsys_cli.views.question_view import item_blocks

_ALWAYS = {
    "left": Action.BACK,
    "previous": Action.BACK,
    "p": Action.BACK,
    "u": Action.BACK,
    "right": Action.SKIP,
    "next": Action.SKIP,
    "s": Action.SKIP,
    "tab": Action.HINT,
    "x": Action.SUSPEND,
    "o": Action.OPEN,
    "g": Action.LOOK_UP,
    "look-up": Action.LOOK_UP,
    "!": Action.FLAG,
    "q": Action.LEAVE,
}
_BEFORE_ANSWER = {**_ALWAYS, "h": Action.HINT}
_AFTER_ANSWER = {
    **_ALWAYS,
    **GRADES,
    "enter": Action.ADVANCE,
    " ": Action.ADVANCE,
    "n": Action.SKIP,
    "r": Action.OVERRULE,
}
_WHILE_TYPING = ("tab", "next", "previous", "up", "down", "look-up", "unknown")
"""The keys that don't edit a text that is typed."""

_SMALL = 12
_USUAL_HEIGHT = 26
"""The lines that a question takes of a higher screen, so that the keys below aren't far from it."""
_TWO_COLUMNS = 64
"""The width from which two lists of options stand side by side."""
_GAP = 4


class KeyedPractice:
    """A learner who answers by keys. The front end shows the scene after each of them."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._message = ""
        self._helping = False
        self._cursor = self._scroll = self._height = 0
        self._hidden = False

    def say(self, message: str) -> None:
        """Show a message until the next key."""
        self._message = message

    # --- keys ----------------------------------------------------------------------------------------------------

    def press(self, key: Key) -> None:
        """Do what a key asks for."""
        self._message = ""
        answering = self._controller.answering
        item, typed = answering.item, answering.key.typed
        if self._helping:
            self._helping = False
        elif key.name in ("escape", "hang-up") or (key.name == "end-of-input" and not answering.draft.typed):
            self._perform(Action.LEAVE)
        elif self._controller.finished:
            self._perform(_ALWAYS.get(_name(key), Action.LEAVE))
        elif key.name in ("page-up", "page-down"):
            self._scroll_by(key)
        elif item.given:
            self._press_named(key, _AFTER_ANSWER)
        elif key.name in ("up", "down") and answering.key.fields() > 1 and (typed or not self._hidden):
            self._focus((answering.draft.focus + (-1 if key.name == "up" else 1)) % answering.key.fields())
        elif typed:
            self._press_typing(key)
        elif (place := answering.key.place_of(key.text, item.order)) is not None:
            answering.draft = answering.key.pick(answering.draft, place, item.order)
            if answering.key.decisive:
                self._answer()
        elif key.name == "enter":
            self._answer()
        elif key.name == "backspace":
            answering.draft = answering.key.unpick(answering.draft)
        else:
            self._press_named(key, _BEFORE_ANSWER)

    def _press_named(self, key: Key, actions: dict[str, Action]) -> None:
        """Handle a key that neither types nor chooses."""
        action = actions.get(_name(key))
        if action:
            self._perform(action)
        elif key.text == "?":
            self._helping = True
        elif key.name in ("up", "down"):
            self._scroll_by(key)

    def _press_typing(self, key: Key) -> None:
        answering = self._controller.answering
        draft = answering.draft
        if key.text == "?" and not draft.typed:
            self._helping = True
        elif key.name == "enter":
            empty = [n for n, text in enumerate(draft.texts) if not text.strip()]
            if empty and draft.typed.strip():
                self._focus(next((n for n in empty if n > draft.focus), empty[0]))
            else:
                self._answer()
        elif key.name in _WHILE_TYPING:
            self._press_named(key, _BEFORE_ANSWER)
        else:
            field = edited(Field(draft.typed, self._cursor), key)
            answering.draft = draft.write(field.text)
            self._cursor = field.cursor

    def _focus(self, field: int) -> None:
        """Move the focus to another field or line."""
        answering = self._controller.answering
        answering.draft = answering.draft._replace(focus=field)
        self._cursor = len(answering.draft.typed)

    def _scroll_by(self, key: Key) -> None:
        page = max(self._height - 8, 1)
        step = {"up": -1, "down": 1, "page-up": -page, "page-down": page}[key.name]
        self.scroll(step)

    def scroll(self, lines: int) -> None:
        """Scroll down, or with a number below 0 up."""
        self._scroll = max(self._scroll + lines, 0)

    # --- what they do --------------------------------------------------------------------------------------------

    def _perform(self, action: Action) -> None:
        answering = self._controller.answering
        shown = answering.shown
        self._message = self._controller.perform(action)
        if answering.shown != shown:
            self._cursor = self._scroll = 0
        if action is Action.SUSPEND and self._message:
            undo = "^P" if answering.key.typed and not self._controller.finished else "u"
            self._message += f" Press {undo} to undo this."

    def _answer(self) -> None:
        answering = self._controller.answering
        if answering.answer is None:
            self._message = answering.give_up()
            self._scroll = 0
        elif doubt := answering.doubt():
            self._message = f"{doubt} Press Enter again to submit it anyway."
        else:
            self._message = answering.submit()
            self._scroll = 0

    # --- what is seen --------------------------------------------------------------------------------------------

    def scene(self, width: int, height: int) -> FittedScreen:
        """The screen of a terminal of this size."""
        content = self._content(width, height)
        height = min(height, max(content.height, _USUAL_HEIGHT))
        screen = fitted(content, width, height, self._scroll)
        self._height, self._scroll, self._hidden = height, screen.scroll, screen.hidden
        return screen

    def _content(self, width: int, height: int) -> ScreenContent:
        controller = self._controller
        progress = [line for spans in controller.progress(width) for line in wrap_spans(spans, width)]
        top = [*progress, Text()]
        if self._helping:
            note = wrap_words("press any key to go back", "keys", width)
            return ScreenContent(top, lay_out(controller.key_help, width), [Text(), *note])
        prompt, cursor = self._prompt(width)
        if controller.finished:
            blocks: Blocks = (Paragraph(text_spans("There are no more cards for now.", "question")),)
            keys = "Enter quit · u undo"
        else:
            blocks = item_blocks(controller.answering.item, controller.answering.draft)
            keys = controller.keys(height < _SMALL or width < 40)
        message = wrap_words(self._message, "hint", width)
        bottom = [Text(), *message, *wrap_words(keys, "keys", width)]
        return ScreenContent(top, _lay_out(blocks, width), bottom, prompt, cursor)

    def _prompt(self, width: int) -> tuple[list[Text], tuple[int, int] | None]:
        """The grades of an answer; or a line for each text that is typed, with the place of the cursor in them."""
        draft, key = self._controller.answering.draft, self._controller.answering.key
        if grades := self._controller.grades():
            return [Text(), *wrap_spans(grades, width)], None
        if self._controller.finished or self._controller.answering.item.given or not draft.texts:
            return [], None
        lines: list[Text] = [Text()]
        cursor = (1, 0)
        for number, text in enumerate(draft.texts):
            focused = number == draft.focus
            label = f"  {number + 1} › " if len(draft.texts) > 1 else "  › "
            if key.label and cell_len(key.label) + 20 <= width:
                label = f"  in {key.label} › "
            room = max(width - cell_len(label) - 1, 1)
            line, at = field_line(Field(text, self._cursor if focused else 0), room)
            if focused:
                cursor = (len(lines), cell_len(label) + at)
            lines += indented([line], label, None, "picked" if focused else "mark")
        return lines, cursor


def _lay_out(blocks: Blocks, width: int) -> list[Text]:
    """The lines of a question; what is to be matched stands side by side where there is room."""
    first, second = next(
        (pair for pair in pairwise(range(len(blocks))) if all(isinstance(blocks[n], OptionList) for n in pair)), (0, 0)
    )
    if first == second or width < _TWO_COLUMNS:
        return lay_out(blocks, width)
    column = (width - _GAP) // 2
    left, right = lay_out((blocks[first],), column), lay_out((blocks[second],), column)
    beside = [assembled(padded(one, column + _GAP), other) for one, other in zip_longest(left, right, fillvalue=Text())]
    parts = (lay_out(blocks[:first], width), beside, lay_out(blocks[second + 1 :], width))
    return [line for part in parts if part for line in (Text(), *part)][1:]


def _name(key: Key) -> str:
    """The name of a key, or the letter that it types."""
    return key.text.lower() if len(key.text) == 1 else key.name
