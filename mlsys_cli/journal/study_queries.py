"""The queries about cards: which are due today or next, and the standing of each. `times_of` gives their moments."""

from mlsys_cli.journal.days import DAY, Today

KNOWN_DAYS = 7
"""The stability in days from which a card is known well enough to be asked the other way round.

The first answer gives less, unless it was easy: so it was recalled on a later day.
"""

_SIBLING = "card other where other.entry = {0}.entry and other.card != {0}.card"
_TODAY = "other.last between :start and :near"
_FIRST = "other.due < :end and other.last < :start and (other.due, other.card) < (card.due, card.card)"

_ALONE = f"""(
  entry is null or last >= :start or not exists (
    select 1 from {_SIBLING.format("card")} and ({_TODAY} or ({_FIRST}))
  )
)"""
"""The condition that no sibling of a card was asked today, or has been due for longer."""

DUE = f"""
select card, due, state, last, stability from card
where due < :end and last <= :near and (state != 2 or last < :start) and {_ALONE}
union all
select card.card, coalesce(step.due, :now), coalesce(step.state, 0), coalesce(step.at, 0), coalesce(step.stability, 0.0)
from card left join step on step.card = card.card and step.event = (
  select event from step before where before.card = card.card and before.at <= :near
  order by at desc, event desc limit 1
)
where card.last > :near and not suspended
  and (step.event is null or (step.due < :end and (step.state != 2 or step.at < :start)))
"""
"""The cards that are due today: learned ones (of the state 2) not seen today, and those that are learned in steps.

Siblings are never due on one day, since one gives the other away: the longest due comes first, the other tomorrow.

The second half is of cards that were answered more than a day after now, when the clock was wrong: what they were
before that counts, until that time has come.
"""

COUNTS = """
select (select count(*) from card where first >= :start and first <= :near),
  (select count(*) from card where last >= :start and last <= :near)
"""
"""The numbers of cards that were asked for the first time today, and that were asked at all."""

_BARRED = f"""exists (
  select 1 from {_SIBLING.format("asked")}
  and ({_TODAY} or other.due < :end or (asked.directed and other.state and other.stability < {KNOWN_DAYS}))
)"""
"""The condition that a new card has to wait for a sibling: asked today, due today, or to be known first."""

STANDING = f"""
select exists (select 1 from ({DUE}) where card = :card),
  coalesce(card.suspended, exists (select 1 from suspension where subject in (:card, :entry))),
  coalesce(card.state, 0), coalesce(card.reps, 0), {_BARRED}
from (select :card as card, :entry as entry, :directed as directed) asked left join card using (card)
"""
"""The standing of one card, in the order of the fields of `Standing`."""

STATES = f"""
select asked.card, coalesce(state, 0),
  coalesce(suspended, exists (select 1 from suspension where subject in (asked.card, asked.entry))), {_BARRED}
from (
  select json_extract(value, '$[0]') as card, json_extract(value, '$[1]') as entry,
    json_extract(value, '$[2]') as directed from json_each(:cards)
) asked left join card on card.card = asked.card
"""
"""The state of each of some cards, 1 if it is suspended, and 1 if a new one has to wait for a sibling.

The cards come with their entries, and with 1 if these are asked in two directions.
"""

_LATER = f"(due >= :end or (due < :end and ((state = 2 and last >= :start) or not {_ALONE})))"
"""The condition that a card falls due after today: one that was learned and reviewed today waits until tomorrow, and
so does one whose sibling was."""

_AMONG = "(:cards is null or card in (select value from json_each(:cards)))"
"""The condition that a card is one of some, or that any card will do."""

NEXT = f"""
select min(due) from (
  select min(due) as due from card where due >= :end and {_AMONG}
  union all select :end from card where {_LATER} and due < :end and {_AMONG}
)
"""
"""The moment after today at which the first of some cards is due."""

DUE_BY = f"select count(distinct coalesce(entry, card)) from card where due < :until and {_LATER} and {_AMONG}"
"""The number of some cards, without siblings, that are due after today, before a moment."""


def times_of(today: Today) -> dict[str, int]:
    """The moments of a day by the names that the queries use."""
    return {"now": today.now, "start": today.start, "end": today.end, "near": latest_answer_time(today.now)}


def latest_answer_time(now: int) -> int:
    """The time up to which an event counts now: a day ahead, and a moment for answers logged after another one."""
    return now + DAY + 1_000_000
