"""Models and machines by name."""

import re
from collections.abc import Sequence

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.session.session import Session
from mlsys_cli.views.spec_view import SpecsView

SPECS = ("model", "machine")
"""The kinds of entries whose numbers estimates use."""

JOINERS = ("and", "or", "vs", "versus")
"""The words that, like a comma, stand between names of several things."""

_JOINED = re.compile(rf",|\s(?:{'|'.join(JOINERS)})\s")


def spec_named(session: Session, name: str, *kinds: str) -> Ref | None:
    """The model or machine of exactly that name, perhaps with its kind before it: `model:gpt-3`."""
    found = session.books.library.names.exact(name, *kinds)
    return session.books.announce(found) if found else None


def specs_defined(session: Session, words: Sequence[str]) -> list[Ref]:
    """The models and machines that the words of a definition name; none if they name terms, or nothing."""
    names, whole = session.books.library.names, " ".join(words)
    if whole == "-" or not whole.strip() or names.exact(whole, "term"):
        return []
    if ref := spec_named(session, whole, *SPECS):
        return [ref]
    parts = [part.strip() for part in _JOINED.split(whole) if part.strip()]
    for listed in (parts, words):
        each = [None if names.exact(name, "term") else spec_named(session, name, *SPECS) for name in listed]
        if len(each) > 1 and all(each):
            return [ref for ref in each if ref]
    # The names of all terms are compared only if there is a spec that they have to be nearer than.
    guess = session.books.guess(whole, *SPECS) and session.books.guess(whole, "term", *SPECS)
    if guess and guess.refs[0].kind in SPECS:
        return [session.books.announce(guess)]
    return []


def view_of_specs(session: Session, refs: Sequence[Ref]) -> SpecsView:
    """The page of some models and machines."""
    library = session.books.library
    specs = library.specs(refs)
    keys = [key for spec in specs for key in spec.source_keys]
    texts = [block for spec in specs for block in spec.summary]
    return SpecsView(specs, library.sources_in(texts, *(t.remarks for t in specs)) + library.sources(keys))
