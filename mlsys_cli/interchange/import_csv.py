"""CSV and TSV: a row for each term, question, source or event, under a heading that names the columns."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlsys_cli.book.author.templates import title_from
from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.interchange.imported_entries import SourceReader, slug_from
from mlsys_cli.interchange.imported_questions import ADDRESS, QuestionReader
from mlsys_cli.interchange.importers import ImportOptions, read_source
from mlsys_cli.text.csv_text import read_csv
from mlsys_cli.text.spelling import did_you_mean, either

_HEADINGS = {
    "question": {
        "ask": "question front prompt",
        "answer": "back solution correct right correct_answer right_answer correct_option",
        "choices": "choice options option distractors",
        "explain": "explanation feedback reason why",
        "section": "topic tags tag deck",
        **dict.fromkeys(("hint", "level"), ""),
    },
    "event": {
        "year": "date",
        "title": "event name",
        "body": "description text",
        **dict.fromkeys(("end", "section"), ""),
    },
    "source": {
        "key": "citekey",
        "authors": "author",
        "year": "date",
        "venue": "journal publisher booktitle",
        "url": "link address",
        **dict.fromkeys(("title", "doi", "arxiv", "pages", "isbn"), ""),
    },
    "term": {
        "name": "term word title concept entry",
        "definition": "meaning description gloss",
        "aliases": "alias synonyms abbreviation abbreviations acronym",
        "kind": "type category",
        "explanation": "details notes",
        "see_also": "related",
        "sources": "source",
        **dict.fromkeys(("example", "sense"), ""),
    },
}
"""The fields of each kind of entry that a table may have, each with the headings that mean it besides its name."""

_OF_ALL = {"id": "guid number", "chapter": ""}
_NEEDED = {
    "question": {"ask", "answer"},
    "event": {"year", "title", "body"},
    "source": {"title", "authors"},
    "term": {"name", "definition"},
}
_LISTS = {"aliases": "[;|,]", "see_also": "[;|,]", "sources": "[;|,]", "authors": ";|\\band\\b", "choices": "[;|]"}
"""The fields with several values in a cell, and what stands between them."""

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The entries of the rows. Raises UsageError if the columns aren't clear, UnreadableError if it is no table."""
    try:
        rows = [*read_csv(read_source(source))]
    except ValueError as error:
        raise UnreadableError(f"{source} can't be read: {error}") from error
    if not rows:
        raise UnreadableError(f"{source} has no rows")
    first_line, first = rows[0]
    kind, columns, has_heading = _columns(first, options)
    reader = QuestionReader(source.name)
    reader.location = f"{source.name}:{first_line}"
    for index, name in enumerate(first if has_heading else ()):
        if name and index not in columns.values():
            reader.lose("columns that aren't imported", name)
    entries = rows[1:] if has_heading else rows
    table = [{name: row[n] for name, n in columns.items() if n < len(row) and row[n]} for _, row in entries]
    counted_from = 0 if any("0" in _parts(cells.get("answer", ""), _LISTS["choices"]) for cells in table) else 1
    for (line, row), cells in zip(entries, table, strict=True):
        reader.location = f"{source.name}:{line}"
        if any(row[len(first) :]):
            reader.lose("cells behind the last column")
        _add(reader, kind, options.chapter or source.stem, cells, counted_from)
    return reader


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
    fields = _HEADINGS[kind] | _OF_ALL
    words = {word: field for field, names in fields.items() for word in (field, *names.split())}
    columns: dict[str, int] = {}
    for index, cell in enumerate(first):
        name = re.sub(r"\W+", "_", cell.strip().lower()).strip("_")
        field = words.get(name) or words.get(name and (re.sub(r"_?([a-h]|\d+)$", "", name) or "choice"))
        if field == "choices" and field in columns:
            field = f"choices {index}"
        if field and field not in columns:
            columns[field] = index
    return columns


def _chosen(columns: str, first: list[str]) -> dict[str, int]:
    """The columns of `--columns name=2,definition=Meaning`: by their numbers, counted from 1, or their headings."""
    chosen: dict[str, int] = {}
    numbers = {cell.lower(): number for number, cell in reversed([*enumerate(first, start=1)])}
    for part in filter(None, columns.split(",")):
        field, _, column = (word.strip() for word in part.partition("="))
        number = int(column) if column.isdecimal() else numbers.get(column.lower(), 0)
        if not (field and 1 <= number <= len(first)):
            raise UsageError(
                f"--columns can't have {part.strip()[:60]!r}",
                ["write a field and a column, such as name=2", f"the table has {len(first)} columns"],
            )
        chosen[field.replace("-", "_")] = number - 1
    return chosen


# --- rows ------------------------------------------------------------------------------------------------------------


def _add(reader: QuestionReader, kind: str, chapter: str, cells: Mapping[str, str], counted_from: int) -> None:
    """Add the entry of a row, by its cells that aren't empty, unless a field that it needs is missing.

    Right choices that are numbers count from 0 if one of the table is 0.
    """
    fields = {name: _value(name, cell) for name, cell in cells.items() if name not in _OF_ALL}
    if missing := sorted(name for name in _NEEDED[kind] if fields.get(name) in (None, [])):
        reader.lose("rows that lack something", f"no {' and no '.join(missing)}")
        return
    chapter = slug_from(cells.get("chapter") or chapter)
    if kind == "question":
        _add_question(reader, chapter, fields, cells.get("id", ""), counted_from)
        return
    name = fields.pop("key", "") or fields["name" if kind == "term" else "title"]
    if kind == "term":
        fields["see_also"] = [slug_from(other) for other in fields.get("see_also", ())]
    elif kind == "source":
        chapter, fields["venue"] = "", fields.get("venue", "")
    else:
        fields |= _date(cells["year"])
    head = {"key" if kind == "source" else "id": reader.ids.take(kind, name)}
    reader.keep(kind, chapter, head | fields, cells.get("id") or name)


def _value(name: str, cell: str) -> Any:
    name = name.partition(" ")[0]
    if name in _LISTS:
        return _parts(cell, _LISTS[name])
    return _date(cell).get("year") if name in ("year", "end") else cell


def _parts(cell: str, between: str) -> list[str]:
    """The values in a cell: a line each if it has several."""
    return [part.strip() for part in re.split("\n" if "\n" in cell else between, cell) if part.strip()]


def _date(cell: str) -> dict[str, int]:
    """The year with which a cell begins, and the month and the day of a date such as 1956-06-18."""
    numbers = re.match(r"(-?\d{1,4})(?!\d)(?:-(\d\d?)(?:-(\d\d?))?$)?", cell)
    parts = zip(("year", "month", "day"), numbers.groups() if numbers else (), strict=False)
    return {key: int(part) for key, part in parts if part}


def _add_question(
    reader: QuestionReader, chapter: str, fields: Mapping[str, Any], origin: str, counted_from: int
) -> None:
    """Add a question. Its kind follows from its choices, or else from its answer."""
    choices = [choice for name, value in fields.items() if name.startswith("choices") for choice in value]
    answer = fields["answer"]
    if choices:
        parts = _parts(answer, _LISTS["choices"])
        rights = [_choice_named(part, choices, counted_from) for part in parts]
        by_number = all(map(str.isdecimal, parts)) and not any(map(str.isdecimal, choices))
        # A single one that is no number may stand beside wrong choices only.
        if (by_number or len(rights) > 1) and not {*rights} & {*choices}:
            reader.lose("rows whose answers are none of the choices", fields["ask"][:60])
            return
        if by_number:
            reader.lose(f"right choices given by number, which is counted from {counted_from}", answer)
        own = reader.choice([(text, 100.0 * (text in rights)) for text in (*choices, *rights)], several=True)
    elif answer.lower() in _TRUTHS:
        own = {"kind": "true-false", "answer": _TRUTHS[answer.lower()]}
    else:
        own = reader.answered(answer)
    section = fields.get("section", "Questions")
    if ADDRESS.fullmatch(section):
        chapter, section = section.split("/")
    reader.path, reader.address = (title_from(chapter), title_from(section)), f"{chapter}/{slug_from(section)}"
    more = {key: fields.get(key, "") for key in ("explain", "hint")}
    tags = [fields["level"]] if "level" in fields else []
    reader.add(own, fields["ask"], origin=origin, tags=tags, **more)


def _choice_named(answer: str, choices: list[str], counted_from: int) -> str:
    """The choice that an answer means, by its text, its letter or its number; else the answer itself."""
    by_name = dict(zip("abcdefgh", choices, strict=False))
    if not any(map(str.isdecimal, choices)):  # else a number is an answer itself
        by_name |= {str(number): choice for number, choice in enumerate(choices, counted_from)}
    by_name |= {choice.casefold(): choice for choice in choices}
    return by_name.get(answer.casefold().rstrip(".)"), answer)
