"""Order: items that the reader puts in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random
from string import ascii_lowercase
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page import Blocks, OptionList, Span, Spans
from mlsys_cli.quiz.answer_key import LETTERS, WRONG, Answer, AnswerKey, Draft, Order, Verdict
from mlsys_cli.quiz.flashcard_sides import Sides, line, listed, two_sides
from mlsys_cli.quiz.option_list import disordered, option, places_given, sign
from mlsys_cli.quiz.question import Accept, Mistake, Question, Steps


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
        for number, text in enumerate(self.items):
            yield ("items", number), text


@dataclass(frozen=True, slots=True)
class OrderKey(AnswerKey):
    """The items in their right order."""

    items: tuple[str, ...]
    instruction = "Choose the items in the correct order."
    expected = "Type the letters of all items in order, for example: b a c"
    credited = "of the pairs of items are in the correct order"

    def shuffle(self, chance: Random) -> Order:
        return disordered(len(self.items), chance)

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The items, each with its letter, and with its rank if it was chosen."""
        rows = []
        for n, place in enumerate(order):
            picked = n in draft.picks
            rank = f"{draft.picks.index(n) + 1}." if picked else "  "
            rows.append(option(ascii_lowercase[n % 26], self.items[place], picked, f"{rank} "))
        return (OptionList(tuple(rows)),)

    def keys(self, order: Order) -> str:
        return f"a-{LETTERS[min(len(order), len(LETTERS)) - 1]} put next · Enter answer"

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return tuple(order[one] for one in draft.picks) if len(draft.picks) == len(self.items) else None

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        return places_given(given, self.items, offered)

    def grade(self, answer: Answer) -> Verdict:
        """The credit is the share of pairs of items that are in the right order."""
        if sorted(answer) != list(range(len(self.items))):
            return WRONG
        ordered = [one < other for one, other in combinations(answer, 2)]
        return Verdict(all(ordered), sum(ordered) / len(ordered))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The items in their right order, with a note of where each was put."""
        rows = []
        for place, text in enumerate(self.items):
            right = answer[place : place + 1] == (place,)
            note: Spans = ()
            if not right and place in answer:
                number = answer.index(place) + 1
                ordinal = f"{number}{'th' if number > 3 else ('st', 'nd', 'rd')[number - 1]}"
                note = (Span(f"  (you put it {ordinal})", "caption"),)
            rows.append((sign(right, f"{place + 1}. "), (Span(text), *note)))
        return (OptionList(tuple(rows)),)

    def offered(self, order: Order) -> dict[str, Any]:
        return {"items": [self.items[place] for place in order]}

    def value(self) -> Any:
        return list(self.items)

    def sides(self, ask: Blocks, order: Order) -> Sides:
        shown = listed(self.items[place] for place in order)
        return two_sides((*ask, line("In which order?", "caption"), shown), [listed(self.items, ordered=True)])
