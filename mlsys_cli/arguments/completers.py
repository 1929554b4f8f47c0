"""Completion of arguments with the Tab key."""

from collections.abc import Callable, Sequence
from typing import Any

import typer

from mlsys_cli.errors import MlsysError
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless

_Completer = Callable[[typer.Context, str], list[tuple[str, str]]]
"""A function that offers words, each with a description; Typer leaves out those that the typed word doesn't begin."""

_MOST = 200


def entry_argument(metavar: str, description: str, *kinds: str) -> Any:
    """An argument that names entries of some kinds."""
    return typer.Argument(metavar=metavar, help=description, autocompletion=_complete(*kinds))


def entry_option(name: str, description: str, kind: str) -> Any:
    """An option that names an entry of a kind."""
    return typer.Option(name, metavar=kind.upper(), help=description, autocompletion=_complete(kind))


def word_argument(metavar: str, words: Sequence[str]) -> Any:
    """An argument that is one of some words."""
    return typer.Argument(metavar=metavar, help=f"{_or(words)}.", autocompletion=lambda: list(words))


def word_option(name: str, metavar: str, words: Sequence[str]) -> Any:
    """An option that is one or several of some words."""
    return typer.Option(name, metavar=metavar, help=f"Only {_or(words)}.", autocompletion=lambda: list(words))


def _or(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _complete(*kinds: str) -> _Completer:
    """Return a completer that offers the ids of entries of some kinds, each with its name."""

    def offer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        session: Session = ctx.find_root().obj
        session.options.quiet = True  # a shell that completes a line has no place for messages
        try:
            refs = [ref for kind in kinds for ref in session.books.library.entries.refs(kind)]
        except MlsysError:
            return []
        words = ((ref.slug.rpartition("/")[2] if ref.kind == "column" else ref.slug, ref.name) for ref in refs)
        # Typer's script for zsh loses straight apostrophes.
        begun = {slug: name.replace("'", "’") for slug, name in words if slug.startswith(incomplete.lower())}
        return list(begun.items())[:_MOST]

    return offer


def complete_packs() -> list[tuple[str, str]]:
    """Offer the names that --pack takes."""
    from mlsys_cli.packs.installed import BUNDLED

    return [(BUNDLED, "the book that comes with the program"), *_packs()]


def complete_pack_names(ctx: typer.Context) -> list[tuple[str, str]]:
    """Offer the names of installed packs."""
    return _packs() if ctx.params.get("action") in ("info", "update", "remove") else []


def _packs() -> list[tuple[str, str]]:
    from mlsys_cli.packs.installed import read_manifest, scan_packs
    from mlsys_cli.session.environment import packs_directory

    directory = packs_directory()
    return [(name, harmless(read_manifest(directory / name).title)) for name in scan_packs(directory).names]
