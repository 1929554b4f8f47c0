"""Questions as files for other programs: each format is a row of the registry and its templates, or a table."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mlsys_cli.index.entry_records import Remarks
from mlsys_cli.index.library import Library
from mlsys_cli.page.blocks import Blocks, Paragraph, json_text
from mlsys_cli.page.html import escape_html, write_fragment
from mlsys_cli.quiz.answer_key import Order, line
from mlsys_cli.quiz.kinds.cloze import GAP, ClozeKey
from mlsys_cli.quiz.study_card import Card, order_of
from mlsys_cli.quiz.text_answers import Accepted
from mlsys_cli.text.atomic_file import write_file
from mlsys_cli.text.csv_text import written_csv
from mlsys_cli.text.marked_zip import has_mark, zip_bytes
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.views.shared_blocks import remark_blocks, source_spans

EXPORTERS = {
    "moodle": {"": "moodle.xml"},
    "qti": {"imsmanifest.xml": "qti12_manifest.xml", "questions/questions.xml": "qti12.xml"},
    "qti21": {
        "imsmanifest.xml": "qti21_manifest.xml",
        "test.xml": "qti21_test.xml",
        "items/{name}.xml": "qti21_item.xml",
    },
    "gift": {"": "gift.txt"},
    "csv": {},
}
"""The templates of each format by the names of their files in a zip, or without a name if the format is no zip.

With `{name}` in it, there is a file for each question. CSV is written without one.
"""

UNIT = "Answer in {}."
"""The sentence below a question that says in which unit a number is expected; an importer takes it off again."""

MARK = "written by 'mlsys export'"
"""Stands at the beginning of a text or XML file, and is the comment of a zip; such a file may be replaced."""

CSV_HEAD = "id,section,level,points,question,options,answer,explanation,hint"
"""The heading of CSV, by which a file is known as ours."""

_CLOZE_SIGNS = re.compile(r"[\\~=#}]")
_GIFT_SIGNS = re.compile(r"[\\~=#{}:]")


class ExportedQuestion(NamedTuple):
    """A card as it is exported: its numbers are fixed, and its options have an order.

    `name` is unique in a file. `explain` ends with remarks and sources. `titles` are those of its chapter and section.
    """

    name: str
    card: Card
    order: Order
    explain: Blocks
    titles: tuple[str, ...]
    points: float

    @property
    def kind(self) -> str:
        """The kind that decides how it is written."""
        return "open" if self.card.kind == "cloze" and len(self.pieces) == 1 else self.card.kind

    @property
    def address(self) -> str:
        """The address of its section, or of its chapter."""
        return (self.card.section or self.card.chapter).rpartition(":")[2]

    @property
    def pieces(self) -> list[Markup]:
        """The question as HTML, cut at the gaps of a cloze, with the unit of a number below it.

        It is in one piece as well if the number of gaps is wrong.
        """
        unit = getattr(self.card.key, "unit", "")
        html = write_fragment((*self.card.ask, line(UNIT.format(unit))) if unit else self.card.ask)
        pieces = html.split(GAP) if self.gaps else [html]
        return list(map(_markup, pieces if len(pieces) == len(self.gaps) + 1 else [html]))

    @property
    def gaps(self) -> Sequence[Accepted]:
        """The accepted answers of each gap, if it is a cloze."""
        return self.card.key.gaps if isinstance(self.card.key, ClozeKey) else ()

    def shown(self, texts: Sequence[str], order: Order | None = None) -> list[tuple[int, str]]:
        """The options with these texts, each with its index in the book, in the order in which they are shown."""
        return [(index, texts[index]) for index in order or self.order]

    @property
    def share(self) -> float:
        """The worth of one of several right parts of the answer, in per cent."""
        key: Any = self.card.key
        parts = {"choice": "right", "order": "items", "match": "left", "cloze": "gaps"}.get(self.kind)
        return 100 / len(getattr(key, parts)) if parts else 100.0

    @property
    def worth(self) -> int:
        """The points of a gap in Moodle, where they are whole and add up to those of the question."""
        return max(1, round(self.points / len(self.gaps)))

    @property
    def model(self) -> Blocks:
        """The answer that a person compares with the given one."""
        return self.card.key.model_answer or (line(self.card.key.text(self.order)),)


def exported_question(
    library: Library, card: Card, *, points: float = 1.0, order: Order | None = None
) -> ExportedQuestion:
    """A card as a question to export. Its remarks and sources follow the explanation, since no format has a place.

    Its name is the id of its entry. Unless an order is given, that of its options is always the same.
    """
    places = [
        library.entries.at(*place) for place in (("chapter", card.chapter), ("section", card.section)) if place[1]
    ]
    sources = (Paragraph(source_spans(source)) for source in library.sources(card.sources))
    return ExportedQuestion(
        name=re.sub(r"[^\w.-]+", "-", card.id.split(":", 2)[2]),
        card=card,
        order=order_of(card, 0) if order is None else order,
        explain=(*card.explain, *remark_blocks(Remarks(card.as_of, card.disputed)), *sources),
        titles=tuple(harmless(place.name) for place in places if place),
        points=points,
    )


def write_questions(
    path: Path, form: str, title: str, questions: Sequence[ExportedQuestion], *, has_points: bool = False
) -> Sequence[tuple[str, str]]:
    """Write some questions in one of the formats in `EXPORTERS`; the title is that of their test or book.

    Only a test `has_points`, which its author has given; the questions of a book have one each.

    Returns what the file lacks: the name of a question, and what of it isn't there. An earlier export is replaced.
    """
    losses = [
        (question.name, "hints") for question in questions if question.card.hint and form not in ("moodle", "csv")
    ]
    if form == "gift":
        with_gaps = (question for question in questions if len(question.pieces) > 2)
        spelt = (question for question in with_gaps if any(len(gap.answers) > 1 for gap in question.gaps))
        losses += [(question.name, "other words for gaps") for question in spelt]
        losses += [("all questions", "their points")] if has_points else []
    if form == "moodle" and has_points:
        with_gaps = (question for question in questions if question.kind == "cloze")
        uneven = (question for question in with_gaps if question.worth * len(question.gaps) != question.points)
        losses += [(q.name, f"its points: {q.points:g} for {len(q.gaps)} gaps of {q.worth} each") for q in uneven]
    files = {"": _csv(questions)} if form == "csv" else {}
    for name, template in EXPORTERS[form].items():
        if "{name}" in name:
            files |= {name.format(name=question.name): _filled(template, title, [question]) for question in questions}
        else:
            files[name] = _filled(template, title, questions)
    write_file(path, files.get("") or zip_bytes(files, MARK.encode()), is_ours=_is_our_export)
    return losses


def _csv(questions: Sequence[ExportedQuestion]) -> bytes:
    """A heading, then a row for each question; what can be chosen stands in one cell, a line for each option."""
    rows: list[Iterable[str]] = [CSV_HEAD.split(",")]
    for question in questions:
        card = question.card
        offered = card.key.offered(question.order)
        options = "\n".join(text for name in ("choices", "items", "right") for text in offered.get(name, ()))
        answer = card.key.value()
        if isinstance(answer, list):
            answer = "\n".join(answer)
        elif not isinstance(answer, str):
            answer = card.key.text(question.order)
        ask, explain, hint = map(json_text, (card.ask, question.explain, card.hint))
        about = question.name, question.address, card.level, f"{question.points:g}"
        rows.append((*about, ask, options, answer, explain, hint))
    return written_csv(rows).encode()


def _is_our_export(path: Path) -> bool:
    """True if a file was written by an exporter."""
    with path.open("rb") as file:
        start = file.read(200)
    return MARK.encode() in start or start.startswith(CSV_HEAD.encode()) or has_mark(path, MARK.encode())


def _filled(template: str, title: str, questions: Sequence[ExportedQuestion]) -> bytes:
    """A template with some questions, in groups of those that follow each other in a section."""
    groups = [list(group) for _, group in groupby(questions, lambda question: question.address)]
    filled = _environment().get_template(template).render(title=title or "Questions", groups=groups, mark=_markup(MARK))
    return f"{filled}\n".encode()


def _category(question: ExportedQuestion) -> str:
    """The path of a question in Moodle's question bank, where two strokes are one in a name."""
    return "/".join(("$course$/top", *(" ".join(title.replace("/", "//").split()) for title in question.titles)))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "html": lambda blocks: _markup(write_fragment(blocks)),
        "text_html": lambda text: _markup(escape_html(text)),
        "category": _category,
        "literal": lambda answer: answer.replace("*", r"\*"),  # a star alone stands for any words in Moodle
        "gift": _gift,
        "cloze": lambda text: _CLOZE_SIGNS.sub(r"\\\g<0>", text),
        "ids": lambda indices, form: [form.replace("#", str(index)) for index in indices],
        "source": lambda markup: escape(str(markup)),
        "number": lambda number: f"{number:.12g}",
        "middle": lambda key: f"{(key.low + key.high) / 2:.12g}",
        "tolerance": lambda key: f"{(key.high - key.low) / 2:.12g}",
        "percent": lambda number: f"{number:.7g}",
    }
    return environment


def _gift(text: str) -> Markup:
    """A text in which nothing acts as a sign of GIFT. A line that is empty would end a question."""
    return _markup(_GIFT_SIGNS.sub(r"\\\g<0>", text).replace("\n", r"\n"))


def _markup(html: str) -> Markup:
    return Markup(html)  # noqa: S704  # `write_fragment` has escaped it
