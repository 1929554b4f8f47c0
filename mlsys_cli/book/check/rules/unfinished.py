"""The rule for texts that aren't written yet."""

import re
from collections.abc import Iterator

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules.rule import Finding, warning

_TEMPLATES = (
    "Say in a few sentences what this book is about",
    "Name the work that the book is based on",
    "Say in two or three sentences what this chapter is about",
    "Say what the reader can do after this chapter",
    "Begin with a person, a year or an everyday example",
    "Say the main point of this section in one sentence",
    "Say in one sentence what it is",
    "Say how it works and why it matters",
    "Give a concrete example",
    "Say in one or two sentences what",
    "say it in a few words",
    "Say what the table shows",
    "Describe the figure for readers who can't see it",
    "Say what the reader should notice",
    "The title of the work",
    "Given Name Surname",
    "Ask a question about",
    "Make a statement about",
    "Write a sentence about",
    "Ask the reader to match things about",
    "Ask the reader to put things about",
    "What one might think at first",
    "What is true of something else",
    "Say why this is correct, in words",
    "Help without giving the answer away",
    "Say who disagrees",
)
"""The beginnings of the sentences in new files and entries; a test makes one of each kind."""

_MARKS = ("TODO", "FIXME", "XXX")
_UNFINISHED = re.compile(
    rf"(?P<template>{'|'.join(map(re.escape, _TEMPLATES))})|\b(?:{'|'.join(_MARKS)})\b|\b(?i:lorem ipsum)\b"
)


@warning
def unfinished_text(chapter: ChapterContext) -> Iterator[Finding]:
    """A text is still that of the template, or has a TODO, FIXME or XXX, or lorem ipsum.

    `mlsys new` writes sentences that say what to write; readers would be shown them, and even asked about them. A
    word in backticks is not reported.

    Bad:
        # glossary.yaml
        - {id: heap, definition: Say in one sentence what it is.}
        - {id: stack, definition: A tower. TODO more}

    Good:
        - {id: heap, definition: A pile.}
        - {id: stack, definition: A tower. `TODO` marks what is left to do.}
    """
    files: dict[int, bool] = {}  # most files have none of it, and needn't be looked through entry by entry
    for item in chapter.items:
        text = item.document.text
        if id(text) not in files:
            files[id(text)] = _may_be_unfinished(text)
        if not files[id(text)]:
            continue
        for steps, value in item.texts:
            for match in _UNFINISHED.finditer(value):
                of_template = match["template"] is not None
                message = "this is the text of the template" if of_template else f"{match[0]!r} is left in this text"
                yield Finding(item, steps, message, offset=match.start(), length=len(match[0]))


def _may_be_unfinished(text: str) -> bool:
    """False for a file in which nothing can be found, which is known sooner than by the pattern."""
    return any(words in text for words in (*_TEMPLATES, *_MARKS)) or "lorem" in text.lower()
