"""The rules for single files: each function makes the problem of one rule.

`mlsys check --explain` shows their docstrings, and the tests run their examples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from mlsys_cli.book.model import Problem
from mlsys_cli.text.sanitize import HARMFUL

if TYPE_CHECKING:
    from mlsys_cli.book.parse.source_file import Document


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
    found = HARMFUL.search(node.value)
    assert found is not None
    message = f"the character U+{ord(found[0]):04X} is a control character"
    return document.problem(document.place_within(node, found.start(), 1), "control-character", message, "delete it")


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

    Only the first value is used; the second one is ignored. Other YAML readers use the second one.

    Bad:
        # glossary.yaml
        - {id: heap, name: Heap, name: Pile}

    Good:
        - {id: heap, name: Heap, aliases: [pile]}
    """
    return document.problem(key, "duplicate-key", f"{key.value!r} is used twice")


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
    return document.problem(node, "duplicate-id", f"{name!r} is used twice", fatal=True)


def missing_chapter(document: Document, node: yaml.Node | None, name: str, hint: str = "") -> Problem:
    """book.yaml lists a chapter that doesn't exist.

    A chapter is a folder next to book.yaml with a chapter.yaml in it. List it by the folder's name, not by a path.

    Bad:
        # ../book.yaml
        parts: [{title: All, chapters: [gc, nowhere]}]

    Good:
        parts: [{title: All, chapters: [gc]}]
    """
    message = f"there is no {name or 'folder'}/chapter.yaml in this book"
    return document.problem(node, "missing-chapter", message, hint, fatal=True)
