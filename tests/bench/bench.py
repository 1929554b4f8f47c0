"""The benchmark: `python -m tests.bench.bench` prints each figure that the program must reach as it is measured.

`… bench define` measures only the row of that name, `… bench large-` those whose names begin so, and `… bench --list`
names all of them. Times are ratios to a reference that takes turns with what is measured, so that they hold on any
machine: a bare Typer program for what a command costs, the YAML parser for what compiling costs, a small library for
what a large one costs.
"""

import gc
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import yaml

from mlsys_cli.book.check.checker import check_book
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.parse import load as _pydantic_is_imported_here  # noqa: F401  # not while a row is measured
from mlsys_cli.index.build import build_file, build_index
from mlsys_cli.index.library import Library
from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.session.environment import read_clock
from tests.bench.generated_library import write_library
from tests.fuzz.data_loss import CARDS, REVIEWS, learned

ROUNDS = 7
CHAPTERS, TENTH = 150, 15
"""The chapters of the large library, each of 100 terms, and those of the small one."""

SEED = 1
GLOW = 5.6
"""What glow 2 takes for the first chapter as Markdown, as a ratio to bare Python."""

ROOT = Path(__file__).parents[2]
SCRIPT = str(Path(sys.executable).parent / "mlsys")

Action = Callable[[], object]

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
    """A figure: its name, what it is a ratio to (or its unit), the most that it may be, and how it is measured."""

    name: str
    against: str
    bound: float
    measure: "Callable[[Workshop], float]"


class Workshop:
    """A learner, a few books and the commands that rows measure; each is made when a row first needs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._widths = count(81)

    @cached_property
    def env(self) -> dict[str, str]:
        """The variables of a learner with 100,000 reviews of 20,000 cards, who reads a copy of the bundled book."""
        homes = {f"XDG_{name}_HOME": str(self.folder / name.lower()) for name in ("CACHE", "DATA", "CONFIG")}
        ours = ("PYTHONDONTWRITEBYTECODE", "MLSYS_PLAIN", "MLSYS_NO_CACHE", "FORCE_COLOR")
        os.environ.update(homes)  # for what runs in this process
        with closing(Store(self.folder / "data/mlsys-cli/study.sqlite")) as store:
            store.add(list(learned(CARDS, REVIEWS, read_clock())))
            question = Library(build_index((self.book,), self.folder)[0]).entries.first("question")
            assert question is not None
            store.answer(subject_of(question), 1, read_clock() - 3 * DAY)  # forgotten: a review begins with it
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | homes | {"COLUMNS": "80", "MLSYS_CONTENT": str(self.book)}

    @cached_property
    def book(self) -> Path:
        """A copy of the bundled book."""
        return Path(shutil.copytree(BUNDLED_BOOK, self.folder / "book"))

    @cached_property
    def first_chapter(self) -> Path:
        """The bundled book with its first chapter alone."""
        folder = Path(shutil.copytree(BUNDLED_BOOK, self.folder / "first-chapter"))
        described = yaml.safe_load((folder / "book.yaml").read_bytes())
        first, *others = [chapter for part in described["parts"] for chapter in part["chapters"]]
        for chapter in others:
            shutil.rmtree(folder / chapter)
        described["parts"] = [{"title": "One chapter", "chapters": [first]}]
        (folder / "book.yaml").write_text(yaml.safe_dump(described), encoding="utf-8")
        return folder

    @cached_property
    def large(self) -> Path:
        """A library of many chapters."""
        return self._library("large", CHAPTERS)

    @cached_property
    def small(self) -> Path:
        """A tenth of it."""
        return self._library("small", TENTH)

    def _library(self, name: str, chapters: int) -> Path:
        write_library(self.folder / name, BUNDLED_BOOK, chapters, SEED)
        return self.folder / name

    @cached_property
    def bare(self) -> Action:
        """A bare Typer program."""
        (self.folder / "bare.py").write_text(BARE, encoding="utf-8")
        return partial(self.run, sys.executable, str(self.folder / "bare.py"), "hello", "you")

    def again(self, *argv: str, **env: Any) -> Action:
        """A command that was given before."""
        return partial(self.run, SCRIPT, *argv, **env)

    def first(self, *argv: str, **env: Any) -> Action:
        """A command as it was never given before: at another width each time."""
        return lambda: self.run(SCRIPT, *argv, COLUMNS=next(self._widths), **env)

    def run(self, *command: str, code: int = 0, **env: Any) -> None:
        """Run a command in a pipe; it must end with this code."""
        variables = self.env | {name: str(value) for name, value in env.items()}
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, env=variables)
        assert done.returncode == code, done.stderr

    def on_terminal(self, *argv: str, enough: int = 0) -> None:
        """Run a command on a terminal that is high enough to need no pager; or until it has shown `enough` bytes."""
        outer, inner = pty.openpty()
        termios.tcsetwinsize(inner, (24, 80) if enough else (100, 80))
        env = {name: value for name, value in self.env.items() if name != "COLUMNS"}
        env |= {"TERM": "xterm-256color", "MLSYS_PAGER": "cat"}
        with subprocess.Popen([SCRIPT, *argv], stdin=inner, stdout=inner, stderr=inner, env=env) as process:
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


def ratio(measured: Action, reference: Action, rounds: int = ROUNDS, clock: Callable[[], float] = time.time) -> float:
    """The median ratio of two times. They take turns; a first round, which warms up, doesn't count."""
    pairs = [(seconds(measured, clock), seconds(reference, clock)) for _ in range(rounds + 1)]
    return median(one / other for one, other in pairs[1:])


def seconds(action: Action, clock: Callable[[], float] = time.time) -> float:
    """The time of an action."""
    started = clock()
    action()
    return clock() - started


# --- commands --------------------------------------------------------------------------------------------------------


def cached(name: str, *argv: str, bound: float = 1.8) -> Row:
    """An answer that is asked again, against Python."""
    python = (sys.executable, "-c", "pass")
    return Row(name, "bare Python", bound, lambda shop: ratio(shop.again(*argv), lambda: shop.run(*python)))


def asked(name: str, *argv: str, bound: float) -> Row:
    """A command that is given for the first time."""
    return Row(name, "a bare Typer program", bound, lambda shop: ratio(shop.first(*argv), shop.bare))


def shown(name: str, *argv: str, bound: float, enough: int = 0) -> Row:
    """A command on a terminal, where nothing is cached."""
    return Row(
        name,
        "a bare Typer program",
        bound,
        lambda shop: ratio(lambda: shop.on_terminal(*argv, enough=enough), shop.bare),
    )


def wide(name: str, *argv: str) -> Row:
    """A command with the whole book, against its first chapter alone."""

    def measure(shop: Workshop) -> float:
        one = shop.first(*argv, MLSYS_CONTENT=shop.first_chapter)
        return ratio(shop.first(*argv), one)

    return Row(name, "in its first chapter", 1.05, measure)


_COMPLETING = {"_MLSYS_COMPLETE": "complete_bash", "COMP_WORDS": "mlsys define back", "COMP_CWORD": "2"}
_QUESTION = "why do rules break on new input data"


def among(name: str, against: str, bound: float, argv: Sequence[str], other: Sequence[str], **env: Any) -> Row:
    """A command in a large library, against another one there."""

    def measure(shop: Workshop) -> float:
        there: dict[str, Any] = {"MLSYS_CONTENT": shop.large, "MLSYS_NO_CACHE": 1}
        return ratio(shop.again(*argv, **there, **env), shop.again(*other, **there))

    return Row(f"large-{name}", against, bound, measure)


_HIT = ("define", "backpropagation")
_SEARCH = ("search", "perceptron")


def _after_edit(shop: Workshop) -> float:
    """The first `define` after an edit of one chapter of a copy of the bundled book."""
    file, edits = shop.book / "intro/glossary.yaml", count()
    text = file.read_text(encoding="utf-8")
    times = []
    for _ in range(ROUNDS):
        file.write_text(f"{text}# edit {next(edits)}\n", encoding="utf-8")
        times.append(seconds(shop.again(*_HIT)) / seconds(shop.bare))
    return median(times)


def _first_run(shop: Workshop) -> float:
    """The first command after an install from a wheel, against a later one that finds nothing cached."""
    installed, fresh = shop.folder / "installed", count()
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(installed), str(ROOT))
    shop.run(*pip)

    def define(cache: str) -> None:
        program = (sys.executable, "-P", "-m", "mlsys_cli", "define", "perceptron")
        env: dict[str, Any] = {
            "PYTHONPATH": installed,
            "XDG_CACHE_HOME": shop.folder / cache,
            "MLSYS_CONTENT": "",
            "MLSYS_NO_CACHE": 1,
        }
        shop.run(*program, **env)

    return ratio(lambda: define(f"fresh-{next(fresh)}"), lambda: define("fresh-0"))


def _first_page(shop: Workshop) -> float:
    """The first page with an empty cache, after what the README tells a new user to do in a clone."""
    clone, fresh = shop.folder / "clone", count()
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".*", "__pycache__", "content.sqlite"))
    shop.run(sys.executable, "-m", "venv", str(clone / ".venv"))
    shop.run(str(clone / ".venv/bin/pip"), "install", "--quiet", "--editable", str(clone))

    def read() -> None:
        env: dict[str, Any] = {"XDG_CACHE_HOME": shop.folder / f"first-{next(fresh)}", "MLSYS_CONTENT": ""}
        shop.run(str(clone / ".venv/bin/mlsys"), "read", "intro", **env)

    return ratio(read, shop.bare)


# --- compiling and checking ------------------------------------------------------------------------------------------


def parse() -> None:
    """Parse all files of the bundled book."""
    for path in BUNDLED_BOOK.rglob("*.yaml"):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def forget() -> None:
    """Clear what the program keeps of texts that it has seen: a command of its own has seen none."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith("mlsys_cli.") else ():
            if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"]:
                value.cache_clear()


def build(book: Path, shop: Workshop) -> None:
    """Compile a book as a process of its own does."""
    forget()
    path = shop.folder / "built.sqlite"
    path.unlink(missing_ok=True)
    build_file((book,), path, None)


def check(book: Path) -> None:
    """Check a book as a process of its own does."""
    forget()
    check_book(book)


def ten_times(action: Callable[[Path], object], shop: Workshop) -> float:
    """The time of the processor for the large library, against ten times that for the small one."""
    small = [seconds(lambda: action(shop.small), time.process_time) for _ in range(2)]
    return seconds(lambda: action(shop.large), time.process_time) / (10 * min(small))


def _edit_in_large(shop: Workshop) -> float:
    """The first command after an edit in the large library, against compiling it."""
    there = {"MLSYS_CONTENT": shop.large, "MLSYS_NO_CACHE": 1, "XDG_CACHE_HOME": shop.folder / "cache-of-edits"}
    whole = seconds(shop.again(*_HIT, **there))
    times = []
    for number in range(7, CHAPTERS, CHAPTERS // 5):
        file = shop.large / f"chapter-{number}" / "chapter.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("title: ", "title: New ", 1), encoding="utf-8")
        times.append(seconds(shop.again(*_HIT, **there)))
    return median(times) / whole


def _watch(shop: Workshop) -> float:
    """The milliseconds from the save of a chapter to its page on the screen."""
    file = shop.book / "intro/chapter.yaml"
    text = file.read_text(encoding="utf-8")
    outer, inner = pty.openpty()
    termios.tcsetwinsize(inner, (24, 80))
    env = {name: value for name, value in shop.env.items() if name != "COLUMNS"} | {"TERM": "xterm-256color"}

    def wait_for(words: str) -> None:
        seen = b""
        while words.encode() not in seen:
            seen += os.read(outer, 1 << 20)

    with subprocess.Popen(
        [SCRIPT, "read", "--watch", str(file)], stdin=inner, stdout=inner, stderr=inner, env=env
    ) as process:
        os.close(inner)
        wait_for("no problems")
        times = []
        for number in range(ROUNDS):
            changed = text.replace("body: |\n", f"body: |\n      See [[round-{number}]].\n\n", 1)
            file.write_text(changed, encoding="utf-8")
            times.append(seconds(partial(wait_for, f"See round-{number}.")))
            wait_for("problems")
        process.terminate()
        wait_for("\x1b[?1049l")
    os.close(outer)
    file.write_text(text, encoding="utf-8")
    return 1000 * median(times)


# --- the table -------------------------------------------------------------------------------------------------------

ROWS = (
    cached("cached-define", *_HIT),
    cached("cached-search", *_SEARCH),
    cached("cached-toc", "toc"),
    cached("cached-due", "due"),
    cached("cached-version", "--version"),
    cached("cached-read", "read", "intro", bound=0.35 * GLOW),
    Row(
        "cached-tab",
        "bare Python",
        1.8,
        lambda shop: ratio(shop.again(**_COMPLETING), lambda: shop.run(sys.executable, "-c", "pass")),
    ),
    asked("define", *_HIT, bound=2.5),
    asked("define-option", *_HIT, "--no-pager", bound=1.5),
    Row("define-after-edit", "a bare Typer program", 4, _after_edit),
    Row("define-after-install", "a later one", 2.5, _first_run),
    Row("first-page", "a bare Typer program", 15, _first_page),
    asked("read-section", "read", "intro/symbolic-ai", bound=1.8),
    Row(
        "read-chapter",
        "bare Python",
        1.8 * GLOW,
        lambda shop: ratio(shop.first("read", "intro"), lambda: shop.run(sys.executable, "-c", "pass")),
    ),
    asked("search", *_SEARCH, bound=1.5),
    asked("due", "due", bound=1.3),
    asked("progress", "progress", bound=1.6),
    asked("review-json", "review", "--json", "-n", "1", bound=1.8),
    shown("terminal-define", *_HIT, bound=1.6),
    shown("terminal-read", "read", "intro", bound=2.5, enough=1500),
    wide("whole-define", *_HIT),
    wide("whole-read", "read", "intro/symbolic-ai"),
    wide("whole-search", *_SEARCH),
    wide("whole-review", "review", "--json", "-n", "1"),
    among("misspelt", "a name there", 1.5, ("define", "backpropagatoin"), _HIT),
    among("unknown", "a name there", 2.0, ("define", "zzgrblft"), _HIT, code=1),
    among("toc", "a name there", 8.0, ("toc",), _HIT),
    among("tab", "a name there", 1.5, (), _HIT, **_COMPLETING),
    among("search", "a name there", 1.5, _SEARCH, _HIT),
    among("question", "one word there", 1.5, ("search", *_QUESTION.split()), _SEARCH),
    Row("large-edit", "compiling all of it", 0.1, _edit_in_large),
    Row("build", "parsing with CSafeLoader", 5, lambda shop: ratio(lambda: build(BUNDLED_BOOK, shop), parse, 3)),
    Row(
        "build-large", f"{TENTH} chapters, ten times", 1.1, lambda shop: ten_times(lambda book: build(book, shop), shop)
    ),
    Row("check", "parsing with CSafeLoader", 30, lambda _: ratio(lambda: check(BUNDLED_BOOK), parse, 3)),
    Row("check-large", f"{TENTH} chapters, ten times", 1.1, lambda shop: ten_times(check, shop)),
    Row("watch", "milliseconds from save to screen", 200, _watch),
)


def main(argv: Sequence[str]) -> int:
    """Measure the rows with one of the names, or whose names begin so; all without a name. Returns the exit code."""
    from tests.bench.reader_rows import READER_ROWS

    names = [row.name for row in (*ROWS, *READER_ROWS)]
    wanted = {
        name for name in names for word in argv or [""] if name == word or (word not in names and name.startswith(word))
    }
    rows = [row for row in (*ROWS, *READER_ROWS) if row.name in wanted]
    if not rows:
        print(*names, sep="\n")
        return int(argv != ["--list"])
    gc.disable()  # as the program itself does
    started, missed = time.time(), 0
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as directory:
        shop = Workshop(Path(directory))
        for row in rows:
            value = row.measure(shop)
            missed += value > row.bound
            verdict = "ok" if value <= row.bound else "MISS"
            print(f"{row.name:22}{value:8.3g}  <= {row.bound:<6.3g} {verdict:5} {row.against}", flush=True)
    print(f"{len(rows)} rows in {time.time() - started:.0f} s, {missed} missed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
