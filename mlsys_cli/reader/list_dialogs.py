"""Boxes with a list to choose from, which is filtered or found by what is typed."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from time import monotonic
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.widgets import Input

from mlsys_cli.page.blocks import Span
from mlsys_cli.reader.contents_rows import unfold
from mlsys_cli.reader.dialogs import Dialog
from mlsys_cli.reader.key_bindings import PAGE_KEYS, key_names
from mlsys_cli.reader.location import Destination, Location
from mlsys_cli.reader.outcomes import Offers
from mlsys_cli.reader.row_list import ListRow, RowList
from mlsys_cli.reader.typed_lines import PastedLine
from mlsys_cli.render.rich_text import beside, indented, text_of
from mlsys_cli.text.sanitize import harmless

_ROWS_AROUND = 6
"""The rows of the screen that a list leaves: the line to type in, the border, and some of the page."""

_SIGN = 3
"""The columns of the sign of a folded chapter, with the space around it."""

_TOGETHER = 0.8
"""The seconds in which a second g means the top of the page; in a box that one has seen, it begins a name.

Chosen, not measured.
"""

_WIDEST = 96
"""The columns of a list with sentences in its rows; titles with a remark at their end stay closer together."""

_FRAME = 8
"""The columns of the border of a box, its margins and the scroll bar."""

_KEYS = 13
"""The columns of the names of keys, and of the space behind them."""


class ListDialog(Dialog[Location | str]):
    """A line to type in, and the rows that fit what was typed; the arrow keys choose one, which Enter takes."""

    DEFAULT_CSS = """
    ListDialog { align: center top; }  /* the line stays where it is while the list gets longer and shorter */
    ListDialog > Container { margin: 1 0; }
    ListDialog RowList { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
        Binding("pagedown", "choose(10)", show=False, priority=True),
        Binding("pageup", "choose(-10)", show=False, priority=True),
    ]

    def __init__(self, title: str, placeholder: str, begun: str = "") -> None:
        super().__init__(title)
        self._line = PastedLine(begun, placeholder=placeholder, select_on_focus=False)
        self._list = RowList(self.take)

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """The rows that fit what was typed, and the number of the one that is chosen first."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The line to type in, and the list."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Begin to type."""
        self._line.focus()
        self.watch(self._line, "value", self.show_rows, init=False)  # its message comes when the line has been drawn

    @property
    def typed(self) -> str:
        """The text of the line."""
        return self._line.value.strip()

    def show_rows(self) -> None:
        """Show what fits what was typed."""
        rows, chosen = self.rows_for(self.typed)
        if self.typed and not rows:
            rows, chosen = [ListRow((Text(f"Nothing found for “{harmless(self.typed)}”.", "caption"),))], -1
        self._list.show(rows, chosen, max(self.app.size.height - _ROWS_AROUND, 1))

    def fit(self) -> None:
        """Show the rows for the size of the screen; for another one, with the same one chosen."""
        chosen = self._list.chosen
        self.show_rows()
        if self._fitted:
            self._list.chosen = chosen
            self._list.bring_into_view(chosen)

    def action_choose(self, steps: int) -> None:
        """Choose another row."""
        self._list.choose(steps)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the chosen row."""
        event.stop()  # the page under the box would follow its link
        self.take(self._list.target)

    def on_click(self, event: Click) -> None:
        """Close the box by a click beside it."""
        if self.is_beside(event):
            self.action_close()

    def take(self, target: Location | str | None, column: int = 0) -> None:
        """Close with the target of a row."""
        if target is not None and self.is_current:  # a second Enter may come before the box is closed
            self.dismiss(target)


class OfferDialog(ListDialog):
    """Places to choose from: those that are offered, some of them folded, or those that are found by what is typed.

    A search offers nothing before something is typed; Tab opens all its hits as a page.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "fold(False)", show=False, priority=True),
        Binding("left", "fold(True)", show=False, priority=True),
        Binding("tab", "open_all", "All hits", show=False, priority=True),
    ]

    def __init__(self, offer: Offers, begun: str = "", *, is_after_g: bool = False) -> None:
        self._is_search = not offer.rows
        prompt = "type a name, words or a question" if self._is_search else "type to filter"
        super().__init__(offer.title, prompt, begun)
        self.widest = _WIDEST if self._is_search else self.widest
        self._offer = offer
        self._until = monotonic() + _TOGETHER if is_after_g else 0.0
        self._here = offer.here
        self._chapters = {row.location for row in offer.rows if row.inside is not tuple}
        self._unfolded = set(offer.unfolded)
        self._choices: Sequence[Destination] = ()

    def show_rows(self) -> None:
        """Show the places, and name the keys that work: what was filtered isn't folded."""
        super().show_rows()
        first, last = "← → fold" if self._folds else "↑↓ choose", "Tab all hits" if self._is_search else "Esc closes"
        self.shown_keys = first, "Enter opens", last
        self.name_keys()

    @property
    def _folds(self) -> bool:
        return not (self.typed or self._is_search)

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """The places; the one where the reader is, is chosen."""
        self._choices = self._offer.find(typed) if typed else unfold(self._offer.rows, self._unfolded)
        here = next((number for number, one in enumerate(self._choices) if one.location == self._here), 0)
        return list(map(self._row, self._choices)), here

    def _row(self, choice: Destination) -> ListRow:
        """The title of a place with its remark, and below it the beginning of the words about it."""
        sign = " " if choice.location not in self._chapters else "▾" if choice.location in self._unfolded else "▸"
        title = choice.title if self.typed else f"{sign} {choice.title}"
        below = indented([text_of(choice.excerpt)], "  ") if choice.excerpt else []
        return ListRow((title, *below), choice.location, choice.remark)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave the arrows to the line if something is typed in it, and Tab to a search."""
        return self._folds if action == "fold" else action != "open_all" or self._is_search

    def on_input_changed(self, event: Input.Changed) -> None:
        """Go to the top of the page at a g right after the one that opened the box."""
        if event.value == "g" and event.time < self._until:
            self.dismiss(Location("top"))

    def action_open_all(self) -> None:
        """Close with the page of all hits."""
        if self.typed:
            self.dismiss(Location("search", query=self.typed))

    def action_fold(self, is_folding: bool) -> None:
        """Fold the chapter of the chosen row, or unfold it."""
        above = [one.location for one in self._choices[self._list.chosen :: -1]]
        chapter = next((place for place in above if place in self._chapters), None)
        if chapter:  # a book may have none yet
            self._fold(is_folding, chapter, chapter if is_folding else above[0])

    def _fold(self, is_folding: bool, chapter: Location, chosen: Location) -> None:
        (self._unfolded.discard if is_folding else self._unfolded.add)(chapter)
        self._here = chosen
        self.show_rows()

    def take(self, target: Location | str | None, column: int = _SIGN) -> None:
        """Close with a place, or fold or unfold a chapter by a click on its sign."""
        if isinstance(target, Location) and target in self._chapters and column < _SIGN and not self.typed:
            self._fold(target in self._unfolded, target, target)
        else:
            super().take(target)


class ChoiceDialog(ListDialog):
    """Values to choose from, beginning with the present one; what is typed leaves those with it.

    If the line to type in has another `prompt`, it may be any other one, which is the first row.
    """

    KEYS = ("↑↓ choose", "Enter takes it", "Esc closes")

    def __init__(self, title: str, choices: Sequence[str], now: str, prompt: str = "") -> None:
        super().__init__(title, prompt or "type to filter")
        self._choices = choices
        self._now = now
        self._is_open = bool(prompt)

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """The values."""
        found = [one for one in self._choices if typed.casefold() in one.casefold()]
        if typed and self._is_open:
            found = list(dict.fromkeys([typed, *found]))
        return [ListRow((one,), one) for one in found], found.index(self._now) if self._now in found else 0


class KeysDialog(ListDialog):
    """All keys by what they are for, filtered by what is typed; Enter does what the chosen one does."""

    KEYS = ("Enter does it", "Esc closes")
    widest = _WIDEST
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "close", show=False, priority=True)]

    def __init__(self, works: Callable[[Binding], object], keys: Mapping[str, Sequence[Binding]]) -> None:
        super().__init__("Keys", "type what you want to do")
        self._groups = {purpose: list(filter(works, bindings)) for purpose, bindings in keys.items()}

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """A row for each action that fits, under the headings of what they are for."""
        width, rows = max(self.box_width - _FRAME, _KEYS + 1), list[ListRow]()
        for group, bindings in self._groups.items():
            fitting = [binding for binding in bindings if _fits(typed, group, binding)]
            rows += [ListRow((Text(group, "heading.3"),))] if fitting else []
            for binding in fitting:
                action = f"focused.{binding.action}" if binding in PAGE_KEYS else binding.action
                rows.append(ListRow(_key_lines(*_named(binding), width), action))
        return rows, 1


def _named(binding: Binding) -> tuple[str, str]:
    """The keys of a binding as they are printed, and what they do."""
    return binding.key_display or key_names(binding.key), binding.tooltip or binding.description


def _fits(typed: str, group: str, binding: Binding) -> bool:
    """True if a key that does something has all words that were typed, or if they are its name."""
    keys, purpose = _named(binding)
    text = f"{group} {purpose} {keys}".casefold()
    return bool(purpose) and (typed in keys.split() or all(word in text for word in typed.casefold().split()))


@lru_cache(256)
def _key_lines(keys: str, purpose: str, width: int) -> Sequence[Text]:
    return beside(keys, "command", _KEYS, (Span(purpose),), width)
