"""The tables of the store, and how each older version of them becomes the next one."""

APPLICATION = 0x6D6C7379
"""What marks an SQLite file as the store of this program (`mlsy`)."""

VERSION = 1
"""The version of the tables. A file of each version since 1 is kept in tests/fixtures, and opened by a test."""

PROJECTION_VERSION = 1
"""The version of how memory is worked out from the log. Another one works it out anew; the log stays what it is."""

LOG = """
-- What happened: the only truth, and all that is exchanged. Rows are added, and never changed.
create table event (
  id text primary key,
  at integer not null,      -- microseconds since 1970, UTC
  device text not null,
  kind text not null,
  subject text not null,    -- a card, a thing of a book, the event that is undone, or nothing
  data text not null        -- a JSON object
) strict;
create index event_subject on event (subject, kind, at);
create index event_kind on event (kind, at);

-- One row: what this machine's events are signed with, and how the tables below were worked out.
create table meta (device text not null, fold integer not null) strict;

-- The events that count: those that nothing undoes, since the last reset.
create view lasting as
select event.* from event
where kind not in ('undo', 'reset')
  and not exists (select 1 from event undo where undo.subject = event.id and undo.kind = 'undo')
  and (at, id) > (
    select at, id from (
      select at, id from event reset where kind = 'reset'
        and not exists (select 1 from event undo where undo.subject = reset.id and undo.kind = 'undo')
      union all select -1, ''
    ) order by at desc, id desc limit 1
  );
"""

DERIVED = """
-- Each answer with what it made of the card; a row with the grade 0 is where the card was forgotten on purpose.
create table step (
  card text not null, at integer not null, event text not null, grade integer not null, predicted real,
  state integer not null, step integer, stability real not null, difficulty real not null, due integer, first integer,
  reps integer not null, lapses integer not null,
  primary key (card, at, event)
) strict, without rowid;
create index step_at on step (at, grade, predicted);

-- The last step of each card. `due` is null for what is new or suspended.
create table card (
  card text primary key, due integer, last integer, state integer not null, first integer, reps integer not null,
  lapses integer not null, stability real not null, difficulty real not null, suspended integer not null
) strict, without rowid;
create index card_due on card (due, last, state) where due is not null;
create index card_last on card (last);
create index card_first on card (first);

-- Cards and things that are not to be asked.
create table held (subject text primary key, at integer not null) strict, without rowid;
create table place (subject text primary key, at integer not null, done integer not null) strict, without rowid;
create table mark (subject text primary key, at integer not null) strict, without rowid;
create table note (
  id text not null, subject text not null, at integer not null, changed integer not null, text text not null,
  primary key (subject, id)
) strict, without rowid;
"""

DERIVED_TABLES = ("step", "card", "held", "place", "mark", "note")
"""What can be worked out from the log at any time."""

MIGRATIONS: dict[int, str] = {1: LOG + DERIVED}
"""What makes each version of the one before it. Never change one that has been released: add the next."""
