"""The lines of an exhibit on the whole screen: what is asked, the picture, the numbers and the sentence."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.text import Text

from mlsys_cli.exhibits.exhibit import Frame, Number
from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.guess import Guess
from mlsys_cli.exhibits.player import Player, TalkPlayer
from mlsys_cli.page.blocks import Blocks, Span, Spans
from mlsys_cli.render.rich_blocks import lay_out
from mlsys_cli.render.rich_text import assembled, padded, wrap_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.exhibit_view import format_value

_LEAST_PICTURE = 6
"""The lines that a picture needs, so that the rest may stay where it is."""

_NARROWEST = 20
_SHRINKING = 0.85
_GAP = 3
_DRAWINGS = ("Plot", "Plane", "Pixels")
"""The blocks that may be drawn at any size."""

_LONGEST_TOGETHER = 20
"""The longest words that stay on a line."""

_ROOMY = 22
"""The height from which there are blank lines between the parts."""

_BETWEEN = Span("\N{NO-BREAK SPACE}· ", "trail")
"""The sign between the items of a row."""

_HIDDEN = Frame(0, "Space shows the result.")
"""The frame in place of one that would answer the question."""


class ExhibitParts(NamedTuple):
    """The lines above the picture, those of the picture, which may be scrolled, and those below it."""

    above: Sequence[Text]
    picture: Sequence[Text]
    below: Sequence[Text]


def lay_out_exhibit(
    player: Player, width: int, height: int, tallest: int = 0, *, is_narrowed: bool = False
) -> ExhibitParts:
    """The lines for so many columns and lines. On a small screen all of them are scrolled, the sentence first.

    `tallest` are the lines that a picture took before: what is below stays where it was.
    """
    gap = [Text()] if height >= _ROOMY else []
    frame, run = _HIDDEN if player.is_hidden else player.frame, player.run
    asked = [*_wrapped(question_spans(player.current), width), *_wrapped(preset_spans(run), width)]
    words = _wrapped((Span(harmless(frame.text), "strong"),), width)
    numbers, dials = _wrapped(number_spans(frame.numbers), width), _wrapped(dial_spans(player), width)
    room = height - sum(map(len, (asked, words, numbers, dials))) - 3 * len(gap)
    if room < _LEAST_PICTURE:
        if not is_narrowed:  # by the scroll bar
            return lay_out_exhibit(player, max(width - 1, 1), height, tallest, is_narrowed=True)
        picture = fit_pictures(frame.pictures, width, height)
        return ExhibitParts((), [*words, *numbers, *picture, *asked, *dials], ())
    picture = fit_pictures(frame.pictures, width, room)
    spare = [Text()] * (room - max(len(picture), tallest, 1))
    return ExhibitParts([*asked, *gap], picture, [*gap, *numbers, *dials, *gap, *words, *spare])


def fit_pictures(pictures: Blocks, width: int, room: int) -> list[Text]:
    """Pictures as large as they may be so that they take no more lines than there are, side by side if they fit.

    If they are too high at any size, they are as low as they get.
    """
    lowest: list[Text] = []
    wide = width
    while True:
        lines = _in_columns(pictures, wide, width)
        if len(lines) <= room:
            return lines
        if not lowest or len(lines) < len(lowest):
            lowest = lines
        if wide <= _NARROWEST:
            return lowest
        wide = max(int(wide * _SHRINKING), _NARROWEST)


def _in_columns(pictures: Blocks, wide: int, width: int) -> list[Text]:
    """Pictures side by side as far as there is room: drawings are so wide, and other blocks as wide as they are."""
    lines: list[Text] = []
    row: list[tuple[int, list[Text]]] = []
    for picture in pictures:
        is_drawing = type(picture).__name__ in _DRAWINGS
        drawn = lay_out((picture,), wide if is_drawing else width)
        taken = wide if is_drawing else max((line.cell_len for line in drawn), default=0)
        if row and sum(column + _GAP for column, _ in row) + taken > width:
            lines += [*_beside(row), Text()]
            row = []
        row.append((taken, drawn))
    return [*lines, *_beside(row)]


def _beside(row: Sequence[tuple[int, Sequence[Text]]]) -> list[Text]:
    """Columns of lines, each with its width, as one."""
    columns = zip_longest(*(lines for _, lines in row), fillvalue=Text())
    widths = [wide + _GAP for wide, _ in row[:-1]]
    return [assembled(*map(padded, parts, widths), parts[-1]) for parts in columns]


def question_spans(guess: Guess, key: str = "g") -> Spans:
    """The question, and the guess or the key by which it is typed."""
    question = guess.run.question
    if question is None:
        return ()
    right = (Span(", which is right", "right"),) if guess.is_right else ()
    given = (
        (Span("your guess: ", "caption"), Span(harmless(guess.text), "strong"), *right)
        if guess.text
        else (Span(key, "command"), _TYPES_GUESS)
    )
    return (Span(f"{question.text} ", "question"), *given)


_TYPES_GUESS = Span(" types a guess", "caption")


def preset_spans(run: ExhibitRun) -> Spans:
    """The remark on the preset, or else the presets with their keys."""
    if preset := run.chosen_preset:
        return (Span(f"{preset.name}: ", "label"), Span(preset.about, "caption"))
    spans: list[Span] = []
    for number, one in enumerate(run.exhibit.presets[:9], start=1):
        spans += [Span(str(number), "command"), Span(f"\N{NO-BREAK SPACE}{one.name}", "caption"), _BETWEEN]
    return tuple(spans[:-1])


def number_spans(numbers: Iterable[Number]) -> Spans:
    """Numbers in running text, each after its name."""
    parts: list[Span] = []
    for one in numbers:
        value, name = _together(format_value(one.value, one.unit)), _together(one.title)
        parts += [Span(f"{name}\N{NO-BREAK SPACE}", "caption"), Span(value, "strong"), _BETWEEN]
    return tuple(parts[:-1])


def dial_spans(player: Player) -> Spans:
    """The dials with their values; the chosen one has signs around it."""
    parts: list[Span] = []
    for dial in player.run.exhibit.dials:
        now = player.run.settings[dial.name]
        value = format_value(now, dial.unit) if not isinstance(now, str) else harmless(now)
        words = _together(f"{dial.name}={value}")
        parts += [Span(f"‹{words}›", "picked") if dial is player.dial else Span(words, "caption"), _BETWEEN]
    return tuple(parts[:-1])


def _together(text: str) -> str:
    """Words that stay on a line, unless they are many."""
    return text.replace(" ", "\N{NO-BREAK SPACE}") if len(text) <= _LONGEST_TOGETHER else text


def _wrapped(spans: Spans, width: int) -> list[Text]:
    return wrap_spans(spans, width) if spans else []


# --- what the keys are --------------------------------------------------------------------------------------------

_STEPS_KEYS = "→ next · ← back · r run · Tab ↑ ↓ settings · s seed · c claims · + − speed · w why · q leave · ? keys"
_DIALS_KEYS = "Tab setting · ↑ ↓ change it · r run through it · s seed · c claims · w why · q leave · ? keys"
_TALK_KEYS = "Enter say it · → next line of the original · Tab why · ↑ ↓ scroll · Esc leave · ? keys"


def foot_keys(player: Player | TalkPlayer) -> tuple[str, ...]:
    """The keys that matter most, by their importance."""
    if isinstance(player, Player):
        return tuple((_DIALS_KEYS if player.has_dials_only else _STEPS_KEYS).split(" · "))
    return tuple(item for item in _TALK_KEYS.split(" · ") if player.published_line or "→" not in item)


def key_rows(player: Player | TalkPlayer) -> Iterator[tuple[str, str]]:
    """All keys, and what they do."""
    if isinstance(player, TalkPlayer):
        yield "Enter", "say the line"
        yield "→", "with nothing typed, say the next line of the published conversation"
        yield "Tab", "explain each answer, or stop explaining"
        yield "↑ ↓ PgUp PgDn", "scroll"
        yield "/s", "typed as a line: begin a new conversation"
        yield "/1", "use the first preset, and so on"
        yield "/NAME=VALUE", "change a setting"
        yield "/g", "type a guess"
        yield "/c", "compare with what was published"
        yield "/w", "what can be set, and how faithful this is"
        yield "Esc, Ctrl-D, /q", "leave"
        return
    if player.has_dials_only:
        yield "→ Space", "turn the chosen setting up"
        yield "←", "turn it down"
        yield "Home End", "turn it all the way"
        yield "r", "run through the values of the setting, and stop"
    else:
        yield "→ Space", "next step"
        yield "←", "previous step"
        yield "Home End", "first step, last step"
        yield "r", "run, and stop"
    yield "+ −", "faster, slower"
    yield "s", "begin again with another seed"
    yield "1 … 9", "use a preset"
    yield "Tab", "choose the next setting"
    yield "↑ ↓", "change the chosen setting"
    yield "Enter", "type a value for it"
    yield "g", "type a guess, which is shown beside the result"
    yield "c", "compare with what was published"
    yield "w", "what can be set, and how faithful this is"
    yield "PgUp PgDn", "scroll, where the screen is small"
    yield "q Esc", "leave"
    yield "Ctrl-C", "leave at once"
