"""A review: the cards that it asks and the grades that it stores, without a front end."""

import time
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from mlsys_cli.deck.review_queue import ReviewQueue, review_queue
from mlsys_cli.deck.select import seed_or_now
from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.card_ids import OWN, cards_of, parse_card
from mlsys_cli.journal.scheduler import Grade, State
from mlsys_cli.journal.study_records import DueCard, Forecast, Standing
from mlsys_cli.practice.answer_log import flag_card, log_answer, proposed_grade
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.quiz.study_card import order_of
from mlsys_cli.session.learner_deck import deck_of, new_cards
from mlsys_cli.session.lookup import places_named
from mlsys_cli.session.session import Session

_AT_ONCE = 300
"""The number of longest due cards with which a review begins, so that it begins at once however many are due."""


class _Done(NamedTuple):
    """A card that was graded or, without an event, suspended, and its standing before."""

    item: QuizItem
    event: str
    standing: Standing


class Reviewer:
    """A review. Each method that changes something has stored it when it returns.

    One that raises StoreBusyError has changed nothing, and can be called again.

    `names` are those of its places, `new` the new cards of a day, which with `unread` need not be about what was read,
    `limit` the most answers. `done` has the cards that were graded or suspended; `new_follow` is whether new cards may
    follow those that are due, and `lacks_new` whether too little was read for as many as the day allows.
    """

    def __init__(
        self,
        session: Session,
        names: Sequence[str],
        *,
        new: int | None = None,
        unread: bool = False,
        limit: int | None = None,
        seed: int | None = None,
    ) -> None:
        self._learner = session.learner
        self._store = session.learner.store
        self._library = session.books.library
        self._deck = deck_of(session)
        self.places = places = places_named(session, list(names)) if names else ()
        self._wanted = frozenset(one.id for one in self._deck.every(places)) if names else None
        self._books = [OWN, *(book.book for book in self._library.entries.refs("book"))]
        self._new_allowed = session.learner.settings.new_per_day if new is None else new
        self._new_cards = new_cards(session, self._deck, places, unread)
        self._asks_unread = unread
        self._left = ReviewQueue()
        self._passed: set[str] = set()
        self._standing = Standing()
        self._grades: tuple[QuizItem, Grade, tuple[int, ...]] | None = None
        self._unread = 0
        self._started = self._seconds = 0.0
        self.limit = limit
        self.seed = seed_or_now(seed, session.learner.now)
        self.done: list[_Done] = []
        self._graded: dict[str, Grade] = {}
        self.new_follow = self.lacks_new = False
        self._elsewhere = self._lost = 0

    # --- what comes next -----------------------------------------------------------------------------------------

    def next(self) -> QuizItem | None:
        """The next question; None when there is no more, or as much as was wanted has been answered."""
        while self.limit is None or len(self.answered) < self.limit:
            if not self._left.coming:
                self._fetch()
            card = self._left.next(self._learner.clock())
            if card is None:
                return None
            standing = self._store.standing(card, self._learner.today_now())
            may_be_asked = standing.due or (standing.new and self._new_allowed > standing.new_today)
            shuffled = self.seed + standing.reps
            question = self._deck.card(card, standing.reps, draw=shuffled) if may_be_asked else None
            self._left = self._left.without(card)
            if not may_be_asked:
                continue  # it was answered in another window meanwhile
            if question:
                self._standing = standing
                self._start()
                return QuizItem(question, order_of(question, shuffled))
            self._passed.add(card)
            self._lost += standing.due
            if standing.new and (other := self._other_side(card)):
                self._left = self._left.with_next(other)
        return None

    def _other_side(self, card: str) -> str:
        """The card to ask instead of one that can't be made, as its sibling has nothing to wait for then."""
        parsed = parse_card(card)
        siblings = list(map(str, cards_of(parsed.book, parsed.kind, parsed.entry)))
        return next(iter(siblings[siblings.index(card) + 1 :]), "") if card in siblings else ""

    def _fetch(self) -> None:
        """Take the cards that are due now, and if there are none left, new ones.

        Looking for new cards takes long where few are left, so it is put off as long as cards are due.
        """
        today = self._learner.today_now()
        known = {*self._passed, *self._left.coming, *(step.card for step in self._left.steps)}
        due = self._store.due(today, _AT_ONCE + len(known) if self._wanted is None else -1, self._books)
        counts = self._store.counts(today, self._books)
        self._elsewhere = self._store.counts(today).due - counts.due if self._wanted is None else 0
        self._unread = max(counts.due - len(due), 0) if self._wanted is None else 0
        cards = [card for card in due if card.card not in known and (self._wanted is None or card.card in self._wanted)]
        allowed = max(self._new_allowed - counts.new, 0)
        new = [] if cards else [one.id for one in islice(self._new_cards, allowed)]
        self.lacks_new = not cards and not self._asks_unread and len(new) < allowed
        self.new_follow = bool(cards) and allowed > 0
        self._left = review_queue(cards, new, today.now, self.seed).with_steps(*self._left.steps)

    # --- what is done with a card --------------------------------------------------------------------------------

    def _start(self) -> None:
        self._started, self._seconds = time.monotonic(), 0.0

    def stop(self) -> None:
        """Stop the time that the answer takes."""
        self._seconds = self._seconds or time.monotonic() - self._started

    def grades(self, item: QuizItem) -> tuple[Grade, tuple[int, ...]]:
        """The grade that an answer suggests, and the microseconds until the card is asked again after each grade."""
        assert item.given is not None
        if self._grades is None or self._grades[0] != item:
            now = self._learner.clock()
            dues = self._store.preview(item.card.id, now, self._learner.settings.desired_retention)
            proposed = proposed_grade(item.given, self._seconds, item.card.level)
            self._grades = item, proposed, tuple(max(due - now, 0) for due in dues)
        return self._grades[1:]

    def grade(self, item: QuizItem, grade: Grade) -> int:
        """Store an answer; returns the microseconds until the card is asked again."""
        item = item.judged(grade > Grade.AGAIN)
        step, now = log_answer(self._learner, item, grade, self._seconds), self._learner.clock()
        self.done.append(_Done(item, step.event, self._standing))
        self._graded[step.event] = grade
        assert step.due is not None
        if step.state != State.REVIEW and step.due < self._learner.today_now().end:
            self._left = self._left.with_steps(DueCard(step.card, step.due, step.state))
        return max(step.due - now, 0)

    def skip(self, item: QuizItem) -> None:
        """Leave a card out of this review; it stays due, or new."""
        self._passed.add(item.card.id)
        self._new_allowed -= self._standing.new

    def suspend(self, item: QuizItem) -> None:
        """Stop asking a card."""
        self._store.suspend([item.card.id], self._learner.clock())
        self.done.append(_Done(item, "", self._standing))

    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""
        return flag_card(self._learner, card)

    def undo(self, current: QuizItem | None) -> QuizItem | None:
        """Take back the last grade or suspension, and ask that card before the present one; None if there is none."""
        if not self.done:
            return None
        item, event, standing = self.done[-1]
        card, now = item.card.id, self._learner.clock()
        if not event:
            self._store.suspend([card], now, undo=True)
        else:
            try:
                self._store.undo(event, now)
            except NotFoundError:  # it was taken back, or all was forgotten, in another window
                self.done.pop()
                return None
        self.done.pop()
        self._left = self._left.without(card)
        if current:
            self._left = self._left.with_next(current.card.id)
        self._start()
        self._standing = standing
        return item._replace(given=None, hinted=False)

    # --- how it stands -------------------------------------------------------------------------------------------

    @property
    def answered(self) -> list[QuizItem]:
        """The cards that were graded."""
        return [done.item for done in self.done if done.event]

    @property
    def recalled(self) -> int:
        """The number of cards that were graded better than again."""
        return sum(self._graded.get(done.event, Grade.AGAIN) > Grade.AGAIN for done in self.done)

    @property
    def left(self) -> int:
        """The number of cards to be asked after this one, as far as it is known."""
        left = len(self._left.coming) + len(self._left.steps) + self._unread
        return left if self.limit is None else min(left, self.limit - len(self.answered) - 1)

    def still_due(self) -> int:
        """The number of cards of open books that are still due today."""
        today = self._learner.today_now()
        if self._wanted is None:
            return max(self._store.counts(today, self._books).due - self._lost, 0)
        return sum(card.card in self._wanted for card in self._store.due(today))

    @property
    def gone(self) -> int:
        """The number of due cards that no open book has: of other books, and of entries that are gone."""
        return self._elsewhere + self._lost

    def upcoming(self) -> Forecast | None:
        """The next day on which cards fall due."""
        return self._store.upcoming(self._learner.today_now(), self._wanted)

    @property
    def state(self) -> str:
        """The state of the present card: `new`, `review`, or, if it is learned in steps, `learning` or `relearning`."""
        return State(self._standing.state).name.lower()
