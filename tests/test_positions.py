"""A rule reports the very place of the mistake. `tests/fuzz/reported_places.py` tries every rule, at many places."""

from pathlib import Path

import pytest

from mlsys_cli.book.check.checker import RULES
from tests.fuzz.planted_mistakes import NOT_PLANTED, PLANTS
from tests.fuzz.reported_places import measure_rule


def test_each_rule_is_planted_or_can_not_be() -> None:
    assert sorted([*PLANTS, *NOT_PLANTED]) == sorted(RULES)


@pytest.mark.slow
@pytest.mark.parametrize("rule", sorted(PLANTS)[::38])
def test_a_mistake_in_the_bundled_book_is_reported_at_its_place(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLSYS_CONTENT", raising=False)
    assert measure_rule(rule, seed=2, places=1, folder=tmp_path).missed == ()
