"""`mlsys test`: tests on paper."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

from mlsys_cli.arguments.declarations import Seed, argument, one_of, option, require_place, word_argument
from mlsys_cli.deck.select import seed_or_now
from mlsys_cli.errors import Exit, ExitCode, OutputError, UsageError
from mlsys_cli.session.session import Session
from mlsys_cli.text.atomic_file import first_line, write_file
from mlsys_cli.text.csv_text import written_csv
from mlsys_cli.text.english import counted, quote

if TYPE_CHECKING:  # imported by the actions that need it
    from collections.abc import Mapping

    from mlsys_cli.classroom.paper_test import Test, TestVersion

Versions: TypeAlias = "Mapping[str, TestVersion]"

_OPTIONS = {
    "new": ("--chapters", "-n", "--level", "--versions", "--seed"),
    "print": ("--paper", "--any-code"),
    "export": ("--to", "--any-code"),
    "grade": ("--any-code",),
}
"""The actions, each with the options that it takes."""

_ENDINGS = {"moodle": ".xml", "qti": ".zip", "qti21": ".zip", "gift": ".gift", "csv": ".csv"}
"""The formats of 'test export', each with the ending of its files."""

_MARK = "<!-- written by 'mlsys test grade' -->"


def test_command(
    session: Session,
    action: Annotated[str, word_argument("ACTION", "action", _OPTIONS)],
    name: Annotated[str, argument(metavar="NAME", help="The test, whose file is NAME.yaml.")],
    target: Annotated[
        str,
        argument(
            metavar="[FOLDER|FILE]", help="For print: a folder. For grade: a table (CSV), or a folder of answers."
        ),
    ] = "",
    chapters: Annotated[str, option("--chapters", metavar="LIST", help="For new: only these chapters.")] = "",
    count: Annotated[
        int | None, option("-n", "--number", metavar="N", min=1, max=200, help="For new: how many; 12 by default.")
    ] = None,
    level: Annotated[
        str, option("--level", metavar="LEVEL=N,...", help="For new: how many of a level, such as apply=4.")
    ] = "",
    versions: Annotated[str, option("--versions", metavar="LIST", help="For new: such as A,B; A by default.")] = "",
    seed: Seed = None,
    paper: Annotated[str, option("--paper", metavar="SIZE", help="For print: a4 (the default) or letter.")] = "",
    to: Annotated[str, option("--to", metavar="FORMAT", help=f"For export: {', '.join(_ENDINGS)}.")] = "",
    any_code: Annotated[bool, option("--any-code", help="Also if the questions have changed in the book.")] = False,
) -> None:
    """Make a test on paper, print it, hand it to a learning platform, and grade what comes back.

    'new' writes NAME.yaml: the questions with their points, and a seed for each version. Edit it as you like. All
    versions have the same questions, each in an order, with options in an order, and with fresh numbers of its own.

    'print' writes a sheet for each version (A.html, and A.json to be filled in on a computer), answer-sheet.html and
    key.html; and PDFs, if Chromium, Chrome or Edge is installed.

    'grade' reads a table whose first line is name,version,q1,q2 … with the question numbers of each sheet, or a folder
    of files as 'mlsys quiz --answer' takes them, or of study data. A cell has letters (b, or b d a c for an order),
    true or false, a number, words, or words with ; between them for several gaps. There may be columns 'handed in'
    (2026-12-24 10:30), 'code' (in the foot of the sheet), and 'q3 points' for what you have graded by hand. The results
    are written to NAME-results.csv and NAME-results.html. 'mlsys help publishing' says more.

    Of several sheets of a learner the last one counts, and a late one counts too. A sheet of another version of the
    book, which its code tells, isn't graded, and the exit code is 1.

    Examples:
        mlsys test new midterm --chapters intro,ml-systems  # midterm.yaml
        mlsys test new exam -n 20 --level apply=5 --versions A,B  # two versions
        mlsys test print midterm sheets  # the test, an answer sheet and the key
        mlsys test export midterm --to moodle  # a file for each version
        mlsys test grade midterm sheets  # files that learners have filled in
        mlsys test grade midterm answers.csv  # a table that you have typed
    """
    given = {"--chapters": chapters, "-n": count, "--level": level, "--versions": versions, "--paper": paper}
    given |= {"--seed": seed is not None, "--to": to, "--any-code": any_code}
    require_place("test", action, given, _OPTIONS)
    if bool(target) is not (action in ("print", "grade")):
        needs = {"print": "needs a folder to write to", "grade": "needs a table or a folder of answers"}
        raise UsageError(f"'mlsys test {action}' {needs.get(action, 'takes only the name of the test')}")
    if action == "export" and not to:
        raise UsageError("'mlsys test export' needs a format", [f"give it with --to: {', '.join(_ENDINGS)}"])
    from mlsys_cli.classroom import paper_test

    path = Path(name if name.endswith(".yaml") else f"{name}.yaml")
    if not re.fullmatch(r"\w[\w .-]*", path.name):
        raise UsageError(f"a test can't be named {name!r}", ["use letters and digits, such as midterm"])
    if action == "new":
        from mlsys_cli.queries.lookup import chapter_named

        if path.exists():
            raise OutputError(f"{path} already exists", ["delete it first, or choose another name"])
        text = paper_test.new_test_text(
            session.books.library,
            path.stem.replace("-", " ").replace("_", " ").capitalize(),
            chapters=[chapter_named(session, chapter) for chapter in _items(chapters)]
            or session.books.library.entries.refs("chapter"),
            length=count,
            levels=_levels(level),
            versions=_items(versions) or ("A",),
            seed=seed_or_now(seed, session.learner.now),
        )
        write_file(path, text.encode())
        message = f"{path} written · edit it, then print it with 'mlsys test print {quote(name)} FOLDER'"
        session.report(message, "test", str(path), files=[str(path)])
        return
    test = paper_test.read_test(path)
    made = paper_test.versions_of(session.books.library, test, although_changed=any_code)
    if action == "print":
        _print(session, test, made, Path(target), one_of("size of paper", paper or "a4", ("a4", "letter")))
    elif action == "grade":
        _grade(session, path, test, made, source=Path(target), any_code=any_code)
    else:
        _export(session, path, test, made, one_of("format", to, _ENDINGS))


def _items(text: str) -> list[str]:
    return list(dict.fromkeys(item.strip() for item in text.split(",") if item.strip()))


def _levels(text: str) -> dict[str, int]:
    """The number of questions of each level. Raises UsageError."""
    levels: dict[str, int] = {}
    for item in _items(text):
        name, _, count = item.partition("=")
        if not (count.isascii() and count.isdecimal() and 0 < int(count[:4]) <= 200):
            raise UsageError(f"--level can't be {item[:40]!r}", ["write for example --level apply=4,recall=3"])
        levels[one_of("level", name, ("recall", "understand", "apply"))] = int(count[:4])
    return levels


def _print(session: Session, test: "Test", versions: Versions, folder: Path, paper: str) -> None:
    from mlsys_cli.classroom.sheets import MARK, answer_file, pages
    from mlsys_cli.site.pdf import installed_browser, is_our_pdf, printed_page

    book = next(book for book in session.books.library.books() if book.ref.slug == test.book)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be made: {error.strerror}") from error
    browser = installed_browser(session.env)
    files = {f"{name}.json": answer_file(test, version).encode() for name, version in versions.items()}
    for name, page in pages(test, versions, book, paper).items():
        files[f"{name}.html"] = page.encode()
        if browser:
            files[f"{name}.pdf"] = printed_page(browser, {f"{name}.html": page}, folder, session.env)
    for name, data in files.items():
        write_file(folder / name, data, is_ours=lambda old: MARK.encode() in old.read_bytes() or is_our_pdf(old))
    if not browser:
        session.notify(
            "no Chromium, Chrome or Edge is installed, which would make PDFs: print the pages from a browser"
        )
    message = f"{counted(len(files), 'file')} in {folder}: print {', '.join(f'{name}.html' for name in versions)}"
    session.report(message, "test", str(folder), files=sorted(str(folder / name) for name in files))


def _grade(session: Session, path: Path, test: "Test", versions: Versions, *, source: Path, any_code: bool) -> None:
    from mlsys_cli.classroom.grading import REPLACED, grade_sheets
    from mlsys_cli.classroom.hand_ins import read_hand_ins
    from mlsys_cli.classroom.results import RESULT_COLUMNS, result_view
    from mlsys_cli.render.formats import Format, write

    hand_ins, unread = read_hand_ins(source)
    sheets, unclear = grade_sheets(test, versions, hand_ins, any_code=any_code)
    view = result_view(session, test, versions, sheets, [*unread, *unclear])
    table, page = (path.with_name(f"{path.stem}-results{ending}") for ending in (".csv", ".html"))
    shown = "".join(write(view, Format.HTML, session.terminal, is_framed=True))
    write_file(
        table,
        written_csv(view.rows()).encode(),
        is_ours=lambda old: first_line(old).startswith(",".join(RESULT_COLUMNS)),
    )
    write_file(page, f"{shown}{_MARK}\n".encode(), is_ours=lambda old: _MARK.encode() in old.read_bytes())
    session.show(view)
    session.notify(f"written: {table}, {page}")
    if unread or any(not sheet.answers and sheet.remark != REPLACED for sheet in sheets):
        raise Exit(ExitCode.NOT_FOUND)


def _export(session: Session, path: Path, test: "Test", versions: Versions, form: str) -> None:
    from mlsys_cli.interchange.exporters import exported_question, write_questions

    library, files = session.books.library, list[str]()
    for name, version in versions.items():
        questions = [
            exported_question(library, entry.item.card._replace(hint=()), points=entry.points, order=entry.item.order)
            for entry in version.items  # a test gives no hints
        ]
        title, stem = test.title, path.stem
        if len(versions) > 1:
            title, stem = f"{title}, version {name}", f"{stem}-{name}"
        file = path.with_name(f"{stem}{_ENDINGS[form]}")
        for question, lost in write_questions(file, form, title, questions, has_points=True):
            session.notify(f"{file}: {question}: {form} has no place for {lost}")
        files.append(str(file))
    session.report(f"written: {', '.join(files)}", "test", "\n".join(files), files=files)
