"""The keys of the reader and what they do."""

from textual.binding import Binding

READER_KEYS = (
    Binding("tab", "link(1)", "Next link", show=False, priority=True),
    Binding("shift+tab", "link(-1)", "Link before", show=False, priority=True),
    Binding("enter", "follow", "Peek, then open", show=False),
    Binding("backspace,alt+left", "move(-1)", "Back", show=False),
    Binding("alt+right", "move(1)", "Forward", show=False),
    Binding("right_square_bracket", "section(1)", "Next section, or next entry of a list", show=False),
    Binding("left_square_bracket", "section(-1)", "Section or entry before", show=False),
    Binding("f", "hints", "Open a link by its letter", show=False),
    Binding("h", "home", "Home", show=False),
    Binding("n", "unread", "Next unread section", show=False),
    *(Binding(str(digit), f"chapter({digit})", show=False) for digit in range(10)),
    Binding("t", "contents", "Contents", show=False),
    Binding("slash", "find", "Find on the page, or filter a list", show=False),
    Binding("asterisk", "found(1)", "Next place found", show=False),
    Binding("N", "found(-1)", "Place found before", show=False),
    Binding("g", "go", "Look up a name, words or a question, or run a command", show=False),
    Binding("m", "keep('mark')", "Mark this paragraph, or no longer", show=False),
    Binding("M", "keep('mark_page')", "Bookmark this page, or no longer", show=False),
    Binding("c", "keep('note')", "Write a note on this paragraph", show=False),
    Binding("v", "keep('select')", "Select words: arrows extend, m marks, c notes, y copies", show=False),
    Binding("u", "keep('take_back')", "Take back the last mark or note", show=False),
    Binding("r", "review", "Review what is due", show=False),
    Binding("k", "quiz", "Three questions on this page", show=False),
    Binding("x", "weak", "Questions on your weak spots", show=False),
    Binding("d", "deeper", "Open the parts that go deeper, or fold them", show=False),
    Binding("s", "sources", "Sources on and off", show=False),
    Binding("plus", "widen(1)", "Wider; on the timeline, fewer years", show=False),
    Binding("minus", "widen(-1)", "Narrower; on the timeline, more years", show=False),
    Binding("w", "panes", "Side panes on and off, from 140 columns", show=False),
    Binding("W,f6", "pane", "To the next side pane, and back to the page", show=False),
    Binding("less_than_sign", "shift(-1)", "On the timeline, earlier years", show=False),
    Binding("greater_than_sign", "shift(1)", "On the timeline, later years", show=False),
    Binding("T", "theme", "Another theme: dark, light, high contrast, the terminal's own", show=False),
    Binding("M", "mouse", "Mouse on and off; off, the terminal selects text", show=False),
    Binding("question_mark", "keys", "All keys", show=False),
    Binding("q,escape", "back_out", "Back out", show=False),
)

PROGRAM_KEYS = (
    Binding("ctrl+z", "suspend_process", "Pause, until 'fg' in the shell", show=False, priority=True),
    Binding("ctrl+c", "interrupt", "Leave at once", show=False, priority=True),
)
"""The keys of every program on the whole screen."""

_SIGNS = {
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


def key_names(keys: str) -> str:
    """Some of Textual's keys as they are printed on a keyboard."""
    return " ".join(_SIGNS.get(key, key) for key in keys.split(","))
