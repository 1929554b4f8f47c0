"""Loading a book: whatever is wrong with it is a problem with a place, and what is sound can be read.

The docstring of a test is the book (see `make_book`); `problems` is what `mlsys check` prints of it. Each rule has a
hit, with the place to the column, and a miss: the nearest thing that is allowed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.program import MakeBook, Run, without_levels

HEAP = "- {id: heap, name: Heap, kind: concept, definition: A pile.}\n"

NOT_HERE = ("--ignore", "unused-term,lonely-term,uncited-source,unplaced-table,unplaced-figure,lost-embed")
"""Rules that a book of a single term or sentence can't keep. They have tests of their own, in test_rules.py."""


@pytest.fixture(autouse=True)
def _in_the_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from where the reader is."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(run: Run) -> Run:
    """Run a command line; what `mlsys check` prints has no levels, which test_rules.py is about."""
    return lambda *argv, **env: without_levels(run(*argv, **env))


@pytest.fixture
def problems(request: pytest.FixtureRequest, make_book: MakeBook, run: Run) -> list[str]:
    """What `mlsys check` prints of the book in the test's docstring: each problem, and its hint if it has one."""
    make_book(request.function.__doc__)
    return run("check", "book", *NOT_HERE).out.splitlines()


@pytest.fixture
def check_bytes(make_book: MakeBook, run: Run) -> Callable[[bytes], list[str]]:
    """The problems of a book whose glossary is these bytes."""

    def check(glossary: bytes) -> list[str]:
        (make_book({}) / "gc/glossary.yaml").write_bytes(glossary)
        return run("check", "book", *NOT_HERE).out.splitlines()

    return check
