"""The registry of the kinds of questions."""

from mlsys_cli.quiz.kinds.choice import ChoiceQuestion
from mlsys_cli.quiz.kinds.cloze import ClozeQuestion
from mlsys_cli.quiz.kinds.match import MatchQuestion
from mlsys_cli.quiz.kinds.number import NumberQuestion
from mlsys_cli.quiz.kinds.open_question import OpenQuestion
from mlsys_cli.quiz.kinds.order import OrderQuestion
from mlsys_cli.quiz.kinds.true_false import TrueFalseQuestion
from mlsys_cli.quiz.kinds.typed import TypedQuestion
from mlsys_cli.quiz.question import Question

QUESTION_KINDS: dict[str, type[Question]] = {
    "choice": ChoiceQuestion,
    "true-false": TrueFalseQuestion,
    "typed": TypedQuestion,
    "number": NumberQuestion,
    "order": OrderQuestion,
    "match": MatchQuestion,
    "cloze": ClozeQuestion,
    "open": OpenQuestion,
}
"""The kinds by name, in the order in which they are listed."""
