"""The page of a class: from the sheets of a test, or from the answers in the folder of a class."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from mlsys_cli.classroom.class_folder import ClassFolder
from mlsys_cli.classroom.grading import GradedSheet
from mlsys_cli.classroom.item_analysis import ItemResponse, logged_response, question_rows, section_rows
from mlsys_cli.classroom.paper_test import Test, TestVersion
from mlsys_cli.deck.deck import Deck
from mlsys_cli.journal.card_ids import parse_card
from mlsys_cli.page.blocks import prose_text
from mlsys_cli.practice.quiz_plan import titles_at
from mlsys_cli.quiz.study_card import Card
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted, short
from mlsys_cli.views.class_view import ClassView, share

RESULT_COLUMNS = ("name", "version", "points", "of", "by_hand", "remark", "handed_in")
"""The first columns of a table of results; one for each question follows."""

_LONGEST_QUESTION = 60  # characters; chosen by eye


def result_view(
    session: Session,
    test: Test,
    versions: Mapping[str, TestVersion],
    sheets: Sequence[GradedSheet],
    unclear: Sequence[str],
) -> ClassView:
    """The results of a test, with what a teacher must look at."""
    cards = {entry.id: entry.item.card for version in versions.values() for entry in version.items}
    ids = [question.id for question in test.questions]
    total = sum(question.points for question in test.questions)
    counting = [sheet for sheet in sheets if sheet.answers]
    open_ones = Counter(name for sheet in counting for name in ids if sheet.answers[name].points is None)
    mean = f", on average {fmean(sheet.points or 0 for sheet in counting):.1f} of {total:g} points" if counting else ""
    responses = [sheet.answers[name] for name in ids for sheet in counting]
    return ClassView(
        kind="test-results",
        title=test.title,
        summary=f"{counted(len(counting), 'sheet')} graded{mean}.",
        learners=[[*RESULT_COLUMNS, *ids], *(_row(sheet, ids, total) for sheet in sheets)],
        sections=section_rows(responses, titles_at(session, "section", (response.section for response in responses))),
        questions=question_rows(responses, _beginnings(cards.values()), {}),
        remarks=[
            *(f"{sheet.hand_in.name}: {sheet.remark}" for sheet in sheets if sheet.remark),
            *unclear,
            *(f"to be graded by hand: {name}, {counted(count, 'answer')}" for name, count in open_ones.items()),
        ],
        facts=len(RESULT_COLUMNS),
    )


def _row(sheet: GradedSheet, ids: Sequence[str], total: float) -> list[object]:
    points = [sheet.answers[name].points if sheet.answers else None for name in ids]
    name, version, _, at, *_ = sheet.hand_in
    by_hand = points.count(None) if sheet.answers else 0
    numbers = [int(one) if one is not None and one.is_integer() else one for one in (sheet.points, total, *points)]
    time = at.isoformat(" ", "minutes") if at else None
    return [name, version, *numbers[:2], by_hand or None, sheet.remark, time, *numbers[2:]]


def class_view(session: Session, folder: ClassFolder) -> ClassView:
    """The answers that the learners of a class have given on their own.

    A section is as each learner knows it now, by their last answers; a question is as hard as it was the first time.
    """
    library = session.books.library
    deck, chapters, renamed = Deck(library, 0), library.entries.refs("chapter"), library.entries.renamed()
    order = {card.id: index for index, card in enumerate(deck.every(chapters))}
    cards: dict[str, Card | None] = {}
    first, last, flags = dict[tuple[str, str], ItemResponse](), dict[tuple[str, str], ItemResponse](), Counter[str]()
    rows: list[list[object]] = [["name", "answers", "questions", "right", "share"]]
    for name, learner in folder.learners.items():
        events = [event.about(renamed) for event in learner.events]
        flags.update(
            card for card, kind in {e.subject: e.kind for e in events if e.kind != "answer"}.items() if kind == "flag"
        )
        answers = [event for event in events if event.kind == "answer"]
        for event in answers:
            if event.subject not in cards:
                cards[event.subject] = deck.card(event.subject)
            if card := cards[event.subject]:
                last[name, card.id] = logged_response(name, card, event)
                first.setdefault((name, card.id), last[name, card.id])
        own = [response.right for (other, _), response in last.items() if other == name]
        rows.append([name, len(answers), len(own), own.count(True), share(own.count(True), len(own))])
    known = sorted(last, key=lambda place: order.get(place[1], len(order)))
    asked = [first[place] for place in known if parse_card(place[1]).kind == "question"]
    latest = [last[place] for place in known]
    missing = sum(card is None for card in cards.values())
    return ClassView(
        kind="class",
        title="Class",
        summary=f"{counted(len(folder.learners), 'learner')}."
        if folder.learners
        else "No learners yet: 'mlsys class add FILE' adds one, with a file from 'mlsys export study'.",
        learners=rows,
        sections=section_rows(latest, titles_at(session, "section", (response.section for response in latest))),
        questions=question_rows(asked, _beginnings(filter(None, cards.values())), flags),
        remarks=[f"{counted(missing, 'question')} not in the books that are open"] if missing else [],
    )


def _beginnings(cards: Iterable[Card]) -> dict[str, str]:
    """The id and the first words of each question, by its card."""
    asked = {card.id: short(prose_text(card.ask), _LONGEST_QUESTION) for card in cards}
    return {card: f"{parse_card(card).entry}: {words}" for card, words in asked.items()}
