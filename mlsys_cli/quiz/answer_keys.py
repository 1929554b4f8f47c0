"""What is right: the keys of questions, from what their authors wrote and from the names that the glossary has."""

from collections.abc import Iterable
from typing import Any

from mlsys_cli.index.entry_records import StoredQuestion
from mlsys_cli.index.library import Library
from mlsys_cli.quiz.question import Choices, Gaps, Key, Number, Ordering, Pairs, Truth, Words
from mlsys_cli.text.normalize import normalize_name


class KeyMaker:
    """Makes keys, with the names that a library has for the answers."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def key(self, asked: StoredQuestion) -> Key | None:
        """The key of a question; None if it is one that nothing answers, as `mlsys check` tells its author."""
        fields = asked.fields
        match asked.kind:
            case "choice":
                right = frozenset(n for n, choice in enumerate(fields["choices"]) if choice["right"])
                return Choices(tuple(choice["text"] for choice in fields["choices"]), right) if right else None
            case "true-false":
                return Truth(fields["answer"])
            case "typed":
                return self.words(fields["answers"], asked.ref.book)
            case "number":
                answer, tolerance = fields["answer"], abs(fields["tolerance"])
                return Number(answer, answer - tolerance, answer + tolerance, fields["unit"])
            case "order":
                return Ordering(tuple(fields["items"])) if len(fields["items"]) > 1 else None
            case "match":
                return _pairs(fields["pairs"])
            case "cloze":
                return self._gaps(asked)
        return None

    def _gaps(self, asked: StoredQuestion) -> Gaps | None:
        gaps = [self.words(accepted, asked.ref.book) for accepted in asked.fields["gaps"]]
        found = tuple(gap for gap in gaps if gap is not None)
        return Gaps(found) if found and len(found) == len(gaps) else None

    def words(self, answers: Iterable[str], book: str) -> Words | None:
        """The accepted answers, with the other names of the terms that they name."""
        given = tuple(answers)
        if not given:
            return None
        terms = self._library.terms_named(given, book)
        names = [name for term in terms for name in self._library.spellings(term)]
        accepted = tuple(dict.fromkeys((*given, *names)))
        others = self._library.names_like(accepted)
        return Words(accepted, others - set(map(normalize_name, accepted)))


def _pairs(pairs: list[dict[str, Any]]) -> Pairs | None:
    """Both sides of some pairs; None if one of a side fits twice."""
    left, right = tuple(pair["left"] for pair in pairs), tuple(pair["right"] for pair in pairs)
    return Pairs(left, right) if len(set(left)) == len(set(right)) == len(pairs) > 1 else None
