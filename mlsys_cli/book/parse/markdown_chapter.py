"""A chapter in Markdown as the tree of nodes that YAML would give, each with its place in the text.

The keys of the chapter stand above it as front matter, and further keys of a section in a comment below its heading. A
section's text ends at its main point (`> **Remember:** …`), its deeper part (`::: deeper`) or the next heading.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import yaml

from mlsys_cli.text.english import slug_of

MARKDOWN = "markdown"
"""The style of nodes whose value stands in the text as it is, but for the signs of a quote."""

_MOST_HEADINGS = 5000  # more would take many seconds; chosen, not measured
_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<title>.*?)(?:[ \t]*\{#(?P<id>[^{}]*)\})?(?:[ \t]+#+)?[ \t\r]*$")
_ALMOST_HEADING = re.compile(r" {0,3}#{1,6}(?!#)")
_FENCE = re.compile(r"[ \t>]*(`{3,}(?!.*`)|~{3,})(.*)$")
_REMEMBER = re.compile(r"> ?(?:\*\*)?Remember(?::\*\*|\*\*:|:)[ \t]*", re.IGNORECASE)
_DEEPER = re.compile(r":{3,}[ \t]*(?:deeper|\{\.?deeper\})[ \t\r]*$", re.IGNORECASE)
_COLONS = re.compile(r":{3,}[ \t\r]*$")
_TAG = "tag:yaml.org,2002:"

Compose: TypeAlias = Callable[[str], yaml.Node | None]
"""Makes a tree of a YAML text. Raises YAMLError."""


class ChapterSlip(Exception):  # noqa: N818  # it is no error of the program
    """A mistake that keeps a chapter from being read: its offset, a message and a hint, or YAML that is wrong."""

    def __init__(self, offset: int, message: str, hint: str, yaml_text: str = "", error: Any = None) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint
        self.yaml_text, self.error = yaml_text, error


class _Line(NamedTuple):
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def compose_chapter(text: str, compose: Compose) -> yaml.Node:
    """The tree of a chapter. Raises ChapterSlip."""
    return _Chapter(text, compose).root()


class _Chapter:
    """The lines of a text, and the nodes that are made of them."""

    def __init__(self, text: str, compose: Compose) -> None:
        self._text = text
        self._compose = compose
        self._lines: list[_Line] = []
        start = 0
        for line in text.split("\n"):
            self._lines.append(_Line(start, line))
            start += len(line) + 1
        self._starts = [line.start for line in self._lines]
        self._in_code: set[int] = set()
        """The numbers of the lines of code; what is never closed has none."""

    def root(self) -> yaml.Node:
        """A mapping with the keys of the chapter, and its sections."""
        head, first = None, next((n for n, line in enumerate(self._lines) if line.text.strip()), len(self._lines))
        if first < len(self._lines):
            rules = [n for n, line in enumerate(self._lines[first:], first) if line.text.rstrip() == "---"]
            if first not in rules:
                hint = "begin with ---, title: …, summary: …, and --- again, on a line each"
                raise ChapterSlip(self._lines[first].start, "the title of the chapter doesn't stand above it", hint)
            if len(rules) < 2:
                hint = "write --- on a line of its own below them"
                raise ChapterSlip(self._lines[first].start, "the keys of the chapter aren't closed", hint)
            head, first = self._yaml(self._lines[first + 1].start, self._lines[rules[1]].start), rules[1] + 1
            if head is not None and not isinstance(head, yaml.MappingNode):
                return head
        self._find_code(first)
        headings = [n for n, line in enumerate(self._lines) if n >= first and self._begins(_HEADING, n)]
        if len(headings) > _MOST_HEADINGS:
            message = f"the chapter has more than {_MOST_HEADINGS:,} headings"
            raise ChapterSlip(self._lines[headings[_MOST_HEADINGS]].start, message, "make several chapters of it")
        for number in range(first, headings[0] if headings else len(self._lines)):
            if self._lines[number].text.strip():
                hint = "write a heading above it, such as ## Why {#why}"
                raise self._misplaced(self._lines[number], "this text stands in no section", hint)
        sections: list[yaml.Node] = []
        above: list[tuple[int, list[yaml.Node]]] = [(0, sections)]
        for number, end in zip(headings, [*headings[1:], len(self._lines)], strict=False):  # there may be none
            level = len(_match(_HEADING, self._lines[number].text)["level"])
            while above[-1][0] >= level:
                above.pop()
            below: list[yaml.Node] = []
            section = self._section(number, end, below)
            above[-1][1].append(section)
            above.append((level, below))
        pairs = [(self._key("sections"), self._list(sections))] if sections else []
        return self._mapping(0, len(self._text), [*pairs, *(head.value if head else [])])

    def _find_code(self, first: int) -> None:
        fence, above = "", 0
        for number, line in enumerate(self._lines[first:], first):
            match = _FENCE.match(line.text.rstrip("\r"))
            if match and (not fence or (match[1].startswith(fence) and match[2].strip())):
                fence, above = match[1], number  # what was open above is never closed
            elif match and match[1].startswith(fence):
                fence = ""
                self._in_code.update(range(above, number + 1))

    def _begins(self, pattern: re.Pattern[str], line: int) -> bool:
        """True of a line that isn't code, and is one of those that divide a chapter."""
        return line not in self._in_code and pattern.match(self._lines[line].text) is not None

    def _section(self, line: int, end: int, below: list[yaml.Node]) -> yaml.Node:
        """The section between two lines; its subsections are put into the list later."""
        heading = self._lines[line]
        match = _match(_HEADING, heading.text)
        at = heading.start
        if match["id"] is not None:
            slug = self._scalar(at + match.start("id"), at + match.end("id"))
        else:
            slug = self._scalar(at + match.end("title"), at + match.end("title"))
            slug.value = slug_of(match["title"])
        pairs: list[tuple[str, yaml.Node]] = [
            ("id", slug),
            ("title", self._scalar(at + match.start("title"), at + match.end("title"))),
        ]
        keyed, first = self._keys(line + 1, end)
        body, rest = self._text_of(first, end)
        pairs += [("body", body), *rest]
        nodes = [(self._key(name, node.start_mark.index), node) for name, node in pairs]
        nodes += [(self._key("sections", at), self._list(below)), *keyed]
        return self._mapping(at, self._lines[end - 1].end, nodes)

    def _keys(self, first: int, end: int) -> tuple[list[tuple[yaml.Node, yaml.Node]], int]:
        """The keys in the comments below a heading, and the number of the line behind them."""
        keys: list[tuple[yaml.Node, yaml.Node]] = []
        while first < end:
            line = self._lines[first]
            if line.text.strip():
                close = self._text.find("-->", line.start, self._lines[end - 1].end)
                if not line.text.startswith("<!--") or close < 0 or not self._text[line.start + 4 : close].strip():
                    break
                node = self._yaml(line.start + 4, close)
                if not isinstance(node, yaml.MappingNode):
                    break  # a remark
                keys += node.value
                while self._lines[first].end < close:
                    first += 1
            first += 1
        return keys, first

    def _text_of(self, first: int, end: int) -> tuple[yaml.Node, list[tuple[str, yaml.Node]]]:
        """The text of a section, and what comes behind it: its main point and its deeper part."""
        last, number = None, first
        more: list[tuple[str, yaml.Node]] = []
        while number < end:
            line = self._lines[number]
            if self._begins(_REMEMBER, number) or self._begins(_DEEPER, number):
                last = number if last is None else last
                name, node, number = self._remember(number, end) if line.text[0] == ">" else self._deeper(number, end)
                more.append((name, node))
            elif last is not None and line.text.strip():
                hint = "move it above > **Remember:** and ::: deeper"
                raise self._misplaced(line, "the text of a section goes on below its end", hint)
            else:
                number += 1
        return self._lines_as_scalar(first, end if last is None else last), more

    def _remember(self, line: int, end: int) -> tuple[str, yaml.Node, int]:
        start = self._lines[line].start + _match(_REMEMBER, self._lines[line].text).end()
        last = line
        while last + 1 < end and self._lines[last + 1].text.startswith(">"):
            last += 1
        node = self._scalar(start, self._lines[last].end)
        node.value = re.sub(r"^> ?", "", node.value.rstrip(), flags=re.MULTILINE)
        return "remember", node, last + 1

    def _deeper(self, line: int, end: int) -> tuple[str, yaml.Node, int]:
        colons = _match(re.compile(":+"), self._lines[line].text)[0]
        for last in range(line + 1, end):
            if _COLONS.match(self._lines[last].text) and self._lines[last].text.rstrip() == colons:
                return "deeper", self._lines_as_scalar(line + 1, last), last + 1
        hint = f"write {colons} on a line of its own below it"
        raise ChapterSlip(self._lines[line].start, "this deeper part isn't closed", hint)

    def _misplaced(self, line: _Line, message: str, hint: str) -> ChapterSlip:
        """A text that may not stand there; it may be meant as a heading."""
        if _ALMOST_HEADING.match(line.text):
            hint = "if it is a heading, write # at the beginning of the line and a space behind"
        return ChapterSlip(line.start, message, hint)

    # --- nodes

    def _yaml(self, start: int, end: int) -> yaml.Node | None:
        """The tree of a part of the text that is YAML."""
        part = self._text[start:end]
        try:
            root = self._compose(part)
        except yaml.YAMLError:
            raise self._yaml_slip(start, end) from None
        nodes = [root] if root is not None else []
        seen: set[int] = set()
        while nodes:
            node = nodes.pop()
            if id(node) not in seen:  # an alias may repeat it
                seen.add(id(node))
                node.start_mark = self._mark(start + node.start_mark.index)
                node.end_mark = self._mark(start + node.end_mark.index)
                if isinstance(node, yaml.MappingNode):
                    nodes += [item for pair in node.value for item in pair]
                elif isinstance(node, yaml.SequenceNode):
                    nodes += node.value
        return root

    def _yaml_slip(self, start: int, end: int) -> ChapterSlip:
        """The mistake in a part that isn't YAML. What is above it is blank, so that the place is right."""
        text = re.sub(r"[^\n]", " ", self._text[:start]) + self._text[start:end]
        try:
            self._compose(text)
        except yaml.YAMLError as error:
            return ChapterSlip(start, "", "", text, error)
        return ChapterSlip(start, "this isn't valid YAML", "")

    def _mark(self, index: int) -> Any:
        line = bisect_right(self._starts, index) - 1
        return yaml.Mark(name="", index=index, line=line, column=index - self._starts[line], buffer=None, pointer=0)

    def _scalar(self, start: int, end: int) -> yaml.ScalarNode:
        value = self._text[start:end].replace("\r", "")
        return yaml.ScalarNode(f"{_TAG}str", value, self._mark(start), self._mark(end), MARKDOWN)

    def _lines_as_scalar(self, first: int, end: int) -> yaml.Node:
        """The lines between two numbers, without empty ones above and below."""
        while first < end and not self._lines[first].text.strip():
            first += 1
        while first < end and not self._lines[end - 1].text.strip():
            end -= 1
        start = self._lines[min(first, len(self._lines) - 1)].start
        return self._scalar(start, self._lines[end - 1].end if first < end else start)

    def _key(self, name: str, at: int = 0) -> yaml.Node:
        node = self._scalar(at, at)
        node.value = name
        return node

    def _list(self, nodes: list[yaml.Node]) -> yaml.Node:
        start = nodes[0].start_mark if nodes else self._mark(0)
        return yaml.SequenceNode(f"{_TAG}seq", nodes, start, start)

    def _mapping(self, start: int, end: int, pairs: Sequence[tuple[yaml.Node, yaml.Node]]) -> yaml.Node:
        return yaml.MappingNode(f"{_TAG}map", [*pairs], self._mark(start), self._mark(end))


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.match(text)
    assert match is not None  # it has matched before
    return match
