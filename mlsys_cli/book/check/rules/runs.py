"""The rule for links to exhibits."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext
from mlsys_cli.book.check.rules.links import nearest_id
from mlsys_cli.book.check.rules.rule import BookFinding
from mlsys_cli.book.exhibit_links import RUN, find_exhibit
from mlsys_cli.book.mends import Replacement
from mlsys_cli.book.parse.source_file import Place
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.text.spelling import suggest

_ALIKE = 50.0
"""The likeness, of 100, from which a name is suggested: names of presets are short."""


def dangling_run(book: BookContext) -> Iterator[BookFinding]:
    """A text names an exhibit that the program doesn't have, or a preset that the exhibit doesn't have.

    `mlsys run` lists the exhibits. In a pack this is only a warning, since a later version of the program may have the
    exhibit: until then a box says so.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[run:perceptron/xro]]"}

    Good:
        - {id: why, body: "![[run:perceptron/xor]]"}
    """
    for link in book.links:
        if link.kind == RUN and find_exhibit(link.slug) is None:
            yield _finding(link.slug, link.place)


def _finding(address: str, place: Place) -> BookFinding:
    name, _, preset = address.partition("/")
    has_exhibit = name in CATALOGUE
    wanted = preset if has_exhibit else name
    known = [one.name for one in load(name).presets] if has_exhibit else [*CATALOGUE]
    near = nearest_id(wanted, known)
    slug = near.slug or next(iter(suggest(wanted, known, 1, _ALIKE)), "")
    good = f"{name}/{slug}" if has_exhibit else f"{slug}/{preset}" if find_exhibit(f"{slug}/{preset}") else slug
    message = f"the exhibit {name!r} has no preset {preset!r}" if has_exhibit else f"there is no exhibit {name!r}"
    others = f"its presets are {', '.join(known)}" if has_exhibit and known else "'mlsys run' lists what can be run"
    hint = f"did you mean {good!r}?" if slug else others
    return BookFinding(place, message, hint, Replacement(address, good) if near.is_clear else None)
