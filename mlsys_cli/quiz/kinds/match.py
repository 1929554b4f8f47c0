"""Match: the reader finds the right side for each left side of some pairs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from mlsys_cli.page.blocks import Blocks, OptionList, Span, Spans, text_spans
from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Draft, Order, Verdict, grade_parts, line, listed
from mlsys_cli.quiz.option_list import disordered, indices_of, letter_of, letters_to, sign
from mlsys_cli.quiz.question import STRICT, Accept, Mistake, Question, Steps
from mlsys_cli.quiz.sides import Sides, two_sides
from mlsys_cli.text.english import normalize_name

EMPTY = -1
"""The place of a right side that isn't chosen yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts that belong together."""

    __pydantic_config__: ClassVar = STRICT

    left: Annotated[str, "The side that is shown."]
    right: Annotated[str, "The side that matches it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchQuestion(Question):
    """A question whose left sides are matched with the right sides."""

    ASK: ClassVar = "Ask the reader to match things about $name."
    ANSWER: ClassVar = """\
pairs:
  - {left: One item, right: what belongs to it}
  - {left: Another item, right: what belongs to that}
"""

    kind: Annotated[Literal["match"], "The reader matches the two sides of pairs."]
    pairs: Annotated[tuple[Pair, ...], "The correct pairs, in any order."]

    @staticmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> "MatchKey | None":
        left = tuple(pair["left"] for pair in fields["pairs"])
        right = tuple(pair["right"] for pair in fields["pairs"])
        return MatchKey(left, right) if len(set(left)) == len(set(right)) == len(left) > 1 else None

    def mistakes(self) -> Iterator[Mistake]:
        for side in ("left", "right"):
            texts = [getattr(pair, side) for pair in self.pairs]
            if len(set(texts)) < max(2, len(texts)):
                yield Mistake(("pairs",), f"there must be two or more {side} sides, all different")

    def offered_texts(self) -> Iterator[tuple[Steps, str]]:
        for index, pair in enumerate(self.pairs):
            yield ("pairs", index, "left"), pair.left
            yield ("pairs", index, "right"), pair.right


@dataclass(frozen=True, slots=True)
class MatchKey(AnswerKey):
    """The left sides, and the right sides in the same order."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    instruction = "Choose what matches each."
    expected = "Type a number for each line, from the first to the last, for example: 2 1 3"
    credited = "of the pairs are right"

    def shuffle(self, chance: Random) -> Order:
        return disordered(len(self.right), chance)

    def blank(self) -> Draft:
        return Draft(picks=(EMPTY,) * len(self.left))

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The left sides, each after the letter of its choice, and the right sides with their letters.

        Whatever is chosen, each has the same place on the screen.
        """
        left = []
        for n, (text, chosen) in enumerate(zip(self.left, draft.picks, strict=True)):
            letter = "·" if chosen == EMPTY else letter_of(chosen)
            left.append((Span(f"{'▸' if n == draft.focus else ' '} {letter}  ", "picked"), text_spans(text)))
        right = (
            (Span(f"  {letter_of(n)}  ", "mark"), text_spans(text, "trail" if n in draft.picks else ""))
            for n, text in enumerate(self.right[index] for index in order)
        )
        return OptionList(tuple(left)), OptionList(tuple(right))

    def keys(self, order: Order) -> str:
        return f"{letters_to(len(order))} match · Enter answer · ↑ ↓ move"

    def pick(self, draft: Draft, index: int, order: Order) -> Draft:
        """Match the left side in focus with a right one, taken from any other left side, and go on."""
        picks = [EMPTY if pick == index else pick for pick in draft.picks]
        if draft.picks[draft.focus] != index:
            picks[draft.focus] = index
        later = [n for n in (*range(draft.focus + 1, len(picks)), *range(draft.focus)) if picks[n] == EMPTY]
        undone = picks[draft.focus] == EMPTY
        return draft._replace(picks=tuple(picks), focus=draft.focus if undone or not later else later[0])

    def unpick(self, draft: Draft) -> Draft:
        """Undo the match of the left side in focus, or of the last one before it that has one.

        If there is none before it, the focus has gone on from the bottom to the top: the last one of all is undone.
        """
        filled = [n for n, pick in enumerate(draft.picks) if pick != EMPTY]
        last = max([n for n in filled if n <= draft.focus] or filled, default=EMPTY)
        picks = tuple(EMPTY if n == last else pick for n, pick in enumerate(draft.picks))
        return draft._replace(picks=picks, focus=max(last, 0))

    def fields(self) -> int:
        return len(self.left)

    def pointed(self, draft: Draft) -> int | None:
        """None: the cursor is at a left side, and a letter chooses the right one."""
        return None

    def read_line(self, line: str, order: Order) -> Draft:
        """The right sides that a line names, one for each left side."""
        draft = self.blank()
        for row, index in enumerate(self.indices_in(line, order)):
            if index is None:
                return self.blank()
            draft = self.pick(draft._replace(focus=min(row, len(self.left) - 1)), index, order)
        return draft

    @property
    def nothing(self) -> Answer:
        return (EMPTY,) * len(self.left)

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        return None if EMPTY in draft.picks else tuple(order[pick] for pick in draft.picks)

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        """The place of the right side of each left one, from an object by left sides, or a list in their order."""
        if isinstance(value, dict):
            by_key = {normalize_name(name): side for name, side in value.items()}
            value = [by_key.get(normalize_name(text)) for text in self.left]
        return indices_of(value, self.right, offered)

    def grade(self, answer: Answer) -> Verdict:
        return grade_parts([index == chosen for index, chosen in enumerate(answer)], len(self.left))

    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The pairs, with a note of what was chosen instead."""
        rows: list[tuple[Span, Spans]] = []
        for index, chosen in enumerate(answer):
            note = () if chosen in (index, EMPTY) else (Span(f"  (you chose: {self.right[chosen]})", "caption"),)
            rows += [
                (Span("  ") if answer == self.nothing else sign(chosen == index), (Span(self.left[index]),)),
                (Span("    → ", "mark"), (Span(self.right[index], "strong"), *note)),
            ]
        return (OptionList(tuple(rows)),)

    def text(self, order: Order) -> str:
        return "; ".join(self._pairs())

    def _pairs(self) -> list[str]:
        return [f"{left} → {right}" for left, right in zip(self.left, self.right, strict=True)]

    def offered(self, order: Order) -> dict[str, Any]:
        return {"left": list(self.left), "right": [self.right[index] for index in order]}

    def value(self) -> Any:
        return dict(zip(self.left, self.right, strict=True))

    def sides(self, ask: Blocks, order: Order) -> Sides:
        ask = (*ask, line("Match each item.", "caption"))
        left, right = listed(self.left, ordered=True), listed(self.right[index] for index in order)
        return two_sides((*ask, left, right), [listed(self._pairs(), ordered=True)])
