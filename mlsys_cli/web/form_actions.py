"""The changes that forms make (an answer, a mark, a note, how far a section was read), and the notes beside a page."""

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from mlsys_cli.errors import NotFoundError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.card_ids import parse_card
from mlsys_cli.page.anchors import Anchor, NumberedBlock, anchor_at, block_text, number_blocks, passages, seen_sections
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.practice.answer_log import grade_of, log_answer
from mlsys_cli.practice.grade_file import card_named
from mlsys_cli.queries.entry_page import entry_view
from mlsys_cli.queries.learner_deck import deck_of
from mlsys_cli.queries.notebook import note_prose
from mlsys_cli.queries.reading_position import remember
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.quiz.state import QuizItem
from mlsys_cli.quiz.study_card import order_of
from mlsys_cli.render.html_blocks import anchor_id
from mlsys_cli.session.session import Session
from mlsys_cli.site.forms import draft_in
from mlsys_cli.views.question_view import explained_blocks
from mlsys_cli.web.form_fields import Fields, whole_number

_LONGEST = 100_000
"""The most characters of a note, as for `mlsys note`."""

_LONGEST_ANSWER = 3600
"""The most seconds that an answer is said to have taken."""


def answer(session: Session, fields: Fields) -> tuple[str, Blocks]:
    """Grade the answer to a question of a page; the end of the id of its form, and the explanation.

    It is remembered as an answer of a quiz is. Raises UsageError if it isn't complete.
    """
    card = card_named(session, deck_of(session), fields["question"])
    item = QuizItem(card, order_of(card, 1), hinted=bool(fields["hinted"]))
    if fields["do"] == "give_up":
        item = item.given_up()
    else:
        given = card.key.answer(draft_in(fields.getlist, card.key, item.order), item.order)
        if given is None:
            raise UsageError("the answer isn't complete", ["go back, and answer every part of the question"])
        item = item.answered(given)
    assert item.response
    log_answer(session.learner, item, grade_of(item.response), float(min(fields.count("seconds"), _LONGEST_ANSWER)))
    return anchor_id(parse_card(card.id).entry), (*card.ask, *explained_blocks(item, is_linked=True))


def mark(session: Session, ref: Ref, fields: Fields) -> None:
    """Mark the entry of a page, or a paragraph of its text; or take marks away, of which `undo` is which."""
    store, now, anchor = session.learner.store, session.environment.clock(), _anchor(session, ref, fields)
    subject = subject_of(ref)
    if not fields["undo"]:
        store.mark(subject, now, anchor=anchor)
        return
    for known in store.marks():
        if known.subject == subject and (known.anchor and known.anchor.quote) == (anchor and anchor.quote):
            store.mark(subject, now, undo=True, anchor=known.anchor)


def write_note(session: Session, ref: Ref, fields: Fields) -> None:
    """Write a note on the entry of a page, or on a paragraph of its text; or change one, or delete it."""
    store, text, now = session.learner.store, fields["text"].replace("\r\n", "\n").strip(), session.environment.clock()
    if len(text) > _LONGEST:
        raise UsageError(f"a note can't be longer than {_LONGEST:,} characters")
    subject = subject_of(ref)
    if fields["note"]:
        for known in store.notes(subject):
            if known.id == fields["note"] and text != known.text:
                store.change_note(known, text, now)
    elif text:
        store.write_note(subject, text, now, _anchor(session, ref, fields))


def remember_reading(session: Session, ref: Ref, fields: Fields) -> None:
    """Remember which paragraphs of a section were on the screen: `seen` has them as `1-4 7-9`."""
    if ref.kind != "section" or not session.learner.settings.remember_reading:
        return
    blocks = entry_view(session, ref, 0).blocks()
    # A browser doesn't say how high a block is; its words are nearly as good.
    heights = [max(len(block_text(block).split()), 1) for block in blocks]
    starts = [*accumulate(heights, initial=0)]
    places = {block.ordinal: place for place, block in _paragraphs(blocks, ref)}
    last = max(places, default=0)
    screens = []
    for part in fields["seen"].split():
        first, _, end = part.partition("-")
        from_, to = whole_number(first), whole_number(end)
        if from_ in places and to in places:
            stop = len(blocks) if to == last else places[to] + 1
            screens.append(range(starts[places[from_]] if from_ > 1 else 0, starts[stop]))
    if seen := seen_sections(passages(blocks, heights), screens):
        remember(session, [ref], seen, session.environment.clock())


def notes_beside(session: Session, ref: Ref, write: Callable[[Blocks], str]) -> dict[str, Any]:
    """The values for the template about the marks and notes on an entry."""
    store, subject = session.learner.read_only_store, subject_of(ref)
    notes = store.notes(subject) if store else ()
    marks = [mark for mark in store.marks() if mark.subject == subject] if store else []
    prose = [(note, write(note_prose(session, note, ref.book))) for note in notes]
    return {"ref": ref, "anchors": [mark.anchor for mark in marks], "notes": prose}


def _anchor(session: Session, ref: Ref, fields: Fields) -> Anchor | None:
    """The paragraph that a form is about, and perhaps the words in it; None for the whole entry."""
    if not (ordinal := fields.count("paragraph")):
        return None
    for _, block in _paragraphs(entry_view(session, ref, 0).blocks(), ref):
        if block.ordinal == ordinal:
            return anchor_at(ordinal, block.block, fields["passage"])
    raise NotFoundError("that paragraph is gone")


def _paragraphs(blocks: Blocks, ref: Ref) -> Iterator[tuple[int, NumberedBlock]]:
    """The paragraphs under the title of an entry, each with its place among the blocks of the page."""
    numbered = enumerate(number_blocks(blocks))
    return ((place, item) for place, item in numbered if item.is_paragraph and item.target == ref.target)
