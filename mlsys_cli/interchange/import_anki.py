"""Notes from an Anki package: of a deck as it has been since 2012, or as Anki writes it today."""

import json
import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import SourceReader
from mlsys_cli.interchange.imported_questions import GAP_MARK, QuestionReader
from mlsys_cli.interchange.importers import ImportOptions, require_library
from mlsys_cli.interchange.sources import Package

_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The names of the database, the newest first: an older one beside it has only a note that asks for a newer Anki."""

_MOST_BYTES = 256 * 1024 * 1024
"""The bytes of a database: a deck of 100,000 notes has some 100 MB."""

_MOST_STEPS = 2_000
"""Of a million instructions each: more are an attack by what the database makes SQLite calculate."""

_DEEPEST = 8
"""How many gaps may be around another one; more are an attack."""

_IN_GAP = r"(?:(?!\{\{c\d).)"
_GAP = re.compile(rf"\{{\{{c[\d,]+::({_IN_GAP}{{0,2000}}?)(?:::({_IN_GAP}{{0,300}}?))?\}}\}}", re.DOTALL)
"""A gap with no other in it: its answer, and its hint if there is one."""

_MORE = {"explanation": "explain", "extra": "explain", "back extra": "explain", "hint": "hint"}
"""The fields behind the first two that a question has a place for."""


class _NoteFields(NamedTuple):
    """The names of the fields of notes, and whether these are texts with gaps."""

    fields: Sequence[str]
    is_cloze: bool


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The questions made of the notes. Raises UnreadableError if it isn't a package, or could do harm."""
    reader = QuestionReader(source.name, options.chapter)
    package = Package(source)
    name = next((name for name in _COLLECTIONS if name in package.namelist()), "")
    if not name:
        raise UnreadableError(f"{source} isn't an Anki package", ["export the deck as .apkg"])
    data = package.bytes_of(name, _MOST_BYTES)
    steps = iter(range(_MOST_STEPS))
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            # Today's Anki writes with a log beside the database, which there can't be for one in memory.
            data = _unpacked(data) if name.endswith("b") else data
            db.deserialize(data[:18] + b"\x01\x01" + data[20:])
            db.execute("pragma trusted_schema = off")
            db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
            db.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
            if db.execute("select 1 from sqlite_master where type = 'view'").fetchone():
                raise UnreadableError(f"{source} was rejected: its database has views")
            for number, row in enumerate(_notes(db), start=1):
                reader.location = f"{source.name}:{number}"
                _add(reader, *row)
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise UnreadableError(f"{source} can't be read: its database is damaged", [str(error)[:200]]) from error
    return reader


def _unpacked(data: bytes) -> bytes:
    library = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    require_library(library)
    zstd = import_module(library)
    unpacker = zstd.ZstdDecompressor()
    try:
        unpacked: bytes = unpacker.decompress(data, max_length=_MOST_BYTES)
    except zstd.ZstdError as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof:
        raise UnreadableError(f"the deck was rejected: its database is larger than {_MOST_BYTES >> 20} MiB")
    return unpacked


def _notes(db: sqlite3.Connection) -> Iterator[tuple[str, _NoteFields, str, list[str], list[str], int]]:
    """The notes: id, type, deck, tags, fields, and how many cards each has, in the order in which they were made."""
    types, decks = _new_types(db) if _has(db, "notetypes") else _old_types(db)
    rows = db.execute(
        "select guid, mid, tags, flds, (select min(did) from cards where nid = notes.id),"
        " (select count(*) from cards where nid = notes.id) from notes order by id"
    )
    for guid, kind, tags, fields, deck, cards in rows:
        yield str(guid), types[int(kind)], decks.get(deck, ""), str(tags).split(), str(fields).split("\x1f"), cards


def _has(db: sqlite3.Connection, table: str) -> bool:
    return db.execute("select 1 from sqlite_master where name = ?", (table,)).fetchone() is not None


def _old_types(db: sqlite3.Connection) -> tuple[Mapping[int, _NoteFields], Mapping[int, str]]:
    models, decks = map(json.loads, db.execute("select models, decks from col").fetchone())
    types = {
        int(number): _NoteFields([str(field["name"]) for field in model["flds"]], model.get("type") == 1)
        for number, model in models.items()
    }
    return types, {int(number): str(deck["name"]) for number, deck in decks.items()}


def _new_types(db: sqlite3.Connection) -> tuple[Mapping[int, _NoteFields], Mapping[int, str]]:
    """Types and decks of a new database, in which the settings are protocol buffers.

    Only one of them matters: the kind of a type, the first field, which is left out for 0 and is 1 for texts with gaps.
    """
    types = {
        number: _NoteFields(
            [str(name) for (name,) in db.execute("select name from fields where ntid = ? order by ord", (number,))],
            bytes(config).startswith(b"\x08\x01"),
        )
        for number, config in db.execute("select id, config from notetypes").fetchall()
    }
    decks = db.execute("select id, name from decks").fetchall()
    return types, {number: str(name).replace("\x1f", "::") for number, name in decks}


def _add(
    reader: QuestionReader, guid: str, kind: _NoteFields, deck: str, tags: list[str], fields: list[str], cards: int
) -> None:
    path = [part for part in deck.split("::") if part and part != "Default"]
    if len(path) < 2 and tags:  # a deck without decks in it is often parted by tags
        path.append(tags.pop(0).replace("::", " / ").replace("_", " "))
    reader.path = path
    front, back, *_ = (*fields, "", "")
    more, sides = {"explain": "", "hint": ""}, 1 if kind.is_cloze else 2
    for name, html in zip(kind.fields[sides:], fields[sides:], strict=False):
        key = _MORE.get(name.lower(), "")
        if key and not more[key]:
            more[key] = reader.prose(html)
        elif html.strip():
            reader.lose("fields of notes", name)
    own: dict[str, Any]
    if kind.is_cloze:
        gaps = [(reader.plain(answer), hint) for answer, hint in _GAP.findall(front)]
        if any(hint for _, hint in gaps):
            reader.lose("hints in gaps", front[:60])
        text = _GAP.sub(GAP_MARK, front)
        for _ in range(_DEEPEST):
            text, outer = _GAP.subn(r"\1", text)
            if outer:
                reader.lose("gaps around others", front[:60])
        ask = reader.prose(text)
        own = reader.cloze([[answer] for answer, _ in gaps]) if gaps and all(answer for answer, _ in gaps) else {}
    else:
        ask, answer = reader.prose(front), reader.prose(back)
        if not answer:
            own = {}
        elif escape(answer) == back.strip():
            own = reader.answered(answer)
        else:
            own = {"kind": "open", "answer": answer}
        if cards > 1:
            reader.lose("further cards of a note", ask[:60])
    reader.add(own, ask, name="", origin=guid, explain=more["explain"], hint=more["hint"], tags=tags)
