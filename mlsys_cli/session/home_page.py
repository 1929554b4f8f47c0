"""The home page of a learner."""

from mlsys_cli.book.kinds import KINDS
from mlsys_cli.session.session import Session
from mlsys_cli.views.home_view import HomeView, StudyStanding


def home_view(session: Session) -> HomeView:
    """The books, and for a learner the plan of today and how far they are."""
    library = session.books.library
    plan, standing = None, None
    if store := session.learner.read_only_store:
        from mlsys_cli.journal.statistics import tally
        from mlsys_cli.session.day_plan import day_plan
        from mlsys_cli.session.subjects import report_store_errors

        with report_store_errors(session):
            plan = day_plan(session)
            cards = {card.card: card for card in store.cards([book.book for book in library.entries.refs("book")])}
            days = store.past.days(session.learner.settings.day_starts)
            week = [day for day in days if 0 <= (session.learner.today.date - day.date).days < _WEEK]
            standing = StudyStanding(tally(cards, cards), len(week), sum(day.answers for day in week))
    return HomeView(
        library.books(),
        counts={kind.name: library.entries.count(kind.name) for kind in KINDS.values() if kind.is_searched},
        chapter=library.entries.first("chapter"),
        term=library.entries.find("term", "backpropagation") or library.entries.first("term"),
        plan=plan,
        standing=standing,
    )


_WEEK = 7
