"""Words, formulas and code as the prose of a book writes them."""

import re
from collections.abc import Iterable

from mlsys_cli.text.sanitize import harmless

_SIGNS = re.compile(r"[`*$]|\\(?=[!-/:-@\[-`{-~])|(?<!\w)_|_(?!\w)|\[(?=[\[@^])|\](?=[(\[])")
_LINE_START = re.compile(r"^([ \t]*)(?:([-+>#|:])(?=[\s>#:|-]|$)|(\d+)(?=[.)](?:\s|$)))", re.MULTILINE)
_LATEX = (
    (re.compile(r"\\(?:label|tag)\*?\{[^{}]*\}|\\(?:nonumber|notag)\b|\\color\{[^{}]*\}"), ""),
    (re.compile(r"\\cr\b"), r"\\\\"),
    (re.compile(r"\{\\(rm|bf)\s+([^{}]*)\}"), r"\\math\1{\2}"),
    (
        re.compile(r"\\(begin|end)\{(?:align(?:ed|at)?|eqnarray|gather|multline|equation|flalign)\*?\}"),
        r"\\\1{aligned}",
    ),
)
"""What LaTeX has for numbers and colours, or had before other commands, and what a book has instead."""

_FORMULA_IN_WORDS = re.compile(r"\\text\w*\{([^{}$]*)\$([^$]*)\$([^{}]*)\}")  # \text{if $x$ is large}


def formula(source: str) -> str:
    """A formula as the book reads it: without labels, and without empty lines."""
    for old, new in _LATEX:
        source = old.sub(new, source)
    while (split := _FORMULA_IN_WORDS.sub(r"\\text{\1}\2\\text{\3}", source)) != source:
        source = split
    return "\n".join(filter(str.strip, source.strip().split("\n"))).strip()


def escaped(text: str) -> str:
    """A text without signs that the book would take for marks."""
    return _SIGNS.sub(r"\\\g<0>", harmless(text.replace("\xa0", " ")))


def fenced(code: str, language: str = "") -> str:
    """A block of code, whose fence is longer than all in it."""
    fence = "`" * (max(map(len, re.findall("`{3,}", code)), default=2) + 1)
    body = "\n".join(map(harmless, code.expandtabs(4).rstrip("\n").split("\n")))
    return f"{fence}{language}\n{body}\n{fence}"


def code_span(content: str) -> str:
    """Some code among words."""
    content = " ".join(harmless(content).split())
    ticks = "`" * (max(map(len, re.findall("`+", content)), default=0) + 1)
    gap = " " if "`" in (content[:1], content[-1:]) else ""
    return f"{ticks}{gap}{content}{gap}{ticks}" if content else ""


def link(target: str, text: str) -> str:
    """A link to an entry with some words; without words it says the name of the entry."""
    text = " ".join(re.sub(r"[\[\]|]", " ", text).split())
    return f"[[{target.removeprefix('term:')}{f'|{text}' if text else ''}]]"


def citations(cited: Iterable[tuple[str, str, str]]) -> str:
    """Citations of keys, each with the words before and after it."""
    parts: list[str] = []
    for key, before, after in cited:
        place = re.sub(r"[\[\];@]", "", after).strip()
        parts += [*filter(None, [escaped(before)]), f"[@{key}{f', {place}' if place else ''}]"]
    return " ".join(parts)


def quoted(text: str) -> str:
    """Some blocks as a quote."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n")) if text.strip() else ""


def at_line_starts(text: str) -> str:
    """A text in which no line begins a list, a quote or a heading."""
    return _LINE_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\", text)
