"""The documents of `--json`, and what they have in common: a JSON Schema a kind, made of many examples."""

import json
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mlsys_cli.book.author.format_guide import EXAMPLE
from mlsys_cli.views.view import SCHEMA
from tests.support.program import BOOK, CHAPTER

NAMED_BY_THE_BOOK = (
    *("answers", "assumed", "cell_remarks", "cells", "cited_by", "counts", "facts", "from", "given", "key", "numbers"),
    *("reads", "setting", "settings", "units"),
)
"""The keys whose value has names of a book, an exhibit or a computer as keys."""

BEFORE = (
    ("note", "eliza", "ask her"),
    ("mark", "eliza"),
    ("card", "Front", "Back"),
    ("config", "new-per-day", "3"),
    ("mark", "--read", "intro/why"),
)
"""The commands by which a learner has notes, marks and cards before the documents are made."""

LINES: tuple[tuple[str, ...], ...] = (
    *((), ("toc",), ("toc", "intro"), ("read", "intro"), ("read", "intro/why", "intro/scale")),
    *(("timeline", "--all"), ("compare",), ("figure",), ("labs",), ("search", "perceptron"), ("search", "her")),
    *(("cite",), ("cite", "shannon1948"), ("list", "terms"), ("list", "questions"), ("figure", "ai-triangle")),
    *(("estimate",), ("estimate", "memory", "params=7B"), ("estimate", "memory", "params=1..4B")),
    *(("estimate", "training", "gpt-3", "on", "a100"), ("run",), ("run", "perceptron/and"), ("run", "coin-cell")),
    *(("define", "eliza, mycin"), ("define", "gpt-3"), ("define", "model:gpt-3"), ("define", "a100, h100")),
    *(("quiz", "intro", "-n", "40", "--seed", "1"), ("quiz", "intro", "--answers", "-n", "40", "--seed", "1")),
    *(("review", "--new", "3"), ("today",), ("progress",), ("path",), ("due",), ("notes",), ("marks",), ("card",)),
    *(("run", "eliza", "--check"), ("run", "bpe", "--check"), ("run", "drift", "--check"), ("help", "publishing")),
    *(("config",), ("config", "new-per-day"), ("doctor",), ("pack", "list"), ("check", "--rules")),
    *(("check", "--explain", "bad-id"), ("help", "content"), ("quiz", "--report")),
)
"""The command lines whose documents are recorded, beside those for every entry of a kind."""

OF_ANOTHER_BOOK: tuple[tuple[str, ...], ...] = (
    *((), ("toc",), ("read", "leavening"), ("timeline",), ("compare",), ("figure",), ("labs",), ("search", "yeast")),
    *(("cite",), ("quiz", "-n", "30", "--answers"), ("today",), ("progress",), ("path",), ("define", "yeast")),
)
"""Command lines for the small book of the guide, which hasn't much of what a large one has."""

FILES = {
    **{f"tiny/{name}": text for name, text in (BOOK | CHAPTER).items()},
    "tiny/gc/quiz.yaml": """\
questions:
- {id: why, section: gc/why, kind: open, level: understand, ask: Why?, answer: So.}
- {id: so, section: gc/why, kind: true-false, level: recall, ask: Is it so?, answer: true, explain: It is.}
""",
    "tiny/gc/glossary.yaml": """\
terms:
- {id: heap, name: Heap, kind: concept, definition: The pile that a program takes memory from.}
- {id: mark-phase, name: Mark phase, kind: concept, definition: In a mark phase all that can be reached is noted.}
- {id: root, name: Root, kind: concept, definition: A place where marking begins.}
- {id: sweep-phase, name: Sweep phase, kind: concept, definition: The time when what is left is freed.}
""",
    "tiny/calculators.yaml": """\
calculators:
- id: pause
  title: A pause
  about: how long a collection stops the program
  given: {heap: {words: heap, unit: GB, default: 4}, rate: {words: rate, unit: GB/s, default: 2}}
  lines: [{name: time, words: pause, formula: heap / rate, unit: s}]
  ask: How long does it take for {heap}?
  answer: time
""",
    "damaged/mlsys-cli/study.sqlite": "This is no store.",
    "answers.json": '{"good-why-two-years": false, "same-weak-link": "", "once-trained-many-uses": "foundaton models"}',
    "study.jsonl": """\
{"format": "mlsys-study", "version": 1, "events": 3}
{"id":"00000000000000000000000000000003","at":1,"device":"","kind":"mark","subject":"gone:term:gone","data":{}}
{"id":"00000000000000000000000000000002","at":1,"device":"","kind":"note","subject":"gone:term:gone",\
"data":{"text":"A note on what there isn't any more."}}
{"id":"00000000000000000000000000000001","at":1,"device":"","kind":"flag",\
"subject":"intro-to-mlsys:question:good-why-two-years","data":{}}
""",
    "terms.csv": "name,definition\nYield,What is left over.\n",
    "typed.csv": "name,version,q1,handed in\nAnn,A,a,2026-12-24 10:30\nBen,A,b,\nMax,C,b,\n",
    "shared/todo.txt": "milk",
}
"""The files that the next command lines take, in an empty folder."""

THAT_WRITE = [
    tuple(shlex.split(line))
    for line in f"""\
note eliza Hello.
mark eliza
mark --read intro/scale
card Question Answer
suspend backpropagation
forget backpropagation
run perceptron/and --cast run.cast
run perceptron/and --sweep passes=1..3
quiz --answer answers.json --record
quiz --answer answers.json --before
quiz --report
completion bash
import study study.jsonl
notes
marks
notes --flags
progress intro
run coin-cell --check
estimate memory --check
estimate --check
estimate speed-up parallel=0.95 factor=infinite
estimate float format=e4m3
estimate float fraction=3 highest=8
estimate roofline operation=matmul m=4096 n=4096 k=4096 on a100
estimate experts batch=1 experts=4..16
quiz --generated --content tiny
mark --read gc/why --content tiny
today --content tiny
--content tiny
cite --content tiny
labs --content tiny
sync shared
export study -
export study mine.jsonl
export anki intro.apkg intro
export gift quiz.gift
test new exam --content tiny
test print exam out --content tiny
test export exam --to gift --content tiny
test grade exam typed.csv --content tiny
class add mine.jsonl
class
class forget "Learner 1"
new book my-book
new chapter Basics --in my-book
new term Heap --in my-book
check my-book
check my-book --fix
rename term:heap store --content my-book
import csv terms.csv --into my-book
export site public --content my-book
export epub my.epub --content my-book
export markdown my-md --content my-book
pack add {shlex.quote(str(EXAMPLE))}
pack add tiny
pack list
pack info tiny
pack update
shelf
shelf use bread
shelf all
pack remove bread tiny
""".splitlines()
]
"""Command lines that write something, in this order."""

WITHOUT = ("open", "serve", "mcp", "edit", "reset", "schema")
"""The commands that have no document: they fill the screen, don't end, print nothing, or print a schema."""

EVERY = {
    "terms": ("define", ""),
    "sections": ("read", ""),
    "tables": ("compare", ""),
    "figures": ("figure", ""),
    "sources": ("cite", ""),
    "models": ("define", "model:"),
    "machines": ("define", "machine:"),
    "exhibits": ("run", ""),
}
"""The command that shows an entry of a kind, and what stands before its id."""


def kind_of(document: dict[str, Any]) -> str:
    """The kind of a document, by which its schema is known."""
    return str(document["kind"])


def schemas(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The schema of each kind among some documents."""
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for document in documents:
        by_kind[kind_of(document)].append(document)
    return {
        kind: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{kind}, version {SCHEMA}",
            **_fixed(schema(examples), {"kind": kind, "schema": SCHEMA}),
        }
        for kind, examples in sorted(by_kind.items())
    }


def _fixed(made: dict[str, Any], values: dict[str, object]) -> dict[str, Any]:
    return {**made, "properties": made["properties"] | {key: {"const": value} for key, value in values.items()}}


def schema(examples: Sequence[Any]) -> dict[str, Any]:
    """The schema that fits some values. Nothing is said of what is null or empty in all of them."""
    types = sorted({_type(example) for example in examples})
    if types in ([], ["null"]):
        return {}
    made: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    if items := [item for example in examples if isinstance(example, list) for item in example]:
        made["items"] = schema(items)
    if objects := [example for example in examples if isinstance(example, dict)]:
        keys = dict.fromkeys(key for example in objects for key in example)
        made["properties"] = {key: _below(key, [example[key] for example in objects if key in example]) for key in keys}
        made["required"] = [key for key in keys if all(key in example for example in objects)]
    return made


def _below(key: str, examples: list[Any]) -> dict[str, Any]:
    """The schema of the values of a key."""
    if key == "data":
        return {"type": "object"}  # of an event, whose kind decides on its keys
    if key not in NAMED_BY_THE_BOOK or not any(isinstance(example, dict) for example in examples):
        return schema(examples)
    if not all(isinstance(example, dict) for example in examples):
        return {}  # an answer to a question has many forms
    values = [value for example in examples for value in example.values()]
    return {"type": "object", "additionalProperties": schema(values)}


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def in_short(value: Any, depth: int = 0) -> str:
    """A value as JSON with an indent, in which whatever fits on a line is on one."""
    line = json.dumps(value)
    if len(line) + depth <= 120 or not isinstance(value, dict):
        return line
    rows = [f"{' ' * (depth + 1)}{json.dumps(key)}: {in_short(below, depth + 1)}" for key, below in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{' ' * depth}}}"


def unrecorded(schema: Any, value: Any, path: str = "") -> Iterator[str]:
    """The keys of a value of which a schema says nothing."""
    match value:
        case list():
            for item in value:
                yield from unrecorded(schema.get("items", {}), item, path)
        case dict() if "properties" in schema:
            for key, below in value.items():
                if key not in schema["properties"]:
                    yield f"{path}.{key}"
                yield from unrecorded(schema["properties"].get(key, {}), below, f"{path}.{key}")
