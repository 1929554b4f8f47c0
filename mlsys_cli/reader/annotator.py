"""Marks and notes on the paragraphs of the page on the screen, and copies of a selection."""

from collections.abc import Callable
from contextlib import suppress
from textwrap import shorten
from typing import TYPE_CHECKING, Literal, TypeAlias

from textual.app import App

from mlsys_cli.errors import MlsysError, UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.journal.drafts import NoteDraft
from mlsys_cli.page.anchors import Anchor
from mlsys_cli.page.blocks import Paragraph, Quote, text_spans
from mlsys_cli.queries.notebook import marks_on_page
from mlsys_cli.queries.subjects import subject_of
from mlsys_cli.reader.annotations import WAITS, Annotation, Annotations, noted_entry
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.paragraph_marks import (
    TextPlace,
    marked_lines,
    paragraph_on,
    paragraph_parts,
    selected_place,
)
from mlsys_cli.reader.selection import Selection, plain_words, selected_text, whole_part, word_at, words_of
from mlsys_cli.session.session import Session
from mlsys_cli.text.english import counted

if TYPE_CHECKING:  # imported when a note is typed
    from mlsys_cli.reader.dialogs import NoteDialog

_KEYS = (
    "Selected: ↓ ↑ lines · → ← words · Space a paragraph · Tab the next · o other end · c note · m mark · y copy · Esc",
    "↓ ↑ lines · → ← words · Tab next paragraph · c note · m mark · y copy · Esc",
    "↓ ↑ → ← Tab · c note · m mark · y copy · Esc",
    "c note · m mark · y copy · Esc",
    "c m y Esc",
)
"""The keys of a selection, for narrower and narrower screens."""

_LEFT_TO_THE_READER = ("question_mark", "ctrl+c", "ctrl+z")

AnnotationAction: TypeAlias = Literal["mark", "mark_page", "note", "select", "take_back"]


class Annotator:
    """Annotates the page of a program; `say` shows a message, and `show_again` the page after a change."""

    def __init__(
        self, app: App[None], session: Session, say: Callable[..., None], show_again: Callable[[], None]
    ) -> None:
        self._app = app
        self._session = session
        self._say = say
        self._show_again = show_again
        self._ref: Ref | None = None
        self._marks: list[tuple[str, Anchor]] = []
        self._signs: dict[int, str] = {}
        self._annotations = Annotations(session, say, self._show_change)
        self._typed: tuple[str, NoteDialog, Callable[[str], NoteDraft]] | None = None
        self._document: LaidOutPage | None = None
        self._selection: Selection | None = None

    @property
    def _view(self) -> PageWidget:
        return self._app.screen_stack[0].query_one(PageWidget)

    def act(self, what: AnnotationAction) -> None:
        """Do what a key of the reader stands for. Raises MlsysError if that can't be done here."""
        match what:
            case "mark":
                self._toggle_mark()
            case "mark_page":
                self._toggle_mark(whole_page=True)
            case "note":
                self._ask_note()
            case "select":
                self._select()
            case "take_back":
                self._annotations.take_back()

    def opened(self, ref: Ref | None) -> None:
        """Go on to another page."""
        if ref != self._ref:
            self._selection = None
        self._ref, self._document, self._signs = ref, None, {}
        self._load_marks()

    def _load_marks(self) -> None:
        self._marks = []
        with suppress(MlsysError):  # the page is there without its marks
            self._marks = marks_on_page(self._session, self._ref) if self._ref else []

    def laid_out(self) -> None:
        """Put the marks and the selection on the lines of the page, if these are others than before."""
        document = self._view.document
        if document is not self._document:
            self._document, self._signs = document, marked_lines(document, self._marks)
            if self._selection:
                words = words_of(document)
                self._selection = self._selection.laid_out(words) if words else None
            self._draw()
            self.remind()

    def _draw(self) -> None:
        self._view.show_annotations(self._signs, tuple(self._selection.ranges()) if self._selection else ())

    # --- marks and notes

    def _toggle_mark(self, *, whole_page: bool = False) -> None:
        """Mark the selection or this paragraph, or the page if it has none; or take the mark away."""
        ref = noted_entry(self._ref)
        place = None if whole_page else self._place()
        document = self._view.document
        self._selection = None
        self._draw()
        self._annotations.toggle_mark(ref, document, place)

    def make_waiting_changes(self) -> None:
        """Make the changes that wait for the store, or say that they wait. Raises the error of one that never works."""
        changes = self._session.learner.changes
        if changes.waiting and self._app.screen_stack:
            self._say("Everything is saved.")  # unless the last change says more
            if not changes.try_again():
                self._say(WAITS)

    def _show_change(self, annotation: Annotation, message: str) -> None:
        """Show the page after a change, if it is still there: the last changes may be made when the screen is left."""
        if not self._app.screen_stack:
            return
        if annotation.is_note:
            self._show_again()
        else:
            self._show_marks()
        self._say(message)

    def _show_marks(self) -> None:
        self._load_marks()
        self._document = None
        self.laid_out()

    def _ask_note(self) -> None:
        """Ask for a note on the selection or this paragraph, or go on with the draft about the page; and write it."""
        from mlsys_cli.reader.dialogs import NoteDialog

        ref, view = noted_entry(self._ref), self._view
        draft = self._session.learner.drafts.of(subject_of(ref))
        if draft:
            begun, selected = draft.text, draft.quoted
            place = TextPlace(draft.target, draft.anchor, range(0)) if draft.anchor else None
        else:
            begun, place = "", self._place()
            selected = plain_words(view.document, self._selection) if self._selection and not place else ""
        quote = place.anchor.quote if place else selected or ref.name
        view.point_at(place.lines if place and not self._selection else range(0))

        def write(text: str | None) -> None:
            view.point_at(range(0))
            if text is None:
                self.remind()
                if self.keep_draft():
                    self._say("Draft kept · c goes on with it")
                return
            self._typed = None
            if text.strip():
                self._selection = None
                try:
                    self._annotations.write_note(ref, text.strip(), place, quotation=_quotation(selected))
                except MlsysError as error:
                    self._keep(subject_of(ref), drafted(text))
                    self._say(f"{error.message}. The note isn't saved: c opens it again.", True)
                    return
            self._keep(subject_of(ref), None)
            self.remind()

        def drafted(text: str) -> NoteDraft:
            return NoteDraft(text, selected, place.target if place else "", place.anchor if place else None)

        title = f"Note on “{shorten(quote, 50, placeholder='…')}”"
        dialog = NoteDialog(title, begun)
        self._typed = subject_of(ref), dialog, drafted
        self._app.push_screen(dialog, write)

    def keep_draft(self) -> bool:
        """Keep the note that is being typed, if there is anything of it; false if there is nothing."""
        if self._typed is None:
            return False
        (subject, dialog, drafted), self._typed = self._typed, None
        self._keep(subject, drafted(dialog.typed) if dialog.typed.strip() else None)
        return bool(dialog.typed.strip())

    def _keep(self, subject: str, draft: NoteDraft | None) -> None:
        try:
            self._session.learner.drafts.keep(subject, draft)
        except MlsysError as error:
            self._say(error.message, True)

    def _place(self) -> TextPlace | None:
        """The place that is meant; None on a page without numbered paragraphs, such as that of a term.

        Raises UsageError for a selection of no paragraph.
        """
        view = self._view
        if self._selection is None:
            return paragraph_on(view.document, view.shown, view.text_end)
        place = selected_place(view.document, self._selection)
        if place is None and paragraph_parts(view.document):
            raise UsageError("A heading can't be marked alone: select a paragraph.")
        return place

    # --- the selection

    @property
    def has_selection(self) -> bool:
        """True while something is selected."""
        return self._selection is not None

    def _select(self) -> None:
        """Select this paragraph, or the first words on the screen of a page without paragraphs."""
        view = self._view
        words = words_of(view.document)
        if not words:
            raise UsageError("There is nothing to select.")
        place = paragraph_on(view.document, view.shown, view.text_end)
        line = place.lines.start if place else view.top
        first = next((word for word in words if word.line >= line), words[-1])
        self._change(whole_part(words, first.part))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Select the words between two places of the page, each a line and a column."""
        document = self._view.document
        words = self._selection.words if self._selection else words_of(document)
        if words:
            self._change(Selection(words, *(word_at(document, words, *place) for place in (start, end))), scroll=False)

    def take_key(self, key: str) -> bool:
        """Take a key while something is selected; false if the key has its usual meaning."""
        if self._selection is None or key in _LEFT_TO_THE_READER:
            return False
        if key in ("escape", "v", "q"):
            self._selection = None
            self._draw()
            self._say("")
        elif key in ("y", "enter"):
            self.copy()
        elif key in ("m", "c"):
            return False
        else:
            self._change(self._moved(self._selection, key))
        return True

    def _moved(self, selection: Selection, key: str) -> Selection:
        screen = max(self._view.size.height - 2, 1)
        match key:
            case "tab":
                return self._other_paragraph(selection, 1)
            case "shift+tab":
                return self._other_paragraph(selection, -1)
            case "o":
                return selection.from_other_end()
        match key.removeprefix("shift+"):
            case "down":
                return selection.by_lines(1)
            case "up":
                return selection.by_lines(-1)
            case "right":
                return selection.by_words(1)
            case "left":
                return selection.by_words(-1)
            case "space":
                return selection.by_parts(1)
            case "pagedown":
                return selection.by_lines(screen)
            case "pageup":
                return selection.by_lines(-screen)
        return selection

    def _other_paragraph(self, selection: Selection, step: int) -> Selection:
        here = selection.ends[0].part
        parts = [part for part in paragraph_parts(self._view.document) if (part - here) * step > 0]
        return whole_part(selection.words, parts[0 if step > 0 else -1]) if parts else selection

    def _change(self, selection: Selection, *, scroll: bool = True) -> None:
        self._selection = selection
        if scroll:
            self._view.bring_to_screen(selection.words[selection.moving].line)
        self._draw()
        self.remind()

    def remind(self) -> None:
        """Say which keys there are while something is selected."""
        if self._selection:
            room = self._app.size.width - 2
            self._say(next((keys for keys in _KEYS if len(keys) <= room), _KEYS[-1]))

    def copy(self) -> None:
        """Hand the selected words to the clipboard of the terminal."""
        if self._selection:
            text = selected_text(self._view.document, self._selection)
            count = self._selection.last - self._selection.first + 1
            self._app.copy_to_clipboard(text)
            self._selection = None
            self._draw()
            is_sure = self._app.is_web
            self._say(f"{counted(count, 'word')} copied{'' if is_sure else ', if your terminal allows it (OSC 52)'}.")


def _quotation(text: str) -> str:
    """Some words as Markdown that quotes them, with an empty line after it; empty for none."""
    from mlsys_cli.page.markdown import write_markdown

    return f"{write_markdown((Quote((Paragraph(text_spans(text)),)),))}\n\n" if text else ""
