"""`mlsys review`: cards that are due, and some new ones."""

from typing import Annotated

from mlsys_cli.arguments.declarations import Places, Seed, WithAnswers, option
from mlsys_cli.errors import UsageError
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.session.session import Session
from mlsys_cli.views.view import View

_MOST = 1_000_000
"""The largest number of cards that an option takes: more than any deck has."""


def review_command(
    session: Session,
    names: Places = None,
    new: Annotated[
        int | None,
        option("--new", metavar="N", min=0, max=_MOST, help="The most new cards today, instead of new-per-day."),
    ] = None,
    unread: Annotated[
        bool, option("--unread", help="Also ask new cards about sections that you haven't read.")
    ] = False,
    limit: Annotated[
        int | None,
        option(
            "-n",
            "--number",
            metavar="N",
            min=1,
            max=_MOST,
            help="Stop after this many answers, instead of review-minutes.",
        ),
    ] = None,
    more: Annotated[
        int, option("--more", metavar="MINUTES", min=0, max=240, help="Minutes beyond those that are left today.")
    ] = 0,
    seed: Seed = None,
    answers: WithAnswers = False,
) -> None:
    """Review the cards that are due today, and new ones, for ten minutes. Press ? to list the keys.

    'mlsys config review-minutes' changes the minutes. Due cards come first, the longest due before all; if time is left
    for new ones, they are mixed with these. The review ends after the card at which the minutes are used up. What was
    not asked stays due, and you may leave at any time: the next review of the day asks the rest.

    New cards are about sections that you have read: first their questions, then their terms. 'mlsys config cards'
    leaves out the terms, or adds dates and tables. Two cards about one term never come on the same day, and the second
    comes only once you know the first.

    Letters choose an answer; press Enter twice if you don't know, and ! to flag a bad question. After each answer, you
    see an explanation and a suggested grade: press Enter to accept it, or 1 to 4 to choose another. Every grade is
    saved at once, so you can stop at any time. --json prints the cards that would be asked, and changes nothing.

    Examples:
        mlsys review  # due cards, then new ones
        mlsys review intro -n 20  # at most 20 cards of a chapter
        mlsys review --more 5  # five minutes more than today's
        mlsys review --new 0  # no new cards today
        mlsys review --unread  # also about what you haven't read
        mlsys review --json  # the cards, for a script
    """
    printed = answers or not session.is_text
    if not printed and not session.can_ask:
        raise UsageError("a review needs a terminal", ["--json prints the cards that would be asked"])
    review = ReviewCourse(session, names or (), new=new, unread=unread, limit=limit, more=more, seed=seed)
    if printed:
        session.show(_sheet(session, review, answers))
    else:
        from mlsys_cli.reader.launch import run_practice

        run_practice(session, review)
    if review.gone:
        count = "1 due card was" if review.gone == 1 else f"{review.gone} due cards were"
        session.notify(f"{count} left out because their books aren't open; your progress is kept")


def _sheet(session: Session, review: ReviewCourse, answers: bool) -> View:
    """The questions that a review would ask."""
    from mlsys_cli.views.question_view import QuestionSheetView
    from mlsys_cli.views.result_view import review_sheet_view

    items: list[QuizItem] = []
    states: list[str] = []
    while (review.limit is None or len(items) < review.limit) and (item := review.next()):
        items.append(item)
        states.append(review.state)
        review.skip(item)
    return review_sheet_view(
        QuestionSheetView(items, review.seed, answers), states, review.upcoming(), review.reading()
    )
