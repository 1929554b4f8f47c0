"""The card of a quiz or a review between the head and the foot: its question, and the field to type in."""

from collections.abc import Callable, Sequence
from itertools import chain, pairwise, repeat, zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mlsys_cli.page.blocks import Blocks, OptionList, Paragraph, text_spans
from mlsys_cli.practice.controller import Controller
from mlsys_cli.reader.practice_keystrokes import WHILE_TYPING, Keystrokes
from mlsys_cli.reader.typed_field import TypedField
from mlsys_cli.render.rich_blocks import block_lines, lay_out, wide_margins
from mlsys_cli.render.rich_text import assembled, padded, segments, wrap_spans, wrap_text
from mlsys_cli.views.question_view import item_blocks

_WIDEST = 88
_SMALL = 10
"""The height below which a card has no empty lines between its parts."""
_TWO_COLUMNS = 60
"""The width from which two lists of options stand side by side."""
_GAP = 4
_LONGEST = 500


class OptionRows(NamedTuple):
    """The places of the options of a question: lines from `top` on, the place of the one on each, from a column on."""

    top: int = 0
    places: Sequence[int] = ()
    column: int = 0

    def place_at(self, line: int, column: int) -> int | None:
        """The place of the option at a line and column of the question; None if there is none."""
        row = line - self.top
        return self.places[row] if 0 <= row < len(self.places) and column >= self.column else None


class CardParts(NamedTuple):
    """The lines of a card from top to bottom. Only the `question` scrolls; the field to type in follows `above`.

    The `options` are those that a click on the question chooses.
    """

    question: Sequence[Text]
    above: Sequence[Text] = ()
    label: str = ""
    below: Sequence[Text] = ()
    options: OptionRows = OptionRows()

    @property
    def fixed(self) -> int:
        """The number of the lines that don't scroll, with the field."""
        return len(self.above) + len(self.below) + bool(self.label)


def lay_out_card(
    controller: Controller,
    keystrokes: Keystrokes,
    width: int,
    height: int,
    without_commands: Callable[[Blocks], Blocks],
) -> CardParts:
    """The lines of a card of this size."""
    gap: list[Text] = [] if height < _SMALL else [Text()]
    course, item = controller.course, controller.item
    if keystrokes.helping:
        return CardParts(lay_out(course.key_help, width))
    if controller.finished:
        more: Blocks = (Paragraph(text_spans(f"{course.offer}: Space goes on.")),) if course.offer else ()
        over: Blocks = (Paragraph(text_spans("There are no more cards for now.", "question")), *more)
        return CardParts(lay_out(over, width))
    above, label, below = _fields(controller, width)
    if controller.weighed:
        below = [*below, *gap, *wrap_text("How sure are you of this answer?", "question", width)]
    elif grades := controller.grades:
        advice = wrap_text(course.advice(item, "o", "!"), "hint", width)
        below = [*gap, *advice, *(gap if advice else ()), *wrap_spans(grades, width)]
    if above or label:
        above = [*gap, *above]
    blocks = without_commands(item_blocks(item, controller.draft))
    question = _question_lines(blocks, width)
    is_chosen = not (item.response or controller.weighed or controller.key.typed)
    options = _option_rows(blocks, width) if is_chosen else OptionRows()
    return CardParts(question, above=above, label=label, below=below, options=options)


def _fields(controller: Controller, width: int) -> tuple[list[Text], str, list[Text]]:
    """The texts that are typed: those before the field that has the focus, its label, and those after it."""
    draft, key = controller.draft, controller.key
    if controller.item.response or not draft.texts:
        return [], "", []
    labels = [f"  {n + 1} › " if len(draft.texts) > 1 else "  › " for n in range(len(draft.texts))]
    if key.label and cell_len(key.label) + 20 <= width:
        labels = [f"  in {key.label} › "] * len(labels)
    lines = [Text.assemble((label, "mark"), (text, "picked")) for label, text in zip(labels, draft.texts, strict=True)]
    for line in lines:
        line.truncate(width, overflow="ellipsis")
    if controller.weighed:
        return lines, "", []
    return lines[: draft.focus], labels[draft.focus], lines[draft.focus + 1 :]


def _question_lines(blocks: Blocks, width: int) -> list[Text]:
    """The lines of a question; what is to be matched stands side by side where there is room."""
    first = _first_of_two(blocks, width)
    if first is None:
        return lay_out(blocks, width)
    column = (width - _GAP) // 2
    left, right = (lay_out((block,), column) for block in blocks[first : first + 2])
    beside = [assembled(padded(one, column + _GAP), other) for one, other in zip_longest(left, right, fillvalue=Text())]
    parts = (lay_out(blocks[:first], width), beside, lay_out(blocks[first + 2 :], width))
    return [line for part in parts if part for line in (Text(), *part)][1:]


def _first_of_two(blocks: Blocks, width: int) -> int | None:
    """The number of the first of two lists that stand side by side; None if there are none, or no room for both."""
    pairs = enumerate(pairwise(blocks)) if width >= _TWO_COLUMNS else ()
    return next((n for n, pair in pairs if all(isinstance(block, OptionList) for block in pair)), None)


def _option_rows(blocks: Blocks, width: int) -> OptionRows:
    """The places of the options of a question: the last list of it, which may stand beside another one."""
    lists = [n for n, block in enumerate(blocks) if isinstance(block, OptionList)]
    if not lists:
        return OptionRows()
    options, first = blocks[lists[-1]], _first_of_two(blocks, width)
    assert isinstance(options, OptionList)
    column = (width - _GAP) // 2
    heights = (len(block_lines(OptionList((one,)), width if first is None else column)) for one in options.items)
    places = list(chain.from_iterable(repeat(place, height) for place, height in enumerate(heights)))
    above = lay_out(blocks[: lists[-1] if first is None else first], width)
    return OptionRows(len(above) + bool(above), places, 0 if first is None else column + _GAP)


class Lines(Widget):
    """Lines of text that are laid out."""

    DEFAULT_CSS = "Lines { width: 100%; height: auto; background: $background; }"

    lines: Sequence[Text] = ()

    def show(self, lines: Sequence[Text]) -> None:
        """Show other lines."""
        self.lines = lines
        self.styles.height = len(lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of them."""
        base, width = self.rich_style, self.size.width
        if y >= len(self.lines):
            return Strip.blank(width, base)
        strip = Strip([Segment(text, base + style) for text, style in segments(self.lines[y])])
        return strip.adjust_cell_length(width, base)


class AnswerField(TypedField):
    """The field in which an answer is typed. Keys that don't edit it are left to the screen, and so is ? at first."""

    DEFAULT_CSS = """
    AnswerField { width: 1fr; height: 1; border: none; padding: 0; background: $background; color: $accent;
        text-style: bold; }
    AnswerField:focus { border: none; background-tint: $foreground 0%; }
    """

    def __init__(self) -> None:
        super().__init__(_LONGEST, is_for_screen)


def is_for_screen(event: events.Key, typed: str) -> bool:
    """True if a key doesn't edit what is typed."""
    return event.key in WHILE_TYPING or (not typed and (event.character == "?" or event.key == "ctrl+d"))


class PracticeCard(Vertical):
    """The card that a controller shows; `show` brings it up to date."""

    DEFAULT_CSS = """
    PracticeCard { height: 1fr; background: $background; }
    PracticeCard VerticalScroll { height: auto; scrollbar-size-vertical: 1; background: $background; }
    PracticeCard Horizontal { height: 1; }
    """

    class Chosen(Message):
        """The option at a place was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.place = index

    def __init__(
        self, controller: Controller, keystrokes: Keystrokes, without_commands: Callable[[Blocks], Blocks]
    ) -> None:
        super().__init__()
        self._without_commands = without_commands
        self._controller = controller
        self._keystrokes = keystrokes
        self._options = OptionRows()
        self._shown: object = None
        self._height = 0

    def compose(self) -> ComposeResult:
        """The parts of the card, from top to bottom."""
        with VerticalScroll(can_focus=False):
            yield Lines(id="question")
        yield Lines(id="above")
        with Horizontal():
            yield Lines(id="label")
            yield AnswerField()
        yield Lines(id="below")

    def show(self, height: int) -> None:
        """Show the card as it is now, on so many lines."""
        width, is_high = self.screen.size.width, height >= _SMALL
        column = min(width - 2 * wide_margins(width), _WIDEST)
        height -= is_high
        if column < 1 or height < 1:
            return
        self.styles.padding = (int(is_high), 0, 0, (width - column) // 2)
        parts = self._lay_out(column, height)
        room = max(height - parts.fixed, 1)
        self._keystrokes.scrolls = len(parts.question) > room
        if self._keystrokes.scrolls:  # the scroll bar takes a column
            parts = self._lay_out(max(column - 1, 1), height)
            room = max(height - parts.fixed, 1)
        for name in ("question", "above", "below"):
            self.query_one(f"#{name}", Lines).show(getattr(parts, name))
        self._options = parts.options
        self._show_field(parts.label)
        body = self.query_one(VerticalScroll)
        body.styles.height = self._height = min(len(parts.question), room)
        stage = (self._controller.shown, bool(self._controller.item.response), self._keystrokes.helping)
        if stage != self._shown:
            self._shown = stage
            body.scroll_home(animate=False, force=True)

    def _lay_out(self, width: int, height: int) -> CardParts:
        return lay_out_card(self._controller, self._keystrokes, width, height, self._without_commands)

    def _show_field(self, label: str) -> None:
        """Show the field with what was typed in it, if one has the focus."""
        field, row = self.query_one(AnswerField), self.query_one(Horizontal)
        row.display = bool(label)
        if not label:
            self.screen.set_focus(None)
            return
        self.query_one("#label", Lines).show([Text(label, "picked")])
        self.query_one("#label", Lines).styles.width = cell_len(label)
        draft = self._controller.draft
        if field.value != draft.typed:
            field.value = draft.typed
            field.cursor_position = len(draft.typed)
        if not field.has_focus:
            field.focus()

    def on_click(self, event: events.Click) -> None:
        """Choose the option under the mouse."""
        if event.widget is self.query_one("#question"):
            place = self._options.place_at(event.y, event.x)
            if place is not None:
                self.post_message(self.Chosen(place))

    @property
    def is_typing(self) -> bool:
        """True if there is a field to type in."""
        return bool(self.query_one(Horizontal).display)

    @property
    def typed(self) -> str:
        """The text in the field."""
        return self.query_one(AnswerField).value

    def take_typed(self) -> None:
        """Take over what was typed into the field."""
        if self.is_typing:
            self._controller.draft = self._controller.draft.write(self.typed)

    def scroll(self, key: str) -> None:
        """Scroll the question by a key."""
        body = self.query_one(VerticalScroll)
        page = max(self._height - 1, 1)
        step = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}[key]
        body.scroll_relative(y=step, animate=False, force=True, immediate=True)
