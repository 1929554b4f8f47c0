"""The keys of a quiz, and which of them does what."""

from collections.abc import Iterable
from string import ascii_lowercase

from mlsys_cli.page import Blocks, DefinitionList, Heading, text_spans
from mlsys_cli.quiz.question import Choices, Gaps, Number, Ordering, Pairs, Truth, Words
from mlsys_cli.quiz.state import QuizItem

_TRUTHS = {"t": 0, "y": 0, "f": 1, "n": 1}
_LETTERS = ascii_lowercase[:7]
"""Letters that choose; later ones are commands."""


def takes_text(turn: QuizItem) -> bool:
    """Whether the answer to a question is typed."""
    return isinstance(turn.question.key, Words | Number | Gaps)


def place_of(text: str, turn: QuizItem) -> int | None:
    """The place that a number or letter chooses; None if it chooses none of those that are shown."""
    letter = text.lower()
    if isinstance(turn.question.key, Truth):
        return _TRUTHS.get(letter, {"1": 0, "2": 1, "a": 0, "b": 1}.get(letter))
    place = int(letter) - 1 if letter in "123456789" and letter else _LETTERS.find(letter) if letter else -1
    return place if 0 <= place < len(turn.order) else None


def key_line(turn: QuizItem, short: bool) -> str:
    """The keys that matter now, in a line."""
    if short:
        return "? keys"
    if turn.given:
        wrong = "" if turn.given.verdict.right else " · r I was right"
        return f"Enter next · p back{wrong} · q end · ? keys"
    if takes_text(turn):
        hint = " · Tab hint" if turn.question.hint and not turn.hinted else ""
        return f"Enter answer{hint} · ^N skip · ^P back · Esc end · ? keys"
    hint = " · h hint" if turn.question.hint and not turn.hinted else ""
    return f"{_choosing(turn)}{hint} · s skip · p back · q end · ? keys"


def _choosing(turn: QuizItem) -> str:
    last = len(turn.order)
    match turn.question.key:
        case Truth():
            return "t true · f false"
        case Choices() as key if key.several:
            return f"1-{last} choose · Enter answer"
        case Ordering():
            return f"a-{_LETTERS[min(last, len(_LETTERS)) - 1]} put next · Enter answer"
        case Pairs():
            return f"1-{last} join · ↑↓ move · Enter answer"
    return f"1-{last} answer"


def help_blocks() -> Blocks:
    """All keys."""
    rows = (
        ("1 2 3 …, a b c …", "choose; once more takes it back"),
        ("t, f", "true, false"),
        ("Enter", "give the answer; go on to the next question"),
        ("Backspace", "take back what was chosen last"),
        ("h, Tab", "a hint"),
        ("s, →, Ctrl-N", "skip this question"),
        ("p, ←, Ctrl-P", "the question before"),
        ("r", "I was right: count my answer as right"),
        ("↑ ↓, Page ↑ ↓", "the rest of a long page; another line to fill"),
        ("q, Esc, Ctrl-D", "end, and see the score"),
        ("Ctrl-C", "end at once; what was answered is kept"),
    )
    return key_blocks(rows)


def key_blocks(rows: Iterable[tuple[str, str]]) -> Blocks:
    """Keys and what they do, as a page."""
    note = "Where something is typed, letters are letters: there use Tab, Ctrl-N, Ctrl-P and Esc."
    return (
        Heading(2, "Keys"),
        DefinitionList(tuple((keys, text_spans(what)) for keys, what in rows)),
        DefinitionList((("", text_spans(note)),)),
    )
