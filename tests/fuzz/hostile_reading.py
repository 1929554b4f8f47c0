"""A book that is made to harm the reader, and the milliseconds that each key takes on its pages.

`python -m tests.fuzz.hostile_reading` prints them; `--content DIRECTORY` measures another book.
"""

import argparse
import asyncio
import gc
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.location import HOME, Location, location_of
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.reader import press

_COLUMNS, _SECTIONS, _NAME, _LINE = 10_000, 5_000, 10_000, 1_000_000

PLACES = ("", "gc", "gc/wide", "gc/word", "gc/words", "gc/code", "gc/last", "grid", "name", "word", "bang", "parts")
"""The entries of the hostile book on whose pages keys are pressed, and the home page."""

KEYS = re.findall("<.*?>|.", "<space><end><pageup><home>⇥⇥f1/x⏎*+-sddv⎋]⌫t⎋gn⎋?⎋<80x24><200x60>h")
"""Keys that do something on most pages, each with its answer, and changes of the size."""


class Answer(NamedTuple):
    """The milliseconds of the processor that one step took on a page."""

    page: str
    step: str
    milliseconds: float


def write_hostile_book(folder: Path) -> Path:
    """Write a valid book with whatever might be too much for a screen."""
    word, words = "x" * _LINE, "word " * (_LINE // 5)
    columns = [f"c{number}" for number in range(_COLUMNS)]
    table = {
        "id": "grid",
        "title": "A table without end",
        "columns": [{"id": column, "name": f"Column {column}"} for column in columns],
        "rows": [
            {"aspect": f"Row {row}", "cells": {column: f"{row} of {column}" for column in columns}} for row in "abc"
        ],
    }
    nodes = [{"id": f"n{number}", "name": f"Part {number}"} for number in range(2000)]
    edges = [[f"n{number}", f"n{number * 7 % 2000}"] for number in range(2000)]
    bodies = {"wide": "![[table:grid]]", "word": word, "words": words, "code": f"```\n{word}\n```"}
    bodies |= {f"s{number}": f"Body {number} of [[name]]." for number in range(_SECTIONS)} | {"last": "The [[word]]."}
    files: dict[str, Any] = {
        "book.yaml": {"id": "hostile", "title": "Hostile", "parts": [{"title": "All", "chapters": ["gc", "last"]}]},
        "references.yaml": {"references": []},
        "gc/chapter.yaml": {
            "title": "A chapter without end",
            "summary": "Sections.",
            "sections": [{"id": name, "title": f"Section {name}", "body": body} for name, body in bodies.items()],
        },
        "last/chapter.yaml": {"title": "L", "summary": "So.", "sections": [{"id": "l", "title": "L", "body": "So."}]},
        "gc/glossary.yaml": {
            "terms": [
                {"id": "name", "name": "N" * _NAME, "kind": "concept", "definition": "So.", "explanation": words},
                {"id": "word", "name": "Word", "kind": "concept", "definition": word},
            ]
        },
        "gc/timeline.yaml": {
            "events": [{"id": "bang", "year": 1990, "title": "B" * _NAME, "body": words, "terms": ["name"]}]
        },
        "gc/tables.yaml": {"tables": [table]},
        "gc/figures.yaml": {
            "figures": [
                {"id": "parts", "kind": "graph", "title": "Parts", "alt": "Parts.", "nodes": nodes, "edges": edges}
            ]
        },
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(content), encoding="utf-8")
    return folder


def answers(content: Path | None, names: Sequence[str], keys: Sequence[str] = KEYS) -> list[Answer]:
    """The time of each key on the pages of some entries, and of opening each page."""
    options = Options(Environment(size=(120, 40)))
    options.content = (str(content),) if content else ()
    session = Session(options)
    kinds = ("section", "chapter", "term", "table", "figure", "event", "source")
    places = {name: location_of(entry_named(session, name, kinds)) if name else HOME for name in names}
    gc.disable()  # as the program itself does: it collects garbage between two keys
    try:
        return asyncio.run(_answers(session, places, keys))
    finally:
        gc.enable()


async def _answers(session: Session, places: dict[str, Location], keys: Sequence[str]) -> list[Answer]:
    found: list[Answer] = []
    for name, place in places.items():
        app = Reader(session, HOME)
        async with app.run_test(size=(120, 40)) as pilot:
            started = time.process_time()
            app.page.action_do("open", place)
            await pilot.pause()
            found.append(Answer(name or "home", "open", 1000 * (time.process_time() - started)))
            for key in keys:
                app.collect_garbage()
                started = time.process_time()
                await press(pilot, key)
                found.append(Answer(name or "home", key, 1000 * (time.process_time() - started)))
                assert not app._exit, f"{key} left the reader"
    return found


def main() -> int:
    """Print the slowest answers on each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path)
    parser.add_argument("places", nargs="*", default=PLACES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlsys-hostile-") as directory:
        os.environ |= {f"XDG_{name}_HOME": f"{directory}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        content = arguments.content or write_hostile_book(Path(directory) / "book")
        found = answers(content, arguments.places)
    for page in dict.fromkeys(answer.page for answer in found):
        slowest = sorted((one for one in found if one.page == page), key=lambda one: -one.milliseconds)
        print(f"{page:12}", " · ".join(f"{one.step} {one.milliseconds:.0f} ms" for one in slowest[:6]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
