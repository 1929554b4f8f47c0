"""What `mlsys check` says about calculators, each at its place: a hit and a miss for each mistake."""

import re

from tests.support.cases import each
from tests.support.program import BOOK, CHAPTER, MakeBook, Run

SOUND = """\
calculators:
- id: pause
  title: A pause
  about: how long a collection stops the program
  given:
    heap: {words: heap, unit: GB, default: 4, from: 1, to: 64, dial: [1, 32]}
    rate: {words: rate, unit: GB/s, default: 2, from: 0.1, to: 100}
    way: {words: the way, choices: [mark, copy], default: mark}
  lines:
  - {name: work, words: work, formula: heap, if: way is mark, unit: GB}
  - {name: work, words: work, formula: 2 × heap, unit: GB}
  - {name: time, words: pause, formula: work / rate, unit: s, solve: [heap], bound: at least if way is mark}
  - {name: twice, formula: time, hidden: true}
  - {name: large, of: time, with: {heap: 64 GB}}
  verdicts: [{if: time < 1 s, then: it is short, else: "{time in ms} are long"}]
  says: "{heap} take {time}."
  plots: [{over: heap, curves: [{line: time}, {line: rate, with: {way: copy}}]}]
  ask: How long does it take for {heap}?
  answer: time
  presets: [{id: copying, words: So., given: {way: copy, heap: 64}}]
  claims:
  - {line: time, result: 2, source: dec1966}
  - {given: {heap: "?", time: 4 s}, line: heap, result: 8, source: dec1966}
  examples: [heap=8, time=4s]
  sources: [dec1966]
  read_on: gc/why
"""
MISTAKES = """
formula: work / rate
formula: work / raet
12:48: broken-formula: 'raet' isn't given; given are heap, rate, way, work

formula: heap, if
formula: time, if
10:40: broken-formula: 'time' isn't given; given are heap, rate, way

formula: work / rate
formula: work + rate
12:46: unlike-units: a quantity in B and a quantity in B/s can't be added or compared

formula: work / rate, unit: s
formula: work / rate, unit: B
12:60: unlike-units: this comes to a quantity in s, which can't be given in B

formula: 2 × heap, unit: GB
formula: 2 × rate
11:40: unlike-units: 'work' is a quantity in B before, and a quantity in B/s here

if: way is mark, unit
if: way is marc, unit
10:57: stray-name: way is never 'marc'

if: way is mark, unit
if: heap, unit
10:50: broken-formula: this isn't a condition

bound: at least if way is mark
bound: about
12:85: broken-formula: a bound is 'at least' or 'at most', perhaps with 'if'

solve: [heap]
solve: [haep]
12:71: stray-name: this calculator has no 'haep' here

solve: [heap]
solve: [time]
12:71: stray-name: this calculator has no 'time' here

of: time, with: {heap
of: time, with: {haep
14:36: stray-name: this calculator has no 'haep' here

if: time < 1 s
if: time < 1 B
15:24: unlike-units: a quantity in s and a quantity in B can't be added or compared

{time in ms}
{time in GB}
15:66: unlike-units: time is a quantity in s, which can't be given in GB

{time in ms}
{tiem in ms}
15:58: broken-formula: 'tiem' isn't given; given are heap, rate, work, time, twice, large

{time in ms}
{way in ms}
15:58: broken-formula: 'way' isn't given; given are heap, rate, work, time, twice, large

{heap} take
{haep} take
16:11: broken-formula: 'haep' isn't given; given are heap, rate, work, time, twice, large

over: heap
over: time
17:18: stray-name: this calculator has no 'time' here

{line: time}
{line: tiem}
17:40: stray-name: this calculator has no 'tiem' here

answer: time
answer: heap
19:11: stray-name: this calculator has no 'heap' here

way: copy, heap: 64
way: copy, haep: 64
20:58: stray-name: this calculator has no 'haep' here

heap: 64}}]
heap: 65}}]
20:13: impossible-value: heap must be at most 64 GB, not 65 GB

default: 4,
default: 0.5,
6:44: impossible-value: heap must be 1 GB or more, not 500 MB

default: 4,
default: 4, named: {small: 0.5},
6:62: impossible-value: heap must be 1 GB or more, not 500 MB

dial: [1, 32]
dial: [1, 65]
6:60: impossible-value: this is below the dial 1

default: mark
default: marc
8:59: stray-name: 'marc' isn't among the choices

line: time, result: 2,
line: time, result: 3,
22:26: wrong-claim: this comes to 2 s

result: 8,
result: 9,
23:57: wrong-claim: this comes to 8 GB

result: 2, source: dec1966
result: 2, source: dec1967
22:37: dangling-source: there is no source 'dec1967'

read_on: gc/why
read_on: gc/how
26:12: dangling-section: there is no section 'gc/how'

examples: [heap=8
examples: [hepa=8
24:14: impossible-value: pause has no setting 'hepa'

curves: [{line: time}, {line: rate, with: {way: copy}}]
curves: []
17:32: oversized-calculator: there are no curves
"""
"""What is right, what an author has written instead, and what is said about it."""

SOURCES = "references:\n- {key: dec1966, authors: [DEC], title: M, venue: DEC}\n"


def problems(run: Run, make_book: MakeBook, calculators: str, where: str = "calculators.yaml") -> list[str]:
    """The lines of `mlsys check` on a book with these calculators, without hints."""
    book = make_book(BOOK | CHAPTER | {"references.yaml": SOURCES, where: calculators})
    shown = run("check", str(book), "--level", "error").out.splitlines()
    return [re.sub(r"^.*?\.yaml:| \[error\]$", "", line) for line in shown if not line.startswith(" ")]


def test_a_sound_one_may_stand_beside_book_yaml(run: Run, make_book: MakeBook) -> None:
    assert problems(run, make_book, SOUND) == []


def test_or_in_a_chapter(run: Run, make_book: MakeBook) -> None:
    assert problems(run, make_book, SOUND, "gc/calculators.yaml") == []
    wrong = SOUND.replace("answer: time", "answer: tiem")
    assert problems(run, make_book, wrong, "gc/calculators.yaml") == [
        "19:11: stray-name: this calculator has no 'tiem' here"
    ]


@each("right, wrong, said", [case.split("\n") for case in MISTAKES.strip().split("\n\n")])
def test_a_mistake_is_reported_where_it_is(run: Run, make_book: MakeBook, right: str, wrong: str, said: str) -> None:
    assert SOUND.count(right) >= 1
    assert said in problems(run, make_book, SOUND.replace(right, wrong, 1))


def test_what_can_t_be_turned_round_is_reported(run: Run, make_book: MakeBook) -> None:
    plain = SOUND.replace("from: 1, to: 64, dial: [1, 32]", "").replace(
        "formula: work / rate", "formula: ceil(work / (1 GB)) × work / rate"
    )
    said = "impossible-value: nothing says where heap is to be looked for"
    found = problems(run, make_book, plain)
    assert f"12:93: {said}" in found
    assert "17:18: impossible-value: heap has no end" in found


def test_an_axis_has_two_ends(run: Run, make_book: MakeBook) -> None:
    by_factors = SOUND.replace("over: heap,", "over: rate, log: true,")
    assert problems(run, make_book, by_factors) == []
    assert "17:18: impossible-value: rate has no start above 0" in problems(
        run, make_book, by_factors.replace("from: 0.1, to: 100", "to: 100")
    )
    assert "17:18: impossible-value: rate has no end" in problems(
        run, make_book, by_factors.replace("from: 0.1, to: 100", "from: 0.1")
    )


def test_a_calculator_has_bounds(run: Run, make_book: MakeBook) -> None:
    givens = "".join(f"    g{n}: {{words: a number, default: 1}}\n" for n in range(60))
    many = SOUND.replace("    way: {words", f"{givens}    way: {{words")
    assert "6:5: oversized-calculator: 63 given are too many" in problems(run, make_book, many)


def test_a_key_that_is_wrong_is_named_with_those_that_are_right(run: Run, make_book: MakeBook) -> None:
    book = make_book(
        BOOK | CHAPTER | {"references.yaml": SOURCES, "calculators.yaml": SOUND.replace("to: 64", "too: 64")}
    )
    problem = run("check", str(book), "--json").json["problems"][0]
    assert (problem["rule"], problem["hint"]) == ("unknown-key", "did you mean 'to'?")
    assert problem["message"] == "'heap' of 'given' has no 'too'"


def test_what_would_take_minutes_is_not_worked_out(run: Run, make_book: MakeBook) -> None:
    sums = "".join(f"  - {{name: s{n}, formula: 'sum(k, 1, 2000, sqrt(k) × log(k + {n}))'}}\n" for n in range(90))
    presets = ", ".join(f"{{id: p{n}}}" for n in range(19))
    heavy = SOUND.replace("  verdicts:", f"{sums}  verdicts:").replace("presets: [", f"presets: [{presets}, ")
    assert problems(run, make_book, heavy) == ["10:3: oversized-calculator: this takes too long to work out"]
    # The first line is its answer; that others can't be worked out is said as well.
    head = "calculators:\n- {id: heavy, title: H, about: h, given: {c: {words: c, default: 1}}, lines: ["
    endless = ", ".join(f"{{name: s{n}, formula: 'sum(k, 1, 2000, {'k + ' * 90}c)'}}" for n in range(60))
    found = problems(run, make_book, f"{head}{endless}]}}\n")
    assert found == ["2:78: oversized-calculator: this takes too long to work out"]
