"""A review: the cards that it asks and the grades that it stores, without a front end."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from math import inf
from typing import NamedTuple

from mlsys_cli.deck.select import seed_or_now
from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.card_ids import cards_of, parse_card
from mlsys_cli.journal.days import today_at
from mlsys_cli.journal.scheduler import REST, Grade, State, lapses_lately
from mlsys_cli.journal.study_records import DueCard, Forecast, Standing
from mlsys_cli.practice.answer_log import flag_card, log_answer, proposed_grade
from mlsys_cli.queries.day_plan import TodaysReview, plan_review, review_numbers, spent_today
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.lookup import places_named
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.quiz.study_card import order_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.today_view import ReviewNumbers, leech_notice


class ReviewQueue(NamedTuple):
    """The cards that are still to be asked: in their order, and those being learned in steps, the soonest first."""

    coming: tuple[str, ...] = ()
    steps: tuple[DueCard, ...] = ()

    def next(self, now: int) -> str | None:
        """The card to ask now: a step whose time has come, else the next one, else the soonest step before its time."""
        if self.steps and (self.steps[0].due <= now or not self.coming):
            return self.steps[0].card
        return self.coming[0] if self.coming else None

    def without(self, card: str) -> "ReviewQueue":
        """The queue without a card."""
        coming = (
            self.coming[1:] if self.coming[:1] == (card,) else tuple(other for other in self.coming if other != card)
        )
        return ReviewQueue(coming, tuple(step for step in self.steps if step.card != card))

    def with_next(self, card: str) -> "ReviewQueue":
        """The queue with a card to be asked before the others."""
        return self._replace(coming=(card, *self.coming))

    def with_steps(self, *steps: DueCard) -> "ReviewQueue":
        """The queue with cards to be asked once more today."""
        return self._replace(steps=_by_due((*self.steps, *steps)))


def _by_due(cards: Iterable[DueCard]) -> tuple[DueCard, ...]:
    return tuple(sorted(cards, key=lambda card: (card.due, card.card)))


class _Done(NamedTuple):
    """A card that was graded or, without an event, suspended, and its standing before."""

    item: QuizItem
    event: str
    standing: Standing


class Reviewer:
    """A review. Each method that changes something has stored it when it returns.

    One that raises StoreBusyError has changed nothing, and can be called again.

    `names` are those of its locations, `new` the new cards of a day, which with `unread` need not be about what was
    read, `limit` the most answers, in place of today's minutes, and `more` some minutes beyond these. `done` has the
    cards that were graded or suspended. What it asks is fixed when it begins, and when it goes on.
    """

    def __init__(
        self,
        session: Session,
        names: Sequence[str],
        *,
        new: int | None = None,
        unread: bool = False,
        limit: int | None = None,
        more: int = 0,
        seed: int | None = None,
    ) -> None:
        self._session = session
        self._learner = session.learner
        self._store = session.learner.store
        self._deck = deck_of(session)
        self.locations = locations = places_named(session, list(names)) if names else ()
        self._wanted = frozenset(candidate.id for candidate in self._deck.every(locations)) if names else None
        self._new, self._asks_unread, self._more = new, unread, more
        self._has_begun = self._missed = False
        self._until = inf
        self._left = ReviewQueue()
        self._passed: set[str] = set()
        self._impossible: set[str] = set()
        self._standing = Standing()
        self._grades: tuple[QuizItem, Grade, tuple[int | None, ...]] | None = None
        self._started = self._seconds = 0.0
        self.limit = limit
        self.seed = seed_or_now(seed, session.learner.now)
        self.done: list[_Done] = []
        self._graded: dict[str, Grade] = {}
        self.lacks_new = False
        self.rested: date | None = None
        self.gone = 0

    # --- what comes next -----------------------------------------------------------------------------------------

    def _planned(self, more: int = 0, but: AbstractSet[str] = frozenset()) -> TodaysReview:
        """The rest of today's review and of some minutes more, without some cards."""
        most = None if self.limit is None else self.limit - len(self.answered)
        return plan_review(
            self._session,
            self._deck,
            self.locations,
            wanted=self._wanted,
            passed=self._impossible | but,
            new=self._new,
            unread=self._asks_unread,
            most=most,
            more=more,
        )

    def numbers(self) -> ReviewNumbers:
        """The rest of today's review in numbers, with what was passed over."""
        return review_numbers(self._session, self._planned())

    def numbers_ahead(self) -> ReviewNumbers:
        """The rest of today's review in numbers."""
        return review_numbers(self._session, self._planned(but=self._passed))

    def begin(self, more: int = 0) -> None:
        """Fix what is asked from now on: what is left to ask today, and in some minutes more."""
        review = self._planned(more, but=self._passed)
        now, today = self._learner.clock(), self._learner.today_now()
        states = {card.card: card for card in self._store.due(today)}
        # A card that was answered today and comes again in some minutes waits for its time, if others are left.
        early = [
            states[card]
            for card in review.plan.queue
            if card in states and states[card].due > now and states[card].last >= today.start
        ]
        waits = {card.card for card in early}
        self._left = ReviewQueue(tuple(card for card in review.plan.queue if card not in waits)).with_steps(*early)
        self._until = review.until if self.limit is None else inf
        self.lacks_new = review.plan.lacks_new and not self._asks_unread
        self.gone = review.gone
        self._has_begun = True

    def next(self) -> QuizItem | None:
        """The next question; None when there is no more, or the minutes or as many answers as wanted are used up."""
        if not self._has_begun:
            self.begin(self._more)
        while not self._is_full:
            card = self._left.next(self._learner.clock())
            if card is None and self._missed:
                self._missed = False
                self.begin()  # others instead of those that were answered in another window meanwhile
                continue
            if card is None:
                return None
            standing = self._store.standing(card, self._learner.today_now())
            shuffled = self.seed + standing.reps  # another order of options, and other numbers, at each repetition
            may_be_asked = standing.due or standing.new
            question = self._deck.card(card, standing.reps, draw=shuffled) if may_be_asked else None
            self._left = self._left.without(card)
            if not may_be_asked:
                self._missed = True
                continue
            if question:
                self._standing = standing
                self.rested = self._rested(card, standing)
                self._start()
                return QuizItem(question, order_of(question, shuffled))
            self._impossible.add(card)
            self.gone += standing.due
            if standing.new and (other := self._other_side(card)):
                self._left = self._left.with_next(other)
        return None

    def _rested(self, card: str, standing: Standing) -> date | None:
        """The day since which a card has rested, if it did."""
        since = self._store.rested_since(card) if standing.state == State.RELEARNING else None
        return None if since is None else today_at(since, self._learner.settings.day_starts).date

    @property
    def _is_full(self) -> bool:
        """True if as many answers as wanted were given, or the last of them has used up the minutes."""
        if self.limit is not None:
            return len(self.answered) >= self.limit
        return bool(self.done) and spent_today(self._session, self._learner.today_now()) >= self._until

    def _other_side(self, card: str) -> str:
        """The card to ask instead of one that can't be made, as its sibling has nothing to wait for then."""
        parsed = parse_card(card)
        siblings = list(map(str, cards_of(parsed.book, parsed.kind, parsed.entry)))
        return next(iter(siblings[siblings.index(card) + 1 :]), "") if card in siblings else ""

    # --- what is done with a card --------------------------------------------------------------------------------

    def _start(self) -> None:
        self._started, self._seconds = self._session.environment.stopwatch(), 0.0

    def stop(self) -> None:
        """Stop the time that the answer takes."""
        self._seconds = self._seconds or self._session.environment.stopwatch() - self._started

    def grades(self, item: QuizItem) -> tuple[Grade, tuple[int | None, ...]]:
        """The grade that an answer suggests, and the microseconds until the card is asked again after each grade.

        None stands for a card that is set aside.
        """
        assert item.response is not None
        if self._grades is None or self._grades[0] != item:
            now = self._learner.clock()
            dues = self._store.preview(item.card.id, now, self._learner.settings.desired_retention)
            proposed = proposed_grade(item.response, self._seconds, item.card.level)
            self._grades = item, proposed, tuple(None if due is None else max(due - now, 0) for due in dues)
        return self._grades[1:]

    def advice(self, item: QuizItem, key: str, flag: str) -> str:
        """The words for a card that is forgotten too often, which name the keys; empty for all others."""
        proposed, (again, *_) = self.grades(item)
        if proposed is not Grade.AGAIN or (again is not None and again < REST):
            return ""
        now = self._learner.clock()
        sections = self._session.books.library.entries
        section = sections.at("section", item.card.section) if item.card.section else None
        number = sections.section_numbers([section]).get(section.id, section.name) if section else ""
        until = None if again is None else today_at(now + again, self._learner.settings.day_starts).date
        return leech_notice(lapses_lately(self._store.history(item.card.id)) + 1, until, number, key, flag)

    def grade(self, item: QuizItem, grade: Grade) -> int | None:
        """Store an answer; returns the microseconds until the card is asked again, or None if it is set aside."""
        item = item.judged(grade > Grade.AGAIN)
        spent = self._session.environment.stopwatch() - self._started
        step, now = log_answer(self._learner, item, grade, self._seconds, spent), self._learner.clock()
        self.done.append(_Done(item, step.event, self._standing))
        self._graded[step.event] = grade
        if step.due is None:
            return None
        if step.state != State.REVIEW and step.due < self._learner.today_now().end:
            self._left = self._left.with_steps(DueCard(step.card, step.due, step.state))
        return max(step.due - now, 0)

    def skip(self, item: QuizItem) -> None:
        """Leave a card out of this review; it stays due, or new."""
        self._passed.add(item.card.id)

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
        return item._replace(response=None, hinted=False)

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
        left = len(self._left.coming) + len(self._left.steps)
        return left if self.limit is None else min(left, self.limit - len(self.answered) - 1)

    def upcoming(self) -> Forecast | None:
        """The next day on which cards fall due."""
        return self._store.upcoming(self._learner.today_now(), self._wanted)

    @property
    def state(self) -> str:
        """The state of the present card: `new`, `review`, or, if it is learned in steps, `learning` or `relearning`."""
        return State(self._standing.state).name.lower()
