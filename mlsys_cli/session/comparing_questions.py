"""Questions that are comparisons, and the names in them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsys_cli.index.library import Library
from mlsys_cli.text.normalize import words_of

if TYPE_CHECKING:
    from mlsys_cli.index.names import NameMatch, NamesInText

_COMPARING = {"vs", "versus", "difference", "differ", "compare", "compared", "comparison", "or"}


def name_of(match: "NameMatch") -> str:
    """The name by which a command finds the terms of a match: the address of a single one, or what they share."""
    return match.refs[0].address if len(match.homonyms) == 1 else match.match.query


def compared_in(library: Library, words: Sequence[str], inside: "NamesInText") -> list[str]:
    """The names that a question compares, in which some terms are named; none if it is no comparison."""
    if inside.found and not inside.has_more:
        compares = len(inside.found) > 1 and not _COMPARING.isdisjoint(words_of(" ".join(words)))
        return list(map(name_of, inside.found)) if compares else []
    for place, word in enumerate(words):
        if word.lower().rstrip(".") in ("vs", "versus"):
            sides = [" ".join(words[:place]), " ".join(words[place + 1 :])]
            if all(side and library.names.exact(side, "column") for side in sides):
                return sides
    return []
