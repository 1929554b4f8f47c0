"""The answers of a quiz in the learner's store: each when it is given, and at the end the result."""

from collections.abc import Sequence

from mlsys_cli.deck.grades import grade_of
from mlsys_cli.deck.select import Pretest
from mlsys_cli.errors import MlsysError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.scheduler import Grade, Step
from mlsys_cli.quiz.state import Quiz, QuizItem, score
from mlsys_cli.session.session import Session
from mlsys_cli.session.subjects import subject_of
from mlsys_cli.text.sanitize import harmless

_LONGEST_SUBJECT = 400


_NEEDED = {"right", "answered", "asked", "seed", "kinds", "levels", "cards"}
"""The data that a pretest needs; a quiz that another program has written may lack them."""


def _places_subject(places: Sequence[Ref]) -> str:
    """The subject of a quiz about some places."""
    return ",".join(map(subject_of, places))[:_LONGEST_SUBJECT]


def log_answer(session: Session, item: QuizItem, grade: Grade, seconds: float = 0.0) -> Step:
    """Remember the answer to a question with its grade; returns what it makes of the card."""
    given = item.given
    assert given is not None
    more: dict[str, object] = {} if isinstance(given.answer, str) else {"answer": given.answer}
    more |= {name: True for name in ("hinted", "overruled") if getattr(given, name)}
    return session.learner.store.answer(
        item.card.id,
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

    def note(self, item: QuizItem) -> str:
        """Remember an answer, in place of one that was counted otherwise; returns a message if that fails."""
        given, card = item.given, item.card.id
        if given is None or self.trouble:
            return ""
        store, now = self._session.learner.store, self._session.learner.clock()
        try:
            if card in self._logged:
                store.undo(self._logged.pop(card), now)
            step = log_answer(self._session, item, grade_of(given))
        except MlsysError as error:
            self.trouble = error
            return f"Your answers can't be saved: {error.message}"
        self._logged[card] = step.event
        return ""

    def finish(self, places: Sequence[Ref], quiz: Quiz, **values: object) -> None:
        """Remember the result, if anything was answered."""
        whole = score(quiz.items)
        if self.trouble or not whole.answered:
            return
        cards = [item.card.id for item in quiz.items]
        numbers = {"asked": whole.asked, "answered": whole.answered, "right": whole.right}
        more = {"credit": round(whole.credit, 4), "cards": cards, **values}
        self._session.learner.store.finish_quiz(
            _places_subject(places), {**numbers, **more}, self._session.learner.clock()
        )


def pretest_of(session: Session, places: Sequence[Ref]) -> Pretest | None:
    """The last pretest about these places; None if there was none."""
    subject = _places_subject(places)
    found = [event.values for event in session.learner.store.events("quiz") if event.subject == subject]
    before = [values for values in found if values.get("side") == "before" and values.keys() >= _NEEDED]
    return Pretest.from_values(before[-1]) if before else None
