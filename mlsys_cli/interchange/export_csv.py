"""Questions as CSV, a row for each, to be read by people, spreadsheets and scripts."""

from collections.abc import Iterable, Sequence

from mlsys_cli.interchange.exporters import CSV_HEAD, ExportedQuestion
from mlsys_cli.page.blocks import json_text
from mlsys_cli.text.csv_text import written_csv


def write(title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """A heading, then a row for each question; what can be chosen stands in one cell, a line for each option."""
    rows: list[Iterable[str]] = [CSV_HEAD.split(",")]
    for question in questions:
        card = question.card
        offered = card.key.offered(question.order)
        options = "\n".join(text for name in ("choices", "items", "right") for text in offered.get(name, ()))
        match card.key.value():
            case str(answer):
                pass
            case list(answers):
                answer = "\n".join(answers)
            case _:
                answer = card.key.text(question.order)
        ask, explain, hint = map(json_text, (card.ask, question.explain, card.hint))
        about = question.name, question.address, card.level, f"{question.points:g}"
        rows.append((*about, ask, options, answer, explain, hint))
    return written_csv(rows).encode()
