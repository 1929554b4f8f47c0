"""The looks of the full-screen reader: themes, no colours, and the mouse."""

import asyncio
import re

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.filter import dim_color

from mlsys_cli.queries.lookup import entry_named
from mlsys_cli.reader.location import location_of
from mlsys_cli.reader.reader import Reader
from mlsys_cli.reader.themes import PALETTES
from mlsys_cli.render.theme import STYLES
from mlsys_cli.session.environment import Environment, Options
from mlsys_cli.session.session import Session
from tests.support.cases import each
from tests.support.program import Run
from tests.support.reader import press, read_along, settle, unwatched
from tests.support.shell import Shell

pytestmark = pytest.mark.usefixtures("reading")


def segments_of(*steps: str) -> list[Segment]:
    """The parts of the last screen of a reader of a section, with their styles."""

    async def read() -> list[Segment]:
        session = Session(Options(Environment(size=(80, 24))))
        app = Reader(session, location_of(entry_named(session, "intro/symbolic-ai", ("section",))))
        async with unwatched(app, (80, 24)) as pilot:
            await settle(pilot)
            for step in steps:
                await press(pilot, step)
            return [part for strip in app.screen._compositor.render_strips() for part in strip]

    return asyncio.run(read())


def style_of(words: str, parts: list[Segment]) -> Style:
    """The style of some words on the screen."""
    return next(part.style for part in parts if words in part.text and part.style)


def names(*colours: Color | None) -> list[str]:
    """Colours as they are written: #rrggbb, or a name of one of the terminal's own."""
    return [colour.triplet.hex if colour and colour.triplet else colour.name if colour else "" for colour in colours]


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2 defines it."""

    def luminance(color: Color) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in color.get_truecolor().normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@each("name", list(PALETTES))
def test_every_colour_of_a_theme_can_be_read(name: str) -> None:
    """WCAG asks for a contrast of 4.5 to 1, and of 7 to 1 where it is to be high."""
    palette = PALETTES[name]
    theme = palette.terminal_theme()
    for meaning, style in STYLES.items():
        parsed = Style.parse(style)
        color = Color.from_triplet((parsed.color or Color.default()).get_truecolor(theme))
        is_dimmed = parsed.dim and name != "high-contrast"
        for background in map(Color.parse, (palette.background, palette.surface, palette.chosen, palette.colors[0])):
            shown = dim_color(background, color) if is_dimmed else color
            is_minor = meaning in ("rule", "bar.rest", "heat.none") or (is_dimmed and background.name == palette.chosen)
            assert contrast(shown, background) >= (7 if name == "high-contrast" else 3 if is_minor else 4.5), meaning


@each("name", list(PALETTES))
def test_a_theme_is_a_setting(run: Run, name: str) -> None:
    run("config", "theme", name)
    palette = PALETTES[name]
    parts = segments_of("⇥")
    text, link, chosen = (style_of(words, parts) for words in ("a doctoral student", "STUDENT", "Daniel Bobrow"))
    assert names(text.color, text.bgcolor) == [palette.foreground, palette.background]
    assert names(link.color, link.bgcolor) == [palette.bright[4], palette.background]
    assert chosen.reverse
    code = style_of("M + L = 52", parts)
    assert names(code.color, code.bgcolor) == [palette.colors[2], palette.colors[0]], "code has a ground of its own"


@pytest.mark.slow
def test_a_key_changes_the_theme_and_says_how_to_keep_it(run: Run) -> None:
    said = [screen.lines[-1].strip() for screen in read_along("intro/symbolic-ai", "T", "T", "T", "T")[1:]]
    assert said[0] == "Theme: light. 'mlsys config theme light' keeps it."
    assert [line.split(".")[0].removeprefix("Theme: ") for line in said] == [
        "light",
        "high-contrast",
        "terminal",
        "dark",
    ]
    assert run("config", "theme", "--json").json["value"] == "dark"
    assert run("config", "theme", "mauve").code == 2


def test_the_terminal_theme_has_no_colours_but_the_sixteen_of_the_terminal(run: Run) -> None:
    run("config", "theme", "terminal")
    asking = segments_of("Q")
    for parts in (segments_of("⇥"), segments_of("tai"), asking):
        assert all(
            not (colour and colour.triplet)
            for part in parts
            if part.style
            for colour in (part.style.color, part.style.bgcolor)
        )
    reading = segments_of()
    assert style_of("STUDENT", reading).color == Color.parse("bright_blue")
    code = style_of("M + L = 52", reading)
    assert (names(code.bgcolor), code.reverse) == (["default"], None), "its black may be any colour"
    assert not any("Symbolic AI" in part.text for part in asking), "the page is not behind a question"
    foot = style_of("Space", reading)
    assert foot.reverse
    assert names(foot.color) == ["default"], "a ground of any other colour may be illegible"


@each("name", list(PALETTES))
def test_what_a_line_to_type_in_asks_for_can_be_read(run: Run, name: str) -> None:
    run("config", "theme", name)
    asked = style_of("ype to filter", segments_of("t"))
    assert contrast(asked.color or Color.default(), asked.bgcolor or Color.default()) >= 4.5


def test_no_color_leaves_out_all_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    reading, choosing = segments_of("⇥"), segments_of("tai")
    for part in (*reading, *choosing):
        if part.style:
            assert set(names(part.style.color, part.style.bgcolor)) <= {"", "default"}
    assert style_of("STUDENT", reading).underline
    assert style_of("Daniel Bobrow", reading).reverse
    assert not style_of("M + L = 52", reading).reverse
    assert style_of("1.3 AI and machine learning", choosing).reverse is not True
    assert style_of("    1.4.1 Symbolic AI", choosing).reverse
    *_, refused = read_along("intro/symbolic-ai", "T")
    assert "NO_COLOR is set" in refused.lines[-1]


def test_what_is_beside_a_box_is_hidden_where_it_is_not_dimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    _, dimmed = read_along("intro/symbolic-ai", "t")
    monkeypatch.setenv("NO_COLOR", "1")
    _, hidden = read_along("intro/symbolic-ai", "t")
    beside = [[line.partition("│")[0].strip() for line in box.lines if line.count("│") > 1] for box in (dimmed, hidden)]
    assert [any(words) for words in beside] == [True, False]
    *_, closed = read_along("intro/symbolic-ai", "⇥⏎", "<click 0,8>")
    assert closed.page == "intro/symbolic-ai", "a click there closes the box"
    assert "Enter opens" not in closed.text


def test_high_contrast_prints_pages_without_colour_and_nothing_dim(run: Run) -> None:
    assert "\x1b[32m" in run("--color", "always").out
    run("config", "theme", "high-contrast")
    out = run("--color", "always").out
    assert "\x1b[1m" in out
    assert not re.search(r"\x1b\[[0-9;]*(2|3\d|9\d)m", out.replace("\x1b[3m", ""))


@pytest.mark.slow
def test_the_mouse_can_be_left_to_the_terminal(shell: Shell) -> None:
    """Textual turns it on at the beginning, twice, and off at the end."""
    modes = re.compile(r"\x1b\[\?1000([hl])")
    keys = [("Mark I", "S"), ("Mouse off", "S"), ("Mouse on", "q")]
    out = shell.on_terminal("mlsys open perceptron", keys=keys, whole=True).out
    assert re.fullmatch("hhlhl+", "".join(modes.findall(out)))
    shell.run("mlsys config mouse off")
    out = shell.on_terminal("mlsys open perceptron", keys=[("Mark I", "S"), ("Mouse on", "q")], whole=True).out
    assert re.fullmatch("hhlhl+", "".join(modes.findall(out)))


@pytest.mark.slow
def test_web_addresses_are_hyperlinks(shell: Shell) -> None:
    keys = [("Mark I", "s"), ("Sources are shown", "\x1b[F"), ("https://", "q")]
    out = shell.on_terminal("mlsys open perceptron", keys=keys, whole=True).out
    addresses = set(re.findall(r"\x1b]8;id=\d+;([^\x1b\x07]*)\x1b\\", out))
    assert any(address.startswith("https://doi.org/") for address in addresses)
    assert all(re.fullmatch(r"https?://[!-~]+", address) for address in addresses)


@pytest.mark.slow
@each("term, has_greys", [("screen", False), ("xterm-256color", True)])
def test_a_terminal_with_sixteen_colours_shows_its_own(shell: Shell, term: str, has_greys: bool) -> None:
    line = f"env TERM={term} COLORTERM= mlsys open perceptron"
    out = shell.on_terminal(line, keys=[("Mark I", "q")], whole=True).out
    link = re.search(r"\x1b\[([0-9;]*)m[^\x1b]*XOR", out)
    assert link
    assert ("38;5;" in link[1]) == has_greys
    assert ("94" in link[1].split(";")) != has_greys, "a link is bright blue"
