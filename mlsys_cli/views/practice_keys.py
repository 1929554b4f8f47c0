"""The keys of a quiz and of a review, and what they do."""

from functools import cache
from pathlib import Path

from mlsys_cli.page.blocks import Blocks, Heading
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.views.shared_blocks import command_blocks

CONFIDENCE_KEYS = "s sure · u unsure · g guess · ⌫ change"
"""The keys that say how sure the learner is of an answer."""


def quiz_keys(item: QuizItem) -> str:
    """The keys that matter now in a quiz, by their importance; the last one is always shown."""
    if item.response:
        return f"Enter next{_overruling(item)} · o section · p back · q quit · ? keys"
    if item.card.key.typed:
        hint = " · Tab hint" if item.card.hint and not item.hinted else ""
        return f"Enter answer{hint} · ^N skip · ^P back · Esc quit · ? keys"
    hint = " · h hint" if item.card.hint and not item.hinted else ""
    return f"{item.card.key.keys(item.order)}{hint} · s skip · p back · q quit · ? keys"


def review_keys(item: QuizItem) -> str:
    """The same in a review."""
    if not item.response:
        return quiz_keys(item).replace("^P back", "^P undo").replace("p back", "u undo · x suspend")
    return f"Enter accept · 1-4 grade{_overruling(item)} · o section · u undo · q quit · ? keys"


def _overruling(item: QuizItem) -> str:
    """The key that counts a wrong answer as right, where there is one."""
    given = item.response
    return "" if given is None or given.verdict.right or given.unknown else " · r count as right"


@cache
def _lists() -> dict[str, Blocks]:
    """The lists in `practice_keys.txt` by their titles; most quizzes end without `?`."""
    lists = {}
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").strip()
    for title, *lines in map(str.splitlines, text.split("\n\n")):
        rows = (line.partition("  ") for line in lines)
        lists[title] = command_blocks((keys, words.strip()) for keys, _, words in rows)
    return lists


_NOTE = "While you type an answer, letters are text; use Tab, Ctrl-N, Ctrl-P, Ctrl-G and Esc instead."


def all_keys(course: str) -> Blocks:
    """All keys of a quiz or a review."""
    return (Heading(2, "Keys"), *_lists()[f"# {course.lower()} keys"], *command_blocks([("", _NOTE)]))


def all_lines(course: str) -> Blocks:
    """Everything that can be typed line by line in a quiz or a review."""
    return _lists()[f"# {course.lower()} lines"]
