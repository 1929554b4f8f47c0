"""The transcripts, a manual whose commands are run: each prints what its page says.

`MLSYS_UPDATE=1 pytest tests/test_transcripts.py` writes what the commands print now into the pages.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.transcript import Replay

PAGES = sorted((Path(__file__).parent / "transcripts").glob("*.md"))
UPDATE = bool(os.environ.get("MLSYS_UPDATE"))


@pytest.fixture
def replay(tmp_path: Path, cache: Path) -> Iterator[Replay]:
    """A home of its own for each page, in universal time."""
    with pytest.MonkeyPatch.context() as patch:
        yield Replay(tmp_path / "home", cache, patch)
    time.tzset()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_shows_what_its_commands_print(path: Path, replay: Replay) -> None:
    written = path.read_text(encoding="utf-8")
    shown = replay.page(written)
    if UPDATE:
        path.write_text(shown, encoding="utf-8")
        written = shown
    assert shown.splitlines() == written.splitlines()
