-- The tables of the index. A change to them needs a new FORMAT in index_schema.py.

-- One row: which folders this is the index of, and the state of their files when it was made.
create table meta (version text, folders text, paths text, stamps blob);

-- What is compiled at once and carried over while its files don't change: a chapter, or the files at the top of a book.
-- Its files may be those of other units as well.
create table unit (
  number integer primary key, book text, chapter text, folder text, position integer, paths json, stamps blob,
  sound integer
);

-- `words` is the number of words of a section. `digest` is another number whenever its author has changed an entry. The
-- data stand last: to read what is behind a long text takes long.
create table entry (
  id integer primary key, unit integer, kind text, slug text, name text, book text, address text, origin text,
  sense text, subtitle text, in_text text, parent integer, words integer, digest integer, data text
);
create index entry_slug on entry (slug, kind);
create index entry_kind on entry (kind, unit);
create index entry_parent on entry (parent);
create index entry_name on entry (kind, name collate nocase);

-- All of the outline, so that it is read without the rows, most of which fill a page of the file.
create index entry_outline
on entry (unit, kind, slug, name, book, address, origin, sense, subtitle, in_text, parent, words)
where kind in ('chapter', 'section');

-- What an entry answers to. `how` is exact for its id and name, alias for the rest.
create table name (key text, kind text, entry integer, how text, primary key (key, kind, entry)) without rowid;
create index name_entry on name (entry);

-- The same keys for guessing: those of a unit's entries of one kind as the lines of one text, which is read many times
-- as fast as so many rows.
create table names (unit integer, kind text, keys text, primary key (unit, kind)) without rowid;

-- Who points to whom: `role` is the field in which the pointer stands.
create table link (source integer, kind text, slug text, role text);
create index link_target on link (slug, kind);
create index link_source on link (source);

-- The slugs that entries had before.
create table former (slug text, kind text, entry integer, primary key (slug, kind, entry)) without rowid;

-- Full text is the table `words`, by an entry's id; index_schema.py has it, as other texts are searched with it, too.

-- Each word as it is written, against which a misspelt one is held, with the number of entries that have it.
create table vocabulary (word text primary key, entries integer) without rowid;

-- What learners say for words of a book, in other words or phrases of so many words.
create virtual table synonym using fts5 (
  said, means unindexed, unit unindexed, length unindexed, tokenize = 'porter unicode61 remove_diacritics 2'
);

create table problem (
  unit integer, path text, line integer, column integer, rule text, message text, hint text, fatal integer
);
