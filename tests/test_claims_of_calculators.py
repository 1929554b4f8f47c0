"""Claims of calculators hold each constant of their formulas: one of them fails if a constant changes by 2 %."""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

import pytest
import yaml
from pydantic import TypeAdapter

from mlsys_cli.book.calculator_mistakes import record_of
from mlsys_cli.book.calculator_results import spec_finder
from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.parse.load import load_calculators
from mlsys_cli.calculators.answers import claims_of
from mlsys_cli.calculators.calculator import CalculatorRecord
from mlsys_cli.calculators.requests import FindSpec
from mlsys_cli.errors import UsageError
from tests.support.program import Run

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])")

PAUSE = """
id: pause
title: A pause
about: how long a collection stops the program
given: {heap: {words: heap, unit: GB, default: 4}}
lines: [{name: time, formula: heap / 2 GB × 1 s, unit: s}]
claims: [{line: time, result: 2, source: dec1966, tolerance: 0.001}]
"""


def with_other_constants(calculator: CalculatorRecord) -> Iterator[tuple[str, CalculatorRecord]]:
    """A calculator with each of its constants 2 % larger and smaller, and the line that this changes."""
    for index, line in enumerate(calculator.lines):
        for found in NUMBER.finditer(line.formula):
            for factor in (1.02, 0.98) if float(found[0]) else ():
                before, behind = line.formula[: found.start()], line.formula[found.end() :]
                other = copy(line)
                other.formula = f"{before}{float(found[0]) * factor:.12g}{behind}"
                lines = (*calculator.lines[:index], other, *calculator.lines[index + 1 :])
                yield f"{calculator.id}: {line.name} = {other.formula}", replace(calculator, lines=lines)


def all_hold(calculator: CalculatorRecord, find: FindSpec) -> bool:
    """True if all claims of a calculator hold."""
    try:
        return all(claim.check().same for claim in claims_of(calculator, find))
    except UsageError:
        return False


def unnoticed(calculator: CalculatorRecord, find: FindSpec) -> list[str]:
    """The changes of constants after which all claims still hold."""
    return [line for line, other in with_other_constants(record_of(calculator)) if all_hold(other, find)]


def test_a_claim_notices_another_constant_unless_it_is_too_loose() -> None:
    pause, find = TypeAdapter(CalculatorRecord), spec_finder(BUNDLED_BOOK)
    assert unnoticed(pause.validate_python(yaml.safe_load(PAUSE)), find) == []
    assert unnoticed(pause.validate_python(yaml.safe_load(PAUSE.replace("0.001", "0.0201"))), find) == [
        "pause: time = heap / 2.04 GB × 1 s",
        "pause: time = heap / 2 GB × 1.02 s",
        "pause: time = heap / 2 GB × 0.98 s",
    ]


def test_a_published_figure_has_a_source_with_an_address_and_its_place_there(run: Run) -> None:
    """What has no place was reached in another way than by the formula."""
    claims = run("estimate", "--check", "--json").json["claims"]
    placed = {one["claim"]: one for one in claims if one["locator"]}
    assert len(placed) >= 90
    assert placed["stage 1 (GB)"]["locator"] == "figure 1"
    assert not next(one for one in claims if one["claim"].startswith("dB less at 600"))["locator"]
    sources = {one["id"]: one for one in run("cite", "--json").json["sources"]}
    for key in {one["source"] for one in placed.values()}:
        assert any(sources[key].get(field) for field in ("doi", "arxiv", "url")), key


@pytest.mark.slow
def test_claims_notice_each_constant_of_the_bundled_book() -> None:
    find = spec_finder(BUNDLED_BOOK)
    assert [line for item in load_calculators(BUNDLED_BOOK) for line in unnoticed(item, find)] == []
