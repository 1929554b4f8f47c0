"""Completion of arguments with the Tab key."""

from collections.abc import Callable

import typer

from mlsys_cli.arguments.choices import EXPORTS, IMPORTS, LISTED, PACK_ACTIONS, SEARCHED
from mlsys_cli.errors import MlsysError
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from mlsys_cli.text.sanitize import harmless

Completer = Callable[[typer.Context, str], list[tuple[str, str]]]
_MOST = 200


def complete(*kinds: str) -> Completer:
    """Return a completer that offers the ids of entries of some kinds, each with its name."""

    def offer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        options = ctx.find_root().obj
        if isinstance(options, Options):
            options.quiet = True  # a shell that completes a line has no place for messages
        session = Session(options if isinstance(options, Options) else Options(Environment(), quiet=True))
        try:
            refs = [ref for kind in kinds for ref in session.books.library.entries.refs(kind)]
        except MlsysError:
            return []
        words = ((ref.slug.rpartition("/")[2] if ref.kind == "column" else ref.slug, ref.name) for ref in refs)
        # Typer's script for zsh loses straight apostrophes.
        begun = {slug: name.replace("'", "’") for slug, name in words if slug.startswith(incomplete.lower())}
        return list(begun.items())[:_MOST]

    return offer


def complete_kinds(incomplete: str) -> list[str]:
    """Offer the kinds that a search can be limited to."""
    return [kind for kind in SEARCHED if kind.startswith(incomplete)]


def complete_lists(incomplete: str) -> list[str]:
    """Offer the kinds that can be listed."""
    return [kind for kind in LISTED if kind.startswith(incomplete)]


def complete_settings(incomplete: str) -> list[str]:
    """Offer the names of settings."""
    from mlsys_cli.journal.settings import SETTINGS

    return [name for name in SETTINGS if name.startswith(incomplete)]


def complete_exports(incomplete: str) -> list[str]:
    """Offer the kinds of exports."""
    return [name for name in EXPORTS if name.startswith(incomplete)]


def complete_imports(incomplete: str) -> list[str]:
    """Offer the kinds of imports."""
    return [name for name in IMPORTS if name.startswith(incomplete)]


def complete_packs(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the names that --pack takes."""
    from mlsys_cli.packs.installed import BUNDLED

    bundled = [(BUNDLED, "the book that comes with the program")] if BUNDLED.startswith(incomplete) else []
    return bundled + _packs(incomplete)


def complete_actions(incomplete: str) -> list[str]:
    """Offer the actions on packs."""
    return [action for action in PACK_ACTIONS if action.startswith(incomplete)]


def complete_pack_names(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the names of installed packs."""
    return _packs(incomplete) if ctx.params.get("action") in ("info", "update", "remove") else []


def _packs(incomplete: str) -> list[tuple[str, str]]:
    from mlsys_cli.packs.installed import scan_packs
    from mlsys_cli.packs.manifest import read_manifest
    from mlsys_cli.session.environment import packs_directory

    directory = packs_directory()
    names = [name for name in scan_packs(directory).names if name.startswith(incomplete)]
    return [(name, harmless(read_manifest(directory / name).title)) for name in names]
