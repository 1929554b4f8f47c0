"""The key of a question: the right answers, and all that depends on how they are given."""

from abc import ABC, abstractmethod
from random import Random
from typing import Any, ClassVar, TypeAlias

from mlsys_cli.page import Blocks
from mlsys_cli.quiz.draft import Draft
from mlsys_cli.quiz.flashcard_sides import Sides
from mlsys_cli.quiz.option_list import place_chosen, words_in
from mlsys_cli.quiz.verdict import Verdict

Answer: TypeAlias = bool | str | tuple[int, ...] | tuple[str, ...]
"""An answer, by the kind of question: places of choices, of items in the order in which they were put, of the right
side for each left one; true or false; a text; a text for each gap. A place is that in the book, from 0."""

Order: TypeAlias = tuple[int, ...]
"""The order in which options are shown, by their places in the book."""


class AnswerKey(ABC):
    """The right answers to a card. Each kind of question has a key of its own.

    The abstract methods are what a kind must have; the others have the default of a kind whose options are chosen.
    `order` is the one in which options are shown, and the places of a draft are those that are shown.
    """

    typed: ClassVar[bool] = False
    """True if the answer is typed, and not chosen."""

    credited: ClassVar[str] = "of it is"
    """The end of the sentence `Not right, but 50% …`, which says of what the credit is a share."""

    @property
    def instruction(self) -> str:
        """A sentence that says what to do, where the question alone doesn't."""
        return ""

    @property
    def label(self) -> str:
        """Words before the field in which the answer is typed, such as its unit."""
        return ""

    @property
    def decisive(self) -> bool:
        """True if one choice is the whole answer."""
        return False

    def shuffle(self, chance: Random) -> Order:
        """An order in which to show the options."""
        return ()

    def blank(self) -> Draft:
        """The draft before anything was done."""
        return Draft()

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The options with what was chosen so far."""
        return ()

    def place_of(self, text: str, order: Order) -> int | None:
        """The shown place of the option that a letter or digit chooses; None if it chooses none."""
        return place_chosen(text, len(order))

    def keys(self, order: Order) -> str:
        """The keys that choose, in a few words."""
        return ""

    def pick(self, draft: Draft, place: int, order: Order) -> Draft:
        """Choose the option at a place; choosing it again undoes that."""
        return draft.toggle(place) if place < len(order) else draft

    def unpick(self, draft: Draft) -> Draft:
        """Undo the last choice."""
        return draft._replace(picks=draft.picks[:-1])

    def fields(self) -> int:
        """The number of fields or lines that are filled one by one."""
        return 1

    def read_line(self, line: str, order: Order) -> Draft:
        """The draft that a typed line is, such as numbers of options; a blank one if it can't be read."""
        draft = self.blank()
        for word in words_in(line):
            place = self.place_of(word, order)
            if place is None:
                return self.blank()
            draft = self.pick(draft, place, order)
        return draft

    @property
    @abstractmethod
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""

    @abstractmethod
    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The answer that a draft is; None while something is missing."""

    def doubt(self, answer: Answer) -> str:
        """A reason to ask whether an answer is meant as it is; empty if there is none."""
        return ""

    @abstractmethod
    def read(self, given: Any, offered: tuple[str, ...]) -> Answer:
        """The answer in a file. An option is named by its text, or by its number in what was `offered`, from 1.

        What names no option has the place -1, which is wrong.
        """

    @abstractmethod
    def grade(self, answer: Answer) -> Verdict:
        """The verdict on an answer. One of a type that doesn't fit the key is wrong."""

    @abstractmethod
    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The right answer beside the one that was given."""

    @abstractmethod
    def text(self, order: Order) -> str:
        """The right answer in a line."""

    def room(self) -> Blocks:
        """Room for the answer on a sheet of paper."""
        return ()

    def offered(self, order: Order) -> dict[str, Any]:
        """The fields of JSON that say what there is to choose from."""
        return {}

    @abstractmethod
    def value(self) -> Any:
        """The right answer in JSON, as it would be given."""

    @abstractmethod
    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The two sides of an Anki note that asks a question."""
