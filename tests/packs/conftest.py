"""Other people's books: added, listed, updated, removed, read beside the bundled one, and trusted in nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlsys_cli.packs.install import InstallContext, add
from tests.fuzz.hostile_packs import SOUND, write_folder
from tests.support.program import Run
from tests.support.shell import Shell

SAYS = "https://example.org/"

GLOSSARY = """\
terms:
- {id: heap, name: Heap, kind: concept, definition: A place for what lives long., see_also: [backpropagation, back]}
- id: backpropagation
  name: Backpropagation
  kind: concept
  definition: What a stranger says it is.
  see_also: [heap]
- {id: back, name: Backprop, kind: concept, definition: Called as an alias of the bundled book., see_also: [heap]}
"""

BOOK = {
    "book.yaml": "id: garbage\ntitle: The Book of Garbage\nparts: [{title: All, chapters: [gc]}]\n",
    "references.yaml": "references:\n- {key: mc, authors: [A. Mc], title: Lists, venue: Paper, year: 1960}\n",
    "gc/chapter.yaml": (
        "title: Garbage collection\nsummary: What is left over.\nsections:\n"
        "- id: why\n  title: Why memory fills\n"
        "  body: |\n    A [[heap]] fills, says [[backpropagation]] and [[back|another]] [@mc].\n\n"
        "    ![[table:ways]]\n\n    ![[figure:loop]]\n"
    ),
    "gc/glossary.yaml": GLOSSARY,
    "gc/timeline.yaml": (
        "eras:\n- {id: batch, name: Batch, start: 1950, end: 1970, summary: It waits.}\n"
        "events:\n- {id: lisp, year: 1960, title: Lisp collects, body: It does., era: batch, sources: [mc]}\n"
    ),
    "gc/tables.yaml": (
        "tables:\n- id: ways\n  title: Ways to collect\n  columns: [{id: mark, name: Mark}, {id: count, name: Count}]\n"
        "  rows: [{aspect: Speed, cells: {mark: Slow, count: Fast}}]\n"
    ),
    "gc/figures.yaml": (
        "figures:\n- {id: loop, kind: flow, title: The loop, alt: Two steps., "
        "nodes: [{id: a, name: A}, {id: b, name: B}], edges: [[a, b]]}\n"
    ),
}
"""A stranger's book: one of everything, a term that the bundled book has too, and one called as an alias of it."""

WARNED = {
    **SOUND,
    "gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "A <b>word " + "that that " * 25 + "here."),
}
"""A book with HTML, which may not be meant, and a sentence that is too long for some tastes."""

BROKEN = {**SOUND, "gc/chapter.yaml": SOUND["gc/chapter.yaml"].replace("So.", "'[[nothing]] here'")}
"""A book with a link that leads nowhere."""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The directory of the packs, which isn't there yet."""
    return tmp_path / "home/data" / "mlsys-cli" / "packs"


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    """A shell whose data directory is that of the other commands."""
    shell = Shell(cache, tmp_path / "home")
    shell.env["XDG_DATA_HOME"] = str(tmp_path / "home/data")
    return shell


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The folder of a stranger's book."""
    return write_folder(tmp_path / "their-book", BOOK)


@pytest.fixture
def added(run: Run, source: str) -> str:
    """The name of the stranger's book, which has been added."""
    assert run("pack", "add", source).code == 0
    return "garbage"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the stranger's book, which no test changes, so that it is compiled once."""
    place = tmp_path_factory.mktemp("shared")
    context = InstallContext(place / "data/mlsys-cli/packs", datetime(2026, 1, 2, tzinfo=UTC), {})
    assert add(context, write_folder(place / "their-book", BOOK)).name == "garbage"
    return place / "data"


@pytest.fixture
def read(run: Run, shared: Path) -> Run:
    """Run a command where the stranger's book is installed."""
    return lambda *argv, **env: run(*argv, XDG_DATA_HOME=shared, **env)
