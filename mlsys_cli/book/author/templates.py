"""Templates of new files and entries: valid, and with a comment for each optional key.

They contain placeholder text instead of empty values, so that a new file can be read and checked at once.
"""

import re
from string import Template
from textwrap import indent
from typing import get_args

from mlsys_cli.book.author.text_edits import scalar
from mlsys_cli.book.kinds import BOOK_FILES, CHAPTER_FILES, KINDS_BY_FILE, SCHEMA_FOLDER
from mlsys_cli.book.model import DEFAULT_KINDS, Book, FigureKind
from mlsys_cli.errors import UsageError
from mlsys_cli.quiz.kinds.registry import question_kinds
from mlsys_cli.text.normalize import without_accents

DATA_FOLDER = "data"
"""The folder of a book for the data of its exhibits."""

_SECTION = """\
id: $id
title: $name
# subtitle: what it is about, in common words
body: |
  Begin with a person, a year or an everyday example, and define terms afterwards. An empty line ends a paragraph.

  Write `[[term-id]]` to link to a term, `[@source-key]` to cite a source, and `![[table:table-id]]` on its own line
  to insert a table.
remember: Say the main point of this section in one sentence.
# deeper: |
#   Show a calculation, some code or a failure, for those who want to know more. It is folded to one line.
# examples:  # calculations that are checked; ![[example:double]] on its own line places one
#   - id: double
#     title: twice the memory
#     given: {n: {value: 8, unit: GB}}
#     steps: [{words: Twice as much, formula: 2 × n, result: 16 GB}]
# run: perceptron/xor  # the exhibit to try
# also_asked: [words that learners search for]
# sections:  # subsections
"""

_CHAPTER = """\
title: $name
# subtitle: What it is about, in common words.
summary: Say in two or three sentences what this chapter is about.
# needs: [chapter-id]  # chapters to read first
objectives:
  - Say what the reader can do after this chapter, beginning with a verb.
sections:
  - $section
"""

_BOOK = """\
id: $id
title: $name
summary: Say in a few sentences what this book is about.
# credit: Name the work that the book is based on.
# licence: CC BY 4.0
# check: {ignore: [lonely-term], level: warning}  # what 'mlsys check' leaves out
parts:
  - title: The first part
    chapters: []
# kinds:  # of terms, if not concept, method, system, person ...
#   - {id: treaty}
#   - {id: ruler, asks: who}
"""

_ABOUT = {
    "references.yaml": "The sources of the book. 'mlsys new source KEY' adds one; cite it with [@key].",
    "models.yaml": "Models and their numbers. 'mlsys new model NAME' adds one; 'mlsys estimate' uses them.",
    "machines.yaml": "Machines and their numbers. 'mlsys new machine NAME' adds one; 'mlsys estimate' uses them.",
    "exhibits.yaml": "Data for exhibits. 'mlsys new exhibit NAME' adds a file; 'mlsys run ID' runs it.",
    "synonyms.yaml": "What learners say for words of this book, so that a search finds them in plain words.",
    "glossary.yaml": "The terms of this chapter. 'mlsys new term NAME' adds one; link to it with [[id]].",
    "timeline.yaml": "Eras and events. 'mlsys new event NAME --year YEAR' adds an event, 'mlsys new era NAME' an era.",
    "tables.yaml": "Comparison tables. 'mlsys new table NAME' adds one; ![[table:id]] inserts it in a section.",
    "figures.yaml": "Figures as data. 'mlsys new figure NAME' adds one; ![[figure:id]] inserts it in a section.",
    "quiz.yaml": "Questions. 'mlsys new question NAME --kind KIND' adds one.",
}

_SOURCES = """\
# sources: [source-key]
# as_of: 2025  # for facts that become outdated
# disputed: Say who disagrees.
"""

_NODES = """\
nodes:
  - {id: first, name: The first part}
  - {id: second, name: The second part, note: a note}
"""

_EDGES = """\
edges:
  - [first, second]
"""

_BARS = """\
nodes:
  - {id: first, name: The first bar, value: 3}
  - {id: second, name: The second bar, value: 5}
# unit: the unit of the values
# log: true  # for values of very different sizes
# values: [promised, measured]  # the names of 'value' and 'second'

"""

_PLOT = """\
x: {label: What is varied}
y: {label: What is measured}  # unit: s, log: true, range: [1, 100]
series:
  - {name: The first series, points: [[1, 2], [2, 4], [3, 3]]}  # draw: points
# marks:
#   - {at: [2, 4], label: what is here}
"""

_PARTS = {
    "bars": _BARS,
    "stack": _NODES,
    "pillars": _NODES + "# base: The base under the pillars\n",
    "timeline": "",
    "plot": _PLOT,
}
"""The parts of figures that have no edges. A timeline is drawn from the eras and events of its chapter, or book."""

_TEMPLATES = {
    "section": _SECTION,
    "era": """\
id: $id
name: $name
start: $year
# end: 1975  # leave it out if the era continues
# kind: winter  # a period of lost funding and interest
summary: Say in one or two sentences what marked these years.
$sources""",
    "term": """\
id: $id
name: $name
kind: $kind  # $kinds
definition: Say in one sentence what it is.
# sense: of what  # if another term has the same name
# aliases: [abbreviation, older name]
# also_asked: [words that learners search for, when they don't know the name]
# explanation: |
#   Say how it works and why it matters. Link to [[another-term]] and cite a source [@source-key].
# example: Give a concrete example.
# see_also: [another-term]
# run: perceptron/xor  # the exhibit to try
$sources""",
    "event": """\
id: $id
year: $year
title: $name
body: Say in one or two sentences what happened, and what it changed.
# month: 5
# day: 14
# circa: true  # if the date is approximate
# end: 1960  # if it lasted
# era: era-id
# terms: [term-id]
# section: chapter/section
# landmark: true  # if its date is worth knowing
$sources""",
    "table": """\
id: $id
title: $name
columns:
  - {id: first, name: The first thing}
  - {id: second, name: The second thing}
rows:
  - aspect: What it is good for
    cells:
      first: say it in a few words
      second: say it in a few words  # or {text: ..., sources: [source-key], as_of: 2025}
# caption: Say what the table shows.
$sources""",
    "figure": """\
id: $id
kind: $kind  # $kinds
title: $name
alt: Describe the figure for readers who can't see it.
$parts# caption: Say what the reader should notice.
# sources: [source-key]
# as_of: 2025  # for facts that become outdated
""",
    "source": """\
key: $id
authors:
  - Given Name Surname
year: $year
title: The title of the work
venue: The journal, conference or publisher
# doi: 10.1000/182
# arxiv: "1706.03762"
# url: https://example.org
# accessed: 2026-03-14
# editors: [Given Name Surname]
# translators: [Given Name Surname]
# edition: 2
# pages: 117-124
# language: German
# isbn: "978-0-00-000000-2"
""",
    "model": """\
id: $id
name: $name
# aliases: [another name]
# maker: The company or university
# year: 2024
# summary: Say what it is, in a sentence.
params: 8 billion
# layers: 32
# width: 4096
# heads: 32
# kv_heads: 8  # if fewer than heads
# tokens: {value: 15 trillion, sources: [source-key], as_of: 2024}
# work: 8.2 GFLOP  # for one input
$sources""",
    "machine": """\
id: $id
name: $name
# aliases: [another name]
# maker: The company
# year: 2024
# summary: Say what it is, in a sentence.
memory: 80 GB
# flash: 1 MB  # of a microcontroller
# bandwidth: 3.35 TB/s
# peak_16: {value: 989 TFLOP/s, sources: [source-key], as_of: 2024}  # dense; also peak_32, peak_8, peak_4
# power: 700 W
$sources""",
    "exhibit": """\
id: $id
title: $name
exhibit: $kind  # $kinds
file: $file
summary: Say what it is, in a plain sentence.
# licence: CC BY 4.0  # of the file, if it isn't that of the book
# sources: [source-key]
""",
    "question": """\
id: $id
section: $section
kind: $kind  # $kinds
level: understand  # recall, understand or apply
ask: $ask
${answer}explain: Say why this is correct, in words that make sense without the question.
# hint: Help without giving the answer away.
$sources""",
}


_SCRIPT = """\
; A script: a greeting, keywords with patterns and answers, and NONE for all else.
(HOW ARE YOU TODAY)
(TIRED ((0 I AM 0 TIRED 0) (HOW LONG HAVE YOU BEEN TIRED) (WHAT MAKES YOU TIRED)))
(MY ((0 MY 0) (TELL ME MORE ABOUT YOUR 3)))
(NONE ((0) (PLEASE GO ON) (I SEE)))
"""

_RULES = """\
goals: [cause]
parameters:
  lamp: {ask: Is the lamp on?, values: [yes, no]}
  cause: {when: never}
rules:
  - {rule: 1, if: [lamp is no], then: cause is power, cf: 0.8}
"""

_MESSAGES = "spam\tWin a prize now\nham\tSee you at noon\nspam\tA prize for you\nham\tThe minutes of noon\n"

_EXHIBIT_DATA = {"eliza": (".txt", _SCRIPT), "mycin": (".yaml", _RULES), "spam": (".txt", _MESSAGES)}
"""The exhibits that read a file: its ending, and one to begin with."""


def id_from(name: str) -> str:
    """The id that a name gives: `Moore's law` is moores-law."""
    slug = "-".join(re.findall(r"[a-z0-9]+", without_accents(name)))
    if not name.isprintable():
        raise UsageError(f"a name can't be {name[:40]!r}", ["remove the invisible characters"])
    if not slug:
        raise UsageError(f"no id can be derived from {name[:40]!r}", ["the name needs a letter from a to z or a digit"])
    return slug


def title_from(name: str) -> str:
    """The name as readers see it; an id is turned into words."""
    words = " ".join(name.split())
    return words.replace("-", " ").capitalize() if words == id_from(words) else words


def exhibit_data(name: str, engine: str) -> tuple[str, str]:
    """The file for the data of a new exhibit, in the folder for data, and its text."""
    ending, text = _EXHIBIT_DATA[engine]
    return f"{id_from(name)}{ending}", text


def chapter_files(name: str) -> dict[str, str]:
    """The files of a new chapter, each with its text."""
    first = Template(_SECTION).substitute(id="first-section", name="The first section")
    about = Template(_CHAPTER).substitute(name=scalar(title_from(name)), section=indent(first, " " * 4).lstrip())
    head = _modeline("chapter.yaml") + about
    return {"chapter.yaml": head, **{file: empty_file(file) for file in CHAPTER_FILES[1:]}}


def book_files(name: str) -> dict[str, str]:
    """The files of a new book, each with its text."""
    about = Template(_BOOK).substitute(id=scalar(id_from(name)), name=scalar(title_from(name)))
    return {"book.yaml": _modeline("book.yaml") + about, "references.yaml": empty_file("references.yaml")}


def empty_file(file: str) -> str:
    """The text of a new file without entries."""
    lists = "".join(f"{kind.key}: []\n" for kind in KINDS_BY_FILE[file])
    return f"{_modeline(file)}# {_ABOUT[file]}\n\n{lists}"


def schema_name(file: str) -> str:
    """The name of the schema of one of a book's files."""
    return file.replace(".yaml", ".json")


def _modeline(file: str) -> str:
    """The first line of a file, which points editors to its schema."""
    up = "" if file in BOOK_FILES else "../"
    return f"# yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{schema_name(file)}\n"


def kinds_of(noun: str, book: Book | None = None) -> tuple[str, ...]:
    """The kinds of an entry that has kinds, in a book; the first one is the default for a new entry."""
    kinds = book.term_kinds if book else {kind.id: kind for kind in DEFAULT_KINDS}
    return {
        "question": tuple(question_kinds()),
        "term": tuple(kinds),
        "figure": get_args(FigureKind),
        "exhibit": tuple(_EXHIBIT_DATA),
    }.get(noun, ())


def item_skeleton(noun: str, name: str, kind: str, *, year: int, section: str, book: Book) -> str:
    """The YAML of a new entry, without the dash before it."""
    kinds = kinds_of(noun, book) or ("",)
    title = title_from(name)
    words = {}
    if noun == "question":
        asked = Template(question_kinds()[kind].ASK).substitute(name=title[:1].lower() + title[1:])
        words = {"ask": scalar(title if title.endswith("?") else asked), "answer": question_kinds()[kind].ANSWER}
    return Template(_TEMPLATES[noun]).substitute(
        id=scalar(id_from(name)),
        name=scalar(title),
        kind=kind,
        kinds=f"{', '.join(kinds[:-1])} or {kinds[-1]}" if kinds[1:] else kinds[0],
        year=year,
        section=section,
        sources=_SOURCES,
        parts=_PARTS.get(kind, _NODES + _EDGES),
        file=f"{DATA_FOLDER}/{exhibit_data(name, kind)[0]}" if noun == "exhibit" else "",
        **words,
    )
