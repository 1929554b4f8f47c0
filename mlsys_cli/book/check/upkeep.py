"""Finds what is out of date in a sound book: facts with an old date, and addresses on the web."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from mlsys_cli.book.check.context import Item, chapter_context, top_context
from mlsys_cli.book.check.web_addresses import AddressState
from mlsys_cli.book.kinds import Steps
from mlsys_cli.book.model import Problem
from mlsys_cli.book.parse.load import load_book, load_chapter
from mlsys_cli.book.parse.source_file import Document, Place
from mlsys_cli.text.english import format_iso_date, is_iso_date

_ADDRESS = re.compile(r"https?://[^\s<>\"'`)\]]*[^\s<>\"'`)\].,;:!?]")
_RESERVED = "%/:?#[]@!$&'()*+,;=~"  # the signs that have a meaning in an address
_REGISTRIES = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}


def stale_facts(folder: Path, before: str) -> list[Problem]:
    """The facts of a book whose `as_of` is before a day such as 2025-11-30, oldest first.

    A year or a month counts as its last day, so that nothing is listed that may be newer.
    """
    dated: list[tuple[str, Problem]] = []
    for item, steps, text in _texts(folder):
        if steps[-1] == "as_of" and is_iso_date(text):
            last_day = text + "-12-31"[len(text) - 4 :]
            if last_day < before:
                message = f"{item.address.kind} {item.address.slug!r} is as of {format_iso_date(text)}"
                problem = item.document.problem(item.place(steps), "stale", message)
                dated.append((last_day, replace(problem, level="warning")))
    return [problem for _, problem in sorted(dated, key=lambda pair: pair[0])]


class Mention(NamedTuple):
    """An address on the web, and the place in a book where it stands, or the identifier that it is made of."""

    address: str
    document: Document
    place: Place


def mentions(folder: Path) -> Iterator[Mention]:
    """The addresses in the sources and texts of a book."""
    for item, steps, text in _texts(folder):
        if item.address.kind == "source" and steps[-1] in ("doi", "arxiv", "url"):
            address = _REGISTRIES.get(str(steps[-1]), "") + text
            yield Mention(quote(address, _RESERVED), item.document, item.place(steps))
        else:
            for match in _ADDRESS.finditer(text):
                place = item.place(steps, match.start(), len(match[0]))
                yield Mention(quote(match[0], _RESERVED), item.document, place)


def address_problems(mentioned: Sequence[Mention], states: Mapping[str, AddressState]) -> Iterator[Problem]:
    """The addresses that are dead, and as a matter of style those that have moved for good."""
    for address, document, place in mentioned:
        state = states[address]
        if state.name == "dead":
            yield replace(document.problem(place, "dead-address", f"{address}: {state.detail}"), level="warning")
        elif state.name == "moved":
            problem = document.problem(place, "moved-address", f"{address} has moved", f"it is now at {state.detail}")
            yield replace(problem, level="style")


def _texts(folder: Path) -> Iterator[tuple[Item, Steps, str]]:
    """The texts of a book, each with its entry and the path to it; code in prose is blanked out."""
    top = load_book(folder, with_sources=True)
    yield from _of_items(top_context(top).items)
    for name in dict.fromkeys(name for part in top.book.parts for name in part.chapters):
        yield from _of_items(chapter_context(load_chapter(folder / name), name).items)


def _of_items(items: Sequence[Item]) -> Iterator[tuple[Item, Steps, str]]:
    return ((item, steps, text) for item in items for steps, text in item.texts)
