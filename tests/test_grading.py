"""Fair answers: what is taken for right, what is not, and how much of it."""

import math
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.quiz.answer_key import Answer, AnswerKey, Verdict
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.text.english import normalize_name
from tests.support.cases import each

BACKPROP = TypedKey(Accepted(("backpropagation", "backprop", "error back-propagation")))


def grade(key: AnswerKey, answer: Answer) -> Verdict:
    return key.grade(answer)


def _words(*answers: str, others: tuple[str, ...] = ()) -> TypedKey:
    return TypedKey(_accepted(*answers, others=others))


def _accepted(*answers: str, others: tuple[str, ...] = ()) -> Accepted:
    return Accepted(answers, frozenset(map(normalize_name, others)))


def _number(answer: float, tolerance: float = 0, unit: str = "") -> NumberKey:
    return NumberKey(answer, answer - tolerance, answer + tolerance, unit)


# --- words -----------------------------------------------------------------------------------------------------------


@each(
    "typed, answers",
    [
        ("backpropagation", ["backpropagation"]),
        ("  Back-Propagation ", ["backpropagation"]),
        ("BACK PROPAGATION", ["backpropagation"]),
        ("the backpropagation", ["backpropagation"]),
        ("backprop", ["backpropagation", "backprop"]),
        ("café society", ["Cafe Society"]),
        ("Poincare", ["Poincaré"]),
        ("foundation model", ["foundation models"]),
        ("foundation models", ["foundation model"]),
        ("boxes", ["box"]),
        ("queries", ["query"]),
        ("an expert system", ["expert systems"]),
        ("moores law", ["Moore's law"]),
        ("backpropogation", ["backpropagation"]),  # one slip in a long word
        ("bakcpropagation", ["backpropagation"]),  # a swap
        ("abckpropagation", ["backpropagation"]),  # a swap of the first two
        ("knowlege aquisition", ["knowledge acquisition"]),  # a slip in each word
        ("knowledgeacquisition", ["knowledge acquisition"]),
        ("ninety five", ["95"]),
        ("5", ["five", "5"]),
        ("5.0", ["5"]),
        ("C++", ["C++"]),
        ("The The", ["The The"]),
        ("its brittleness", ["brittleness"]),
        ("Samuel, Arthur", ["Arthur Samuel"]),
        ("Samule, Arthur", ["Arthur Samuel"]),
        ("ships, sealing wax", ["ships, sealing wax"]),
    ],
)
def test_words_that_are_right(typed: str, answers: list[str]) -> None:
    assert grade(_words(*answers), typed).right


@each(
    "typed, answers, others",
    [
        ("", ["backpropagation"], []),
        ("   ", ["backpropagation"], []),
        ("the", ["backpropagation"], []),
        ("propagation", ["backpropagation"], []),
        ("best", ["bert"], []),  # a short word must be exact
        ("edge", ["edges on", "ledge"], []),
        ("edge AI", ["edge ML"], []),
        ("underfitting", ["overfitting"], ["underfitting"]),
        ("unsupervised learning", ["supervised learning"], []),  # another word, though it is two slips away
        ("inductive", ["deductive"], []),
        ("GPT-2", ["GPT-3"], []),  # digits are no slips
        ("CASP13", ["CASP14"], []),
        ("backpropagatoon rule of chains", ["backpropagation"], []),
        ("96", ["95"], []),
        ("a", ["1"], []),
        ("its", ["brittleness"], []),
        ("Arthur, Samuel, Lee", ["Samuel Arthur"], []),
        ("C+", ["C++"], []),
        ("recoll", ["record"], []),
        ("x" * 10_000, ["backpropagation"], []),
    ],
)
def test_words_that_are_wrong(typed: str, answers: list[str], others: list[str]) -> None:
    assert not grade(_words(*answers, others=tuple(others)), typed).right


def test_the_name_of_something_else_is_never_a_slip() -> None:
    assert grade(_words("model inversion"), "model invasion").right
    assert not grade(_words("model inversion", others=("model invasion",)), "Model Invasion").right


def test_a_slip_is_remarked_on_and_what_is_spelt_otherwise_is_not() -> None:
    assert grade(BACKPROP, "backpropogation").remark == "it is spelt 'backpropagation'"
    assert grade(BACKPROP, "Back-Propagation").remark == ""
    assert grade(BACKPROP, "backprop").accepted == "backprop"


@given(st.sampled_from(["backpropagation", "representation", "quantization"]), st.data())
def test_any_one_slip_in_a_long_word_is_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrtuvwxyz"))
    assert grade(_words(word), word[:place] + letter + word[place:]).right
    assert grade(_words(word), word[:place] + word[place + 1 :]).right
    assert grade(_words(word), word[:place] + letter + word[place + 1 :]).right


# --- numbers ---------------------------------------------------------------------------------------------------------

BILLIONS = ["175B", "175 billion", "1.75e11", "1.75E+11", "175,000,000,000", "175 000 000 000", "175.000.000.000"]
BILLIONS += [
    "175 bn",
    "175bn.",
    "0.175 trillion",
    "175000 million",
    "175 thousand million",
    "1.75 x 10^11",
    "175_000_000_000",
]
BILLIONS += ["1.75×10¹¹", "1.75*10**11", "175G", "about 175 billion", "~175B", "175 Billion parameters", "+175b"]


@each("typed", BILLIONS)
def test_the_ways_to_write_a_large_number(typed: str) -> None:
    assert grade(_number(175e9, unit="parameters"), typed).right


@each(
    "typed, answer, unit",
    [
        ("0.5", 0.5, ""),
        (".5", 0.5, ""),
        ("0,5", 0.5, ""),
        ("1/2", 0.5, ""),
        ("½", 0.5, ""),
        ("half", 0.5, ""),
        ("50 %", 0.5, ""),
        ("50%", 50, "%"),
        ("50", 50, "%"),
        ("50 percent", 50, "%"),
        ("50 per cent", 50, "%"),
        ("0.5", 50, "%"),
        ("1/2", 50, "%"),
        ("3 of 4", 0.75, ""),
        ("77 out of 100", 77, "%"),
        ("77 in 100", 77, "%"),
        ("3 of 4", 3, "processors"),
        ("in 2020", 2020, ""),
        ("the year 2020", 2020, ""),
        ("AD 2020", 2020, ""),
        ("May 2020", 2020, ""),
        ("Sept. 12th, 2020", 2020, ""),
        ("on 5 May 2020", 2020, ""),
        ("hundred", 100, "days"),
        ("Thousand", 1000, ""),
        ("20 hrs", 20, "hours"),
        ("2 1/2", 2.5, ""),
        ("2½", 2.5, ""),
        ("1,000", 1000, ""),
        ("1 000", 1000, ""),
        ("1'000", 1000, ""),
        ("1\u202f000", 1000, ""),
        ("1,000.5", 1000.5, ""),
        ("1.000,5", 1000.5, ""),
        ("1,5", 1.5, ""),
        ("1,2345", 1.2345, ""),
        ("0,125", 0.125, ""),
        ("1.500", 1.5, ""),
        ("-3", -3, ""),
        ("−3", -3, ""),
        ("10^6", 1e6, ""),
        ("10⁶", 1e6, ""),
        ("2^10", 1024, ""),
        ("10^-3", 0.001, ""),
        ("twelve", 12, ""),
        ("Thirty-five", 35, "tasks"),
        ("a hundred", 100, "days"),
        ("five thousand", 5000, ""),
        ("20k", 20000, ""),
        ("20 K users", 20000, "users"),
        ("5m users", 5e6, "users"),
        ("4 chips", 4, "processors"),
        ("3 metres", 3, "metres"),
        ("3 m", 3, "metres"),
        ("3m", 3, "meters"),
        ("300 cm", 3, "metres"),
        ("0.003 km", 3, "m"),
        ("90 minutes", 1.5, "hours"),
        ("1.5 h", 1.5, "hours"),
        ("90 m", 90, "minutes"),
        ("2400 hours", 100, "days"),
        ("175 B", 175, "bytes"),
        ("8 Mbit", 1, "MB"),
        ("$35", 35, "dollars"),
        ("35 dollars", 35, "dollars"),
        ("35", 35, "dollars"),
        ("16 fps", 16, "fps"),
    ],
)
def test_numbers_that_are_right(typed: str, answer: float, unit: str) -> None:
    assert grade(_number(answer, unit=unit), typed).right


@each(
    "typed, answer, unit",
    [
        ("", 0, ""),
        ("many", 5, ""),
        ("nan", 0, ""),
        ("inf", 1e308, ""),
        ("1e999", 1e308, ""),
        ("10^999999999", 0, ""),
        ("1/0", 0, ""),
        ("50", 0.5, ""),
        ("5", 50, "%"),
        ("0.5 %", 50, "%"),
        ("3 km", 3, "metres"),
        ("3 s", 3, "metres"),
        ("3 apples", 3, "metres"),
        ("100 mW", 100, "MW"),
        ("1,00,0", 1000, ""),
        ("1,000", 1, ""),
        ("a", 1, ""),
        ("12 34", 1234, ""),
        ("1.2.3", 1.2, ""),
        ("3 of 4", 4, ""),
        ("3 of 0", 0, ""),
        ("5 May 1912", 1913, ""),
        ("May", 5, ""),
        ("in 20", 20.5, ""),
        ("175", 175e9, ""),
        ("175 M", 175e9, ""),
        ("--5", -5, ""),
        ("9" * 5000, 9, ""),
    ],
)
def test_numbers_that_are_wrong(typed: str, answer: float, unit: str) -> None:
    assert not grade(_number(answer, unit=unit), typed).right


def test_a_tolerance_holds_to_its_ends_and_no_further() -> None:
    key = _number(0.7, 0.005)
    assert [grade(key, typed).right for typed in ("0.695", "0.705", "0.694", "0.706")] == [True, True, False, False]


def test_a_unit_that_measures_something_else_is_remarked_on() -> None:
    assert grade(_number(3, unit="metres"), "3 s").remark == "the question asks for metres, not s"


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_itself_however_its_digits_are_grouped(number: int) -> None:
    for typed in (str(number), f"{number:,}", f"{number:_}", f"{number:,}".replace(",", " "), f"{number}.0"):
        assert grade(_number(number), typed).right, typed
        assert not grade(_number(number + 1), typed).right or abs(number) > 10**8, typed


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_number_as_python_writes_it_is_itself(number: float) -> None:
    assert grade(_number(number), repr(number)).right


@given(st.text(max_size=40), st.sampled_from(["", "%", "metres", "minutes", "apples"]))
def test_no_text_makes_grading_fail(text: str, unit: str) -> None:
    for key in (_number(1, unit=unit), BACKPROP, ClozeKey((BACKPROP.accepted,))):
        assert grade(key, (text,) if isinstance(key, ClozeKey) else text).credit in (0.0, 1.0)


@each(
    "key, text",
    [
        (_number(1943), "1943"),
        (_number(76.9, 1, "%"), "76.9 %"),
        (_number(0.42), "0.42"),
        (_number(175e9, unit="parameters"), "175,000,000,000 parameters"),
        (_number(7776, unit="menus"), "7776 menus"),
    ],
)
def test_the_right_number_is_shown_with_its_unit_and_accepted_as_it_is_shown(key: NumberKey, text: str) -> None:
    assert key.text(()) == text
    assert grade(key, text).right


# --- choices, order, pairs, gaps -------------------------------------------------------------------------------------


def test_all_right_choices_and_no_other_must_be_chosen() -> None:
    key = ChoiceKey(("a", "b", "c", "d"), frozenset({1, 3}))
    assert grade(key, (3, 1)) == (True, 1.0, "", "")
    assert [grade(key, chosen).right for chosen in ((1,), (1, 3, 0), (), (0, 1, 2, 3))] == [False] * 4
    assert [grade(key, chosen).credit for chosen in ((1,), (1, 0), (0, 1, 2, 3), (), (0,))] == [0.5, 0, 0, 0, 0]


@given(st.permutations(range(5)))
def test_an_order_is_right_only_as_a_whole_and_credited_by_places(order: list[int]) -> None:
    verdict = grade(OrderKey(("a", "b", "c", "d", "e")), tuple(order))
    assert verdict.right == (order == sorted(order))
    assert math.isclose(verdict.credit, sum(one == place for place, one in enumerate(order)) / 5)


def test_an_order_that_lacks_or_doubles_an_item_is_wrong() -> None:
    key = OrderKey(("a", "b", "c"))
    assert not any(grade(key, order).credit for order in ((0, 1), (0, 1, 1), (0, 1, 2, 3), ()))


def test_pairs_are_credited_one_by_one_and_right_as_a_whole() -> None:
    key = MatchKey(("a", "b", "c", "d"), ("1", "2", "3", "4"))
    right = [order for order in permutations(range(4)) if grade(key, order).right]
    assert right == [(0, 1, 2, 3)]
    assert grade(key, (0, 1, 3, 2)).credit == 0.5
    assert grade(key, (0, 1)) == (False, 0.5, "", "")


def test_gaps_are_credited_one_by_one_and_right_as_a_whole() -> None:
    key = ClozeKey((_accepted("recall", "sensitivity"), _accepted("precision")))
    assert grade(key, ("Sensitivity", "precison")) == (True, 1.0, "sensitivity, precision", "it is spelt 'precision'")
    assert grade(key, ("precision", "precision")).credit == 0.5
    assert not grade(key, ("recall",)).right


def test_a_truth_is_true_or_false() -> None:
    assert [grade(TrueFalseKey(True), given).right for given in (True, False)] == [True, False]
    assert [grade(TrueFalseKey(False), given).right for given in (True, False)] == [False, True]


def test_an_answer_of_another_kind_is_wrong() -> None:
    assert not grade(TrueFalseKey(True), "true").right
    assert not grade(BACKPROP, ("backprop",)).right
    assert not grade(_number(1), True).right
