"""Output to a pipe is cached, and written again while everything that it came from is unchanged."""

import io
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mlsys_cli import output_cache
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.cli.main import main, main_caching
from mlsys_cli.session.environment import Environment, own_directory
from mlsys_cli.text.own_files import make_own_folder
from tests.support.calls import calls_of
from tests.support.program import Clock, MakeBook
from tests.support.shell import Shell

STEPS = int(os.environ.get("MLSYS_STEPS", "60"))
"""How long the changes at random go on."""

GLOSSARY = """
    - {id: heap, name: Heap, kind: concept, aliases: [pile], definition: Memory of any size., see_also: [cycle]}
    - {id: cycle, name: Cycle, kind: concept, definition: "Two parts that point to each other, §."}
    - {id: moores-law, name: "Moore's law", kind: concept, definition: Twice as many.}
"""
QUIZ = """
    questions:
    - {id: freed, section: gc/why, kind: true-false, level: recall, ask: A cycle is freed by counting., answer: false,
       explain: Its parts keep each other alive.}
"""
NOW = 1_795_000_000_000_000
HOUR = 3_600_000_000


class World:
    """A learner's machine in this process, whose commands run like `mlsys` in a pipe."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._patch = monkeypatch
        self.folder = folder
        self.clock = Clock()
        self.clock.now = NOW
        self.cached = 0
        """How many outputs came from the cache."""
        for name in ("cache", "data", "config"):
            monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
            (folder / name).mkdir()

    @property
    def files(self) -> list[Path]:
        """The files of cached output."""
        return sorted(path for path in (self.folder / "cache/mlsys-cli/output").glob("*"))

    def ask(self, *argv: str, **env: str) -> tuple[int, str, str]:
        """The exit code, stdout and stderr of a command line, from the cache if it has it."""
        return self._run(self._cached_or_made, argv, env)

    def ask_program(self, *argv: str, **env: str) -> tuple[int, str, str]:
        """The same without the cache."""
        return self._run(lambda argv: main(argv, self._environment()), argv, {**env, "MLSYS_NO_CACHE": "1"})

    def has(self, *argv: str, **env: str) -> bool:
        """True if the output of a command line is cached."""
        before = self.cached
        self._run(lambda argv: 0 if self._write_cached(argv) else 1, argv, env)
        return self.cached > before

    def _environment(self) -> Environment:
        return Environment(clock=self.clock.read)

    def _cached_or_made(self, argv: list[str]) -> int:
        return 0 if self._write_cached(argv) else main_caching(argv, self._environment())

    def _write_cached(self, argv: list[str]) -> bool:
        found = output_cache.find_output(argv, self.clock.now * 1000)
        if found is None:
            return False
        self.cached += 1
        sys.stdout.buffer.write(found)
        return True

    def _run(
        self, command: Callable[[list[str]], int], argv: tuple[str, ...], env: dict[str, str]
    ) -> tuple[int, str, str]:
        with self._patch.context() as patch:
            for name, value in env.items():
                patch.setenv(name, value)
            out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
            err = io.StringIO()
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", err)
            patch.setattr("sys.stdin", io.StringIO(""))
            code = command(list(argv))
            return int(code), out.buffer.getvalue().decode(), err.getvalue()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    for name in ("COLUMNS", "FORCE_COLOR", "MLSYS_CONTENT", "MLSYS_NO_CACHE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return World(monkeypatch, tmp_path)


@pytest.fixture
def book(make_book: MakeBook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The book that the world reads, whose files have been at rest for a while."""
    folder = make_book({"gc/glossary.yaml": f"terms:{GLOSSARY}", "gc/quiz.yaml": QUIZ})
    monkeypatch.setenv("MLSYS_CONTENT", str(folder))
    settle()
    return folder


def settle() -> None:
    """Wait until a changed file is sure to have another time when it changes again."""
    time.sleep(0.03)


PURE = [
    "define heap",
    "define heap, cycle",
    "define pile --json",
    "read gc",
    "read gc/why",
    "toc",
    "timeline",
    "list terms",
    "search memory",
    "due",
    "today",
    "heap vs cycle",
    "progress",
    "cite --json",
    "--version",
    "",
]


@pytest.mark.slow
@pytest.mark.parametrize("line", PURE)
def test_output_is_the_same_when_it_is_cached(line: str, world: World, book: Path) -> None:
    argv = line.split()
    made = world.ask_program(*argv)
    assert world.ask(*argv) == made
    assert world.has(*argv) == (made[0] == 0)
    assert world.ask(*argv) == made


@pytest.mark.parametrize(
    "line", ["define heep", "define nonsense", "define -", "read nothing", "note heap hello", "notes"]
)
def test_what_is_said_on_stderr_fails_or_changes_is_not_cached(line: str, world: World, book: Path) -> None:
    world.ask(*line.split())
    assert not world.has(*line.split())


@pytest.mark.parametrize(
    "variables",
    [
        {"_MLSYS_COMPLETE": "complete_bash", "COMP_WORDS": "mlsys define he", "COMP_CWORD": "2"},
        {"_MLSYS_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "mlsys note he"},
        {
            "_MLSYS_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_ARGS": "mlsys read ",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
    ],
)
def test_completions_are_cached(variables: dict[str, str], world: World, book: Path) -> None:
    made = world.ask_program(**variables)
    assert made[1].strip()
    assert world.ask(**variables) == made
    assert world.has(**variables)
    (book / "gc/glossary.yaml").write_text("terms:\n- {id: heron, name: Heron, kind: concept, definition: A bird.}\n")
    assert not world.has(**variables)


@pytest.fixture
def caching(shell: Shell) -> Shell:
    """A shell in which output is cached."""
    del shell.env["MLSYS_NO_CACHE"]
    return shell


@pytest.mark.slow
def test_on_a_terminal_nothing_is_cached(caching: Shell, quiz_book: Path) -> None:
    cache = Path(caching.env["HOME"]) / "cache"
    caching.on_terminal("mlsys define heap", XDG_CACHE_HOME=cache, MLSYS_CONTENT=quiz_book, MLSYS_PAGER="cat")
    assert cache.exists()
    assert not (cache / "mlsys-cli/output").exists()


# --- output expires with what it came from ---------------------------------------------------------------------------


def test_output_of_a_day_expires_with_it(world: World, book: Path) -> None:
    world.ask("due")
    assert world.has("due")
    world.clock.now = NOW + 24 * HOUR
    assert not world.has("due")
    world.clock.now = NOW - HOUR
    assert not world.has("due")


@pytest.mark.slow
def test_every_source_counts(world: World, book: Path) -> None:
    """Each file that an output names, touched in turn, ends it."""
    lines: list[list[str]] = [["define", "heap"], ["due"], ["today"], [], ["search", "memory"], ["heap", "vs", "cycle"]]
    for argv in lines:
        world.ask(*argv)
    sources = {path for argv in lines for path in _sources_of(world, argv)}
    for wanted in (book, book / "gc/glossary.yaml", world.folder / "data/mlsys-cli/study.sqlite"):
        assert str(wanted) in sources
    for argv in lines:
        for path in map(Path, _sources_of(world, argv)):
            if not path.is_relative_to(world.folder):
                continue  # the program's own files are not the test's to touch
            settle()
            assert world.ask(*argv)[0] == 0
            assert world.has(*argv), (argv, path)
            if path.exists():
                os.utime(path)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            assert not world.has(*argv), (argv, path)
            if path.is_file() and not path.stat().st_size:
                path.unlink()


def test_the_bundled_book_counts_if_its_calculator_answers(world: World, book: Path) -> None:
    calculators = str(BUNDLED_BOOK / "ml-systems/calculators.yaml")
    for argv, is_source in (["estimate", "pipeline"], True), (["run", "jury"], True), (["define", "heap"], False):
        world.ask(*argv)
        sources = _sources_of(world, argv)
        assert str(book / "gc/glossary.yaml") in sources
        assert (calculators in sources) == is_source


def _sources_of(world: World, argv: list[str]) -> list[str]:
    """The paths on which the cached output of a command line depends."""
    found: list[str] = []

    def read(argv: list[str]) -> int:
        key = output_cache._key(argv)
        content = (world.folder / "cache/mlsys-cli/output" / output_cache._file_name(key)).read_bytes()
        _, head, rest = content.split(b"\n", 2)
        key_size, sources_size, *_ = map(int, head.split())
        sources = rest[key_size : key_size + sources_size]
        found.extend(map(os.fsdecode, sources.split(b"\0")[::2]))
        return 0

    world._run(read, tuple(argv), {})
    return found


def test_ctrl_c_after_the_output_is_quiet(world: World, book: Path) -> None:
    def interrupt(arguments: dict[str, Any]) -> None:
        raise KeyboardInterrupt

    made = world.ask_program("define", "heap")
    with calls_of(make_own_folder, interrupt):
        assert world.ask("define", "heap") == made
    assert not world.has("define", "heap")


def test_a_changed_program_ends_all_cached_output(world: World, book: Path) -> None:
    """Each output also depends on the code that made it, so that whoever changes the program sees what it does."""
    world.ask("toc")
    assert any(path.endswith("views/outline_view.py") for path in _sources_of(world, ["toc"]))


@pytest.mark.slow
def test_changes_at_random_never_leave_old_output(
    world: World, book: Path, make_book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each change, the answer to each question is the one that the program gives afresh."""
    random = Random(11)
    other = make_book(
        {"gc/glossary.yaml": "terms:\n- {id: hill, name: Hill, kind: concept, definition: A heap.}"}, "pack"
    )
    (other / "book.yaml").write_text("id: hills\ntitle: Hills\nparts: [{title: All, chapters: [gc]}]\n")
    packs = world.folder / "data/mlsys-cli/packs"
    folders = [book.parent, book, world.folder / "cache"]
    variables = [("COLUMNS", ["40", "80", "120"]), ("NO_COLOR", ["", "1"]), ("FORCE_COLOR", ["", "1"])]
    variables += [("MLSYS_PLAIN", ["", "1"]), ("TZ", ["UTC", "Asia/Tokyo"]), ("MLSYS_CONTENT", ["book", str(book), ""])]
    questions = [line.split() for line in PURE if line != "cite --json"]
    questions += [
        ["define", "hill"],
        ["define", "heap", "--content", "."],
        ["read", "gc", "--width", "60"],
        ["define", "hep"],
    ]

    def edit_text() -> None:
        path = random.choice(sorted(book.rglob("*.yaml")))
        path.write_text(
            path.read_text().replace(" of ", " OF ") if random.random() < 0.5 else path.read_text() + "# x\n"
        )

    def edit_terms() -> None:
        (book / "gc/glossary.yaml").write_text(
            f"terms:{GLOSSARY}".replace("Twice", random.choice(["Twice", "Often", "Never"]))
        )

    def install() -> None:
        shutil.copytree(other, packs / "hills", dirs_exist_ok=True)

    def study() -> None:
        world.ask("note", "gc:heap" if random.random() < 0.1 else "heap", f"note {random.randrange(99)}")
        world.ask(random.choice(["mark", "suspend"]), "heap")
        world.ask("mark", random.choice(["--read", "--unread"]), random.choice(["gc", "gc/why"]))

    changes: list[Callable[[], object]] = [
        edit_text,
        edit_terms,
        install,
        study,
        lambda: shutil.rmtree(packs, ignore_errors=True),
        lambda: world.ask("config", "day_starts", random.choice(["0:00", "4:00", "23:59"])),
        lambda: shutil.rmtree(world.folder / "config", ignore_errors=True),
        lambda: shutil.rmtree(world.folder / "data", ignore_errors=True),
        lambda: shutil.rmtree(world.folder / "cache", ignore_errors=True),
        lambda: setattr(world.clock, "now", NOW + random.randrange(-40, 40) * HOUR),
        lambda: monkeypatch.chdir(random.choice([folder for folder in folders if folder.exists()])),
        *[
            lambda name=name, values=values: monkeypatch.setenv(name, random.choice(values))
            for name, values in variables
        ],
    ]
    monkeypatch.chdir(book.parent)
    for _ in range(STEPS):
        if random.random() < 0.15:
            random.choice(changes)()
            time.tzset()
        argv = random.choice(questions[:4] if random.random() < 0.5 else questions)
        assert world.ask(*argv) == world.ask_program(*argv), argv
    assert world.cached > STEPS / 8
    monkeypatch.undo()
    time.tzset()  # the time zone is that of the whole process


# --- where output is cached -----------------------------------------------------------------------------------------


def test_cached_output_is_private(world: World, book: Path) -> None:
    world.ask("define", "heap")
    assert {path.stat().st_mode & 0o777 for path in world.files} == {0o600}
    assert world.files[0].parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"garbage", b"00000000\n1 2 3 4\n", b"\xff" * 5000])
def test_damaged_output_is_not_used(damage: bytes, world: World, book: Path) -> None:
    made = world.ask("define", "heap")
    sound = {path: path.read_bytes() for path in world.files}
    for path, content in sound.items():
        for broken in (damage, content[:-1], content[:40] + damage + content[41:]):
            path.write_bytes(broken)
            assert world.ask("define", "heap") == made
    for path, content in sound.items():
        path.write_bytes(content[:-9] + damage)
    assert not world.has("define", "heap")


def test_the_room_for_output_is_bounded(world: World, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ask("toc")
    folder = world.files[0].parent
    mine = {
        folder / name: bytes(output_cache.MOST_BYTES // 5) for name in ("thesis.txt", "notes", "cafe", ".new.txt.tmp")
    }
    for path, content in (
        mine | {folder / f"{number:08x}b": bytes(output_cache.MOST_BYTES // 5) for number in range(5)}
    ).items():
        path.write_bytes(content)
    world.ask("define", "heap")
    assert world.has("define", "heap")
    assert sum(path.stat().st_size for path in world.files if path not in mine) < output_cache.MOST_BYTES // 5
    assert {path: path.read_bytes() for path in mine} == mine  # what the cache hasn't made isn't deleted


@pytest.mark.parametrize("linked", ["cache/mlsys-cli", "cache/mlsys-cli/output"])
def test_a_link_is_no_cache(world: World, book: Path, linked: str) -> None:
    """Else another user of /tmp could have files written or deleted anywhere."""
    world.ask("define", "heap")
    (world.folder / linked).rename(world.folder / "elsewhere")
    (world.folder / linked).symlink_to(world.folder / "elsewhere")
    before = {path: path.stat() for path in (world.folder / "elsewhere").rglob("*")}
    assert not world.has("define", "heap")
    assert world.ask("define", "cycle")[:2] == world.ask_program("define", "cycle")[:2]
    assert {path: path.stat() for path in (world.folder / "elsewhere").rglob("*")} == before


def test_output_that_others_can_have_written_is_not_shown(
    world: World, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.ask("define", "heap")
    changes = {path: path.stat().st_mode for path in (*world.files, world.folder / "cache/mlsys-cli/output")}
    for path, mode in changes.items():
        path.chmod(mode | 0o022)
    assert not world.has("define", "heap")
    for path, mode in changes.items():
        path.chmod(mode)
    assert world.has("define", "heap")
    monkeypatch.setattr("os.geteuid", lambda: 12345)  # all files are another user's
    assert not world.has("define", "heap")
    assert world.ask("define", "heap")[1] == made[1]


@pytest.mark.parametrize("odd", ["pipe", "link", "folder"])
def test_only_files_are_read_and_only_they_are_replaced(world: World, book: Path, odd: str) -> None:
    made = world.ask("define", "heap")
    precious = world.folder / "precious"
    precious.write_text("mine")
    for path in world.files:
        path.unlink()
        _make_odd(path, odd, precious)
    assert world.ask("define", "heap") == made
    assert precious.read_text() == "mine"
    assert world.has("define", "heap") == (odd != "folder")


def _make_odd(path: Path, odd: str, target: Path) -> None:
    if odd == "pipe":
        os.mkfifo(path)
    elif odd == "link":
        path.symlink_to(target)
    else:
        path.mkdir()


def test_without_a_cache_the_program_answers(world: World, book: Path) -> None:
    made = world.ask_program("define", "heap")
    assert world.ask("define", "heap", MLSYS_NO_CACHE="1") == made
    assert not world.files
    (world.folder / "cache/mlsys-cli/output").write_text("a file where the folder should be")
    assert world.ask("define", "heap") == made
    assert world.ask("define", "heap", HOME="", XDG_CACHE_HOME="relative") == made


@pytest.mark.parametrize("home", ["/home/someone", "", "relative"])
def test_the_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    """They are named without a library, whose import would take as long as Python itself."""
    import platformdirs

    monkeypatch.setattr("sys.stdout", io.StringIO())
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("MLSYS_NO_CACHE", raising=False)
    for named in ("/somewhere/else", ""):
        for purpose in ("cache", "data", "config"):
            monkeypatch.setenv(f"XDG_{purpose.upper()}_HOME", named)
            expected = getattr(platformdirs, f"user_{purpose}_path")("mlsys-cli", appauthor=False)
            assert own_directory(purpose) == expected.absolute()
        if named or home.startswith("/"):
            assert output_cache.output_folder() == str(own_directory("cache") / "output")


@pytest.mark.slow
def test_cached_output_needs_nothing_but_the_interpreter(caching: Shell) -> None:
    """The program isn't imported, nor any library that Python has not loaded by then."""
    line = "mlsys cite shannon1948"
    made = caching.run(line)
    caching.run(line, COVERAGE_PROCESS_CONFIG=None)
    call = "from mlsys_cli.__main__ import run; run()"  # without the script, whose imports pip chooses
    cached = caching.run(f"python -X importtime -c '{call}' cite shannon1948", COVERAGE_PROCESS_CONFIG=None)
    assert cached.out == made.out
    imported = {row.rpartition("|")[2].strip() for row in cached.err.splitlines() if "import time" in row}
    assert {"mlsys_cli.output_cache"} <= imported
    slow = {"contextlib", "enum", "json", "mlsys_cli.cli.main", "pathlib", "re", "sqlite3", "typer", "typing"}
    assert not imported & slow


@pytest.mark.slow
@pytest.mark.parametrize("line", ["mlsys timeline | head -1", "mlsys timeline >/dev/full", "mlsys timeline >&-"])
def test_a_closed_pipe_and_a_full_disk_are_met_as_by_the_program(line: str, caching: Shell, quiz_book: Path) -> None:
    caching.env["MLSYS_CONTENT"] = str(quiz_book)
    line = f"set -o pipefail; {line}"
    made = caching.run(line, MLSYS_NO_CACHE=1)
    caching.run("mlsys timeline >/dev/null; mlsys timeline | cat")
    assert caching.run(line) == made


@pytest.mark.slow
def test_several_at_once_and_one_killed(caching: Shell, book: Path) -> None:
    """They may all store the same output, and none of them is harmed."""
    caching.env |= {"MLSYS_CONTENT": str(book), "XDG_CACHE_HOME": str(book.parent / "at-once")}
    made = caching.run("mlsys define heap", MLSYS_NO_CACHE=1).out
    killed = caching.start("mlsys define heap")
    started = [caching.start("mlsys define heap") for _ in range(6)]
    killed.kill()
    assert all(process.communicate()[0].decode() == made and process.returncode == 0 for process in started)
    killed.communicate()
    assert caching.run("mlsys define heap").out == made
