"""Foreign Markdown files as the blocks of a parser: GFM, and what MyST, Quarto, mdBook, Sphinx and d2l add to it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from mlsys_cli.book.author.text_edits import meaning
from mlsys_cli.text.english import without_accents

_FENCE = re.compile(r"^[ >]*(?P<fence>`{3,}(?!.*`)|~{3,})(?P<info>.*)$")
_COLONS = re.compile(r"^ *:{3,}[ \t]*(?P<info>.*?)[ \t:]*$")
_HEADING_ID = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{([^{}]*[#.=-][^{}]*)\}[ \t#]*$")
_FOOTNOTE = re.compile(r"^\[\^([^\[\]\s]+)\]:[ \t]*(.*)$")
_RST_ROLE = re.compile(r"(?<![\w:`]):([a-z][\w+-]*(?::[\w+-]+)?):`([^`\n]+)`")
_JEKYLL_LINK = re.compile(r"\{%-? *link +(\S+) *-?%\}")
_MATHJAX = re.compile(r"\\\\\(\s*(.+?)\s*\\\\\)")
_OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*)$")
_SETTING = re.compile(r"^(?:#|//|%%)\| ?")  # "#| label: fig-loop"
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def slug_of(text: str) -> str:
    """A text as an id; empty if it has no letter from a to z and no digit."""
    return "-".join(re.findall(r"[a-z0-9]+", without_accents(text)))


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.attrs import attrs_plugin
    from mdit_py_plugins.colon_fence import colon_fence_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.myst_blocks import myst_block_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True).use(amsmath_plugin)
    parser.use(deflist_plugin).use(myst_block_plugin).use(myst_role_plugin).use(admon_plugin)
    return parser.use(attrs_plugin, spans=True).use(colon_fence_plugin)


def parsed(text: str, references: dict[str, Any]) -> list[SyntaxTreeNode]:
    """The blocks of a prepared text; the addresses of links that stand below are added to the references."""
    return SyntaxTreeNode(_parser().parse(text, references)).children


class Prepared(NamedTuple):
    """A text with as many lines as before, and what was taken out of it: ids of headings by line, and footnotes."""

    text: str
    ids: dict[int, str]
    notes: dict[str, str]


def prepared(text: str) -> Prepared:
    """A text in the notation that the parser knows; of two boxes within each other, the outer one has more colons."""
    lines, ids, notes = text.split("\n"), dict[int, str](), dict[str, str]()
    fence = note = ""
    open_boxes: list[int] = []
    boxes: list[tuple[int, int, int]] = []
    for number, line in enumerate(lines):
        if match := _FENCE.match(line):
            if not fence:
                fence = match["fence"]
            elif match["fence"].startswith(fence) and not match["info"].strip():
                fence = ""
        elif fence:
            pass
        elif note and (line.startswith(("    ", "\t")) or not line.strip()):
            notes[note] += f"\n{line.strip()}"
            lines[number] = ""
        elif match := _FOOTNOTE.match(line):
            note, notes[match[1]] = match[1], match[2]
            lines[number] = ""
            continue
        elif match := _COLONS.match(line):
            if match["info"]:
                open_boxes.append(number)
            elif open_boxes:
                boxes.append((open_boxes.pop(), number, len(open_boxes)))
        else:
            if match := _HEADING_ID.match(line):
                line = match[1]  # what the parser reads
                ids |= {number: found[1]} if (found := re.search(r"#([\w:.-]+)", match[2])) else {}
            line = _JEKYLL_LINK.sub(r"/\1", _RST_ROLE.sub(r"{\1}`\2`", line))
            lines[number] = _MATHJAX.sub(r"$\1$", line)
        note = note if lines[number] == "" else ""
    deepest = max((depth for *_, depth in boxes), default=0)
    for first, last, depth in boxes:
        for number in (first, last):
            lines[number] = re.sub(":{3,}", ":" * (3 + deepest - depth), lines[number], count=1)
    return Prepared("\n".join(lines), ids, notes)


def cell_of(content: str, options: Mapping[str, Any]) -> tuple[str, str, str]:
    """The code of a cell without its settings, and the label and the caption of the figure that it draws."""
    lines = content.split("\n")
    settings = "\n".join(line[match.end() :] for line in lines if (match := _SETTING.match(line)))
    read = _mapping(settings) if settings else {}
    drawn = options.get("mystnb")
    drawn = drawn.get("figure") if isinstance(drawn, dict) else None
    figure = {"label": drawn.get("name"), "fig-cap": drawn.get("caption")} if isinstance(drawn, dict) else read
    caption = figure.get("fig-cap") or figure.get("fig-alt") or ""
    return "\n".join(line for line in lines if not _SETTING.match(line)), str(figure.get("label") or ""), str(caption)


def options_of(content: str) -> tuple[dict[str, Any], str, int]:
    """The options above the text of a directive, the text, and how many lines they take."""
    lines = content.split("\n")
    if (match := _FRONT_MATTER.match(content)) is not None:
        read = _mapping(match[1])
        options = {str(key): value if isinstance(value, dict) else str(value) for key, value in read.items()}
        return options, content[match.end() :], match[0].count("\n")
    options, number = {}, 0
    while number < len(lines) and (match := _OPTION.match(lines[number])):
        options[match[1]] = match[2].strip()
        number += 1
    return options, "\n".join(lines[number:]), number


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """The values above a text, and the text with as many lines as before."""
    match = _FRONT_MATTER.match(text)
    values = _mapping(match[1]) if match else {}
    return (values, "\n" * match[0].count("\n") + text[match.end() :]) if match and values else ({}, text)


def _mapping(text: str) -> dict[str, Any]:
    value = meaning(text)
    return value if isinstance(value, dict) else {}


def notebook(text: str) -> tuple[str, list[int]]:
    """The Markdown and code of a notebook, without outputs, and the number of the cell of each line."""
    lines: list[str] = []
    numbers: list[int] = []
    try:
        read = json.loads(text)
        language = str(read.get("metadata", {}).get("kernelspec", {}).get("language", "python"))
        for number, cell in enumerate(read["cells"], 1):
            source = "".join(cell["source"]).split("\n")
            if cell["cell_type"] == "code" and any(map(str.strip, source)):
                source = [f"````{language}", *source, "````"]
            lines += [*source, ""]
            numbers += [number] * (len(source) + 1)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", []
    return "\n".join(lines), numbers
