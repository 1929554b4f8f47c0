"""`mlsys export`: study data, cards for Anki, questions for other programs, or the book as web pages, EPUB or PDF."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from mlsys_cli.anki.flashcard import Flashcard, flashcards
from mlsys_cli.arguments.declarations import argument, entry_argument, option, require_place, word_argument
from mlsys_cli.arguments.question_options import Generated, Kinds, Levels
from mlsys_cli.errors import MlsysError, OutputError, UnreadableError, UsageError
from mlsys_cli.index.entry_records import BookRecord, Ref
from mlsys_cli.journal.event import JournalEvent
from mlsys_cli.practice.quiz_plan import QuizRequest, fitting, nothing_to_ask
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.lookup import places_named
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import first_line, write_file
from mlsys_cli.text.english import counted, first_few
from mlsys_cli.views.shared_blocks import books_title
from mlsys_cli.views.value_view import LinesView

_LATEST = 253_402_300_799
"""The last second of the year 9999, after which there are no dates."""

_VARIANTS = 3
"""The number of questions that one with fresh numbers becomes, so that neighbours have others; chosen, not measured."""

_OF_CARDS = ("--kind", "--level", "--generated", "--no-generated")
_OPTIONS: dict[str, Sequence[str]] = {
    "study": ("--answers-only",),
    "anki": _OF_CARDS,
    **dict.fromkeys(("moodle", "qti", "qti21", "gift", "csv"), (*_OF_CARDS, "--variants")),
    "site": ("--base-url", "--no-answers", "--watch"),
    **dict.fromkeys(("epub", "pdf"), ("--no-answers",)),
    **dict.fromkeys(("markdown", "yaml"), ()),
}
"""What can be exported, each with the options that it takes."""

_PAUSE = 0.2
"""Seconds between two looks at the files of a book that is watched."""


def export_command(
    session: Session,
    what: Annotated[str, word_argument("WHAT", "export", _OPTIONS)],
    file: Annotated[
        str,
        argument(
            metavar="FILE", help="The file to write; for site, markdown and yaml a folder; for study, - is stdout."
        ),
    ],
    names: Annotated[
        list[str] | None,
        entry_argument(
            "[CHAPTER|SECTION]...", "The chapters; for cards and questions, also sections.", "chapter", "section"
        ),
    ] = None,
    kind: Kinds = None,
    level: Levels = None,
    generated: Generated = None,
    base_url: Annotated[
        str, option("--base-url", metavar="URL", help="For site: the address where it will be published.")
    ] = "",
    no_answers: Annotated[
        bool, option("--no-answers", help="For site, epub and pdf: leave the questions out.")
    ] = False,
    variants: Annotated[
        int | None,
        option(
            "--variants",
            min=1,
            max=50,
            help="For moodle, qti, gift and csv: how many of a question with fresh numbers.",
        ),
    ] = None,
    answers_only: Annotated[
        bool, option("--answers-only", help="For study: only answers and their days, for the teacher of a class.")
    ] = False,
    watch: Annotated[bool, option("--watch", help="For site: write it again after each change, until Ctrl-C.")] = False,
) -> None:
    """Write your study data, cards for Anki, questions for other programs, or the book as web pages, EPUB or PDF.

    'study' exports your answers, notes, bookmarks and reading positions as JSON lines. With --answers-only, your notes,
    your own cards and the times of day are left out, and only 'mlsys class' reads the file.

    'anki' exports the questions of the book and the cards generated from its terms (see 'mlsys config cards'), unless
    they are suspended, as FILE.apkg or FILE.txt, with a deck for each section. Before you import a .txt file, import an
    .apkg file once to add the note types to Anki. If you import cards again after the book has changed, Anki updates
    them and keeps your progress.

    'moodle', 'qti', 'qti21', 'gift' and 'csv' write the questions of the book for learning platforms: as Moodle XML,
    which keeps all of them; as a package of QTI 1.2, which Canvas and most others read, or of QTI 2.1; as GIFT, a text;
    or as a table. A question with fresh numbers is written several times, each time with other numbers. What a format
    can't hold is reported. Cards generated from terms are included only with --generated.

    'site' writes the whole book, or some of its chapters, as a folder of web pages. They can be opened from the disk,
    or copied to any web server ('mlsys help publishing'). Answers stand in the pages, so that readers can check
    themselves. With --base-url, a sitemap for search engines is written.

    'epub' and 'pdf' write the book, or some of its chapters, with glossary, timeline, sources, and questions that their
    answers follow. For 'pdf', Chromium, Chrome or Edge must be installed.

    'markdown' copies the book into a new folder, with the prose of each chapter in a chapter.md instead of its
    chapter.yaml ('mlsys help content'); 'yaml' does the reverse. Comments in these files are lost.

    An earlier export is replaced; no other file is overwritten.

    Examples:
        mlsys export study my-study.jsonl  # for another computer
        mlsys export study - | ssh laptop mlsys import study -  # without a file
        mlsys export study answers.jsonl --answers-only  # for a teacher
        mlsys export anki intro.apkg intro  # the cards of a chapter, for Anki
        mlsys export anki questions.txt --no-generated  # as text
        mlsys export moodle questions.xml  # the questions of the book, for Moodle
        mlsys export qti quiz.zip intro --variants 5  # for Canvas
        mlsys export site public  # the book as web pages
        mlsys export site public intro ml-systems  # two of its chapters
        mlsys export site public --watch  # again after each change, while you write
        mlsys export epub book.epub  # for an e-reader
        mlsys export pdf intro.pdf intro  # a chapter to print
        mlsys export markdown my-book-md  # the book, to be written in Markdown
    """
    request = QuizRequest(tuple(names or ()), kinds=tuple(kind or ()), levels=tuple(level or ()), generated=generated)
    options: dict[str, object] = {"--kind": kind, "--level": level, "--base-url": base_url, "--watch": watch}
    options |= {"--no-answers": no_answers, "--variants": variants, "--answers-only": answers_only}
    options |= {"--generated": generated is True, "--no-generated": generated is False}
    require_place("export", what, options, _OPTIONS)
    if what == "site":
        if base_url and not base_url.startswith(("http://", "https://")):
            hint = "write an address such as https://example.org/book/"
            raise UsageError(f"--base-url can't be {base_url[:80]!r}", [hint])
        write = partial(
            _export_site, folder=Path(file), names=request.names, base_url=base_url, has_questions=not no_answers
        )
        if watch:
            _watch_site(session, write)
        write(session)
    elif what in ("markdown", "yaml"):
        _export_chapters(session, Path(file), request.names, f"chapter.{'md' if what == 'markdown' else 'yaml'}")
    elif what in ("epub", "pdf"):
        export = _export_epub if what == "epub" else _export_pdf
        export(session, Path(file), request.names, has_questions=not no_answers)
    elif what == "anki":
        _export_anki(session, Path(file), request)
    elif what != "study":
        _export_questions(session, what, Path(file), request, variants or _VARIANTS)
    elif names:
        raise UsageError("'export study' always exports everything", ["chapters are for 'export anki'"])
    else:
        _export_study(session, file, answers_only)


def _export_study(session: Session, file: str, answers_only: bool) -> None:
    from mlsys_cli.journal.jsonl import VERSION, identify, is_header, written_lines

    events: Sequence[JournalEvent] = session.learner.store.log()
    learner = identify(session.learner.store.database)
    if answers_only:
        from mlsys_cli.classroom.class_folder import only_answers

        events = only_answers(events)
    text = "".join(f"{line}\n" for line in written_lines(events, learner, has_only_answers=answers_only))
    if file == "-":
        fields = [event.fields() for event in events]
        session.show(LinesView("study", text, version=VERSION, learner=learner, events=fields))
    else:
        write_file(Path(file), text.encode("ascii"), is_ours=lambda old: is_header(first_line(old)))
        message = f"{counted(len(events), 'event')} written to {file}"
        session.report(message, "export", file, file=file, events=len(events))
    if invalid := session.learner.store.invalid_events():
        were = "unreadable event was" if len(invalid) == 1 else "unreadable events were"
        raise UnreadableError(
            f"{len(invalid)} {were} left out", first_few([f"{name}: {reason}" for name, reason in invalid], 20)
        )


def _export_anki(session: Session, path: Path, request: QuizRequest) -> None:
    """Write cards as a package or as text: the first one of each entry, in reading order, then the second of each.

    Anki asks new cards in the order of the file, and one that comes soon after another of its entry is given away.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        hint = "use a file name that ends with .apkg or .txt"
        raise UsageError(f"cards for Anki can't be written to {str(path)[:80]!r}", [hint])
    library = session.books.library
    places = places_named(session, list(request.names)) if request.names else library.entries.refs("chapter")
    deck = deck_of(session)
    generated = () if request.generated is False else deck.generated(places, request.generated is True)
    own = deck.own(places if request.names else ())
    candidates = (*deck.authored(places), *generated, *own)
    siblings: Counter[str] = Counter()
    turns: dict[str, int] = {}
    for item in fitting(session, candidates, request):
        turns[item.id] = siblings[item.subject]
        siblings[item.subject] += 1
    notes = list(flashcards(library, deck.cards(sorted(turns, key=turns.__getitem__))))
    if not notes:
        raise nothing_to_ask(request)
    write(session, path, notes)
    message, decks = f"{counted(len(notes), 'card')} written to {path}", sorted({note.deck.name for note in notes})
    session.report(message, "export", str(path), file=str(path), notes=len(notes), decks=decks)


def _export_questions(session: Session, form: str, path: Path, request: QuizRequest, variants: int) -> None:
    """Write the questions of the open books for another program, those with fresh numbers in several variants."""
    from mlsys_cli.interchange.exporters import exported_question, write_questions

    library = session.books.library
    places = places_named(session, list(request.names)) if request.names else library.entries.refs("chapter")
    deck = deck_of(session)
    candidates = deck.authored(places) + (deck.generated(places, every=True) if request.generated else ())
    questions = []
    for item in fitting(session, candidates, request):
        for card in deck.cards([item.id]):
            if card.draw is None:
                questions.append(exported_question(library, card))
                continue
            drawn = (other for draw in range(variants) for other in deck.cards([item.id], draw=draw))
            made = [exported_question(library, other) for other in drawn]
            questions += [variant._replace(name=f"{variant.name}-{n}") for n, variant in enumerate(made, start=1)]
    if not questions:
        raise nothing_to_ask(request)
    title = books_title([book.ref.name for book in library.books()], "Questions")
    losses = write_questions(path, form, title, questions)
    for what, count in Counter(what for _, what in losses).items():
        session.notify(f"{form} can't hold {what}: left out of {counted(count, 'question')}")
    message = f"{counted(len(questions), 'question')} written to {path}"
    lost = [{"question": name, "lost": what} for name, what in losses]
    session.report(message, "export", str(path), file=str(path), questions=len(questions), losses=lost)


def _export_site(session: Session, *, folder: Path, names: Sequence[str], base_url: str, has_questions: bool) -> None:
    """Write the open books, or some of their chapters, as web pages."""
    from mlsys_cli.queries.lookup import chapter_named
    from mlsys_cli.site.site_pages import Site
    from mlsys_cli.site.write import write_site

    make = partial(Site, chapters=[chapter_named(session, name) for name in names], has_questions=has_questions)
    count = write_site(make, session, folder, f"{base_url.rstrip('/')}/" if base_url else "")
    pages = f"{count:,} page{'s' if count != 1 else ''}"
    session.report(
        f"{pages} in {folder} · open {folder / 'index.html'}", "export", str(folder), folder=str(folder), pages=count
    )


def _watch_site(session: Session, write: Callable[[Session], None]) -> None:
    """Write a site, and again after each change of a file of the books, until the user interrupts it."""
    from time import sleep

    from mlsys_cli.index.library import file_states

    paths = session.books.library.files()
    while True:
        written = file_states(paths)
        try:
            write(session)
            paths = session.books.library.files()
        except MlsysError as error:  # such as a book.yaml that can't be read as it was saved
            session.notify(error.message, *error.hints)
        last = written
        while last == written or last != file_states(paths):  # an editor may empty a file before it writes it
            last = file_states(paths)
            sleep(_PAUSE)
        session.environment.messages_shown.clear()
        session = Session(session.options)


def _chosen(session: Session, names: Sequence[str]) -> tuple[BookRecord, list[Ref]]:
    """The one book of the chapters with some names, or else the only one that is open, and these chapters."""
    from mlsys_cli.queries.lookup import chapter_named

    chapters = [chapter_named(session, name) for name in names]
    chosen = {chapter.book for chapter in chapters}
    books = [book for book in session.books.library.books() if not chosen or book.ref.slug in chosen]
    if len(books) > 1:
        hint = "choose one with --content or --pack, or name chapters of one"
        raise UsageError(f"a file holds one book, and {len(books)} are open", [hint])
    return books[0], chapters


def _export_chapters(session: Session, folder: Path, names: Sequence[str], file: str) -> None:
    """Copy the open book with its chapters, or some of them, in the form of a file."""
    from mlsys_cli.book.author.chapter_form import copy_in_form

    (book, chapters), entries = _chosen(session, names), session.books.library.entries
    wanted = chapters or [ref for ref in entries.refs("chapter") if ref.book == book.ref.slug]
    source = entries.folder(book.ref)
    count = copy_in_form(source, folder, [ref.slug for ref in wanted], file)
    message = f"{counted(count, 'chapter')} written as {file} in {folder}"
    session.report(message, "export", str(folder), folder=str(folder), chapters=count)


def _export_epub(session: Session, path: Path, names: Sequence[str], *, has_questions: bool) -> None:
    from mlsys_cli.site.addresses import Addresses
    from mlsys_cli.site.epub import epub_bytes, is_our_epub
    from mlsys_cli.site.whole_book import whole_book

    (book, chapters), library = _chosen(session, names), session.books.library
    epoch = session.environment.variables.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdecimal() and int(epoch[:20]) <= _LATEST):
        raise UsageError(f"SOURCE_DATE_EPOCH can't be {epoch[:80]!r}", ["it is a time in seconds since 1970"])
    parts = whole_book(library, Addresses(library, chapters), book.ref.slug, has_questions)
    modified = int(epoch) if epoch else library.entries.changed()
    _write_book(session, path, epub_bytes(book, parts, modified, [ref.slug for ref in chapters]), is_our_epub)


def _export_pdf(session: Session, path: Path, names: Sequence[str], *, has_questions: bool) -> None:
    from mlsys_cli.site.pdf import is_our_pdf, pdf_bytes
    from mlsys_cli.site.site_pages import Site

    book, chapters = _chosen(session, names)
    site = Site(session, chapters, has_questions=has_questions)
    data = pdf_bytes(site, book.ref.slug, path.parent, session.environment.variables)
    _write_book(session, path, data, is_our_pdf)


def _write_book(session: Session, path: Path, data: bytes, is_ours: Callable[[Path], bool]) -> None:
    write_file(path, data, is_ours=is_ours)
    session.report(f"{path} written · {len(data):,} bytes", "export", str(path), file=str(path), bytes=len(data))


def _write_package(session: Session, path: Path, cards: list[Flashcard]) -> None:
    import sqlite3

    from mlsys_cli.anki.import_files import is_our_package, package_bytes

    try:
        data = package_bytes(cards, session.books.library.entries.changed())
    except (sqlite3.Error, OSError) as error:  # where there is no room for temporary files
        raise OutputError(f"{path} can't be written: {getattr(error, 'strerror', None) or error}") from error
    write_file(path, data, is_ours=is_our_package)


def _write_text(session: Session, path: Path, cards: list[Flashcard]) -> None:
    from mlsys_cli.anki.import_files import is_our_text, tsv_text

    write_file(path, tsv_text(cards).encode(), is_ours=lambda old: is_our_text(first_line(old)))
    session.notify("before you import a .txt file, import an .apkg file once to add the note types to Anki")


_WRITERS: dict[str, Callable[[Session, Path, list[Flashcard]], None]] = {".apkg": _write_package, ".txt": _write_text}
"""The writers by the ending of the file."""
