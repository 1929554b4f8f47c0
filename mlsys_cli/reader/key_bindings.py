"""The keys of the reader and what they do, by what they are for."""

from collections.abc import Mapping, Sequence

from textual.binding import Binding
from textual.events import Key

PAGE_KEYS = (
    Binding("space", "read_on", "A screen down", show=False, key_display="Space PgDn"),
    Binding("pagedown,ctrl+f", "page(1)", show=False),
    Binding("b,pageup,shift+space,ctrl+b", "page(-1)", "A screen up", show=False, key_display="b PgUp"),
    Binding("ctrl+d", "page(0.5)", "Half a screen down", show=False),
    Binding("ctrl+u", "page(-0.5)", "Half a screen up", show=False),
    Binding("down,j", "scroll_down", "A line down", show=False),
    Binding("up,k", "scroll_up", "A line up", show=False),
    Binding("right", "columns(1)", "Next column of a table", show=False),
    Binding("left", "columns(-1)", "Previous column", show=False),
    Binding("home", "scroll_home", "To the top", show=False, key_display="gg Home"),
    Binding("G,end", "scroll_end", "To the end", show=False),
)
"""The keys of the page itself."""

PROGRAM_KEYS = (
    Binding("ctrl+z", "suspend_process", "Pause, until 'fg' in the shell", show=False, priority=True),
    Binding("ctrl+c", "interrupt", "Copy what is selected; twice, leave", show=False, priority=True),
)
"""The keys of every program on the whole screen."""

KEYS: Mapping[str, Sequence[Binding]] = {
    "On the page": PAGE_KEYS,
    "Links": (
        Binding("tab", "link(1)", "Next link", show=False, priority=True),
        Binding("shift+tab", "link(-1)", "Previous link", show=False, priority=True),
        Binding("enter", "follow", "Peek, then open", show=False),
        Binding("f", "hints", "Open a link by its letter", show=False),
    ),
    "To other pages": (
        Binding("backspace,alt+left,H,ctrl+o", "do('back')", "Back", show=False, key_display="Backspace H"),
        Binding("alt+right,L", "do('forward')", "Forward", show=False, key_display="L Alt-→"),
        Binding("right_square_bracket", "do('section', 1)", "Next section, or next entry of a list", show=False),
        Binding("left_square_bracket", "do('section', -1)", "Previous section or entry", show=False),
        Binding("R", "do('unread')", "Read on: the next unread section", show=False),
        Binding("t", "do('contents')", "Contents", show=False),
        Binding("g", "go(True)", "Look up a name, some words or a question", show=False),
        Binding("colon", "go", "The same, also for what begins with g", show=False),
        Binding("h", "do('home')", "Home", show=False),
        Binding("1", "chapter(1)", "On the home page, open a chapter", show=False, key_display="0–9"),
        *(Binding(str(digit), f"chapter({digit})", show=False) for digit in (0, *range(2, 10))),
    ),
    "Find": (
        Binding("slash", "find", "Find on the page, or filter a list", show=False),
        Binding("n", "found(1)", "Next match", show=False),
        Binding("N", "found(-1)", "Previous match", show=False),
    ),
    "Study": (
        Binding("r", "practise('review')", "Review what is due", show=False),
        Binding("Q", "practise('quiz')", "Three questions on this page; 5Q asks five", show=False),
        Binding("x", "practise('weak')", "Questions on your weak spots", show=False),
    ),
    "Marks and notes": (
        Binding("m", "mark", "Mark this paragraph, or remove the mark", show=False),
        Binding("M", "mark(True)", "Bookmark this page, or remove the bookmark", show=False),
        Binding("c", "do('begin_note')", "Write a note on this paragraph", show=False),
        Binding("v", "select", "Select words, to mark, note or copy them", show=False),
        Binding("u", "do('take_back')", "Take back the last mark or note", show=False),
    ),
    "What is shown": (
        Binding("d", "do('deeper')", "Open the parts that go deeper, or fold them", show=False),
        Binding("s", "do('sources')", "Sources on and off", show=False),
        Binding("plus", "widen(1)", "Wider; on the timeline, fewer years", show=False),
        Binding("minus", "widen(-1)", "Narrower; on the timeline, more years", show=False),
        Binding("less_than_sign", "timeline('earlier')", "On the timeline, earlier years", show=False),
        Binding("greater_than_sign", "timeline('later')", "On the timeline, later years", show=False),
        Binding("z", "timeline('brief')", "The timeline in brief or in full", show=False),
        Binding("a", "timeline('all')", "The timeline of all chapters or of one", show=False),
        Binding("w", "panes", "Side panes on and off, from 140 columns", show=False),
        Binding("W,f6", "pane", "To the next side pane, and back to the page", show=False),
        Binding("T", "theme", "Next theme", show=False),
        Binding("S", "mouse", "Mouse on and off; off, the terminal selects text", show=False),
    ),
    "Program": (
        Binding("question_mark", "keys", "All keys", show=False),
        Binding("escape", "back_out", "Close, deselect, or go back", show=False),
        Binding("q", "do('leave')", "Leave", show=False),
        *PROGRAM_KEYS,
    ),
}
"""All keys, by what they are for."""

READER_KEYS = tuple(
    binding for bindings in KEYS.values() for binding in bindings if binding not in (*PAGE_KEYS, *PROGRAM_KEYS)
)

_SIGNS = {
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "space": "Space",
    "shift+space": "Shift-Space",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "right": "→",
    "left": "←",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "Shift-Tab",
    "enter": "Enter",
    "backspace": "Backspace",
    "alt+left": "Alt-←",
    "alt+right": "Alt-→",
    "escape": "Esc",
}
NAMED_SIGNS = {**{sign: name for name, sign in _SIGNS.items()}, "⌫": "backspace", "−": "minus"}
"""Textual's names of keys by what is printed on them, and by signs that are shorter or clearer."""


def key_names(keys: str) -> str:
    """Some of Textual's keys as they are printed on a keyboard."""
    return " ".join(_SIGNS.get(key) or _named(key) for key in keys.split(","))


def _named(key: str) -> str:
    """A key such as `ctrl+c` or `f6` as it is written: Ctrl-C, F6."""
    return key if len(key) == 1 else "-".join(part.capitalize() for part in key.split("+"))


def unknown_key(key: Key) -> str:
    """The message that a key does nothing."""
    sign = key.character if key.is_printable and key.character else key_names(key.key)
    return f"{sign}: no such key here · ? lists them"
