"""`mlsys define`: glossary entries."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from mlsys_cli.arguments.declarations import entry_argument
from mlsys_cli.book.kinds import SPECS
from mlsys_cli.errors import Exit, ExitCode, MlsysError, NotFoundError, UsageError
from mlsys_cli.index.entry_records import Match, Ref
from mlsys_cli.index.names import NameMatch
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.queries.lookup import JOINERS, spec_named, view_of_specs
from mlsys_cli.session.session import Session
from mlsys_cli.views.term_view import HomonymsView, TermsView, TermView
from mlsys_cli.views.view import View

IS_PURE = True

_JOINED = re.compile(rf",|\s(?:{'|'.join(JOINERS)})\.?\s")  # also "vs."


def define_command(
    session: Session,
    terms: Annotated[list[str], entry_argument("TERM...", "Names or aliases.", "term", "model", "machine")],
) -> None:
    """Show the definition of a term, an example, related terms, the sections that use it, and its sources.

    Models and machines are shown with their numbers; 'model:gpt-3' asks for the model where a term has the same name.

    Put commas between several names; without them, words may be one name. If a name has several meanings, each is shown
    in brief, with the command that opens it.

    On a terminal, a definition that is longer than the screen is shown in short, with the command that opens all of it;
    --pager and --no-pager show all of it at once.

    Case, accents, hyphens and a plural "s" don't matter. A misspelt name is corrected if one name is clearly closest.

    Examples:
        mlsys define backpropagation  # one term
        mlsys define moores law  # no quotes needed
        mlsys define eliza, mycin  # several terms
        mlsys define what is a perceptron  # the term in a question
        mlsys define h100  # a machine or a model, with its numbers
        mlsys list terms | cut -f1 | mlsys define -  # names from a pipe
    """
    if specs := _specs(session, terms):
        session.show(view_of_specs(session, specs), target=specs[0].link if len(specs) == 1 else "")
        return
    answers: list[tuple[Sequence[Ref], Match]] = []
    missed: list[MlsysError] = []
    for name, known in _names(terms, session):
        try:
            matched = known or _named_or_asked(session, name)
            answers.append((session.books.announce_homonyms(matched), matched.match))
        except MlsysError as error:
            missed.append(error)
    if missed and (not answers or terms != ["-"]):
        raise missed[0]
    found = [ref for refs, _ in answers for ref in refs]
    session.show(_view(session, answers), target=f"term:{found[0].address}" if len(found) == 1 else "")
    for miss in missed:
        session.notify(miss.message, *miss.hints)
    if missed:
        raise Exit(ExitCode.NOT_FOUND)


def _specs(session: Session, words: Sequence[str]) -> list[Ref]:
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


def _named_or_asked(session: Session, name: str) -> NameMatch:
    """The terms of a name, or the one that people look for by it. Raises NotFoundError, with the nearest names."""
    try:
        return session.books.match(name, "term")
    except NotFoundError:
        if asked := session.books.asked(name):
            return asked
        raise


def _view(session: Session, answers: Sequence[tuple[Sequence[Ref], Match]]) -> View:
    """The terms that each name has; those of a single name with several meanings in brief."""
    matches = [(ref, match) for refs, match in answers for ref in refs]
    notes: Mapping[int, Blocks] = {}
    if session.reader_store is not None:
        from mlsys_cli.queries.notebook import notes_below

        notes = notes_below(session, session.reader_store, [ref for ref, _ in matches])
    library = session.books.library
    terms = library.terms([ref for ref, _ in matches])
    sources = library.term_sources(*terms)
    views = [
        TermView(term, match, sources, notes.get(term.ref.id, ()))
        for term, (_, match) in zip(terms, matches, strict=True)
    ]
    if len(answers) > 1:
        return TermsView(views, sources)
    return views[0] if len(views) == 1 else HomonymsView(views)


def _names(words: list[str], session: Session) -> list[tuple[str, NameMatch | None]]:
    """The names in some words, each with the terms that have it, if these were looked up.

    They are the lines of stdin, the parts between commas, one name, perhaps inside a question, or several. Raises
    NotFoundError for names beside each other that together name something else, as far as the books tell.
    """
    if words == ["-"]:
        lines = [line.strip() for line in session.environment.stdin_lines if line.strip()]
        if not lines:
            raise UsageError("stdin has no names", ["write one name per line"])
        return [(line, None) for line in lines]
    whole = " ".join(words)
    names = session.books.library.names
    if exact := names.exact(whole, "term"):
        return [(whole, exact)]
    if "," in whole:
        return [(part.strip(), None) for part in whole.split(",") if part.strip()] or [(whole, None)]
    parts = whole.split()  # of words in quotes, too
    if len(parts) == 1:
        return [(whole, None)]
    inside = names.inside(whole)
    if inside.is_one() or inside.are_joined(*JOINERS):
        return [(match.match.query, match) for match in inside.matches]
    if inside.has_more or len(inside.matches) < 2 or session.books.guess(whole, "term"):
        return [(whole, None)]
    is_list = len(inside.matches) == len(parts) and all(match.match.how == "exact" for match in inside.matches)
    if asked := session.books.asked(whole):
        return [(whole, asked)]
    is_phrase = session.books.library.search(f'"{whole}"', (), None, 1).hits
    if session.options.exact or not is_list or is_phrase:
        listed = ", ".join(match.match.query for match in inside.matches)
        raise NotFoundError(
            f"there is no term {whole[:80]!r}", [f"for several terms, use 'mlsys define {listed[:80]}'"]
        )
    session.notify(f"showing {' and '.join(repr(match.refs[0].plain_name) for match in inside.matches)}")
    return [(match.match.query, match) for match in inside.matches]
