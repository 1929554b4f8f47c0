"""A small book with a question of each kind, and what makes more cards."""

QUIZ = """\
--- gc/chapter.yaml
title: Garbage
summary: What is left over.
sections:
- id: why
  title: Why collect
  body: "Memory ends. See the [[mark-phase]] and ![[table:ways]]."
  sections:
  - {id: deep, title: Deep down, body: "The [[heap]] lies here."}
- {id: how, title: How it goes, body: "By [[sweep-phase|sweeping]]."}
--- gc/quiz.yaml
questions:
- id: cycle
  section: gc/why
  kind: choice
  level: recall
  ask: What is never freed by counting?
  choices: [{text: A cycle, right: true}, {text: A list}, {text: A tree}]
  explain: The two parts of a cycle keep each other alive.
  hint: It bites its own tail.
- id: roots
  section: gc/why
  kind: choice
  level: understand
  ask: Which are roots?
  choices: [{text: Globals, right: true}, {text: Registers, right: true}, {text: Comments}]
  explain: Marking begins at both.
- id: moving
  section: gc/deep
  kind: true-false
  level: recall
  ask: Every collector moves what it keeps.
  answer: false
  explain: Mark and sweep leaves it where it is.
- id: second
  section: gc/how
  kind: typed
  level: recall
  ask: A collector has marked what it can reach. What does it do next?
  answers: [sweep, sweeping]
  explain: What isn't marked is swept up.
- id: pause
  section: gc/how
  kind: number
  level: apply
  ask: Two pauses of 40 milliseconds a second. How much of the time is lost?
  answer: 8
  tolerance: 0.5
  unit: "%"
  explain: 80 of 1000 are 8 %.
- id: steps
  section: gc/how
  kind: order
  level: recall
  ask: Put the steps in order.
  items: [Stop, Mark, Sweep, Go on]
  explain: Nothing moves while it marks.
- id: inventors
  section: gc/how
  kind: match
  level: recall
  ask: Join each way with who had it.
  pairs: [{left: Mark and sweep, right: McCarthy}, {left: Counting, right: Collins}]
  explain: Both are of 1960.
- id: halves
  section: gc/deep
  kind: cloze
  level: understand
  ask: A copying collector has two ___ and uses ___ at a time.
  gaps: [[halves, semispaces], [one, "1"]]
  explain: The other half waits.
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: The pile that a program takes memory from., aliases: [free store]}
- {id: mark-phase, name: Mark phase, kind: concept, definition: In a mark phase all that can be reached is noted.}
- {id: root, name: Root, kind: concept, definition: A place where marking begins.}
- {id: sweep-phase, name: Sweep phase, kind: concept, definition: The time when what is left is freed.}
--- gc/timeline.yaml
events:
- {id: lisp, landmark: true, year: 1960, title: Lisp collects, body: McCarthy describes it., section: gc/why}
- {id: recent, landmark: true, year: 2020, end: 2022, title: Pauses shrink, body: They do.}
- {id: told, landmark: true, year: 1999, title: The party of 1999, body: It tells.}
--- gc/tables.yaml
tables:
- id: ways
  title: Two ways
  columns: [{id: mark, name: Marking}, {id: count, name: Counting}]
  rows:
  - {aspect: Its pause, cells: {mark: long, count: none}}
  - {aspect: Told by its name, cells: {mark: it is marking, count: it is counting}}
"""

RIGHT = {
    "cycle": "A cycle",
    "roots": ["Registers", "Globals"],
    "moving": False,
    "second": "Sweep",
    "pause": "8 %",
    "steps": ["Stop", "Mark", "Sweep", "Go on"],
    "inventors": {"Counting": "Collins", "Mark and sweep": "McCarthy"},
    "halves": ["semispaces", "1"],
}
"""A right answer to each question, as a file gives it."""
