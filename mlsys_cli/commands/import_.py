"""`mlsys import`: other people's material for a book, and study data from another computer."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from mlsys_cli.arguments.declarations import argument, one_of, option, require_place, word_argument
from mlsys_cli.book.model import LEVELS
from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.interchange.importers import IMPORTERS
from mlsys_cli.journal.jsonl import add_ids, has_only_answers, learner_of, read_lines
from mlsys_cli.queries.study_exchange import require_own
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import read_text_file
from mlsys_cli.text.english import counted, first_few, quote
from mlsys_cli.text.own_files import working_book
from mlsys_cli.text.spelling import either

if TYPE_CHECKING:  # what reads YAML is imported with the first importer
    from mlsys_cli.interchange.imported_entries import Loss

_KINDS = ("terms", "questions", "sources", "events")
_OPTIONS = {
    "study": ("--mine",),
    **dict.fromkeys(IMPORTERS, ("--into", "--write", "--chapter", "--as", "--columns")),
}
"""What can be imported, each with the options that it takes."""

_SAMPLES = 3
"""The entries that are shown before they are written."""

_MOST_ENTRIES = 20_000
"""As many take some minutes, most of them for reading the YAML that was made."""

_SHOWN = 20
"""The most mistakes of a file that are listed; chosen, not measured."""


def import_command(
    session: Session,
    what: Annotated[str, word_argument("WHAT", "import", _OPTIONS)],
    file: Annotated[str, argument(metavar="FILE", help="The file or folder; for study, - is stdin.")],
    mine: Annotated[
        bool, option("--mine", help="For study: the file is yours, though it has the id of another learner.")
    ] = False,
    into: Annotated[
        str, option("--into", metavar="BOOK", help="The book, which is made if needed; default: the current one.")
    ] = "",
    write: Annotated[bool, option("--write", help="Write the book; without it you see what would be written.")] = False,
    chapter: Annotated[
        str, option("--chapter", metavar="CHAPTER", help="The chapter for what the source has in none.")
    ] = "",
    kind: Annotated[
        str, option("--as", metavar="KIND", help=f"For csv: {either(_KINDS)}.", autocompletion=lambda: _KINDS)
    ] = "",
    columns: Annotated[
        str, option("--columns", metavar="LIST", help="For csv: fields and columns: name=2,definition=3.")
    ] = "",
) -> None:
    """Bring other people's material into a book, or study data from another computer.

    Without --write nothing changes: you see how many entries would come in, the first of them, and what would be lost,
    with places. What a book can't have is shown as text, and reported. Import a newer version of the source to bring
    the entries up to date: those that you have changed stay as they are, and are listed.

    'csv' reads a table of terms, questions, sources or events, with commas, semicolons or tabs. The first row names the
    columns; if it doesn't, use --columns. 'glossary' reads terms from JSON: a list with the keys term, definition,
    chapter_source, aliases and see_also. 'bibtex' reads sources from BibTeX, BibLaTeX or CSL-JSON.

    'markdown' reads an mdBook, a Jupyter Book or MyST project, a Quarto book, or a folder or file with Markdown.
    Headings become sections, tables and glossaries entries; notes and exercises become quotes, images their captions.

    'quiz' reads questions from GIFT, Moodle XML, or a package of QTI 1.2 or 2.1, which it tells apart by themselves.
    Categories become chapters and sections. 'anki' makes questions of the notes of an .apkg file, with a chapter for
    each deck and a section for each deck in it, or else for each tag: texts with gaps stay such; other notes become
    words to type if their back has at most three, else open questions.

    'study' adds answers and notes that were exported on another computer. You can import files repeatedly and in any
    order; nothing is counted twice. Computers that import each other's exports end up with the same data. A file with a
    mistake is not imported at all, and neither is that of another learner: exports carry an id, which your computers
    share once one has imported from another.

    Examples:
        mlsys import csv terms.csv --into my-book  # what would come in
        mlsys import csv terms.csv --into my-book --write  # write it
        mlsys import csv q.tsv --into my-book --columns ask=1,answer=2  # no heading
        mlsys import markdown course/ --into my-book  # a folder with Markdown
        mlsys import bibtex refs.bib --into my-book --write  # sources
        mlsys import quiz moodle.xml --into my-book  # or GIFT, or QTI
        mlsys import anki deck.apkg --into my-book --write  # notes as questions
        mlsys import study my-study.jsonl  # add new events
        mlsys import study my-study.jsonl --mine  # although it has another id
        ssh laptop mlsys export study - | mlsys import study -  # without a file
    """
    given = {"--mine": mine, "--into": into, "--write": write, "--chapter": chapter, "--as": kind, "--columns": columns}
    require_place("import", what, given, _OPTIONS)
    if what == "study":
        _import_study(session, file, mine=mine)
        return
    options = {"chapter": chapter, "kind": kind and one_of("kind", kind, _KINDS).removesuffix("s"), "columns": columns}
    _import_entries(session, what, Path(file), into, options, write=write)


def _import_entries(
    session: Session, what: str, source: Path, into: str, options: dict[str, str], *, write: bool
) -> None:
    """Show what a source would bring into a book, or write it."""
    from mlsys_cli.book.author.create import update_schemas
    from mlsys_cli.book.check.checker import check_book
    from mlsys_cli.interchange.importers import ImportOptions, read_entries
    from mlsys_cli.interchange.merge import merge, write_merged
    from mlsys_cli.views.import_view import ImportView

    into = into or working_book() or ""
    if not into:
        raise UsageError(
            "give the folder of the book with --into", [f"mlsys import {what} {quote(str(source))} --into my-book"]
        )
    book = Path(os.path.abspath(into))
    session.books.require_own(book)
    if book.exists() and not (book / "book.yaml").is_file() and not (book.is_dir() and not any(book.iterdir())):
        raise UsageError(f"{into} isn't a book", ["give the folder of a book, or a new name"])
    if not source.exists():
        raise UnreadableError(f"there is no file or folder {str(source)!r}")
    imported = read_entries(what, source, ImportOptions(**options))
    if len(imported.entries) > _MOST_ENTRIES:
        raise UnreadableError(f"{source} has more than {_MOST_ENTRIES:,} entries", ["import it in parts"])
    merged = merge(book, what, imported)
    losses = [*merged.losses, *(_unread_bibliographies(source, merged.losses) if what == "markdown" else ())]
    problems: Counter[str] = Counter()
    if write and merged.files:
        write_merged(book, merged)
        update_schemas(book)
        problems.update(problem.level for problem in check_book(book))
    samples = [(f"{one.kind} {one.slug}", one.fields) for one in merged.outcomes if one.state in ("new", "changed")]
    view = ImportView(
        source=imported.source,
        book=into,
        written=write,
        entries=[
            {"state": one.state, "kind": one.kind, "id": one.slug, "location": one.location} for one in merged.outcomes
        ],
        samples=samples[:_SAMPLES],
        losses=[loss._asdict() for loss in losses],
        files=sorted(merged.files),
        problems=problems,
    )
    session.show(view)
    if found := [counted(problems[level], level) for level in LEVELS[:-1] if problems[level]]:
        session.notify(f"the book has {' and '.join(found)}", f"'mlsys check {quote(into)}' lists them")


def _unread_bibliographies(source: Path, losses: Iterable["Loss"]) -> Iterator["Loss"]:
    """The bibliographies beside texts that cite sources which the book doesn't have."""
    from mlsys_cli.interchange.imported_entries import Loss
    from mlsys_cli.interchange.safe_prose import UNKNOWN_SOURCES

    folder = source if source.is_dir() else source.parent
    for path in sorted(folder.rglob("*.bib")) if any(loss.what == UNKNOWN_SOURCES for loss in losses) else ():
        yield Loss(
            "bibliographies: import them with 'mlsys import bibtex', then this again", str(path.relative_to(folder))
        )


def _import_study(session: Session, file: str, *, mine: bool) -> None:
    """Add the events of an exported file to the learner's."""
    name = "stdin" if file == "-" else file
    lines = session.environment.stdin_lines if file == "-" else read_text_file(file).split("\n")
    events, bad = read_lines(lines)
    if bad:
        places = [f"{name}:{line}: {reason}" for line, reason in bad]
        raise UnreadableError(f"{name} can't be imported; nothing was changed", first_few(places, _SHOWN))
    if has_only_answers(lines):
        hint = "export it without --answers-only; a teacher adds it to a class with 'mlsys class add'"
        raise UnreadableError(f"{name} has only answers, for a class; nothing was changed", [hint])
    learner = learner_of(lines)
    if not mine:
        hint = f"'mlsys class add {name}' keeps the learners of a class apart"
        require_own(session, name, learner, events, f"mlsys import study {name} --mine", more=[hint])
    try:
        imported = session.learner.store.add(events)
        add_ids(session.learner.store.database, learner)
    except ValueError as error:
        raise UnreadableError(f"{name} can't be imported; nothing was changed", [str(error)]) from error
    result = f"{counted(imported.events, 'event')}, {imported.new} of them new"
    session.report(result, "import", result, file=name, events=imported.events, new=imported.new)
