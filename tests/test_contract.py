"""What users and scripts may rely on. What needs a terminal to be seen is in test_terminal.py."""

import json
import re
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from mlsys_cli import __version__
from mlsys_cli.app import COMMANDS
from mlsys_cli.index.library import Library
from tests.conftest import MakeBook, Run
from tests.process import Shell

SHOWING = [
    "",
    "toc",
    "read intro/why",
    "define eliza",
    "define eliza mycin",
    "timeline",
    "compare",
    "figure",
    "figure ai-triangle",
    "search perceptron",
    "cite",
    "cite shannon1948",
    "list terms",
    "pack list",
    "doctor",
    "notes",
    "marks",
    "progress",
    "due",
    "config",
    "config new-per-day",
]
"""A command line for each answer that can be shown."""

DRAWN = "[\u2500-\u25ff]"
"""The characters of which rules, boxes, bars and marks are made."""

WIDTHS = [20, 21, 27, 40, 60, 88, 120, 200, 300]


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    return Shell(cache, tmp_path / "home")


def widest(text: str) -> int:
    """The columns of the widest line."""
    return max(map(cell_len, text.splitlines()), default=0)


def run_together(text: str) -> str:
    """A text without its line breaks, margins and rules, so that a word broken at the end of a line is whole again."""
    return re.sub(DRAWN + r"|[\s•]", "", text)


# --- pipes and colour --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", SHOWING)
def test_a_pipe_gets_no_escapes(run: Run, command: str) -> None:
    result = run(*command.split())
    assert (result.code, result.err) == (0, "")
    assert result.out
    assert "\x1b" not in result.out


@pytest.mark.parametrize("command", ["read intro", "define eliza", "timeline", "compare", "--help", "define --help"])
def test_colour_can_be_asked_for_in_a_pipe(run: Run, command: str) -> None:
    argv = command.split()
    plain = run(*argv).out
    for coloured in (run("--color", "always", *argv).out, run(*argv, FORCE_COLOR=1).out):
        assert "\x1b[" in coloured
        assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()] == plain.splitlines()


def test_a_flag_for_colour_beats_the_variables(run: Run) -> None:
    assert "\x1b" not in run("read", "intro", "--color", "never", FORCE_COLOR=1).out
    assert "\x1b" in run("read", "intro", "--color", "always", NO_COLOR=1).out


@pytest.mark.parametrize("command", ["read intro", "timeline", "list sources", "--help", "completion bash"])
def test_a_reader_who_has_seen_enough(shell: Shell, command: str) -> None:
    done = shell.run(f"mlsys {command} | head -1 > /dev/null; exit ${{PIPESTATUS[0]}}")
    assert done.code in (0, 141)
    assert done.err == ""


def test_a_reader_who_looked_at_nothing(shell: Shell) -> None:
    done = shell.run("mlsys read intro | true; exit ${PIPESTATUS[0]}")
    assert done.code in (0, 141)
    assert done.err == ""


@pytest.mark.parametrize(
    "command", ["read intro", "define eliza", "list terms", "--help", "--version", "completion zsh"]
)
@pytest.mark.parametrize("nowhere", ["/dev/full", "&-"])
def test_an_answer_that_cannot_be_written(shell: Shell, command: str, nowhere: str) -> None:
    done = shell.run(f"mlsys {command} >{nowhere}")
    assert done.code == 3
    assert done.err.startswith("mlsys: the answer can't be written: ")
    assert done.err.count("\n") == 1


def test_closed_stdin_and_stderr(shell: Shell) -> None:
    """A daemon has none of them; nothing is asked and nothing can be told."""
    assert shell.run("mlsys define eliza <&- 2>&-").out.startswith("ELIZA\n")
    assert shell.run("mlsys define zzzz 2>&-") == (1, "", "")
    assert shell.run("mlsys define - <&-").code == 2


def test_the_output_options_of_fzf(run: Run) -> None:
    """`fzf --preview 'mlsys define {1} --color always'`: colour, as wide as the preview, never paged."""
    out = run("define", "backpropagation", "--color", "always", FZF_PREVIEW_COLUMNS=50).out
    assert "\x1b[" in out
    assert 45 < widest(re.sub(r"\x1b\[[0-9;]*m", "", out)) <= 50


# --- width -------------------------------------------------------------------------------------------------------


def test_a_pipe_is_80_columns_wide_unless_told(run: Run) -> None:
    assert 70 < widest(run("read", "intro").out) <= 80
    assert 50 < widest(run("read", "intro", COLUMNS=60).out) <= 60
    assert 50 < widest(run("read", "intro", "--width", "60").out) <= 60
    assert 50 < widest(run("--width", "60", "read", "intro", COLUMNS=200).out) <= 60


@pytest.mark.parametrize("columns", ["0", "-5", "many", ""])
def test_nonsense_in_columns_is_ignored(run: Run, columns: str) -> None:
    assert run("define", "eliza", COLUMNS=columns).out == run("define", "eliza").out


@pytest.mark.parametrize("width", ["0", "-5", "many"])
def test_nonsense_in_width_is_a_usage_error(run: Run, width: str) -> None:
    assert run("define", "eliza", "--width", width).code == 2


@pytest.mark.parametrize("command", ["", "toc", "search perceptron", "cite", "cite shannon1948", "define -", "--help"])
def test_no_letter_is_lost_at_any_width(run: Run, command: str) -> None:
    """`define -` is given every term of the book."""
    names = "\n".join(item["id"] for item in run("list", "terms", "--json").json["items"])

    def letters(text: str) -> list[str]:
        return sorted(c for c in text if c.isalnum())

    wide = run(*command.split(), COLUMNS=300, stdin=names).out
    for width in WIDTHS:
        out = run(*command.split(), COLUMNS=width, stdin=names).out
        assert widest(out) <= width
        assert letters(out) == letters(wide), width


@pytest.mark.parametrize("command", [command for command in SHOWING if command not in ("figure", "list terms")])
@pytest.mark.parametrize("form", ["text", "plain"])
def test_every_answer_fits_any_width(run: Run, command: str, form: str) -> None:
    """But for a list, whose lines are for programs."""
    for width in WIDTHS:
        assert widest(run(*command.split(), "--format", form, COLUMNS=width).out) <= width


def test_every_word_of_the_chapter_is_there_at_any_width(run: Run) -> None:
    words = set(re.findall(r"[^\W_]+", " ".join(_prose(run("read", "intro", "--json").json))))
    assert len(words) > 1500
    for width in WIDTHS:
        out = run("read", "intro", COLUMNS=width).out
        assert widest(out) <= width
        text = run_together(out)
        assert [word for word in words if word not in text] == []


def _prose(document: dict[str, Any]) -> Iterator[str]:
    """The text of a chapter or section, without links' targets, and with the words that the links show."""
    body = re.sub(r"!\[\[[^\]]*\]\]|\[@[^\]]*\]|\]\([^)]*\)", " ", document["body"])
    yield re.sub(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]", r"\1", body)
    yield document["title"]
    for section in document["sections"]:
        yield from _prose(section)


def test_every_event_is_there_at_any_width(run: Run) -> None:
    timeline = run("timeline", "--json").json
    for width in WIDTHS:
        out = run("timeline", COLUMNS=width).out
        assert widest(out) <= width
        text = run_together(out)
        for event in timeline["events"]:
            assert run_together(event["title"]) in text
            assert [word for word in event["body"].split() if word not in text] == []


def ids(run: Run, kind: str) -> list[str]:
    return [item["id"] for item in run("list", kind, "--json").json["items"]]


@pytest.mark.parametrize("transposed", [[], ["--transpose"]])
def test_every_cell_of_every_table_is_there_at_any_width(run: Run, transposed: list[str]) -> None:
    for name in ids(run, "tables"):
        rows = run("compare", name, *transposed, "--json").json["rows"]
        for width in WIDTHS:
            out = run("compare", name, *transposed, COLUMNS=width).out
            assert widest(out) <= width
            text = run_together(out)
            for row in rows:
                for part in (row["aspect"], *row["cells"].values()):
                    assert [word for word in part.split() if word not in text] == [], (name, width)


@pytest.mark.parametrize("width", [20, 40])
def test_a_table_that_does_not_fit_becomes_records(run: Run, width: int) -> None:
    """A record names a column, then each aspect with its cell, whole."""
    table = run("compare", "--json").json
    lines = run("compare", COLUMNS=width).out.splitlines()
    for column in table["columns"]:
        record = run_together("".join(lines[lines.index(column["name"]) :]))
        for row in table["rows"]:
            found = record.index(run_together(row["aspect"] + row["cells"][column["id"]]))
            assert found >= 0


def test_every_figure_fits_at_any_width(run: Run) -> None:
    for name in ids(run, "figures"):
        figure = run("figure", name, "--json").json
        for width in WIDTHS:
            out = run("figure", name, COLUMNS=width).out
            assert widest(out) <= width
            text = run_together(out)
            for node in figure.get("nodes", ()):
                assert [word for word in node["name"].split() if word not in text] == [], (name, width)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_the_same_by_either_name_and_has_examples(run: Run, command: str, width: int) -> None:
    long, short = run(*command.split(), "--help", COLUMNS=width), run(*command.split(), "-h", COLUMNS=width)
    assert long == short
    assert (long.code, long.err) == (0, "")
    assert widest(long.out) <= width
    examples = long.out[long.out.index("\nExamples\n") :]
    assert run_together(f"mlsys {command}") in run_together(examples)


def test_the_exit_codes_stand_in_the_help(run: Run) -> None:
    text = run("--help").out
    for code in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^{code} +\w", text, re.MULTILINE)


# --- exit codes and talk -----------------------------------------------------------------------------------------


def test_the_home_page_is_short(run: Run) -> None:
    result = run()
    assert result.code == 0
    assert len(result.out.splitlines()) <= 24
    commands = re.findall(r"mlsys (?:read|define|timeline|toc|search)\b.*", result.out)
    assert len(commands) >= 3
    for command in commands:
        assert run(*command.split()[1:]).code == 0


@pytest.mark.parametrize(
    "command", ["define zzzz", "search zzzz", "read zzzz", "figure zzzz", "compare zzzz", "cite zzzz", "timeline zzzz"]
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_not_found(run: Run, command: str, form: str) -> None:
    result = run(*command.split(), "--format", form)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: ")


@pytest.mark.parametrize(
    "command",
    [
        "define",
        "search",
        "list",
        "list nonsense",
        "completion",
        "completion csh",
        "--nope",
        "define eliza --nope",
        "raed intro",
        "timeline --from soon",
        "timeline --from 1990 --to 1980",
        "define eliza --format pdf",
        "define eliza --format csv",
        "read intro --color sometimes",
        "search x --kind nonsense",
    ],
)
def test_a_command_line_that_makes_no_sense(run: Run, command: str) -> None:
    result = run(*command.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("mlsys: ")


def test_a_missing_argument_shows_the_usage(run: Run) -> None:
    assert "usage: mlsys define " in run("define").err
    assert "usage: mlsys " in run("--nope").err


def test_a_misspelt_command_is_corrected(run: Run) -> None:
    assert "did you mean 'mlsys read'?" in run("raed", "intro").err


def test_content_that_is_not_there(run: Run) -> None:
    result = run("define", "eliza", "--content", "/nonexistent/book")
    assert (result.code, result.out) == (3, "")
    assert "/nonexistent/book" in result.err


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_reads_no_content(run: Run, option: str) -> None:
    assert run(option, MLSYS_CONTENT="/nonexistent/book") == (0, f"mlsys {__version__}\n", "")


@pytest.mark.parametrize(
    ("option", "command"),
    [
        ("--json", "define eliza"),
        ("--plain", "compare"),
        ("--format markdown", "read intro/why"),
        ("-f csv", "timeline"),
        ("--width 33", "define eliza"),
        ("--width 33", "--help"),
        ("--color always", "toc"),
        ("--exact", "define backpropagaton"),
        ("--no-pager", "toc"),
        ("--content /nonexistent/book", "toc"),
    ],
)
def test_options_stand_before_or_after_the_command(run: Run, option: str, command: str) -> None:
    before = run(*option.split(), *command.split())
    after = run(*command.split(), *option.split())
    if command != "--help":  # it is read as soon as it is met
        assert before == after
    assert before != run(*command.split()) or option == "--no-pager"


def test_an_option_given_last_wins(run: Run) -> None:
    assert run("--json", "define", "eliza", "--format", "plain").out.startswith("ELIZA\n")


def test_nothing_is_asked_when_stdin_is_no_terminal(run: Run) -> None:
    result = run("define", "-", stdin="")
    assert result.code == 2
    assert "stdin" in result.err


def test_an_unexpected_error_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Library, ref: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Library, "term", broken)
    result = run("define", "eliza")
    assert result.code not in (0, 2, 130)
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert "RuntimeError: a bug" in result.err
    assert "report" in result.err
    assert "mlsys doctor" in result.err
    with pytest.raises(RuntimeError):
        run("define", "eliza", MLSYS_DEBUG=1)


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "id"),
    [
        ("read Intro", "intro"),
        ("read intro/Symbolic_AI", "intro/symbolic-ai"),
        ("define SYMBOLIC-AI", "symbolic-ai"),
        ("define gradient-descents", "gradient-descent"),
        ("define Moore’s Law", "moores-law"),
        ("define neural networks", "neural-network"),
        ("define bäckpropagation", "backpropagation"),
        ("figure AI Triangle", "ai-triangle"),
        ("compare Deployment Spectrum", "deployment-spectrum"),
        ("compare deployment spectrums", "deployment-spectrum"),
        ("cite Shannon1948", "shannon1948"),
    ],
)
def test_case_accents_hyphens_and_plurals_do_not_matter(run: Run, command: str, id: str) -> None:
    result = run(*command.split(), "--json")
    assert result.err == ""
    assert result.json["id"] == id


def test_a_place_can_be_named_by_some_of_its_words(run: Run) -> None:
    result = run("read", "intro", "symbolic", "--json")
    assert result.json["id"] == "intro/symbolic-ai"
    assert result.err == "mlsys: showing 'Symbolic AI: thinking with symbols' for 'intro symbolic'\n"


def test_a_guess_is_one_line_on_stderr(run: Run) -> None:
    result = run("define", "backpropagaton", "--json")
    assert result.code == 0
    assert result.err == "mlsys: showing 'Backpropagation' for 'backpropagaton'\n"
    assert result.json["match"]["how"] == "fuzzy"
    assert result.json["match"]["query"] == "backpropagaton"
    assert 0 < result.json["match"]["score"] < 100


def test_near_names_are_suggested(run: Run) -> None:
    result = run("define", "deep lerning machine")
    assert (result.code, result.out) == (1, "")
    assert "did you mean 'Deep learning'?" in result.err


@pytest.mark.parametrize("command", ["define", "read", "figure", "compare", "cite", "toc"])
def test_an_unrelated_word_is_never_answered(run: Run, command: str) -> None:
    for word in ("banana", "wheelbarrow", "🙂"):
        assert run(command, word)[:2] == (1, "")


# --- formats -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", SHOWING)
@pytest.mark.parametrize("form", ["text", "plain", "json", "markdown", "svg", "html"])
def test_every_answer_has_every_general_format(run: Run, command: str, form: str) -> None:
    result = run(*command.split(), "-f", form)
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("\n")
    assert "\x1b" not in result.out


@pytest.mark.parametrize("command", ["toc", "timeline", "compare", "search perceptron", "cite", "list terms"])
def test_rows_have_csv(run: Run, command: str) -> None:
    header, *rows = run(*command.split(), "--format", "csv").out.splitlines()
    assert "," in header
    assert rows


def test_a_format_that_makes_no_sense_lists_those_that_do(run: Run) -> None:
    result = run("define", "eliza", "--format", "csv")
    assert (result.code, result.out) == (2, "")
    assert "text, plain, json, markdown, svg, html" in result.err


@pytest.mark.parametrize("command", SHOWING)
def test_plain_has_no_drawing(run: Run, command: str) -> None:
    out = run(*command.split(), "--plain").out
    assert re.findall(DRAWN, out) == []
    if command != "doctor":  # which shows the variables that are set
        assert run(*command.split(), MLSYS_PLAIN=1).out == out


def test_a_plain_table_is_header_and_value(run: Run) -> None:
    table = run("compare", "--json").json
    out = " ".join(run("compare", "--plain").out.split())
    for row in table["rows"]:
        for column in table["columns"]:
            assert f"{column['name']}: {row['cells'][column['id']]}" in out


def test_a_flag_beats_the_variable_for_plain(run: Run) -> None:
    assert run("define", "eliza", "--json", MLSYS_PLAIN=1).json["id"] == "eliza"
    assert run("define", "eliza", "--format", "text", MLSYS_PLAIN=1) == run("define", "eliza")


SECTION = "id title body sections terms sources"
DOCUMENTS = [
    (
        "define eliza",
        "term",
        "id name term_kind aliases definition explanation see_also sections events sources match",
    ),
    ("define eliza mycin", "terms", "terms"),
    ("read intro", "chapter", SECTION),
    ("read intro/why", "section", SECTION),
    ("toc", "toc", "chapters"),
    ("timeline", "timeline", "eras events"),
    ("compare", "table", "id title columns rows"),
    ("search perceptron", "search", "query hits"),
    ("figure ai-triangle", "figure", "id title alt"),
    ("figure", "list", "items"),
    ("list terms", "list", "items"),
    ("list questions", "list", "items"),
]


@pytest.mark.parametrize(("command", "kind", "keys"), DOCUMENTS)
def test_the_keys_of_the_documents(run: Run, command: str, kind: str, keys: str) -> None:
    document = run(*command.split(), "--json").json
    assert document["kind"] == kind
    assert document["schema"] == 1
    assert set(keys.split()) <= set(document)


def test_the_keys_inside_the_documents(run: Run) -> None:
    def first(command: str, *path: str) -> set[str]:
        value = run(*command.split(), "--json").json
        for step in path:
            value = value[step][0]
        return set(value)

    assert first("define eliza mycin", "terms") >= {"id", "name", "definition", "match"}
    assert set(run("define", "eliza", "--json").json["match"]) >= {"query", "how", "score"}
    assert first("read intro", "sections") >= {"kind", *SECTION.split()}
    assert first("toc", "chapters") >= {"id", "title", "minutes", "sections"}
    assert first("timeline", "eras") >= {"id", "name", "start", "end"}
    assert first("timeline", "events") >= {"id", "year", "title", "body", "era", "disputed", "sources"}
    assert first("compare", "columns") >= {"id", "name"}
    assert first("compare", "rows") >= {"aspect", "cells"}
    assert first("search perceptron", "hits") >= {"kind", "id", "title", "snippet", "score", "open"}
    assert first("list terms", "items") >= {"id", "name"}


def test_ids_in_a_document_can_be_asked_for(run: Run) -> None:
    term = run("define", "backpropagation", "--json").json
    for key, command in (("see_also", "define"), ("sections", "read"), ("events", "timeline"), ("sources", "cite")):
        assert term[key]
        for id in term[key]:
            assert run(command, id).code == 0


def test_json_is_utf8_and_one_document(run: Run) -> None:
    out = run("cite", "--json").out
    assert "Tramèr" in out
    assert isinstance(json.loads(out), dict)


# --- scripts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["chapters", "sections", "terms", "events", "tables", "figures", "questions", "sources"]
)
def test_a_list_is_an_id_a_tab_and_a_name_a_line(run: Run, kind: str) -> None:
    result = run("list", kind, COLUMNS=20)
    assert result.code == 0
    lines = [line.split("\t") for line in result.out.splitlines()]
    assert lines == [[item["id"], item["name"]] for item in run("list", kind, "--json").json["items"]]


def test_every_listed_id_opens(run: Run) -> None:
    commands = {"sections": "read", "terms": "define", "tables": "compare", "figures": "figure", "sources": "cite"}
    for kind, command in commands.items():
        for id in ids(run, kind):
            result = run(command, id, "--json")
            assert (result.code, result.err) == (0, "")
            assert result.json["id"] == id


def test_the_pipe_of_ids_through_xargs(shell: Shell) -> None:
    done = shell.run("mlsys list terms | head -3 | cut -f1 | xargs -n1 mlsys define --json")
    assert (done.code, done.err) == (0, "")
    assert len(re.findall(r"^{$", done.out, re.MULTILINE)) == 3


def test_names_from_printf(shell: Shell) -> None:
    done = shell.run("printf 'eliza\\nmycin\\n' | mlsys define -")
    assert (done.code, done.err) == (0, "")
    assert re.findall(r"^(ELIZA|MYCIN)$", done.out, re.MULTILINE) == ["ELIZA", "MYCIN"]


HEAVY = ["yaml", "pydantic", "fsrs", "markdown_it", "pygments", "rich.markdown", "rich.console", "rapidfuzz"]


@pytest.mark.parametrize(
    "command", ["define backpropagation", "read intro/symbolic-ai", "search perceptron", "compare", "due", "--version"]
)
def test_a_lookup_in_a_pipe_imports_nothing_heavy(shell: Shell, command: str) -> None:
    shell.run("mlsys toc")  # so that the index is there
    program = f"import sys; from mlsys_cli.__main__ import main; main({command.split()})"
    done = shell.run(f'python -c "{program}; print(*sys.modules, file=sys.stderr)"')
    modules = done.err.split()
    assert "mlsys_cli.app" in modules
    assert [name for name in HEAVY if name in modules] == []


# --- places and encodings ----------------------------------------------------------------------------------------


def test_an_empty_environment(shell: Shell) -> None:
    done = shell.run('env -i PATH="$PATH" XDG_CACHE_HOME="$XDG_CACHE_HOME" XDG_DATA_HOME=/none mlsys define eliza')
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("ELIZA\n")


@pytest.mark.parametrize("home", ["/dev/null/home", "/proc/1/nothing"])
def test_a_home_where_nothing_can_be_written(shell: Shell, home: str) -> None:
    done = shell.run("mlsys define eliza", HOME=home, XDG_CACHE_HOME=None)
    assert done.code == 0
    assert done.out.startswith("ELIZA\n")
    assert done.err.startswith("mlsys: the cache can't be written")
    assert done.err.count("\n") == 1


def test_a_full_disk(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("ulimit -f 100; mlsys define eliza", XDG_CACHE_HOME=tmp_path / "new")
    assert done.code == 0
    assert done.out.startswith("ELIZA\n")
    assert done.err.count("\n") == 1
    assert [path for path in (tmp_path / "new").rglob("*") if path.is_file()] == []


def test_no_network_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*given: object, **named: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.socket", unreachable)
    for command in SHOWING:
        assert run(*command.split()).code == 0


def test_a_new_user_is_given_a_cache_and_nothing_else(shell: Shell, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert (
        shell.run("cd; mlsys && mlsys define eliza && mlsys search eliza && mlsys doctor", XDG_CACHE_HOME=None).code
        == 0
    )
    written = [path for path in home.rglob("*") if path.is_file()]
    assert len(written) == 1
    assert written[0].parent == home / ".cache" / "mlsys-cli"


def test_the_cache_directory_is_respected_and_shown(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    place = tmp_path / "my cache"
    shown = run("doctor", "--json", "--content", str(make_book({})), XDG_CACHE_HOME=place)
    assert shown.code == 0
    assert str(place) in shown.out
    assert list(place.rglob("*.sqlite"))


def test_doctor_tells_what_a_report_needs(run: Run) -> None:
    out = run("doctor").out
    for needed in (
        f"mlsys +{__version__}",
        "python +3",
        "typer +[0-9]",
        "rich +[0-9]",
        "sqlite +3",
        "cache +/",
        "store +/",
        "settings +/",
        "book 1 +/",
    ):
        assert re.search(f"^{needed}", out, re.MULTILINE)
    assert re.search("^terminal .*80 columns", out, re.MULTILINE)


TERM = "--- gc/glossary.yaml\nterms:\n- {id: heap, name: Heap, kind: concept, definition: Where things lie.}\n"


def _no_file(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database " * 1000)


def _half(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _scribbled(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))


def _of_another_program(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("create table meta (version)")
    db.execute("insert into meta values ('1')")
    db.commit()
    db.close()


@pytest.mark.parametrize("harm", [_no_file, _empty, _garbage, _half, _scribbled, _of_another_program])
def test_a_harmed_cache_is_rebuilt(run: Run, make_book: MakeBook, tmp_path: Path, harm: Any) -> None:
    command = ["define", "heap", "--content", str(make_book(TERM))]
    place = tmp_path / "cache"
    before = run(*command, XDG_CACHE_HOME=place)
    assert before.out.startswith("Heap\n")
    (index,) = place.rglob("*.sqlite")
    harm(index)
    assert run(*command, XDG_CACHE_HOME=place) == before
    assert run(*command, XDG_CACHE_HOME=place) == before
    assert [path.name for path in index.parent.iterdir()] == [index.name]


def test_a_removed_cache_directory_is_made_again(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    command = ["define", "heap", "--content", str(make_book(TERM))]
    before = run(*command, XDG_CACHE_HOME=tmp_path / "cache")
    shutil.rmtree(tmp_path / "cache")
    assert run(*command, XDG_CACHE_HOME=tmp_path / "cache") == before


def test_a_cache_that_is_a_file_costs_one_line(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a directory")
    result = run("define", "heap", "--content", str(make_book(TERM)), XDG_CACHE_HOME=tmp_path / "cache")
    assert result.out.startswith("Heap\n")
    assert result.err.count("\n") == 1


POOR = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("poor", POOR)
@pytest.mark.parametrize("command", ["read intro", "timeline", "define eliza -f svg", "toc --json"])
def test_an_encoding_without_our_letters_gets_stand_ins(shell: Shell, run: Run, poor: str, command: str) -> None:
    """Columns stay where they are, and only what has nothing like it becomes a question mark."""
    done = shell.run(f"mlsys {command}", "latin-1" if poor == "latin-1" else "ascii", **POOR[poor])
    assert (done.code, done.err) == (0, "")
    usual = run(*command.split()).out
    assert len(done.out.splitlines()) == len(usual.splitlines())
    assert done.out.count("?") - usual.count("?") <= len(re.findall("[£€√≠]", usual))


def test_talk_in_a_poor_encoding(shell: Shell) -> None:
    done = shell.run("mlsys define 'zzz\u2014\U0001f642'", "ascii", PYTHONIOENCODING="ascii")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err


# --- content that means harm, or is broken -----------------------------------------------------------------------

HOSTILE = r"""
--- gc/chapter.yaml
title: "Gar\e[31mbage [bold red]x[/] <b>y</b>"
summary: "\e]0;owned\a <script>alert(1)</script> [/nonsense] \x9b31m"
sections:
- id: why
  title: "Why\e[2J [blink]"
  body: |
    Some [bold]markup[/bold], <script>alert(1)</script> and <img src=x onerror=alert(1)>.
- {id: how, title: How, body: "So.\e[31m \x9b2J\u202e \r over"}
--- gc/glossary.yaml
terms:
- {id: heap, name: "He\e[31map [red]", kind: concept, definition: "A \e[5m <script>alert(1)</script> [/] [link=x]."}
--- gc/tables.yaml
tables:
- id: t
  title: "T\e[1m"
  columns: [{id: a, name: "A\e[1m"}]
  rows: [{aspect: "<script>alert(1)</script>", cells: {a: "\e[31m"}}]
--- gc/timeline.yaml
eras: [{id: e, name: "E\e[1m", start: 1950, end: 1960}]
events: [{id: v, year: 1955, title: "V\e[1m <script>alert(1)</script>", body: "\e]8;;x\a", era: e}]
"""


def test_hostile_content_is_harmless(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(HOSTILE))
    for command in ("", "toc", "read gc", "define heap", "compare t", "timeline", "search markup", "list terms"):
        for form in ("text", "plain", "json", "markdown", "svg", "html"):
            result = run(*command.split(), "--format", form, "--content", book)
            assert result.out
            assert [
                c for c in result.out + result.err if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\t"
            ] == []
            if form in ("svg", "html", "markdown"):
                assert not re.search(r"(?<!\\)<(script|img|b)\b", result.out)


def test_markup_in_content_is_shown_as_it_stands(run: Run, make_book: MakeBook) -> None:
    out = run("read", "gc", "--color", "always", "--content", str(make_book(HOSTILE))).out
    assert "[bold]markup[/bold]" in out
    assert "<script>alert(1)</script>" in out


BROKEN = """
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Where things lie., se_also: [stack]}
- {id: stack, name: Stack, kind: concept, definition: Last in.}
- {id: queue, name: Queue, kind: concept, defintion: First in.}
"""


def test_what_is_sound_stays_readable(run: Run, make_book: MakeBook) -> None:
    result = run("define", "heap", "--content", str(make_book(BROKEN)))
    assert result.code == 0
    assert result.out.startswith("Heap\n")


def test_a_mistake_is_told_once_with_its_place_and_a_hint(run: Run, make_book: MakeBook) -> None:
    err = run("define", "stack", "--content", str(make_book(BROKEN))).err
    assert err.startswith("mlsys: the book has mistakes; the sound part is shown\n")
    assert re.search(r"gc/glossary\.yaml:2:\d+: [a-z-]+: a term has no 'se_also'", err)
    assert "did you mean 'see_also'?" in err


def test_what_is_lost_is_not_just_missing(run: Run, make_book: MakeBook) -> None:
    result = run("define", "queue", "--content", str(make_book(BROKEN)))
    assert (result.code, result.out) == (3, "")
    assert re.search(r"gc/glossary\.yaml:4:\d+: [a-z-]+: .*'definition'", result.err)


@pytest.mark.parametrize("command", ["read gc", "toc"])
def test_a_chapter_that_cannot_be_parsed(run: Run, make_book: MakeBook, command: str) -> None:
    book = make_book({"gc/chapter.yaml": "title: [\n"})
    result = run(*command.split(), "--content", str(book))
    assert result.code == 3
    assert re.search(r"gc/chapter\.yaml:\d+:\d+: [a-z-]+: .+", result.err)


# --- completion --------------------------------------------------------------------------------------------------


def offered(shell: Shell, line: str, kind: str) -> list[str]:
    """What a shell is offered for the last word of a line that begins with `mlsys`."""
    words = line.split(" ")
    env = {"_MLSYS_COMPLETE": f"complete_{kind}"}
    if kind == "bash":
        env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    else:
        env |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = shell.run("mlsys", **env)
    assert (done.code, done.err) == (0, "")
    if kind == "zsh":
        return re.findall(r'"([^"]+)"(?::"[^"]*")?\n?', done.out)
    return [item.split("\t")[0] for item in done.out.split("\n") if item]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("mlsys def", "define"),
        ("mlsys define backp", "backpropagation"),
        ("mlsys --json define backp", "backpropagation"),
        ("mlsys --width 40 define backp", "backpropagation"),
        ("mlsys define eliza --width 40 backp", "backpropagation"),
        ("mlsys define --js", "--json"),
        ("mlsys read intr", "intro"),
        ("mlsys read intro/symb", "intro/symbolic-ai"),
        ("mlsys compare deploy", "deployment-spectrum"),
        ("mlsys search --kind ta", "table"),
        ("mlsys config new", "new-per-day"),
        ("mlsys export st", "study"),
        ("mlsys import st", "study"),
        ("mlsys suspend backp", "backpropagation"),
    ],
)
def test_what_tab_offers(shell: Shell, line: str, word: str) -> None:
    assert word in offered(shell, line, "bash")


@pytest.mark.parametrize("kind", ["zsh", "fish"])
def test_what_tab_offers_in_other_shells(shell: Shell, kind: str) -> None:
    assert "define" in offered(shell, "mlsys def", kind)
    assert "backpropagation" in offered(shell, "mlsys --width 40 define backp", kind)


def test_tab_offers_nothing_where_there_is_no_book(shell: Shell) -> None:
    assert offered(shell, "mlsys --content /nonexistent define backp", "bash") == []


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_the_completion_script_is_valid(shell: Shell, kind: str, tmp_path: Path) -> None:
    script = shell.run(f"mlsys completion {kind}")
    assert (script.code, script.err) == (0, "")
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    (tmp_path / "script").write_text(script.out)
    assert shell.run(f"{kind} -n '{tmp_path}/script'") == (0, "", "")
    assert not (tmp_path / "home").exists()


def test_bash_completes_through_the_script(shell: Shell) -> None:
    line = 'eval "$(mlsys completion bash)"; COMP_WORDS=(mlsys --width 40 define backp); COMP_CWORD=4; '
    assert shell.run(
        f'{line} $(complete -p mlsys | sed "s/.*-F \\([^ ]*\\).*/\\1/") mlsys; echo "${{COMPREPLY[@]}}"'
    ).out == ("backpropagation\n")


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
def test_fish_completes_through_the_script(shell: Shell) -> None:
    done = shell.run("fish -c 'mlsys completion fish | source; complete -C \"mlsys define backp\"'")
    assert done.out == "backpropagation\tBackpropagation\n"
