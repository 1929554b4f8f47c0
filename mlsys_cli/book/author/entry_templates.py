"""Templates of new entries: valid, and with a comment for each optional key.

They are words and not gaps, so that a file can be read and checked from the first moment on.
"""

from string import Template
from typing import get_args

from mlsys_cli.book.author.new_ids import id_from, scalar, title_from
from mlsys_cli.book.model import FigureKind, TermKind
from mlsys_cli.quiz.kinds.registry import question_kinds

_SOURCES = """\
# sources: [source-key]
# as_of: 2025  # if it will age
# disputed: Say who disagrees.
"""

_TERM = (
    """\
id: $id
name: $name
kind: $kind  # $kinds
definition: Say in one sentence what it is.
# aliases: [abbreviation, older name]
# explanation: |
#   Say how it works and why it matters. Link to [[another-term]] and cite a source [@source-key].
# example: Give a concrete example.
# see_also: [another-term]
"""
    + _SOURCES
)

_EVENT = (
    """\
id: $id
year: $year
title: $name
body: Say in one or two sentences what happened, and what it changed.
# month: 5
# end: 1960  # if it lasted
# era: era-id
# terms: [term-id]
# section: chapter/section
"""
    + _SOURCES
)

_TABLE = (
    """\
id: $id
title: $name
columns:
  - {id: first, name: The first thing}
  - {id: second, name: The second thing}
rows:
  - aspect: What it is good for
    cells:
      first: say it in a few words
      second: say it in as many
# caption: Say what the table shows.
"""
    + _SOURCES
)

_FIGURE = """\
id: $id
kind: $kind  # $kinds
title: $name
alt: Describe the figure for readers who can't see it.
$parts# caption: Say what to look at.
# sources: [source-key]
# as_of: 2025  # if it will age
"""

_NODES = """\
nodes:
  - {id: first, name: The first part}
  - {id: second, name: The second part, note: a remark}
"""

_EDGES = """\
edges:
  - [first, second]
"""

_BARS = """\
nodes:
  - {id: first, name: The first bar, value: 3}
  - {id: second, name: The second bar, value: 5}
# unit: what the values count
"""

_PARTS = {"bars": _BARS, "stack": _NODES, "pillars": _NODES + "# base: What they stand on\n", "timeline": ""}
"""The parts of figures that have no edges. A timeline is drawn from the book's eras and events."""

_SOURCE = """\
key: $id
authors:
  - Given Name Surname
year: $year
title: The title of the work
venue: Where it appeared, such as a journal or a publisher
# doi: 10.1000/182
# arxiv: "1706.03762"
# url: https://example.org
"""

_QUESTION = (
    """\
id: $id
section: $section
kind: $kind  # $kinds
level: understand  # recall, understand or apply
ask: $ask
${answer}explain: Say why this is right, in words that can be read without the question.
# hint: Help without giving it away.
"""
    + _SOURCES
)

_KINDS: dict[str, tuple[str, ...]] = {"term": get_args(TermKind), "figure": get_args(FigureKind)}

_TEMPLATES = {
    "term": _TERM,
    "event": _EVENT,
    "table": _TABLE,
    "figure": _FIGURE,
    "source": _SOURCE,
    "question": _QUESTION,
}


def kinds_of(noun: str) -> tuple[str, ...]:
    """The kinds of a noun that has some; a new entry is of the first unless its author says otherwise."""
    return tuple(question_kinds()) if noun == "question" else _KINDS.get(noun, ())


def item_skeleton(noun: str, name: str, kind: str, year: int, section: str) -> str:
    """The YAML of a new term, event, table, figure, source or question, without the dash before it."""
    kinds = kinds_of(noun) or ("",)
    return Template(_TEMPLATES[noun]).substitute(
        id=scalar(id_from(name)),
        name=scalar(title_from(name)),
        kind=kind,
        kinds=f"{', '.join(kinds[:-1])} or {kinds[-1]}",
        year=year,
        section=section,
        parts=_PARTS.get(kind, _NODES + _EDGES),
        **(_question_words(title_from(name), kind) if noun == "question" else {}),
    )


def _question_words(name: str, kind: str) -> dict[str, str]:
    """The text of a question, which is the name if that is one, and the keys of its kind."""
    question = question_kinds()[kind]
    words = Template(question.ASK).substitute(name=name[:1].lower() + name[1:])
    return {"ask": scalar(name if name.endswith("?") else words), "answer": question.ANSWER}
