"""Why a file isn't YAML, in plain words and at the place of the slip.

The parser says what it expected and where it gave up; an author needs to know what they wrote, and that is often
further up, where a quote or a bracket was opened.
"""

from collections.abc import Iterator

import yaml

from mlsys_cli.book.parse.bracket_errors import after_the_value, open_quote, so_far, swallows, within_brackets
from mlsys_cli.book.parse.line_errors import missing_colon, strange_indent, surplus_colon, too_shallow
from mlsys_cli.book.parse.syntax_slip import QUOTE_HINT, ParserError, SyntaxProblem, line_at

_TAB = ("this line is indented with a tab", "indent with spaces")
_FIRST = "put quotes around a text that begins with this character"
_SAYINGS: tuple[tuple[str, bool, str, str], ...] = (
    ("scanning an alias", True, "to YAML, a * at the beginning means an alias, and no text", QUOTE_HINT),
    ("undefined alias", False, "to YAML, a * at the beginning means an alias, and no text", QUOTE_HINT),
    ("scanning an anchor", True, "to YAML, a & at the beginning means an anchor, and no text", QUOTE_HINT),
    ("duplicate anchor", False, "the anchor after this & is used twice", QUOTE_HINT),
    ("tag", True, "to YAML, a ! at the beginning means a tag, and no text", QUOTE_HINT),
    ("scanning a directive", True, "to YAML, a % at the beginning means a directive, and no text", QUOTE_HINT),
    ("a tab character", False, *_TAB),
    ("scanning a block scalar", True, "after | or >, the text begins on the next line", _FIRST),
    (
        "block sequence entries are not allowed",
        False,
        "a list can't begin here",
        "begin it on the next line, or put quotes around a text that begins with a dash",
    ),
    ("mapping keys are not allowed", False, "to YAML, a ? at the beginning means a key, and no text", QUOTE_HINT),
    (
        "unknown escape character",
        False,
        "in double quotes, a \\ with this character after it means nothing",
        "write \\\\ for a \\, or put the text in single quotes",
    ),
    (
        "parsing a quoted scalar",
        False,
        "in double quotes, a \\x, \\u or \\U needs its digits after it",
        "write \\\\ for a \\, or put the text in single quotes",
    ),
    (
        "another document",
        False,
        "the --- begins a second document, and a file has only one",
        "delete this line, or move what follows into a file of its own",
    ),
    ("incompatible YAML", False, "this isn't the version of YAML that is read", "delete this line"),
)
"""What the parser says, whether the slip is where it began to read, and what is said of it here."""

_SIGNS = tuple("*&!%@`[]{},?\"'")
"""What no key of a book begins with: such a line is one of a text."""


def explain(text: str, error: yaml.YAMLError, tokens: Iterator[yaml.Token]) -> SyntaxProblem:
    """The slip that makes a text no YAML; `tokens` are those of the text, as far as they can be read."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _bad_character(text, error)
    context, problem = getattr(error, "context", None), getattr(error, "problem", None)
    start = getattr(error, "context_mark", None) or mark
    stop = ParserError(text, mark.index, start.index, f"{context or ''}: {problem or ''}")
    if "quoted scalar" in stop.said and "unexpected" in stop.said:
        return open_quote(text, start.index)
    before, opened = so_far(tokens, mark.index)
    if before is not None and swallows(text, before):
        return open_quote(text, before.start_mark.index)
    slip = (
        _scanned(stop) or _parsed(stop, before, opened) or SyntaxProblem(stop.offset, str(problem or "this isn't YAML"))
    )
    line = line_at(text, slip.offset)
    is_sign = slip.offset == line.first and line.text.lstrip()[:1] in _SIGNS
    return (too_shallow(text, line) if is_sign else None) or slip


def _bad_character(text: str, error: yaml.YAMLError) -> SyntaxProblem:
    """A character that YAML does not allow; the C parser counts its offset in bytes."""
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if bad is None:
        return SyntaxProblem(min(int(getattr(error, "position", 0) or 0), len(text)), "this isn't YAML")
    message = f"the character U+{ord(bad[0]):04X} isn't text, and with it the whole file can't be read"
    return SyntaxProblem(bad.start(), message, "delete it")


def _scanned(stop: ParserError) -> SyntaxProblem | None:
    """What the characters themselves are, if it is they that can't be read."""
    if "mapping values are not allowed" in stop.said:
        return surplus_colon(stop.text, stop.offset)
    if "could not find expected ':'" in stop.said:
        return missing_colon(stop.text, stop.start)
    if "cannot start any token" in stop.said:
        return _beginning(stop)
    if "<document start>" in stop.said:
        return _after_the_end(stop)
    for said, at_start, message, hint in _SAYINGS:
        if said in stop.said:
            return SyntaxProblem(stop.start if at_start else stop.offset, message, hint)
    return None


def _beginning(stop: ParserError) -> SyntaxProblem:
    """A text that begins with a character that has a meaning of its own."""
    sign = stop.text[stop.offset : stop.offset + 1]
    if sign == "\t":
        return SyntaxProblem(stop.offset, *_TAB)
    if not sign.strip():
        return SyntaxProblem(stop.offset, "something is missing here")
    return SyntaxProblem(stop.offset, f"a text can't begin with {sign}", _FIRST)


def _after_the_end(stop: ParserError) -> SyntaxProblem:
    above = stop.text[: stop.offset].rstrip()
    hint = "delete the line `...` above" if above.endswith("\n...") else "look at the brackets and quotes above"
    return SyntaxProblem(stop.offset, "to YAML, the file has ended above this line", hint)


def _parsed(stop: ParserError, before: yaml.Token | None, opened: yaml.Token | None) -> SyntaxProblem | None:
    """What stands where, if each sign by itself could be read."""
    line = line_at(stop.text, stop.offset)
    if opened is not None:
        return within_brackets(stop, before, opened)
    if "node content" in stop.said:
        return _beginning(stop)
    if before is not None and before.end_mark.index > line.first:
        return after_the_value(stop, before)
    if "'-' indicator" in stop.said and not line.text.lstrip().startswith("-"):
        return strange_indent(stop.text, line.first, "this line stands below the dashes of a list, and has none")
    return strange_indent(stop.text, line.first) if "did not find expected" in stop.said else None
