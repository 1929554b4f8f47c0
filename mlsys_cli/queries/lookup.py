"""Entries, models and machines by name, for commands that take any kind of entry."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsys_cli.errors import NotFoundError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.names import place_number
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import words_of

if TYPE_CHECKING:  # most names are of other entries
    from mlsys_cli.views.spec_view import SpecsView

_PLACES = ("chapter", "section")
_LONGEST = 12
"""The most words of a name that is followed by other words; nobody types more of a long title before a note."""

_CHOICE = 6
"""The most sections to choose from; chosen, not measured."""


def entry_named(session: Session, query: str, kinds: Sequence[str]) -> Ref:
    """The entry that a name means, of the first kind that has one; `kind:name` chooses the kind.

    Raises NotFoundError, with the nearest names.
    """
    ref = _exact(session, query, kinds)
    if ref is not None:
        return ref
    match = session.books.guess(query, *kinds) or session.books.guess(query, "chapter", "section", by_words=True)
    if match is None:
        raise session.books.missing(query, *kinds)
    return session.books.announce(match)


def name_and_rest(session: Session, words: Sequence[str], kinds: Sequence[str]) -> tuple[Ref, list[str]]:
    """The entry that some words begin with, and the words after its name.

    The longest name wins; only a single word may be misspelt. A sign, such as the `-` for stdin, ends a name.
    """
    signs = (index for index, word in enumerate(words) if not any(map(str.isalnum, word)))
    for length in range(min(next(signs, len(words)), _LONGEST), 1, -1):
        ref = _exact(session, " ".join(words[:length]), kinds)
        if ref is not None:
            return ref, list(words[length:])
    return entry_named(session, words[0], kinds), list(words[1:])


def _exact(session: Session, query: str, kinds: Sequence[str]) -> Ref | None:
    for kind in kinds:
        if match := session.books.library.names.exact(query, kind):
            return session.books.announce(match)
    return None


def chapter_named(session: Session, name: str) -> Ref:
    """The chapter that a name means, or that of the section that it means. Raises NotFoundError."""
    ref = session.books.find(name, "chapter", "section", by_words=True)
    return session.books.library.entries.chapter_of(ref) or ref


def section_about(session: Session, words: Sequence[str]) -> Ref:
    """The only section about a subject: the one with the words in its title, or else that mentions them.

    Raises NotFoundError, with the sections to choose from if there are several.
    """
    whole, library = " ".join(words), session.books.library
    missing = session.books.missing(whole, *_PLACES)
    number = place_number(whole)
    is_year = len(whole) > 3 and whole.isdigit()  # 1997 may be in a text, and 4.2 is the number of a section
    is_number = not (is_year or number.replace(".", "").strip("0123456789"))  # its digits may be in any text
    if session.options.exact or is_number:
        raise missing
    found = dict.fromkeys(library.entitled(whole, "section"))
    if len(found) != 1:
        result = library.search(whole, ("section",), None, _CHOICE)
        found |= dict.fromkeys(hit.ref for hit in result.hits if not hit.lacks and result.searched == whole)
        inside = library.names.inside(whole)
        if len(inside.matches) == 1 and not inside.has_more:
            term = inside.matches[0].refs[0]
            found |= dict.fromkeys(library.entries.pointing_to((term,), "section")[term.id])
    if not found:
        raise missing
    first, *others = [*found][:_CHOICE]
    if others:
        sections = (f"  mlsys read {ref.address}  {ref.name}" for ref in (first, *others))
        missing.hints = ("these sections discuss it:", *sections)
        raise missing
    session.notify(f"showing {first.name!r} for {whole[:80]!r}")
    return first


def places_named(session: Session, names: list[str]) -> list[Ref]:
    """The chapters and sections that names mean: all names together mean one place, or else each means one."""
    whole = " ".join(names)
    if found := session.books.library.names.exact(whole, *_PLACES):
        return [session.books.announce(found)]
    if len(names) > 1 and all(session.books.library.names.exact(name, *_PLACES) for name in names):
        return [session.books.find(name, *_PLACES) for name in names]
    if found := session.books.guess(whole, *_PLACES, by_words=True):
        return [session.books.announce(found)]
    if len(names) == 1:
        raise session.books.missing(whole, *_PLACES)
    matches = [session.books.match(name, *_PLACES, by_words=True) for name in names]
    return [session.books.announce(match) for match in matches]


def quizzed_places(session: Session, names: Sequence[str]) -> list[Ref]:
    """The chapters and sections that names mean, or else the terms; of guesses, too, a place is the better one.

    If each name is the id of a question, they mean these.
    """
    library, whole = session.books.library, " ".join(names)
    if not any(library.names.exact(name, *_PLACES) for name in (whole, *names)):
        if term := library.names.exact(whole, "term"):
            return [session.books.announce(term)]
        questions = [library.names.exact(name, "question") for name in names]
        if questions and all(questions):
            return [session.books.announce(question) for question in questions if question]
        inside = library.names.inside(whole)
        if inside.matches and not inside.has_more:
            return list(dict.fromkeys(session.books.announce(match) for match in inside.matches))
    try:
        return places_named(session, list(names))
    except NotFoundError:
        if guess := session.books.guess(whole, "term"):
            return [session.books.announce(guess)]
        raise session.books.missing(whole, *_PLACES, "term", "question") from None


JOINERS = tuple(words_of("and or vs versus"))
"""The words that, like a comma, stand between names of several things, without a final s."""


def spec_named(session: Session, name: str, *kinds: str) -> Ref | None:
    """The model or machine of exactly that name, perhaps with its kind before it: `model:gpt-3`."""
    match = session.books.library.names.exact(name, *kinds)
    return session.books.announce(match) if match else None


def view_of_specs(session: Session, refs: Sequence[Ref]) -> "SpecsView":
    """The page of some models and machines."""
    from mlsys_cli.views.spec_view import SpecsView

    library = session.books.library
    specs = library.specs(refs)
    keys = [key for spec in specs for key in spec.source_keys]
    texts = [block for spec in specs for block in spec.summary]
    return SpecsView(specs, library.sources_in(texts, *(t.remarks for t in specs)) + library.sources(keys))
