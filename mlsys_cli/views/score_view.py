"""How a quiz went."""

from typing import Protocol

from mlsys_cli.page import Block, Blocks, Bullets, Heading, OptionList, Paragraph, Span, Spans, Table, text_spans
from mlsys_cli.quiz.state import Quiz, QuizItem, Score, by_section, score, to_read_again
from mlsys_cli.views.explanation_blocks import FALSE, RIGHT
from mlsys_cli.views.open_commands import quote
from mlsys_cli.views.view import Document, document


class PretestScore(Protocol):
    """How the quiz before went, that this one is held against."""

    @property
    def right(self) -> int:
        """How many answers were right."""
        ...

    @property
    def answered(self) -> int:
        """How many were given."""
        ...


class ScoreView:
    """The score of a quiz, as a whole and by section, and what to read again; if `listed`, each question too."""

    def __init__(
        self,
        quiz: Quiz,
        titles: dict[str, str],
        earlier: PretestScore | None = None,
        side: str = "",
        listed: bool = False,
    ) -> None:
        self._quiz = quiz
        self._titles = titles
        self._earlier = earlier
        self._side = side
        self._listed = listed

    def page(self) -> Blocks:
        """The score for a reader."""
        whole = score(self._quiz.turns)
        blocks: list[Block] = [Heading(1, _headline(whole)), Paragraph(text_spans(_details(whole)))]
        if self._earlier and whole.answered:
            blocks.append(Paragraph((Span(_gain(self._earlier, whole), "strong"),)))
        elif self._side == "before" and whole.answered:
            blocks.append(Paragraph(text_spans("Read, and then ask the same command with --after to see the gain.")))
        if self._listed:
            blocks.append(OptionList(tuple(map(_result, self._quiz.turns))))
        sections = by_section(self._quiz.turns)
        if len(sections) > 1 and whole.answered:
            blocks.append(
                Table(("section", "right"), tuple(self._row(*item) for item in sections.items() if item[1].answered))
            )
        again = to_read_again(self._quiz.turns)
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
        whole = score(self._quiz.turns)
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
                for address, one in by_section(self._quiz.turns).items()
            ],
            read_again=list(to_read_again(self._quiz.turns)),
            before={"answered": self._earlier.answered, "right": self._earlier.right} if self._earlier else None,
            results=[
                {
                    "id": turn.question.id,
                    "right": turn.given.right if turn.given else None,
                    "credit": round(turn.given.credit, 4) if turn.given else None,
                    "accepted": turn.given.verdict.accepted or None if turn.given else None,
                    "remark": turn.given.verdict.remark or None if turn.given else None,
                }
                for turn in self._quiz.turns
            ],
        )


def _result(turn: QuizItem) -> tuple[Span, Spans]:
    """A question with the sign of its answer."""
    remark = (Span(f"  ({turn.given.verdict.remark})", "caption"),) if turn.given and turn.given.verdict.remark else ()
    name = (Span(turn.question.id), *remark)
    if turn.given is None:
        return Span("– ", "trail"), name
    return Span(f"{RIGHT if turn.given.right else FALSE} ", "right" if turn.given.right else "wrong"), name


def _headline(whole: Score) -> str:
    if not whole.answered:
        return "Nothing was answered"
    return f"{whole.right} of {whole.answered} right"


def _details(whole: Score) -> str:
    """What the headline doesn't say: what was left out, and what was right in part."""
    words = []
    if whole.answered < whole.asked:
        words.append(f"{whole.asked - whole.answered} of {whole.asked} questions were not answered.")
    if whole.credit > whole.right:
        words.append(f"With what was right in part it is {whole.credit:.1f}.")
    return " ".join(words)


def _gain(earlier: PretestScore, now: Score) -> str:
    """The difference to the quiz before, in words."""
    before = earlier.right / earlier.answered if earlier.answered else 0.0
    points = round(100 * (now.share - before))
    change = f"{points:+d} points" if points else "no change"
    return f"Before: {earlier.right} of {earlier.answered}. After: {now.right} of {now.answered}. Gain: {change}."
