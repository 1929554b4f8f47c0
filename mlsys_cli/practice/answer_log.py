"""The answers of a quiz in the learner's store: each when it is given, and at the end the result."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mlsys_cli.errors import MlsysError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.scheduler import Grade, Step
from mlsys_cli.quiz.state import Quiz, QuizItem, grade_of, score
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of
from mlsys_cli.text.sanitize import harmless

_LONGEST_SUBJECT = 400


class Pretest(NamedTuple):
    """The last quiz before reading: its result, and the request by which its cards were chosen."""

    right: int
    answered: int
    number: int
    seed: int
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    generated: bool | None
    cards: frozenset[str]

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> "Pretest":
        """The pretest that the data of an event tell of."""
        return cls(
            right=values["right"],
            answered=values["answered"],
            number=values["asked"],
            seed=values["seed"],
            kinds=tuple(values["kinds"]),
            levels=tuple(values["levels"]),
            generated=values.get("generated"),
            cards=frozenset(values["cards"]),
        )


_NEEDED = {"right", "answered", "asked", "seed", "kinds", "levels", "cards"}
"""The data that a pretest needs; a quiz that another program has written may lack them."""


def _places_subject(places: Sequence[Ref]) -> str:
    """The subject of a quiz about some places."""
    return ",".join(map(subject_of, places))[:_LONGEST_SUBJECT]


def log_answer(session: Session, turn: QuizItem, grade: Grade, seconds: float = 0.0) -> Step:
    """Remember the answer to a question with its grade; returns what it makes of the card."""
    given = turn.given
    assert given is not None
    more: dict[str, object] = {} if isinstance(given.answer, str) else {"answer": given.answer}
    more |= {name: True for name in ("hinted", "overruled") if getattr(given, name)}
    return session.learner.store.answer(
        turn.question.id,
        grade,
        session.learner.clock(),
        right=given.right,
        seconds=seconds,
        typed=harmless(given.answer) if isinstance(given.answer, str) else "",
        retention=session.learner.settings.desired_retention,
        more=more,
    )


class Recorder:
    """Remembers the answers of a quiz. If the store fails, `trouble` is the error, and the quiz goes on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._logged: dict[str, str] = {}
        self.trouble: MlsysError | None = None

    def note(self, turn: QuizItem) -> str:
        """Remember an answer, in place of one that was counted otherwise; returns a message if that fails."""
        given, card = turn.given, turn.question.id
        if given is None or self.trouble:
            return ""
        store, now = self._session.learner.store, self._session.learner.clock()
        try:
            if card in self._logged:
                store.undo(self._logged.pop(card), now)
            step = log_answer(self._session, turn, grade_of(given))
        except MlsysError as error:
            self.trouble = error
            return f"Your answers can't be remembered: {error.message}"
        self._logged[card] = step.event
        return ""

    def finish(self, places: Sequence[Ref], quiz: Quiz, **values: object) -> None:
        """Remember the result, if anything was answered."""
        whole = score(quiz.turns)
        if self.trouble or not whole.answered:
            return
        cards = [turn.question.id for turn in quiz.turns]
        numbers = {"asked": whole.asked, "answered": whole.answered, "right": whole.right}
        more = {"credit": round(whole.credit, 4), "cards": cards, **values}
        self._session.learner.store.finish_quiz(
            _places_subject(places), {**numbers, **more}, self._session.learner.clock()
        )


def pretest_of(session: Session, places: Sequence[Ref]) -> Pretest | None:
    """The last quiz about these places that was asked before reading."""
    subject = _places_subject(places)
    found = [event.values for event in session.learner.store.events("quiz") if event.subject == subject]
    before = [values for values in found if values.get("side") == "before" and values.keys() >= _NEEDED]
    return Pretest.from_values(before[-1]) if before else None
