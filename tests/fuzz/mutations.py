"""Mutations of real content: a book cut down to a few entries, with mistakes that no author would think of.

A book is a dict of bytes by path; instead of bytes there may be a `Special`, which is no plain file. The same seed
makes the same book on every machine.
"""

import os
import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

from tests.fuzz.odd_values import BYTES, MARKDOWN, MARKS, NAMES, NUMBERS, ODD, SIGNS, YAML

QUIZ = """\
questions:
  - {id: one, section: intro/why, kind: true-false, level: recall, ask: A model is a system., answer: no, explain: No.}
  - id: two
    section: intro/why
    kind: choice
    level: apply
    ask: What is [[overfitting]]?
    choices: [{text: Learning by heart, right: true}, {text: Learning}, {text: Sleeping}]
    explain: It fits the examples too well [@reddi2024].
  - {id: three, section: intro/why, kind: typed, level: recall, ask: Who?, answers: [Turing, Alan], explain: He did.}
  - {id: four, section: intro/why, kind: number, level: recall, ask: How many?, answer: 7, tolerance: 0.5, explain: x.}
  - {id: five, section: intro/why, kind: order, level: apply, ask: In turn?, items: [a, b, c], explain: So.}
  - {id: six, section: intro/why, kind: match, level: apply, ask: Who?, pairs: [{left: a, right: b}], explain: So.}
  - {id: seven, section: intro/why, kind: cloze, level: apply, ask: A ___ is., gaps: [[b, c]], explain: So.}
"""
"""Questions for a book that has none."""


class Special(Enum):
    """A file system entry that stands in the place of a plain file."""

    FOLDER = "a folder"
    FIFO = "a pipe"
    LOOP = "a link to itself"
    DANGLING = "a link to nothing"
    OUTSIDE = "a link to a device without end"


Files: TypeAlias = dict[str, bytes | Special]


class Case(NamedTuple):
    """A mutated book: its files, the kinds of mutation, and the files that still are as they were written."""

    files: Files
    kinds: tuple[str, ...]
    untouched: frozenset[str]


_OPTIONAL = ("intro/timeline.yaml", "intro/tables.yaml", "intro/figures.yaml", "intro/quiz.yaml")


def read_book(folder: Path) -> dict[str, str]:
    """The texts of a book by their paths, as if `intro` were its only chapter, and with a quiz if it has none."""
    files = [*folder.glob("*.yaml"), *folder.glob("intro/*.yaml")]
    found = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}
    found["book.yaml"] = _PARTS.sub(_ONE_PART, found["book.yaml"])
    return {"intro/quiz.yaml": QUIZ, **dict(sorted(found.items()))}


_PARTS = re.compile(r"^parts:\n(?:[ -].*\n)+", re.MULTILINE)
_ONE_PART = 'parts:\n  - title: "First steps"\n    chapters: [intro]\n'


def make_case(book: dict[str, str], seed: int, large: bool = True) -> Case:
    """A part of a book with one mutation or several; if it may be `large`, now and then a whole book, or much of it."""
    chance = Random(seed)
    whole = chance.random() < 0.01 and large
    files: Files = {path: (text if whole else _part(text, chance)).encode() for path, text in book.items()}
    for path in _OPTIONAL:
        if not whole and chance.random() < 0.5:
            del files[path]
    before = dict(files)
    kinds = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        kind = chance.choice(list(MUTATIONS))
        kinds.append(kind)
        MUTATIONS[kind](files, chance)
    if chance.random() < 0.003 and large:
        kinds.append("huge")
        _huge(files, chance)
    untouched = frozenset(path for path, content in before.items() if files.get(path) == content)
    return Case(files, tuple(kinds), untouched)


def _part(text: str, chance: Random) -> str:
    """The beginning of a file, and a few of the entries of each of its lists, which stand side by side."""
    entries = chance.choice((1, 1, 2, 3))
    pieces = re.split(r"^(?=  - |\S)", text, flags=re.MULTILINE)
    runs: list[list[str]] = [[]]
    for piece in pieces:
        if piece.startswith("  - "):
            runs[-1].append(piece)
        else:
            runs += [[piece], []]
    kept = []
    for run in runs:
        start = chance.randrange(max(len(run) - entries, 0) + 1)
        kept += run[start : start + entries]
    return "".join(kept)


def write_files(files: Files, folder: Path) -> None:
    """Write a book. A file in a folder in whose place another one stands is left out."""
    for name, content in files.items():
        path = folder / os.fsdecode(os.fsencode(name))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            continue
        match content:
            case Special.FOLDER:
                path.mkdir(exist_ok=True)
            case Special.FIFO:
                os.mkfifo(path)
            case Special.LOOP:
                path.symlink_to(path)
            case Special.DANGLING:
                path.symlink_to(folder / "nowhere")
            case Special.OUTSIDE:
                path.symlink_to("/dev/zero")
            case bytes():
                path.write_bytes(content)


# --- where ---------------------------------------------------------------------------------------------------------


def _any_file(files: Files, chance: Random) -> str:
    """A path at which a plain file stands; the top of the book is meant less often."""
    plain = [path for path, content in files.items() if isinstance(content, bytes)]
    below = [path for path in plain if "/" in path]
    return chance.choice(below if below and chance.random() < 0.8 else plain or [""])


def _on_bytes(change: Callable[[bytes, Random], bytes]) -> Callable[[Files, Random], None]:
    """A mutation of a book that changes the bytes of one of its files."""

    def mutation(files: Files, chance: Random) -> None:
        path = _any_file(files, chance)
        content = files.get(path)
        if isinstance(content, bytes):
            files[path] = change(content, chance)

    return mutation


def _on_text(change: Callable[[str, Random], str]) -> Callable[[Files, Random], None]:
    """A mutation of a book that changes the text of one of its files."""
    return _on_bytes(
        lambda content, chance: change(content.decode("utf-8", "surrogateescape"), chance).encode(
            "utf-8", "surrogateescape"
        )
    )


def _on_lines(change: Callable[[list[str], int, Random], None]) -> Callable[[Files, Random], None]:
    """A mutation of a book that changes the lines of one of its files, at a line."""

    def mutation(text: str, chance: Random) -> str:
        lines = text.splitlines(keepends=True) or [""]
        change(lines, chance.randrange(len(lines)), chance)
        return "".join(lines)

    return _on_text(mutation)


def _insert(text: str, chance: Random, snippet: str) -> str:
    """A text with something in it, most often before a word."""
    words = [match.start() for match in re.finditer(r"(?<=\s)\w", text)]
    at = chance.choice(words) if words and chance.random() < 0.8 else chance.randrange(len(text) + 1)
    return text[:at] + snippet + text[at:]


# --- bytes and lines -----------------------------------------------------------------------------------------------


def _flip(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 10))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _insert_bytes(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(BYTES) * chance.choice((1, 1, 2, 50)) + content[at:]


def _delete_bytes(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.choice((1, 2, 10, 100, 10_000)) :]


def _double_line(lines: list[str], at: int, chance: Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), lines[at])


def _swap_lines(lines: list[str], at: int, chance: Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _delete_lines(lines: list[str], at: int, chance: Random) -> None:
    del lines[at : at + chance.choice((1, 1, 2, 20))]


def _join_lines(lines: list[str], at: int, chance: Random) -> None:
    lines[at] = lines[at].rstrip("\r\n") + chance.choice(("", " "))


def _indent(lines: list[str], at: int, chance: Random) -> None:
    space = chance.choice((" ", "  ", "    ", "\t", " \t", " " * 300))
    for number in range(at, min(at + chance.choice((1, 1, 4)), len(lines))):
        lines[number] = space + lines[number]


def _outdent(lines: list[str], at: int, chance: Random) -> None:
    lines[at] = lines[at][chance.choice((1, 2, 4)) :]


def _encoding(content: bytes, chance: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    end = chance.choice(("\r\n", "\r", "\x85", "\u2028", "\n\r", "\n \n"))
    return chance.choice(
        (
            text.replace("\n", end).encode(),
            b"\xef\xbb\xbf" + content,
            b"\xef\xbb\xbf\xef\xbb\xbf" + text.replace("\n", end).encode(),
            text.encode("utf-16"),
            text.encode("utf-32-le"),
            text.encode("latin-1", "replace"),
            content.rstrip(b"\n"),
            content.replace(b" ", "\u00a0".encode(), 5),
        )
    )


# --- values --------------------------------------------------------------------------------------------------------


def _value(text: str, chance: Random) -> str:
    """Another value for a key, an item of a list, or something in a flow of them."""
    pattern = chance.choice((r"(?<=: )[^\n]*$", r"(?<=: )[^,{}\[\]\n]+", r"(?<=- )[^\n]*$", r"(?<=[\[,] )[^,\]\n]+"))
    found = list(re.finditer(pattern, text, re.MULTILINE))
    if not found:
        return _insert(text, chance, chance.choice(ODD))
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(ODD) + text[match.end() :]


def _number(text: str, chance: Random) -> str:
    found = list(re.finditer(r"\b\d+\b", text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + chance.choice(NUMBERS) + text[match.end() :]


def _key(text: str, chance: Random) -> str:
    """Another key, or the same one twice."""
    found = list(re.finditer(r"[\w-]+(?=:(?:\s|$))", text, re.MULTILINE))
    if not found:
        return text
    match, other = chance.choice(found), chance.choice(found)[0]
    odd = chance.choice((other, "", "1", "true", "~", "<<", "? a", "[a]", "{a: b}", '"\\e"', "id", "x" * 2000, "naem"))
    return text[: match.start()] + odd + text[match.end() :]


def _yaml(lines: list[str], at: int, chance: Random) -> None:
    """Something that YAML has and no book needs."""
    space = re.match(r"\s*", lines[at])
    lines.insert(at, (space[0] if space else "") + chance.choice(YAML))


def _aliases(text: str, chance: Random) -> str:
    """An anchor at one value and aliases at others."""
    places = [match.end() for match in re.finditer(r"(?:: |- )(?=\S)", text)]
    if not places:
        return text
    first, *others = sorted(chance.sample(places, min(len(places), chance.choice((2, 2, 5)))))
    for place in reversed(others):
        end = text.find("\n", place)
        text = text[:place] + "*it" + text[end if end >= 0 else len(text) :]
    return text[:first] + "&it " + text[first:]


def _laughs(text: str, chance: Random) -> str:
    """A few aliases that stand for the more, the deeper they are."""
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))
    return f"x0: &x0 [a, a]\n{levels}{text}"


# --- prose ---------------------------------------------------------------------------------------------------------


def _link(text: str, chance: Random) -> str:
    for _ in range(chance.choice((1, 1, 2, 20))):
        text = _insert(text, chance, chance.choice(MARKS) + chance.choice(("", " ")))
    return text


def _markdown(text: str, chance: Random) -> str:
    for _ in range(chance.choice((1, 2, 5))):
        snippet = chance.choice(MARKDOWN)
        if chance.random() < 0.7:  # indented as a block scalar is, so that it stays one
            snippet = snippet.replace("\n", "\n      ")
        text = _insert(text, chance, snippet)
    return text


def _unicode(text: str, chance: Random) -> str:
    for _ in range(chance.choice((1, 3))):
        text = _insert(text, chance, chance.choice(SIGNS) * chance.choice((1, 1, 40)))
    return text


# --- sizes ---------------------------------------------------------------------------------------------------------


def _size(text: str, chance: Random) -> str:
    """Much of something, or nothing."""
    return _much(text, chance, chance.randrange(8), chance.choice((10, 100, 300, 1000)))


def _much(text: str, chance: Random, what: int, count: int) -> str:
    match what:
        case 0:
            return chance.choice(
                ("", "\n", " ", "# x", "---", "null", "[]", "{}", "x", "- x", "0", "''", "&a", "!!map")
            )
        case 1:
            return _insert(text, chance, chance.choice(("word ", "x", "é", "a. ", "[[a]] ", "*", "the ")) * count)
        case 2:
            return _insert(text, chance, "[" * count + "]" * chance.choice((0, count)))
        case 3:
            return _insert(text, chance, "{a: " * count)
        case 4:
            return text + "\n" + "".join(" " * level + f"k{level}:\n" for level in range(min(count, 1000)))
        case 5:
            return _many(text, chance, count)
        case 6:
            return text + "".join(f"k{number}: v\n" for number in range(count))
        case _:
            return _insert(text, chance, "-" * count)


_huge = _on_text(lambda text, chance: _much(text, chance, chance.randrange(1, 8), 100_000))


def _many(text: str, chance: Random, count: int) -> str:
    """An entry or an item of a list many times."""
    found = list(re.finditer(r"^ *- (?:[^\n]*\n)", text, re.MULTILINE))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.end()] + match[0] * count + text[match.end() :]


# --- files ---------------------------------------------------------------------------------------------------------


def _files(files: Files, chance: Random) -> None:
    """Files that are missing, in the wrong place, or no files at all."""
    path = chance.choice(list(files))
    match chance.randrange(6):
        case 0:
            del files[path]
        case 1:
            files[path] = chance.choice(list(Special))
        case 2:
            files[chance.choice(NAMES)] = files[path]
        case 3:
            other = chance.choice(list(files))
            files[path], files[other] = files[other], files[path]
        case 4:
            name = chance.choice(("other", "a b", "\u202ex", "é", "x\x1b[2J", "a:b", "-x", ".x", "x" * 200))
            for one in [one for one in files if one.startswith("intro/")]:
                files[one.replace("intro/", f"{name}/", 1)] = files.pop(one)
            if chance.random() < 0.7:
                files.pop("book.yaml", None)
        case _:
            for one in [one for one in files if one.startswith("intro/")]:
                del files[one]
            if chance.random() < 0.5:
                files["intro"] = chance.choice((b"title: x\n", *Special))


MUTATIONS: dict[str, Callable[[Files, Random], None]] = {
    "flipped bits": _on_bytes(_flip),
    "inserted bytes": _on_bytes(_insert_bytes),
    "deleted bytes": _on_bytes(_delete_bytes),
    "encoding": _on_bytes(_encoding),
    "deleted lines": _on_lines(_delete_lines),
    "doubled line": _on_lines(_double_line),
    "swapped lines": _on_lines(_swap_lines),
    "joined lines": _on_lines(_join_lines),
    "indented": _on_lines(_indent),
    "outdented": _on_lines(_outdent),
    "value": _on_text(_value),
    "number": _on_text(_number),
    "key": _on_text(_key),
    "yaml": _on_lines(_yaml),
    "aliases": _on_text(_aliases),
    "laughs": _on_text(_laughs),
    "links": _on_text(_link),
    "markdown": _on_text(_markdown),
    "unicode": _on_text(_unicode),
    "size": _on_text(_size),
    "files": _files,
}
"""What can be done to a book, by its name."""
