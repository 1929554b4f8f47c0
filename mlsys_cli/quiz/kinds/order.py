"""Order: items to be put in sequence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random
from string import ascii_lowercase
from typing import Any, ClassVar, Literal

from mlsys_cli.page import Blocks, OptionList, Span, Spans, text_spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Order
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.flashcard_sides import Sides, caption, listed, two_sides
from mlsys_cli.quiz.option_list import (
    FALSE,
    LETTERS,
    RIGHT,
    as_list,
    disordered,
    pick_words,
    place_given,
    place_of,
    words_in,
)
from mlsys_cli.quiz.question import Accept, Mistake, Question
from mlsys_cli.quiz.verdict import WRONG, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuestion(Question):
    """Items to be put in sequence; they stand here in the right one."""

    HELP: ClassVar = {"kind": "Items are put in sequence.", "items": "The items, in the right sequence."}
    ASK: ClassVar = "Say what about $name is to be put in order."
    ANSWER: ClassVar = "items:  # in the right order\n  - What comes first\n  - What follows\n  - What comes last\n"

    kind: Literal["order"]
    items: tuple[str, ...]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "OrderKey | None":
        """The items in their order; None if there is nothing to put in order."""
        return OrderKey(tuple(fields["items"])) if len(fields["items"]) > 1 else None

    def mistakes(self) -> Iterator[Mistake]:
        """Fewer than two items, or the same one twice."""
        if len(set(self.items)) < max(2, len(self.items)):
            yield Mistake(("items",), "there must be two items or more, all different")

    def shown_texts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The texts of a question and its items."""
        yield ("ask",), self.ask
        yield ("hint",), self.hint
        for number, text in enumerate(self.items):
            yield ("items", number), text


@dataclass(frozen=True, slots=True)
class OrderKey(AnswerKey):
    """The items in their right order."""

    items: tuple[str, ...]

    @property
    def instruction(self) -> str:
        """A sentence that says how the items are put in order."""
        return "Choose them one after the other, in the right order."

    def shuffle(self, chance: Random) -> Order:
        """Any order of the items but the right one."""
        return disordered(len(self.items), chance)

    def blank(self) -> Draft:
        """A draft in which nothing is chosen."""
        return Draft()

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The items, each with its letter, and with its rank if it was chosen."""
        return (OptionList(tuple(_ranked(n, self.items[place], draft) for n, place in enumerate(order))),)

    def place_of(self, text: str, order: Order) -> int | None:
        """The item with a letter or number."""
        return place_of(text, len(order))

    def keys(self, order: Order) -> str:
        """The keys that choose."""
        return f"a-{LETTERS[min(len(order), len(LETTERS)) - 1]} put next · Enter answer"

    def pick(self, draft: Draft, place: int, order: Order) -> Draft:
        """Put an item next, or take it out."""
        return draft.toggle(place) if place < len(order) else draft

    def read_line(self, line: str, order: Order) -> Draft:
        """The items that the letters or numbers of a line name, in their order."""
        return pick_words(self, words_in(line), order)

    @property
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""
        return "Type the letters of all items in their order, as in: b a c"

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The places of the items in the order in which they were put; None until all are."""
        return tuple(order[one] for one in draft.picks) if len(draft.picks) == len(self.items) else None

    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """The places of the items that a file names, in its order."""
        return tuple(place_given(one, self.items, offered) for one in as_list(given))

    def grade(self, answer: Answer) -> Verdict:
        """The credit is the share of pairs of items that are in the right order."""
        if not isinstance(answer, tuple) or sorted(answer) != list(range(len(self.items))):
            return WRONG
        pairs = list(combinations(map(int, answer), 2))
        credit = sum(one < other for one, other in pairs) / len(pairs) if pairs else 1.0
        return Verdict(credit == 1.0, credit)

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The items in their right order, with a note of where each was put."""
        given = answer if isinstance(answer, tuple) else ()
        return (OptionList(tuple(_placed(n, text, given) for n, text in enumerate(self.items))),)

    def text(self, order: Order) -> str:
        """The items in their right order."""
        return "; ".join(self.items)

    def offered(self, order: Order) -> dict[str, Any]:
        """The items as they are shown."""
        return {"items": [self.items[place] for place in order]}

    def value(self) -> Any:
        """The items in their right order."""
        return list(self.items)

    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The items in disorder, and then in order."""
        shown = listed(self.items[place] for place in order)
        return two_sides((*ask, caption("In which order?"), shown), [listed(self.items, ordered=True)])


def _ranked(place: int, text: str, draft: Draft) -> tuple[Span, Spans]:
    picked = place in draft.picks
    rank = f"{draft.picks.index(place) + 1}." if picked else "  "
    mark = Span(f"  {ascii_lowercase[place % 26]}  {rank} ", "picked" if picked else "mark")
    return mark, text_spans(text, "picked" if picked else "")


def _placed(place: int, text: str, answer: tuple[int, ...] | tuple[str, ...]) -> tuple[Span, Spans]:
    right = answer[place : place + 1] == (place,)
    note = (
        ()
        if right or place not in answer
        else (Span(f"  (you put it {_ordinal(answer.index(place) + 1)})", "caption"),)
    )
    return Span(f"{RIGHT if right else FALSE} {place + 1}. ", "right" if right else "wrong"), (Span(text), *note)


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number > 3 else ('st', 'nd', 'rd')[number - 1]}"
