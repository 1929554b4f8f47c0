"""A conversation with an exhibit."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mlsys_cli.exhibits.exhibit import Answer, Number, Reason, Talk
from mlsys_cli.exhibits.exhibit_run import ExhibitRun, TalkTurn
from mlsys_cli.page.blocks import Block, Blocks, Code, OptionList, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.exhibit_view import (
    heading_blocks,
    lesson_blocks,
    number_fields,
    question_blocks,
    run_fields,
    ways_blocks,
)
from mlsys_cli.views.view import Document, document


class TalkView(NamedTuple):
    """Lines and their answers; with `reasons` how each came about.

    In a pipe there are only the answers, unless the lines are `quoted`, which the user doesn't know.
    """

    run: ExhibitRun
    turns: Sequence[TalkTurn]
    reasons: bool = False
    quoted: bool = False

    def page(self) -> Blocks:
        """The conversation."""
        turns = (block for turn in self.turns for block in turn_blocks(turn.line, turn.answer, self.reasons))
        return (*heading_blocks(self.run), *turns)

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
        frames = [
            _frame(step, one.line, one.answer.text, one.numbers, one.answer.why)
            for step, one in enumerate(self.turns, start=1)
        ]
        return document("run", **run_fields(self.run), frames=frames)

    def rows(self) -> list[list[Any]]:
        """A row for each line."""
        return [
            ["step", "line", "answer"],
            *([n, one.line, one.answer.text] for n, one in enumerate(self.turns, start=1)),
        ]


class TalkOverview(NamedTuple):
    """An exhibit that answers lines, where there are none: what it is, and how to talk to it."""

    run: ExhibitRun

    @property
    def _talk(self) -> Talk:
        talk = self.run.exhibit.engine
        assert isinstance(talk, Talk)
        return talk

    def page(self) -> Blocks:
        """The title, the first words of the exhibit, and how to go on."""
        talk = self._talk
        greeting = harmless(talk.greeting(talk.begin(self.run.settings)))
        name = self.run.entry.name
        ways = [f"mlsys run {self.run.address} < lines.txt", *([f"mlsys run {name} --replay"] if talk.replay else [])]
        return (
            *heading_blocks(self.run),
            *question_blocks(self.run),
            *((Paragraph(text_spans(greeting)),) if greeting else ()),
            Code("\n".join(ways)),
            *lesson_blocks(self.run),
            *ways_blocks(self.run),
        )

    def document(self) -> Document:
        """The exhibit, and a frame of how it begins: with its finding, if all is known from the settings."""
        talk, state = self._talk, self._talk.begin(self.run.settings)
        begun = _frame(0, None, talk.greeting(state), talk.numbers(state))
        return document("run", **run_fields(self.run), frames=[begun])


def _frame(step: int, line: str | None, words: str, numbers: Sequence[Number], why: Sequence[Reason] = ()) -> Document:
    """A line with its answer, the numbers after it, and how the answer came about."""
    reasons = [one._asdict() for one in why]
    return {"step": step, "line": line, "words": words, "numbers": number_fields(numbers), "why": reasons}


def turn_blocks(line: str, answer: Answer, reasons: bool) -> Iterator[Block]:
    """A line and its answer, and perhaps how it came about."""
    yield OptionList(((Span("> ", "mark"), text_spans(harmless(line))),))
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
        rows = tuple((Span("· ", "mark"), (Span(f"{one.label}: ", "label"), Span(one.words))) for one in answer.why)
        yield OptionList(tuple((mark, tuple(s._replace(text=harmless(s.text)) for s in spans)) for mark, spans in rows))
