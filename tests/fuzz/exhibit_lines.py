"""Random and hostile lines for the exhibits that answer, and mutated files for those that read one.

`python -m tests.fuzz.exhibit_lines` tries 2,000 lines with each talk, and 300 mutations of each file; the same seed
tries the same. An answer is clean text that comes within two seconds, or a clean error.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar

import yaml

import mlsys_cli.exhibits
from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.exhibits.exhibit import Answer, Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, new_run
from mlsys_cli.text.sanitize import HARMFUL
from tests.fuzz.odd_values import MARKDOWN, NUMBERS, ODD

TALKS = ("eliza", "student", "mycin")
FILES = {"eliza": "eliza/doctor.script", "mycin": "mycin/rules.json", "spam": "data/mail.txt"}
LIMIT = 2.0
"""The seconds of the processor that an answer may take."""

_A_CONVERSATION = 12
"""The most lines after which another conversation is begun."""

_LONGEST = 250_000
"""The characters of the largest file that a book may bring."""

_SIGNS = "abeiIMY'’,.;:!?-+=*/%$()[]{}<>|&#@^~` \t\n\r\0\x07\x1b\x7f\x9b"
_SIGNS += "\u00ad\u200b\u202e\u2028\ufeff\ud800éßﬁİ٣½𝟙\U0001f600"
_KNOWN = """
i you my your me am are was hello sorry remember dream computer mother father alike always like because if what why can
the number of times plus minus half twice square sum difference product is equal to percent divided by less than more
old years ago from now will be when how many much does have each other one two three first second find ann bill mary
blood neg pos rod coccus gram yes no unknown how rule change help aerobic anaerobic serious identity .8 .2 -1 7 1/0
"""
_WORDS = _KNOWN.split()
_FIXED = ["", " ", "?", "why", "how", "rule 52", "help", "unknown", "(" * 2000, "9" * 3000, "x" * 9_000, "a " * 6_000]
_FIXED += ["is " * 700, "my " * 3000, "the square of " * 150, "twice " * 400, "I am you are " * 500, "neg .8 " * 900]
_FIXED += ["x is 2 times y. y is half of x. find x.", "x divided by y is 3. y is 0. what is x ?", "e\u0301" * 4000]

_Done = TypeVar("_Done")


class Fault(NamedTuple):
    """A fault, with what was tried."""

    exhibit: str
    tried: str
    words: str


class Watch:
    """The slowest answer so far of each exhibit, in seconds of the processor."""

    def __init__(self) -> None:
        self.slowest: dict[str, tuple[float, str]] = {}

    def time(self, name: str, tried: str, act: Callable[[], _Done]) -> _Done:
        """Do something, and keep how long it took."""
        start = time.process_time()
        try:
            return act()
        finally:
            took = time.process_time() - start
            if took > self.slowest.get(name, (0.0, ""))[0]:
                self.slowest[name] = took, tried


def hostile_line(chance: Random, published: str) -> str:
    """A line: words that the talks know, a published text that was changed, any signs, or much of something."""
    match chance.randrange(8):
        case 0 | 1:
            return " ".join(chance.choice(_WORDS) for _ in range(chance.randrange(1, 30)))
        case 2 | 3:
            return changed(published, chance, chance.randrange(1, 4))
        case 4:
            return "".join(chance.choice(_SIGNS) for _ in range(chance.randrange(200)))
        case 5:
            return chance.choice([*ODD, *NUMBERS, *MARKDOWN])
        case 6:
            return f"{chance.choice(_WORDS)}{chance.choice(' .,?(-')}" * chance.randrange(1, 3000)
        case _:
            return chance.choice(_FIXED)


def changed(text: str, chance: Random, times: int) -> str:
    """A text in which some words, lines or signs are doubled, gone, moved, or others."""
    for _ in range(times):
        parts = re.split(chance.choice((r"(\s+)", r"(\n)", r"([()\[\]{},:.\"])", "()")), text)
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.randrange(7):
            case 0:
                parts[at] = ""
            case 1:
                parts[at] *= chance.choice((2, 3, 60))
            case 2:
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts[at] = chance.choice([*ODD, *NUMBERS])
            case 4:
                parts[at] = "".join(chance.choice(_SIGNS) for _ in range(9))
            case 5:
                parts[min(at, other) : max(at, other)] = []
            case _:
                parts[at:at] = parts[min(at, other) : max(at, other)][:300]
        text = "".join(parts)[:_LONGEST]
    return text


def lines_faults(name: str, chance: Random, lines: int, watch: Watch) -> Iterator[Fault]:
    """The faults of conversations of so many lines in all."""
    run = new_run(CATALOGUE[name], load(name), "", [], 1)
    published = [*_engine(run).replay, *(str(one) for p in run.exhibit.presets for one in p.settings.values())]
    while lines > 0:
        count = min(lines, chance.randrange(1, _A_CONVERSATION))
        lines -= count
        yield from _talk_faults(run, [hostile_line(chance, chance.choice(published)) for _ in range(count)], watch)


def _engine(run: ExhibitRun) -> Talk:
    assert isinstance(run.exhibit.engine, Talk)
    return run.exhibit.engine


def _talk_faults(run: ExhibitRun, lines: list[str], watch: Watch) -> Iterator[Fault]:
    talk, name = _engine(run), run.entry.name
    state = watch.time(name, "the beginning", lambda: talk.begin(run.settings))
    for line in lines:
        state, answer = watch.time(name, line, lambda: talk.answer(state, line))  # noqa: B023 -- called at once
        yield from (Fault(name, line, fault) for fault in _answer_faults(answer, watch.slowest[name][0]))
        if not (answer.text.strip() or run.file):  # a script may answer nothing
            yield Fault(name, line, "no answer")
        if answer.over:
            return


def _answer_faults(answer: Answer, slowest: float) -> Iterator[str]:
    if slowest > LIMIT:
        yield f"{slowest:.1f} seconds"
    for text in (answer.text, *(reason.text for reason in answer.why)):
        if found := re.search(HARMFUL, text):
            yield f"U+{ord(found[0]):04X} in {text[:80]!r}"


def file_faults(name: str, chance: Random, watch: Watch) -> Iterator[Fault]:
    """The faults of an exhibit with a mutation of the file that is built into an exhibit."""
    text = (Path(mlsys_cli.exhibits.__file__).parent / FILES[name]).read_text(encoding="utf-8")
    if name == "mycin" and chance.randrange(2):
        text = yaml.safe_dump(json.loads(text), sort_keys=False)
    yield from read_faults(name, changed(text, chance, chance.randrange(1, 5)), chance, watch)


def large_files(name: str) -> Iterator[str]:
    """Files of an exhibit as large as one may be, with much work in them."""
    match name:
        case "eliza":
            start = "(HI) (NONE ((0) (GO ON))) "
            yield start + "".join(f"(A{n} ((0) (=A{(n + 1) % 2000})))" for n in range(2000)) + "(MY ((0) (=A0)))"
            yield f"{start}(MY (({'0 ' * 199}) ({'1 ' * 9000})) ((0 MY {'0 MY ' * 80}) (3 3 3)) ((0) (PRE (1) (=MY))))"
            yield f"{start}(MY ({'(0 X 0 MY 1 0 MY 0) (NO)) (' * 1800}(0) (PRE ({'1 ' * 3000}) (=MY))))"
        case "mycin":
            names = [f"p{n}" for n in range(200)]
            rules = [{"rule": n, "if": [f"p{n % 49 + 1} is yes"], "then": f"p{n % 49} is yes"} for n in range(450)]
            asked = {name: {"ask": "Why?", "values": ["yes", "no"]} for name in names}
            yield json.dumps({"parameters": asked, "goals": ["p0"], "rules": [{**rule, "cf": 0.5} for rule in rules]})
            rules = [
                {"rule": n, "if": [f"{one} is yes" for one in names[1:20]], "then": "p0 is yes"} for n in range(150)
            ]
            yield json.dumps({"parameters": asked, "goals": ["p0"], "rules": [{**rule, "cf": 0.5} for rule in rules]})
            yield "[" * 60_000
            yield "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(3000))
        case "spam":
            words = [
                f"{a}{b}{c}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "aeiouxyz'!" for c in "abcdefghijklmnop"
            ]
            yield "".join(f"{('spam', 'ham')[n % 2]}\ta\n" for n in range(_LONGEST // 7))
            yield "".join(f"{('spam', 'ham')[n % 2]}\t{' '.join(words[n * 9 % 4000 :][:150])}\n" for n in range(400))
            yield f"ham\thello\nspam\t{' '.join(words) * 14}"[:_LONGEST]


def read_faults(name: str, text: str, chance: Random, watch: Watch) -> Iterator[Fault]:
    """The faults of an exhibit that reads a text as its file, or refuses it."""
    exhibit = load(name)
    assert exhibit.read_data is not None
    read = exhibit.read_data
    try:
        data: Any = watch.time(name, text, lambda: read(text))
    except UsageError as error:
        if not error.message or re.search(HARMFUL, "".join((error.message, *error.hints))) or len(error.message) > 400:
            yield Fault(name, text, f"the message {error.message!r}")
        return
    run = new_run(CATALOGUE[name], exhibit, "", [], 1)
    run = run._replace(settings={**run.settings, "data": data}, file="a file")
    if isinstance(exhibit.engine, Talk):
        lines = [hostile_line(chance, "my mother is unknown") for _ in range(4)]
        yield from _talk_faults(run, [*lines, "my " * 3000, "my mother x " * 800], watch)
    else:
        watch.time(name, text, run.last_frame)
    if watch.slowest[name][0] > LIMIT:
        yield Fault(name, text, f"{watch.slowest[name][0]:.1f} seconds")


def main() -> int:
    """Try lines and files, and print what goes wrong. The exit code is 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, faults = Random(arguments.seed), 0
    for kind, names in (("lines", TALKS), ("files", FILES)):
        for name in names:
            watch = Watch()
            if kind == "lines":
                found = [*lines_faults(name, chance, arguments.lines, watch)]
            else:
                found = [one for text in large_files(name) for one in read_faults(name, text, chance, watch)]
                found += (one for _ in range(arguments.files) for one in file_faults(name, chance, watch))
            for fault in found[:20]:
                print(f"{name}: {fault.words}: {fault.tried[:300]!r}")
            slowest, tried = watch.slowest[name]
            faults += len(found)
            print(f"{name} {kind}: {len(found)} faults, slowest {slowest:.2f} s: {tried[:60]!r}", flush=True)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
