-- The tables of a new store. A change needs a migration in journal_schema.py that makes the same of an older store.

-- What happened: the only truth, and all that is exchanged. Rows are added, and never changed.
create table event (
  id text primary key,
  at integer not null,      -- microseconds since 1970, UTC
  device text not null,
  kind text not null,
  subject text not null,    -- a card, an entry of a book, the event that is undone, or nothing
  data text not null        -- a JSON object
) strict;
create index event_subject on event (subject, kind, at);
create index event_kind on event (kind, at);

-- The events that count: those that nothing undoes, since the last reset.
create view effective_event as
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

-- One row: what this machine's events are signed with, and by which rules the tables below were worked out.
create table meta (device text not null, projection_version integer not null) strict;

-- The ids of the learner, which exports carry. None as long as this store has met no other; several if two that had one
-- each were found to be the same person's.
create table learner (id text primary key) strict, without rowid;

-- The number by which the learner names a note. It is given once on each machine, and never to another note.
create table note_number (number integer primary key, note text not null unique) strict;

-- The entries that have another id now, as the books say that were open: what is known of the old one is of the new.
create table renaming (old text primary key, new text not null) strict, without rowid;

-- Each answer with what it made of the card; a row with the grade 0 is where the card was forgotten on purpose.
create table step (
  card text not null, at integer not null, event text not null, grade integer not null, predicted real,
  state integer not null, step integer, stability real not null, difficulty real not null, due integer, first integer,
  reps integer not null, lapses integer not null,
  primary key (card, at, event)
) strict, without rowid;
create index step_at on step (at, grade, predicted);

-- The last step of each card. `due` is null for what is new or suspended. `entry` is what the card was made of, as its
-- siblings were; null for a question, which has none.
create table card (
  card text primary key, due integer, last integer, state integer not null, first integer, reps integer not null,
  lapses integer not null, stability real not null, difficulty real not null, suspended integer not null, entry text
) strict, without rowid;
create index card_due on card (due, last, state, entry) where due is not null;
create index card_last on card (last);
create index card_first on card (first);
create index card_suspended on card (suspended) where suspended;
create index card_sibling on card (entry, last, due, state, stability) where entry is not null;

-- Cards and entries that are not to be asked.
create table suspension (subject text primary key, at integer not null) strict, without rowid;

-- How much of a section was on the screen, from 0 to 1, and the paragraph at which its reader stopped, from 0.
create table reading_position (
  subject text primary key, at integer not null, done integer not null, share real not null default 0,
  paragraph integer not null default 0
) strict, without rowid;

-- `anchor` is the place in the text of an entry, as a JSON object; empty if it is the entry as a whole.
create table mark (
  subject text not null, anchor text not null, at integer not null, primary key (subject, anchor)
) strict, without rowid;
create table note (
  id text not null, subject text not null, at integer not null, changed integer not null, text text not null,
  anchor text not null default '', primary key (subject, id)
) strict, without rowid;

-- Each answer as it is counted. It was recalled if it was graded better than again; it is a review if a day or more had
-- passed since the one before, and of some reviews it is told whether the answer itself was right.
create view counted_answer as
select at, 1 as answers, grade > 1 as recalled, predicted is not null as reviews,
  predicted is not null and grade > 1 as reviews_recalled, coalesce(predicted, 0.0) as predicted,
  predicted is not null and right is not null as told, predicted is not null and coalesce(right, 0) as told_right
from (
  select step.at, grade, predicted, case when json_valid(data) then json_extract(data, '$.right') end as right
  from step join event on id = event where grade > 0
);

-- The answers of each quarter of an hour in which there were any, by its number since 1970.
create table quarter (
  number integer primary key, answers integer not null, recalled integer not null, reviews integer not null,
  reviews_recalled integer not null, predicted real not null, told integer not null, told_right integer not null
) strict;
