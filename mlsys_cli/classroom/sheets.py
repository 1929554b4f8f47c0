"""A test on paper: a sheet for each version, answer sheets, and the key, as web pages to print."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mlsys_cli.classroom.paper_test import Test, TestItem, TestVersion
from mlsys_cli.index.entry_records import BookRecord
from mlsys_cli.page.blocks import Blocks
from mlsys_cli.quiz.answer_key import line
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.cloze import GAP, ClozeKey
from mlsys_cli.quiz.kinds.match import MatchKey
from mlsys_cli.quiz.kinds.order import OrderKey
from mlsys_cli.quiz.kinds.true_false import TrueFalseKey
from mlsys_cli.quiz.option_list import LETTERS, letter_of
from mlsys_cli.site.page_templates import fill, write, written
from mlsys_cli.views.question_view import QuestionSheetView, item_blocks

PAPERS = {"a4": "A4", "letter": "letter"}
"""The sizes of paper by their names, as a style sheet calls them."""

MARK = "made by mlsys test print"
"""A text in each file. One that has it may be replaced."""

_TITLES = {"answer-sheet": "Answer sheet", "key": "Key"}
_COLUMNS = 66  # of a drawing; the width of A4 at the size of print


def pages(test: Test, versions: Mapping[str, TestVersion], book: BookRecord, paper: str) -> dict[str, str]:
    """The pages of a test by their names: one for each version, the answer sheets and the key."""
    frame = {
        "test": test,
        "book": f"{book.ref.name} {book.version}".strip(),
        "language": book.language or "en",
        "paper": PAPERS[paper],
        "mark": MARK,
        "style": written(Path(__file__).with_name("templates").joinpath("paper.css").read_text("utf-8")),
        "titles": _TITLES,
        "total": f"{sum(question.points for question in test.questions):g}",
        "several": len(versions) > 1,
        "letters": LETTERS,
        "asked": _asked,
        "answer": _answer,
    }

    def page(kind: str, names: Iterable[str]) -> str:
        return fill("classroom/paper.html", kind=kind, versions=[versions[name] for name in names], **frame)

    return {name: page("sheet", (name,)) for name in versions} | {kind: page(kind, versions) for kind in _TITLES}


def answer_file(test: Test, version: TestVersion) -> str:
    """A sheet to be filled in on a computer: the questions as JSON, which `mlsys test grade` reads with answers."""
    items = [entry.item for entry in version.items]
    view = QuestionSheetView(items, test.versions[version.name], answers=False)
    questions: list[dict[str, Any]] = [
        question | {"hint": None, "answer": None} for question in view.document()["questions"]
    ]
    facts = {"test": test.title, "version": version.name, "code": version.code, "name": "", "handed_in": None}
    return (
        json.dumps({"kind": "answers", "schema": 1, "made_by": MARK, **facts, "questions": questions}, indent=2) + "\n"
    )


def _asked(entry: TestItem) -> Markup:
    """A question as it is asked; its gaps are lines to write on."""
    key = entry.item.card.key
    html = _html(item_blocks(entry.item, key.blank()._replace(focus=-1)))  # on paper no line is pointed at
    return html.replace(GAP, Markup('<span class="gap"></span>')) if isinstance(key, ClozeKey) else html


def _answer(entry: TestItem) -> Markup:
    """The right answer, with the letters that are on the sheet, and the reason."""
    card, key, order = entry.item.card, entry.item.card.key, entry.item.order
    match key:
        case ChoiceKey() | TrueFalseKey():
            answer: Blocks = (line(key.text(order), "strong"),)
        case MatchKey(items) | OrderKey(items):
            letters = " ".join(letter_of(order.index(index)) for index in range(len(items)))
            answer = (line(f"{letters}: {key.text(order)}", "strong"),)
        case _:
            answer = key.model_answer or key.solution(key.nothing, order)
    return _html((*answer, *card.explain))


def _html(blocks: Blocks) -> Markup:
    return write(blocks, lambda _: None, level=3, widths=(_COLUMNS,), unfolded=True)
