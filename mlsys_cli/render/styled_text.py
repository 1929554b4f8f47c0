"""Words in styles: the text of a page before it is painted.

Rich's `Text` could do the same, but its import takes longer than writing a page, and each use of it copies the text.
"""

from collections.abc import Iterable
from typing import TypeAlias

from rich.cells import cell_len

Run: TypeAlias = tuple[str, str, str]
"""Some words, the name of their style (or nothing), and the address that they are a link to (or nothing)."""

_CONTROLS = dict.fromkeys((7, 8, 11, 12, 13))
"""Control characters that would move the cursor."""


def without_controls(words: str) -> str:
    """Some words as they may stand in a line."""
    return words if words.isprintable() else words.translate(_CONTROLS)


class Text:
    """Runs of words, each in one style. It never changes."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self.runs = tuple(runs)

    @staticmethod
    def styled(words: str, style: str = "") -> "Text":
        """Words in one style."""
        words = without_controls(words)
        return Text([(words, style, "")] if words else ())

    @staticmethod
    def assemble(*parts: "str | tuple[str, str] | Text") -> "Text":
        """One text of several: texts, words, and words with a style."""
        runs: list[Run] = []
        for part in parts:
            if isinstance(part, Text):
                runs += part.runs
            else:
                words, style = (part, "") if isinstance(part, str) else part
                if words:
                    runs.append((words, style, ""))
        return Text(runs)

    def __bool__(self) -> bool:
        return bool(self.runs)

    @property
    def plain(self) -> str:
        """The words."""
        return "".join([words for words, _, _ in self.runs])

    @property
    def cell_len(self) -> int:
        """The columns that it takes."""
        return cell_len(self.plain)

    def divided(self, places: Iterable[int]) -> "list[Text]":
        """The texts between some places, which are in ascending order and not at its ends."""
        texts: list[Text] = []
        runs: list[Run] = []
        start = 0
        following = iter(places)
        place = next(following, -1)
        for words, style, link in self.runs:
            while 0 <= place < start + len(words):
                if place > start:
                    runs.append((words[: place - start], style, link))
                    words = words[place - start :]
                    start = place
                texts.append(Text(runs))
                runs = []
                place = next(following, -1)
            runs.append((words, style, link))
            start += len(words)
        return [*texts, Text(runs)]

    def trimmed(self) -> "Text":
        """The text without spaces at its end."""
        runs = self.runs
        while runs and runs[-1][0][-1].isspace():
            words, style, link = runs[-1]
            words = words.rstrip()
            runs = (*runs[:-1], (words, style, link)) if words else runs[:-1]
        return self if runs is self.runs else Text(runs)

    def padded(self, width: int) -> "Text":
        """The text filled with spaces up to a width."""
        return Text.assemble(self, " " * (width - self.cell_len))
