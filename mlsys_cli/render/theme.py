"""The one place where meanings become colours.

Only the sixteen colours that users choose for their terminal, and of these only those that are legible on light and on
dark backgrounds. Links have a colour of their own, and an underline that shows them where there is no colour.
"""

_MEANINGS = {
    "bold": (
        "heading.1 strong label place question"
        " entry.title table.aspect event.title era.name figure.name plot.line plot.mark"
    ),
    "bold cyan": "run heading.2 heading.3 style note.label table.header event.year",
    "bold green": "right note.remember.label",
    "bold red": "error pointer wrong note.disputed.label",
    "bold magenta": "warning picked hit note.own.label note.aging.label event.mark",
    "bold blue": "note.example.label",
    "italic": "code.comment em caption axis.name",
    "italic cyan": "heading.4",
    "dim": "trail cite alias keys axis figure.note figure.bar.other bar.rest meter.4 heat.none",
    "dim cyan": "rule",
    "cyan": "code.string mark hint note era.band figure.box figure.bar meter.2 plot.1 pixel",
    "green": "code code.block command done note.remember era.band.other bar meter.1 plot.3 heat",
    "red": "note.disputed pixel.negative",
    "magenta": "code.keyword kind note.own note.aging figure.label figure.bar.second meter.3 plot.2",
    "blue": "code.number note.example era.winter plot.4",
    "underline": "url",
    "underline bright_blue": "link",
    "none": "gloss outline.title step equals",
}

STYLES = {meaning: style for style, meanings in _MEANINGS.items() for meaning in meanings.split()}
"""The style of each meaning, as Rich reads it."""

GROUNDS = {"code.block": "on black"}
"""What is behind some meanings where `black` is a colour of the program's own; a terminal's might hide the text."""

PAPER = {
    "": "#282a2e",
    "red": "#b03430",
    "green": "#38761d",
    "yellow": "#966e00",
    "blue": "#285aaa",
    "magenta": "#873c8c",
    "cyan": "#006e7d",
    "dim": "#6f7377",
}
"""The colours on white paper: dark enough to be read there, which those of a terminal aren't; `` is that of text."""

GROUND = "#fcfcfa"
"""The colour of the paper."""


def ink(style: str) -> str:
    """The colour of a style on paper, as #rrggbb."""
    return PAPER[colour_name(style)]


def page_ink(style: str) -> str:
    """The colour of a style on a web page: a variable such as `--ink-cyan`, or else what it is on paper."""
    name = colour_name(style)
    return f"var(--ink{f'-{name}' if name else ''}, {PAPER[name]})"


def colour_name(style: str) -> str:
    """The name of the colour of a style among those of `PAPER`."""
    words = STYLES.get(style, "").replace("bright_", "").split()
    return next((word for word in reversed(words) if word in PAPER), "")


_FONTS = {
    "bold": 'font-weight="600"',
    "italic": 'font-style="italic"',
    "underline": 'text-decoration="underline"',
}


def font(style: str) -> str:
    """The attributes of words of a style in SVG, each with a space before it."""
    return "".join(f" {_FONTS[word]}" for word in STYLES.get(style, "").split() if word in _FONTS)
