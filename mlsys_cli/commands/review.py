"""`mlsys review`: cards that are due, and some new ones."""

from typing import TYPE_CHECKING, Annotated

import typer

from mlsys_cli.arguments.card_options import MOST, Places, WithAnswers, check_range, check_seed
from mlsys_cli.errors import UsageError
from mlsys_cli.session.session import Session

if TYPE_CHECKING:  # imported when a review begins
    from mlsys_cli.practice.review_session import Reviewer
    from mlsys_cli.quiz.state import QuizItem

EXAMPLES = (
    ("mlsys review", "due cards, then new ones"),
    ("mlsys review intro -n 20", "a chapter, at most 20 answers"),
    ("mlsys review --new 0", "no new cards today"),
    ("mlsys review --json", "the cards, for a script"),
)


def review_command(
    session: Session,
    names: Places = None,
    new: Annotated[
        int | None, typer.Option("--new", metavar="N", help="New cards a day, instead of the number set.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("-n", "--number", metavar="N", help="Stop after this many answers.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", help="The same number gives the same order.")
    ] = None,
    answers: WithAnswers = False,
) -> None:
    """Review the cards that are due today, longest overdue first, then new ones. Press ? to list the keys.

    Each answer is explained, and a grade is proposed: Enter accepts it, 1 to 4 choose another. Every grade is saved at
    once, so you can stop at any time. --json prints what would be asked, and changes nothing.
    """
    from mlsys_cli.practice.review_session import Reviewer
    from mlsys_cli.render.formats import Format

    check_range("--new", new, 0, MOST)
    check_range("-n", limit, 1, MOST)
    check_seed(seed)
    printed = answers or session.format not in (Format.TEXT, Format.PLAIN)
    if not printed and not session.is_interactive:
        raise UsageError("questions can only be asked on a terminal", ["--json prints what would be asked"])
    review = Reviewer(session, names or (), new, limit, seed)
    if printed:
        _print(session, review, answers)
    else:
        _ask(session, review)
    if review.gone:
        count = "1 due card is" if review.gone == 1 else f"{review.gone} due cards are"
        session.notify(f"{count} in books that aren't open, and left out; nothing is lost")


def _print(session: Session, review: "Reviewer", answers: bool) -> None:
    from mlsys_cli.views.question_view import QuestionSheetView
    from mlsys_cli.views.review_view import review_sheet_view

    items: list[QuizItem] = []
    states: list[str] = []
    while (review.limit is None or len(items) < review.limit) and (item := review.next()):
        items.append(item)
        states.append(review.state)
        review.skip(item)
    sheet = QuestionSheetView(items, review.seed, answers)
    session.show(review_sheet_view(sheet, states, review.upcoming()))


def _ask(session: Session, review: "Reviewer") -> None:
    """Ask on the terminal until nothing is left, and show the result."""
    from mlsys_cli.practice.controller import ReviewController
    from mlsys_cli.practice.practice_screen import run_front_end
    from mlsys_cli.practice.quiz_plan import titles
    from mlsys_cli.views.review_view import ReviewView

    first = review.next()
    ended = True
    if first:
        controller = ReviewController(session.books.library, review, first)
        run_front_end(session, controller)
        ended = controller.finished
    items = review.answered
    today = session.learner.today_now()
    session.show(
        ReviewView(
            items,
            titles(session, items),
            left=review.still_due(),
            coming=review.upcoming(),
            today=today.date,
            new_today=session.learner.store.counts(today).new,
            ended=ended,
        )
    )
