"""A question as its author writes it: the fields of every kind, and the interface for those of one kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeAlias

from mlsys_cli.quiz.answer_key import AnswerKey
from mlsys_cli.quiz.text_answers import Accepted

Level: TypeAlias = Literal["recall", "understand", "apply"]
"""The levels: to recall a fact, to explain it, or to apply it to a new case."""

Accept: TypeAlias = Callable[[Iterable[str]], Accepted | None]
"""Completes the accepted answers of an author with other names of the same terms; None if there are no answers."""

ID_HELP = "Short, lower case, with hyphens; only `mlsys rename` may change it."
Formerly: TypeAlias = Annotated[tuple[str, ...], "The ids that it had before; `mlsys rename` writes them."]
Sources: TypeAlias = Annotated[tuple[str, ...], "The keys of its sources."]
AsOf: TypeAlias = Annotated[
    str | int | None,
    "The date of a fact that becomes outdated, shown to readers: a year, or a year and month in quotes.",
]
Run: TypeAlias = Annotated[str, "The exhibit to try, such as perceptron/xor; `mlsys run` lists them."]
Disputed: TypeAlias = Annotated[str, "A note, shown to readers, on who disagrees and how. Cite the sources."]

STRICT: dict[str, Any] = {"extra": "forbid", "allow_inf_nan": False}
"""The configuration of parts of a question: without it Pydantic would overlook unknown keys in them."""


Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value in a question: keys and numbers of items."""


class Mistake(NamedTuple):
    """An error in a question: the path to the value, and the rule of `mlsys check` that it breaks.

    It may be about `length` characters of the value from an `offset`.
    """

    steps: Steps
    message: str
    hint: str = ""
    rule: str = "no-accepted-answer"
    offset: int = 0
    length: int = 0


class Drawn(NamedTuple):
    """The fields of a question with the fresh numbers that were drawn, and a function that puts them in its texts."""

    fields: dict[str, Any]
    fill: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(ABC):
    """The keys of every question. `explain` says why the answer is correct, without referring to choices by letter."""

    ASK: ClassVar = "Ask a question about $name that tests understanding."
    """The text of a new question about `$name`."""

    ANSWER: ClassVar = ""
    """The YAML of the kind's own keys in a new question."""

    PROSE: ClassVar[tuple[str, ...]] = ()
    """The kind's own keys that are Markdown; the index has them as blocks."""

    id: Annotated[str, f"Unique in the whole book. {ID_HELP}"]
    section: Annotated[str, "The section that it is about, as chapter/section."]
    level: Annotated[Level, "The depth of the question: recall, understand or apply."]
    ask: Annotated[str, "The question, as prose."]
    explain: Annotated[str, "The reason why the answer is correct, without naming a choice by its letter."]
    hint: Annotated[str, "Help that doesn't give the answer away."] = ""
    run: Run = ""
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()

    @staticmethod
    @abstractmethod
    def key(fields: Mapping[str, Any], accept: Accept) -> AnswerKey | None:
        """The key made from the fields of the kind, as stored in the index; None if there is no correct answer."""

    @staticmethod
    def draw(fields: Mapping[str, Any], seed: int | str) -> Drawn | None:
        """The fresh numbers of one asking; None if the question is always the same."""
        return None

    def sample(self, text: str) -> str:
        """A text of the question as it is listed, with values in it if they are drawn."""
        return text

    def wrong_types(self) -> Iterator[tuple[str, str]]:
        """The keys whose values are unfit beside the others, and what they must be."""
        yield from ()

    def mistakes(self) -> Iterator[Mistake]:
        """The errors because of which no answer is correct, or too many are."""
        yield from ()

    def shown_texts(self) -> Iterator[tuple[Steps, str]]:
        """The texts that are shown before the question is answered, each with the way to it."""
        yield ("ask",), self.ask
        yield ("hint",), self.hint
        yield from self.offered_texts()

    def offered_texts(self) -> Iterator[tuple[Steps, str]]:
        """The texts of the options, each with its path."""
        yield from ()

    def typed_answers(self) -> tuple[str, ...]:
        """The answers to be typed, which the texts of the question must not contain."""
        return ()
