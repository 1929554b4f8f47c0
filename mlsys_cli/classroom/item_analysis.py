"""The answers of a class in numbers: by section and by question."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import StatisticsError, correlation, fmean
from typing import NamedTuple

from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.quiz.answer_key import Answer, AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.class_view import QuestionRow, SectionRow

_LEAST = 10
"""The answers from which on a discrimination is given: of fewer, it would be chance. Chosen, not measured."""

_STUCK = 2
"""The wrong answers in a section from which on a learner is stuck, if more than half of theirs are wrong; chosen."""


class ItemResponse(NamedTuple):
    """The answer of a learner to a question: whether it is right, and the wrong answers that were chosen.

    `right` is None while it isn't graded, and so are the `points` in a test. A question of a test that wasn't
    `answered` is wrong.
    """

    learner: str
    card: str
    section: str
    right: bool | None
    answered: bool = True
    wrong: tuple[str, ...] = ()
    points: float | None = None


def logged_response(learner: str, card: Card, event: JournalEvent) -> ItemResponse:
    """The answer of a learner that is in a log, where it is graded already."""
    values = event.values
    right = bool(values.get("right", values["grade"] > 1))
    wrong = () if right else wrong_choices(card.key, values.get("answer", values.get("typed")))
    return ItemResponse(learner, card.id, card.section, right, not values.get("unknown"), wrong=wrong)


def wrong_choices(key: AnswerKey, answer: Answer) -> tuple[str, ...]:
    """The wrong options that an answer chose, or the words that it has, to be compared with those of others."""
    match key:
        case ChoiceKey(texts, right) if isinstance(answer, list | tuple):
            return tuple(texts[index] for index in answer if index in range(len(texts)) and index not in right)
        case TrueFalseKey() if isinstance(answer, bool):
            return (str(answer).lower(),)
        case TypedKey() | NumberKey() if isinstance(answer, str):
            return (" ".join(harmless(answer).split())[:80],)
    return ()


def section_rows(responses: Iterable[ItemResponse], titles: Mapping[str, object]) -> list[SectionRow]:
    """The answers of a class by section, with those who are stuck there; in the order in which they come."""
    return [
        SectionRow(address, str(titles[address]), *_counts(group), _stuck(group))
        for address, group in _grouped(responses, "section").items()
        if address
    ]


def question_rows(
    responses: Sequence[ItemResponse], texts: Mapping[str, str], flags: Mapping[str, int]
) -> list[QuestionRow]:
    """The answers of a class by question: how hard it was, how well it tells learners apart, what was chosen instead.

    Each learner has one response to a question at most.
    """
    questions, learners = _grouped(responses, "card"), _grouped(responses, "learner")
    rows = []
    for card in dict.fromkeys(response.card for response in responses):  # also one that nobody has graded yet
        group = questions.get(card, [])
        chosen = Counter(choice for response in group for choice in response.wrong)
        wrong = tuple(sorted(chosen.items(), key=lambda choice: (-choice[1], choice[0])))
        discrimination = _discrimination(group, learners)
        rows.append(
            QuestionRow(card, texts[card], *_counts(group), discrimination, wrong=wrong, flags=flags.get(card, 0))
        )
    return rows


def _grouped(responses: Iterable[ItemResponse], by: str) -> dict[str, list[ItemResponse]]:
    """The responses that are graded."""
    groups: dict[str, list[ItemResponse]] = defaultdict(list)
    for response in responses:
        if response.right is not None:
            groups[getattr(response, by)].append(response)
    return groups


def _counts(group: Sequence[ItemResponse]) -> tuple[int, int, int]:
    """The numbers of responses, of those that are answers, and of right ones."""
    return len(group), sum(response.answered for response in group), sum(bool(response.right) for response in group)


def _stuck(group: Iterable[ItemResponse]) -> tuple[str, ...]:
    wrong = {name: [not response.right for response in own] for name, own in _grouped(group, "learner").items()}
    return tuple(name for name, own in wrong.items() if sum(own) >= _STUCK and 2 * sum(own) > len(own))


def _discrimination(group: Sequence[ItemResponse], learners: Mapping[str, Sequence[ItemResponse]]) -> float | None:
    """The point-biserial correlation of a right answer with the share of a learner's other answers that are right."""
    pairs = []
    for response in group:
        others = [other.right is True for other in learners[response.learner] if other.card != response.card]
        if others:
            pairs.append((float(response.right is True), fmean(others)))
    try:
        return round(correlation(*zip(*pairs, strict=True)), 2) if len(pairs) >= _LEAST else None
    except StatisticsError:  # all were right, or all wrong
        return None
