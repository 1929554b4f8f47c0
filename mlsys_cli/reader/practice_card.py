"""The card of a quiz or a review between the head and the foot: its question, and the field to type in."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mlsys_cli.page.blocks import Block, Blocks, OptionList, Paragraph, text_spans
from mlsys_cli.practice.controller import Controller
from mlsys_cli.reader.practice_keystrokes import WHILE_TYPING, Keystrokes
from mlsys_cli.reader.typed_field import TypedField
from mlsys_cli.render.rich_blocks import block_lines, lay_out, wide_margins
from mlsys_cli.render.rich_text import assembled, segments, wrap_spans, wrap_text
from mlsys_cli.views.practice_keys import all_keys
from mlsys_cli.views.question_view import item_blocks

_WIDEST = 88
_SMALL = 10
"""The height below which a card has no empty lines between its parts."""
_LEAST = 2
"""The fewest lines that are left for a question above its choices."""
_LONGEST = 500


class OptionRows(NamedTuple):
    """The places of some options: lines from `top` on, and the place of the option on each of them."""

    top: int = 0
    places: Sequence[int] = ()

    def place_at(self, line: int) -> int | None:
        """The place of the option at a line; None if there is none."""
        row = line - self.top
        return self.places[row] if 0 <= row < len(self.places) else None

    def lines_of(self, index: int) -> Region:
        """The lines of the option at an index."""
        return Region(0, self.top + self.places.index(index), 1, self.places.count(index))


class CardParts(NamedTuple):
    """The lines of a card from top to bottom. Only the `question` scrolls; the field to type in follows `above`.

    The `choices` are those of a question to match, which stay in sight. The `options` are those among which the cursor
    moves, on lines of the question, and the `clicked` ones those that a click chooses, on lines of the choices if
    there are any, else of the question.
    """

    question: Sequence[Text]
    choices: Sequence[Text] = ()
    above: Sequence[Text] = ()
    label: str = ""
    below: Sequence[Text] = ()
    options: OptionRows = OptionRows()
    clicked: OptionRows = OptionRows()

    @property
    def fixed(self) -> int:
        """The number of the lines that don't scroll, with the field."""
        return len(self.choices) + len(self.above) + len(self.below) + bool(self.label)


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
        return CardParts(lay_out(all_keys(course.title), width))
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
    if item.response or controller.weighed or controller.key.typed:
        return CardParts(lay_out(blocks, width), above=above, label=label, below=below)
    lists = [n for n, block in enumerate(blocks) if isinstance(block, OptionList)]
    options = clicked = _option_rows(blocks[: lists[0] + 1] if lists else (), width)
    choices: list[Text] = []
    if len(lists) > 1:
        choices, clicked = _choices(blocks[lists[-1]], width, height)
        if choices:
            blocks = (*blocks[: lists[-1]], *blocks[lists[-1] + 1 :])
        else:
            clicked = _option_rows(blocks, width)
    return CardParts(lay_out(blocks, width), choices, below=below, options=options, clicked=clicked)


def _choices(options: Block, width: int, height: int) -> tuple[list[Text], OptionRows]:
    """The choices of a question to match, below a rule, and which one is on which line; none without room for them.

    If they would take more than half of the card, only the first line of each is shown.
    """
    assert isinstance(options, OptionList)
    laid_out = [block_lines(OptionList((one,)), width - 1) for one in options.items]
    if sum(map(len, laid_out)) > height // 2:
        laid_out = [[assembled(lines[0], "…" if len(lines) > 1 else "")] for lines in laid_out]
    lines = [Text("─" * width, "rule"), *chain.from_iterable(laid_out)]
    if len(lines) > height - _LEAST:
        return [], OptionRows()
    return lines, OptionRows(1, _places(map(len, laid_out)))


def _places(heights: Iterable[int]) -> list[int]:
    """The place of the option on each line, for options of some heights."""
    return list(chain.from_iterable(repeat(place, height) for place, height in enumerate(heights)))


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


def _option_rows(blocks: Blocks, width: int) -> OptionRows:
    """The places of the options of a question, which are the last list of it."""
    lists = [n for n, block in enumerate(blocks) if isinstance(block, OptionList)]
    if not lists:
        return OptionRows()
    options = blocks[lists[-1]]
    assert isinstance(options, OptionList)
    above = lay_out(blocks[: lists[-1]], width)
    heights = (len(block_lines(OptionList((one,)), width)) for one in options.items)
    return OptionRows(len(above) + bool(above), _places(heights))


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
        self._laid_out = CardParts(())
        self._pointer = 0
        self._shown: object = None
        self._height = 0

    def compose(self) -> ComposeResult:
        """The parts of the card, from top to bottom."""
        with VerticalScroll(can_focus=False):
            yield Lines(id="question")
        yield Lines(id="choices")
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
        for name in ("question", "choices", "above", "below"):
            self.query_one(f"#{name}", Lines).show(getattr(parts, name))
        self._laid_out = parts
        self._show_field(parts.label)
        body = self.query_one(VerticalScroll)
        body.styles.height = self._height = min(len(parts.question), room)
        stage = (self._controller.shown, bool(self._controller.item.response), self._keystrokes.helping)
        if stage != self._shown:
            self._shown = stage
            body.scroll_home(animate=False, force=True)
        elif (focus := self._controller.draft.focus) != self._pointer and focus in parts.options.places:
            body.scroll_to_region(parts.options.lines_of(focus), animate=False, force=True, immediate=True)
        self._pointer = self._controller.draft.focus

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
        if event.widget is self.query_one("#choices" if self._laid_out.choices else "#question"):
            place = self._laid_out.clicked.place_at(event.y)
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
