"""The benchmark: `python -m tests.bench.bench` measures the figures that the program must reach and prints them.

Times are ratios to a reference that is measured in the same run, so that they hold on any machine: a bare
Typer program for what a command costs, the YAML parser for what compiling costs, the bundled book for what a large
library costs. What is compared takes turns, and the median of the ratios counts.
"""

import gc
import io
import json
import os
import pty
import random
import re
import shutil
import string
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple

import yaml
from rich.console import Console
from rich.table import Table

from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.kinds import bundled_book
from mlsys_cli.book.parse import load as _pydantic_is_imported_here  # noqa: F401
from mlsys_cli.cli.main import main as mlsys
from mlsys_cli.index.build import build_file, build_index
from mlsys_cli.index.library import Library
from mlsys_cli.index.open_index import index_path
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.session.environment import own_directory, read_clock
from tests.fuzz.data_loss import CARDS, REVIEWS, learned

ROUNDS = 20
CHAPTERS = 1000
EDITS = 5
BROKEN = 1000
SEED = 1

GLOW = 5.6
"""What glow 2 takes for the chapter as Markdown, as a ratio to bare Python: the reference where it isn't installed."""
MARKDOWN_READERS = ("glow", "mdcat", "rich")
"""Programs that show the chapter as Markdown; those that are installed are timed along with the commands."""

_QUESTION = "why do rules break on new input data"

ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).parent / "mlsys"

BARE = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    typer.echo(f"Hello {name}")


@app.command()
def goodbye(name: str) -> None:
    typer.echo(f"Goodbye {name}")


if __name__ == "__main__":
    app()
"""


class Row(NamedTuple):
    """A measured figure: its subject, its reference, the value, and the bound that it must keep."""

    what: str
    against: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """True if the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def main() -> int:
    """Measure everything, print the table, and return the exit code."""
    from tests.bench.generated_library import write_library

    gc.disable()  # as the program itself does
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as directory:
        folder = Path(directory)
        os.environ |= {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("cache", "data", "config")}
        os.environ["COLUMNS"] = "80"
        for name in ("PYTHONDONTWRITEBYTECODE", "MLSYS_CONTENT", "MLSYS_PLAIN", "FORCE_COLOR"):
            os.environ.pop(name, None)
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        for name, chapters in (("large", CHAPTERS), ("small", CHAPTERS // 10)):
            write_library(folder / name, bundled_book(), chapters, SEED)
        _say(f"two libraries written after {time.perf_counter() - started:.0f} s")
        rows: list[Row] = []
        try:
            rows.extend(_measure(folder))
        finally:  # also what was measured before an error, since it took minutes
            print_rows(rows, time.perf_counter() - started)
    return 0 if all(row.ok for row in rows) else 1


def _measure(folder: Path) -> Iterator[Row]:
    builds = list(_build_rows(folder))
    _say("indexes built")
    yield from _command_rows(folder)
    yield from _chapter_rows(folder)
    _say("commands timed")
    yield from builds
    yield from _check_rows(folder)
    _say("books checked")
    yield _first_run_row(folder)
    yield _watch_row(folder)
    yield _archive_row(folder)
    yield from _broken_rows()
    yield from _name_rows()
    from tests.bench.reader_rows import reader_rows

    yield from reader_rows(folder, folder / "large")
    _say("reader timed")


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr)


# --- commands --------------------------------------------------------------------------------------------------------


def _command_rows(folder: Path) -> Iterator[Row]:
    """The time of commands, each in its own process: kept answers against Python, others against a bare program.

    The store is that of a learner who has reviewed for long, and the book has just been edited.
    """
    book = folder / "book"
    shutil.copytree(bundled_book(), book)
    os.environ["MLSYS_CONTENT"] = str(book)
    _fill_store()
    have_card_due(book)
    _run([str(SCRIPT), "toc"])
    with (book / "intro" / "glossary.yaml").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    first = partial(_asked_first, count(81))

    def kept(*argv: str) -> Callable[[], None]:
        return lambda: _run([str(SCRIPT), *argv])

    def completing() -> Callable[[], None]:
        variables = {"_MLSYS_COMPLETE": "complete_bash", "COMP_WORDS": "mlsys define back", "COMP_CWORD": "2"}
        return lambda: _run([str(SCRIPT)], variables=variables)

    commands: dict[str, Callable[[], object]] = {
        "python": lambda: _run([sys.executable, "-c", "pass"]),
        "bare": lambda: _run([sys.executable, str(folder / "bare.py"), "hello", "you"]),
        "kept define": kept("define", "backpropagation"),
        "kept search": kept("search", "perceptron"),
        "kept toc": kept("toc"),
        "kept due": kept("due"),
        "kept version": kept("--version"),
        "kept tab": completing(),
        "kept chapter": kept("read", "intro"),
        "define": first("define", "backpropagation"),
        "define after an edit": partial(_define_after_edit, book / "intro" / "chapter.yaml"),
        "define with an option": first("define", "backpropagation", "--no-pager"),
        "chapter": first("read", "intro"),
        "section": first("read", "intro/symbolic-ai"),
        "search": first("search", "perceptron"),
        "due": first("due"),
        "progress": first("progress"),
        "review": first("review", "--json", "-n", "1"),
        "terminal define": lambda: _run_on_terminal([str(SCRIPT), "define", "backpropagation"]),
        "terminal chapter": lambda: _run_on_terminal([str(SCRIPT), "read", "intro"], enough=1500),
    }
    chapter = folder / "intro.md"
    markdown = [str(SCRIPT), "read", "intro", "--format", "markdown"]
    chapter.write_bytes(subprocess.run(markdown, check=True, stdout=subprocess.PIPE).stdout)
    peers = [name for name in MARKDOWN_READERS if shutil.which(name)]
    commands |= {name: partial(_run, [name, str(chapter)]) for name in peers}
    times = _time_in_turns(commands)
    if "glow" not in peers:
        times["glow"] = [GLOW * seconds for seconds in times["python"]]

    def row(what: str, measured: str, bound: float, base: str = "bare") -> Row:
        against = {"python": "bare Python", "bare": "a bare Typer program"}.get(base, f"{base} on it as Markdown")
        return Row(what, against, _ratio(times[measured], times[base]), bound)

    yield row("kept: define", "kept define", 1.8, "python")
    for name in ("search", "toc", "due", "version", "tab"):
        yield row(f"kept: {name}", f"kept {name}", 1.6, "python")
    yield row("kept: read intro", "kept chapter", 0.35, "glow")
    for name in peers:
        if name != "glow":
            yield row("kept: read intro", "kept chapter", 1, name)
    yield row("asked first: define, with an option", "define with an option", 1.5)
    yield row("asked first: define", "define", 2.5)
    yield row("the first define after an edit of a chapter", "define after an edit", 4)
    yield row("asked first: read intro", "chapter", 1.8, "glow")
    yield row("asked first: read intro/symbolic-ai", "section", 1.8)
    yield row("asked first: search perceptron", "search", 1.5)
    yield row("asked first: due", "due", 1.3)
    yield row("progress", "progress", 1.6)
    yield row("review --json", "review", 1.8)
    yield row("on a terminal: define", "terminal define", 1.6)
    yield row("on a terminal: the first screen of read intro", "terminal chapter", 2.5)
    del os.environ["MLSYS_CONTENT"]

    library = str(folder / "large")
    os.environ |= {"MLSYS_CONTENT": library, "MLSYS_NO_CACHE": "1"}
    large = _time_in_turns(
        {
            "hit": kept("define", "backpropagation"),
            "misspelt": kept("define", "backpropagatoin"),
            "unknown": lambda: _run([str(SCRIPT), "define", "zzgrblft"], expected=1),
            "toc": kept("toc"),
            "tab": completing(),
            "search": kept("search", "perceptron"),
            "question": kept("search", *_QUESTION.split()),
        }
    )
    del os.environ["MLSYS_CONTENT"], os.environ["MLSYS_NO_CACHE"]
    for what, name, base, bound in (
        ("a misspelt name", "misspelt", "hit", 1.5),
        ("an unknown name", "unknown", "hit", 2.0),
        ("toc", "toc", "hit", 8.0),
        ("Tab", "tab", "hit", 1.5),
        ("search perceptron", "search", "hit", 1.5),
        ("search for eight words", "question", "search", 1.5),
    ):
        yield Row(f"among 100,000 terms: {what}", f"a {base} there", _ratio(large[name], large[base]), bound)


def _define_after_edit(file: Path) -> None:
    """Change a word of a section, and look up a term."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(" the ", " THE ", 1), encoding="utf-8")
    _run([str(SCRIPT), "define", "backpropagation"])


def _chapter_rows(folder: Path) -> Iterator[Row]:
    """The time of commands that were not given before, with the whole book and with its first chapter alone."""
    book, one = folder / "book", folder / "one-chapter"
    shutil.copytree(book, one)
    described = yaml.safe_load((book / "book.yaml").read_bytes())
    first, *others = [chapter for part in described["parts"] for chapter in part["chapters"]]
    for chapter in others:
        shutil.rmtree(one / chapter)
    described["parts"] = [{"title": "One chapter", "chapters": [first]}]
    (one / "book.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
    width, books = count(81), {"book": book, "chapter": one}
    commands = {
        "read intro/symbolic-ai": ("read", "intro/symbolic-ai"),
        "search perceptron": ("search", "perceptron"),
        "review --json": ("review", "--json", "-n", "1"),
    }
    for name, argv in commands.items():
        times = _time_in_turns(
            {name: _asked_first(width, *argv, MLSYS_CONTENT=str(folder)) for name, folder in books.items()}
        )
        yield Row(f"in the whole book: {name}", "its first chapter", _ratio(times["book"], times["chapter"]), 1.05)


def _asked_first(width: Iterator[int], *argv: str, **variables: str) -> Callable[[], None]:
    """A command as it was never given before: at another width each time."""
    return lambda: _run([str(SCRIPT), *argv], variables={**variables, "COLUMNS": str(next(width))})


def _fill_store() -> None:
    """Give the learner 100,000 reviews of 20,000 cards."""
    with closing(Store(own_directory("data") / "study.sqlite")) as store:
        store.add(list(learned(CARDS, REVIEWS, read_clock())))


def have_card_due(book: Path) -> None:
    """Have a review begin with the first question of a book, which was forgotten three days ago."""
    question = Library(build_index((book,), own_directory("cache"))[0]).entries.first("question")
    assert question is not None
    with closing(Store(own_directory("data") / "study.sqlite")) as store:
        store.answer(subject_of(question), 1, read_clock() - 3 * DAY)


def _time_in_turns(
    actions: Mapping[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """The seconds that each action took in each round; a first round, which warms up, doesn't count."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds + 1):
        for name, action in actions.items():
            times[name].append(_seconds(action, clock))
    return {name: taken[1:] for name, taken in times.items()}


def compared(
    actions: Mapping[str, Callable[[], object]], base: str, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """The time of each action as a ratio to that of the base."""
    times = _time_in_turns(actions, clock=clock)
    return {name: _ratio(taken, times[base]) for name, taken in times.items()}


def _seconds(action: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    action()
    return clock() - started


def _ratio(measured: list[float], reference: list[float]) -> float:
    return median(one / other for one, other in zip(measured, reference, strict=True))


def _run(command: list[str], *, expected: int = 0, variables: Mapping[str, str] | None = None) -> None:
    """Run a command in a pipe; it must end with the expected code."""
    env = {**os.environ, **(variables or {})}
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, env=env)
    assert done.returncode == expected, done.stderr


def _run_on_terminal(command: list[str], enough: int = 0) -> None:
    """Run a command on a terminal of its own, high enough to need no pager; or until it has shown `enough` bytes."""
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80) if enough else (100, 80))
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    env |= {"TERM": "xterm-256color", "MLSYS_PAGER": "cat"}
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=env) as process:
        os.close(inner)
        seen = 0
        try:
            while (shown := len(os.read(outer, 65536))) and not 0 < enough <= seen + shown:
                seen += shown
        except OSError:  # Linux reports that the last user of the terminal has closed it
            pass
        if enough:
            process.kill()
    os.close(outer)
    assert enough or process.returncode == 0


# --- builds ----------------------------------------------------------------------------------------------------------


def _build_rows(folder: Path) -> Iterator[Row]:
    """The time of compiling a book: against parsing it, of a large library, and after an edit in that."""
    text = [path.read_bytes() for path in bundled_book().rglob("*.yaml")]
    book = _time_in_turns(
        {
            "build": _build_uncached,
            "parse": lambda: [yaml.load(one, Loader=yaml.CSafeLoader) for one in text],
        }
    )
    yield Row("a full rebuild", "parsing with CSafeLoader", _ratio(book["build"], book["parse"]), 5)
    small = [_processor_seconds(folder / "small") for _ in range(3)]
    started = time.perf_counter()
    large = _processor_seconds(folder / "large")
    elapsed = time.perf_counter() - started
    small += [_processor_seconds(folder / "small") for _ in range(3)]
    edits = [_seconds_after_edit(folder / "large", number * (CHAPTERS // EDITS) + 7) for number in range(EDITS)]
    yield Row("the first command after an edit", "a full rebuild of 1,000 chapters", median(edits) / elapsed, 0.02)
    yield Row("a full rebuild of 1,000 chapters", "of 100, ten times", large / (10 * median(small)), 1.1)


def _check_rows(folder: Path) -> Iterator[Row]:
    """The time of checking a book: against parsing it, and of a large library."""
    text = [path.read_bytes() for path in bundled_book().rglob("*.yaml")]
    book = _time_in_turns(
        {
            "check": _check_uncached,
            "parse": lambda: [yaml.load(one, Loader=yaml.CSafeLoader) for one in text],
        }
    )
    yield Row("checking the bundled book", "parsing with CSafeLoader", _ratio(book["check"], book["parse"]), 30)
    small = [_seconds(lambda: check_book(folder / "small"), time.process_time) for _ in range(3)]
    large = _seconds(lambda: check_book(folder / "large"), time.process_time)
    yield Row("checking 1,000 chapters", "of 100, ten times", large / (10 * median(small)), 1.1)


def _first_run_row(folder: Path) -> Row:
    """The time of the first command after an install from a wheel, against a later one that finds nothing kept."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder / "installed")]
    _run([*pip, str(ROOT)])
    variables = {"PYTHONPATH": str(folder / "installed")}
    fresh, width = count(), count(81)

    def define(cache: str) -> None:
        more = {"XDG_CACHE_HOME": str(folder / cache), "COLUMNS": str(next(width))}
        _run([sys.executable, "-P", "-m", "mlsys_cli", "define", "perceptron"], variables=variables | more)

    times = _time_in_turns({"first": lambda: define(f"fresh-{next(fresh)}"), "later": lambda: define("fresh-0")})
    return Row("the first run after an install", "a later one", _ratio(times["first"], times["later"]), 2.5)


def _watch_row(folder: Path) -> Row:
    """The time from the save of a chapter to its page on the screen."""
    book = folder / "draft"
    shutil.copytree(bundled_book(), book)
    file = book / "intro" / "chapter.yaml"
    text = file.read_text(encoding="utf-8")
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"TERM": "xterm-256color"}
    command = [str(SCRIPT), "read", "--watch", str(file)]
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=env) as process:
        os.close(inner)
        _wait_for(outer, "no problems")
        times = []
        for number in range(ROUNDS):
            file.write_text(
                text.replace("body: |\n", f"body: |\n      See [[round-{number}]].\n\n", 1), encoding="utf-8"
            )
            times.append(_seconds(partial(_wait_for, outer, f"See round-{number}.")))
            _wait_for(outer, "Tab goes")
        process.terminate()
        _wait_for(outer, "\x1b[?1049l")
    os.close(outer)
    return Row("read --watch: milliseconds from save to shown", "the clock", 1000 * median(times), 200)


def _archive_row(folder: Path) -> Row:
    """The share of hostile books that are refused, with nothing left behind."""
    from tests.fuzz.hostile_packs import KINDS, refused
    from tests.support.program import Result

    def run(*argv: str, **env: object) -> Result:
        os.environ |= {name: str(value) for name, value in env.items()}
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = mlsys(list(argv))
        return Result(int(code), out.getvalue(), err.getvalue())

    kinds = [kind for kind in KINDS.values() if not kind.needs or shutil.which(kind.needs)]
    stopped = sum(refused(run, kind, folder / "hostile" / str(number)) for number, kind in enumerate(kinds))
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    return Row(f"hostile books ({len(kinds)})", "refused, nothing left", stopped / len(kinds), 1, at_least=True)


def _broken_rows() -> Iterator[Row]:
    """The accuracy of places, and the share of broken books that are answered as they should be."""
    from tests.fuzz.reported_places import measure

    lines, columns, planted = measure(SEED)
    yield Row(f"planted mistakes ({planted})", "reported at the line", lines / planted, 1, at_least=True)
    yield Row(f"planted mistakes ({planted})", "reported at the column", columns / planted, 0.95, at_least=True)
    command = [sys.executable, "-m", "tests.fuzz.broken_books", "--cases", str(BROKEN), "--seed", str(SEED)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    failed = int(done.stdout.rpartition("failed cases: ")[2])
    yield Row(f"broken books ({BROKEN:,} of tests/fuzz)", "answered", 1 - failed / BROKEN, 1, at_least=True)


def _wait_for(terminal: int, words: str) -> None:
    """Read what is written to a terminal until these words have come."""
    seen = b""
    while words.encode() not in seen:
        seen += os.read(terminal, 1 << 20)


def _processor_seconds(book: Path) -> float:
    """The processor seconds of a rebuild, which takes too long to be timed twenty times by the clock."""
    return _seconds(lambda: _build(book), time.process_time)


def _forget() -> None:
    """Clear what the program keeps of texts that it has seen: a command of its own has seen none."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("mlsys_cli.") else ():
            if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"]:
                value.cache_clear()


def _build_uncached() -> None:
    _forget()
    _build(bundled_book())


def _check_uncached() -> None:
    _forget()
    check_book(bundled_book())


def _build(book: Path) -> None:
    """Rebuild the index of a book where the program looks for it."""
    path = index_path((book,), own_directory("cache"))
    path.unlink(missing_ok=True)
    build_file((book,), path, None)


def _seconds_after_edit(book: Path, number: int) -> float:
    """The seconds of a command after a title in one chapter has changed."""
    file = book / f"chapter-{number}" / "chapter.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: New ", 1), encoding="utf-8")
    return _seconds(lambda: _run([str(SCRIPT), "--content", str(book), "define", "backpropagation"]))


# --- names -----------------------------------------------------------------------------------------------------------


def _name_rows() -> Iterator[Row]:
    """The share of misspelt names that are understood, and of unrelated words that are not."""
    terms = Library(build_index((bundled_book(),), own_directory("cache"))[0]).entries.refs("term")
    chance = random.Random(SEED)
    slips = [(term.slug, _misspell(term.name, chance)) for term in terms if sum(map(str.isalpha, term.name)) >= 6]
    right = sum(_defined(slip) == slug for slug, slip in slips)
    yield Row(f"names with a slip ({len(slips)})", "the right term", right / len(slips), 0.97, at_least=True)
    text = " ".join(path.read_text(encoding="utf-8").lower() for path in bundled_book().rglob("*.yaml"))
    known = set(re.findall("[a-z]+", text))
    listed = (ROOT / "tests" / "unrelated.txt").read_text(encoding="utf-8").split()
    words = [word for word in listed if word not in known][:300]
    unanswered = sum(_defined(word) is None for word in words)
    yield Row(f"unrelated words ({len(words)})", "nothing", unanswered / len(words), 0.99, at_least=True)


def _misspell(name: str, chance: random.Random) -> str:
    """A name with one letter too many, too few or wrong, or two of them the wrong way round."""
    slip = chance.choice(("insert", "delete", "replace", "swap"))
    while True:
        at, letter = chance.randrange(len(name)), chance.choice(string.ascii_lowercase)
        match slip:
            case "insert":
                wrong = name[:at] + letter + name[at:]
            case "delete":
                wrong = name[:at] + name[at + 1 :]
            case "replace":
                wrong = name[:at] + letter + name[at + 1 :]
            case _:
                wrong = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
        if wrong.casefold() != name.casefold():
            return wrong


def _defined(name: str) -> str | None:
    """The id of the term that `mlsys define` shows for a name, if it shows one."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = mlsys(["define", name, "--json"])
    if code:
        return None
    answer = json.loads(out.getvalue())
    return str(answer.get("id") or [term["id"] for term in answer["terms"]])


# --- the table -------------------------------------------------------------------------------------------------------


def print_rows(rows: list[Row], seconds: float) -> None:
    """Print the table of what was measured."""
    table = Table(
        "what", "against", title=f"mlsys, medians of {ROUNDS}, measured in {seconds:.0f} s", title_justify="left"
    )
    for heading in ("measured", "bound", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        measured = f"{row.value:.1%}" if row.at_least else f"{row.value:.3g}"
        bound = f">= {row.bound:.0%}" if row.at_least else f"<= {row.bound:g}"
        table.add_row(row.what, row.against, measured, bound, "ok" if row.ok else "[bold red]miss")
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
