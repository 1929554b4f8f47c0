"""A class of thirty and its results, computed from the raw answers and the printed sheets alone.

Nothing of the program is used here: the sheets are read as a person reads them, the right answers are those of the book
in `TEST_QUIZ`, and the rules of grading are written out once more.
"""

import csv
import html
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from random import Random
from typing import Any, NamedTuple

import yaml

from tests.support.quiz_book import QUIZ, RIGHT

TEST_QUIZ = QUIZ.replace(
    "--- gc/glossary.yaml",
    """\
- id: why-young
  section: gc/why
  kind: open
  level: understand
  ask: Why are young objects looked at most often?
  answer: Most die young, so there is most to free.
- id: rate
  section: gc/how
  kind: number
  level: apply
  ask: "A program takes {n} MB a second. How many MB in {t} s?"
  given: {n: {from: 2, to: 9}, t: {from: 10, to: 20}}
  answer: n * t
  unit: MB
  explain: "{n} times {t} is {answer}."
--- gc/glossary.yaml""",
)
"""The book `QUIZ` with an open question, and one with fresh numbers."""

QUESTIONS: dict[str, dict[str, Any]] = {
    question["id"]: question
    for question in yaml.safe_load(TEST_QUIZ.split("--- gc/quiz.yaml\n")[1].split("---")[0])["questions"]
}
POINTS = {"recall": 1, "understand": 2, "apply": 3}


class PrintedItem(NamedTuple):
    """A question as a sheet shows it: its id, the letter beside each option, and the numbers in its text."""

    id: str
    letters: Mapping[str, str]
    numbers: Sequence[int]


def read_sheet(page: str) -> list[PrintedItem]:
    """The questions of a printed sheet, in their order."""
    items = []
    for section in re.findall(r'<section class="question.*?</section>', page, re.DOTALL):
        words = html.unescape(re.sub(r"<[^>]+>", "", section.replace('<span class="gap"></span>', "___")))
        name = next(
            name
            for name, question in QUESTIONS.items()
            if re.search(re.sub(r"\\\{\w\\\}", r"\\d+", re.escape(question["ask"])), words)
        )
        options = re.findall(r'<li><span class="mark">\s*(\w)\b[^<]*</span>([^<]*)</li>', section)
        numbers = [int(number) for number in re.findall(r"(\d+) (?:MB a|s\?)", words)]
        items.append(PrintedItem(name, {html.unescape(text): letter for letter, text in options}, numbers))
    return items


def code_of(page: str) -> str:
    """The code in the foot of a sheet."""
    (code,) = set(re.findall(r"code ([0-9a-f]{8})", page))
    return str(code)


def _right(item: PrintedItem) -> Any:
    return item.numbers[0] * item.numbers[1] if item.id == "rate" else RIGHT.get(item.id)


def _credit(item: PrintedItem, answer: Any) -> float | None:
    """The part of an answer that is right; None for what a person must grade."""
    right, question = _right(item), QUESTIONS[item.id]
    match question["kind"]:
        case "open":
            return None
        case "choice":
            all_right, chosen = {*([right] if isinstance(right, str) else right)}, {*answer}
            return max(0.0, (len(chosen & all_right) - len(chosen - all_right)) / len(all_right))
        case "order":
            return _mean([a == b for a, b in zip(answer, right, strict=True)])
        case "match":
            return _mean([answer[left] == right[left] for left in right])
        case "cloze":
            accepted = [{*gap} for gap in question["gaps"]]
            return sum(text in gap for text, gap in zip(answer, accepted, strict=True)) / len(accepted)
        case "number":
            low, high = (7.5, 8.5) if item.id == "pause" else (right, right)
            return float(low <= answer <= high)
        case "typed":
            return float(answer in question["answers"])
    return float(answer == right)


def _guess(item: PrintedItem, chance: Random, knows: bool) -> Any:
    """A right answer, or some answer."""
    right, question = _right(item), QUESTIONS[item.id]
    match question["kind"]:
        case "open":
            return "It saves time."
        case "choice":
            texts = [choice["text"] for choice in question["choices"]]
            return [right] if knows and isinstance(right, str) else right if knows else [chance.choice(texts)]
        case "true-false":
            return right if knows else chance.random() < 0.5
        case "order":
            return right if knows else chance.sample(right, len(right))
        case "match":
            return right if knows else dict(zip(right, chance.sample([*right.values()], len(right)), strict=True))
        case "cloze":
            return ["halves", "one"] if knows else [chance.choice(["halves", "zones"]), chance.choice(["one", "both"])]
        case "number":
            return (8 if item.id == "pause" else right) if knows else chance.choice([3, 7, 80])
    return "sweep" if knows else chance.choice(["compacting", "halting"])


def _cell(item: PrintedItem, answer: Any) -> str:
    """An answer as it is written on paper."""
    match QUESTIONS[item.id]["kind"]:
        case "choice" | "order":
            return " ".join(item.letters[text] for text in answer)
        case "match":
            return "".join(item.letters[answer[pair["left"]]] for pair in QUESTIONS[item.id]["pairs"])
        case "true-false":
            return "t" if answer else "f"
        case "cloze":
            return "; ".join(answer)
    return str(answer)


class Pupil(NamedTuple):
    """A sheet of a pupil: what they answered to each question, None for nothing, and why it is special."""

    name: str
    version: str
    answers: Mapping[str, Any]
    special: str = ""


def thirty_pupils(sheets: Mapping[str, Sequence[PrintedItem]], seed: int) -> list[Pupil]:
    """A class: two versions, three late, one with two sheets of which the second counts, one of another book."""
    chance, pupils = Random(seed), list[Pupil]()
    special = {4: "late", 11: "late", 23: "late", 8: "early", 17: "other"}
    for number in range(30):
        version = "AB"[number % 2]
        ability = chance.uniform(0.2, 0.95)

        def answers(version: str = version, ability: float = ability) -> dict[str, Any]:
            return {
                item.id: None if chance.random() < 0.05 else _guess(item, chance, chance.random() < ability)
                for item in sheets[version]
            }

        pupils.append(Pupil(f"Pupil {number:02}", version, answers(), special.get(number, "")))
        if special.get(number) == "early":
            pupils.append(Pupil(f"Pupil {number:02}", version, answers(), "second"))
    return pupils


TIMES = {"late": "2026-12-01 10:31", "early": "2026-12-01 09:00", "second": "2026-12-01 10:05"}


def table_of(pupils: Sequence[Pupil], sheets: Mapping[str, Sequence[PrintedItem]], codes: Mapping[str, str]) -> str:
    """The table that a teacher types from the sheets."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["Name", "Version", "Code", "Handed in", *(f"q{n}" for n in range(1, len(QUESTIONS) + 1))])
    for pupil in pupils:
        cells = (
            "" if pupil.answers[item.id] is None else _cell(item, pupil.answers[item.id])
            for item in sheets[pupil.version]
        )
        code = "0badc0de" if pupil.special == "other" else codes[pupil.version]
        writer.writerow([pupil.name, pupil.version, code, TIMES.get(pupil.special, "2026-12-01 10:00"), *cells])
    return file.getvalue()


def expected_results(pupils: Sequence[Pupil], sheets: Mapping[str, Sequence[PrintedItem]]) -> dict[str, Any]:
    """The results of the class: points of each pupil, and the rows of sections and questions."""
    items = {version: {item.id: item for item in sheet} for version, sheet in sheets.items()}
    counting = [pupil for pupil in pupils if pupil.special not in ("early", "other")]
    points: dict[str, dict[str, float | None]] = {}
    right: dict[str, dict[str, bool]] = {}
    for pupil in counting:
        shares = {name: _share(items[pupil.version][name], answer) for name, answer in pupil.answers.items()}
        points[pupil.name] = {
            name: None if share is None else round(POINTS[QUESTIONS[name]["level"]] * share, 2)
            for name, share in shares.items()
        }
        right[pupil.name] = {name: share == 1 for name, share in shares.items() if share is not None}
    return {
        "points": points,
        "sections": _sections(right),
        "questions": {name: _question(name, counting, items, right) for name in QUESTIONS},
    }


def _share(item: PrintedItem, answer: Any) -> float | None:
    if answer is None:
        return None if QUESTIONS[item.id]["kind"] == "open" else 0.0
    return _credit(item, answer)


def _sections(right: Mapping[str, Mapping[str, bool]]) -> dict[str, dict[str, Any]]:
    sections: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, answers in right.items():
        for question, is_right in answers.items():
            sections[QUESTIONS[question]["section"]][name].append(is_right)
    return {
        section: {
            "asked": sum(map(len, by_pupil.values())),
            "right": sum(map(sum, by_pupil.values())),
            "stuck": [
                name
                for name, answers in by_pupil.items()
                if answers.count(False) >= 2 and answers.count(False) > answers.count(True)
            ],
        }
        for section, by_pupil in sections.items()
    }


def _question(
    name: str,
    pupils: Sequence[Pupil],
    items: Mapping[str, Mapping[str, PrintedItem]],
    right: Mapping[str, Mapping[str, bool]],
) -> dict[str, Any]:
    asked = [pupil.name for pupil in pupils if name in right[pupil.name]]
    wrong: Counter[str] = Counter()
    for pupil in pupils:
        answer = pupil.answers[name]
        if answer is not None and right[pupil.name].get(name) is False:
            find = _WRONG.get(QUESTIONS[name]["kind"])
            wrong.update(find(items[pupil.version][name], answer) if find else [])
    return {
        "asked": len(asked),
        "answered": sum(pupil.answers[name] is not None and pupil.name in asked for pupil in pupils),
        "right": sum(right[pupil][name] for pupil in asked),
        "discrimination": _point_biserial(
            [(right[pupil][name], _mean([one for q, one in right[pupil].items() if q != name])) for pupil in asked]
        ),
        "wrong": dict(wrong),
    }


def _wrong_choices(item: PrintedItem, answer: Sequence[str]) -> list[str]:
    right = _right(item)
    return [text for text in answer if text not in ([right] if isinstance(right, str) else right)]


_WRONG: dict[str, Callable[[PrintedItem, Any], list[str]]] = {
    "choice": _wrong_choices,
    "true-false": lambda _, answer: [str(answer).lower()],
    "typed": lambda _, answer: [answer],
    "number": lambda _, answer: [str(answer)],
}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _point_biserial(pairs: Sequence[tuple[bool, float]]) -> float | None:
    """(M1 - M0) / s · √(pq), where s is the standard deviation of the whole class."""
    ones, zeros = [rest for is_right, rest in pairs if is_right], [rest for is_right, rest in pairs if not is_right]
    if not ones or not zeros:
        return None
    rests = ones + zeros
    spread = math.sqrt(_mean([(rest - _mean(rests)) ** 2 for rest in rests]))
    share = len(ones) / len(rests)
    return round((_mean(ones) - _mean(zeros)) / spread * math.sqrt(share * (1 - share)), 2)
