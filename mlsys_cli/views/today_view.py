"""A day of study: the section to read next, today's review in words, and the plan of the day."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from mlsys_cli.index.entry_records import PathRecord, Ref
from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, Paragraph, Span, Spans, text_spans
from mlsys_cli.text.english import counted, format_reading, format_share
from mlsys_cli.views.shared_blocks import format_day, open_by_number
from mlsys_cli.views.view import Document, document, pick


class NextReading(NamedTuple):
    """A section with its number, the minutes that it still takes, how much was read, and where the reader stopped.

    The `paragraph` is counted from 0.
    """

    ref: Ref
    label: str
    minutes: int
    share: float = 0.0
    paragraph: int = 0

    @property
    def title(self) -> str:
        """The title with its number."""
        return f"{self.label} {self.ref.name}".strip()

    @property
    def remark(self) -> str:
        """The share that was read, and the minutes that are left."""
        minutes = f"{self.minutes}\u00a0min"
        return f"{format_reading(self.share)}, {minutes} left" if self.share else minutes

    def spans(self) -> Spans:
        """The command that opens it, and what it is, as a link."""
        link = Span(self.title, "link", self.ref.target)
        return Span(open_by_number(self.ref, self.label), "command"), Span(" · "), link, Span(f", {self.remark}")

    @property
    def target(self) -> str:
        """The target of a link that leads to where the reader stopped."""
        return f"{self.ref.link}#{self.paragraph}" if self.paragraph else self.ref.link

    def fields(self) -> dict[str, Any]:
        """The section for a machine."""
        return pick(self, "id=ref.slug title=ref.name minutes share_read=share:2 open=ref.command")


EXTRA_MINUTES = 5  # half of a usual day's; chosen, not measured

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

    def done(self) -> str:
        """That all is done for today, and what waits."""
        wait = f" {self.waiting} {'waits' if self.waiting == 1 else 'wait'} until tomorrow." if self.waiting else ""
        return f"Done for today: {counted(self.asked, 'card')}, {self.spent}\u00a0min.{wait}"

    def fields(self) -> dict[str, int]:
        """The numbers for a machine."""
        return pick(self, "due new minutes waiting")


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


def leech_notice(lapses: int, rests_until: date | None, section: str, key: str, flag: str) -> str:
    """The words for a card that is forgotten once more, with the keys that read its section and flag it.

    It rests until a day, or is set aside.
    """
    if rests_until is None:
        listed = "'mlsys progress' lists it, and 'mlsys suspend --undo' asks it again"
        return (
            f"Forgotten {lapses} times: if you grade it again, it is set aside; {listed}. Is the question at fault?"
            f" {flag} flags it."
        )
    # A card rests from its fourth lapse on, so that "th" fits.
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


class SectionCheck(NamedTuple):
    """A section that was read, with its number, and how many of its questions were never answered."""

    ref: Ref
    label: str
    questions: int

    @property
    def command(self) -> str:
        """The command that asks them."""
        return f"mlsys quiz {self.label or self.ref.address}"


class TodayView(NamedTuple):
    """The plan of a day: the review, a section to read and one to check; how far they are.

    `done_on` is the day on which all will be read at the present pace; None if that can't be told. On a `path` that was
    chosen, all is what belongs to it.
    """

    today: date
    review: ReviewNumbers
    reading: NextReading | None
    check: SectionCheck | None
    days_in_a_row: int
    share_read: float
    done_on: date | None
    path: PathRecord | None = None

    def blocks(self, *, with_keys: bool = False) -> Blocks:
        """The commands in the order in which they help most, or keys and links, and how far the learner is."""
        rows, facts = tuple(self.tasks(with_keys=with_keys)), self.facts()
        nothing = Paragraph(text_spans("Everything is read, and no cards are due."))
        return (
            Heading(1, f"Today, {self.today:%A} {format_day(self.today)}"),
            DefinitionList(rows) if rows else nothing,
            *((Paragraph(text_spans(facts, "caption")),) if facts else ()),
        )

    def tasks(self, *, with_keys: bool = False) -> Iterator[tuple[str, Spans]]:
        """The things to do, in the order in which they help most, each with its command, about a line long.

        For the reader, they have links, and the review has its key.
        """
        yield from self.path_task(with_keys=with_keys)
        yield from self.review_task(with_keys=with_keys)
        if reading := self.reading:
            name = _name(reading.title, reading.target, "mlsys read", with_keys)
            yield "Read on" if self.share_read else "Read", (*name, Span(f", {reading.remark}"))
        if check := self.check:
            about = (Span(f"{counted(check.questions, 'new question')} about "),)
            yield "Check", _name(check.ref.name, check.ref.link, check.command, with_keys, about)

    def path_task(self, *, with_keys: bool) -> Iterator[tuple[str, Spans]]:
        """The way to other paths, once the one that was chosen is read to its end."""
        if self.path and not self.reading:
            way = Span("other paths", "link", "place:paths") if with_keys else Span("mlsys path", "command")
            yield "Path", (way, Span(f" · “{self.path.title}” is read to its end"))

    def review_task(self, *, with_keys: bool, in_short: bool = False) -> Iterator[tuple[str, Spans]]:
        """The review of today, with the command or the key of the reader that begins it.

        `in_short`, it isn't said why it is these cards, but to those who come back after a while.
        """
        if self.review.is_done:
            more = (Span(" More: "), Span(MORE, "command")) if self.review.has_more and not with_keys else ()
            yield "Review", (Span(self.review.done()), *more)
        elif self.review.cards:
            way, review = Span("r" if with_keys else "mlsys review", "command"), self.review
            amount = Span(review.amount(), "link", "place:review") if with_keys else Span(review.amount())
            is_usual = (review.new or review.waiting) and not review.days
            reason = "" if in_short and is_usual else review.reason()
            yield "Review", (way, Span(" · "), amount, *((Span(f" · {reason}"),) if reason else ()))

    def facts(self) -> str:
        """The progress of the learner in a line; empty at the beginning."""
        facts = [f"{counted(self.days_in_a_row, 'day')} in a row"] if self.days_in_a_row else []
        if self.share_read:
            of = f" of “{self.path.title}”" if self.path else ""
            facts.append(f"{format_share(self.share_read)} of the words{of} read")
        if self.done_on:
            facts.append(f"at this pace done on {format_day(self.done_on)}")
        return " · ".join(facts)

    def document(self) -> Document:
        """The same for a machine."""
        return document(
            "today",
            **pick(self, "date=today"),
            **self.review.fields(),
            read=self.reading.fields() if self.reading else None,
            check=pick(self.check, "id=ref.slug questions open=command") if self.check else None,
            **pick(self, "days_in_a_row share_read:3 done_on path=path.slug"),
        )


def _name(name: str, target: str, command: str, is_linked: bool, about: Spans = ()) -> Spans:
    """The name of a section as a link, or after the command that it is for; with some words before it."""
    if is_linked:
        return (*about, Span(name, "link", target))
    return (Span(command, "command"), Span(" · "), *about, Span(name, "gloss"))
