"""The score of a quiz."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mlsys_cli.deck.select import Pretest
from mlsys_cli.page.blocks import Block, Blocks, Bullets, Heading, OptionList, Paragraph, Span, Spans, Table, text_spans
from mlsys_cli.quiz.option_list import sign
from mlsys_cli.quiz.state import QuizItem, Score, calibration, score, score_by_section, sections_to_reread
from mlsys_cli.text.shell_words import quote
from mlsys_cli.views.calibration import calibration_blocks, calibration_fields
from mlsys_cli.views.view import Document, document


class ScoreView(NamedTuple):
    """The score of a quiz, as a whole and by section, and what to read; if `listed`, each question too.

    `titles` are those of the sections; `side` is before or after in a pretest or posttest, `pretest` the one before.
    """

    items: Sequence[QuizItem]
    titles: Mapping[str, str]
    pretest: Pretest | None = None
    side: str = ""
    listed: bool = False

    def page(self) -> Blocks:
        """The score for a reader."""
        whole = score(self.items)
        headline = f"{whole.right} of {whole.answered} correct" if whole.answered else "No questions answered"
        blocks: list[Block] = [Heading(1, headline)]
        details = []
        if whole.unknown:
            details.append(f"You didn't know {whole.unknown} of them.")
        if whole.answered < whole.asked:
            details.append(f"{whole.asked - whole.answered} of {whole.asked} questions were not answered.")
        if whole.credit > whole.right:
            details.append(f"With partial credit: {whole.credit:.1f}.")
        if details:
            blocks.append(Paragraph(text_spans(" ".join(details))))
        blocks += calibration_blocks(calibration(self.items))
        if self.pretest and whole.answered:
            blocks.append(Paragraph(text_spans(_gain(self.pretest, whole), "strong")))
        elif self.side == "before" and whole.answered:
            words = "Now read the sections, and then run the same command with --after to see your gain."
            blocks.append(Paragraph(text_spans(words)))
        if self.listed:
            blocks.append(OptionList(tuple(map(_result, self.items))))
        sections = score_by_section(self.items)
        if len(sections) > 1 and whole.answered:
            rows = [
                (self.titles[id_], f"{one.right} of {one.answered}") for id_, one in sections.items() if one.answered
            ]
            blocks.append(Table(("section", "correct"), tuple(rows)))
        return (*blocks, *reading_blocks(self.items, self.titles))

    def document(self) -> Document:
        """The score for a machine, with each answer."""
        whole = score(self.items)
        results = []
        for item in self.items:
            given = item.given
            verdict = given.verdict if given else None
            results.append(
                {
                    "id": item.card.id,
                    "right": given.right if given else None,
                    "unknown": given.unknown if given else None,
                    "confidence": given.confidence if given else None,
                    "credit": round(given.credit, 4) if given else None,
                    "accepted": verdict.accepted or None if verdict else None,
                    "remark": verdict.remark or None if verdict else None,
                }
            )
        return document(
            "score",
            asked=whole.asked,
            answered=whole.answered,
            right=whole.right,
            unknown=whole.unknown,
            credit=round(whole.credit, 4),
            calibration=calibration_fields(calibration(self.items)),
            sections=[
                {"id": address, "title": self.titles[address], "answered": one.answered, "right": one.right}
                for address, one in score_by_section(self.items).items()
            ],
            read_again=list(sections_to_reread(self.items)),
            before={"answered": self.pretest.answered, "right": self.pretest.right} if self.pretest else None,
            results=results,
        )


def reading_blocks(items: Sequence[QuizItem], titles: Mapping[str, str]) -> Iterator[Block]:
    """The sections in which an answer was wrong, whether they have been read before or not."""
    if addresses := sections_to_reread(items):
        yield Heading(2, "To read")
        ways = (
            (Span(f"mlsys read {quote(one)}", "command"), Span(" · "), Span(titles[one], "link", f"section:{one}"))
            for one in addresses
        )
        yield Bullets(tuple((Paragraph(way),) for way in ways))


def _result(item: QuizItem) -> tuple[Span, Spans]:
    """A question with the sign of its answer."""
    if item.given is None:
        return Span("– ", "trail"), (Span(item.card.id),)
    remark = item.given.verdict.remark
    note = (Span(f"  ({remark})", "caption"),) if remark else ()
    return sign(item.given.right), (Span(item.card.id), *note)


def _gain(pretest: Pretest, now: Score) -> str:
    """The gain since the pretest as text."""
    before, after = (one.right / one.answered if one.answered else 0.0 for one in (pretest, now))
    points = round(100 * (after - before))
    change = f"{points:+d} points" if points else "no change"
    return f"Before: {pretest.right} of {pretest.answered}. After: {now.right} of {now.answered}. Gain: {change}."
