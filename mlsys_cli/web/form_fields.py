"""The fields of a form or query, and the answer to a question that they are (see `site/forms.py`)."""

from starlette.datastructures import QueryParams

from mlsys_cli.quiz.answer_key import AnswerKey, Draft, Order
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import EMPTY, MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey


class Fields(QueryParams):
    """The fields of a query or a form; one that isn't there is empty."""

    def __getitem__(self, name: str) -> str:
        """The last value of a field."""
        return super().__getitem__(name) if name in self else ""

    def count(self, name: str) -> int:
        """The value of a field as a whole number that isn't negative; 0 for any other."""
        return whole_number(self[name])


def whole_number(text: str) -> int:
    """The number that a text of at most nine digits is; 0 for any other text."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def draft_in(fields: Fields, key: AnswerKey, order: Order) -> Draft:
    """The draft of an answer; what a browser doesn't send of a form of ours is left out."""
    shown = {str(index): place for place, index in enumerate(order)}
    match key:
        case ChoiceKey():
            picks = (shown[value] for value in fields.getlist("answer") if value in shown)
            return Draft(tuple(dict.fromkeys(picks)))
        case TrueFalseKey():
            return Draft(tuple(place for place, value in enumerate(("true", "false")) if value == fields["answer"]))
        case MatchKey():
            return Draft(tuple(shown.get(fields[f"answer.{n}"], EMPTY) for n in range(key.fields())))
        case OrderKey(items):
            places = {fields[f"answer.{n}"]: shown[str(n)] for n in range(len(items))}
            return Draft(tuple(places[str(n)] for n in range(len(items)) if str(n) in places))
        case ClozeKey():
            return Draft(texts=tuple(fields[f"answer.{n}"] for n in range(key.fields())))
    return Draft(texts=(fields["answer"],)) if key.typed else key.blank()
