"""`mlsys compare`: a table by its name or by its columns, cut to what is asked, turned on its side."""

import re

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run, SharedBook

TABLES = {
    "gc/tables.yaml": """
tables:
- id: first
  title: Ways to collect
  columns: [{id: rc, name: Reference counting}, {id: ms, name: Mark and sweep}, {id: cp, name: Copying}]
  rows:
  - {aspect: Frees, cells: {rc: at once, ms: later, cp: later still}}
  - {aspect: Memory used, cells: {rc: a number each, ms: a bit each, cp: the double}}
- id: second
  title: Machines
  columns: [{id: pc, name: Computer}, {id: cp, name: Copying machine}]
  rows:
  - {aspect: Memory, cells: {pc: much, cp: "none: it is a drum"}}
"""
}


@pytest.fixture
def tables(shared_book: SharedBook) -> str:
    return str(shared_book(TABLES))


def shown(run: Run, tables: str, *words: str) -> tuple[str, list[str], list[str]]:
    """The table, its columns and its aspects."""
    document = run("compare", *words, "--content", tables, "--json").json
    columns = [column["id"] for column in document["columns"]]
    return document["id"], columns, [row["aspect"] for row in document["rows"]]


def test_a_misspelt_column_is_meant(run: Run) -> None:
    result = run("compare", "symbolc", "deep", "--json")
    assert [column["id"] for column in result.json["columns"]] == ["symbolic", "deep"]
    assert "'symbolc'" in result.err


def test_without_a_name_it_is_the_first_table(run: Run, tables: str) -> None:
    assert shown(run, tables) == ("first", ["rc", "ms", "cp"], ["Frees", "Memory used"])


@each("name", ["second", "Machines", "machine", "mahcines", "SECOND"])
def test_a_table_by_its_name(run: Run, tables: str, name: str) -> None:
    assert shown(run, tables, name)[:2] == ("second", ["pc", "cp"])


@each("names", ["cp rc", "copying counting", "copying reference", "Copying rc"])
def test_columns_by_their_names_in_the_order_asked_for(run: Run, tables: str, names: str) -> None:
    assert shown(run, tables, *names.split())[:2] == ("first", ["cp", "rc"])


def test_columns_that_only_a_later_table_has(run: Run, tables: str) -> None:
    assert shown(run, tables, "cp", "pc")[:2] == ("second", ["cp", "pc"])


def test_a_table_and_its_columns(run: Run, tables: str) -> None:
    assert shown(run, tables, "second", "cp")[:2] == ("second", ["cp"])
    result = run("compare", "second", "rc", "--content", tables)
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: 'Machines' has no column 'rc'\n  its columns are pc, cp\n"


def test_a_column_asked_for_twice_is_shown_once(run: Run, tables: str) -> None:
    assert shown(run, tables, "rc", "counting")[1] == ["rc"]


def test_only_some_aspects(run: Run, tables: str) -> None:
    assert shown(run, tables, "--only", "memory")[2] == ["Memory used"]
    assert shown(run, tables, "--only", "used", "--only", "FREES")[2] == ["Frees", "Memory used"]


@each("aspects", [("price",), ("frees", "price")])
def test_an_aspect_that_the_table_lacks_is_answered_with_those_it_has(
    run: Run, tables: str, aspects: tuple[str, ...]
) -> None:
    result = run("compare", *(word for aspect in aspects for word in ("--only", aspect)), "--content", tables)
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: 'Ways to collect' has no row 'price'\n  its rows are Frees, Memory used\n"


def test_transposed_the_columns_are_rows(run: Run, tables: str) -> None:
    out = run("compare", "rc", "cp", "--transpose", "--content", tables, "--format", "csv").out
    assert out.splitlines() == [
        "aspect,Frees,Memory used",
        "Reference counting,at once,a number each",
        "Copying,later still,the double",
    ]
    document = run("compare", "--transpose", "--content", tables, "--json").json
    assert document["columns"][0] == {"id": "Frees", "name": "Frees"}
    assert document["rows"][0]["cells"]["Frees"] == "at once"


NOTED = {
    "references.yaml": """
references:
- {key: jones2011, authors: [R. Jones], year: 2011, title: Handbook, venue: CRC}
- {key: blackburn2004, authors: [S. Blackburn], year: 2004, title: Myths, venue: ACM}
""",
    "gc/tables.yaml": """
tables:
- id: noted
  title: Ways
  columns: [{id: rc, name: Counting}, {id: cp, name: Copying}]
  rows:
  - {aspect: Memory, cells: {rc: little, cp: {text: the double, sources: [blackburn2004], as_of: "2004-06"}}}
  - {aspect: Pause, cells: {rc: {text: none, sources: [jones2011]}, cp: long}, sources: [jones2011]}
""",
    "gc/chapter.yaml": "title: G\nsummary: S.\nsections: [{id: why, title: Why, body: '![[table:noted]]'}]\n",
}


def test_a_date_that_a_table_shares_with_its_section_is_said_once(run: Run, make_book: MakeBook) -> None:
    table = NOTED["gc/tables.yaml"].replace("title: Ways", 'title: Ways\n  as_of: "2024"')
    section = "title: G\nsummary: S.\nsections: [{id: why, title: Why, body: '![[table:noted]]', as_of: '%s'}]\n"
    for year, dates in (("2024", ["2024"]), ("2026", ["2024", "2026"])):
        book = ("--content", str(make_book({**NOTED, "gc/tables.yaml": table, "gc/chapter.yaml": section % year})))
        assert re.findall(r"As of (\d+)", run("read", "gc/why", *book).out) == dates
        assert "As of 2024" in run("compare", "noted", *book).out


@each("words, is_list", [("a translation of it", True), ("one or two words", False)])
def test_six_columns_stand_side_by_side_if_no_word_is_long(
    run: Run, make_book: MakeBook, words: str, is_list: bool
) -> None:
    columns = ", ".join(f"{{id: c{n}, name: Column {n}}}" for n in range(1, 6))
    cells = ", ".join(f"c{n}: {words} and some more of them" for n in range(1, 6))
    rows = f"rows: [{{aspect: Aspect, cells: {{{cells}}}}}]"
    table = f"tables: [{{id: many, title: Many, columns: [{columns}], {rows}}}]\n"
    book = ("--content", str(make_book({"gc/tables.yaml": table})), "--width", "70")
    assert ("Column 1  " not in run("compare", "many", *book).out) == is_list


def test_rows_and_cells_have_sources_and_dates_of_their_own(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(NOTED)))
    page = run("compare", "noted", *book).out
    assert "Memory  little    the double\n" in page
    assert "\nMemory, Copying: as of June 2004 [1]\n\nPause; Pause, Counting: [2]\n" in page
    assert "1. S. Blackburn (2004)." in page
    first, second = run("compare", "noted", *book, "--json").json["rows"]
    assert first["cell_remarks"] == {"cp": {"as_of": "2004-06", "sources": ["blackburn2004"]}}
    assert (second["as_of"], second["sources"]) == (None, ["jones2011"])
    assert run("cite", "blackburn2004", *book, "--json").json["cited_by"] == {"tables": ["noted"]}
    assert "\nMemory, Copying: as of June 2004" in run("read", "gc/why", *book).out.replace("[1]", "")


def test_the_notes_of_a_part_of_a_table_are_those_of_what_is_shown(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(NOTED)))
    assert "Blackburn" not in run("compare", "noted", "rc", *book).out
    assert "Jones" not in run("compare", "noted", "--only", "memory", *book).out
    assert "\nCopying, Memory: as of June 2004 [1]\n" in run("compare", "noted", "--transpose", *book).out


def test_the_sources_of_cells_are_checked(run: Run, make_book: MakeBook) -> None:
    table = NOTED["gc/tables.yaml"]
    wrong = table.replace("[blackburn2004]", "[blackburn2005]").replace("{text: none, sources", "{text: none, source")
    problems = run("check", str(make_book({**NOTED, "gc/tables.yaml": wrong})), "--json").json["problems"]
    assert [(problem["message"], problem["hint"]) for problem in problems if problem["severity"] == "error"] == [
        ("there is no source 'blackburn2005'", "did you mean 'blackburn2004'?"),
        ("'rc' of 'cells' of row 2 has no 'source'", "did you mean 'sources'?"),
    ]


def test_the_decimal_points_of_a_column_of_numbers_stand_in_one_line(run: Run, make_book: MakeBook) -> None:
    columns = "columns: [{id: a, name: Parameters}, {id: b, name: Rate}, {id: c, name: Shape}]"
    cells = (("61.1 M", "$2.00/h", "8 × 2"), ("about 138.4 M", "–", "16"), ("4 M", "$12/h", "none"))
    rows = ", ".join(f"{{aspect: R{n}, cells: {{a: {a}, b: {b}, c: '{c}'}}}}" for n, (a, b, c) in enumerate(cells))
    book = str(make_book({"gc/tables.yaml": f"tables: [{{id: numbers, title: Numbers, {columns}, rows: [{rows}]}}]\n"}))
    shown = run("compare", "numbers", "--content", book).out.splitlines()
    assert shown[3] == "       Parameters      Rate  Shape"
    assert shown[5:8] == [
        "R0         61.1 M   $2.00/h  8 × 2",
        "R1  about 138.4 M    –       16",
        "R2          4 M    $12/h     none",
    ]


def test_wide_it_is_columns_and_narrow_it_is_records(run: Run, tables: str) -> None:
    wide = run("compare", "second", "--content", tables).out
    assert "        Computer  Copying machine\n" in wide
    assert "Memory  much      none: it is a drum\n" in wide
    narrow = run("compare", "second", "--content", tables, "--width", "20").out
    assert (
        "Computer\n────────\nMemory\n  much\n\nCopying machine\n───────────────\nMemory\n  none: it is a drum\n"
        in narrow
    )


@each("name", ["zzzz", "banana", "first second third"])
def test_what_no_table_has(run: Run, tables: str, name: str) -> None:
    result = run("compare", *name.split(), "--content", tables)
    assert (result.code, result.out) == (1, "")
    assert result.err


def test_a_slip_in_the_name_of_a_table_is_forgiven(run: Run) -> None:
    assert run("compare", "deploymnt-spectrum", "--json").json["id"] == "deployment-spectrum"
    assert "showing" in run("compare", "deploymnt-spectrum").err
    assert run("compare", "--exact", "deploymnt-spectrum").code == 1


def test_the_example_of_the_contract(run: Run) -> None:
    document = run("compare", "symbolic", "deep", "--json").json
    assert [column["name"] for column in document["columns"]] == ["Symbolic AI", "Deep learning"]
    assert {tuple(row["cells"]) for row in document["rows"]} == {("symbolic", "deep")}


@pytest.mark.slow
def test_every_table_of_the_book_can_be_asked_for_by_its_title(run: Run) -> None:
    for line in run("list", "tables").out.splitlines():
        name, title = line.split("\t")
        assert run("compare", title, "--json").json["id"] == name


# --- terms -----------------------------------------------------------------------------------------------------------

TERMS = """
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, aliases: [free store], definition: "No [[stack]].", example: It grows.}
- {id: stack, name: Call stack, kind: method, definition: A tower.}
--- gc/timeline.yaml
events:
- {id: lisp, year: 1960, month: 4, title: Lisp, body: "It has a [[heap]]."}
"""


def test_terms_side_by_side(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(TERMS))
    for words in ("heap call stack", "free store call-stack", "heap vs call stack"):
        result = run("compare", *words.split(), "--json", "--content", book)
        assert {row["aspect"]: list(row["cells"].values()) for row in result.json["rows"]} == {
            "Kind": ["concept", "method"],
            "Definition": ["No call stack.", "A tower."],
            "Example": ["It grows.", ""],
            "Dates": ["Apr 1960: Lisp", ""],
            "Also called": ["free store", ""],
        }
    assert run("compare", "heap", "stack", "--only", "kind", "--format", "csv", "--content", book).out == (
        "aspect,Heap,Call stack\nKind,concept,method\n"
    )


def test_terms_may_share_the_end_of_their_names(run: Run) -> None:
    meant = run("compare", "supervised-learning", "unsupervised-learning").out
    assert run("compare", "supervised", "with", "unsupervised", "learning").out == meant != ""


def test_one_term_needs_another(run: Run, make_book: MakeBook) -> None:
    result = run("compare", "heap", "--content", str(make_book(TERMS)))
    assert (result.code, result.out) == (1, "")
    assert "add the name of another term to compare 'Heap' with it" in result.err


def test_models_are_compared_with_models(run: Run) -> None:
    meant = run("compare", "resnet-50", "bert-large").out
    assert meant.startswith("ResNet-50 · BERT large\n")
    for question in ("resnet-50 vs bert-large?", "the difference between resnet-50 and bert-large"):
        assert run(*question.split()).out == meant
    assert "there is no model or machine 'mobilenet'\n" in run("compare", "mobilenet", "resnet-50").err
    assert "add the name of another model to compare 'ResNet-50' with it" in run("compare", "resnet-50").err
