"""Broken books and hostile lines: the program answers, and says what is wrong. `tests/fuzz/` tries many more."""

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlsys_cli.book.kinds import BUNDLED_BOOK
from tests.fuzz.exhibit_lines import FILES, TALKS, Watch, file_faults, lines_faults
from tests.fuzz.exhibit_pages import faults, runs
from tests.fuzz.mutations import Files, make_case, read_book, write_files
from tests.fuzz.trial import Trial

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
"""Files that once broke the program: `timeline--empty-id.yaml` stands for a book's timeline.yaml."""

SOUND: Files = {
    "book.yaml": b"id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [intro]}]\n",
    "intro/chapter.yaml": b"title: T\nsummary: S\nsections: [{id: why, title: W, body: '![[figure:ai-triangle]]'}]\n",
    "intro/glossary.yaml": b"terms: [{id: overfitting, name: Overfitting, kind: problem, definition: A model.}]\n",
}

CASES = 8


@pytest.fixture(autouse=True)
def _away_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def book() -> dict[str, str]:
    return read_book(BUNDLED_BOOK)


@pytest.mark.slow
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_real_content_with_mistakes(book: dict[str, str], tmp_path: Path, seed: int) -> None:
    case = make_case(book, seed, large=False)
    folder = tmp_path / "broken"
    folder.mkdir()
    try:
        write_files(case.files, folder)
        trial = Trial(folder)
        trial.run(Random(seed), case.untouched)
        assert trial.complaints == [], case.kinds
    finally:
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_file_that_once_broke_the_program(tmp_path: Path, path: Path) -> None:
    name = path.name.partition("--")[0]
    write_files({**SOUND, f"intro/{name}.yaml": path.read_bytes()}, tmp_path / "book")
    trial = Trial(tmp_path / "book")
    trial.run(Random(0), frozenset(SOUND) - {f"intro/{name}.yaml"}, everything=True)
    assert trial.complaints == []


@pytest.mark.slow
def test_the_trial_of_a_sound_book(book: dict[str, str], tmp_path: Path) -> None:
    """What is asked is answered when nothing is wrong: else the trial of broken books would not mean much."""
    files: Files = {path: text.encode() for path, text in book.items()}
    write_files(files, tmp_path / "book")
    trial = Trial(tmp_path / "book")
    trial.run(Random(1), frozenset(files), everything=True)
    assert trial.complaints == []
    assert set(trial.codes) <= {0, 1}


def test_a_case_is_the_same_each_time(book: dict[str, str]) -> None:
    assert make_case(book, 5) == make_case(book, 5)
    assert make_case(book, 5) != make_case(book, 6)


@pytest.mark.parametrize("name", TALKS)
def test_a_talk_answers_any_line(name: str) -> None:
    assert [*lines_faults(name, Random(7), 40, Watch())] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_an_exhibit_reads_or_refuses_any_file(name: str) -> None:
    chance, watch = Random(7), Watch()
    assert [fault for _ in range(9) for fault in file_faults(name, chance, watch)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["eliza", "mycin", "regression"])
def test_the_pages_of_an_exhibit_fit_with_each_preset(name: str) -> None:
    assert [fault for run in runs([name]) for fault in faults(run, widths=(20,))] == []
