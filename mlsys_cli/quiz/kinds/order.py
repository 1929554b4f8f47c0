"""Order: items that the reader puts in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, OptionList, Span
from mlsys_cli.quiz.answer_key import WRONG, Answer, AnswerKey, Draft, Order, Verdict, grade_parts, line, listed
from mlsys_cli.quiz.option_list import disordered, indices_of, letter_of, letters_to, option, sign
from mlsys_cli.quiz.question import Accept, Mistake, Question, Steps
from mlsys_cli.quiz.sides import Sides, two_sides


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuestion(Question):
    """Items to be put in order; they are listed in the correct order."""

    ASK: ClassVar = "Ask the reader to put things about $name in order."
    ANSWER: ClassVar = "items:  # in the correct order\n  - What comes first\n  - What follows\n  - What comes last\n"

    kind: Annotated[Literal["order"], "The reader puts items in order."]
    items: Annotated[tuple[str, ...], "The items, in the correct order."]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "OrderKey | None":
        return OrderKey(tuple(fields["items"])) if len(fields["items"]) > 1 else None

    def mistakes(self) -> Iterator[Mistake]:
        if len(set(self.items)) < max(2, len(self.items)):
            yield Mistake(("items",), "there must be two or more items, all different")

    def offered_texts(self) -> Iterator[tuple[Steps, str]]:
        for index, text in enumerate(self.items):
            yield ("items", index), text


@dataclass(frozen=True, slots=True)
class OrderKey(AnswerKey):
    """The items in their right order."""

    items: tuple[str, ...]
    instruction = "Choose the items in the correct order."
    expected = "Type the numbers of all items in order, for example: 2 1 3"
    credited = "of the places are right"

    def shuffle(self, chance: Random) -> Order:
        return disordered(len(self.items), chance)

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The items, each with its letter, and with its rank if it was chosen."""
        rows = []
        for n, index in enumerate(order):
            picked = n in draft.picks
            rank = f"{draft.picks.index(n) + 1}." if picked else "  "
            rows.append(option(letter_of(n), self.items[index], picked, f"{rank} ", pointed=n == draft.focus))
        return (OptionList(tuple(rows)),)

    def keys(self, order: Order) -> str:
        return f"{letters_to(len(order))} Space choose · Enter answer · ↑ ↓ move"

    def fields(self) -> int:
        return len(self.items)

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return tuple(order[pick] for pick in draft.picks) if len(draft.picks) == len(self.items) else None

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        return indices_of(value, self.items, offered)

    def grade(self, answer: Answer) -> Verdict:
        """The credit is the share of places that have their item."""
        if sorted(answer) != list(range(len(self.items))):  # an answer from a file may name an item twice, or none
            return WRONG
        return grade_parts([put == index for index, put in enumerate(answer)], len(self.items))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The items in the order in which they were put, each place with what belongs there if it is another."""
        rows = []
        for index, text in enumerate(self.items):
            if sorted(answer) != list(range(len(self.items))):  # there is no order to be marked
                rows.append((Span(f"  {index + 1}. ", "mark"), (Span(text),)))
                continue
            put = answer[index]
            note = () if put == index else (Span(f"  (here belongs: {text})", "caption"),)
            rows.append((sign(put == index, f"{index + 1}. "), (Span(self.items[put]), *note)))
        return (OptionList(tuple(rows)),)

    def offered(self, order: Order) -> dict[str, Any]:
        return {"items": [self.items[index] for index in order]}

    def value(self) -> Any:
        return list(self.items)

    def sides(self, ask: Blocks, order: Order) -> Sides:
        shown = listed(self.items[index] for index in order)
        return two_sides((*ask, line("In which order?", "caption"), shown), [listed(self.items, ordered=True)])
