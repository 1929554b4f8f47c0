"""`mlsys shelf`: the books, and the one that is read."""

from typing import Annotated

from mlsys_cli.arguments.declarations import argument, complete_packs, word_argument
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.errors import UsageError
from mlsys_cli.packs.installed import BUNDLED, CURRENT_FILE, choose_packs, read_manifest, scan_packs
from mlsys_cli.session.environment import packs_directory
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import write_file
from mlsys_cli.views.pack_view import ShelfBook, ShelfView


def shelf_command(
    session: Session,
    action: Annotated[str, word_argument("[ACTION]", "action", ("list", "use", "all"))] = "list",
    name: Annotated[str, argument(metavar="[NAME]", help="The book to use.", autocompletion=complete_packs)] = "",
) -> None:
    """List your books, or choose the one that you read: the bundled book and the packs that you have added.

    All of them are read together until you choose one with 'use'. Then it has its own contents, timeline, quizzes,
    reviews and plan of the day, and you find only what is in it. What you have learned of the others is kept. 'all'
    goes back to reading all books together, and --all-books does so for one command.

    In the folder of a book, that book is read; --content and --pack name others for one command.

    Examples:
        mlsys shelf  # your books, and which is current
        mlsys shelf use my-book  # read only this one from now on
        mlsys shelf use intro-to-mlsys  # the bundled book
        mlsys shelf all  # all books together
        mlsys search --all-books bread  # for one command
    """
    if bool(name) != (action == "use"):
        raise UsageError("'mlsys shelf use' needs a name, and only that takes one", ["'mlsys shelf' lists the names"])
    if action == "list":
        session.show(_shelf(session))
        return
    directory = packs_directory()
    if name:
        choose_packs((name,), BUNDLED_BOOK, scan_packs(directory))
    if directory.is_dir():  # without packs there is nothing to choose
        write_file(directory / CURRENT_FILE, f"{name}\n".encode(), mode=0o600)  # whatever the umask: it is trusted
    message = f"{name} is the current book" if name else "all books are read together"
    session.report(message, "shelf", name or "all", current=name or None)
    if session.books.are_chosen:
        session.notify("here another one is read: you are in its folder, or it was named for this command")


def _shelf(session: Session) -> ShelfView:
    """The bundled book, the packs, and the books that are read though they are neither."""
    directory = packs_directory()
    installed = scan_packs(directory)
    opened, library = session.books.folders, session.books.library
    titles = {library.entries.folder(book.ref): book.ref.name for book in library.books()}
    bundled = session.books.bundled.books()[0].ref.name
    books = [ShelfBook(BUNDLED, bundled, "comes with the program", BUNDLED_BOOK in opened)]
    for name in installed.names:
        pack, folder = read_manifest(directory / name), directory / name
        source = f"from {pack.source}" if pack.source else str(folder)
        books.append(ShelfBook(name, pack.title, source, folder in opened, name in installed.damaged))
    on_shelf = (BUNDLED_BOOK, *installed.books.values())
    books += [
        ShelfBook("", titles.get(folder, ""), str(folder), is_read=True) for folder in opened if folder not in on_shelf
    ]
    return ShelfView(tuple(books), session.books.are_chosen)
