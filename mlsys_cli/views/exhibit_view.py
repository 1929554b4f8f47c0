"""Exhibits: the list of them, what a run or a conversation shows, to its end, and claims beside what comes out here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mlsys_cli.claims import Checked
from mlsys_cli.exhibits.catalogue import Entry
from mlsys_cli.exhibits.exhibit import Answer, Dial, Exhibit, Frame, Number, Reason, TalkTurn, is_number, typed
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, Sweep
from mlsys_cli.exhibits.guess import Guess
from mlsys_cli.index.entry_records import ExhibitRecord
from mlsys_cli.page import blocks as page
from mlsys_cli.page.blocks import Block, Blocks, Heading, Paragraph, Span, Spans, Table, text_spans
from mlsys_cli.page.plots import Axis, Plot, Series
from mlsys_cli.text.english import counted, quote, sentence
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.view import Document, document, pick, rows_of, to_json

if TYPE_CHECKING:
    from mlsys_cli.exhibits.goal import GoalOutcome

_MOST_COLUMNS = 4
"""The numbers that the table of a sweep has on a page; chosen, not measured: names of two words fit at 80 columns."""


class ExhibitListView(NamedTuple):
    """The exhibits, and what books have for them; in a pipe, a line of name, tab and title for each."""

    entries: Sequence[Entry]
    own: Sequence[ExhibitRecord] = ()

    def blocks(self) -> Blocks:
        """A table of them, one of what books have, and how to run one."""
        rows = tuple((entry.name, entry.title, str(entry.year or ""), f"{entry.minutes} min") for entry in self.entries)
        own = tuple((item.address, item.ref.name, item.ref.book) for item in self.own)
        go_on = (Span("mlsys run perceptron", "command"), Span(" runs one, "), Span("mlsys run --check", "command"))
        return (
            Heading(1, "Exhibits"),
            Table(("name", "title", "year", "time"), rows),
            *((Heading(2, "Of your books"), Table(("name", "title", "book"), own)) if own else ()),
            Paragraph((*go_on, Span(" compares all of them with what was published."))),
        )

    def tabbed(self) -> str:
        """The lines."""
        names = [(entry.name, entry.title) for entry in self.entries]
        names += [(item.address, item.ref.name) for item in self.own]
        return "".join(f"{name}\t{' '.join(title.split())}\n" for name, title in names)

    def document(self) -> Document:
        """Name, title, year and minutes of each, and what books have for them."""
        keys = "name=address title=ref.name exhibit book=ref.book summary licence? sources"
        exhibits = [pick(entry, "name title year minutes") for entry in self.entries]
        return document("exhibits", exhibits=exhibits, own=[pick(record, keys) for record in self.own])

    def rows(self) -> list[list[Any]]:
        """A row for each."""
        own = ([item.address, item.ref.name, "", ""] for item in self.own)
        return [[*Entry._fields], *(list(entry) for entry in self.entries), *own]


class RunView(NamedTuple):
    """The frames of a run, of which the page shows the last one."""

    run: ExhibitRun
    frames: Sequence[Frame]

    def blocks(self) -> Blocks:
        """The last frame between the question and what to remember, and how to go on."""
        return (*self.moment(), *lesson_blocks(self.run), *ways_blocks(self.run))

    def moment(self) -> Blocks:
        """The last frame after the question."""
        last = self.frames[-1]
        return (
            *heading_blocks(self.run),
            *question_blocks(self.run),
            *last.pictures,
            *number_blocks(last.numbers),
            *text_blocks(last.text),
            *goal_blocks(self.run, self.run.outcome(last.numbers)),
        )

    def document(self) -> Document:
        """The settings, and each frame with its numbers by name and its pictures as data."""
        fields = run_fields(self.run, self.run.outcome(self.frames[-1].numbers))
        return document("run", **fields, frames=[*map(frame_fields, self.frames)])

    def rows(self) -> list[list[Any]]:
        """A row for each frame."""
        return _number_rows(["step", "words"], [([frame.step, frame.text], frame) for frame in self.frames])


class SweepView(NamedTuple):
    """The last frame of a run for each value of a dial, as a curve and as rows."""

    sweep: Sweep

    def blocks(self) -> Blocks:
        """The curve of the number that the exhibit asks for, and the first of the numbers that change."""
        run, dial, frames = self.sweep
        about = Paragraph(text_spans(f"{dial.name}: {dial.about}", "caption"))
        names = self._changing[:_MOST_COLUMNS]
        rows = (map(format_value, (value, *map(frame.number, names))) for value, frame in frames)
        table = Table((dial.name, *names), tuple(map(tuple, rows)))
        rest = Paragraph((Span("--format csv", "command"), Span(" has all numbers.", "caption")))
        is_all = len(self._changing) <= _MOST_COLUMNS
        return (*heading_blocks(run), about, *self._curve(), table, *(() if is_all else (rest,)))

    @property
    def _changing(self) -> list[str]:
        """The names of the numbers that change, that which the exhibit asks for first."""
        names = dict.fromkeys([self._asked, *(n.name for _, frame in self.sweep.frames for n in frame.numbers)])
        return [name for name in names if len({frame.number(name) for _, frame in self.sweep.frames}) > 1]

    @property
    def _asked(self) -> str:
        asked = (question.quantity for run in self._runs if (question := run.question))
        numbers = (number.name for number in self.sweep.frames[0][1].numbers if is_number(number.value))
        return next(asked, "") or next(numbers, "")

    @property
    def _runs(self) -> Iterator[ExhibitRun]:
        return (self.sweep.run.with_setting(self.sweep.dial.name, value) for value, _ in self.sweep.frames)

    def _curve(self) -> Blocks:
        _, dial, frames = self.sweep
        name = self._asked
        points = [(at, frame.number(name)) for at, frame in frames]
        drawn = tuple((float(x), float(y)) for x, y in points if is_number(x) and is_number(y))
        if len(drawn) < 2:
            return ()
        ends = f"{format_value(points[0][0])} to {format_value(points[-1][0])}"
        alt = f"{name} for {dial.name} from {ends}: from {format_value(points[0][1])} to {format_value(points[-1][1])}."
        return (Plot(alt, Axis(dial.name, dial.unit), Axis(name), (Series(name, drawn),)),)

    def document(self) -> Document:
        """The dial, and the numbers for each of its values."""
        run, dial, frames = self.sweep
        rows = [{dial.name: value, "numbers": number_fields(frame.numbers)} for value, frame in frames]
        asked = {item.question and item.question.text for item in self._runs}
        question = asked.pop() if len(asked) == 1 else None  # others name the value that is swept
        fields = {**run_fields(run), "question": question, "dial": dial.name, "unit": dial.unit or None}
        return document("sweep", **fields, rows=rows)

    def rows(self) -> list[list[Any]]:
        """A row for each value."""
        return _number_rows([self.sweep.dial.name], [([value], frame) for value, frame in self.sweep.frames])


def _number_rows(header: list[str], frames: Sequence[tuple[list[Any], Frame]]) -> list[list[Any]]:
    """A row for each frame: what stands before it, and its numbers."""
    names = dict.fromkeys(number.name for _, frame in frames for number in frame.numbers)
    return [[*header, *names], *([*before, *map(frame.number, names)] for before, frame in frames)]


# --- the parts of a page ------------------------------------------------------------------------------------------


def heading_blocks(run: ExhibitRun) -> Iterator[Block]:
    """The title and the year, and below them what is good or bad about the preset."""
    yield title_block(run)
    if preset := run.chosen_preset:
        yield Paragraph((Span(f"{preset.name}: ", "label"), Span(preset.about)))


def question_blocks(run: ExhibitRun) -> Iterator[Block]:
    """The question that the learner may think about before."""
    if question := run.question:
        yield Paragraph(text_spans(question.text, "question"))


def number_blocks(numbers: Sequence[Number]) -> Iterator[Block]:
    """The numbers of a frame, each with its name."""
    if numbers:
        yield _facts((number.title, number.text or format_value(number.value, number.unit)) for number in numbers)


def text_blocks(text: str) -> Iterator[Block]:
    """The sentence on what has just happened."""
    if text:
        yield Paragraph(text_spans(harmless(text)))


def goal_blocks(run: ExhibitRun, outcome: "GoalOutcome | None") -> Iterator[Block]:
    """The goal, and whether it was reached if the run has ended."""
    if goal := run.exhibit.goal:
        told = (Span(f" {sentence(outcome.text)}", "right" if outcome.reached else ""),) if outcome else ()
        yield Paragraph((Span("Goal: ", "label"), Span(goal.about), *told))


def lesson_blocks(run: ExhibitRun) -> Iterator[Block]:
    """The lesson of the exhibit, and its likeness to the original."""
    exhibit = run.exhibit
    if exhibit.remember:
        yield page.Aside("Remember", text_spans(exhibit.remember), "note.remember")
    for title, words in (("As in the original", exhibit.faithful), ("Ours", exhibit.ours)):
        if words:  # a calculator may have none
            yield page.Aside(title, text_spans(words))


def ways_blocks(run: ExhibitRun) -> Iterator[Block]:
    """The commands that show more: presets, dials, claims, the section about it and the sources."""
    exhibit = run.exhibit
    yield Heading(2, "Go on")
    ways = [(f"/{preset.name}", preset.about) for preset in exhibit.presets if preset.name != run.preset]
    dials = [dial for dial in exhibit.dials if dial.default != ""]  # others are answers, or drawings
    ways += [(f" --set {quote(f'{dial.name}={typed(dial.default)}')}", format_dial(dial)) for dial in dials]
    ways += [(" --data FILE", "with a file of yours")] if exhibit.read_data else []
    ways += [(" --check", "what was published, and what comes out here")] if exhibit.claims else []
    rows: list[Spans] = [(_command(f"run {run.entry.name}{way}"), Span(f" · {words}")) for way, words in ways]
    rows += [(_next(exhibit), Span(" · goes on from here"))] if exhibit.next else []
    rows += [*([(_read_on(exhibit),)] if exhibit.read_on else []), *((_cite(key),) for key in exhibit.sources)]
    yield page.Bullets(tuple((Paragraph(spans),) for spans in rows))


def format_dial(dial: Dial) -> str:
    """The purpose of a dial, and its choices or range."""
    if dial.choices:
        return f"{dial.about}: {', '.join(dial.choices)}"
    return f"{dial.about}:{dial.range_words.replace(' of', '')}" if dial.range_words else dial.about


def format_value(value: float | str | bool | None, unit: str = "", digits: int = 6) -> str:
    """A number or another value as it is shown, with its unit; of a fraction so many digits."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            words = f"{value:,}"
        case float():
            # `g` writes a power of ten for more digits than it has; beyond 1e15 no digit would be exact.
            words = f"{value:,.{digits}g}" if not 10**digits <= abs(value) < 1e15 else f"{value:,.0f}"
        case _:
            words = harmless(value)
    return f"{words} {unit}" if unit else words


# --- the parts of a document --------------------------------------------------------------------------------------


def run_fields(run: ExhibitRun, outcome: "GoalOutcome | None" = None) -> Document:
    """The exhibit, what it runs with, what it says of itself, and whether its goal was reached if the run has ended."""
    names = "id=entry.name title=entry.title year=entry.year preset? seed setting command question=question.text"
    goal = run.exhibit.goal
    reached = {"reached": outcome and outcome.reached, "outcome": outcome and outcome.text}
    told = {**pick(goal, "words=about condition"), **reached} if goal else None
    return {**pick(run, names), "goal": told, **pick(run.exhibit, "remember faithful ours sources read_on next?")}


def frame_fields(frame: Frame) -> Document:
    """A frame as data."""
    units = {number.name: number.unit for number in frame.numbers if number.unit}
    numbers = {"numbers": number_fields(frame.numbers), "units": units}
    pictures = [{"kind": type(picture).__name__.lower(), **to_json(picture)} for picture in frame.pictures]
    return {**pick(frame, "step words=text"), **numbers, "pictures": pictures}


def number_fields(numbers: Iterable[Number]) -> Document:
    """The values of numbers by their names; null for one that JSON doesn't have."""
    return {number.name: to_json(number.value) for number in numbers}


class EndView(NamedTuple):
    """The ending of an exhibit: the guess beside the result, the lesson, the sources, and where to read on."""

    run: ExhibitRun
    guess: Guess
    outcome: "GoalOutcome | None" = None

    def blocks(self) -> Blocks:
        """The page on leaving."""
        exhibit = self.run.exhibit
        sources = [span for key in exhibit.sources for span in (Span(" · "), _cite(key))]
        return (
            title_block(self.run),
            *self._guess(),
            *goal_blocks(self.run, self.outcome),
            *lesson_blocks(self.run),
            *([Paragraph((Span("Read on: ", "label"), _read_on(exhibit)))] if exhibit.read_on else []),
            *([Paragraph((Span("Next: ", "label"), _next(exhibit)))] if exhibit.next else []),
            *([Paragraph((Span("Sources: ", "label"), *sources[1:]))] if sources else []),
            Paragraph((Span("The same again: ", "label"), Span(self.run.command, "command"))),
        )

    def _guess(self) -> Iterator[Block]:
        run, text, result, is_final = self.guess
        if run.question is None or not (text or result):
            return
        yield Paragraph(text_spans(run.question.text, "question"))
        right = ", which is right" if self.guess.is_right else ""
        rows = [("your guess", harmless(text) + right)] if text else []
        if result is not None:
            words = result.text or format_value(result.value, result.unit)
            rows.append((result.title if is_final else f"{result.title} so far", words))
        yield _facts(rows)

    def document(self) -> Document:
        """The guess, the result, and what the exhibit says of itself."""
        guess = self.guess
        result = guess.result.value if guess.result else None
        fields = run_fields(self.run, self.outcome)
        return document("run", **fields, guess=guess.text or None, result=result, right=guess.is_right)


def _command(text: str, target: str = "") -> Span:
    return Span(f"mlsys {text}", "command", target)


def _cite(key: str) -> Span:
    return _command(f"cite {quote(key)}", f"source:{key}")


def _read_on(exhibit: Exhibit) -> Span:
    return _command(f"read {quote(exhibit.read_on)}", f"section:{exhibit.read_on}")


def _next(exhibit: Exhibit) -> Span:
    return _command(f"run {exhibit.next}", f"run:{exhibit.next}")


def title_block(run: ExhibitRun) -> Heading:
    """The title of an exhibit, with its year."""
    return Heading(1, run.entry.dated_title)


def about_blocks(run: ExhibitRun) -> Blocks:
    """The settings, the presets with what is good or bad about them, and how faithful the exhibit is."""
    exhibit = run.exhibit
    blocks: list[Block] = [title_block(run)]
    presets = [(f"{number} {preset.name}", preset.about) for number, preset in enumerate(exhibit.presets, 1)]
    dials = [(f"{dial.name} = {run.settings[dial.name]}", format_dial(dial)) for dial in exhibit.dials]
    for title, rows in (("Presets", presets), ("Settings", dials)):
        if rows:
            blocks += [Heading(2, title), _facts(rows)]
    return (*blocks, *lesson_blocks(run), Paragraph((Span(run.command, "command"),)))


def _facts(rows: Iterable[tuple[str, str]]) -> page.DefinitionList:
    return page.DefinitionList(tuple((label, text_spans(words)) for label, words in rows))


class TalkView(NamedTuple):
    """Lines and their answers; with `reasons` how each came about.

    In a pipe there are only the answers, unless the lines are `quoted`, which the user doesn't know.
    """

    run: ExhibitRun
    turns: Sequence[TalkTurn]
    reasons: bool = False
    quoted: bool = False

    def blocks(self) -> Blocks:
        """The conversation."""
        turns = (block for turn in self.turns for block in turn_blocks(turn.line, turn.answer, self.reasons))
        return (*heading_blocks(self.run), *turns, *goal_blocks(self.run, self._outcome))

    @property
    def _outcome(self) -> "GoalOutcome | None":
        return self.run.outcome(self.turns[-1].numbers) if self.turns else None

    def tabbed(self) -> str:
        """An answer a line, which is not wrapped; reasons follow on lines of their own."""
        return "".join(f"{line}\n" for turn in self.turns for line in self._lines(turn.line, turn.answer))

    def _lines(self, line: str, answer: Answer) -> Iterator[str]:
        if self.quoted:
            yield f"> {harmless(line)}"
        yield harmless(answer.text)
        if self.reasons:
            yield from (harmless(f"  {label}: {words}") for label, words in answer.why)

    def document(self) -> Document:
        """Each line with its answer, and how it came about."""
        turns = enumerate(self.turns, start=1)
        frames = [_frame(step, turn.line, turn.answer.text, turn.numbers, turn.answer.why) for step, turn in turns]
        return document("run", **run_fields(self.run, self._outcome), frames=frames)

    def rows(self) -> list[list[Any]]:
        """A row for each line."""
        rows = ([step, turn.line, turn.answer.text] for step, turn in enumerate(self.turns, start=1))
        return [["step", "line", "answer"], *rows]


class TalkOverview(NamedTuple):
    """An exhibit that answers lines, where there are none: what it is, and how to talk to it."""

    run: ExhibitRun

    @property
    def _outcome(self) -> "GoalOutcome | None":
        return self.run.outcome(self.run.exhibit.numbers(self.run.settings))

    def blocks(self) -> Blocks:
        """The title, the first words of the exhibit, and how to go on."""
        talk = self.run.exhibit.talk
        greeting = harmless(talk.greeting(talk.begin(self.run.settings)))  # which may stand in a file of the user's
        name = self.run.entry.name
        ways = [f"mlsys run {self.run.address} < lines.txt", *([f"mlsys run {name} --replay"] if talk.replay else [])]
        return (
            *heading_blocks(self.run),
            *question_blocks(self.run),
            *((Paragraph(text_spans(greeting)),) if greeting else ()),
            *goal_blocks(self.run, self._outcome),
            page.Code("\n".join(ways)),
            *lesson_blocks(self.run),
            *ways_blocks(self.run),
        )

    def document(self) -> Document:
        """The exhibit, and a frame of how it begins: with its finding, if all is known from the settings."""
        talk = self.run.exhibit.talk
        state = talk.begin(self.run.settings)
        begun = _frame(0, None, talk.greeting(state), talk.numbers(state))
        return document("run", **run_fields(self.run, self._outcome), frames=[begun])


def _frame(step: int, line: str | None, text: str, numbers: Sequence[Number], why: Sequence[Reason] = ()) -> Document:
    """A line with its answer, the numbers after it, and how the answer came about."""
    reasons = [pick(reason, "label words=text") for reason in why]
    return {"step": step, "line": line, "words": text, "numbers": number_fields(numbers), "why": reasons}


def turn_blocks(line: str, answer: Answer, reasons: bool) -> Iterator[Block]:
    """A line and its answer, and perhaps how it came about."""
    yield page.OptionList(((Span("> ", "mark"), text_spans(harmless(line))),))
    yield from answer_blocks(answer)
    if reasons:
        yield from reason_blocks(answer)


def answer_blocks(answer: Answer) -> Iterator[Block]:
    """An answer, which may have several lines."""
    for part in answer.text.splitlines():
        if part.strip():
            yield Paragraph(text_spans(harmless(part), "strong"))


def reason_blocks(answer: Answer) -> Iterator[Block]:
    """The steps by which an answer came about."""
    if answer.why:
        words = ((Span(harmless(f"{item.label}: "), "label"), Span(harmless(item.text))) for item in answer.why)
        yield page.OptionList(tuple((Span("· ", "mark"), spans) for spans in words))


class ClaimsView(NamedTuple):
    """Published results beside those of some exhibits or calculators.

    A source is shown by its key, or in the reader, where nobody can type that, by its name.
    """

    checked: Sequence[tuple[Entry, Sequence[Checked]]]
    kind: str = "run"
    names: Mapping[str, str] = {}

    @property
    def _noun(self) -> str:
        return "exhibit" if self.kind == "run" else self.kind

    @property
    def differing(self) -> int:
        """The number of results that differ."""
        return sum(not claim.same for _, claims in self.checked for claim in claims)

    @property
    def verdict(self) -> str:
        """A sentence on the number of results that are the same, and on where they come from."""
        count = sum(len(claims) for _, claims in self.checked)
        if not count:
            return "There is nothing to compare."
        if self.differing:
            verb = "differs" if self.differing == 1 else "differ"
            return f"{counted(self.differing, 'result')} of {count} {verb}."
        published = sum(bool(item.claim.locator) for _, claims in self.checked for item in claims)
        kinds = [counted(published, "published figure")] if published else []
        kinds += [f"{count - published} worked out another way"] if published < count else []
        return f"{counted(count, 'result')} {'agrees' if count == 1 else 'agree'}: {' and '.join(kinds)}."

    def blocks(self) -> Blocks:
        """A table for each, and the verdict."""
        blocks: list[Block] = []
        for entry, claims in self.checked:
            blocks.append(Heading(1 if len(self.checked) == 1 else 2, entry.dated_title))
            if claims:
                blocks.append(claims_table(claims, self.names))
        blocks.append(Paragraph(text_spans(self.verdict, "wrong" if self.differing else "")))
        if self.names:
            links = (Span(name, "link", f"source:{key}") for key, name in self.names.items())
            _, *linked = (span for link in links for span in (Span(" · "), link))
            blocks.append(Paragraph((Span("Sources: ", "label"), *linked)))
        return tuple(blocks)

    def document(self) -> Document:
        """Each claim with the published result, the one here, and the source."""
        claims = [
            {
                self._noun: entry.name,
                **pick(claim, "claim=claim.label published=claim.published here same"),
                **pick(claim.claim, "tolerance source locator"),
            }
            for entry, claims in self.checked
            for claim in claims
        ]
        ids = {"id": self.checked[0][0].name} if len(self.checked) == 1 else {}
        return document("claims", **ids, same=not self.differing, claims=claims)

    def rows(self) -> list[list[Any]]:
        """A row for each claim."""
        return rows_of(self.document()["claims"], f"{self._noun} claim published here same source locator")


def claims_table(claims: Sequence[Checked], names: Mapping[str, str]) -> Table:
    """A table of claims: the expected result, the one here, whether they are the same, and the source."""
    rows = []
    for claim, here, same in ((item.claim, item.here, "yes" if item.same else "NO") for item in claims):
        source = names.get(claim.source, claim.source)
        rows.append((claim.label, format_result(claim.published), format_result(here), same, source))
    return Table(("claim", "expected", "here", "same", "source"), tuple(rows))


def format_result(result: Any) -> str:
    """A result as it is shown: a value, or several."""
    if isinstance(result, Mapping):
        return ", ".join(f"{name} {format_result(value)}" for name, value in result.items())
    if isinstance(result, tuple | list):
        return ", ".join(map(format_result, result))
    return format_value(result) if isinstance(result, int | float | str | None) else harmless(str(result))
