"""The examples in the explanations of rules, completed to whole books.

An example shows only the keys that matter. Its items take their other keys from those with the same id in a sound
sample book, and the rest of the book is the sample's. What has all its keys, or isn't YAML, stays as it is.
"""

import re
from textwrap import dedent

import yaml

from mlsys_cli.book.check.checker import RULES
from tests.support.program import BOOK

SAMPLE = BOOK | {
    "references.yaml": """\
references:
- {key: knuth1968, authors: [Donald Knuth], title: Algorithms, venue: Addison-Wesley}
- {key: dec1966, authors: [DEC], title: PDP-10 System Manual, venue: DEC}
""",
    "machines.yaml": """\
machines:
- {id: pdp-10, name: PDP-10, memory: 1 MB, sources: [dec1966]}
""",
    "exhibits.yaml": """\
exhibits:
  - {id: listener, title: A listener, exhibit: eliza, file: listener.txt, summary: It listens.}
""",
    "calculators.yaml": """\
calculators:
- {id: pause,
   title: A pause,
   about: how long a collection stops the program,
   given: {heap: {words: heap, unit: GB, default: 4, from: 1, to: 100}, rate: {words: rate, unit: GB/s, default: 2}},
   lines: [{name: time, words: the pause, formula: heap / rate, unit: s}],
   claims: [{line: time, result: 2, source: dec1966}]}
""",
    "synonyms.yaml": """\
synonyms:
- {say: [rubbish], book: [memory]}
""",
    "listener.txt": "(GOOD DAY)\n(NONE ((0) (GO ON)))\n",
    "gc/chapter.yaml": """\
title: Garbage
summary: What is left over.
sections:
- {id: why, title: Why collect, body: "Memory comes from the [[heap]]."}
- {id: how, title: How to collect, body: "Not from the [[stack]]:\\n\\n![[figure:loop]]\\n\\n![[table:ways]]"}
""",
    "gc/glossary.yaml": """\
terms:
- {id: heap, name: Heap, kind: concept, definition: "A pile [@knuth1968].", see_also: [stack]}
- {id: stack, name: Stack, kind: concept, definition: A tower., see_also: [heap]}
""",
    "gc/timeline.yaml": """\
eras:
- {id: early, name: Early days, start: 1950, end: 1970, summary: Few machines.}
events:
- {id: lisp, year: 1960, title: Lisp, body: It collects., era: early, section: gc/why}
- {id: java, year: 1995, title: Java, body: It collects.}
""",
    "gc/tables.yaml": """\
tables:
- id: ways
  title: Two ways
  columns: [{id: count, name: Counting}, {id: trace, name: Tracing}]
  rows: [{aspect: Cycles, cells: {count: never freed, trace: freed}}]
""",
    "gc/figures.yaml": """\
figures:
- id: loop
  kind: cycle
  title: Loop
  alt: A ring of two boxes.
  nodes: [{id: mark, name: Mark}, {id: sweep, name: Sweep}]
  edges: [[mark, sweep], [sweep, mark]]
""",
    "gc/quiz.yaml": """\
questions:
- id: cycle
  section: gc/why
  kind: choice
  level: recall
  ask: What is never freed by counting?
  choices: [{text: A cycle, right: true}, {text: A list}]
  explain: Its two parts keep each other alive.
- id: phases
  section: gc/why
  kind: cloze
  level: recall
  ask: First mark, then ___.
  gaps: [[sweep]]
  explain: What is marked is kept.
- id: method
  section: gc/why
  kind: typed
  level: recall
  ask: What did McCarthy invent in 1960?
  answers: [mark and sweep]
  explain: It marks, and then it sweeps.
- id: second
  section: gc/why
  kind: typed
  level: recall
  ask: What comes after marking?
  answers: [sweep]
  explain: What is marked is kept.
- id: tracing
  section: gc/why
  kind: true-false
  level: understand
  ask: A tracing collector frees cycles.
  answer: true
  explain: What nothing reaches is never marked.
- id: sum
  section: gc/why
  kind: number
  level: apply
  ask: How much is 1 + 1?
  answer: 2
  explain: The sum of two equal numbers is twice one of them.
""",
}
"""A book without a problem that has each of the entries to which examples refer."""

_EXAMPLE = re.compile(r"^(Bad|Good):\n(.*?)(?=\n\n\S|\Z)", re.DOTALL | re.MULTILINE)


def example(rule: str, label: str) -> dict[str, str]:
    """The book of a rule's bad or good example. Only the bad one begins with a comment that names its file."""
    examples = {name: dedent(text) for name, text in _EXAMPLE.findall(RULES[rule].explanation)}
    named = re.match(r"# (\S+\.yaml)\n", examples["Bad"])
    assert named, f"the example of {rule} does not say which file it is"
    file = named[1].removeprefix("../") if "../" in named[1] else f"gc/{named[1]}"
    return SAMPLE | {file: _completed(SAMPLE[file], examples[label].removeprefix(named[0]))}


def _completed(sample: str, shown: str) -> str:
    """The text of a file with an example in it: a list of some of its items, or some of its top-level keys."""
    try:
        root = yaml.compose(shown)
    except yaml.YAMLError:
        return shown
    top = yaml.compose(sample)
    assert root is not None
    assert top is not None
    if isinstance(root, yaml.MappingNode):
        return f"{_with_keys(shown, root, sample, top)}\n"
    lists = [value.value for _, value in top.value if isinstance(value, yaml.SequenceNode)]
    items = {_id(item): item for some in lists for item in some}
    first = next(iter(items))
    shown_items: dict[str, list[str]] = {}
    for item in root.value:
        known = _id(item) if _id(item) in items else first
        shown_items.setdefault(known, []).append(_with_keys(shown, item, sample, items[known]))
    for slug, item in reversed(items.items()):
        if slug in shown_items:
            start = item.start_mark.index
            end = start + len(_source(sample, item))
            sample = sample[:start] + "\n- ".join(shown_items[slug]) + sample[end:]
    return sample


def _with_keys(text: str, node: yaml.Node, sample: str, whole: yaml.Node) -> str:
    """The text of a mapping, and those keys of the whole one that it doesn't have."""
    assert isinstance(node, yaml.MappingNode)
    present = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    missing = [f"{key.value}: {_source(sample, value)}" for key, value in whole.value if key.value not in present]
    if node.flow_style:
        return ", ".join([_source(text, node).removesuffix("}"), *missing]) + "}"
    return f"\n{' ' * node.start_mark.column}".join([_source(text, node), *missing])


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index].rstrip()


def _id(item: yaml.Node) -> str:
    return next(str(value.value) for key, value in item.value if key.value in ("id", "key"))
