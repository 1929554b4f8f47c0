"""The end of an exhibit's run, and what is said about the exhibit in between."""

from collections.abc import Iterator
from typing import NamedTuple

from mlsys_cli.exhibits.exhibit_run import ExhibitRun
from mlsys_cli.exhibits.guess import Guess
from mlsys_cli.page.blocks import Block, Blocks, DefinitionList, Heading, Paragraph, Span, text_spans
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.shell_words import quote
from mlsys_cli.views.exhibit_view import dial_words, lesson_blocks, run_fields, value_words
from mlsys_cli.views.view import Document, document


class EndView(NamedTuple):
    """The ending of an exhibit: the guess beside the result, the lesson, the sources, and where to read on."""

    run: ExhibitRun
    guess: Guess

    def page(self) -> Blocks:
        """The page on leaving."""
        exhibit = self.run.exhibit
        sources = [
            span for key in exhibit.sources for span in (_command(f"cite {quote(key)}", f"source:{key}"), Span(" · "))
        ]
        again = (Span("The same again: ", "label"), Span(self.run.command, "command"))
        return (
            Heading(1, f"{self.run.entry.title} ({self.run.entry.year})"),
            *self._guess(),
            *lesson_blocks(self.run),
            Paragraph((Span("Sources: ", "label"), *sources[:-1])),
            Paragraph(
                (Span("Read on: ", "label"), _command(f"read {quote(exhibit.read_on)}", f"section:{exhibit.read_on}"))
            ),
            Paragraph(again),
        )

    def _guess(self) -> Iterator[Block]:
        run, text, result, is_final = self.guess
        if run.question is None or not (text or result):
            return
        yield Paragraph(text_spans(run.question.words, "question"))
        right = ", which is right" if self.guess.is_right else ""
        rows = [("your guess", harmless(text) + right)] if text else []
        if result is not None:
            words = value_words(result.value, result.unit)
            rows.append((result.title if is_final else f"{result.title} so far", words))
        yield DefinitionList(tuple((name, text_spans(words)) for name, words in rows))

    def document(self) -> Document:
        """The guess, the result, and what the exhibit says of itself."""
        guess = self.guess
        result = guess.result.value if guess.result else None
        return document("run", **run_fields(self.run), guess=guess.text or None, result=result, right=guess.is_right)


def _command(words: str, target: str) -> Span:
    return Span(f"mlsys {words}", "command", target)


def about_blocks(run: ExhibitRun) -> Blocks:
    """The settings, the presets with what is good or bad about them, and how faithful the exhibit is."""
    exhibit = run.exhibit
    blocks: list[Block] = [Heading(1, f"{run.entry.title} ({run.entry.year})")]
    if exhibit.presets:
        presets = (
            (f"{number} {preset.name}", text_spans(preset.about)) for number, preset in enumerate(exhibit.presets, 1)
        )
        blocks += [Heading(2, "Presets"), DefinitionList(tuple(presets))]
    if exhibit.dials:
        dials = ((f"{dial.name} = {run.settings[dial.name]}", text_spans(dial_words(dial))) for dial in exhibit.dials)
        blocks += [Heading(2, "Settings"), DefinitionList(tuple(dials))]
    return (*blocks, *lesson_blocks(run), Paragraph((Span(run.command, "command"),)))
