"""ELIZA's scripts: lists in brackets that name keywords, and say how sentences are taken apart and answered."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, Union

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.eliza.matching import Pattern, WordChoice, typewritten

MOST_BYTES = 65_536
"""The largest script that is read."""
_DEEPEST = 50
"""The most brackets within each other, far below the depth at which Python gives up."""
_MOST_PARTS = 200
"""The most parts of a pattern, so that none takes long to try."""
_TOKEN = re.compile(r"(?P<new>[\n\v\f]|\r\n?)|;[^\n\v\f\r]*|(?P<word>[()=]|[0-9]+|[^\x00-\x20\x7f();=]+)")
"""A new line, which counts for messages; a comment after `;`; a bracket, `=`, a number, or a word."""
_MEMORY = "(MEMORY KEYWORD (pattern = words) (pattern = words) (pattern = words) (pattern = words))"


class Reassembly(NamedTuple):
    """The words that are made of the parts of a sentence: `words`, in which a number stands for a part.

    With a `key`, the rules of that keyword go on, with these words (PRE) or with the sentence as it is (=KEY), where
    `words` is None. With neither, the next keyword is tried (NEWKEY).
    """

    text: str
    words: tuple[str | int, ...] | None
    key: str = ""


class DecompositionRule(NamedTuple):
    """A pattern, and the reassemblies that take turns when it fits."""

    pattern: Pattern
    reassemblies: tuple[Reassembly, ...]


class Key(NamedTuple):
    """A keyword: what takes its place, its precedence, its rules, and the keyword whose rules are used if none fits."""

    substitute: str
    precedence: int
    rules: tuple[DecompositionRule, ...]
    link: str

    @property
    def has_rules(self) -> bool:
        """True if it does more than take the place of a word."""
        return bool(self.rules or self.link)


class Script(NamedTuple):
    """A script that has been read. `memory_key` is empty if it keeps no memories."""

    greeting: str
    keys: dict[str, Key]
    none: Key
    memory_key: str
    memories: tuple[DecompositionRule, ...]


class _List(NamedTuple):
    """A list of the script, and the line on which it begins."""

    items: tuple[Union[str, "_List"], ...]
    line: int

    @property
    def text(self) -> str:
        """The list as it is written."""
        inner = " ".join(item if isinstance(item, str) else item.text for item in self.items)
        return f"({inner.replace('= ', '=')})"


_Item: TypeAlias = str | _List


def read_script(text: str) -> Script:
    """A script from its text. Raises UsageError, which says the line and what is expected there."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise UsageError("the script is too long", [f"it may have at most {MOST_BYTES // 1024} KB"])
    items = _items(text.removeprefix("\ufeff"))
    greeting = next(items, None)
    if not isinstance(greeting, _List):
        raise _expected("the greeting, such as (HOW DO YOU DO)", 1)
    reader = _Reader()
    for index, item in enumerate(items):
        if isinstance(item, _List):
            reader.read(item)
        elif index or item != "START":
            raise _expected(f"'(' instead of {item[:40]}", greeting.line)
    return reader.script(greeting.text[1:-1])


def _expected(what: str, line: int) -> UsageError:
    return UsageError(f"the script can't be read: line {line}: expected {what}", line=line)


def _items(text: str) -> Iterator[_Item]:
    """The lists of a script, and the words between them, one after the other."""
    line = 1
    opened: list[tuple[int, list[_Item]]] = []
    for match in _TOKEN.finditer(text):
        line += match.lastgroup == "new"
        item: _Item = typewritten(match["word"] or "").strip()
        if not item:
            continue
        if item == "(":
            opened.append((line, []))
            if len(opened) > _DEEPEST:
                raise _expected(f"at most {_DEEPEST} brackets inside each other", line)
            continue
        if item == ")":
            if not opened:
                raise _expected("'(' before ')'", line)
            start, items = opened.pop()
            item = _List(tuple(items), start)
        if opened:
            opened[-1][1].append(item)
        else:
            yield item
    if opened:
        raise _expected("')' somewhere after this '('", opened[-1][0])


class _Reader:
    """The part of a script that has been read so far."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._lines: dict[str, int] = {}
        self._links: list[tuple[str, int]] = []
        self._tags = defaultdict[str, set[str]](set)
        self._memory_key = ""
        self._memories: tuple[DecompositionRule, ...] = ()

    def read(self, entry: _List) -> None:
        """Read an entry: a keyword, MEMORY or NONE. An empty list says nothing."""
        if not entry.items:
            return
        word = _word(entry.items[0], "a keyword after '('", entry.line)
        if word in self._lines:
            raise _expected(f"{word} only once; it stands on line {self._lines[word]} too", entry.line)
        self._lines[word] = entry.line
        if word == "MEMORY":
            self._read_memory(entry)
        else:
            self._keys[word] = self._key(word, entry)

    def script(self, greeting: str) -> Script:
        """The whole script. Raises UsageError if it lacks NONE, or names a keyword that has no rules."""
        none = self._keys.pop("NONE", None)
        if none is None or not none.rules:
            raise UsageError("the script has no rules for NONE", ["it needs them, such as (NONE ((0) (PLEASE GO ON)))"])
        if self._memory_key and self._memory_key not in self._keys:
            raise _expected(f"a keyword of the script after MEMORY, not {self._memory_key}", self._lines["MEMORY"])
        for word, line in self._links:
            if word not in self._keys or not self._keys[word].has_rules:
                raise _expected(f"a keyword with rules in (={word})", line)
        return Script(greeting, self._keys, none, self._memory_key, self._memories)

    def _key(self, word: str, entry: _List) -> Key:
        substitute, precedence, link = "", 0, ""
        rules: list[DecompositionRule] = []
        items = iter(entry.items[1:])
        for item in items:
            if link:
                raise _expected(f"')' after (={link})", entry.line)
            if item == "=":
                substitute = _word(next(items, ""), "a word after '='", entry.line)
            elif item == "DLIST":
                for tag in _list(next(items, ""), "tags after DLIST, such as (/FAMILY)", entry.line).items:
                    self._tags[str(tag).removeprefix("/")].add(word)
            elif isinstance(item, str):
                if not item.isdecimal():
                    raise _expected(f"= WORD, DLIST, a precedence or a rule, not {item[:40]}", entry.line)
                precedence = _number(item, 9999, entry.line)
            elif item.items[:1] == ("=",):
                link = self._link(item)
            else:
                rules.append(self._rule(item))
        if len(entry.items) == 1:
            raise _expected(f"rules for {word}", entry.line)
        return Key(substitute, precedence, tuple(rules), link)

    def _link(self, item: _List) -> str:
        if len(item.items) != 2 or item.items[0] != "=":
            raise _expected("(=KEYWORD)", item.line)
        self._links.append((_word(item.items[1], "a keyword after '='", item.line), item.line))
        return self._links[-1][0]

    def _rule(self, item: _List) -> DecompositionRule:
        head = _list(item.items[0] if item.items else "", "a pattern such as (0 YOU ARE 0) in a rule", item.line)
        pattern = self._pattern(head.items, head.line)
        answers = [_list(answer, "an answer in brackets", item.line) for answer in item.items[1:]]
        if not answers:
            raise _expected(f"an answer after the pattern {head.text}", item.line)
        return DecompositionRule(pattern, tuple(self._reassembly(answer, len(pattern)) for answer in answers))

    def _reassembly(self, item: _List, parts: int) -> Reassembly:
        if item.items == ("NEWKEY",):
            return Reassembly(item.text, None)
        if item.items[:1] == ("=",):
            return Reassembly(item.text, None, self._link(item))
        if item.items[:1] == ("PRE",):
            form = "(PRE (words) (=KEYWORD))"
            words, link = (_list(part, form, item.line) for part in (*item.items[1:], "", "")[:2])
            return Reassembly(item.text, _answer(words.items, parts, words.line), self._link(link))
        return Reassembly(item.text, _answer(item.items, parts, item.line))

    def _read_memory(self, entry: _List) -> None:
        if len(entry.items) != 6:
            raise _expected(_MEMORY, entry.line)
        self._memory_key = _word(entry.items[1], _MEMORY, entry.line)
        rules: list[DecompositionRule] = []
        for item in (_list(item, _MEMORY, entry.line) for item in entry.items[2:]):
            if "=" not in item.items[1:-1]:
                raise _expected(_MEMORY, item.line)
            at = item.items.index("=")
            pattern, words = self._pattern(item.items[:at], item.line), item.items[at + 1 :]
            rules.append(DecompositionRule(pattern, (Reassembly(item.text, _answer(words, len(pattern), item.line)),)))
        self._memories = tuple(rules)

    def _pattern(self, items: Sequence[_Item], line: int) -> Pattern:
        if not 1 <= len(items) <= _MOST_PARTS:
            raise _expected(f"a pattern of 1 to {_MOST_PARTS} parts", line)
        return tuple(
            self._choice(item) if isinstance(item, _List) else _number(item, 9999, line) if item.isdecimal() else item
            for item in items
        )

    def _choice(self, item: _List) -> WordChoice:
        """A part such as (*SAD UNHAPPY) or (/FAMILY); no word fits a list without such a sign."""
        inner = item.text[1:-1].strip()
        words = inner[1:].split() if inner.startswith(("*", "/")) else []
        return WordChoice(
            item.text, tuple(self._tags[tag] for tag in words) if inner[:1] == "/" else (frozenset(words),)
        )


def _word(item: _Item, expected: str, line: int) -> str:
    if not isinstance(item, str) or not item or item == "=" or item.isdecimal():
        raise _expected(expected, line)
    return item


def _list(item: _Item, expected: str, line: int) -> _List:
    if not isinstance(item, _List):
        raise _expected(expected, line)
    return item


def _number(word: str, most: int, line: int, least: int = 0) -> int:
    if len(word) > 9 or not least <= int(word) <= most:
        raise _expected(f"a number from {least} to {most}, not {word[:20]}", line)
    return int(word)


def _answer(items: Sequence[_Item], parts: int, line: int) -> tuple[str | int, ...]:
    return tuple(
        item.text if isinstance(item, _List) else _number(item, parts, line, 1) if item.isdecimal() else item
        for item in items
    )
