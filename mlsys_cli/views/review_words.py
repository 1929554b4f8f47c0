"""Today's review in words: how many cards in how many minutes, and the one reason why it is these."""

from datetime import date
from typing import NamedTuple

from mlsys_cli.text.counted import counted

EXTRA_MINUTES = 5

MORE = f"mlsys review --more {EXTRA_MINUTES}"
"""The command that asks some more after today's minutes."""

_SECTIONS = 2
"""The most sections of new cards that are named."""


class ReviewNumbers(NamedTuple):
    """The rest of today's review: cards that are due, and new ones, about so many minutes.

    So many due cards are `waiting`, as there is no time for them. Today, so many cards were `asked` already, in `spent`
    minutes, of `allowed`. The review `fills` them if no time is left for more; it `lacks_new` if there is, but no new
    card. `sections` are those of the new cards by their titles, `reading` is the number of the one to read next. Who
    comes back after a week or more needs about so many `days` to catch up; it is 0 for all others.
    """

    due: int = 0
    new: int = 0
    minutes: int = 0
    waiting: int = 0
    asked: int = 0
    spent: int = 0
    allowed: int = 0
    fills: bool = False
    lacks_new: bool = False
    sections: tuple[str, ...] = ()
    reading: str = ""
    days: int = 0

    @property
    def cards(self) -> int:
        """The number of cards to ask."""
        return self.due + self.new

    @property
    def is_done(self) -> bool:
        """True if something was asked today, and nothing is left to ask."""
        return not self.cards and self.spent > 0

    @property
    def has_more(self) -> bool:
        """True if more minutes would bring more cards."""
        return self.waiting > 0 or self.fills

    def amount(self) -> str:
        """The cards in words: `24 due and 10 new, about 9 min`."""
        due = f"{self.due} of {self.due + self.waiting} due" if self.waiting else f"{self.due} due"
        parts = [*([due] if self.due else []), *([f"{self.new} new"] if self.new else [])]
        return f"{' and '.join(parts)}, about {self.minutes}\u00a0min"

    def reason(self) -> str:
        """The reason why it is these cards, in a line; empty if nothing is to be explained."""
        if self.waiting and self.days:
            every = self.due + self.waiting
            return (
                f"Welcome back. {every} cards are due; at {counted(self.allowed, 'minute')} a day they are done in"
                f" {_about(self.days)}. Nothing is lost: today the {self.due} that have waited longest."
            )
        if self.waiting:
            return f"the longest due first; {self.waiting} wait, and new cards come after them"
        if self.new:
            named = ", ".join(self.sections[:_SECTIONS])
            return f"new: {named}{', …' if len(self.sections) > _SECTIONS else ''}" if named else ""
        if self.fills:
            return f"no new cards today: these fill your {counted(self.allowed, 'minute')}"
        return f"nothing new: read on ({self.reading})" if self.lacks_new and self.reading else ""

    def whole(self) -> str:
        """The cards and the reason, or that all is done."""
        return self.done() if self.is_done else " · ".join(filter(None, (self.amount(), self.reason())))

    def done(self) -> str:
        """That all is done for today, and what waits."""
        wait = f" {self.waiting} {'waits' if self.waiting == 1 else 'wait'} until tomorrow." if self.waiting else ""
        return f"Done for today: {counted(self.asked, 'card')}, {self.spent}\u00a0min.{wait}"

    def fields(self) -> dict[str, int]:
        """The numbers for a machine."""
        return {"due": self.due, "new": self.new, "minutes": self.minutes, "waiting": self.waiting}


def review_offer(rest: ReviewNumbers) -> str:
    """The cards that are left after the end of a review, in words; empty if there is nothing."""
    if rest.cards:
        minutes = max(rest.allowed - rest.spent, 1)
        waiting = rest.due + rest.waiting
        cards = f"{counted(waiting, 'card')} still wait" if waiting else f"{counted(rest.new, 'new card')} would follow"
        cards = cards.replace("card still wait", "card still waits")
        return f"{cards}, and {counted(minutes, 'minute')} {'is' if minutes == 1 else 'are'} left"
    if not rest.has_more:
        return ""
    return f"{counted(EXTRA_MINUTES, 'minute')} more"


def leech_words(lapses: int, rests_until: date | None, section: str, key: str, flag: str) -> str:
    """The words for a card that is forgotten once more, with the keys that read its section and flag it.

    It rests until a day, or is set aside.
    """
    if rests_until is None:
        listed = "'mlsys progress' lists it, and 'mlsys suspend --undo' asks it again"
        return (
            f"Forgotten {lapses} times: if you grade it again, it is set aside; {listed}. Is the question at fault?"
            f" {flag} flags it."
        )
    read = f" {key} reads {section} again; that helps more than asking once more." if section else ""
    return (
        f"Forgotten for the {lapses}th time: if you grade it again, it rests until"
        f" {rests_until.day} {rests_until:%B}.{read}"
    )


def _about(days: int) -> str:
    """A number of days that is only known roughly."""
    if days <= 3:
        return "a few days"
    weeks = round(days / 7)
    return "about a week" if weeks <= 1 else f"about {weeks} weeks"
