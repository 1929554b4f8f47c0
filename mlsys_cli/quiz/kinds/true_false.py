"""True or false: a statement holds, or it doesn't."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from mlsys_cli.page import Blocks, OptionList
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Order
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.flashcard_sides import Sides, caption, line, two_sides
from mlsys_cli.quiz.option_list import marked_option, option, pick_words, words_in
from mlsys_cli.quiz.question import Accept, Question
from mlsys_cli.quiz.verdict import WRONG, Verdict

_WORDS = (("True", True), ("False", False))
_PLACES = {"t": 0, "y": 0, "f": 1, "n": 1, "1": 0, "2": 1, "a": 0, "b": 1}
_VALUES = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalseQuestion(Question):
    """`ask` is a statement that holds or doesn't."""

    HELP: ClassVar = {"kind": "A statement holds or not.", "answer": "true or false."}
    ASK: ClassVar = "State something about $name that holds, or doesn't."
    ANSWER: ClassVar = "answer: true\n"

    kind: Literal["true-false"]
    answer: bool

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "TrueFalseKey":
        """The key: true if the statement holds."""
        return TrueFalseKey(fields["answer"])


@dataclass(frozen=True, slots=True)
class TrueFalseKey(AnswerKey):
    """The truth of a statement."""

    truth: bool

    @property
    def decisive(self) -> bool:
        """True, since one choice is the whole answer."""
        return True

    def blank(self) -> Draft:
        """A draft in which nothing is chosen."""
        return Draft()

    def options(self, order: Order, draft: Draft) -> Blocks:
        """True and false, each with its number."""
        return (OptionList(tuple(option(n, word, n in draft.picks) for n, (word, _) in enumerate(_WORDS))),)

    def place_of(self, text: str, order: Order) -> int | None:
        """The place of true or false, by its first letter, `y` or `n`, or its number."""
        return _PLACES.get(text.lower())

    def keys(self, order: Order) -> str:
        """The keys that choose."""
        return "t true · f false"

    def pick(self, draft: Draft, place: int, order: Order) -> Draft:
        """Choose true or false."""
        return draft._replace(picks=(place,)) if place < len(_WORDS) else draft

    def read_line(self, line: str, order: Order) -> Draft:
        """The last of the words or numbers of a line, if each of them is true or false."""
        words = (word[0] if word.lower() in ("true", "false") else word for word in words_in(line))
        return pick_words(self, words, order)

    @property
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""
        return "Type true or false."

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """True or false; None if nothing is chosen."""
        return draft.picks[0] == 0 if draft.picks else None

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """True or false, or a word for it; what is neither stays as it is."""
        return given if isinstance(given, bool) else _VALUES.get(str(given).strip().casefold(), str(given))

    def grade(self, answer: Answer) -> Verdict:
        """Right or wrong, and nothing between."""
        if not isinstance(answer, bool):
            return WRONG
        return Verdict(answer is self.truth, float(answer is self.truth), "true" if self.truth else "false")

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """True and false, with signs for the right one and the one that was chosen."""
        rows = (
            marked_option(f"{n}  ", word, self.truth is value, answer is value)
            for n, (word, value) in enumerate(_WORDS, start=1)
        )
        return (OptionList(tuple(rows)),)

    def text(self, order: Order) -> str:
        """True or false, in a word."""
        return "True" if self.truth else "False"

    def value(self) -> Any:
        """True or false."""
        return self.truth

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The statement, and whether it holds."""
        return two_sides((*ask, caption("True or false?")), [line(self.text(order))])
