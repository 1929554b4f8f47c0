"""The score of a quiz."""

from mlsys_cli.deck.select import Pretest
from mlsys_cli.page import Block, Blocks, Bullets, Heading, OptionList, Paragraph, Span, Spans, Table, text_spans
from mlsys_cli.quiz.option_list import FALSE, RIGHT
from mlsys_cli.quiz.state import Quiz, QuizItem, Score, score, score_by_section, sections_to_reread
from mlsys_cli.views.open_commands import quote
from mlsys_cli.views.view import Document, document


class ScoreView:
    """The score of a quiz, as a whole and by section, and what to read again; if `listed`, each question too."""

    def __init__(
        self,
        quiz: Quiz,
        titles: dict[str, str],
        pretest: Pretest | None = None,
        side: str = "",
        listed: bool = False,
    ) -> None:
        self._quiz = quiz
        self._titles = titles
        self._pretest = pretest
        self._side = side
        self._listed = listed

    def page(self) -> Blocks:
        """The score for a reader."""
        whole = score(self._quiz.items)
        blocks: list[Block] = [Heading(1, _headline(whole)), Paragraph(text_spans(_details(whole)))]
        if self._pretest and whole.answered:
            blocks.append(Paragraph((Span(_gain(self._pretest, whole), "strong"),)))
        elif self._side == "before" and whole.answered:
            blocks.append(Paragraph(text_spans("Read, and then ask the same command with --after to see the gain.")))
        if self._listed:
            blocks.append(OptionList(tuple(map(_result, self._quiz.items))))
        sections = score_by_section(self._quiz.items)
        if len(sections) > 1 and whole.answered:
            blocks.append(
                Table(("section", "right"), tuple(self._row(*item) for item in sections.items() if item[1].answered))
            )
        again = sections_to_reread(self._quiz.items)
        if again:
            blocks += [Heading(2, "To read again"), Bullets(tuple(self._way(address) for address in again))]
        return tuple(block for block in blocks if block != Paragraph(text_spans("")))

    def _row(self, address: str, one: Score) -> tuple[str, str]:
        return self._titles.get(address, address), f"{one.right} of {one.answered}"

    def _way(self, address: str) -> tuple[Block, ...]:
        title = self._titles.get(address, address)
        return (Paragraph((Span(f"mlsys read {quote(address)}", "command"), Span(f" · {title}"))),)

    def document(self) -> Document:
        """The score for a machine, with each answer."""
        whole = score(self._quiz.items)
        return document(
            "score",
            asked=whole.asked,
            answered=whole.answered,
            right=whole.right,
            credit=round(whole.credit, 4),
            sections=[
                {
                    "id": address,
                    "title": self._titles.get(address, address),
                    "answered": one.answered,
                    "right": one.right,
                }
                for address, one in score_by_section(self._quiz.items).items()
            ],
            read_again=list(sections_to_reread(self._quiz.items)),
            before={"answered": self._pretest.answered, "right": self._pretest.right} if self._pretest else None,
            results=[
                {
                    "id": item.card.id,
                    "right": item.given.right if item.given else None,
                    "credit": round(item.given.credit, 4) if item.given else None,
                    "accepted": item.given.verdict.accepted or None if item.given else None,
                    "remark": item.given.verdict.remark or None if item.given else None,
                }
                for item in self._quiz.items
            ],
        )


def _result(item: QuizItem) -> tuple[Span, Spans]:
    """A question with the sign of its answer."""
    remark = (Span(f"  ({item.given.verdict.remark})", "caption"),) if item.given and item.given.verdict.remark else ()
    name = (Span(item.card.id), *remark)
    if item.given is None:
        return Span("– ", "trail"), name
    return Span(f"{RIGHT if item.given.right else FALSE} ", "right" if item.given.right else "wrong"), name


def _headline(whole: Score) -> str:
    if not whole.answered:
        return "Nothing was answered"
    return f"{whole.right} of {whole.answered} right"


def _details(whole: Score) -> str:
    """The numbers of questions that were left out, and that were right in part."""
    words = []
    if whole.answered < whole.asked:
        words.append(f"{whole.asked - whole.answered} of {whole.asked} questions were not answered.")
    if whole.credit > whole.right:
        words.append(f"With what was right in part it is {whole.credit:.1f}.")
    return " ".join(words)


def _gain(pretest: Pretest, now: Score) -> str:
    """The gain since the pretest, in words."""
    before = pretest.right / pretest.answered if pretest.answered else 0.0
    points = round(100 * (now.share - before))
    change = f"{points:+d} points" if points else "no change"
    return f"Before: {pretest.right} of {pretest.answered}. After: {now.right} of {now.answered}. Gain: {change}."
