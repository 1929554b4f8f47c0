"""Grading the sheets of a test: the points of each answer, and which of several sheets of a learner counts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mlsys_cli.classroom.hand_ins import HandIn
from mlsys_cli.classroom.item_analysis import ItemResponse, logged_response, wrong_choices
from mlsys_cli.classroom.paper_test import Test, TestItem, TestVersion, moment_of
from mlsys_cli.practice.grade_file import Submitted
from mlsys_cli.quiz.answer_key import Answer
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.state import QuizItem

REPLACED = "replaced by a later sheet"


class GradedSheet(NamedTuple):
    """A sheet with its answers by the ids of the questions; none if it doesn't count, and the `remark` says why."""

    hand_in: HandIn
    remark: str
    answers: Mapping[str, ItemResponse]

    @property
    def points(self) -> float | None:
        """The points so far; None if the sheet doesn't count."""
        return round(sum(answer.points or 0.0 for answer in self.answers.values()), 2) if self.answers else None


def grade_sheets(
    test: Test, versions: Mapping[str, TestVersion], hand_ins: Sequence[HandIn], *, any_code: bool = False
) -> tuple[list[GradedSheet], list[str]]:
    """Grade some sheets; returns them in their order, and remarks on answers that can't be read.

    Of a learner's sheets the last one counts, also if it is late: by the times in them, or else in the order of the
    files. A sheet of an unknown version doesn't, nor one with the code of other questions, unless `any_code` is true.
    """
    first = next(iter(versions))
    hand_ins = [
        hand_in._replace(version=first) if not hand_in.version and (hand_in.logged or len(versions) == 1) else hand_in
        for hand_in in hand_ins
    ]
    remarks = [_refusal(hand_in, versions, any_code) for hand_in in hand_ins]
    last: dict[str, HandIn] = {}
    for hand_in, remark in zip(hand_ins, remarks, strict=True):
        other = last.get(name := hand_in.name.casefold())
        if not remark and not (other and hand_in.at and other.at and hand_in.at < other.at):
            last[name] = hand_in
    due = moment_of(f"{test.due} 23:59:59" if len(test.due.strip()) == len("2026-12-24") else test.due)
    sheets, unclear = list[GradedSheet](), list[str]()
    for hand_in, remark in zip(hand_ins, remarks, strict=True):
        if last.get(hand_in.name.casefold()) is hand_in:
            is_late = due and hand_in.at and hand_in.at > due
            sheets.append(GradedSheet(hand_in, "late" if is_late else "", _graded(test, versions, hand_in, unclear)))
        else:
            sheets.append(GradedSheet(hand_in, remark or REPLACED, {}))
    return sheets, unclear


def _refusal(hand_in: HandIn, versions: Mapping[str, TestVersion], any_code: bool) -> str:
    """The reason why a sheet can't be graded; empty if it can."""
    asked = next(iter(versions.values())).items
    names = {name for number, entry in enumerate(asked, 1) for name in (str(number), entry.item.card.id, entry.id)}
    if not hand_in.is_on_paper and names.isdisjoint((*hand_in.answers, *hand_in.logged)):
        return "none of its answers is to a question of this test"
    version = versions.get(hand_in.version)
    if version is None:
        return f"there is no version {hand_in.version[:20]!r}" if hand_in.version else "its version is missing"
    numbers = [int(name) for name in (*hand_in.answers, *hand_in.points) if hand_in.is_on_paper]
    if numbers and not 1 <= min(numbers) <= max(numbers) <= len(version.items):
        return f"the test has no question {max(numbers)}"
    if hand_in.code and hand_in.code != version.code and not any_code:
        return f"of another version of the book: its code is {hand_in.code[:20]}, not {version.code}"
    return ""


def _graded(
    test: Test, versions: Mapping[str, TestVersion], hand_in: HandIn, unclear: list[str]
) -> dict[str, ItemResponse]:
    """The answers of a sheet, in the order of the test; what can't be read is added to the `unclear` ones."""
    graded: dict[str, ItemResponse] = {}
    for number, entry in enumerate(versions[hand_in.version].items, start=1):
        if event := hand_in.logged.get(entry.item.card.id):
            response = logged_response(hand_in.name, entry.item.card, event)
            graded[entry.id] = response._replace(points=entry.points if response.right else 0.0)
            continue
        item, names = entry.item, (str(number), entry.item.card.id, entry.id)
        submitted = next((hand_in.answers[name] for name in names if name in hand_in.answers), None)
        if submitted and submitted.answer not in (None, ""):
            item = item.answered(_answer(item, submitted))
            if _names_nothing(item):
                words = str(submitted.answer)[:60]
                unclear.append(f"{hand_in.name}, question {number}: {words!r} can't be read as an answer")
        by_hand = hand_in.points.get(str(number))
        if by_hand is not None and by_hand > entry.points:
            unclear.append(f"{hand_in.name}, question {number}: {by_hand:g} of {entry.points:g} points")
        graded[entry.id] = _with_points(test, entry, item, hand_in, by_hand)
    return {question.id: graded[question.id] for question in test.questions}


def _with_points(test: Test, entry: TestItem, item: QuizItem, hand_in: HandIn, by_hand: float | None) -> ItemResponse:
    """An answer with its points: those that were given by hand, or else for what of it is right."""
    key, response = item.card.key, item.response
    right: bool | None = response is not None and response.right
    credit = response.credit if response and test.partial_credit else float(right is True)
    if by_hand is not None:
        right, credit = by_hand >= entry.points, by_hand / entry.points if entry.points else 0.0
    elif key.self_graded and not response and hand_in.is_on_paper:  # nobody has typed what was written there
        right = None
    wrong = wrong_choices(key, response.answer) if response and right is False else ()
    is_answered = response is not None or by_hand is not None
    asked = ItemResponse(hand_in.name, item.card.id, item.card.section, right, is_answered, wrong=wrong)
    return asked._replace(points=None if right is None else round(entry.points * credit, 2))


def _names_nothing(item: QuizItem) -> bool:
    """True if an answer names options, or truth, in a way that can't be understood, or has more words than gaps."""
    key, answer = item.card.key, item.response and item.response.answer
    if isinstance(key, TrueFalseKey):
        return not isinstance(answer, bool)
    if isinstance(key, ClozeKey):
        return isinstance(answer, tuple) and any(answer[len(key.gaps) :])
    return isinstance(answer, tuple) and -1 in answer


def _answer(item: QuizItem, submitted: Submitted) -> Answer:
    """An answer as `mlsys quiz --answer` reads it, or from the letters beside the options."""
    key, value = item.card.key, submitted.answer
    if isinstance(value, str) and isinstance(key, ChoiceKey | ClozeKey | MatchKey | OrderKey):
        answer = key.read([part.strip() for part in value.split(";")], submitted.offered)
        if -1 not in answer:
            return answer
        if isinstance(key, ChoiceKey):  # of one that has only one right choice, two may have been circled
            chosen = key.indices_in(value, item.order)
            typed = None if None in chosen else tuple({item.order[index] for index in chosen if index is not None})
        else:
            typed = key.answer(key.read_line(value, item.order), item.order)
        return typed or answer
    return key.read(value, submitted.offered)
