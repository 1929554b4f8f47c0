"""The card of a quiz or a review between the head and the foot: its question, and the field to type in."""

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.geometry import Region

from mlsys_cli.page.blocks import Blocks, OptionList, Paragraph, text_spans
from mlsys_cli.practice.controller import Action, Controller
from mlsys_cli.reader.line_view import Lines, clickable
from mlsys_cli.reader.typed_lines import TypedField
from mlsys_cli.render.rich_blocks import block_lines, lay_out, screen_margins
from mlsys_cli.render.rich_text import assembled, padded, wrap_spans, wrap_text
from mlsys_cli.views.question_view import item_blocks

_WIDEST = 88
_SMALL = 10
"""The height below which a card has no empty lines between its parts."""
_TALL = 28
"""The height from which on a card begins lower, and has empty lines between short options too."""
_LEAST = 2
"""The fewest lines that are left for a question above its choices."""
_LONGEST = 500  # characters of an answer; chosen, not measured


class CardParts(NamedTuple):
    """The lines of a card from top to bottom. Only the `question` scrolls; the field to type in follows `above`.

    The `choices` are those of a question to match, which stay in sight. The cursor is on the lines `pointed` of the
    question, if it is on any.
    """

    question: Sequence[Text]
    choices: Sequence[Text] = ()
    above: Sequence[Text] = ()
    label: str = ""
    below: Sequence[Text] = ()
    pointed: range = range(0)

    @property
    def fixed(self) -> int:
        """The number of the lines that don't scroll, with the field."""
        return len(self.choices) + len(self.above) + len(self.below) + bool(self.label)


def lay_out_card(
    controller: Controller, width: int, height: int, without_commands: Callable[[Blocks], Blocks]
) -> CardParts:
    """The lines of a card of this size."""
    gap: list[Text] = [] if height < _SMALL else [Text()]
    course, item = controller.course, controller.item
    if controller.finished:
        more: Blocks = (Paragraph(text_spans(f"{course.offer}: Space goes on.")),) if course.offer else ()
        over: Blocks = (Paragraph(text_spans("There are no more cards for now.", "question")), *more)
        return CardParts(lay_out(over, width))
    above, label, below = _fields(controller, width)
    if controller.weighed:
        below = [*below, *gap, *wrap_text("How sure are you of this answer?", "question", width)]
    elif grades := controller.grades:
        advice = wrap_text(course.advice(item, "o", "!"), "hint", width)
        below = [*gap, *advice, *(gap if advice else ()), *map(_clickable_grades, wrap_spans(grades, width))]
    if above or label:
        above = [*gap, *above]
    blocks = without_commands(item_blocks(item, controller.draft))
    may_choose = controller.may_choose
    lists = [block for block in blocks if isinstance(block, OptionList)]
    choices = _choices(lists[1], width, height) if may_choose and len(lists) > 1 else []
    groups = [
        _options(block, width, ("point" if block is not lists[-1] else "choose") if may_choose else "")
        if isinstance(block, OptionList)
        else [lay_out((block,), width)]
        for block in blocks
        if not (choices and block is lists[1])
    ]
    fixed = CardParts((), choices, above, label, below)
    has_air = _has_room_for_air(groups, height - fixed.fixed)
    question: list[Text] = []
    rows: list[range] = []
    for group in groups:
        first = len(question)
        for lines in group:
            question += [Text()] if question and (has_air or len(question) == first) else []
            rows += [range(len(question), len(question) + len(lines))] if len(group) > 1 else []
            question += lines
    question += [Text()] if choices and has_air else []
    at = controller.draft.focus
    return fixed._replace(question=question, pointed=rows[at] if may_choose and 0 <= at < len(rows) else range(0))


def _has_room_for_air(groups: Sequence[Sequence[Sequence[Text]]], height: int) -> bool:
    """True if a blank line fits between all options; short ones get one only on a tall screen."""
    lines = [lines for group in groups for lines in group]
    is_long = any(len(lines) > 1 for group in groups if len(group) > 1 for lines in group)
    return (is_long or height >= _TALL) and sum(map(len, lines)) + len(lines) <= height


def _options(options: OptionList, width: int, does: str) -> list[list[Text]]:
    """The lines of each option of a list; a click on one chooses it, or points at it."""
    laid_out = (block_lines(OptionList((one,)), width) for one in options.items)
    return [
        [clickable(padded(line, width), f"{does}({n})") if does else line for line in lines]
        for n, lines in enumerate(laid_out)
    ]


def _clickable_grades(line: Text) -> Text:
    """Grades with their keys, such as `3 good 5 days · 4 easy 9 days`; a click on one chooses it."""
    for found in re.finditer("([1-4])\N{NO-BREAK SPACE}[^·]+", line.plain):
        line = clickable(line, f"perform('{Action(f'grade {found[1]}').name}')", *found.span())
    return line


def _choices(options: OptionList, width: int, height: int) -> list[Text]:
    """The choices of a question to match, below a rule; none without room for them.

    If they would take more than half of the card, only the first line of each is shown.
    """
    laid_out = _options(options, width, "choose")
    if sum(map(len, laid_out)) > height // 2:
        short = ((lines[0].copy(), len(lines) > 1) for lines in laid_out)
        laid_out = [[assembled(line[: width - 1], "…") if is_cut else line] for line, is_cut in short]
    lines = [Text("─" * width, "rule"), *chain.from_iterable(laid_out)]
    return lines if len(lines) <= height - _LEAST else []


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
    lines = [clickable(line, f"point({n})") for n, line in enumerate(lines)]
    return lines[: draft.focus], labels[draft.focus], lines[draft.focus + 1 :]


class QuestionCard(Vertical):
    """The card that a controller shows; `show` brings it up to date."""

    DEFAULT_CSS = """
    QuestionCard { height: 1fr; background: $background; }
    QuestionCard VerticalScroll { height: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        background: $background; }
    QuestionCard Horizontal { height: 1; }
    QuestionCard TypedField { text-style: bold; }
    """

    def __init__(self, controller: Controller, without_commands: Callable[[Blocks], Blocks]) -> None:
        super().__init__()
        self._controller = controller
        self._without_commands = without_commands
        self._pointed = range(0)
        self._shown: object = None

    def compose(self) -> ComposeResult:
        """The parts of the card, from top to bottom."""
        with VerticalScroll(can_focus=False):
            yield Lines(id="question")
        yield Lines(id="choices")
        yield Lines(id="above")
        with Horizontal():
            yield Lines(id="label")
            yield TypedField(_LONGEST)
        yield Lines(id="below")

    def show(self, height: int) -> None:
        """Show the card as it is now, on so many lines."""
        width = self.screen.size.width
        above = (height >= _SMALL) + max(height - _TALL, 0) // 4
        # The scroll bar is in the margin, and has a column before it.
        column, height = min(width - max(2 * screen_margins(width), 3), _WIDEST), height - above
        if column < 1 or height < 1:
            return
        left = (width - column) // 2
        self.styles.padding = (above, 0, 0, left)
        parts = lay_out_card(self._controller, column, height, self._without_commands)
        for name in ("question", "choices", "above", "below"):
            self.query_one(f"#{name}", Lines).show(getattr(parts, name))
        self._show_field(parts.label)
        body = self.query_one(VerticalScroll)
        body.styles.height = min(len(parts.question), max(height - parts.fixed, 1))
        body.styles.width = column + 1
        stage = (self._controller.shown, bool(self._controller.item.response))
        if stage != self._shown:
            self._shown = stage
            body.scroll_home(animate=False, force=True)
        elif parts.pointed and parts.pointed != self._pointed:
            region = Region(0, parts.pointed.start, 1, len(parts.pointed))
            body.scroll_to_region(region, animate=False, force=True, immediate=True)
        self._pointed = parts.pointed

    def _show_field(self, label: str) -> None:
        """Show the field with what was typed in it, if one has the focus."""
        field, row = self.query_one(TypedField), self.query_one(Horizontal)
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

    def scroll(self, lines: int, screens: int = 0) -> None:
        """Scroll the question by some lines, or by as many as are shown of it at once but one."""
        body = self.query_one(VerticalScroll)
        step = lines + screens * max(body.size.height - 1, 1)
        body.scroll_relative(y=step, animate=False, force=True, immediate=True)
