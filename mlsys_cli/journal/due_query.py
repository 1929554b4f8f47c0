"""The queries for the cards that are due on a day."""

from typing import NamedTuple

from mlsys_cli.journal.days import DAY, Today


class Counts(NamedTuple):
    """The numbers of cards that are due today, and that were asked for the first time today."""

    due: int
    new: int


DUE = """
select card, due, state from card
where due < :end and last <= :near and (state != 2 or last < :start)
union all
select card.card, coalesce(step.due, :now), coalesce(step.state, 0) from card
left join step on step.card = card.card and step.event = (
  select event from step before where before.card = card.card and before.at <= :near
  order by at desc, event desc limit 1
)
where card.last > :near and not suspended
  and (step.event is null or (step.due < :end and (step.state != 2 or step.at < :start)))
"""
"""The cards that are due today: learned ones (of the state 2) not seen today, and those that are learned in steps.

The second half is of cards that were answered more than a day after now, when the clock was wrong: what they were
before that counts, until that time has come.
"""

COUNTS = f"""
select (select count(*) from ({DUE})), (select count(*) from card where first >= :start and first <= :near)
"""

STANDING = f"""
select exists (select 1 from ({DUE}) where card = :card),
  coalesce(card.suspended, exists (select 1 from suspension where subject in (:card, :entry))),
  coalesce(card.state, 0), coalesce(card.reps, 0),
  (select count(*) from card where first >= :start and first <= :near)
from (select :card as card) asked left join card using (card)
"""
"""The standing of one card, in the order of the fields of `Standing`."""

STATES = """
select asked.card, coalesce(state, 0),
  coalesce(suspended, exists (select 1 from suspension where subject in (asked.card, asked.entry)))
from (select json_extract(value, '$[0]') as card, json_extract(value, '$[1]') as entry from json_each(:cards)) asked
left join card on card.card = asked.card
"""
"""The state of each of some cards, which come with their entries, and 1 if it is suspended."""


def times_of(today: Today) -> dict[str, int]:
    """The parameters of these queries for a day."""
    return {"now": today.now, "start": today.start, "end": today.end, "near": latest_answer_time(today.now)}


def latest_answer_time(now: int) -> int:
    """The time up to which an event counts now: a day ahead, and a moment for answers logged after another one."""
    return now + DAY + 1_000_000
