"""The rules for single files, which need no other part of the book: each function makes the problem of one rule.

Their docstrings are what `mlsys check --explain` shows, and their examples are tried by the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from mlsys_cli.book.model import Problem
from mlsys_cli.text.sanitize import HARMFUL

if TYPE_CHECKING:
    from mlsys_cli.book.parse.source_file import Document


def yaml_syntax(document: Document, index: int, message: str, hint: str) -> Problem:
    """The file isn't YAML.

    Nothing of such a file can be read, so all that it holds is missing from the book. Most often a text has a colon
    in it, or begins with a sign that means something to YAML; quotes around the text fix both.

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
    """A byte of the file isn't UTF-8.

    The file was saved in an older encoding, in which letters beyond the English alphabet are other bytes. Nothing of
    it can be read. Save it as UTF-8; every editor can.
    """
    return document.problem(
        document.place_at(index, 1), "not-utf-8", "this byte isn't UTF-8", "save the file as UTF-8", fatal=True
    )


def unreadable_file(document: Document, reason: str) -> Problem:
    """A file can't be read at all.

    It doesn't exist, isn't a file, is larger than 8 MiB, or you have no permission to read it.
    """
    return document.problem(None, "unreadable-file", f"can't be read: {reason}", fatal=True)


def yaml_alias(document: Document, node: yaml.Node, most: int = 0) -> Problem:
    """A YAML alias repeats a list or a mapping, or aliases repeat a long text many times.

    Aliases can make a small file as large as the machine's memory, so that they are not followed, and nothing of the
    file is read. An alias of a word or two is allowed.

    Bad:
        # glossary.yaml
        - {id: heap, aliases: &names [pile]}
        - {id: stack, aliases: *names}

    Good:
        - {id: heap, aliases: [pile]}
        - {id: stack, aliases: [tower]}
    """
    message = f"aliases repeat more than {most:,} characters" if most else "an alias repeats this part of the file"
    return document.problem(node, "yaml-alias", message, "write it out", fatal=True)


def too_deep(document: Document, node: yaml.Node, deepest: int) -> Problem:
    """Lists and mappings are nested more than 60 levels deep.

    No book needs that, and reading such a file could take all of the memory. Nothing of the file is read.
    """
    return document.problem(node, "too-deep", f"nested more than {deepest} levels deep", fatal=True)


def too_many_values(document: Document, most: int) -> Problem:
    """A file has more than 500,000 values: words, lists and mappings.

    That is a hundred times what a large chapter has, and would need too much memory. Nothing of the file is read.
    """
    return document.problem(None, "too-many-values", f"this file has more than {most:,} values", fatal=True)


def countless_mistakes(document: Document, node: yaml.Node | None, in_book: int = 0) -> Problem:
    """A list or a file has more than 10,000 mistakes, or a book more than 20,000.

    Most often it is the same slip in each of them. The rest of the list or the book is not read until they are fixed,
    and nothing of the file if they are all over it.
    """
    message = "the list has more than 10,000 mistakes; reading stopped here"
    if in_book:
        message = f"the book has more than {in_book:,} mistakes; checking stopped before its end"
    elif node is None:
        message = "this file has 10,000 mistakes or more, and is not read"
    return document.problem(node, "countless-mistakes", message, fatal=True)


def control_character(document: Document, node: yaml.ScalarNode) -> Problem:
    """A text has a character that controls the terminal, or changes the text direction.

    It could hide words, or make them look like others. It has no effect: a replacement character is shown for it. Such
    characters come from copying out of other programs, or from an escape such as \\e in double quotes.

    Bad:
        # glossary.yaml
        - {id: heap, name: "He\\eap"}

    Good:
        - {id: heap, name: Heap}
    """
    found = HARMFUL.search(node.value)
    assert found is not None
    message = f"the character U+{ord(found[0]):04X} isn't text, but controls the terminal"
    return document.problem(document.place_within(node, found.start(), 1), "control-character", message, "delete it")


def bad_key(document: Document, key: yaml.Node) -> Problem:
    """A key is a list or a mapping.

    A key must be a word. What begins with a bracket or a question mark needs quotes to be one.

    Bad:
        # glossary.yaml
        - {id: heap, [name]: Heap}

    Good:
        - {id: heap, name: Heap}
    """
    return document.problem(key, "bad-key", "a key must be a word", fatal=True)


def duplicate_key(document: Document, key: yaml.Node) -> Problem:
    """A key is used twice in the same mapping.

    Only the first one is kept, and the value of the second one is lost. Other YAML readers keep the second one.

    Bad:
        # glossary.yaml
        - {id: heap, name: Heap, name: Pile}

    Good:
        - {id: heap, name: Heap, aliases: [pile]}
    """
    return document.problem(key, "duplicate-key", f"{key.value!r} is used twice")


def unknown_key(document: Document, key: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """The format has no such key; most often it is misspelt.

    Its value is left out. The nearest key that exists is suggested; `mlsys help content` lists them all.

    Bad:
        # glossary.yaml
        - {id: heap, definitoin: A pile.}

    Good:
        - {id: heap, definition: A pile.}
    """
    return document.problem(key, "unknown-key", message, hint)


def wrong_type(document: Document, node: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """A value has the wrong type: a word instead of a number, one text instead of a list, an unknown kind.

    The entry that it belongs to is left out of the book.

    Bad:
        # timeline.yaml
        - {id: lisp, year: about 1960}

    Good:
        - {id: lisp, year: 1960}
    """
    return document.problem(node, "wrong-type", message, hint, fatal=True)


def yaml_surprise(document: Document, node: yaml.Node | None, name: str, read_as: str) -> Problem:
    """YAML reads a word as another value: NO and on as false and true, 1.10 as the number 1.1.

    The author meant a text, and YAML gives no warning. Quotes around the word make it a text. The
    entry that it belongs to is left out of the book.

    Bad:
        # tables.yaml
        - id: ways
          rows: [{aspect: Stops, cells: {count: NO, trace: "YES"}}]

    Good:
        - id: ways
          rows: [{aspect: Stops, cells: {count: "NO", trace: "YES"}}]
    """
    message = f"{name} must be a text, and YAML reads this as {read_as}"
    return document.problem(node, "yaml-surprise", message, "put it in quotes", fatal=True)


def yaml_sign(document: Document, index: int, sign: str, meaning: str, hint: str) -> Problem:
    """A word that begins with !, & or # has a meaning in YAML, and is missing from the text.

    `title: !Important` is an empty title, since a word with ! is the type of a value. A word with & names the
    value after it, to be repeated elsewhere. And a # with a space before it begins a comment, so that of "The #1 rule"
    nothing is left but "The". Quotes around the text fix all three.

    Bad:
        # glossary.yaml
        - id: heap
          definition: The #1 place for what lives long.

    Good:
        - id: heap  # a comment has a space
          definition: "The #1 place for what lives long."
    """
    place = document.place_at(index, len(sign))
    return document.problem(place, "yaml-sign", f"{sign!r} is {meaning}, and is not in the text", hint)


def missing_field(document: Document, holder: yaml.Node | None, message: str, hint: str = "") -> Problem:
    """An entry has no value for a key that it needs, such as the definition of a term.

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
    """Two entries of a kind have the same id, in one chapter or in two, or a chapter is listed twice.

    A link can only lead to one of them. The second one is left out of the book.

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
    """book.yaml names a chapter that isn't there.

    A chapter is a folder beside book.yaml with a chapter.yaml in it; its name is the folder's, not a path.

    Bad:
        # ../book.yaml
        parts: [{title: All, chapters: [gc, nowhere]}]

    Good:
        parts: [{title: All, chapters: [gc]}]
    """
    message = f"there is no {name or 'folder'}/chapter.yaml in this book"
    return document.problem(node, "missing-chapter", message, hint, fatal=True)
