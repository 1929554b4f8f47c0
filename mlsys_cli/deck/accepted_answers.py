"""The accepted answers to what is typed: those of the author, with the other names that the glossary has for them."""

from collections.abc import Iterable

from mlsys_cli.index.library import Library
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.text.normalize import normalize_name


def accepted_answers(library: Library, answers: Iterable[str], book: str) -> Accepted | None:
    """The answers with the other names of the terms that they name; None if there are none."""
    given = tuple(answers)
    if not given:
        return None
    terms = library.cards.terms_named(given, book)
    names = library.cards.spellings(*terms)
    accepted = tuple(dict.fromkeys((*given, *names)))
    others = library.cards.names_like(accepted)
    return Accepted(accepted, others - set(map(normalize_name, accepted)))
