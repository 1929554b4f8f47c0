"""CSV and TSV: a row for each term, question, source or event, under a heading that names the columns."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.interchange.imported_entries import ImportedEntry, ImportedSource, Loss, NewIds, slug_from
from mlsys_cli.interchange.importers import ImportOptions, read_source
from mlsys_cli.quiz.question import Level
from mlsys_cli.text.spelling import did_you_mean, either

OPTIONS = ("chapter", "kind", "columns")

_HEADINGS = {
    "question": {
        "ask": "question ask front prompt",
        "answer": "answer back solution correct right",
        "choices": "choices choice options option distractors",
        "explain": "explain explanation feedback reason why",
        "hint": "hint",
        "level": "level",
        "section": "section topic tags tag deck",
    },
    "event": {
        "year": "year date",
        "title": "title event name",
        "body": "body description text",
        "end": "end",
        "section": "section",
    },
    "source": {
        "key": "key citekey",
        "authors": "authors author",
        "title": "title",
        "year": "year date",
        "venue": "venue journal publisher booktitle",
        "doi": "doi",
        "arxiv": "arxiv",
        "url": "url link address",
        "pages": "pages",
        "isbn": "isbn",
    },
    "term": {
        "name": "name term word title concept entry",
        "definition": "definition meaning description gloss",
        "aliases": "aliases alias synonyms abbreviation abbreviations acronym",
        "kind": "kind type category",
        "explanation": "explanation details notes",
        "example": "example",
        "see_also": "see_also related",
        "sources": "sources source",
        "sense": "sense",
    },
}
"""The fields of each kind of entry that a table may have, each with the headings that mean it."""

_OF_ALL = {"id": "id guid number", "chapter": "chapter"}
_NEEDED = {
    "question": {"ask", "answer"},
    "event": {"year", "title", "body"},
    "source": {"title", "authors"},
    "term": {"name", "definition"},
}
_LISTS = {"aliases": "[;|,]", "see_also": "[;|,]", "sources": "[;|,]", "authors": ";|\\band\\b", "choices": "[;|]"}
"""The fields with several values in a cell, and what stands between them."""

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}

_SHORT = 3
"""The most words of an answer that is to be typed; longer ones are compared by the reader."""


class _TableRow(NamedTuple):
    cells: list[str]
    line: int


def read(source: Path, options: ImportOptions) -> ImportedSource:
    """The entries of the rows. Raises UsageError if the columns aren't clear, UnreadableError if it is no table."""
    rows = _rows(source)
    if not rows:
        raise UnreadableError(f"{source} has no rows")
    kind, columns, has_heading = _columns(rows[0].cells, options)
    reader = _RowReader(source.name, kind, options.chapter or slug_from(source.stem))
    for row in rows[1:] if has_heading else rows:
        reader.add(row, columns)
    heading = rows[0].cells if has_heading else []
    unused = [name for index, name in enumerate(heading) if name and index not in columns.values()]
    losses = [Loss("columns that aren't imported", f"{source.name}:{rows[0].line}", name) for name in unused]
    return ImportedSource(source.name, reader.entries, [*losses, *reader.losses])


def _rows(path: Path) -> list[_TableRow]:
    """The rows with values separated by commas, semicolons or tabs; empty ones are left out."""
    text = read_source(path)
    head = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count), strict=True)
    rows: list[_TableRow] = []
    line = 1
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append(_TableRow([cell.strip() for cell in cells], line))
            line = lines.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"{path}:{line}: this row can't be read: {error}") from error
    return rows


# --- which column is what --------------------------------------------------------------------------------------------


def _columns(first: list[str], options: ImportOptions) -> tuple[str, dict[str, int], bool]:
    """The kind of the entries, the column of each field, counted from 0, and whether the first row is a heading.

    Several columns may have choices: they are `choices`, `choices 2` and so on.
    """
    chosen = _chosen(options.columns, first)
    kinds = [options.kind] if options.kind else list(_HEADINGS)
    for kind in kinds:
        guessed = _guessed(first, kind)
        has_heading = len(guessed) > 1 or bool(guessed and chosen)
        columns = chosen or guessed
        if _NEEDED[kind] <= columns.keys():
            fields = {*_HEADINGS[kind], *_OF_ALL}
            if unknown := [name for name in chosen if name not in fields]:
                raise UsageError(
                    f"a {kind} has no column {unknown[0]!r}",
                    [did_you_mean(unknown[0], fields) or f"it can have {either(fields)}"],
                )
            return kind, columns, has_heading
    needs = [f"{kind}s need {' and '.join(sorted(_NEEDED[kind]))}" for kind in kinds]
    hint = "say which column is which, such as --as terms --columns name=1,definition=2"
    raise UsageError("the columns of the table aren't clear from its first row", [*needs, hint])


def _guessed(first: list[str], kind: str) -> dict[str, int]:
    """The columns that a heading names."""
    words = {word: field for field, names in (_HEADINGS[kind] | _OF_ALL).items() for word in names.split()}
    columns: dict[str, int] = {}
    for index, cell in enumerate(first):
        name = re.sub(r"\W+", "_", cell.strip().lower()).strip("_")
        field = words.get(name) or words.get(re.sub(r"_?([a-h]|\d+)$", "", name))
        if field == "choices" and field in columns:
            field = f"choices {index}"
        if field and field not in columns:
            columns[field] = index
    return columns


def _chosen(columns: str, first: list[str]) -> dict[str, int]:
    """The columns of `--columns name=2,definition=Meaning`: by their numbers, counted from 1, or their headings."""
    chosen: dict[str, int] = {}
    headings = [cell.strip().lower() for cell in first]
    for part in filter(None, columns.split(",")):
        field, _, column = (word.strip() for word in part.partition("="))
        number = (
            int(column)
            if column.isdecimal()
            else headings.index(column.lower()) + 1
            if column.lower() in headings
            else 0
        )
        if not (field and 1 <= number <= len(first)):
            raise UsageError(
                f"--columns can't have {part.strip()[:60]!r}",
                ["write a field and a column, such as name=2", f"the table has {len(first)} columns"],
            )
        chosen[field.replace("-", "_")] = number - 1
    return chosen


# --- rows ------------------------------------------------------------------------------------------------------------


class _RowReader:
    """Makes entries of rows."""

    def __init__(self, source: str, kind: str, chapter: str) -> None:
        self._source, self._kind, self._chapter = source, kind, chapter
        self._ids = NewIds()
        self._sections: set[tuple[str, str]] = set()
        self.entries: list[ImportedEntry] = []
        self.losses: list[Loss] = []

    def add(self, row: _TableRow, columns: Mapping[str, int]) -> None:
        """Add the entry of a row, unless a field that it needs is empty."""
        location = f"{self._source}:{row.line}"
        cells = {name: row.cells[n] for name, n in columns.items() if n < len(row.cells) and row.cells[n]}
        fields = {name: _value(name, cell) for name, cell in cells.items()}
        if missing := sorted(name for name in _NEEDED[self._kind] if fields.get(name) in (None, [])):
            self.losses.append(Loss("rows that lack something", location, f"no {' and no '.join(missing)}"))
            return
        name = cells.get("key") or cells[{"question": "ask", "term": "name"}.get(self._kind, "title")]
        chapter = slug_from(cells.get("chapter") or self._chapter)
        own: dict[str, Any] = {"key" if self._kind == "source" else "id": self._ids.take(self._kind, name)}
        own |= {key: value for key, value in fields.items() if key not in (*_OF_ALL, "key")}
        if self._kind == "term":
            own["see_also"] = [slug_from(other) for other in own.get("see_also", ())]
        elif self._kind == "source":
            chapter, own["venue"] = "", own.get("venue", "")
        elif self._kind == "event":
            own |= _date(cells["year"])
        else:
            section = self._section(chapter, own.pop("section", "Questions"), location)
            own = {"id": own.pop("id"), "section": section, **_question(own)}
        self.entries.append(ImportedEntry(self._kind, chapter, own, cells.get("id") or name, location))

    def _section(self, chapter: str, title: str, location: str) -> str:
        """The address of the section that a question is about, which is made for the first one."""
        slug = slug_from(title)
        if (chapter, slug) not in self._sections:
            self._sections.add((chapter, slug))
            fields = {"id": slug, "title": title, "body": f"The questions of {self._source}."}
            self.entries.append(ImportedEntry("section", chapter, fields, "", location))
        return f"{chapter}/{slug}"


def _value(name: str, cell: str) -> Any:
    name = name.partition(" ")[0]
    if name in _LISTS:
        return [part.strip() for part in re.split(_LISTS[name], cell) if part.strip()]
    if name in ("year", "end"):
        number = re.match(r"-?\d{1,4}(?!\d)", cell)
        return int(number[0]) if number else None
    return cell


def _date(cell: str) -> dict[str, int]:
    """The month and the day of a date such as 1956-06-18, if it has them."""
    numbers = re.fullmatch(r"-?\d{1,4}-(\d\d?)(?:-(\d\d?))?", cell)
    return (
        {key: int(part) for key, part in zip(("month", "day"), numbers.groups(), strict=True) if part}
        if numbers
        else {}
    )


def _question(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a question: its kind follows from its choices, or else from its answer."""
    choices = [choice for name, value in fields.items() if name.startswith("choices") for choice in value]
    answer = fields["answer"]
    own: dict[str, Any]
    made = {key: value for key, value in fields.items() if key != "answer" and not key.startswith("choices")}
    level = made.pop("level", "")
    if choices:
        rights = [_choice_named(part.strip(), choices) for part in re.split("[;|]", answer)]
        texts = [*dict.fromkeys((*choices, *rights))]
        own = {"kind": "choice", "choices": [{"text": t, "right": True} if t in rights else {"text": t} for t in texts]}
        answer = "; ".join(rights)
    elif answer.lower() in _TRUTHS:
        own = {"kind": "true-false", "answer": _TRUTHS[answer.lower()]}
    elif len(answer.split()) <= _SHORT and "\n" not in answer:
        own = {"kind": "typed", "answers": [answer]}
    else:
        own = {"kind": "open", "answer": answer}
    head = {"kind": own.pop("kind"), "level": level if level in get_args(Level) else "recall", "ask": made.pop("ask")}
    explanation = {} if head["kind"] == "open" else {"explain": f"The answer is: {answer}"}
    return {**head, **own, **explanation, **made}


def _choice_named(answer: str, choices: list[str]) -> str:
    """The choice that an answer means, by its text, its letter or its number; else the answer itself."""
    by_name = dict(zip("abcdefgh", choices, strict=False))
    by_name |= {str(number): choice for number, choice in enumerate(choices, 1)}
    by_name |= {choice.casefold(): choice for choice in choices}
    return by_name.get(answer.casefold().rstrip(".)"), answer)
