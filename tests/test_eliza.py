"""ELIZA: what it answers, how its scripts are read, and what stops it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.errors import UsageError
from mlsys_cli.exhibits.catalogue import load
from mlsys_cli.exhibits.eliza.conversation import Conversation, answer, middle_square
from mlsys_cli.exhibits.eliza.script import read_script
from mlsys_cli.exhibits.exhibit import Answer, Talk
from tests.support.cases import each

FIXTURES = Path(__file__).parent / "fixtures/eliza"
SMALL = "(HI) (NONE ((0) (GO ON)))"


def answers(lines: Sequence[str], script: str = "") -> list[str]:
    """What ELIZA answers to some lines, with its own script or another."""
    return [given.text for given in talk(lines, script)]


def talk(lines: Sequence[str], script: str = "") -> list[Answer]:
    exhibit = load("eliza")
    assert isinstance(exhibit.engine, Talk)
    state = exhibit.engine.begin({**exhibit.settings(), "data": script and read_script(script)})
    given: list[Answer] = []
    for line in lines:
        state, one = exhibit.engine.answer(state, line)
        given.append(one)
    return given


def test_the_published_conversation_comes_out_line_for_line_and_all_claims_hold() -> None:
    exhibit = load("eliza")
    assert isinstance(exhibit.engine, Talk)
    said = answers(exhibit.engine.replay)
    assert (len(said), said[0]) == (15, "IN WHAT WAY")
    assert said[-1] == "DOES THAT HAVE ANYTHING TO DO WITH THE FACT THAT YOUR BOYFRIEND MADE YOU COME HERE"
    assert all(checked.same for checked in exhibit.check())


def test_three_hundred_answers_are_those_of_an_engine_by_other_authors() -> None:
    pairs = [line.split("\t") for line in (FIXTURES / "answers.tsv").read_text().splitlines()]
    assert len(pairs) == 300
    said = answers([line for line, _ in pairs], (FIXTURES / "notation.script").read_text())
    assert said == [expected for _, expected in pairs]


@pytest.mark.parametrize(("word", "bits", "value"), [("ALWAYS", 7, 14), ("HERE", 2, 3)])
def test_the_hash_is_that_of_slip_and_takes_the_letters_after_the_last_full_six(
    word: str, bits: int, value: int
) -> None:
    assert middle_square(word, bits) == value
    assert middle_square(f"ABCDEF{word}", bits) == value


RULES = [
    # a keyword of higher precedence comes first, else the one said first
    ("(A 1 ((0) (LOW))) (B 2 ((0) (HIGH))) (C 2 ((0) (LATER)))", ["a b c", "a c b"], ["HIGH", "LATER"]),
    # only the first clause with a keyword counts; commas, periods and BUT divide
    ("(A ((0) (1)))", ["well, a one. a two", "a one but a two", "What? a!"], ["A ONE", "A ONE", "A"]),
    # a word takes the place of another, with rules or without
    ("(ME = YOU) (I = YOU ((0 YOU 0) (YOU 3)))", ["I like me"], ["YOU LIKE YOU"]),
    # answers take turns
    ("(A ((0) (ONE) (TWO)))", ["a", "a", "a"], ["ONE", "TWO", "ONE"]),
    # so many words, any number of words, one of some words, words with a tag
    ("(A ((A 2 0) (2 AND 3)) ((A 0) (2)))", ["a b c d", "a b"], ["B C AND D", "B"]),
    ("(A ((0 A (*RED BLUE) 0) (COLOUR 3)) ((0) (=NO))) (NO ((0) (NO)))", ["a red", "a green"], ["COLOUR RED", "NO"]),
    ("(MUM DLIST(/KIN)) (A ((0 (/KIN) 0) (KIN 2)) ((0) (NEWKEY)))", ["a mum", "a man"], ["KIN MUM", "GO ON"]),
    # PRE answers in other words with another keyword; a keyword alone passes all on
    (
        "(A ((0 A 0) (PRE (B 3) (=B)))) (B ((B 0) (GOT 2))) (C (=A))",
        ["a x", "c a"],
        ["GOT X", "GOT"],
    ),
    # without a rule that fits, the counter chooses what is said
    ("(A ((A A) (TWO)))", ["a", "a", "a", "a"], ["HMMM", "GO ON , PLEASE", "I SEE", "PLEASE CONTINUE"]),
]


@each("rules, lines, expected", RULES)
def test_a_rule_does_what_the_paper_says(rules: str, lines: list[str], expected: list[str]) -> None:
    assert answers(lines, f"{SMALL} {rules}") == expected


def test_a_memory_is_recalled_when_no_keyword_is_found_and_the_counter_is_at_four() -> None:
    forms = "".join(f"(0 YOUR 0 = {n} 3)" for n in ("ONE", "TWO", "THREE", "FOUR"))
    script = f"{SMALL} (MY = YOUR ((0) (OK))) (MEMORY MY {forms.replace('= ', '= FORM ')})"
    assert answers(["my dog is here", "no", "no", "no", "no", "no", "no"], script) == [
        "OK", "GO ON", "FORM FOUR DOG IS HERE", "GO ON", "GO ON", "GO ON", "GO ON",
    ]  # fmt: skip  # as they are said


def test_why_names_keyword_pattern_parts_rule_and_what_is_remembered() -> None:
    *_, last = talk(["My father.", "My mother hates me"])
    why = [(reason.label, reason.text) for reason in last.why]
    assert ("keyword", "MY") in why
    assert ("pattern", "(0 YOUR 0 (/FAMILY) 0)") in why
    assert ("parts", "1: -  2: YOUR  3: -  4: MOTHER  5: HATES YOU") in why
    assert ("rule", "(WHO ELSE IN YOUR FAMILY 5)") in why
    assert [label for label, _ in why].count("memory queue") == 2


ERRORS = [
    ("", "line 1: expected the greeting"),
    ("(HI) WORD", "line 1: expected '(' instead of WORD"),
    ("(HI)\n(A ((0) (X))", "line 2: expected ')' somewhere after this '('"),
    ("(HI)\n\n)", "line 3: expected '(' before ')'"),
    ("(HI)\n(A)", "line 2: expected rules for A"),
    ("(HI)\n((0) (X))", "line 2: expected a keyword after '('"),
    ("(HI) (A = B)\n(A = C)", "line 2: expected A only once; it stands on line 1 too"),
    ("(HI)\n(A\n  (0 A) (X))", "line 3: expected a pattern such as"),
    ("(HI)\n(A ((0)))", "line 2: expected an answer after the pattern (0)"),
    ("(HI)\n(A ((0)\n (GO 2)))", "line 3: expected a number from 1 to 1, not 2"),
    ("(HI)\n(A ((0) (PRE (X))))", "line 2: expected (PRE (words) (=KEYWORD))"),
    ("(HI)\n(A (=B))\n(NONE ((0) (X)))", "line 2: expected a keyword with rules in (=B)"),
    ("(HI)\n(A (=A) 3)\n", "line 2: expected ')' after (=A)"),
    ("(HI)\n(A B)", "line 2: expected = WORD, DLIST, a precedence or a rule, not B"),
    ("(HI)\n(A DLIST X)", "line 2: expected tags after DLIST"),
    ("(HI)\n(MEMORY A (0 = X))", "line 2: expected (MEMORY KEYWORD (pattern = words)"),
    ("(HI)\n" + "(" * 60, "line 2: expected at most 50 brackets inside each other"),
    ("(HI)\n(A ((%s) (X)))" % ("0 " * 201), "line 2: expected a pattern of 1 to 200 parts"),
    ("(HI)\n(A %s)" % ("9" * 5000), "line 2: expected a number from 0 to 9999"),
    ("(HI) (A ((0) (X)))", "the script has no rules for NONE"),
    ("(HI)" + " " * 65_536, "the script is too long"),
]


@each("script, message", ERRORS)
def test_a_script_with_a_mistake_says_the_line_and_what_is_expected(script: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read_script(script)
    assert message in error.value.message


STOPPED = [
    ("(LOOP ((0) (PRE (LOOP) (=LOOP))))", "loop", "stopped after 10,000 rules; this script may run for ever"),
    ("(A (=B)) (B (=A))", "a", "stopped after 10,000 rules"),
    ("(GROW ((0) (PRE (1 1) (=GROW))))", "grow", "at most 10,000 words"),
    ("(GROW ((0) (PRE (1 1) (=GROW))))", "grow " + "x" * 9_000, "at most 100,000 characters"),
    ("(A ((%s B 0) (X)) (=A))" % ("0 A " * 90), "a " * 9_999, "which took too long"),
    ("", "word " * 200_000, "a line may have at most 10,000 words"),
]


@pytest.mark.slow
@each("rules, line, message", STOPPED)
def test_what_would_not_end_is_stopped_and_leaves_the_conversation_as_it_was(
    rules: str, line: str, message: str
) -> None:
    state = Conversation(read_script(f"{SMALL} {rules}"))
    after, given = answer(state, line)
    assert after == state
    assert message in given.text
    assert len(given.why) < 250


SIGNS = "aemrIMY'’,.;!? \t\n\0\x1b[2J()=*/0é\u00df\ufb01\u202e\ufeff\U0001f600"


@pytest.mark.slow
@given(st.lists(st.text(SIGNS, max_size=60) | st.sampled_from(["my", "I'm sad", "you are like me"]), max_size=9))
def test_any_line_has_an_answer_in_capitals_without_control_characters(lines: list[str]) -> None:
    for text in answers(lines):
        assert text == text.upper()
        assert text.isprintable()


@given(
    st.lists(st.sampled_from(["(", ")", "A", "0", "=", "NONE", "DLIST", "PRE", "(0)", "(*A)", "(/", "9", ";", "\n"]))
)
def test_any_script_is_read_or_says_what_is_wrong(tokens: list[str]) -> None:
    try:
        script = read_script("(HI) (NONE ((0) (GO ON))) (A ((0) " + " ".join(tokens))
    except UsageError:
        return
    assert answer(Conversation(script), "a b")[1].text.isprintable()
