"""The box with all keys, in which what is typed finds an action, and Enter runs it."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.binding import Binding, BindingType

from mlsys_cli.journal.settings import THEMES
from mlsys_cli.page.blocks import Span
from mlsys_cli.reader.key_bindings import KEYS, PAGE_KEYS, key_names
from mlsys_cli.reader.list_dialogs import ListDialog
from mlsys_cli.reader.location import Location
from mlsys_cli.reader.row_list import ListRow
from mlsys_cli.render.rich_text import beside

_WIDTH, _FRAME = 72, 8
"""The columns of the box, and those of its border, margins and scroll bar."""

_NARROW = 50
"""The columns below which words stand under their key."""


class KeyAction(NamedTuple):
    """An action of one or more keys, which can also be chosen from a list. `purpose` is the heading above it."""

    purpose: str
    keys: str
    text: str
    action: str

    def fits(self, typed: str) -> bool:
        """True if it has all the words that were typed, or if they are one of its keys."""
        text = f"{self.purpose} {self.text} {self.keys}".casefold()
        return typed in self.keys.split() or all(word in text for word in typed.casefold().split())


def all_actions(works: Callable[[Binding], object]) -> Iterator[KeyAction]:
    """The actions of all keys that work on a page, and those that have none."""
    for purpose, bindings in KEYS.items():
        for one in filter(works, bindings):
            if text := one.tooltip or one.description:
                action = f"focused.{one.action}" if one in PAGE_KEYS else one.action
                yield KeyAction(purpose, one.key_display or key_names(one.key), text, action)
    for theme in THEMES:
        yield KeyAction("Themes", "", theme, f"theme('{theme}')")


class KeyPalette(ListDialog[None]):
    """All keys by what they are for, filtered by what is typed; Enter does what the chosen one does."""

    KEYS = ("Enter does it", "Esc closes")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "close", show=False, priority=True)]

    def __init__(self, works: Callable[[Binding], object]) -> None:
        super().__init__("Keys", "type what you want to do")
        self._actions = list(all_actions(works))

    def rows_for(self, typed: str) -> tuple[Sequence[ListRow], int]:
        """A row for each action that fits, under the headings of what they are for."""
        width = max(min(_WIDTH, self.app.size.width) - _FRAME, 8)
        column = max((len(one.keys) for one in self._actions), default=0) + 2
        rows: list[ListRow] = []
        for purpose, found in groupby((row for row in self._actions if row.fits(typed)), lambda row: row.purpose):
            rows.append(ListRow((Text(purpose, "heading.3"),)))
            rows += [ListRow(_lines(one.keys, one.text, column, width), one.action) for one in found]
        return rows, 1

    def take(self, target: Location | str) -> None:
        """Close, and do what was chosen."""
        self.dismiss()
        self.app.call_later(self.app.run_action, target)


@lru_cache(256)
def _lines(keys: str, text: str, column: int, width: int) -> Sequence[Text]:
    """The keys of an action and what it does, beside each other where there is room."""
    if width < _NARROW:
        return beside("", "", 2, (Span(keys, "command"), Span(f"{' · ' if keys else ''}{text}")), width)
    return beside(keys, "command", column, (Span(text),), width)
