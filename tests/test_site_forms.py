"""Questions as forms: which fields they have, and what stands in their keys."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from mlsys_cli.deck.deck import Deck
from mlsys_cli.index.build import build_index
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Blocks, prose_text
from mlsys_cli.quiz.answer_key import AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.number import NumberKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.study_card import order_of
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.site.forms import question_form
from tests.support.cases import each
from tests.support.form_values import answer_in

Form = ElementTree.Element


@pytest.fixture
def forms(quiz_book: Path, tmp_path: Path) -> dict[str, Form]:
    """The questions of the small book by id, with their options in the order of seed 1."""
    library = Library(build_index((quiz_book,), tmp_path)[0])
    deck = Deck(library, 2026)
    cards = deck.cards(card.id for card in deck.authored(library.entries.all_chapters))
    return {card.id.split(":")[2]: _parsed(question_form(card, order_of(card, 1), _write)) for card in cards}


def _write(blocks: Blocks) -> Markup:
    return Markup("<p>{}</p>").format(prose_text(blocks))


def _parsed(form: str) -> Form:
    return ElementTree.fromstring(form)


def fields(form: Form) -> list[tuple[str, str]]:
    """The name of each field, and its value if it is an option."""
    found = [(one.get("name", ""), one.get("value", "")) for one in form.iter() if one.tag in ("input", "select")]
    return sorted(found)


def key(form: Form) -> dict[str, Any]:
    return dict(json.loads(form.get("data-key", "{}")))


def test_a_choice_has_an_option_for_each_index_of_the_book(forms: dict[str, Form]) -> None:
    assert fields(forms["cycle"]) == [("answer", "0"), ("answer", "1"), ("answer", "2")]
    assert {field.get("type") for field in forms["cycle"].iter("input")} == {"radio"}
    assert key(forms["cycle"]) == {"grade": "chosen", "right": ["0"], "credited": "of it is right"}
    assert {field.get("type") for field in forms["roots"].iter("input")} == {"checkbox"}
    assert key(forms["roots"])["right"] == ["0", "1"]


def test_true_and_false_are_two_options(forms: dict[str, Form]) -> None:
    assert fields(forms["moving"]) == [("answer", "false"), ("answer", "true")]
    assert key(forms["moving"]) == {"grade": "chosen", "right": ["false"], "credited": "of it is right"}


def test_pairs_have_a_select_for_each_left_side_with_all_right_ones(forms: dict[str, Form]) -> None:
    assert fields(forms["inventors"]) == [("answer.0", ""), ("answer.1", "")]
    for select in forms["inventors"].iter("select"):
        assert sorted((option.get("value"), option.text) for option in select) == [
            ("", "choose"),
            ("0", "McCarthy"),
            ("1", "Collins"),
        ]
    assert key(forms["inventors"]) == {"grade": "parts", "right": ["0", "1"], "credited": "of the pairs are right"}


def test_items_have_a_select_for_their_place_and_are_shown_in_disorder(forms: dict[str, Form]) -> None:
    names = [select.get("name") for select in forms["steps"].iter("select")]
    assert names != sorted(map(str, names))
    assert [option.text for option in next(forms["steps"].iter("select"))] == ["choose", "1", "2", "3", "4"]
    assert key(forms["steps"])["right"] == ["0", "1", "2", "3"]


def test_gaps_are_filled_where_they_are_in_the_text(forms: dict[str, Form]) -> None:
    paragraph = forms["halves"].find(".//div[@class='ask']/p")
    assert paragraph is not None
    assert "".join(paragraph.itertext()) == "A copying collector has two  and uses  at a time."
    assert fields(forms["halves"]) == [("answer.0", ""), ("answer.1", "")]
    first, second = key(forms["halves"])["gaps"]
    assert first == {
        "answers": [["'halves'", "halve", "", None], ["'semispaces'", "semispace", "", None]],
        "others": [],
    }
    assert second["answers"] == [["'one'", "one", "", None], ["'1'", "1", "", 1.0]]


def test_a_number_has_its_bounds_and_its_unit(forms: dict[str, Form]) -> None:
    assert fields(forms["pause"]) == [("answer", "")]
    grading = key(forms["pause"])
    assert grading.pop("low") == pytest.approx(7.5)
    assert grading.pop("high") == pytest.approx(8.5)
    assert grading == {"grade": "number", "unit": "%"}


def test_each_field_has_a_label_and_without_a_script_the_answer_can_be_opened(forms: dict[str, Form]) -> None:
    for form in forms.values():
        labelled = {field for label in form.iter("label") for field in label.iter()}
        assert all(one in labelled or one.get("aria-label") for one in form.iter() if one.tag in ("input", "select"))
        assert all(button.get("hidden") for button in form.iter("button"))
        assert form.find("details[@class='answer']/summary") is not None
    hint = forms["cycle"].find("details[@class='hint']/p")
    assert hint is not None
    assert hint.text == "It bites its own tail."


@each(
    "answer_key, values, verdict",
    [
        (ChoiceKey(("A", "B", "C"), frozenset({0, 2})), ["2", "0"], (True, 1.0)),
        (ChoiceKey(("A", "B", "C"), frozenset({0, 2})), ["0", "9", "-1", "x"], (False, 0.0)),
        (TrueFalseKey(False), ["false"], (True, 1.0)),
        (TrueFalseKey(False), [], (False, 0.0)),
        (MatchKey(("a", "b"), ("1", "2")), ["0", "1"], (True, 1.0)),
        (MatchKey(("a", "b"), ("1", "2")), ["0", "0"], (False, 0.5)),
        (MatchKey(("a", "b"), ("1", "2")), ["0", "7", "1", "1"], (False, 0.5)),
        (OrderKey(("a", "b", "c")), ["0", "1", "2"], (True, 1.0)),
        (OrderKey(("a", "b", "c")), ["0", "2", "1"], (False, pytest.approx(1 / 3))),
        (OrderKey(("a", "b", "c")), ["0", "0", "1"], (False, 0.0)),
        (OrderKey(("a", "b", "c")), ["²", "1" * 9999], (False, 0.0)),
        (ClozeKey((Accepted(("a",)), Accepted(("b",)))), ["A", "b", "c"], (True, 1.0)),
        (ClozeKey((Accepted(("a",)), Accepted(("b",)))), ["a"], (False, 0.5)),
        (NumberKey(8, 8, 8, "%"), ["0.08"], (True, 1.0)),
        (NumberKey(8, 8, 8, "%"), [], (False, 0.0)),
    ],
)
def test_the_values_of_fields_are_an_answer(
    answer_key: AnswerKey, values: list[str], verdict: tuple[bool, float]
) -> None:
    answer = answer_in(answer_key, values)
    assert answer_key.grade(answer)[:2] == verdict
    assert answer_key.solution(answer, tuple(range(3))) or not values  # whatever was sent can be shown
