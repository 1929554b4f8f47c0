"""Quantities: the units that people write, what can be added, and how results are shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.quantity.quantity import QuantityError, format_quantity, parse_quantity, quantity
from mlsys_cli.quantity.units import BINARY, LARGE, unit_of
from mlsys_cli.quiz.kinds.number import NumberKey
from tests.support.cases import each

UNITS = ["", "B", "bit", "FLOP", "MAC", "s", "J", "Wh", "W", "m", "g", "$", "€", "token", "parameter", "request", "Hz"]
UNITS += ["GB/s", "FLOP/s", "PF-days", "FLOP/B", "tokens/s", "$/h", "J/inference", "GPU-hours", "B/parameter", "1/B"]
units = st.sampled_from(UNITS)
values = st.floats(min_value=1e-9, max_value=1e25) | st.integers(0, 10**6).map(float)


@each(
    "one, other",
    [
        ("3640 PF-days", "314.496e21 FLOP"),
        ("0.314 YFLOP", "3.14 × 10²³ FLOPs"),
        ("3640 petaflop/s-days", "3640 PF days"),
        ("3.35 TB/s", "3.35 terabytes per second"),
        ("10 Gbit/s", "1.25 GB/s"),
        ("10 Gbps", "10,000 Mb/s"),
        ("1 gbps", "1 Gbit/s"),
        ("1 GiB", "1024 MiB"),
        ("312 TFLOPS", "312 teraflops"),
        ("312 TFLOPS", "312e12 FLOP/s"),
        ("312 teraFLOPs per second", "312 TFLOP/s"),
        ("1 kWh", "3.6 MJ"),
        ("1 watt-hour", "3600 J"),
        ("1 W·h", "1 W*h"),
        ("5 nm", "5e-9 m"),
        ("$2.50/h", "2.5 dollars per hour"),
        ("$4.6M", "4.6 million dollars"),
        ("-$5", "-5 USD"),
        ("2 FLOP/(parameter·token)", "2 FLOP/parameter/token"),
        ("25 %", "0.25"),
        ("60 Hz", "60/s"),
        ("89.32 1/s", "89.32/s"),
        ("3,142 1/s", "3142 Hz"),
        ("1 1/2 s", "1.5 s"),
        ("9.8 m/s²", "9.8 m/s^2"),
        ("300 billion tokens", "0.3 Ttokens"),
        ("355 GPU-years", "3111930 GPU-hours"),
        ("1 µs", "1000 ns"),
    ],
)
def test_the_same_quantity_in_other_words(one: str, other: str) -> None:
    left, right = parse_quantity(one), parse_quantity(other)
    assert left.dimension == right.dimension
    assert math.isclose(left.value, right.value, rel_tol=1e-9)


@each(
    "one, other",
    [
        ("350 GB", "350 GiB"),
        ("5 MW", "5 mW"),
        ("1 Gb", "1 GB"),
        ("100 mbps", "100 MBps"),
        ("2 FLOP", "2 MAC"),
        ("3 FLOPs", "3 FLOPS"),
        ("5 $", "5 €"),
        ("5 tokens", "5"),
        ("7 g/FLOP", "7 GFLOP"),
        ("1 kWh", "1 kW"),
    ],
)
def test_two_quantities_that_differ(one: str, other: str) -> None:
    assert parse_quantity(one) != parse_quantity(other)


@each("text", ["", "many", "5 apples", "GB", "5 GB//s", "5 GB/(s", "1e999 B", "5 GB/s/" + "s/" * 40, "5 F", "5 m^99"])
def test_a_text_that_is_no_quantity(text: str) -> None:
    with pytest.raises(QuantityError, match=r"isn't a (number|unit that can be converted)"):
        parse_quantity(text)


def test_what_is_ambiguous_is_read_in_the_unit_that_is_asked_for() -> None:
    assert parse_quantity("175B", "bytes").value == 175
    assert parse_quantity("175B", "parameters").value == 175e9
    assert parse_quantity("5m", "min").value == 300


def test_a_quantity_cannot_be_given_in_an_unlike_unit() -> None:
    with pytest.raises(QuantityError, match="350 GB can't be given in s"):
        quantity(350, "GB").within("s")


@each(
    "text, shown",
    [
        ("3.5e11 B", "350 GB"),
        ("3640 PF-days", "3.145e23 FLOP"),
        ("312e12 FLOP/s", "312 TFLOP/s"),
        ("175e9 parameters", "175 billion parameters"),
        ("1 token", "1 token"),
        ("12345.6 tokens/s", "12,346 tokens/s"),
        ("4600000 $", "$4.6 million"),
        ("0.0006944444 $/s", "$2.5/h"),
        ("1.2e6 kg", "1.2 kt"),
        ("40 mg", "40 mg"),
        ("90 s", "1.5 min"),
        ("36 h", "36 h"),
        ("3e7 s", "347.2 days"),
        ("0.0002 s", "200 µs"),
        ("7776", "7776"),
        ("10000", "10,000"),
        ("1234567 kWh", "1.235 GWh"),
        ("0.366", "0.366"),
        ("0 B", "0 B"),
        ("414 g/kWh", "414 g/kWh"),
        ("1.2 kg/kWh", "1.2 kg/kWh"),
    ],
)
def test_a_quantity_is_shown_with_a_prefix_that_keeps_it_short(text: str, shown: str) -> None:
    assert format_quantity(parse_quantity(text)) == shown


def test_binary_prefixes_are_shown_on_request_and_json_is_in_si() -> None:
    assert format_quantity(quantity(350, "GiB"), binary=True) == "350 GiB"
    assert quantity(10, "Gbit/s").document() == {"value": 1.25e9, "unit": "B/s"}
    assert quantity(500, "g").document() == {"value": 0.5, "unit": "kg"}
    assert quantity(700, "W").document() == {"value": 700, "unit": "W"}


@given(values, units, st.booleans(), st.booleans())
def test_what_is_shown_is_read_as_the_same_quantity(value: float, unit: str, binary: bool, negative: bool) -> None:
    wanted = quantity(-value if negative else value, unit)
    for digits, error in ((3, 6e-3), (4, 6e-4), (15, 1e-12)):
        text = format_quantity(wanted, digits, binary=binary)
        found = parse_quantity(text, unit)
        assert found.dimension == wanted.dimension, text
        assert math.isclose(found.value, wanted.value, rel_tol=error), text


@given(st.sampled_from([*LARGE.items(), *BINARY.items()]), st.sampled_from(["B", "bit", "B/s"]))
def test_a_prefix_multiplies(prefix: tuple[str, float], unit: str) -> None:
    name, factor = prefix
    assert math.isclose(quantity(1, name + unit).value, factor * quantity(1, unit).value)


@given(st.text("GMkibBFLOPsWhJ/·-*^()1290 per", max_size=30))
def test_no_text_makes_a_unit_fail(text: str) -> None:
    found = unit_of(text)
    assert found is None or found.worth > 0


# --- in answers ------------------------------------------------------------------------------------------------------


@each("typed", ["3.14e23 FLOP", "3640 PF-days", "0.314 YFLOP", "3.14e23", "314 ZFLOPs", "0.31 ZFLOP·10³"])
def test_an_answer_in_any_unit_of_operations(typed: str) -> None:
    assert NumberKey(3.14e23, 3.09e23, 3.19e23, "FLOP").grade(typed).right


def test_gigabytes_are_not_gibibytes() -> None:
    key = NumberKey(350, 345, 355, "GB")
    assert key.grade("0.35 TB").right
    assert key.grade("325.96 GiB").right
    assert key.grade("350 GiB") == (False, 0.0, "", "1 GiB is 1.074 GB")
    assert key.grade("350 GFLOP").remark == "the question asks for GB, not GFLOP"


def test_things_may_be_counted_under_another_name() -> None:
    assert NumberKey(5, 5, 5, "tokens").grade("5 words").right
    assert NumberKey(3e11, 3e11, 3e11, "tokens").grade("300 Gtokens").right
    assert not NumberKey(5, 5, 5, "tokens").grade("5 s").right
