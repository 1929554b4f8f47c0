"""`mlsys quiz`: what is asked, in which order, how it is graded, and what a quiz is as a value."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.deck.deck import CardCandidate, Deck
from mlsys_cli.deck.select import choose_cards, choose_form, split_into_parallel_forms
from mlsys_cli.index.build import build_in_memory
from mlsys_cli.index.library import Library
from mlsys_cli.journal.scheduler import Grade
from mlsys_cli.journal.store import Store
from mlsys_cli.practice.answer_log import grade_of
from mlsys_cli.quiz.answer_key import AnswerKey
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.option_list import LETTERS
from mlsys_cli.quiz.state import Quiz, Score, score, score_by_section, sections_to_reread, start_quiz
from mlsys_cli.quiz.study_card import Card, order_of
from tests.support.cases import each
from tests.support.program import MakeBook, Result, Run
from tests.support.quiz_book import RIGHT


@pytest.fixture(scope="module")
def candidates(bundled: Library) -> tuple[CardCandidate, ...]:
    """The questions of the first chapter of the bundled book."""
    return Deck(bundled, 2026).authored(bundled.entries.refs("chapter")[:1])


@pytest.fixture
def book(quiz_book: Path) -> Path:
    return quiz_book


@pytest.fixture(scope="module")
def questions(quiz_book: Path) -> dict[str, Card]:
    library = Library(build_in_memory((quiz_book,), None))
    deck = Deck(library, 2026)
    ids = (one.id for one in deck.authored(library.entries.refs("chapter")))
    return {card.id.split(":")[2]: card for card in deck.cards(ids)}


def ids(result: Result) -> list[str]:
    return [question["id"].split(":")[2] for question in result.json["questions"]]


# --- what is asked -------------------------------------------------------------------------------------------------


ON_TERMS = """
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, aliases: [free store], definition: Memory of any size.}
- {id: tree, name: Tree, kind: concept, definition: It grows.}
- {id: lone, name: Lone wolf, kind: concept, definition: Nobody asks.}
- {id: moss, name: Moss, kind: concept, definition: It is green.}
--- gc/quiz.yaml
questions:
- {id: links, section: gc/why, kind: true-false, level: recall, answer: true, ask: "A [[heap|pile]].", explain: E.}
- {id: names, section: gc/why, kind: true-false, level: recall, answer: true, ask: Is it so?, explain: A free-store.}
- {id: other, section: gc/why, kind: true-false, level: recall, answer: true, ask: Heaping coals on fire., explain: E.}
- {id: tree-too, section: gc/why, kind: true-false, level: recall, answer: true, ask: A tree burns., explain: E.}
"""


def test_a_term_is_asked_about_in_questions_that_link_to_it_or_name_it_then_by_its_cards(
    run: Run, make_book: MakeBook
) -> None:
    folder = str(make_book(ON_TERMS))

    def asked(*names: str) -> list[str]:
        return [question["id"][5:] for question in run("quiz", *names, "--json", "--content", folder).json["questions"]]

    about_heap = {"question:links", "question:names"}
    assert set(asked("heap")[:2]) == set(asked("free store")[:2]) == set(asked("heap", "--no-generated")) == about_heap
    assert asked("heap")[2:] == ["term:heap:meaning"]
    assert set(asked("heap", "tree", "--no-generated")) == {*about_heap, "question:tree-too"}
    assert asked("lone", "wolf") == ["term:lone:meaning"]
    assert run("quiz", "lone wolf", "--no-generated", "--content", folder).code == 1
    unknown = run("quiz", "zzzz", "--content", folder).err
    wanted = "mlsys: there is no chapter, section, term or question 'zzzz'\n  'mlsys toc' shows the contents\n"
    assert unknown == wanted


def test_ten_questions_are_asked_unless_another_number_is_wanted(run: Run) -> None:
    assert len(ids(run("quiz", "intro", "--json"))) == 10
    assert len(ids(run("quiz", "intro", "-n", "3", "--json"))) == 3


def test_a_seed_gives_the_same_quiz_and_another_one_another(run: Run) -> None:
    first, again, other = (run("quiz", "intro", "--seed", seed, "--json").out for seed in ("7", "7", "8"))
    assert first == again != other


def test_a_section_asks_only_about_itself_and_what_is_below_it(run: Run, book: Path) -> None:
    asked = run("quiz", "gc/why", "-n", "50", "--no-generated", "--json", "--content", str(book))
    assert sorted(ids(asked)) == ["cycle", "halves", "moving", "roots"]
    assert {question["section"] for question in asked.json["questions"]} == {"gc/why", "gc/deep"}


def test_kinds_and_levels_limit_what_is_asked(run: Run) -> None:
    asked = run("quiz", "intro", "--kind", "number,order", "--level", "apply", "-n", "99", "--json").json["questions"]
    apart = ("--kind", "number", "--kind", "orders", "--level", "Apply")
    again = run("quiz", "intro", *apart, "-n", "99", "--json").json["questions"]
    assert {question["id"] for question in asked} == {question["id"] for question in again}
    assert {(question["kind"], question["level"]) for question in asked} == {("number", "apply"), ("order", "apply")}


def test_cards_are_made_of_the_book_where_questions_are_too_few_or_when_they_are_wanted(run: Run, book: Path) -> None:
    def kinds(*options: str) -> Counter[str]:
        asked = run("quiz", *options, "--seed", "1", "--json", "--content", str(book)).json["questions"]
        return Counter(question["id"].split(":")[1] for question in asked)

    assert kinds("-n", "8") == {"question": 8}
    assert kinds("-n", "99") == {"question": 8, "term": 4}  # one of two directions
    assert set(kinds("-n", "99", "--generated")) == {"question", "term", "event", "table"}
    assert kinds("-n", "99", "--no-generated") == {"question": 8}
    assert kinds("-n", "6", "--generated")["question"] == 3


def test_a_question_is_asked_by_its_id_which_is_no_misspelt_section(run: Run, make_book: MakeBook) -> None:
    folder = str(make_book(ON_TERMS))
    for names in (["links"], ["question:links"], ["tree-too", "links"]):
        questions = run("quiz", *names, "--json", "--content", folder).json["questions"]
        assert {one["id"].split(":")[-1] for one in questions} == {name.split(":")[-1] for name in names}
    misspelt = run("quiz", "lnks", "--content", folder)
    assert (misspelt.code, misspelt.out) == (1, "")


def test_the_name_of_a_term_is_not_asked_for_on_paper_where_the_id_would_tell_it(run: Run, book: Path) -> None:
    asked = run("quiz", "-n", "99", "--generated", "--json", "--content", str(book)).json["questions"]
    sides = {question["id"].rpartition(":")[2] for question in asked if ":term:" in question["id"]}
    assert sides == {"meaning"}


def test_new_questions_are_asked_before_those_that_were_met(candidates: tuple[CardCandidate, ...]) -> None:
    met = frozenset(one.id for one in candidates[:-20])
    chosen = choose_cards(candidates, 40, 3, met)
    assert {one.id for one in chosen[:20]} == {one.id for one in candidates[-20:]}
    assert len({one.id for one in chosen}) == 40


def test_questions_are_spread_over_sections_and_kinds(candidates: tuple[CardCandidate, ...]) -> None:
    for seed in range(20):
        chosen = choose_cards(candidates, 10, seed)
        assert len({one.section for one in chosen}) == 10
        assert max(Counter(one.kind for one in chosen).values()) <= 4


def test_cards_of_one_thing_are_asked_together_only_if_there_are_no_others() -> None:
    sides = [CardCandidate(f"b:term:{n}:{side}", f"b:term:{n}", "s", "typed", "recall") for n in "abc" for side in "xy"]
    for seed in range(10):
        assert len({one.subject for one in choose_cards(sides, 3, seed)}) == 3
        assert len(choose_cards(sides, 6, seed)) == 6


# --- before and after ----------------------------------------------------------------------------------------------


def test_before_and_after_have_no_question_in_common_and_ask_of_the_same_ground(
    candidates: tuple[CardCandidate, ...],
) -> None:
    partners = split_into_parallel_forms(candidates)
    pretest, posttest = list(partners), list(partners.values())
    assert not set(pretest) & set(posttest)
    assert len(pretest) == len(posttest) == len(candidates) // 2
    for what in ("level", "kind"):
        before, after = (Counter(getattr(one, what) for one in half) for half in (pretest, posttest))
        assert all(abs(before[name] - after[name]) <= 2 for name in before | after)
    same = sum(one.section == other.section for one, other in partners.items())
    assert same >= 0.85 * len(pretest)


def test_where_questions_are_too_few_before_reading_there_are_cards_of_one_thing_each(run: Run, book: Path) -> None:
    sides = [
        run("quiz", "gc", "-n", "6", f"--{side}", "--json", "--content", str(book)) for side in ("before", "after")
    ]
    before, after = ([question["id"] for question in side.json["questions"]] for side in sides)
    assert len(before) == len(after) == 6
    generated = [one for one in (*before, *after) if ":question:" not in one]
    assert generated
    assert len({tuple(one.split(":")[:3]) for one in generated}) == len(generated)
    alone = run("quiz", "gc", "-n", "6", "--before", "--no-generated", "--json", "--content", str(book))
    assert [question["id"] for question in alone.json["questions"]] == [one for one in before if one not in generated]


@pytest.mark.parametrize("number", [1, 5, 10, 20, 60])
def test_after_asks_the_partners_of_what_was_asked_before(candidates: tuple[CardCandidate, ...], number: int) -> None:
    partners = split_into_parallel_forms(candidates)
    before, after = choose_form(partners, False, number, 0), choose_form(partners, True, number, 0)
    assert [partners[one] for one in before] == after
    assert len(before) == number


def test_the_halves_do_not_depend_on_the_order_of_the_book(candidates: tuple[CardCandidate, ...]) -> None:
    one, other = split_into_parallel_forms(candidates), split_into_parallel_forms(candidates[::-1])
    assert set(one) | set(one.values()) == set(other) | set(other.values())
    assert split_into_parallel_forms(candidates) == one


def test_before_and_after_on_paper(run: Run) -> None:
    before, after = (ids(run("quiz", "intro", side, "--json")) for side in ("--before", "--after"))
    assert before == ids(run("quiz", "intro", "--before", "--json"))
    assert len(before) == len(after) == 10
    assert not set(before) & set(after)


# --- on paper ------------------------------------------------------------------------------------------------------


def test_json_has_no_key_unless_it_is_wanted(run: Run, book: Path) -> None:
    asked, solved = (
        run("quiz", "-n", "8", "--seed", "1", "--json", *more, "--content", str(book)) for more in ((), ("--answers",))
    )
    fields = {field for question in asked.json["questions"] for field in question}
    assert not fields & {"key", "explain", "answer", "answers", "pairs", "right_choices", "sources", "open"}
    assert fields >= {"id", "kind", "level", "chapter", "section", "ask", "choices", "items", "left", "right", "gaps"}
    for word in ("alive", "sweeping", "semispaces", "80 of 1000", "Both are of 1960"):
        assert word not in asked.out
        assert word in solved.out or word in ("sweeping", "semispaces")
    assert {q["id"].split(":")[2]: q["key"] for q in solved.json["questions"]} == {
        **RIGHT,
        "second": "sweep",
        "pause": 8,
        "halves": ["halves", "one"],
        "roots": ["Globals", "Registers"],
    }


@given(st.integers(0, 10_000))
def test_what_is_to_be_ordered_or_joined_is_never_shown_in_order(seed: int) -> None:
    for key in (OrderKey(("a", "b")), OrderKey(("a", "b", "c")), MatchKey(("a", "b"), ("1", "2"))):
        assert order_of(_card(key), seed) != tuple(sorted(order_of(_card(key), seed)))


def test_choices_are_shuffled_so_that_each_place_is_right_about_as_often() -> None:
    key = ChoiceKey(("a", "b", "c", "d"), frozenset({0}))
    places = Counter(order_of(_card(key), seed).index(0) for seed in range(400))
    assert min(places.values()) > 60


def test_no_choice_is_hidden_for_want_of_letters() -> None:
    count = len(LETTERS) + 1
    key = ChoiceKey(("same",) * count, frozenset({0}))
    assert str(key.options(tuple(range(count)), key.blank())).count("'same'") == count


def _card(key: AnswerKey) -> Card:
    return Card(
        id="b:question:q",
        kind="choice",
        level="recall",
        book="b",
        chapter="c",
        section="c/s",
        ask=(),
        explain=(),
        key=key,
        opens="section:c/s",
    )


def test_a_sheet_in_a_pipe(run: Run, book: Path) -> None:
    sheet = run("quiz", "-n", "8", "--seed", "1", "--content", str(book), COLUMNS=40)
    assert sheet.code == 0
    assert "Question 8" in sheet.out
    assert "keep each other alive" not in sheet.out
    assert max(map(len, sheet.out.splitlines())) <= 40
    solved = run("quiz", "-n", "8", "--seed", "1", "--content", str(book), "--answers")
    assert "The two parts of a cycle keep each other alive." in solved.out
    assert "mlsys read gc/why" in solved.out


def test_a_sheet_as_markdown_and_plain(run: Run, book: Path) -> None:
    options = ("quiz", "--kind", "choice", "--no-generated", "--seed", "1", "--content", str(book))
    assert "- a " in run(*options, "--format", "markdown").out
    assert "  a  " in run(*options, "--plain").out


@each(
    "options, code, words",
    [
        (("-n", "0"), 2, "invalid value for '-n' / '--number': 0 is not between 1 and 1000"),
        (("--kind", "essay"), 2, "the kinds are choice"),
        (("--level", "hard"), 2, "the levels are recall"),
        (("--before", "--after"), 2, "only one of"),
        (("nosuchplace",), 1, "there is no chapter, section, term or question"),
        (("gc/how", "--kind", "true-false", "--no-generated"), 1, "no questions match\n  leave out --kind\n"),
    ],
)
def test_what_makes_no_sense_is_told(run: Run, book: Path, options: tuple[str, ...], code: int, words: str) -> None:
    done = run("quiz", *options, "--content", str(book))
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_what_was_missed_and_what_is_weak(run: Run, book: Path, store: Store) -> None:
    def ids(*options: str) -> set[str]:
        questions = run("quiz", *options, "-n", "50", "--json", "--content", str(book)).json["questions"]
        return {question["id"].removeprefix("tiny:") for question in questions}

    for option in ("--missed", "--weak"):
        done = run("quiz", option, "--content", str(book))
        assert (done.code, done.out) == (1, "")
        assert "you haven't answered a question yet" in done.err
    store.answer("tiny:question:moving", 3, NOW)
    assert "your last answers were all right" in run("quiz", "--weak", "--content", str(book)).err
    store.answer("tiny:term:root:meaning", 1, NOW, right=False)  # no section speaks of it
    assert "your wrong answers are about no section" in run("quiz", "--weak", "--content", str(book)).err
    assert ids("--missed") == {"term:root:meaning"}
    store.answer("tiny:term:root:meaning", 3, NOW, right=True)
    for name, right in (("cycle", False), ("roots", False), ("roots", True), ("moving", True), ("second", False)):
        store.answer(f"tiny:question:{name}", 3 if right else 1, NOW, right=right)
    store.answer("tiny:event:lisp:year", 1, NOW)  # of an older version, which told the grade alone
    assert ids("--missed") == {"question:cycle", "question:second", "event:lisp:year"}
    assert ids("--missed", "gc/how") == {"question:second"}
    assert ids("--weak", "--no-generated") == {f"question:{n}" for n in ("cycle", "roots", *HOW)}


def test_in_a_large_library_each_chapter_with_a_wrong_answer_is_looked_at(
    run: Run, make_book: MakeBook, store: Store
) -> None:
    names = [f"c{number}" for number in range(30)]
    files = {"book.yaml": f"id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: [{', '.join(names)}]}}]\n"}
    for name in names:
        ask = f"sections: [{{id: a, title: About {name}, body: A text.}}]"
        files[f"{name}/chapter.yaml"] = f"title: Chapter {name}\nsummary: Something.\n{ask}\n"
        files[f"{name}/quiz.yaml"] = (
            f"questions: [{{id: {name}, section: {name}/a, kind: true-false, level: recall, ask: Is it {name}?,"
            " answer: true, explain: It is.}]\n"
        )
    book = make_book(files)
    for wrong in ("c7", "c29"):
        store.answer(f"tiny:question:{wrong}", 1, NOW, right=False)
    store.answer("tiny:question:c3", 3, NOW, right=True)
    for option in ("--missed", "--weak"):
        for seed in "12":
            assert set(ids(run("quiz", option, "--seed", seed, "--json", "--content", str(book)))) == {"c7", "c29"}


NOW = 1_795_000_000_000_000
HOW = ("second", "pause", "steps", "inventors")


# --- a file of answers ---------------------------------------------------------------------------------------------


def _grade(run: Run, book: Path, text: str) -> Result:
    return run("quiz", "--answer", "-", "--json", "--content", str(book), stdin=text)


def test_a_sheet_with_right_answers_in_it(run: Run, book: Path) -> None:
    sheet = run("quiz", "-n", "8", "--json", "--content", str(book)).json
    for question in sheet["questions"]:
        question["answer"] = RIGHT[question["id"].split(":")[2]]
    done = _grade(run, book, json.dumps(sheet))
    assert (done.code, done.json["right"], done.json["answered"], done.json["read_again"]) == (0, 8, 8, [])


def test_choices_items_and_right_sides_may_be_given_by_their_numbers(run: Run, book: Path) -> None:
    sheet = run("quiz", "-n", "8", "--json", "--content", str(book)).json
    for question in sheet["questions"]:
        right: Any = RIGHT[question["id"].split(":")[2]]
        offered = question.get("choices") or question.get("items") or question.get("right")
        if isinstance(right, dict):
            right = [right[name] for name in question["left"]]
        listed = [right] if isinstance(right, str) else right
        question["answer"] = [offered.index(one) + 1 for one in listed] if offered else right
    assert _grade(run, book, json.dumps(sheet)).json["right"] == 8


def test_answers_as_one_object_and_as_lines(run: Run, book: Path) -> None:
    assert _grade(run, book, json.dumps(RIGHT)).code == 0
    lines = "\n".join(json.dumps({"id": f"tiny:question:{name}", "answer": answer}) for name, answer in RIGHT.items())
    assert _grade(run, book, lines).json["right"] == 8
    assert run("quiz", "--answer", "-", "--content", str(book), stdin=lines).code == 0


def test_wrong_and_missing_answers(run: Run, book: Path) -> None:
    done = _grade(run, book, json.dumps({"cycle": "A list", "halves": ["halves", "two"], "second": None, "moving": 3}))
    assert done.code == 1
    results = {one["id"].split(":")[2]: (one["right"], one["credit"]) for one in done.json["results"]}
    assert results == {"cycle": (False, 0), "halves": (False, 0.5), "second": (None, None), "moving": (False, 0)}
    assert done.json["read_again"] == ["gc/deep", "gc/why"]


def test_graded_answers_are_remembered_if_that_is_wanted(run: Run, book: Path) -> None:
    answers, options = json.dumps({"cycle": "A list", "second": "sweep"}), ("--content", str(book))
    _grade(run, book, answers)
    assert run("export", "study", "-", "--json").json["events"] == []
    run("quiz", "--answer", "-", "--record", *options, stdin=answers)
    logged = [(event["subject"], event["data"]) for event in run("export", "study", "-", "--json").json["events"]]
    assert [(card, data["right"], data.get("answer", data.get("typed"))) for card, data in logged] == [
        *(("tiny:question:cycle", False, [1]), ("tiny:question:second", True, "sweep")),
    ]
    assert run("quiz", "--record", *options).code == 2


@each("answer", [[], {}, [[]], {"a": {}}, -1, 10**400, "x" * 10_000, [True, None], "9", 1.5, True])
def test_no_answer_makes_grading_fail(run: Run, book: Path, answer: object) -> None:
    done = _grade(run, book, json.dumps({name: answer for name in RIGHT if name != "moving"}))
    assert (done.code, done.json["right"]) == (1, 0)


@each(
    "text, code, words",
    [
        ("", 3, "it has no answers"),
        ("{", 3, "line 1 isn't JSON"),
        ("[1]", 3, "must be an object with an 'id'"),
        ('{"nosuch": 1}', 1, "there is no question 'nosuch'"),
        ('{"a:b:c:d": 1}', 1, "there is no question"),
        ("[" * 100_000, 3, "can't be read"),
    ],
)
def test_a_file_that_is_none_of_answers(run: Run, book: Path, text: str, code: int, words: str) -> None:
    done = _grade(run, book, text)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_a_pipe_that_has_no_answers(run: Run) -> None:
    assert run("quiz", "--answer", "-", stdin="{").err.startswith("mlsys: the answers in stdin can't be read: ")


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("quiz", "--answer", str(tmp_path / "none"))
    assert (done.code, done.out) == (3, "")


# --- a quiz as a value ---------------------------------------------------------------------------------------------


def _start(questions: dict[str, Card], *names: str) -> Quiz:
    return start_quiz([questions[name] for name in names], seed=1)


def _answer(quiz: Quiz, answer: Any) -> Quiz:
    return quiz.with_item(quiz.item.answered(answer))


def _overrule(quiz: Quiz) -> Quiz:
    return quiz.with_item(quiz.item.overrule())


def test_an_answer_counts_once_and_can_be_overruled(questions: dict[str, Card]) -> None:
    quiz = _answer(_start(questions, "second", "moving"), "swap")
    assert score(quiz.items)[1:3] == (1, 0)
    assert _answer(quiz, "sweep") == quiz
    assert score(_overrule(quiz).items).right == 1
    assert _overrule(_overrule(quiz)) == quiz
    right = _answer(_start(questions, "second"), "sweep")
    assert _overrule(right) == right


def test_going_on_and_back_and_leaving(questions: dict[str, Card]) -> None:
    quiz = _start(questions, "second", "moving", "cycle")
    assert quiz.back() == quiz
    later = _answer(quiz.forward(), False)
    assert (later.back().position, score(later.back().items).right) == (0, 1)
    assert not later.forward().over
    over = later.forward().forward()
    assert over.over
    assert quiz.leave().over
    assert over.back() == over
    assert start_quiz([], seed=1).over


def test_a_hint_and_a_slip_make_a_right_answer_a_hard_one(questions: dict[str, Card]) -> None:
    def grade(name: str, answer: Any, hint: bool = False, overrule: bool = False) -> Grade:
        item = _start(questions, name).item
        item = (item.with_hint() if hint else item).answered(answer)
        given = (item.overrule() if overrule else item).response
        assert given is not None
        return grade_of(given)

    assert grade("cycle", (0,)) == Grade.GOOD
    assert grade("cycle", (0,), hint=True) == Grade.HARD
    assert grade("cycle", (1,)) == Grade.AGAIN
    assert grade("cycle", (1,), overrule=True) == Grade.GOOD
    assert grade("second", "sweepimg") == Grade.HARD
    assert grade("moving", False, hint=True) == Grade.GOOD  # it has no hint to be seen


def test_the_score_by_section_and_what_to_read_again(questions: dict[str, Card]) -> None:
    quiz = _start(questions, "second", "moving", "halves", "cycle")
    for answer in ("mark", True, ("halves", "both")):
        quiz = _answer(quiz, answer).forward()
    assert score(quiz.items) == Score(4, 3, 0, 0.5)
    answered = {name: one.answered for name, one in score_by_section(quiz.items).items()}
    assert answered == {"gc/how": 1, "gc/deep": 2, "gc/why": 0}
    assert sections_to_reread(quiz.items) == ("gc/deep", "gc/how")


def test_a_draft_becomes_an_answer_when_nothing_is_missing(questions: dict[str, Card]) -> None:
    item = _start(questions, "steps").item
    key, order = item.card.key, item.order
    draft = key.blank()
    for place in range(3):
        draft = key.pick(draft, place, order)
        assert key.answer(draft, order) is None
    assert key.answer(key.pick(draft, 3, order), order) == order
    assert key.pick(draft, 9, order) == draft
    assert key.unpick(draft).picks == (0, 1)
    assert key.pick(draft, 1, order).picks == (0, 2)


def test_a_draft_of_pairs_joins_the_line_in_focus_and_goes_on(questions: dict[str, Card]) -> None:
    item = _start(questions, "inventors").item
    key, order = item.card.key, item.order
    draft = key.pick(key.blank(), 1, order)
    assert (draft.picks, draft.focus, key.answer(draft, order)) == ((1, -1), 1, None)
    assert key.pick(draft, 1, order).picks == (-1, 1)  # a right side belongs to one line
    whole = key.pick(draft, 0, order)
    assert key.answer(whole, order) == (order[1], order[0])
    assert key.unpick(whole).picks == (1, -1)


def test_a_draft_of_gaps_needs_all_its_texts(questions: dict[str, Card]) -> None:
    key = questions["halves"].key
    draft = key.blank().write("halves")
    assert key.answer(draft, ()) is None
    assert key.answer(draft._replace(focus=1).write("one"), ()) == ("halves", "one")


@pytest.mark.parametrize("option", ["-n", "--seed"])
def test_a_number_beyond_all_bounds_is_a_usage_error(run: Run, option: str) -> None:
    done = run("quiz", option, "99999999999999999999")
    assert (done.code, done.out) == (2, "")
    assert "is not between" in done.err
