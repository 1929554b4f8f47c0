"""Models and machines by name."""

from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.session import Session
from mlsys_cli.views.thing_view import ThingsView

THINGS = ("model", "machine")
"""The kinds of entries whose numbers estimates use."""


def thing_named(session: Session, name: str, *kinds: str) -> Ref | None:
    """The model or machine of exactly that name, perhaps with its kind before it: `model:gpt-3`."""
    kind, colon, rest = name.partition(":")
    if colon and kind in kinds:
        kinds, name = (kind,), rest
    found = session.books.library.names.exact(name, *kinds)
    return session.books.announce(found) if found else None


def things_defined(session: Session, words: Sequence[str]) -> list[Ref]:
    """The models and machines that the words of a definition name; none if they name terms, or nothing."""
    names, whole = session.books.library.names, " ".join(words)
    if whole == "-" or not whole.strip() or names.exact(whole, "term"):
        return []
    if ref := thing_named(session, whole, *THINGS):
        return [ref]
    each = [None if names.exact(word, "term") else thing_named(session, word, *THINGS) for word in words]
    if all(each):
        return [ref for ref in each if ref]
    guess = session.books.guess(whole, "term", *THINGS)
    if guess and guess.refs[0].kind in THINGS:
        return [session.books.announce(guess)]
    return []


def view_of_things(session: Session, refs: Sequence[Ref]) -> ThingsView:
    """The page of some models and machines."""
    library = session.books.library
    things = library.things(refs)
    keys = [key for thing in things for key in thing.source_keys]
    texts = [block for thing in things for block in thing.summary]
    return ThingsView(things, library.sources_in(texts, *(t.remarks for t in things)) + library.sources(keys))
