"""Quotes and brackets that are never closed, or closed before the text is at its end."""

import re
from collections.abc import Iterator

import yaml

from mlsys_cli.book.key_help import ALL_KEYS
from mlsys_cli.book.parse.syntax_slip import COLON, COLON_HINT, QUOTE_HINT, ParserError, SyntaxProblem, line_at

_BRACKETS: dict[type[yaml.Token], tuple[str, str]] = {
    yaml.FlowSequenceStartToken: ("[", "]"),
    yaml.FlowSequenceEndToken: ("[", "]"),
    yaml.FlowMappingStartToken: ("{", "}"),
    yaml.FlowMappingEndToken: ("{", "}"),
}
_BEGINNINGS = ("", "[", "{", "'", '"', ",")
"""What another item of a list can begin with, or ends one."""
_WITHIN_SINGLE = "'' for a ' within them"
_WITHIN_DOUBLE = '\\" for a " within them'
_SWALLOWED = re.compile(r"\n *(?:- +)*\{?(\w+):\s")


def so_far(tokens: Iterator[yaml.Token], index: int) -> tuple[yaml.Token | None, yaml.Token | None]:
    """The last word or sign before an offset, and the innermost bracket that is open there."""
    last: yaml.Token | None = None
    opened: list[yaml.Token] = []
    try:
        for token in tokens:
            if token.end_mark.index > index:
                break
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
                opened.pop()
            if token.end_mark.index > token.start_mark.index:
                last = token
    except yaml.YAMLError:
        pass
    return last, opened[-1] if opened else None


def is_quoted(token: yaml.Token) -> bool:
    """Whether a word is one in quotes."""
    return isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')


def swallows(text: str, token: yaml.Token) -> bool:
    """Whether a text in quotes has keys of the file in it: its own closing quote is missing."""
    found = _SWALLOWED.finditer(text, token.start_mark.index, token.end_mark.index) if is_quoted(token) else ()
    return any(key[1] in ALL_KEYS for key in found)


def open_quote(text: str, index: int) -> SyntaxProblem:
    """A quote that opens a text and has none that closes it; the parser only notices at some later quote."""
    return SyntaxProblem(
        index, "this quote is never closed", f"write a {text[index : index + 1]} at the end of the text"
    )


def after_the_value(stop: ParserError, before: yaml.Token) -> SyntaxProblem | None:
    """Something behind a value that has its end already: a closing quote, or a bracket."""
    sign = stop.text[stop.offset : stop.offset + 1]
    if sign and sign in "]}":
        return SyntaxProblem(stop.offset, f"this {sign} closes nothing", f"delete it, or {QUOTE_HINT}")
    if is_quoted(before):
        single = isinstance(before, yaml.ScalarToken) and before.style == "'"
        hint = f"put all of it in quotes, and write {_WITHIN_SINGLE if single else _WITHIN_DOUBLE}"
        return SyntaxProblem(stop.offset, "the text goes on after its closing quote", hint)
    if type(before) in _BRACKETS:
        bracket, closing = _BRACKETS[type(before)]
        hint = f"put quotes around a text that begins with {bracket}"
        return SyntaxProblem(stop.offset, f"something stands after the closing {closing}", hint)
    return None


def within_brackets(stop: ParserError, before: yaml.Token | None, opened: yaml.Token) -> SyntaxProblem | None:
    """Something that can't stand in a list or keys in brackets; most often the bracket was never closed."""
    start = opened.start_mark.index
    bracket, closing = _BRACKETS[type(opened)]
    if _is_left_open(stop, start):
        return SyntaxProblem(start, f"this {bracket} is never closed", f"write a {closing} at its end, or {QUOTE_HINT}")
    sign = stop.text[stop.offset : stop.offset + 1]
    if sign == ":":
        return SyntaxProblem(stop.offset, COLON, COLON_HINT)
    if sign and sign in "]}":
        message = f"the {bracket} before it is closed with a {sign}"
        return SyntaxProblem(stop.offset, message, f"write a {closing}, or {QUOTE_HINT}")
    if before is not None and sign not in _BEGINNINGS and (is_quoted(before) or type(before) in _BRACKETS):
        return after_the_value(stop, before)
    if "node content" in stop.said:
        return SyntaxProblem(stop.offset, "a value is missing before this character", f"delete it, or {QUOTE_HINT}")
    return SyntaxProblem(stop.offset, f"a comma or a {closing} is missing before this")


def _is_left_open(stop: ParserError, start: int) -> bool:
    """Whether the lines below an opening bracket go on as if it had been closed, or there are none."""
    if not stop.text[stop.offset :].strip():
        return True
    line, first = line_at(stop.text, stop.offset), line_at(stop.text, start)
    lead = re.match(r" *(?:- +)*", first.text)
    assert lead is not None
    return line.start > start and line.indent <= len(lead[0]) and line.text.lstrip()[:1] not in ("]", "}")
