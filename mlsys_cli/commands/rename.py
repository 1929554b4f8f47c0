"""`mlsys rename`: another id for an entry, in all files of a book."""

import os
from pathlib import Path
from typing import Annotated

from mlsys_cli.arguments.declarations import argument
from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted
from mlsys_cli.views.value_view import LocationView


def rename_command(
    session: Session,
    old: Annotated[str, argument(metavar="KIND:OLD", help="The entry, such as term:heap.")],
    new: Annotated[str, argument(metavar="NEW", help="Its new id.")],
) -> None:
    """Change the id of an entry, and every link, embed, see_also and citation of it.

    The entry keeps the old id under 'formerly', so that readers still find it by that id, and keep their cards and
    notes. Either all files are changed or none, and nothing else in them changes.

    Examples:
        mlsys rename term:heap free-store --content my-book  # and every link to it
        mlsys rename section:basics/why reasons --content my-book  # a section
        mlsys rename source:knuth68 knuth1968 --content my-book  # a source
    """
    from mlsys_cli.book.author.changed_book import rename_entry
    from mlsys_cli.text.atomic_file import replace_files

    if not session.books.are_chosen:
        raise UsageError("there is no book.yaml here", ["change to the folder of a book, or give it with --content"])
    made, books = None, session.books.folders
    for number, book in enumerate(books, 1):
        session.books.require_own(book)
        try:
            made = rename_entry(book, old, new)
            break
        except NotFoundError:
            if number == len(books):
                raise
    assert made is not None
    replace_files(made.files)
    here = f"{Path.cwd()}{os.sep}"
    first, *links = [f"{p.path.removeprefix(here)}:{p.line}:{p.column}" for p in made.places]
    files = len({place.path for place in made.places[1:]})
    several = f"changed {counted(len(links), 'link')} in {counted(files, 'file')}" if links else "nothing links to it"
    session.notify(f"{old} is now {made.kind}:{made.slug}; {several}", *links)
    rows = [["place"], *([location] for location in (first, *links))]
    session.show(LocationView("renamed", first, rows, renamed=made.kind, id=made.slug, place=first, links=links))
