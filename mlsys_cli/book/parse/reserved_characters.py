"""Words that YAML takes for its own signs, so that they are missing from the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.syntax_errors import QUOTE_HINT

if TYPE_CHECKING:
    from mlsys_cli.book.parse.source_file import Document

_TAG = re.compile(r"!(?!!)\S*")
_ANCHOR = re.compile(r"&(\S+)")
_COMMENT = re.compile(r"[ \t]+(#[^\s#]\S*)")


def yaml_sign(document: Document, index: int, sign: str, meaning: str, hint: str) -> Problem:
    """A word that begins with !, & or # has a meaning in YAML, and is missing from the text.

    `title: !Important` is an empty title, since a word with ! is the type of a value. A word with & names the
    value after it, to be repeated elsewhere. And a # with a space before it begins a comment, so that of "The #1 rule"
    nothing is left but "The". Quotes around the text mend all three.

    Bad:
        # glossary.yaml
        terms:
        - id: heap
          name: Heap
          kind: concept
          definition: The #1 place for what lives long.

    Good:
        # glossary.yaml
        terms:
        - id: heap
          name: Heap  # a comment has a space
          kind: concept
          definition: "The #1 place for what lives long."
    """
    place = document.place_at(index, len(sign))
    return document.problem(place, "yaml-sign", f"{sign!r} is {meaning}, and is not in the text", hint)


def lost_sign(document: Document, node: yaml.ScalarNode) -> Problem | None:
    """The problem of a value without quotes in which YAML read a word as its own sign."""
    text, start, end = document.text, node.start_mark.index, node.end_mark.index
    if tag := _TAG.match(text, start):
        return yaml_sign(document, start, tag[0], "the type of a value to YAML", QUOTE_HINT)
    if (anchor := _ANCHOR.match(text, start)) and anchor[1] not in document.aliases:
        return yaml_sign(document, start, anchor[0], "the name of a value to YAML", QUOTE_HINT)
    if comment := _COMMENT.match(text, end):
        hint = f"{QUOTE_HINT}, or a space behind the # of a comment"
        return yaml_sign(document, comment.start(1), comment[1], "the beginning of a comment to YAML", hint)
    return None
