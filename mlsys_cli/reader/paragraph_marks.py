"""Marks and notes on a laid-out page: which paragraph is meant, which lines are marked, and how marks are made."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import attrgetter
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.book.kinds import NOTED
from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.anchors import Anchor, NumberedBlock, anchor_at, find_anchor, number_blocks
from mlsys_cli.page.blocks import Paragraph, Quote, text_spans
from mlsys_cli.queries.notebook import marks_on_page
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.page_layout import LaidOutPage, indentation
from mlsys_cli.reader.selection import PlacedWord, Selection, plain_words, words_as_said, words_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import short

MARKED, DRAFTED, MEANT, NEW = "┃", "┇", "│", "▸"
"""The signs beside lines that are marked or have a draft, and that a key is about, and where a screen ended."""


class TextPlace(NamedTuple):
    """A paragraph of a page, or a passage that begins in it: the target of its heading, its anchor and its lines."""

    target: str
    anchor: Anchor
    lines: range


def paragraph_on(document: LaidOutPage, shown: range) -> TextPlace | None:
    """The paragraph that is meant: the first that is wholly on the screen, or else the one with the most lines there.

    None if no paragraph of the text is on the screen.
    """
    found = [(one, lines) for one, lines in _placed(document) if one.is_paragraph and lines.start < document.text_end]
    found = [(one, lines) for one, lines in found if _common(lines, shown)]
    whole = (both for both in found if _common(both[1], shown) == len(both[1]))
    one, lines = next(whole, None) or max(found, key=lambda both: _common(both[1], shown), default=(None, range(0)))
    return TextPlace(one.target, anchor_at(one.ordinal, one.block), lines) if one else None


def selected_place(document: LaidOutPage, selection: Selection) -> TextPlace | None:
    """The place of a selection; None if it is in no paragraph."""
    first, last = selection.ends
    parts = range(first.part, last.part + 1)
    found = (one for number, (one, _) in enumerate(_placed(document)) if number in parts and one.is_paragraph)
    one = next(found, None)
    if one is None:
        return None
    words = "" if selection.is_whole_paragraph else plain_words(document, selection)
    return TextPlace(one.target, anchor_at(one.ordinal, one.block, words), range(first.line, last.line + 1))


def paragraph_parts(document: LaidOutPage) -> list[int]:
    """The numbers of those parts of a page that are paragraphs."""
    return [number for number, (one, _) in enumerate(_placed(document)) if one.is_paragraph]


def marked_lines(document: LaidOutPage, marks: Sequence[tuple[str, str, Anchor]]) -> dict[int, str]:
    """The sign of each marked line. Each mark has its sign, and the target of the heading that it is under."""
    placed = list(_placed(document)) if marks else []
    words = words_of(document) if any(anchor.passage for *_, anchor in marks) else []
    lines: dict[int, str] = {}
    for sign, target, anchor in marks:
        under = [number for number, (one, _) in enumerate(placed) if one.target == target]
        index = find_anchor([placed[number][0] for number in under], anchor)
        if index is not None:
            whole = placed[under[index]][1]
            marked = _lines_of(document, words, whole, anchor.passage) if anchor.passage else None
            lines |= dict.fromkeys(marked or whole, sign)
    return lines


def is_same_place(document: LaidOutPage, spot: TextPlace, target: str, anchor: Anchor) -> bool:
    """True if a mark is at a place, whatever the text was when it was made."""
    if spot.target != target or spot.anchor.passage != anchor.passage:
        return False
    under = [one for one, _ in _placed(document) if one.target == target]
    index = find_anchor(under, anchor)
    return index is not None and under[index].ordinal == spot.anchor.paragraph


def _placed(document: LaidOutPage) -> Iterator[tuple[NumberedBlock, range]]:
    """Each part of a page with its lines, without the blank one before the next part."""
    numbered = number_blocks(part.block for part in document.parts)
    ends = chain((part.line - 1 for part in document.parts[1:]), [len(document.lines)])
    return ((one, range(part.line, end)) for one, part, end in zip(numbered, document.parts, ends, strict=False))


def _common(lines: range, others: range) -> int:
    return len(range(max(lines.start, others.start), min(lines.stop, others.stop)))


def _lines_of(document: LaidOutPage, words: Sequence[PlacedWord], lines: range, passage: str) -> range | None:
    """The lines with a passage that begins on some lines; None if it isn't there."""
    wanted = "".join(passage.rstrip("…").split())  # a sign behind a citation is a word of its own on the page
    first = bisect_left(words, lines.start, key=attrgetter("line"))
    said = list(words_as_said(document, islice(words, first, None)))
    text = "".join(word for word, _ in said)
    starts = list(accumulate((len(word) for word, _ in said), initial=0))
    for start, (_, line) in zip(starts, said, strict=False):
        if line in lines and text.startswith(wanted, start):
            return range(line, said[bisect_left(starts, start + len(wanted)) - 1][1] + 1)
    return None


def with_sign(document: LaidOutPage, row: int, sign: str) -> Text:
    """A line of a page with a sign in the margin, which is further to the left beside a wide table."""
    line = document.lines[row].copy()
    at = max(min(document.margin, indentation(line) if line else document.margin) - 2, 0)
    line.pad_right(max(at + 1 - len(line), 0))
    return line[:at].append(sign, "caption" if sign == NEW else "note.own.label").append_text(line[at + 1 :])


def noted_entry(ref: Ref | None) -> Ref:
    """The entry of a page, which bookmarks and notes are about. Raises UsageError if there can't be any."""
    if ref is None or ref.kind not in NOTED:
        raise UsageError("Only entries, such as a section or a term, have bookmarks and notes: open one.")
    return ref


class Annotation(NamedTuple):
    """A mark or note: its event, and the messages that it was made, and that it was taken back."""

    event: str
    message: str
    taken_back: str
    is_note: bool = False


def toggle_mark(session: Session, ref: Ref, document: LaidOutPage, spot: TextPlace | None) -> Annotation:
    """Mark a place on the page of an entry, or the entry, or take its mark away."""
    store, now = session.learner.store, session.environment.clock()
    if spot is None:
        subject = subject_of(ref)
        is_marked = store.is_marked(subject)
        event = store.mark(subject, now, undo=is_marked)
        return _toggled("bookmarked", is_marked, ref.name, event.id)
    marks = marks_on_page(session, ref)
    known = next((anchor for target, anchor in marks if is_same_place(document, spot, target, anchor)), None)
    event = store.mark(f"{ref.book}:{spot.target}", now, undo=known is not None, anchor=known or spot.anchor)
    return _toggled("marked", known is not None, spot.anchor.quote, event.id)


def _toggled(mark: str, was_marked: bool, text: str, event: str) -> Annotation:
    done, undone = (f"no longer {mark}", f"{mark} again") if was_marked else (mark, f"no longer {mark}")
    name = f"“{short(text)}”"  # at the end, as it may be long
    return Annotation(event, f"{done.capitalize()} · u takes it back · {name}", f"{undone.capitalize()} · {name}")


def write_note(session: Session, ref: Ref, text: str, *, target: str, anchor: Anchor | None) -> Annotation:
    """Write a note on an entry, or on a place under the heading in its text that has a target."""
    subject = f"{ref.book}:{target}" if anchor else subject_of(ref)
    note = session.learner.store.write_note(subject, text.strip(), session.environment.clock(), anchor)
    name = f"Note {note.ordinal}"
    return Annotation(note.id, f"{name} written · u takes it back", f"{name} is deleted", is_note=True)


def quotation(text: str) -> str:
    """Some words as Markdown that quotes them, with an empty line after it; empty for none."""
    from mlsys_cli.page.markdown import write_markdown

    return f"{write_markdown((Quote((Paragraph(text_spans(text)),)),))}\n\n" if text else ""
