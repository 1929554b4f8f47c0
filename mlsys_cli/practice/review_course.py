"""A review: the cards that it asks, the grades that it stores, and its result."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from mlsys_cli.deck.select import seed_or_now
from mlsys_cli.errors import NotFoundError
from mlsys_cli.journal.card_ids import cards_of, parse_card
from mlsys_cli.journal.days import today_at
from mlsys_cli.journal.scheduler import REST, Grade, State, lapses_lately
from mlsys_cli.journal.study_records import DueCard, Forecast, Standing
from mlsys_cli.page.blocks import Spans
from mlsys_cli.practice.answer_log import flag_card, log_answer, proposed_grade
from mlsys_cli.practice.controller import Action, Controller, Course, Turn
from mlsys_cli.practice.quiz_plan import titles
from mlsys_cli.queries.day_plan import TodaysReview, plan_review, review_numbers, spent_today
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.lookup import places_named
from mlsys_cli.queries.reading_position import next_reading
from mlsys_cli.quiz.state import QuizItem, score
from mlsys_cli.quiz.study_card import order_of
from mlsys_cli.session.session import Session
from mlsys_cli.views.result_view import ReviewView, format_wait, grades_line, grades_sentence
from mlsys_cli.views.today_view import EXTRA_MINUTES, NextReading, leech_notice, review_offer


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
        coming = tuple(other for other in self.coming if other != card)
        return ReviewQueue(coming, tuple(step for step in self.steps if step.card != card))

    def with_next(self, card: str) -> "ReviewQueue":
        """The queue with a card to be asked before the others."""
        return self._replace(coming=(card, *self.coming))

    def with_steps(self, *steps: DueCard) -> "ReviewQueue":
        """The queue with cards to be asked once more today."""
        return self._replace(steps=tuple(sorted((*self.steps, *steps), key=lambda step: (step.due, step.card))))


class _Done(NamedTuple):
    """A card that was graded or, without an event and with the grade 0, suspended; and its standing before."""

    item: QuizItem
    standing: Standing
    event: str = ""
    grade: int = 0


class ReviewCourse(Course):
    """A review. Each method that changes something has stored it when it returns.

    One that raises StoreBusyError has changed nothing, and can be called again. Even after the end of the review, the
    last grade can be taken back.

    `names` are those of its locations, `new` the new cards of a day, which with `unread` need not be about what was
    read, `limit` the most answers, in place of today's minutes, and `more` some minutes beyond these. What it asks is
    fixed when it begins, and when it goes on. `gone` is the number of due cards that no open book has.
    """

    title = "Review"

    def __init__(
        self,
        session: Session,
        names: Sequence[str] = (),
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
        self._locations = locations = places_named(session, list(names)) if names else ()
        self._wanted = frozenset(candidate.id for candidate in self._deck.every(locations)) if names else None
        self._new, self._asks_unread = new, unread
        self._passed: set[str] = set()
        self._impossible: set[str] = set()
        self._done: list[_Done] = []
        self._suggested: tuple[QuizItem, Grade, tuple[int | None, ...]] | None = None
        self._missed = False
        self._stored = ""
        self.limit = limit
        self.seed = seed_or_now(seed, session.learner.now)
        self._begin(more)

    @cached_property
    def controller(self) -> Controller | None:
        """The controller through which a front end asks; None if there is nothing to ask."""
        first = self.next()
        return Controller(self._session, self, first) if first else None

    # --- what comes next -----------------------------------------------------------------------------------------

    def _planned(self, more: int = 0, but: AbstractSet[str] = frozenset()) -> TodaysReview:
        """The rest of today's review and of some minutes more, without some cards."""
        most = None if self.limit is None else self.limit - len(self._answered)
        return plan_review(
            self._session,
            self._deck,
            self._locations,
            wanted=self._wanted,
            passed=self._impossible | but,
            new=self._new,
            unread=self._asks_unread,
            most=most,
            more=more,
        )

    def _begin(self, more: int = 0) -> None:
        """Fix what is asked from now on: what is left to ask today, and in some minutes more."""
        review = self._planned(more, but=self._passed)
        queue, now, today = review.plan.queue, self._learner.clock(), self._learner.today_now()
        # A card that was answered today and comes again in some minutes waits for its time, if others are left.
        answered = [card for card in self._store.due(today) if card.due > now and card.last >= today.start]
        early = [card for card in answered if card.card in queue]
        waits = {card.card for card in early}
        self._left = ReviewQueue(tuple(card for card in queue if card not in waits)).with_steps(*early)
        self._until = review.until
        self._lacks_new = review.plan.lacks_new and not self._asks_unread
        self.gone = review.gone

    def next(self) -> QuizItem | None:
        """The next question; None when there is no more, or the minutes or as many answers as wanted are used up."""
        while not self._is_full:
            card = self._left.next(self._learner.clock())
            if card is None and self._missed:
                self._missed = False
                self._begin()  # others instead of those that were answered in another window meanwhile
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
                # Only a card that was forgotten rests; for the others, the log needn't be searched for it.
                self._rests_since = self._store.rested_since(card) if standing.state == State.RELEARNING else None
                self._start()
                return QuizItem(question, order_of(question, shuffled))
            self._impossible.add(card)
            self.gone += standing.due
            if standing.new and (other := _other_side(card)):
                self._left = self._left.with_next(other)
        return None

    @property
    def _is_full(self) -> bool:
        """True if as many answers as wanted were given, or the last of them has used up the minutes."""
        if self.limit is not None:
            return len(self._answered) >= self.limit
        return bool(self._done) and spent_today(self._session, self._learner.today_now()) >= self._until

    # --- what is done with a card --------------------------------------------------------------------------------

    def _start(self) -> None:
        self._started, self._seconds = self._session.environment.stopwatch(), 0.0

    def observe(self, item: QuizItem) -> str:
        """Stop the time that the answer took; it is stored when it is graded, so there is no message."""
        self._seconds = self._seconds or self._session.environment.stopwatch() - self._started
        return ""

    def act(self, action: Action, item: QuizItem) -> Turn:
        """Grade the answer and go on, leave the card out, take the last grade back, or end."""
        if self._stored:  # what comes next couldn't be read: the store was busy
            return self._go_on(self._stored)
        match action:
            case Action.ADVANCE | Action.AGAIN | Action.HARD | Action.GOOD | Action.EASY if item.response:
                grade = self._suggestion(item)[0] if action is Action.ADVANCE else Grade[action.name]
                wait = self.grade(item, grade)
                then = "set aside" if wait is None else f"due again in {format_wait(wait)}"
                return self._go_on(f"Graded {grade.name.lower()}: {then}.")
            case Action.SKIP:
                self.skip(item)
                answer = "your answer isn't graded, and the card" if item.response else "the card"
                return self._go_on(f"Skipped: {answer} stays due.")
            case Action.BACK:
                before = self._undo(item)
                self.finished = self.finished and before is None
                return Turn(before, "Undone." if before else "There is no grade to undo.")
            case Action.SUSPEND:
                self._store.suspend([item.card.id], self._learner.clock())
                self._done.append(_Done(item, self._standing))
                return self._go_on("Suspended: this card won't be asked again.")
            case Action.MORE if self.finished:  # what time is left for, or else five minutes more
                self._begin(0 if self._planned(but=self._passed).plan.queue else EXTRA_MINUTES)
                return self._go_on("")
            case Action.LEAVE:
                self.over = True
        return Turn()

    def _go_on(self, message: str) -> Turn:
        """The next card, with a message about what has been stored by now."""
        self._stored = message
        item = self.next()
        if item is None:
            self.offer = review_offer(review_numbers(self._session, self._planned(but=self._passed)))
            self.over = not self._done
        self.finished, self._stored = item is None, ""
        return Turn(item, message)

    def _suggestion(self, item: QuizItem) -> tuple[Grade, tuple[int | None, ...]]:
        """The grade that an answer suggests, and the microseconds until the card is asked again after each grade.

        None stands for a card that is set aside.
        """
        assert item.response is not None
        if self._suggested is None or self._suggested[0] != item:
            now = self._learner.clock()
            dues = self._store.preview(item.card.id, now, self._learner.settings.desired_retention)
            proposed = proposed_grade(item.response, self._seconds, item.card.level)
            self._suggested = item, proposed, tuple(None if due is None else max(due - now, 0) for due in dues)
        return self._suggested[1:]

    def grades(self, item: QuizItem) -> Spans:
        """The grades to choose from after an answer."""
        return grades_line(*self._suggestion(item))

    def grades_in_words(self, item: QuizItem) -> str:
        """The same as a sentence."""
        return grades_sentence(*self._suggestion(item))

    def advice(self, item: QuizItem, key: str, flag: str) -> str:
        """The words for a card that is forgotten too often, which name the keys; empty for all others."""
        proposed, (again, *_) = self._suggestion(item)
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
        item = item.judged(float(grade > Grade.AGAIN))
        spent = self._session.environment.stopwatch() - self._started
        step, now = log_answer(self._learner, item, grade, self._seconds, spent), self._learner.clock()
        self._done.append(_Done(item, self._standing, step.event, grade))
        if step.due is None:
            return None
        if step.state != State.REVIEW and step.due < self._learner.today_now().end:
            self._left = self._left.with_steps(DueCard(step.card, step.due, step.state))
        return max(step.due - now, 0)

    def skip(self, item: QuizItem) -> None:
        """Leave a card out of this review; it stays due, or new."""
        self._passed.add(item.card.id)

    def flag(self, card: str) -> str:
        """Flag a card as a bad question, or no longer; returns a message."""
        return flag_card(self._learner, card)

    def _undo(self, current: QuizItem) -> QuizItem | None:
        """Take back the last grade or suspension, and ask that card before the present one; None if there is none."""
        if not self._done:
            return None
        item, standing, event, _ = self._done[-1]
        card, now = item.card.id, self._learner.clock()
        try:
            if event:
                self._store.undo(event, now)
            else:
                self._store.suspend([card], now, undo=True)
        except NotFoundError:  # it was taken back, or all was forgotten, in another window
            self._done.pop()
            return None
        self._done.pop()
        self._left = self._left.without(card)
        if not self.finished:
            self._left = self._left.with_next(current.card.id)
        self._start()
        self._standing = standing
        return item._replace(response=None, hinted=False)

    # --- how it stands -------------------------------------------------------------------------------------------

    @property
    def _answered(self) -> list[QuizItem]:
        """The cards that were graded."""
        return [done.item for done in self._done if done.event]

    @property
    def state(self) -> str:
        """The state of the present card: `new`, `review`, or, if it is learned in steps, `learning` or `relearning`."""
        return State(self._standing.state).name.lower()

    def upcoming(self) -> Forecast | None:
        """The next day on which cards fall due."""
        return self._store.upcoming(self._learner.today_now(), self._wanted)

    def reading(self) -> NextReading | None:
        """The section to read for more new cards; None if there are enough of them, or all is read."""
        return next_reading(self._session, self._locations) if self._lacks_new else None

    def heading(self, item: QuizItem) -> str:
        """The progress so far."""
        done, left, since = score(self._answered), 0, ""
        if not self.finished:
            left = len(self._left.coming) + len(self._left.steps)
            if self.limit is not None:
                left = min(left, self.limit - done.asked - 1)
            if self._rests_since is not None:
                rested = today_at(self._rests_since, self._learner.settings.day_starts).date
                since = f" · rested since {rested.day} {rested:%B}"
        label = f"{done.asked} done · {done.right} correct · {left} after this" if done.asked else f"{left + 1} left"
        return f"{label}{since}"

    @property
    def has_answers(self) -> bool:
        """True if anything was graded."""
        return bool(self._answered)

    def result(self) -> ReviewView:
        """The result so far."""
        items = self._answered
        return ReviewView(
            items,
            titles(self._session, items),
            rest=review_numbers(self._session, self._planned()),
            coming=self.upcoming(),
            today=self._learner.today_now().date,
            ended=self.controller is None or self.finished,
            recalled=sum(done.grade > Grade.AGAIN for done in self._done),
            lacks_new=self._lacks_new,
            reading=self.reading(),
        )


def _other_side(card: str) -> str | None:
    """The card to ask instead of one that can't be made, as its sibling has nothing to wait for then."""
    return dict(pairwise(map(str, cards_of(*parse_card(card)[:3])))).get(card)
