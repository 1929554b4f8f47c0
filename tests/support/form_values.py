"""The answers that values of a form are, as `site.js` takes them, to be graded by the program."""

from collections.abc import Sequence

from mlsys_cli.quiz.answer_key import Answer, AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey


def answer_in(key: AnswerKey, values: Sequence[str]) -> Answer:
    """The answer that the values of the fields of a form are, in the order of their names; odd ones are wrong."""
    match key:
        case ChoiceKey(options) | MatchKey(options):
            return tuple(_index(value, options) for value in values[: len(options)])
        case OrderKey(items):
            places = [_index(value, items) for value in values]
            return tuple(places.index(place) if place in places else -1 for place in range(len(items)))
        case ClozeKey(gaps):
            return tuple(values[: len(gaps)])
    value = values[0] if values else ""
    return key.read(value, ()) if isinstance(key, TrueFalseKey) else value


def _index(value: str, options: Sequence[str]) -> int:
    """The index of an option, or -1, which is wrong."""
    return int(value) if value in map(str, range(len(options))) else -1
