"""What keeps a file from being YAML: what an author wrote, where, and where the parser gave up over it."""

from typing import NamedTuple

COLON = "this colon stands within a text"
COLON_HINT = "put quotes around a text that has a colon and a space in it"
QUOTE_HINT = "put quotes around the text"


class SyntaxProblem(NamedTuple):
    """What keeps a file from being YAML: at which offset, in plain words, and how it is mended."""

    offset: int
    message: str
    hint: str = ""


class ParserError(NamedTuple):
    """Where the parser gave up, and where it began to read what it could not; and what it says of it."""

    text: str
    offset: int
    start: int
    said: str


class Line(NamedTuple):
    """A line of the file: its number, counted from 1, the offset at which it begins, and its text."""

    number: int
    start: int
    text: str

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def first(self) -> int:
        """The offset of its first character that is no space."""
        return self.start + self.indent


def line_at(text: str, index: int) -> Line:
    """The line in which an offset stands."""
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    return Line(text.count("\n", 0, start) + 1, start, text[start : end if end >= 0 else None].rstrip("\r"))
