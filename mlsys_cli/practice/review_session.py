"""A review: the cards that it asks and the grades that it stores, without a front end."""

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from itertools import islice
from typing import NamedTuple

from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.deck.grades import GradedCard, Grades, proposed_grade
from mlsys_cli.deck.new_cards import cards_in_reading_order, new_cards
from mlsys_cli.deck.review_queue import (
    ReviewQueue,
    Upcoming,
    next_card,
    review_queue,
    upcoming,
    with_first,
    with_step,
    without,
)
from mlsys_cli.deck.select import seed_or_now
from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.scheduler import Grade, State
from mlsys_cli.journal.study_records import DueCard, Standing
from mlsys_cli.practice.answer_log import log_answer
from mlsys_cli.quiz.card import order_of
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.session import Session

_AT_ONCE = 300
"""The number of longest due cards with which a review begins, so that it begins at once however many are due."""


class ReviewRequest(NamedTuple):
    """The options of a review: its places, the new cards of a day, the most answers, and the seed of its order."""

    names: tuple[str, ...] = ()
    new: int | None = None
    limit: int | None = None
    seed: int | None = None


class Reviewer:
    """A review. Each method that changes something has stored it when it returns.

    `done` has the cards that were graded or suspended; `gone` counts the due cards that no open book has; `new_follow`
    is whether new cards may follow those that are due.
    """

    def __init__(self, session: Session, request: ReviewRequest) -> None:
        self._session = session
        self._store = session.learner.store
        self._request = request
        self.limit = request.limit
        self.seed = seed_or_now(request.seed, session.learner.now)
        self._deck = Deck(session.books.library, session.learner.today.date.year)
        self._places = tuple(places_named(session, list(request.names))) if request.names else ()
        self._left = ReviewQueue()
        self._passed: set[str] = set()
        self._fresh = new_cards(self._store, self._listed)
        self._standing = Standing()
        self._grades: tuple[QuizItem, Grades] | None = None
        self._unread = self._new_skipped = 0
        self._started = self._seconds = 0.0
        self.done: list[GradedCard] = []
        self.new_follow = False
        self.gone = 0

    # --- what comes next -----------------------------------------------------------------------------------------

    def next(self) -> QuizItem | None:
        """The next question; None when there is no more, or as much as was wanted has been answered."""
        while self.limit is None or len(self.answered) < self.limit:
            if not self._left.coming:
                self._fetch()
            card = next_card(self._left, self._session.learner.clock())
            if card is None:
                return None
            self._left = without(self._left, card)
            if item := self._turn(card):
                self._start()
                return item
        return None

    @property
    def answered(self) -> list[GradedCard]:
        """The answers that were graded."""
        return [done for done in self.done if done.grade]

    @property
    def right(self) -> int:
        """The number of them that were right."""
        return sum(done.item.given.right for done in self.answered if done.item.given)

    @property
    def left(self) -> int:
        """The number of cards to be asked after this one, as far as it is known."""
        left = self._left.number + self._unread
        return left if self.limit is None else min(left, self.limit - len(self.answered) - 1)

    def _fetch(self) -> None:
        """Take the cards that are due now, and if there are none left, new ones.

        Looking for new cards takes long where few are left, and nobody with due cards should wait for that.
        """
        today, known = self._session.learner.today_now(), self._passed | self._left.cards
        limit = _AT_ONCE + len(known) if self._wanted is None else -1
        due = self._store.due(today, limit)
        counts = self._store.counts(today)
        self._unread = max(counts.due - len(due), 0) if self._wanted is None else 0
        cards = [card for card in due if card.card not in known and (self._wanted is None or card.card in self._wanted)]
        allowed = self._allowed_after(counts.new)
        new = list(islice(self._fresh, max(allowed, 0))) if not cards else []
        self.new_follow = bool(cards) and allowed > 0
        self._left = reduce(with_step, self._left.steps, review_queue(cards, new, today.now, self.seed))

    def _allowed_after(self, new_today: int) -> int:
        """The number of new cards that may still be asked today."""
        wanted = self._session.learner.settings.new_per_day if self._request.new is None else self._request.new
        return wanted - new_today - self._new_skipped

    def _turn(self, card: str) -> QuizItem | None:
        """A card as it is asked; None if it was answered in another window meanwhile, or no open book has it."""
        standing = self._store.standing(card, self._session.learner.today_now())
        if not standing.due and not (standing.new and self._allowed_after(standing.new_today) > 0):
            return None
        question = self._deck.card(card, standing.reps)
        if question is None:
            self._passed.add(card)
            self.gone += standing.due
            return None
        self._standing = standing
        return QuizItem(question, order_of(question, self.seed + standing.reps))

    def _listed(self) -> Iterable[Sequence[CardCandidate]]:
        """The cards of each place that was named, or else of each chapter, which are listed when they are needed."""
        if self._places:
            return self._named
        library = self._session.books.library
        return (cards_in_reading_order(library, self._deck, chapter) for chapter in library.entries.refs("chapter"))

    @cached_property
    def _named(self) -> list[list[CardCandidate]]:
        """The cards of each place that was named."""
        return [cards_in_reading_order(self._session.books.library, self._deck, place) for place in self._places]

    @cached_property
    def _wanted(self) -> frozenset[str] | None:
        """The cards of the places that were named; None if that is all."""
        return frozenset(one.id for cards in self._named for one in cards) if self._places else None

    # --- what is done with a card --------------------------------------------------------------------------------

    def _start(self) -> None:
        self._started, self._seconds = self._session.learner.stopwatch(), 0.0

    def stop(self, item: QuizItem) -> str:
        """Stop the time that the answer took; there is no message for the learner."""
        self._seconds = self._seconds or self._session.learner.stopwatch() - self._started
        return ""

    def grades(self, item: QuizItem) -> Grades:
        """The grades to choose from for an answer."""
        assert item.given is not None
        if self._grades is None or self._grades[0] != item:
            now = self._session.learner.clock()
            dues = self._store.preview(item.card.id, now, self._session.learner.settings.desired_retention)
            grade = proposed_grade(item.given, self._seconds, item.card.level)
            self._grades = item, Grades(grade, tuple(max(due - now, 0) for due in dues))
        return self._grades[1]

    def grade(self, item: QuizItem, grade: Grade) -> int:
        """Store an answer; returns the microseconds until the card is asked again."""
        step, now = log_answer(self._session, item, grade, self._seconds), self._session.learner.clock()
        self.done.append(GradedCard(item, grade, step.event))
        assert step.due is not None
        if step.state != State.REVIEW and step.due < self._session.learner.today_now().end:
            self._left = with_step(self._left, DueCard(step.card, step.due, step.state))
        return max(step.due - now, 0)

    def skip(self, item: QuizItem) -> None:
        """Leave a card out of this review; it stays due, or new."""
        self._passed.add(item.card.id)
        self._new_skipped += self._standing.new

    def suspend(self, item: QuizItem) -> None:
        """Stop asking a card."""
        self._store.suspend([item.card.id], self._session.learner.clock())
        self.done.append(GradedCard(item))

    def undo(self, current: QuizItem | None) -> QuizItem | None:
        """Take back the last grade or suspension, and ask that card before the present one; None if there is none."""
        if not self.done:
            return None
        last = self.done.pop()
        card, now = last.item.card.id, self._session.learner.clock()
        if last.grade is None:
            self._store.suspend([card], now, undo=True)
        else:
            try:
                self._store.undo(last.event, now)
            except NotFoundError:  # it was taken back, or all was forgotten, in another window
                return None
        self._left = without(self._left, card)
        if current:
            self._left = with_first(self._left, current.card.id)
        self._start()
        self._standing = self._store.standing(card, self._session.learner.today_now())
        return last.item._replace(given=None, hinted=False)

    # --- how it stands -------------------------------------------------------------------------------------------

    def still_due(self) -> int:
        """The number of cards of open books that are still due today."""
        today = self._session.learner.today_now()
        if self._wanted is None:
            return max(self._store.counts(today).due - self.gone, 0)
        return sum(card.card in self._wanted for card in self._store.due(today))

    def upcoming(self) -> Upcoming | None:
        """The next day on which cards fall due."""
        wanted = self._wanted
        cards = self._store.cards()
        kept = cards if wanted is None else tuple(card for card in cards if card.card in wanted)
        return upcoming(kept, self._session.learner.today_now())

    @property
    def state(self) -> str:
        """The state of the present card: `new`, `review`, or, if it is learned in steps, `learning` or `relearning`."""
        return State(self._standing.state).name.lower()
