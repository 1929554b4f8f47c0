"""The keys of a quiz and of a review, and what they do."""

from collections.abc import Iterable

from mlsys_cli.page.blocks import Blocks, DefinitionList, Heading, text_spans
from mlsys_cli.quiz.state import QuizItem


def quiz_keys(item: QuizItem, short: bool) -> str:
    """The keys that matter now in a quiz, in a line."""
    if short:
        return "? keys"
    if item.response:
        return f"Enter next · o open · p back{_overruling(item)} · q quit · ? keys"
    if item.card.key.typed:
        hint = " · Tab hint" if item.card.hint and not item.hinted else ""
        return f"Enter answer{hint} · ^N skip · ^P back · Esc quit · ? keys"
    hint = " · h hint" if item.card.hint and not item.hinted else ""
    return f"{item.card.key.keys(item.order)}{hint} · s skip · p back · q quit · ? keys"


def confidence_keys(short: bool) -> str:
    """The keys that say how sure the learner is of an answer, in a line."""
    return "s sure · u unsure · g guess" + ("" if short else " · Backspace change the answer")


def review_keys(item: QuizItem, short: bool) -> str:
    """The keys that matter now in a review, in a line."""
    if not item.response:
        line = quiz_keys(item, short)
        return line.replace("^P back", "^P undo").replace("p back", "u undo · x suspend")
    if short:
        return "Enter · 1-4 · ? keys"
    return f"Enter or 1-4 grade{_overruling(item)} · u undo · o open · q quit · ? keys"


def _overruling(item: QuizItem) -> str:
    """The key that counts a wrong answer as right, where there is one."""
    given = item.response
    return "" if given is None or given.verdict.right or given.unknown else " · r I was right"


def command_blocks(rows: Iterable[tuple[str, str]]) -> Blocks:
    """Keys or typed commands, and what they do."""
    return (DefinitionList(tuple((command, text_spans(words)) for command, words in rows)),)


_NOTE = "While you type an answer, letters are text; use Tab, Ctrl-N, Ctrl-P, Ctrl-G and Esc instead."

QUIZ_HELP: Blocks = (
    Heading(2, "Keys"),
    *command_blocks(
        [
            ("a b c …", "choose; press again to undo"),
            ("t, f", "true, false"),
            ("Enter", "submit the answer; go to the next question"),
            ("Enter, Enter", "without an answer: I don't know"),
            ("Backspace", "undo the last choice"),
            ("s, u, g", "how sure you are, if 'mlsys config confidence on' asks: sure, unsure, guess"),
            ("h, Tab", "show the hint"),
            ("s, →, Ctrl-N", "skip this question"),
            ("p, ←, Ctrl-P", "go to the previous question"),
            ("r", "I was right: count my answer as correct"),
            ("o", "open the section; before an answer, this counts as a hint"),
            ("g, Ctrl-G", "look something up; before an answer, this counts as a hint"),
            ("!", "flag a bad question, or remove the flag"),
            ("↑ ↓, Page ↑ ↓", "scroll a long page; move to another line"),
            ("q, Esc, Ctrl-D", "quit and show the score"),
            ("Ctrl-C", "quit at once; your answers are saved"),
        ]
    ),
    *command_blocks([("", _NOTE)]),
)
"""All keys of a quiz."""

REVIEW_HELP: Blocks = (
    Heading(2, "Keys"),
    *command_blocks(
        [
            ("a b c …", "choose; press again to undo"),
            ("t, f", "true, false"),
            ("Enter", "submit the answer; then accept the suggested grade"),
            ("Enter, Enter", "without an answer: I don't know"),
            ("1 2 3 4", "after an answer: again, hard, good, easy"),
            ("s, u, g", "how sure you are, if 'mlsys config confidence on' asks: sure, unsure, guess"),
            ("r", "I was right: count my answer as correct"),
            ("u, p, Ctrl-P", "undo the last grade, and answer that card again"),
            ("h, Tab", "show the hint"),
            ("s, →, Ctrl-N", "skip this card; it stays due"),
            ("x", "suspend this card: stop asking it"),
            ("o", "open the section; before an answer, this counts as a hint"),
            ("g, Ctrl-G", "look something up; before an answer, this counts as a hint"),
            ("!", "flag a bad question, or remove the flag"),
            ("↑ ↓, Page ↑ ↓", "scroll a long page; move to another line"),
            ("Space", "at the end: go on, if time is left, or for five minutes more"),
            ("q, Esc, Ctrl-D", "quit; your grades are saved"),
            ("Ctrl-C", "quit at once; your grades are saved"),
        ]
    ),
    *command_blocks([("", _NOTE)]),
)
"""All keys of a review."""

QUIZ_LINES = command_blocks(
    [
        ("/h", "show the hint"),
        ("/d", "I don't know: show the answer"),
        ("/s", "skip this question"),
        ("/p", "go to the previous question"),
        ("/r", "I was right: count my answer as correct"),
        ("/o", "open the section; before an answer, this counts as a hint"),
        ("/g NAME", "look up a term; before an answer, this counts as a hint"),
        ("/!", "flag a bad question, or remove the flag"),
        ("/q", "quit and show the score"),
        ("?", "show this list"),
    ]
)
"""Everything that can be typed in a quiz line by line."""

REVIEW_LINES = command_blocks(
    [
        ("/h", "show the hint"),
        ("/d", "I don't know: show the answer"),
        ("/s", "skip this card; it stays due"),
        ("/x", "suspend this card: stop asking it"),
        ("/r", "I was right: count my answer as correct"),
        ("good", "grade an answer again, hard, good or easy; an empty line accepts the suggested grade"),
        ("/u", "undo the last grade, and answer that card again"),
        ("/o", "open the section; before an answer, this counts as a hint"),
        ("/g NAME", "look up a term; before an answer, this counts as a hint"),
        ("/!", "flag a bad question, or remove the flag"),
        ("/m", "at the end: go on, if time is left, or for five minutes more"),
        ("/q", "quit; your grades are saved"),
        ("?", "show this list"),
    ]
)
"""Everything that can be typed in a review line by line."""
