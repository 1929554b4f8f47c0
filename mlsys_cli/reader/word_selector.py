"""The selection of words on the page of the screen by keys and by the mouse, and the signs beside its lines."""

from collections.abc import Callable, Sequence
from operator import is_

from mlsys_cli.errors import UsageError
from mlsys_cli.index.entry_records import Ref
from mlsys_cli.page.anchors import Anchor
from mlsys_cli.reader.page_layout import LaidOutPage
from mlsys_cli.reader.page_widget import PageWidget
from mlsys_cli.reader.paragraph_marks import marked_lines, paragraph_on, paragraph_parts
from mlsys_cli.reader.selection import Selection, selected_text, whole_part, word_at, words_of
from mlsys_cli.text.english import counted

_KEYS = (
    "Selected: ↓ ↑ lines · → ← words · Space a paragraph · Tab the next · o other end · c note · m mark · y copy · Esc",
    "↓ ↑ lines · → ← words · Tab next paragraph · c note · m mark · y copy · Esc",
    "↓ ↑ → ← Tab · c note · m mark · y copy · Esc",
    "c note · m mark · y copy · Esc",
    "c m y Esc",
)
"""The keys of a selection, for narrower and narrower screens."""

_LEFT_TO_THE_READER = ("question_mark", "ctrl+c", "ctrl+z")


class WordSelector:
    """Selects words of the page of a program; `say` shows a message."""

    def __init__(self, view: Callable[[], PageWidget], say: Callable[[str], None]) -> None:
        self._view = view
        self._say = say
        self.selection: Selection | None = None
        self._ref: Ref | None = None
        self._marks: Sequence[tuple[str, Anchor]] = ()
        self._signs: dict[int, str] = {}
        self._drawn: tuple[LaidOutPage, Sequence[tuple[str, Anchor]], Selection | None] | None = None

    def opened(self, ref: Ref | None) -> None:
        """Go on to the page of another entry, on which nothing is selected."""
        if ref != self._ref:
            self.selection = None
        self._ref = ref

    def laid_out(self, marks: Sequence[tuple[str, Anchor]]) -> None:
        """Put marks and the selection on the lines of the page, if any of them is another one than before."""
        document = self._view().document
        self._marks = marks
        if self._drawn and all(map(is_, self._drawn, (document, marks, self.selection))):
            return
        if self.selection and not (self._drawn and document is self._drawn[0]):
            words = words_of(document)
            self.selection = self.selection.laid_out(words) if words else None
        self._signs = marked_lines(document, marks)
        self._draw()
        self.remind()

    def _draw(self) -> None:
        view = self._view()
        self._drawn = view.document, self._marks, self.selection
        view.show_annotations(self._signs, tuple(self.selection.ranges()) if self.selection else ())

    def select(self) -> None:
        """Select this paragraph, or the first words on the screen of a page without paragraphs.

        Raises UsageError if there are no words.
        """
        view = self._view()
        words = words_of(view.document)
        if not words:
            raise UsageError("There is nothing to select.")
        place = paragraph_on(view.document, view.shown, view.text_end)
        line = place.lines.start if place else view.top
        first = next((word for word in words if word.line >= line), words[-1])
        self._change(whole_part(words, first.part))

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Select the words between two places of the page, each a line and a column."""
        document = self._view().document
        words = self.selection.words if self.selection else words_of(document)
        if words:
            self._change(Selection(words, *(word_at(document, words, *place) for place in (start, end))), scroll=False)

    def take_key(self, key: str) -> bool:
        """Take a key while something is selected; false if the key has its usual meaning."""
        if self.selection is None or key in _LEFT_TO_THE_READER:
            return False
        if key in ("escape", "v", "q"):
            self.selection = None
            self._draw()
            self._say("")
        elif key in ("y", "enter"):
            self.copy()
        elif key in ("m", "c"):
            return False
        else:
            self._change(self._moved(self.selection, key))
        return True

    def _moved(self, selection: Selection, key: str) -> Selection:
        screen = max(self._view().size.height - 2, 1)
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
        parts = [part for part in paragraph_parts(self._view().document) if (part - here) * step > 0]
        return whole_part(selection.words, parts[0 if step > 0 else -1]) if parts else selection

    def _change(self, selection: Selection, *, scroll: bool = True) -> None:
        self.selection = selection
        if scroll:
            self._view().bring_to_screen(selection.words[selection.moving].line)
        self._draw()
        self.remind()

    def remind(self) -> None:
        """Say which keys there are while something is selected."""
        if self.selection:
            room = self._view().app.size.width - 2
            self._say(next((keys for keys in _KEYS if len(keys) <= room), _KEYS[-1]))

    def copy(self) -> None:
        """Hand the selected words to the clipboard of the terminal."""
        if self.selection:
            text = selected_text(self._view().document, self.selection)
            count = self.selection.last - self.selection.first + 1
            self._view().app.copy_to_clipboard(text)
            self.selection = None
            self._draw()
            is_sure = self._view().app.is_web
            self._say(f"{counted(count, 'word')} copied{'' if is_sure else ', if your terminal allows it (OSC 52)'}.")
