"""The keys of the reader and what they do, by what they are for, and the names by which screens show them."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from rich.cells import cell_len
from textual.binding import Binding
from textual.events import Key
from textual.keys import format_key

from mlsys_cli.journal.settings import THEMES


def in_foot(keys: str, action: str, word: str, sentence: str, display: str = "") -> Binding:
    """Keys that the foot names with a word if they have one, in the order of `KEYS`; the list of all has a sentence."""
    return Binding(keys, action, word, tooltip=sentence, key_display=display or None)


PAGE_KEYS = (
    in_foot("down,j", "choose(1)", "choose", "On a list, the next row or the one before", "↓ ↑"),
    Binding("up,k", "choose(-1)", show=False),
    in_foot("space", "read_on", "on", "A screen down", "Space PgDn"),
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
    Binding("ctrl+z", "app.suspend_process", "Pause, until 'fg' in the shell", show=False, priority=True),
    Binding("ctrl+c", "app.interrupt", "Copy what is selected; twice, leave", show=False, priority=True),
)
"""The keys of every program on the whole screen."""

KEYS: Mapping[str, Sequence[Binding]] = {
    "On the timeline": (
        in_foot("plus", "timeline('fewer')", "zoom", "Fewer years, or more", "+ −"),
        Binding("minus", "timeline('more')", show=False),
        in_foot("less_than_sign", "timeline('earlier')", "shift", "Earlier years, or later", "< >"),
        Binding("greater_than_sign", "timeline('later')", show=False),
        in_foot("z", "timeline('brief')", "brief", "In brief or in full"),
        in_foot("a", "timeline('all')", "all", "All chapters or one"),
    ),
    "On the page": PAGE_KEYS,
    "Links": (
        in_foot("tab", "link(1)", "link", "Next link"),
        Binding("shift+tab", "link(-1)", "Previous link", show=False),
        in_foot("enter", "follow", "open", "Peek, then open"),
        Binding("f", "hints", "Open a link by its letter", show=False),
    ),
    "To other pages": (
        Binding("alt+right,L", "do('forward')", "Forward", show=False, key_display="L Alt-→"),
        in_foot("right_square_bracket", "do('section', 1)", "next", "Next section, or next entry of a list"),
        in_foot("backspace,alt+left,H,ctrl+o", "do('back')", "back", "Back", "⌫ H Alt-←"),
        Binding("left_square_bracket", "do('section', -1)", "Previous section or entry", show=False),
        Binding("R", "do('unread')", "Read on: the next unread section", show=False),
        in_foot("t", "do('contents')", "contents", "Contents"),
        in_foot("g", "go(True)", "go", "Look up a name or words; run a command"),
        Binding("colon", "go", "The same, also for what begins with g", show=False),
        Binding("h", "do('home')", "Home", show=False),
        Binding("1", "chapter(1)", "On the home page, open a chapter", show=False, key_display="0–9"),
        *(Binding(str(digit), f"chapter({digit})", show=False) for digit in (0, *range(2, 10))),
    ),
    "Find": (
        in_foot("slash", "find", "find", "Find on the page, or filter a list"),
        Binding("n", "found(1)", "Next match", show=False),
        Binding("N", "found(-1)", "Previous match", show=False),
    ),
    "Study": (
        Binding("r", "practise('review')", "Review what is due", show=False),
        Binding("Q", "practise('quiz')", "Three questions on this page; 5Q asks five", show=False),
        Binding("x", "practise('weak')", "Questions on your weak spots", show=False),
    ),
    "Marks and notes": (
        Binding("m", "do('mark')", "Mark this paragraph, or remove the mark", show=False),
        Binding("M", "do('mark', True)", "Bookmark this page, or remove the bookmark", show=False),
        Binding("c", "do('begin_note')", "Write a note on this paragraph", show=False),
        Binding("v", "select", "Select words, to mark, note or copy them", show=False),
        Binding("u", "do('take_back')", "Take back the last mark or note", show=False),
    ),
    "What is shown": (
        Binding("d", "do('deeper')", "Open the parts that go deeper, or fold them", show=False),
        Binding("s", "do('sources')", "Sources on and off", show=False),
        Binding("plus", "widen(1)", "Wider", show=False),
        Binding("minus", "widen(-1)", "Narrower", show=False),
        Binding("w", "panes", "Side panes or a preview on and off, on a wide screen", show=False),
        Binding("W,f6", "pane", "To the next side pane, and back to the page", show=False),
        Binding("T", "app.theme", "Next theme", show=False),
        Binding("S", "app.mouse", "Mouse on and off; off, the terminal selects text", show=False),
    ),
    "Program": (
        Binding("escape", "back_out", "Close, deselect, or go back", show=False),
        in_foot("q", "do('leave')", "leave", "Leave"),
        in_foot("question_mark", "keys", "keys", "All keys"),
        *PROGRAM_KEYS,
    ),
    "Themes": tuple(Binding("", f"app.theme('{theme}')", theme, show=False) for theme in THEMES),
}
"""All keys, by what they are for; a theme has a row in the list of them, and no key."""

READER_KEYS = tuple(
    binding
    for bindings in KEYS.values()
    for binding in bindings
    if binding.key and binding not in (*PAGE_KEYS, *PROGRAM_KEYS)
)

_NAMES = {"pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc", "enter": "Enter", "backspace": "Backspace"}


def key_names(keys: str) -> str:
    """Some of Textual's keys as they are printed on a keyboard: `]`, PgDn, Ctrl-C."""
    return " ".join(map(_name, keys.split(",")))


def _name(key: str) -> str:
    if key not in _NAMES and len(sign := format_key(key)) == 1:
        return sign
    return "-".join(_NAMES.get(part) or format_key(part).capitalize() for part in key.split("+"))


_SIGNED = """
right_square_bracket left_square_bracket less_than_sign greater_than_sign question_mark exclamation_mark slash colon
plus minus space shift+space tab shift+tab enter backspace escape pagedown pageup home end down up right left alt+left
alt+right
"""
NAMED_SIGNS = {**{_name(key): key for key in _SIGNED.split()}, "⌫": "backspace", "−": "minus"}
"""Textual's names of keys by what is printed on them, and by signs that are shorter or clearer."""

_BETWEEN = " · "
_RANGE = r"\w-\w"  # 1-9
_WITH_CTRL = r"(?:Ctrl-|\^)([A-Z])"  # Ctrl-R, ^R


def foot_sign(binding: Binding) -> str:
    """The keys of a binding as the foot names them: two that belong together, such as `+ −`, or else the first."""
    names = (binding.key_display or key_names(binding.key)).split(" ")
    return " ".join(names) if all(len(name) == 1 for name in names) else names[0]


def unknown_key(key: Key) -> str:
    """The message that a key does nothing."""
    sign = key.character if key.is_printable and key.character else key_names(key.key)
    return f"{sign}: no such key here · ? lists them"


def key_at(line: str, column: int) -> Key | None:
    """The key that a line such as `t contents · ] next` names at a column; None if there is none.

    Of several keys for one thing, such as `+ - zoom`, it is the one at the column, or else the first; in
    `a-d Enter answer` it is the last.
    """
    start = 0
    for part in line.split(_BETWEEN):
        words = [(start + cell_len(part[: word.start()]), word[0]) for word in re.finditer(r"\S+", part)]
        if words and words[0][0] <= column < start + cell_len(part.rstrip()):
            there = next(word for begin, word in reversed(words) if begin <= column)
            return _key(there) or _key(words[0][1]) or _key(signs_of(part).rpartition(" ")[2])
        start += cell_len(part + _BETWEEN)
    return None


def signs_of(item: str) -> str:
    """The keys with which a text such as `+ - zoom` or `a-d answer` begins."""
    return " ".join(takewhile(lambda word: _key(word) or re.fullmatch(_RANGE, word), item.split(" ")))


def _key(sign: str) -> Key | None:
    """The key with a sign on the keyboard; None for other words."""
    if with_ctrl := re.fullmatch(_WITH_CTRL, sign):
        return Key(f"ctrl+{with_ctrl[1].lower()}", None)
    name = NAMED_SIGNS.get(sign, sign if len(sign) == 1 else "")
    return Key(name, sign if len(sign) == 1 and sign.isascii() else None) if name else None
