"""Templates of new entries: valid, and with a comment for each optional key.

They are words and not gaps, so that a file can be read and checked from the first moment on.
"""

from string import Template
from typing import get_args

from mlsys_cli.book.author.new_ids import id_from, scalar, title_from
from mlsys_cli.book.model import FigureKind, TermKind

_SOURCES = """\
# sources: [source-key]
# as_of: 2025  # if it will age
# disputed: Say who says otherwise.
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
# example: Show it at work.
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
alt: Say in words all that the figure shows, for those who can't see it.
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

_ANSWERS = {
    "choice": """\
choices:  # they are shuffled
  - {text: The right answer, right: true}
  - {text: What one might think at first}
  - {text: What is nearly true}
  - {text: What is true of something else}
""",
    "true-false": "answer: true\n",
    "typed": "answers: [the word, another spelling]  # the first one is shown\n",
    "number": "answer: 42\n# tolerance: 2\n# unit: kilobytes\n",
    "order": "items:  # in the right order\n  - What comes first\n  - What follows\n  - What comes last\n",
    "match": """\
pairs:
  - {left: One thing, right: what belongs to it}
  - {left: Another thing, right: what belongs to that}
""",
    "cloze": "gaps:\n  - [what fits there, another spelling]  # the first one is shown\n",
}

_ASKS = {
    "true-false": "State something about $name that holds, or doesn't.",
    "order": "Say what about $name is to be put in order.",
    "match": "Say what about $name is to be paired.",
    "cloze": "Write about $name, with ___ where something is missing.",
}
_ASK = "Ask something about $name that one must have understood."

KINDS = {"term": get_args(TermKind), "figure": get_args(FigureKind), "question": tuple(_ANSWERS)}
"""The kinds of those nouns that have one; the first is what a new one gets unless its author says otherwise."""

_TEMPLATES = {
    "term": _TERM,
    "event": _EVENT,
    "table": _TABLE,
    "figure": _FIGURE,
    "source": _SOURCE,
    "question": _QUESTION,
}


def item_skeleton(noun: str, name: str, kind: str, year: int, section: str) -> str:
    """The YAML of a new term, event, table, figure, source or question, without the dash before it."""
    kinds = KINDS.get(noun, ("",))
    return Template(_TEMPLATES[noun]).substitute(
        id=scalar(id_from(name)),
        name=scalar(title_from(name)),
        kind=kind,
        kinds=f"{', '.join(kinds[:-1])} or {kinds[-1]}",
        year=year,
        section=section,
        parts=_PARTS.get(kind, _NODES + _EDGES),
        ask=scalar(_ask(title_from(name), kind)),
        answer=_ANSWERS.get(kind, ""),
    )


def _ask(name: str, kind: str) -> str:
    """The name itself if it is a question; else words that say what to ask."""
    return name if name.endswith("?") else Template(_ASKS.get(kind, _ASK)).substitute(name=name[:1].lower() + name[1:])
