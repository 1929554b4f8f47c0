"""The answer that the fields of a form are (see `site/forms.py`), as the draft that a learner would make of it."""

from mlsys_cli.quiz.answer_key import AnswerKey, Draft, Order
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import EMPTY, MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.web.form_fields import Fields


def draft_in(fields: Fields, key: AnswerKey, order: Order) -> Draft:
    """The draft of an answer; what a browser doesn't send of a form of ours is left out."""
    shown = {str(index): place for place, index in enumerate(order)}
    match key:
        case ChoiceKey():
            picks = (shown[value] for value in fields.every("answer") if value in shown)
            return Draft(tuple(dict.fromkeys(picks)))
        case TrueFalseKey():
            picks = (place for place, value in enumerate(("true", "false")) if value == fields["answer"])
            return Draft(tuple(picks))
        case MatchKey():
            return Draft(tuple(shown.get(fields[f"answer.{n}"], EMPTY) for n in range(key.fields())))
        case OrderKey(items):
            places = {fields[f"answer.{n}"]: shown[str(n)] for n in range(len(items))}
            return Draft(tuple(places[str(n)] for n in range(len(items)) if str(n) in places))
        case ClozeKey():
            return Draft(texts=tuple(fields[f"answer.{n}"] for n in range(key.fields())))
    return Draft(texts=(fields["answer"],)) if key.typed else key.blank()
