"""A quiz or a review on the whole screen, at which a test presses keys."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from mlsys_cli.practice.practice_prompt import PracticePrompt
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.quiz_plan import QuizRequest
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.reader.location import RESULT
from mlsys_cli.reader.question_screen import QuestionScreen
from mlsys_cli.reader.reader import Reader
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.reader import lines_on, press, settle, unwatched

_PATIENCE = 0.01
"""The seconds for which these learners wait for a locked store before they are told."""

Step: TypeAlias = str | Callable[[], object]
"""Keys, as `tests.support.reader` has them; or what happens between them, after which nothing waits for the store."""


def quizzed(book: Path, what: str, *steps: Step, size: tuple[int, int] = (80, 24)) -> list[str]:
    """The screens of a learner who is asked the questions of some kinds, first and after each step."""
    session = _session(book, size)
    run = QuizCourse(session, QuizRequest(("gc",), kinds=what.split(), seed=1, generated=False))
    seen = asyncio.run(_seen(_asking(session, run), steps, size))
    run.result()
    return seen


def reviewed(book: Path, *steps: Step, size: tuple[int, int] = (80, 24)) -> list[str]:
    """The screens of a learner who reviews a book, first and after each step."""
    session = _session(book, size)
    run = ReviewCourse(session, ("gc",), unread=True, seed=1)
    assert run.controller
    return asyncio.run(_seen(_asking(session, run), steps, size))


def reviewed_by_lines(book: Path) -> None:
    """Let the user at stdin review a book line by line, in which nobody waits long for the store."""
    session = _session(book, (80, 24))
    run = ReviewCourse(session, ("gc",), unread=True, seed=1)
    assert run.controller
    PracticePrompt(session, run.controller, _PATIENCE).run()


def _asking(session: Session, course: QuizCourse | ReviewCourse) -> Reader:
    """The program that a command begins with questions."""
    session.learner.let_changes_wait(_PATIENCE)
    return Reader(session, RESULT, first=QuestionScreen(session, course, _PATIENCE))


def _session(book: Path, size: tuple[int, int]) -> Session:
    options = Options(Environment(size=size))
    options.content = (str(book),)
    return Session(options)


async def _seen(app: Reader, steps: Sequence[Step], size: tuple[int, int]) -> list[str]:
    async with unwatched(app, size) as pilot:
        await settle(pilot)
        seen = ["\n".join(lines_on(app))]
        for step in steps:
            if isinstance(step, str):
                await press(pilot, step)
            else:
                step()
                while "Waiting for it" in "".join(lines_on(app)):
                    await pilot.pause(0)
                await settle(pilot)
            seen.append("" if app._exit else "\n".join(lines_on(app)))
    return seen
