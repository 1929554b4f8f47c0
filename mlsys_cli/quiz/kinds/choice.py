"""Choice: one or several of the choices are correct."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, OptionList
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft, Order, Verdict, line, listed
from mlsys_cli.quiz.option_list import indices_of, letter_of, letters_to, marked_option, option, shuffled
from mlsys_cli.quiz.question import STRICT, Accept, Mistake, Question, Steps
from mlsys_cli.quiz.sides import Sides, two_sides

_NO_RIGHT_CHOICE = "no-right-choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the choices of a question; `right` if it is correct."""

    __pydantic_config__: ClassVar = STRICT

    text: Annotated[str, "The text of the choice."]
    right: Annotated[bool, "true if the choice is correct."] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(Question):
    """A question with one or several correct choices."""

    ANSWER: ClassVar = """\
choices:  # they are shuffled
  - {text: The right answer, right: true}
  - {text: What one might think at first}
  - {text: What is nearly true}
  - {text: What is true of something else}
"""

    kind: Annotated[Literal["choice"], "The reader chooses one or several of the choices."]
    choices: Annotated[tuple[Choice, ...], "The choices, in any order: they are shuffled."]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "ChoiceKey | None":
        right = frozenset(n for n, choice in enumerate(fields["choices"]) if choice["right"])
        return ChoiceKey(tuple(choice["text"] for choice in fields["choices"]), right) if right else None

    def mistakes(self) -> Iterator[Mistake]:
        right = sum(choice.right for choice in self.choices)
        if not right or right == len(self.choices):
            message = f"{'every' if right else 'no'} choice is marked as correct"
            yield Mistake(("choices",), message, "mark only the correct choices with 'right: true'", _NO_RIGHT_CHOICE)
        texts = [choice.text for choice in self.choices]
        for index, text in enumerate(texts):
            if text in texts[:index]:
                message = f"the choice {text!r} is listed twice"
                yield Mistake(("choices", index, "text"), message, rule=_NO_RIGHT_CHOICE)

    def offered_texts(self) -> Iterator[tuple[Steps, str]]:
        for index, choice in enumerate(self.choices):
            yield ("choices", index, "text"), choice.text


@dataclass(frozen=True, slots=True)
class ChoiceKey(AnswerKey):
    """The texts of the choices in the order of the book, and the places of those that are right."""

    texts: tuple[str, ...]
    right: frozenset[int]

    @property
    def several(self) -> bool:
        """True if there are several correct choices."""
        return len(self.right) > 1

    @property
    def decisive(self) -> bool:
        return not self.several

    @property
    def instruction(self) -> str:
        return "Choose all correct answers." if self.several else ""

    @property
    def expected(self) -> str:
        several = "Type the numbers of all correct choices, for example: 1 3"
        return several if self.several else "Type the number of the correct choice."

    def shuffle(self, chance: Random) -> Order:
        return shuffled(len(self.texts), chance)

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The choices, with a sign before each if several can be chosen."""
        signs = ("○ ", "● ") if self.several else ("", "")
        rows = (
            option(letter_of(n), self.texts[index], n in draft.picks, signs[n in draft.picks], pointed=n == draft.focus)
            for n, index in enumerate(order)
        )
        return (OptionList(tuple(rows)),)

    def keys(self, order: Order) -> str:
        letters = letters_to(len(order))
        return f"{letters} Space choose · Enter answer · ↑ ↓ move" if self.several else f"{letters} ↑ ↓ Enter answer"

    def fields(self) -> int:
        return len(self.texts)

    def pick(self, draft: Draft, index: int, order: Order) -> Draft:
        """Choose one, instead of another if only one is right."""
        return draft.toggle(index) if self.several else draft._replace(picks=(index,))

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return tuple(sorted(order[pick] for pick in draft.picks)) or None

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        return tuple(sorted(set(indices_of(value, self.texts, offered))))

    def grade(self, answer: Answer) -> Verdict:
        """Each wrong choice cancels a correct one, so that choosing everything earns little credit."""
        right = len(self.right.intersection(answer))
        share = (2 * right - len(answer)) / len(self.right)
        return Verdict(share == 1.0, max(share, 0.0))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        rows = (
            marked_option(letter_of(n), self.texts[index], index in self.right, index in answer)
            for n, index in enumerate(order)
        )
        return (OptionList(tuple(rows)),)

    def text(self, order: Order) -> str:
        return "; ".join(f"{letter_of(n)} {self.texts[index]}" for n, index in enumerate(order) if index in self.right)

    def offered(self, order: Order) -> dict[str, Any]:
        return {"choices": [self.texts[index] for index in order], "several": self.several}

    def value(self) -> Any:
        """The text of the right choice, or a list of them."""
        chosen = [self.texts[index] for index in sorted(self.right)]
        return chosen if self.several else chosen[0]

    def sides(self, ask: Blocks, order: Order) -> Sides:
        todo = (line(self.instruction, "caption"),) if self.instruction else ()
        answer = [line(f"{n}. {self.texts[index]}") for n, index in enumerate(order, start=1) if index in self.right]
        return two_sides((*ask, *todo, listed((self.texts[index] for index in order), ordered=True)), answer)
