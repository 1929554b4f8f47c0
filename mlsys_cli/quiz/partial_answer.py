"""An answer while it is being given: what is chosen, put or typed so far. Places are those that are shown, from 0."""

from typing import NamedTuple

from mlsys_cli.quiz.grade import Answer
from mlsys_cli.quiz.question import Choices, Gaps, Ordering, Pairs, Question, Truth
from mlsys_cli.quiz.state import QuizItem

EMPTY = -1
"""Stands for a left side that has no right one yet."""


class Draft(NamedTuple):
    """`picks` are places in the order in which they were chosen, or for each left side that of its right one.

    `texts` are what is typed, one for each field, of which `focus` is the one where one is.
    """

    picks: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    focus: int = 0


def blank(question: Question) -> Draft:
    """The draft before anything was done."""
    match question.key:
        case Choices() | Truth() | Ordering():
            return Draft()
        case Pairs(left):
            return Draft(picks=(EMPTY,) * len(left))
        case Gaps(gaps):
            return Draft(texts=("",) * len(gaps))
    return Draft(texts=("",))


def pick(draft: Draft, turn: QuizItem, place: int) -> Draft:
    """Choose what is shown at a place; choosing it again undoes that."""
    match turn.question.key:
        case Choices() as key if not key.several:
            return draft._replace(picks=(place,)) if place < len(turn.order) else draft
        case Truth():
            return draft._replace(picks=(place,)) if place < 2 else draft
        case Choices() | Ordering() if place < len(turn.order):
            others = tuple(one for one in draft.picks if one != place)
            return draft._replace(picks=others if place in draft.picks else (*draft.picks, place))
        case Pairs() if place < len(turn.order):
            return _join(draft, place)
    return draft


def _join(draft: Draft, place: int) -> Draft:
    """Join the left side in focus with a right one, which leaves the left side that had it, and go on."""
    picks = [EMPTY if one == place else one for one in draft.picks]
    if draft.picks[draft.focus] != place:
        picks[draft.focus] = place
    later = [n for n in (*range(draft.focus + 1, len(picks)), *range(draft.focus)) if picks[n] == EMPTY]
    undone = picks[draft.focus] == EMPTY
    return draft._replace(picks=tuple(picks), focus=draft.focus if undone or not later else later[0])


def unpick(draft: Draft, turn: QuizItem) -> Draft:
    """Undo the last choice, or that of the left side in focus or before it."""
    if not isinstance(turn.question.key, Pairs):
        return draft._replace(picks=draft.picks[:-1])
    filled = [n for n, one in enumerate(draft.picks) if one != EMPTY]
    last = max([n for n in filled if n <= draft.focus] or filled, default=EMPTY)
    picks = tuple(EMPTY if n == last else one for n, one in enumerate(draft.picks))
    return draft._replace(picks=picks, focus=max(last, 0))


def write(draft: Draft, text: str) -> Draft:
    """Write the text of the field in focus."""
    texts = tuple(text if n == draft.focus else one for n, one in enumerate(draft.texts))
    return draft._replace(texts=texts)


def move(draft: Draft, turn: QuizItem, step: int) -> Draft:
    """Go to another field or left side."""
    count = len(draft.picks) if isinstance(turn.question.key, Pairs) else max(len(draft.texts), 1)
    return draft._replace(focus=(draft.focus + step) % count)


def answer_of(draft: Draft, turn: QuizItem) -> Answer | None:
    """The answer that a draft is, in written places; None while something is missing."""
    match turn.question.key:
        case Truth():
            return draft.picks[0] == 0 if draft.picks else None
        case Choices():
            return tuple(sorted(turn.order[one] for one in draft.picks)) or None
        case Ordering(items):
            return tuple(turn.order[one] for one in draft.picks) if len(draft.picks) == len(items) else None
        case Pairs():
            return None if EMPTY in draft.picks else tuple(turn.order[one] for one in draft.picks)
        case Gaps():
            return draft.texts if all(text.strip() for text in draft.texts) else None
    return draft.texts[0] if draft.texts[0].strip() else None
