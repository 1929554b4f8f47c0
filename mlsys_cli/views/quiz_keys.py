"""The keys of a quiz, and what they do."""

from collections.abc import Iterable

from mlsys_cli.page import Blocks, DefinitionList, Heading, text_spans
from mlsys_cli.quiz.state import QuizItem


def key_line(item: QuizItem, short: bool) -> str:
    """The keys that matter now, in a line."""
    if short:
        return "? keys"
    if item.given:
        wrong = "" if item.given.verdict.right else " · r I was right"
        return f"Enter next · p back{wrong} · q end · ? keys"
    if item.card.key.typed:
        hint = " · Tab hint" if item.card.hint and not item.hinted else ""
        return f"Enter answer{hint} · ^N skip · ^P back · Esc end · ? keys"
    hint = " · h hint" if item.card.hint and not item.hinted else ""
    return f"{item.card.key.keys(item.order)}{hint} · s skip · p back · q end · ? keys"


def help_blocks() -> Blocks:
    """All keys."""
    rows = (
        ("1 2 3 …, a b c …", "choose; press again to take it back"),
        ("t, f", "true, false"),
        ("Enter", "give the answer; go on to the next question"),
        ("Backspace", "take back what was chosen last"),
        ("h, Tab", "a hint"),
        ("s, →, Ctrl-N", "skip this question"),
        ("p, ←, Ctrl-P", "the question before"),
        ("r", "I was right: count my answer as right"),
        ("↑ ↓, Page ↑ ↓", "scroll a long page; move to another line"),
        ("q, Esc, Ctrl-D", "end and show the score"),
        ("Ctrl-C", "end at once; your answers are kept"),
    )
    return key_blocks(rows)


def key_blocks(rows: Iterable[tuple[str, str]]) -> Blocks:
    """Keys and what they do, as a page."""
    note = "While you type an answer, letters are text: use Tab, Ctrl-N, Ctrl-P and Esc instead."
    return (
        Heading(2, "Keys"),
        DefinitionList(tuple((keys, text_spans(what)) for keys, what in rows)),
        DefinitionList((("", text_spans(note)),)),
    )


def command_blocks(rows: Iterable[tuple[str, str]]) -> Blocks:
    """The commands of a front end that reads lines, and what they do."""
    return (DefinitionList(tuple((command, text_spans(words)) for command, words in rows)),)
