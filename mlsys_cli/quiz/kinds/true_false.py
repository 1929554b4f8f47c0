"""True or false: a statement is true or false."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, OptionList
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft, Order, Verdict, line
from mlsys_cli.quiz.option_list import marked_option, option
from mlsys_cli.quiz.question import Accept, Question
from mlsys_cli.quiz.sides import Sides, two_sides

_WORDS = (("True", True), ("False", False))
_VALUES = dict.fromkeys(("true", "t", "yes", "y"), True) | dict.fromkeys(("false", "f", "no", "n"), False)
_INDICES = {word: int(not value) for word, value in _VALUES.items()} | {"a": 0, "b": 1}
"""The words in a file of answers, and those that are typed, where `a` and `b` are keys as in a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalseQuestion(Question):
    """A question whose `ask` is a statement that is true or false."""

    ASK: ClassVar = "Make a statement about $name that is true or false."
    ANSWER: ClassVar = "answer: true\n"

    kind: Annotated[Literal["true-false"], "The reader says whether a statement is true."]
    answer: Annotated[bool, "true if the statement is true, otherwise false."]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "TrueFalseKey":
        return TrueFalseKey(fields["answer"])


@dataclass(frozen=True, slots=True)
class TrueFalseKey(AnswerKey):
    """The truth of a statement."""

    truth: bool
    decisive = True
    expected = "Type true or false."

    def options(self, order: Order, draft: Draft) -> Blocks:
        rows = (
            option(word[0].lower(), word, n in draft.picks, pointed=n == draft.focus)
            for n, (word, _) in enumerate(_WORDS)
        )
        return (OptionList(tuple(rows)),)

    def index_of(self, text: str, order: Order) -> int | None:
        return _INDICES.get(text.lower())

    @property
    def nothing(self) -> Answer:
        return None

    def keys(self, order: Order) -> str:
        return "t true · f false · ↑ ↓ Enter answer"

    def fields(self) -> int:
        return len(_WORDS)

    def pick(self, draft: Draft, index: int, order: Order) -> Draft:
        return draft._replace(picks=(index,))

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return draft.picks[0] == 0 if draft.picks else None

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        """True or false, also from a word for it; any other value is returned unchanged, and is wrong."""
        return value if isinstance(value, bool) else _VALUES.get(str(value).strip().casefold(), str(value))

    def grade(self, answer: Answer) -> Verdict:
        return Verdict(answer is self.truth, float(answer is self.truth), "true" if self.truth else "false")

    def solution(self, answer: Answer, order: Order) -> Blocks:
        rows = (marked_option(word[0].lower(), word, self.truth is value, answer is value) for word, value in _WORDS)
        return (OptionList(tuple(rows)),)

    def value(self) -> Any:
        return self.truth

    def sides(self, ask: Blocks, order: Order) -> Sides:
        return two_sides((*ask, line("True or false?", "caption")), [line(self.text(order))])
