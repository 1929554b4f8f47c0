"""A question once it is answered: what is right, why, and where to read on."""

from collections.abc import Iterator

from mlsys_cli.page import Aside, Block, Blocks, DefinitionList, OptionList, Paragraph, Span, Spans, text_spans
from mlsys_cli.quiz.grade import number_text
from mlsys_cli.quiz.question import Choices, Gaps, Number, Ordering, Pairs, Question, Truth, Words
from mlsys_cli.quiz.state import QuizItem, Response
from mlsys_cli.text.normalize import normalize_name
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.open_commands import open_command, quote
from mlsys_cli.views.question_blocks import question_blocks
from mlsys_cli.views.shared_blocks import date_words, flat

RIGHT, FALSE = "✓", "✗"
_MOST_SHOWN = 5


def explained_blocks(turn: QuizItem) -> Blocks:
    """A question with the answer that was given, what is right, why, and where to read on."""
    given = turn.given
    assert given is not None
    question = turn.question
    return (
        *question_blocks(question),
        *_solution(turn, given),
        Paragraph(_verdict(given)),
        *question.explain,
        *_remarks(question),
        Paragraph(_ways_on(question)),
    )


def _verdict(given: Response) -> Spans:
    """Right or not, in words and by a sign."""
    if given.overruled:
        return (Span(f"{RIGHT} Counted as right, as you say.", "right"),)
    if given.verdict.right:
        words = f" Right, but {given.verdict.remark}." if given.verdict.remark else " Right."
        return (Span(f"{RIGHT}{words}", "right"),)
    remark = given.verdict.remark
    if 0 < given.verdict.credit < 1:
        remark = f"{given.verdict.credit:.0%} of it is"
    return (Span(f"{FALSE} Not right{f': {remark}' if remark else ''}.", "wrong"),)


def _solution(turn: QuizItem, given: Response) -> Iterator[Block]:
    """What is right, beside what was answered."""
    answer = given.answer
    match turn.question.key:
        case Choices(texts, right) if isinstance(answer, tuple):
            yield OptionList(
                tuple(
                    _marked(f"{n + 1}  ", texts[place], place in right, place in answer)
                    for n, place in enumerate(turn.order)
                )
            )
        case Truth(truth):
            yield OptionList(
                tuple(
                    _marked(f"{n + 1}  ", word, truth is value, answer is value)
                    for n, (word, value) in enumerate((("True", True), ("False", False)))
                )
            )
        case Ordering(items) if isinstance(answer, tuple):
            yield OptionList(tuple(_placed(n, items, answer) for n in range(len(items))))
        case Pairs(left, right) if isinstance(answer, tuple):
            yield OptionList(tuple(_paired(n, left, right, answer) for n in range(len(left))))
        case Gaps(gaps) if isinstance(answer, tuple):
            yield DefinitionList(
                tuple(row for typed, words in zip(answer, gaps, strict=False) for row in _typed(str(typed), words))
            )
        case Words() as words:
            yield DefinitionList(_typed(str(answer), words))
        case Number() as number:
            shown = (Span(number_text(number)), Span(_range(number), "caption"))
            yield DefinitionList((("You wrote", text_spans(harmless(str(answer)))), ("Answer", shown)))


def _marked(mark: str, text: str, right: bool, chosen: bool) -> tuple[Span, Spans]:
    """A choice with its sign: right ones are ticked, and a wrong one if it was chosen is crossed."""
    sign, style = (RIGHT, "right") if right else (FALSE, "wrong") if chosen else (" ", "mark")
    note = (Span("  (your choice)", "caption"),) if chosen else ()
    return Span(f"{sign} {mark}", style), (Span(text, "" if right or chosen else "trail"), *note)


def _placed(place: int, items: tuple[str, ...], answer: tuple[int, ...] | tuple[str, ...]) -> tuple[Span, Spans]:
    right = answer[place : place + 1] == (place,)
    note = (
        ()
        if right or place not in answer
        else (Span(f"  (you put it {_ordinal(answer.index(place) + 1)})", "caption"),)
    )
    return Span(f"{RIGHT if right else FALSE} {place + 1}. ", "right" if right else "wrong"), (
        Span(items[place]),
        *note,
    )


def _paired(
    place: int, left: tuple[str, ...], right: tuple[str, ...], answer: tuple[int, ...] | tuple[str, ...]
) -> tuple[Span, Spans]:
    given = int(answer[place])
    fits = given == place
    note = () if fits else (Span(f"  (you chose: {right[given]})", "caption"),)
    words = (Span(f"{left[place]} "), Span(f"→ {right[place]}", "strong"), *note)
    return Span(f"{RIGHT if fits else FALSE} ", "right" if fits else "wrong"), words


def _typed(typed: str, words: Words) -> tuple[tuple[str, Spans], tuple[str, Spans]]:
    """What was typed, and what is accepted, each name once however it is spelt."""
    spelt: dict[str, str] = {}
    for answer in words.answers:
        spelt.setdefault(normalize_name(answer), answer)
    first, *others = spelt.values()
    also = f" (also: {', '.join(others[:_MOST_SHOWN])})" if others else ""
    return ("You wrote", text_spans(harmless(typed))), ("Answer", (Span(first), Span(also, "caption")))


def _range(number: Number) -> str:
    return f" (from {number.low:.12g} to {number.high:.12g})" if number.low < number.high else ""


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number > 3 else ('st', 'nd', 'rd')[number - 1]}"


def _remarks(question: Question) -> Iterator[Block]:
    if question.as_of:
        yield Aside("As of", (Span(f"{date_words(question.as_of)}. Newer figures may differ."),), "note.aging")
    if question.disputed:
        yield Aside("Disputed", flat(question.disputed), "note.disputed")


def _ways_on(question: Question) -> Spans:
    """The commands that open the section and the sources."""
    commands = [open_command(question.opens), *(f"mlsys cite {quote(key)}" for key in question.sources)]
    spans: list[Span] = []
    for command in commands:
        spans += [Span(" · ", "trail")] if spans else []
        spans.append(Span(command, "command" if command == commands[0] else "trail"))
    return tuple(spans)
