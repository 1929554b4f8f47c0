"""Questions that are comparisons, and the names in them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlsys_cli.index.library import Library
from mlsys_cli.queries.specs_named import SPECS
from mlsys_cli.text.normalize import words_of

if TYPE_CHECKING:
    from mlsys_cli.index.names import NameMatch, NamesInText

_COMPARING = {"vs", "versus", "difference", "differ", "compare", "compared", "comparison", "or"}
_JOINING = {"and", "from", "than", "to", "with"}
_BETWEEN = {*_JOINING, "between", "of", "the"}


def name_of(match: "NameMatch") -> str:
    """The name by which a command finds the terms of a match: the address of a single one, or what they share."""
    return match.refs[0].address if len(match.homonyms) == 1 else match.match.query


def compared_in(library: Library, words: Sequence[str], inside: "NamesInText") -> list[str]:
    """The names that a question compares: terms, columns of tables, or models and machines; none if it compares none.

    `inside` has the terms that are named in it.
    """
    if _COMPARING.isdisjoint(words_of(" ".join(words))):
        return []
    if inside.found and not inside.has_more:
        return list(map(name_of, inside.found)) if inside.are_joined(*_COMPARING, *_JOINING) else []
    sides = _sides(words)
    for kinds in (("column",), SPECS):
        for names in (sides, " ".join(sides).split()):
            if len(names) > 1 and all(library.names.exact(name, *kinds) for name in names):
                return names
    return []


def _sides(words: Sequence[str]) -> list[str]:
    """The parts of a question between the words that compare and those that join names."""
    sides = [""]
    for word in words:
        if word.lower().strip(".?") in _COMPARING | _BETWEEN:
            sides.append("")
        else:
            sides[-1] += f" {word.rstrip('?')}"
    return [side.strip() for side in sides if side.strip()]
