"""Problems of single files: the rules, each a function that makes its problem, and the messages about values.

`mlsys check --explain` shows the docstrings of the functions that return a problem, and the tests run their examples.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, TypeAlias, cast, get_args, get_origin, get_type_hints

import yaml

from mlsys_cli.book import model
from mlsys_cli.book.kinds import KINDS, Steps
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.source_file import Document, descend, id_in, key_node
from mlsys_cli.quiz.kinds.registry import QUESTION_KINDS
from mlsys_cli.text.english import month_named
from mlsys_cli.text.sanitize import HARMFUL
from mlsys_cli.text.spelling import did_you_mean


def yaml_syntax(document: Document, index: int, message: str, hint: str) -> Problem:
    """The file isn't valid YAML.

    The file can't be read, so all of its content is missing from the book. The usual cause is a text that contains a
    colon, or begins with a character that has a meaning in YAML; quotes around the text fix both.

    Bad:
        # glossary.yaml
        - id: heap
          name: Heap: a pile

    Good:
        - id: heap
          name: "Heap: a pile"
    """
    return document.problem(document.place_at(index, 1), "yaml-syntax", message, hint, fatal=True)


def not_utf_8(document: Document, index: int) -> Problem:
    """The file isn't encoded in UTF-8.

    It was saved in another encoding, such as Latin-1, so it can't be read. Save it as UTF-8; every editor can do that.
    """
    return document.problem(
        document.place_at(index, 1), "not-utf-8", "this byte isn't valid UTF-8", "save the file as UTF-8", fatal=True
    )


def unreadable_file(document: Document, reason: str) -> Problem:
    """A file can't be read.

    It doesn't exist, isn't a regular file, is larger than 8 MiB, or you don't have permission to read it.
    """
    return document.problem(None, "unreadable-file", f"can't be read: {reason}", fatal=True)


def yaml_alias(document: Document, node: yaml.Node, most: int = 0) -> Problem:
    """A YAML alias repeats a list or a mapping, or aliases repeat a long text many times.

    Aliases can make a small file fill the computer's memory, so the file is not read. Aliases of short texts are
    allowed.

    Bad:
        # glossary.yaml
        - {id: heap, aliases: &names [pile]}
        - {id: stack, aliases: *names}

    Good:
        - {id: heap, aliases: [pile]}
        - {id: stack, aliases: [tower]}
    """
    message = f"aliases repeat more than {most:,} characters" if most else "an alias repeats this part of the file"
    return document.problem(node, "yaml-alias", message, "write the content out instead", fatal=True)


def too_deep(document: Document, node: yaml.Node, deepest: int) -> Problem:
    """Lists and mappings are nested more than 60 levels deep.

    No book needs that, and reading such a file could use up all memory. The file is not read.
    """
    return document.problem(node, "too-deep", f"nested more than {deepest} levels deep", fatal=True)


def endless_number(document: Document, node: yaml.ScalarNode, most: int) -> Problem:
    """A number has more than 300 digits.

    It is too large to be calculated with. The file is not read.
    """
    return document.problem(node, "endless-number", f"this number has more than {most} digits", fatal=True)


def too_many_values(document: Document, most: int) -> Problem:
    """A file has more than 500,000 values: words, lists and mappings.

    That is a hundred times as many as a large chapter has, and would need too much memory. The file is not read.
    """
    return document.problem(None, "too-many-values", f"this file has more than {most:,} values", fatal=True)


def countless_mistakes(document: Document, node: yaml.Node | None, in_book: int = 0) -> Problem:
    """A list or a file has more than 10,000 mistakes, or a book more than 20,000.

    They are usually one mistake, repeated in every entry. The rest of the list or the book is not read until they are
    fixed; if they are spread over a whole file, that file is not read.
    """
    message = "the list has more than 10,000 mistakes; reading stopped here"
    if in_book:
        message = f"the book has more than {in_book:,} mistakes; checking stopped before its end"
    elif node is None:
        message = "this file has 10,000 mistakes or more, and is not read"
    return document.problem(node, "countless-mistakes", message, fatal=True)


def control_character(document: Document, node: yaml.ScalarNode) -> Problem:
    """A text has a character that controls the terminal or changes the text direction.

    It could hide words or make them look like others, so a replacement character is shown instead. Such characters
    come from text copied from other programs, or from an escape such as \\e in double quotes.

    Bad:
        # glossary.yaml
        - {id: heap, name: "He\\eap"}

    Good:
        - {id: heap, name: Heap}
    """
    match = re.search(HARMFUL, node.value)
    assert match is not None
    message = f"the character U+{ord(match[0]):04X} is a control character"
    return document.problem(document.place_within(node, match.start(), 1), "control-character", message, "delete it")


def bad_key(document: Document, key: yaml.Node) -> Problem:
    """A key is a list or a mapping.

    A key must be a word. A key that begins with a bracket or a question mark needs quotes.

    Bad:
        # glossary.yaml
        - {id: heap, [name]: Heap}

    Good:
        - {id: heap, name: Heap}
    """
    return document.problem(key, "bad-key", "a key must be a word", fatal=True)


def duplicate_key(document: Document, key: yaml.Node) -> Problem:
    """A key is used twice in the same mapping.

    Only the first value is used; the second one, which is reported, is ignored. Other YAML readers use the second one.

    Bad:
        # glossary.yaml
        - {id: heap, name: Heap, name: Pile}

    Good:
        - {id: heap, name: Heap, aliases: [pile]}
    """
    return document.problem(key, "duplicate-key", f"{key.value!r} is used twice", "delete one of them")


def unknown_key(document: Document, key: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """A key doesn't exist in the format; usually it is misspelt.

    Its value is ignored. The message suggests the nearest key; `mlsys help content` lists all of them.

    Bad:
        # glossary.yaml
        - {id: heap, definitoin: A pile.}

    Good:
        - {id: heap, definition: A pile.}
    """
    return document.problem(key, "unknown-key", message, hint)


def wrong_type(document: Document, node: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """A value has the wrong type, such as a word instead of a number, a text instead of a list, or an unknown kind.

    The entry is left out of the book.

    Bad:
        # timeline.yaml
        - {id: lisp, year: about 1960}

    Good:
        - {id: lisp, year: 1960}
    """
    return document.problem(node, "wrong-type", message, hint, fatal=True)


def yaml_surprise(document: Document, node: yaml.Node | None, name: str, read_as: str) -> Problem:
    """YAML reads a word as another type of value: NO as false, on as true, 1.10 as the number 1.1.

    A text is expected here. Put quotes around the word to make it a text. Until then, the entry is left out of the
    book.

    Bad:
        # tables.yaml
        - id: ways
          rows: [{aspect: Stops, cells: {count: NO, trace: "YES"}}]

    Good:
        - id: ways
          rows: [{aspect: Stops, cells: {count: "NO", trace: "YES"}}]
    """
    message = f"{name} must be a text, but YAML reads this as {read_as}"
    return document.problem(node, "yaml-surprise", message, "put it in quotes", fatal=True)


def yaml_sign(document: Document, index: int, sign: str, meaning: str, hint: str) -> Problem:
    """A word that begins with !, & or # has a special meaning in YAML, and is missing from the text.

    `title: !Important` is an empty title, because a word with ! is a tag. A word with & is an anchor, a name for the
    value after it. A # after a space begins a comment, so only "The" is left of "The #1 rule". Quotes around the text
    fix all three.

    Bad:
        # glossary.yaml
        - id: heap
          definition: The #1 place for what lives long.

    Good:
        - id: heap  # a comment has a space
          definition: "The #1 place for what lives long."
    """
    place = document.place_at(index, len(sign))
    return document.problem(
        place, "yaml-sign", f"YAML reads {sign!r} as {meaning}, so it is missing from the text", hint
    )


def missing_field(document: Document, holder: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """An entry has no value for a required key, such as the definition of a term.

    The entry is left out of the book.

    Bad:
        # glossary.yaml
        terms:
        - {id: heap, name: Heap, kind: concept}

    Good:
        terms:
        - {id: heap, name: Heap, kind: concept, definition: A pile.}
    """
    return document.problem(holder, "missing-field", message, hint, fatal=True)


def duplicate_id(document: Document, node: yaml.Node | None, name: str) -> Problem:
    """Two entries of the same kind have the same id, in one chapter or in two, or a chapter is listed twice.

    A link can only point to one of them. The second one is left out of the book.

    Bad:
        # glossary.yaml
        - {id: heap, name: Heap}
        - {id: heap, name: Pile}

    Good:
        - {id: heap, name: Heap}
        - {id: pile, name: Pile}
    """
    hint = "delete one of them, or give it another id"
    return document.problem(node, "duplicate-id", f"{name!r} is used twice", hint, fatal=True)


def missing_chapter(document: Document, node: yaml.Node | None, name: str, hint: str = "") -> Problem:
    """book.yaml lists a chapter that doesn't exist.

    A chapter is a folder next to book.yaml with a chapter.yaml in it. List it by the folder's name, not by a path.

    Bad:
        # ../book.yaml
        parts: [{title: All, chapters: [gc, nowhere]}]

    Good:
        parts: [{title: All, chapters: [gc]}]
    """
    message, hint = f"there is no {name or 'folder'}/chapter.yaml in this book", hint or "'mlsys new chapter' makes one"
    return document.problem(node, "missing-chapter", message, hint, fatal=True)


# --- messages about values -------------------------------------------------------------------------------------------


Complaint: TypeAlias = tuple[str, str]
"""What a value must be, in terms that authors know instead of Python's types, and how to write it."""

Parts: TypeAlias = Mapping[Any, type[Any]]
"""The class of each part of an entry, by its key. Two entries may have different parts under one key."""

ITEMS = "begin each item with '- '"
"""The hint that says how to write a list."""

MOST_HINTS = 100
"""The largest number of suggestions in one place: thousands of unknown names are not typos."""

ABSENT = ("missing", "missing_argument", "missing_keyword_only_argument")
SURPLUS = "unexpected_keyword_argument"
"""The types of Pydantic's errors about a key that isn't there, or shouldn't be."""

_WANTED = {
    **dict.fromkeys(("string_type", "string_unicode"), "must be a text"),
    "tuple_type": "must be a list",
    **dict.fromkeys(("dict_type", "dataclass_type"), "must be keys with values (`key: value`)"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "must be a whole number"),
    "int_parsing_size": "must be a number with fewer digits",
    **dict.fromkeys(("float_type", "float_parsing"), "must be a number"),
    "finite_number": "must be a finite number",
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
}
"""What a value must be, by the type of Pydantic's error."""
_OF_IDS = ("chapters", "ignore", "needs", "places", "see_also", "sources", "terms")
_OF_NUMBERS = ("at", "range", "values")
_SIMPLE = re.compile(r"[^\W_]([^\[\]{}:#\"'\n]*[^\[\]{}:#\"'\s])?")
"""A text that can be put in brackets without quotes."""

_ALMOST = re.compile(
    r"(?:(?:c|ca|circa|about)\.?|~)? *(-?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|-?\d+)(?:s|st|nd|rd|th| *(?:AD|CE|(BCE?)))?"
)
"""A number with its thousands set apart, or with words of a date: `1,000`, `1687 AD`, `c. 1200`, `31st`."""

_NUMBERS = re.compile(r"-?[\d.]+(, *-?[\d.]+)+")
"""Numbers with commas between them."""

_LONGEST = 60  # of a value that a hint writes again
_EXCERPT = 200  # of a value, as its beginning tells how it was meant


def value_problems(
    document: Document, node: yaml.Node, entry_type: Any, title: str, details: Sequence[tuple[Steps, Any]]
) -> Iterator[Problem]:
    """The problems of values of an entry in our words, from Pydantic's errors and the paths of these values."""
    own = dict(parts_of(entry_type))
    for index, (path, detail) in enumerate(details):
        kind, value = detail["type"], detail["input"]
        target, holder = descend(node, path), descend(node, path[:-1])
        wants_text = kind == "string_type" or (kind == "literal_error" and "'" in detail["ctx"]["expected"])
        if kind in ABSENT:
            part = f"{place_name(path[:-1])} of " if len(path) > 1 else ""
            yield missing_field(document, holder, f"{part}{this(title, node)} has no {path[-1]!r}")
        elif kind == SURPLUS:
            key = key_node(holder, str(path[-1]))
            hint = surplus_hint(holder, key, part_keys(own, path[:-1])) if index < MOST_HINTS else ""
            yield unknown_key(document, key, f"{place_name(path[:-1])} has no {path[-1]!r}", hint)
        elif isinstance(value, bool | int | float) and wants_text:
            read_as = "true or false" if isinstance(value, bool) else "a number"
            yield yaml_surprise(document, target, place_name(path), read_as)
        else:
            yield wrong_type(document, target, *_complaint(document, target, path, detail, own))


def this(title: str, node: yaml.Node) -> str:
    """An entry in words: this term 'heap'."""
    return f"this {title} {id_in(node)!r}" if id_in(node) else f"this {title}"


def _complaint(document: Document, node: yaml.Node | None, path: Steps, detail: Any, own: Parts) -> Complaint:
    """The complaint about the value at a path, from Pydantic's."""
    kind, value, name = detail["type"], detail["input"], place_name(path)
    if kind == "literal_error":
        expected = re.findall(r"'([^']*)'|(\d+)", detail["ctx"]["expected"])
        return allowed_words(name, [int(digits) if digits else word for word, digits in expected], value)
    if value is None:
        return f"{name} is empty", ""
    if kind not in _WANTED:
        return f"{name}: {detail['msg']}", ""
    if kind.startswith("int_") and detail["loc"][-1] == "int":
        kind = "float_type"  # it is one of several types, of which a fraction is another
    hint = ""
    if kind == "dataclass_type":
        hint = f"the keys are {', '.join(sorted(part_keys(own, path)))}"
    elif kind == "dict_type":
        names = "the names in the formula" if path[-1:] in (("given",), ("with",)) else "the ids of the columns"
        hint = f"use {names} as keys"
    elif kind == "tuple_type":
        hint = _list_hint(path, value, own)
    elif kind.startswith(("int_", "float_")):
        return unfit(f"{name} {_WANTED[kind]}", value)
    elif kind == "string_type" and node is not None:
        start = node.start_mark.index
        hint = _text_hint(path, document.text[start : start + _EXCERPT])
        if document.text[:start].rstrip(" ").endswith(":\n"):
            hint = f"write `{path[-1]}: |` if the lines below it are its text"
    return f"{name} {_WANTED[kind]}", hint


def unfit(message: str, value: Any) -> Complaint:
    """The complaint about what isn't a number, perhaps since there is more than its digits."""
    if not isinstance(value, str):
        return message, ""
    if match := _ALMOST.fullmatch(value):
        return message, f"write {'-' if match[2] else ''}{re.sub('[, ]', '', match[1])}"
    return message, f"write {value.replace(',', '.')}" if re.fullmatch(r"-?\d+,\d+", value) else ""


_SINGULARS = {"aliases": "alias", "series": "series"}


def place_name(path: Steps) -> str:
    """The name of the value at a path, counting from one: 'spring' of 'cells' of row 2."""
    names: list[str] = []
    steps = list(path)
    while steps:
        step = steps.pop()
        if isinstance(step, str):
            names.append(repr(step))
        elif steps and isinstance(steps[-1], str) and steps[-1].endswith("s"):
            several = str(steps.pop())
            names.append(f"{_SINGULARS.get(several) or several.removesuffix('s')} {step + 1}")
        else:
            names.append(f"item {step + 1}")
    return " of ".join(names)


def allowed_words(name: str, allowed: Sequence[str | int], value: Any) -> Complaint:
    """The complaint about a value that isn't one of the allowed words, with the nearest of them."""
    *most, last = map(repr, allowed)
    choice = f"{', '.join(most)} or {last}" if most else last
    if isinstance(allowed[0], int):
        choice = f"a number from {allowed[0]} to {allowed[-1]}"
    if value is None or value == "":
        return f"{name} is empty; it must be {choice}", ""
    texts = [item for item in allowed if isinstance(item, str)]
    hint = did_you_mean(value, texts) if isinstance(value, str) else ""
    if allowed == list(range(1, 13)) and isinstance(value, str) and (month := month_named(value)):
        hint = f"write {month}"
    return f"{name} must be {choice}", hint


def no_keys(what: str, value: Any) -> Complaint:
    """The complaint about an entry that isn't a mapping."""
    if value is None:
        return f"this entry is empty; write the keys of {what}", ""
    joined = isinstance(value, str) and re.match(r"(\w+):(\S.*)", value[:_LONGEST])
    hint = f"a space is missing after the colon: write `{joined[1]}: {joined[2]}`" if joined else ""
    return f"this must be {what}, written as keys and values (`key: value`)", hint


def nearest_key(key: str, keys: Collection[str]) -> str:
    """A hint that suggests the nearest key, or lists all of them."""
    if key[:1].isspace():
        return "it begins with a space that isn't an ordinary one: indent with the spaces of the space bar"
    return did_you_mean(key, sorted(keys)) or f"the keys are {', '.join(sorted(keys))}"


def surplus_hint(holder: yaml.Node | None, key: yaml.Node | None, keys: Collection[str]) -> str:
    """The hint for an unknown key, which is misspelt, or part of the text before it."""
    if not isinstance(key, yaml.ScalarNode):
        return nearest_key("", keys)
    pairs = holder.value if isinstance(holder, yaml.MappingNode) else []
    for (_, before), (name, value) in pairwise(pairs):
        follows_text = isinstance(before, yaml.ScalarNode) and not before.style
        # Nothing follows the rest of a text after a comma, not even a colon.
        if name is key and follows_text and value.start_mark.index == value.end_mark.index == key.end_mark.index:
            return "if it belongs to the text before the comma, put quotes around that text"
        if name is key and isinstance(before, yaml.ScalarNode) and before.style in ("|", ">") and " " in key.value:
            return "if it belongs to the text above, indent it as deep as that"
    return nearest_key(str(key.value), keys)


def part_keys(own: Parts, path: Steps) -> list[str]:
    """The keys of the part at a path within an entry that has some parts."""
    part = next((own[step] for step in reversed(path) if isinstance(step, str) and step in own), None)
    return [field.name.rstrip("_") for field in fields(part)] if part else []


def _list_hint(path: Steps, value: Any, own: Parts) -> str:
    """The hint for a list that was written without brackets or dashes."""
    if path[:1] == ("edges",):
        return "write the edges as a list: [[from, to], [from, to]]"
    if path[-1:] == ("points",):
        return "write the points as a list: [[1, 2], [2, 4]]"
    if not path or path[-1] in own or not isinstance(value, str | int | float) or isinstance(value, bool):
        return ITEMS
    text = str(value)
    if _NUMBERS.fullmatch(text) and (path[-1] in _OF_NUMBERS or isinstance(path[-1], int)):
        return f"write [{text}]"
    if len(text) > _LONGEST or not _SIMPLE.fullmatch(text) or ("," in text and path[-1] not in _OF_IDS):
        return ITEMS  # a comma may belong to a name
    if text[0].isdigit() and path[-1] not in _OF_NUMBERS:
        text = f'"{text}"'
    return f"write [[{text}]]" if path == ("gaps",) else f"write [{text}]"


def _text_hint(path: Steps, written: str) -> str:
    """The hint for a text that YAML reads as a list or as keys."""
    if path and isinstance(path[-1], int) and written.startswith("["):
        return "remove the extra pair of brackets, or put quotes around the text"
    if written.startswith(("[", "{")):
        return f"put it in quotes: in YAML, a text can't begin with {written[0]}"
    if re.match(r"[^\s-][^\n]*:\s", written):
        return "put quotes around a text that contains a colon followed by a space"
    return ""


# --- keys ------------------------------------------------------------------------------------------------------------


def all_keys() -> frozenset[str]:
    """All keys of the format, of any entry or part of one."""
    return frozenset(key for entry_type in (*_entry_types(), *parts().values()) for key in keys_of(entry_type))


@cache
def parts() -> dict[str, type[Any]]:
    """The class of each part of an entry, by its name."""
    return {part.__name__: part for entry_type in _entry_types() for _, part in parts_of(entry_type)}


def parts_of(entry_type: type[Any]) -> Iterator[tuple[str, type[Any]]]:
    """The classes of the parts of an entry and of their parts, each with its key."""
    for key, hint in get_type_hints(entry_type).items():
        for part in _dataclasses_in(hint):
            if part is not entry_type:  # a section has sections, which are entries themselves
                yield key, part
                yield from parts_of(part)


def _entry_types() -> list[type[Any]]:
    return [*(getattr(model, kind.model) for kind in KINDS.values()), *QUESTION_KINDS.values()]


def _dataclasses_in(hint: Any) -> Iterator[type[Any]]:
    if is_dataclass(hint):
        yield cast(type[Any], hint)
    for argument in get_args(hint):
        yield from _dataclasses_in(argument)


def keys_of(entry_type: type[Any]) -> dict[str, str]:
    """The explanation of each key of an entry, in the order of its fields. The key `from` is the field `from_`."""
    hints = get_type_hints(entry_type, include_extras=True)
    explained = {key: get_args(hint)[1] for key, hint in hints.items() if get_origin(hint) is Annotated}
    return {field.name.rstrip("_"): explained[field.name] for field in fields(entry_type) if field.name in explained}
