"""Formulas over quantities: what they are worth, how they are shown, and where their mistakes are."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlsys_cli.quantity.formula import parse_formula
from mlsys_cli.quantity.formula_tree import FormulaError
from mlsys_cli.quantity.formula_values import FUNCTIONS
from mlsys_cli.quantity.quantity import Quantity, format_quantity, parse_quantity, quantity
from tests.support.cases import each
from tests.test_quantities import units, values

GIVEN = {"n": quantity(60e9, "parameters"), "card": quantity(32, "GB"), "p": quantity(0.99), "debt": quantity(-3)}


@each(
    "text, result",
    [
        ("ceil(n × 2 B/parameter / card)", "4"),
        ("6 FLOP/parameter/token × 175 billion parameters × 300 billion tokens", "3.15e23 FLOP"),
        ("175e9 parameters * 2 bytes/parameter", "350 GB"),
        ("p^100", "0.366"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2 ** 10", "1024"),
        ("10² + 10⁻²", "100"),
        ("1 - debt", "4"),
        ("8 / 2 × 4", "16"),
        ("9 GB / 1 Mbit/s", "20 h"),
        ("600 mWh / 0.25 mW", "100 days"),
        ("10 B/n", "1.667e-10 B/parameter"),
        ("25 % × 80", "20"),
        ("max(card, 1 TB) − min(1 GB, card)", "999 GB"),
        ("sqrt(9 m^2) + 1 m", "4 m"),
        ("log2(1024) + log(exp(1)) + floor(2.9) + abs(-1)", "14"),
        ("ceil(0.1 × 30) + max(2) + min(3, 1, 2)", "6"),
        ("ceil(n / 7)", "8.571 billion parameters"),
        ("if(card > 16 GB, 2, 1 / 0)", "2"),
        ("if(p < 0.5 or debt < 0 and not p = 1, 1, 0)", "1"),
        ("if(known(p) and not p is high, 1, 0)", "1"),
        ("sum(k, 1, 4, k^2 × 1 GB)", "30 GB"),
        ("sum(k, 5, 4, 1 / 0)", "0"),
        ("sum(k, 3, 5, choose(5, k) × 0.6^k × 0.4^(5 - k))", "0.6826"),
        ("factorial(5) + choose(5, 6)", "120"),
        ("choose(40, 20) - 137846528820", "0"),
        ("choose(1000, 500) / 2^1000 × sqrt(pi × 500)", "0.9998"),
        ("deviations(0.95)", "1.96"),
        ("erf(1) / erf(1) + 2 × pi", "7.283"),
        ("if(0.1 + 0.2 = 0.3, 1, 0)", "1"),
    ],
)
def test_what_a_formula_is_worth(text: str, result: str) -> None:
    assert format_quantity(parse_formula(text, GIVEN).value(GIVEN)) == result


@each(
    "text, message, offset",
    [
        ("", "a value is missing at the end", 0),
        ("3 +", "a value is missing at the end", 2),
        ("3 × / 4", "a value is missing before '/'", 4),
        ("(1 + 2", "this bracket isn't closed", 0),
        ("1 + 2)", "')' can't stand here", 5),
        ("2 (3)", "'(' can't stand here; write × between two values", 2),
        ("2 n", "'n' isn't a unit; write × between a number and a name", 2),
        ("5 apples/s", "'apples' isn't a unit; write × between a number and a name", 2),
        ("1,000 + 1", "',' can't stand here; write 1000 and 0.5, without commas", 1),
        ("k + 1", "'k' isn't given; given are n, card, p, debt", 0),
        ("sin(1)", f"'sin' isn't a function; these are {', '.join(FUNCTIONS)}", 0),
        ("__import__('os')", "'__import__' isn't a function", 0),
        ("n.real", "'.' has no meaning in a formula", 1),
        ("sqrt(1, 2)", "sqrt takes one value", 0),
        ("if(1, 2, 3)", "'if' needs a condition here", 0),
        ("if(p < 1, 2)", "if takes 3 values", 0),
        ("if(p < 1, card, 1 s)", "a quantity in B and a quantity in s can't be added or compared", 0),
        ("1 + (p < 1)", "a condition can't be used as a number", 2),
        ("p < 1", "a condition can't be used as a number", 0),
        ("p < card", "a plain number and a quantity in B can't be added or compared", 2),
        ("known(3)", "the first value of known must be a name", 0),
        ("sum(k, 1, 3, sum(j, 1, 3, j))", "a sum can't stand in another", 0),
        ("sum(k, 1, 3000, k)", "a sum may have 2,000 terms at most", 0),
        ("sum(k, 1, 2.5, k)", "the bounds of a sum must be whole numbers", 0),
        ("k + sum(k, 1, 2, k)", "'k' isn't given", 0),
        ("factorial(-1)", "a factorial of a negative number", 0),
        ("choose(1e6, 5e5)", "the result is too large", 0),
        ("deviations(1)", "a share that isn't from 0 to below 1", 0),
        ("1 / 0", "a division by 0", 2),
        ("card + 1 s", "a quantity in B and a quantity in s can't be added or compared", 5),
        ("1 FLOP - 1 MAC", "a quantity in FLOP and a quantity in MAC can't be added", 7),
        ("max(1 B, 1 s)", "a quantity in B and a quantity in s can't be added or compared", 0),
        ("log(0)", "a logarithm of a number that isn't above 0", 0),
        ("1 + sqrt(debt)", "a root of a negative number", 4),
        ("ceil(card)", "what is rounded must be a plain number, not a quantity in B", 0),
        ("2^card", "an exponent must be a plain number, not a quantity in B", 1),
        ("card^0.5", "a quantity in B can only be raised to a whole number", 4),
        ("exp(1000)", "the result is too large", 0),
        ("9^9^9^9", "an exponent that is too large", 3),
        ("1e999", "this number is too large", 0),
        ("1e300 billion", "this number is too large", 0),
        ("1 + 1e306 GB", "this number is too large", 4),
        ("(" * 200 + "1" + ")" * 199, "this formula is nested too deeply", 40),
        ("1+" * 300 + "1", "a formula may have 400 characters at most", 400),
    ],
)
def test_a_mistake_is_said_with_its_place(text: str, message: str, offset: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, GIVEN).value(GIVEN)
    assert str(caught.value).startswith(message)
    assert caught.value.offset == offset


@each(
    "text, shown",
    [
        ("n*2 B/parameter", "60 billion parameters × 2 B/parameter"),
        ("p**100", "0.99^100"),
        ("card ^ 2", "(32 GB) ^ 2"),
        ("1 - debt", "1 - (-3)"),
        ("350 GB/card", "350 GB / 32 GB"),
    ],
)
def test_a_formula_is_shown_with_the_numbers_in_it(text: str, shown: str) -> None:
    words = {name: format_quantity(value) for name, value in GIVEN.items()}
    assert parse_formula(text).with_numbers(words) == shown


def test_no_word_is_reserved() -> None:
    twos = {name: quantity(2) for name in ("sum", "if", "min", "not", "and", "pi", "known")}
    assert parse_formula("sum × if + min - not", twos).value(twos) == quantity(4)
    assert parse_formula("if(and = 2 and known = 2, max(sum, 1), pi)", twos).value(twos) == quantity(2)
    assert format_quantity(parse_formula("pi").value(twos)) == "2"


@given(st.text("0123456789.+-*/^(), nGBkceilmax×²<=ifsum", max_size=40))
def test_a_text_is_a_formula_or_a_mistake_with_a_place(text: str) -> None:
    value, offset = Quantity(0.0), 0
    try:
        value = parse_formula(text, GIVEN).value(GIVEN)
    except FormulaError as error:
        offset = error.offset
    assert 0 <= offset <= len(text)
    assert parse_quantity(format_quantity(value)).dimension == value.dimension


@given(values, units, values, units)
def test_a_quotient_times_its_divisor_is_what_was_divided(above: float, unit: str, below: float, other: str) -> None:
    assume(below)
    quantities = {"a": quantity(above, unit), "b": quantity(below, other)}
    product = parse_formula("a / b × b").value(quantities)
    assert product.dimension == quantities["a"].dimension
    assert math.isclose(product.value, quantities["a"].value, rel_tol=1e-12)
    assert parse_formula("b^2 / b").value(quantities).dimension == quantities["b"].dimension
