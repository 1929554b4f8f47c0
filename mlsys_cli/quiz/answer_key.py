"""The key of a question: the right answers, and all that depends on how they are given."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, ClassVar, NamedTuple, TypeAlias

from mlsys_cli.page.blocks import Block, Blocks, Bullets, DefinitionList, Paragraph, Spans, text_spans
from mlsys_cli.quiz.option_list import LETTERS
from mlsys_cli.quiz.sides import Sides
from mlsys_cli.text.sanitize import harmless

Answer: TypeAlias = Any
"""An answer, by the kind of question: indices of choices, of items in the order in which they were put, of the right
side for each left one; true or false; a text; a text for each gap. An index counts the options in the book, from 0."""

Order: TypeAlias = tuple[int, ...]
"""The order in which options are shown, by their indices in the book."""

BLANK_LINE = "_" * 16
"""Room for an answer on paper."""


class Draft(NamedTuple):
    """An answer while it is being given. An index counts the options as they are shown, from 0.

    `picks` are indices in the order in which they were chosen, or for each left side that of its right one.
    `texts` are what is typed, one for each field. `focus` is the field, line or option where the cursor is.
    """

    picks: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    focus: int = 0

    def toggle(self, index: int) -> "Draft":
        """The draft with an option chosen, or no longer chosen if it was."""
        others = tuple(pick for pick in self.picks if pick != index)
        return self._replace(picks=others if index in self.picks else (*self.picks, index))

    def write(self, text: str) -> "Draft":
        """The draft with another text in the field that has the focus."""
        return self._replace(texts=tuple(text if n == self.focus else other for n, other in enumerate(self.texts)))

    @property
    def typed(self) -> str:
        """The text of the field that has the focus."""
        return self.texts[self.focus] if self.texts else ""


class Verdict(NamedTuple):
    """The grading of an answer: right or not, how much of it (0 to 1), the text that was accepted, and a remark.

    `right` is None while only a person can tell, who hasn't yet.
    """

    right: bool | None
    credit: float
    accepted: str = ""
    remark: str = ""


WRONG = Verdict(False, 0.0)


def grade_parts(parts: Sequence[bool], expected: int) -> Verdict:
    """The verdict on an answer of several parts: right only if all are, with credit for those that are."""
    credit = sum(parts[:expected]) / expected
    return Verdict(credit == 1.0 and len(parts) == expected, credit)


def line(text: str, style: str = "") -> Block:
    """A line of text."""
    return Paragraph(text_spans(text, style))


def listed(texts: Iterable[str], ordered: bool = False) -> Block:
    """A list of texts, numbered if `ordered`."""
    return Bullets(tuple((line(text),) for text in texts), ordered)


class AnswerKey(ABC):
    """The right answers to a card. Each kind of question has a key of its own.

    The abstract methods are what a kind must have; the others have the default of a kind whose options are chosen.
    `order` is the one in which options are shown, and the indices of a draft count them as they are shown.
    """

    typed: ClassVar[bool] = False
    """True if the answer is typed, and not chosen."""

    self_graded: ClassVar[bool] = False
    """True if only the learner knows whether an answer is right: their grade decides."""

    credited: ClassVar[str] = "of it is right"
    """The end of the sentence `Incorrect, but 50% …`, which says what the credit is a share of."""

    @property
    def instruction(self) -> str:
        """A sentence that says what to do, if the question alone doesn't."""
        return ""

    @property
    def label(self) -> str:
        """The label of the field for the answer, such as its unit."""
        return ""

    @property
    def model_answer(self) -> Blocks:
        """The answer in prose, of a kind that has such."""
        return ()

    @property
    def decisive(self) -> bool:
        """True if one choice is the whole answer."""
        return False

    def shuffle(self, chance: Random) -> Order:
        """An order in which to show the options."""
        return ()

    def blank(self) -> Draft:
        """The draft before anything was done, in which no option is pointed at."""
        return Draft(focus=-1)

    def options(self, order: Order, draft: Draft) -> Blocks:
        """The options with what was chosen so far."""
        return ()

    def index_of(self, text: str, order: Order) -> int | None:
        """The index among the shown options of the one that a letter chooses; None if it chooses none."""
        index = LETTERS.find(text.lower()) if len(text) == 1 else -1
        return index if 0 <= index < len(order) else None

    @property
    def nothing(self) -> Answer:
        """The answer of a learner who doesn't know."""
        return ()

    def keys(self, order: Order) -> str:
        """The keys that choose, in a few words."""
        return ""

    def pick(self, draft: Draft, index: int, order: Order) -> Draft:
        """Choose the option with an index; choosing it again undoes that."""
        return draft.toggle(index) if index < len(order) else draft

    def unpick(self, draft: Draft) -> Draft:
        """Undo the last choice."""
        return draft._replace(picks=draft.picks[:-1])

    def fields(self) -> int:
        """The number of fields or lines to fill in, or of options: the arrows move between them."""
        return 1

    def pointed(self, draft: Draft) -> int | None:
        """The index among the shown options of the one at the cursor; None if there is none."""
        return draft.focus if draft.focus >= 0 else None

    def read_line(self, line: str, order: Order) -> Draft:
        """The draft that a typed line is, such as numbers of options; a blank one if it can't be read."""
        draft = self.blank()
        for index in self.indices_in(line, order):
            if index is None:
                return self.blank()
            draft = self.pick(draft, index, order)
        return draft

    def indices_in(self, line: str, order: Order) -> list[int | None]:
        """The indices among the shown options that a typed line names by numbers or letters; None for what names none.

        If one choice isn't all, there need be no spaces between them.
        """
        words = re.findall(r"\w+", line)
        if len(words) == 1 and not self.decisive:
            words = list(words[0])
        return [
            int(word) - 1 if word.isdecimal() and 1 <= int(word[:4]) <= len(order) else self.index_of(word, order)
            for word in words
        ]

    @property
    @abstractmethod
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""

    @abstractmethod
    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The answer that a draft is; None while part of it is missing."""

    def doubt(self, answer: Answer) -> str:
        """A reason to ask the learner to confirm an answer; empty if there is none."""
        return ""

    @abstractmethod
    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        """The answer in a file. An option is named by its text, or by its number in what was `offered`, from 1.

        What names no option has the index -1, which is wrong.
        """

    @abstractmethod
    def grade(self, answer: Answer) -> Verdict:
        """The verdict on an answer, which is one that `answer` or `read` has returned."""

    @abstractmethod
    def solution(self, answer: Answer, order: Order) -> Blocks:
        """The correct answer together with the given one."""

    def text(self, order: Order) -> str:
        """The right answer in a line."""
        value = self.value()
        return "; ".join(value) if isinstance(value, list) else str(value)

    def room(self) -> Blocks:
        """Room for the answer on a sheet of paper."""
        return ()

    def offered(self, order: Order) -> dict[str, Any]:
        """The JSON fields that list the options."""
        return {}

    @abstractmethod
    def value(self) -> Any:
        """The right answer in JSON, as it would be given."""

    @abstractmethod
    def sides(self, ask: Blocks, order: Order) -> Sides:
        """The two sides of an Anki note that asks a question."""


class TypedAnswerKey(AnswerKey):
    """The key of a kind whose answers are typed; by default, there is one text to type."""

    typed: ClassVar[bool] = True

    def blank(self) -> Draft:
        """A draft with an empty text for each field."""
        return Draft(texts=("",) * self.fields())

    @property
    def nothing(self) -> Answer:
        """No text."""
        return ""

    def answer(self, draft: Draft, order: Order) -> Answer | None:
        """The text; None if there is none."""
        return draft.typed if draft.typed.strip() else None

    def read(self, value: Any, offered: tuple[str, ...]) -> Answer:
        """The text."""
        return str(value)

    def room(self) -> Blocks:
        """A line to write on."""
        return (Paragraph(text_spans(f"{BLANK_LINE} {self.label}".rstrip())),)

    def read_line(self, line: str, order: Order) -> Draft:
        """The draft that a line is, with `;` between the texts for several fields."""
        count = self.fields()
        texts = [line] if count == 1 else re.split(r"\s*;\s*", line)[:count]
        return Draft(texts=(*texts, *("",) * (count - len(texts))), focus=len(texts) - 1)

    @property
    def expected(self) -> str:
        """A sentence that says what kind of line is expected."""
        count = self.fields()
        unit = f" in {self.label}" if self.label else ""
        return f"Type the answer{unit}." if count == 1 else f"Type {count} answers with ; between them."


def written_and_right(written: str, right: Spans) -> DefinitionList:
    """The answer that was typed, if there is one, above the right one."""
    rows = (("You wrote", text_spans(harmless(written))),) if written else ()
    return DefinitionList((*rows, ("Answer", right)))
