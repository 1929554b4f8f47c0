"""Two weeks of a simulated learner; `python -m tests.simulation` lives half a year, several times."""

from pathlib import Path

import pytest

from tests.simulation.generated_book import write_book
from tests.simulation.life import BUDGET, live
from tests.simulation.memory import FORGETFUL


@pytest.mark.slow
def test_no_day_takes_more_than_ten_minutes_and_one_card(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    life = live(FORGETFUL, write_book(tmp_path / "book", 2, 40, 200), tmp_path / "home", seed=1, days=14)
    assert len(life.days) > 8
    assert all(day.before_last < BUDGET for day in life.days)
    assert life.asked_sections > life.sections * 0.7
    announced = [(day.seconds / 60, day.announced) for day in life.days if day.announced]
    assert all(minutes <= asked + 2 for minutes, asked in announced)
