"""The rules for links to exhibits, and for the data of a book that they read."""

from collections.abc import Iterator
from pathlib import Path

from mlsys_cli.book.check.context import BookContext, ChapterContext, Item
from mlsys_cli.book.check.rules.links import nearest_id
from mlsys_cli.book.check.rules.rule import BookFinding, Finding
from mlsys_cli.book.exhibit_data import engines, read_book_data
from mlsys_cli.book.exhibit_links import RUN, find_exhibit
from mlsys_cli.book.fixes import Replacement
from mlsys_cli.book.parse.source_file import Place
from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.exhibits.catalogue import CATALOGUE, load
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import suggest

_ALIKE = 50.0
"""The likeness, of 100, from which a name is suggested: names of presets are short."""


def dangling_run(book: BookContext) -> Iterator[BookFinding]:
    """A text names an exhibit that neither the program nor the book has, or a preset that the exhibit doesn't have.

    `mlsys run` lists the exhibits. In a pack this is only a warning, since a later version of the program may have the
    exhibit: until then a box says so.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[run:perceptron/xro]]"}

    Good:
        - {id: why, body: "![[run:perceptron/xor]]"}
    """
    for link in book.links:
        if link.kind == RUN and not _is_known(link.slug, book):
            yield _finding(link.slug, link.place, book)


def _is_known(address: str, book: BookContext) -> bool:
    slug = address.rpartition("/")[2]
    return address in book.exhibits or find_exhibit(address) is not None or book.gaps.may_have("exhibit", slug)


def _finding(address: str, place: Place, book: BookContext) -> BookFinding:
    name, _, preset = address.partition("/")
    has_exhibit = name in CATALOGUE
    wanted = preset if has_exhibit else name
    own = [one.partition("/") for one in {*book.exhibits.values()}]
    known = [one.name for one in load(name).presets] if has_exhibit else [*CATALOGUE]
    known += [slug for engine, _, slug in own if engine == name or not has_exhibit]
    near = nearest_id(wanted, known)
    slug = near.slug or next(iter(suggest(wanted, known, 1, _ALIKE)), "")
    good = f"{name}/{slug}" if has_exhibit else f"{slug}/{preset}" if find_exhibit(f"{slug}/{preset}") else slug
    message = f"the exhibit {name!r} has no preset {preset!r}" if has_exhibit else f"there is no exhibit {name!r}"
    others = f"its presets are {', '.join(known)}" if has_exhibit and known else "'mlsys run' lists what can be run"
    hint = f"did you mean {good!r}?" if slug else others
    return BookFinding(place, message, hint, Replacement(address, good) if near.is_clear else None)


def unknown_engine(chapter: ChapterContext) -> Iterator[Finding]:
    """Data of the book are for an exhibit that the program doesn't have, or that reads no file.

    Nobody can run them. In a pack this is only a warning, since a later version of the program may have the exhibit.

    Bad:
        # ../exhibits.yaml
        - {id: listener, exhibit: elisa}

    Good:
        - {id: listener, exhibit: eliza}
    """
    for item in chapter.of("exhibit"):
        name = item.entry.exhibit
        if name not in engines():
            near = nearest_id(name, engines())
            hint = f"did you mean {near.slug!r}?" if near.slug else f"it is one of {', '.join(engines())}"
            fault = "reads no file" if name in CATALOGUE else "isn't there"
            fix = Replacement(name, near.slug) if near.is_clear else None
            yield Finding(item, ("exhibit",), f"the exhibit {name!r} {fault}", hint, fix=fix)


def taken_name(chapter: ChapterContext) -> Iterator[Finding]:
    """Data of the book for an exhibit have the id of an exhibit of the program, or of a preset.

    `mlsys run` would run that one.

    Bad:
        # ../exhibits.yaml
        - {id: mirror, exhibit: eliza}

    Good:
        - {id: listener, exhibit: eliza}
    """
    for item in chapter.of("exhibit"):
        slug = item.entry.id
        if slug in CATALOGUE or find_exhibit(item.entry.address):
            noun = "an exhibit" if slug in CATALOGUE else "a preset"
            yield Finding(item, ("id",), f"{slug!r} is {noun} of the program", "choose another id")


def unusable_data(chapter: ChapterContext) -> Iterator[Finding]:
    """The file with the data for an exhibit isn't in the folder of the book, can't be read, or isn't what it reads.

    Nobody can run the exhibit with it. `mlsys run eliza --script FILE` tries a file.

    Bad:
        # ../exhibits.yaml
        - {id: listener, file: ../listener.txt}

    Good:
        - {id: listener, file: listener.txt}
    """
    for item in chapter.of("exhibit"):
        if item.entry.exhibit in engines() and (found := _fault(item)):
            yield found


def _fault(item: Item) -> Finding | None:
    """The finding about the file of an exhibit: at a line of it, or where the book names it."""
    name, folder = item.entry.file, Path(item.document.path).parent
    try:
        read_book_data(folder, name, item.entry.exhibit)
    except UnreadableError as error:
        hint = "name a file in the folder of the book, such as scripts/baker.txt"
        return Finding(item, ("file",), f"{name[:80]!r} can't be used: {error.message}", hint)
    except UsageError as error:
        hint = error.hints[0] if error.hints else ""
        if error.line:
            place = Place(f"{folder}/{harmless(name)}", error.line, 1, 1)
            return Finding(item, ("file",), error.message, hint, elsewhere=place)
        return Finding(item, ("file",), f"{name[:80]!r}: {error.message}", hint)
    return None
