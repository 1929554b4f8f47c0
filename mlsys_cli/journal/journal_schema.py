"""The version of the store's tables, which are in `tables.sql`, and the migrations from each older version."""

from pathlib import Path

APPLICATION = 0x6D6C7379
"""The SQLite application id of a store (`mlsy`)."""

PROJECTION_VERSION = 3
"""The version of the rules by which the projections follow from the log. A change rebuilds them; the log stays."""

QUARTER = 900_000_000
"""Microseconds in a quarter of an hour: in nearly every zone and for most learners, a day starts with one."""

_COLUMNS = ("answers", "recalled", "reviews", "reviews_recalled", "predicted", "told", "told_right")
_SUMS = ", ".join(f"sum({column})" for column in _COLUMNS)

COUNT_QUARTERS = f"""
insert or replace into quarter select value, {_SUMS} from json_each(:quarters)
cross join counted_answer on at >= value * {QUARTER} and at < (value + 1) * {QUARTER} group by value
"""
"""Counts the answers of some quarters of an hour."""

PROJECTIONS = ("step", "card", "suspension", "reading_position", "mark", "note", "quarter")
"""The tables that can be worked out from the log at any time."""

FIRST_VERSION = 6
"""The version of the tables in the oldest stores that open. Those before it were never released."""

MIGRATIONS = ("create table learner (id text primary key) strict, without rowid;",)
"""The scripts that make each later version of the tables of the one before. A released one is never changed."""


def tables() -> str:
    """The script that makes the tables of a new store, as all migrations together do."""
    return Path(__file__).with_name("tables.sql").read_text(encoding="utf-8")
