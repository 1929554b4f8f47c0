"""Reading packs beside the bundled book."""

from collections.abc import Callable
from pathlib import Path

from mlsys_cli.packs.installed import BUNDLED
from tests.fuzz.hostile_packs import SOUND, write_folder
from tests.support.cases import each
from tests.support.program import Run


def test_a_pack_is_read_beside_the_bundled_book(read: Run) -> None:
    assert "concept · garbage" in read("define", "heap").out
    assert "· intro-to-mlsys" in read("define", "eliza").out
    assert "eliza\tELIZA\tintro-to-mlsys" in read("list", "terms").out


def test_without_packs_no_book_is_named(run: Run) -> None:
    assert "intro-to-mlsys" not in run("define", "eliza").out
    assert "eliza\tELIZA\n" in run("list", "terms").out


@each(
    "command, words",
    [
        ("define heap", "concept · garbage"),
        ("read gc", "garbage\n"),
        ("read gc/why", "garbage › 1 Garbage collection\n"),
        ("compare ways", "garbage\n"),
        ("figure loop", "garbage\n"),
        ("cite mc", "garbage\n"),
        ("cite", "mc · garbage · A. Mc (1960)"),
        ("timeline --all", "Lisp collects · garbage"),
        ("timeline --all", "Batch, 1950–1970 · garbage"),
        ("search memory fills", "Why memory fills · section · garbage"),
        ("toc", "Garbage collection · garbage"),
        ("list tables", "ways\tWays to collect\tgarbage"),
    ],
)
def test_each_answer_says_which_book_it_is_from(read: Run, command: str, words: str) -> None:
    assert words in read(*command.split(), "--width", "200").out
    assert words not in read("--pack", "garbage", *command.split(), "--width", "200").out


@each(
    "command, find",
    [
        ("define heap", lambda shown: shown),
        ("read gc", lambda shown: shown),
        ("read gc/why", lambda shown: shown),
        ("compare ways", lambda shown: shown),
        ("figure loop", lambda shown: shown),
        ("cite mc", lambda shown: shown),
        ("cite", lambda shown: shown["sources"][-1]),
        ("timeline --from 1960 --to 1960", lambda shown: next(e for e in shown["events"] if e["id"] == "lisp")),
        ("search memory fills", lambda shown: shown["hits"][0]),
        ("toc", lambda shown: shown["chapters"][-1]),
        ("list tables", lambda shown: shown["items"][-1]),
    ],
)
def test_json_has_the_book_always(read: Run, command: str, find: Callable[..., object]) -> None:
    for options in ((), ("--pack", "garbage")):
        # An entry is a dict.
        assert find(read(*options, *command.split(), "--json").json)["book"] == "garbage"  # type: ignore[index]


def test_a_pack_cannot_take_the_place_of_a_bundled_term(read: Run) -> None:
    """Not even with a name for what is an alias in the bundled book."""
    for query in ("backpropagation", "backprop"):
        result = read("define", query, "--json")
        assert result.json["book"] == "intro-to-mlsys"
        assert result.json["id"] == "backpropagation"
        assert result.err.startswith("mlsys: showing intro-to-mlsys:backpropagation; there is also garbage:")
    assert read("define", "garbage:backpropagation", "--json").json["book"] == "garbage"
    assert read("define", "garbage:backprop", "--json").json["id"] == "back"


def test_a_pack_cannot_make_the_words_of_a_bundled_section_ambiguous(run: Run, tmp_path: Path) -> None:
    book = {path.replace("gc/", "intro/"): text.replace("[gc]", "[intro]") for path, text in SOUND.items()}
    book["intro/chapter.yaml"] = book["intro/chapter.yaml"].replace("id: why, title: Why", "id: symbolic-ai, title: AI")
    assert run("pack", "add", write_folder(tmp_path / "copy", book), "--name", "copy").code == 0
    result = run("read", "intro", "symbolic", "--json")
    assert (result.code, result.json["book"]) == (0, "intro-to-mlsys")
    assert "there is also copy:intro/symbolic-ai" in result.err


def test_ids_of_a_list_lead_to_the_very_entries(read: Run) -> None:
    lines = [line.split("\t") for line in read("list", "terms").out.splitlines()]
    ids = [entry_id for entry_id, name, *_ in lines if name == "Backpropagation"]
    assert ids == ["intro-to-mlsys:backpropagation", "garbage:backpropagation"]
    assert [read("define", entry_id, "--json").json["book"] for entry_id in ids] == ["intro-to-mlsys", "garbage"]


def test_the_id_of_a_book_opens_its_first_chapter(read: Run) -> None:
    opened = read("read", "garbage", "--json").json
    assert (opened["id"], opened["book"]) == ("gc", "garbage")
    assert read("read", "why", "memory", "fills", "--json").json["id"] == "gc/why"


def test_one_pack_is_chosen(read: Run) -> None:
    assert read("--pack", "garbage", "toc", "--json").json["title"] == "The Book of Garbage"
    assert read("toc", "--pack", BUNDLED, "--json").json["chapters"][0]["book"] == BUNDLED
    chapters = read("toc", "--pack", "garbage", "--pack", BUNDLED, "--json").json["chapters"]
    assert {chapter["book"] for chapter in chapters} == {"garbage", BUNDLED}
    assert read("--pack", "garbage", "toc", MLSYS_CONTENT="nosuch").code == 0


def test_a_pack_that_is_not_there_cannot_be_chosen(read: Run) -> None:
    result = read("--pack", "garbag", "toc")
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no pack 'garbag'\n  did you mean 'garbage'?\n"
    assert read("--pack", "garbage", "--content", "x", "toc").code == 2


def test_content_that_is_given_is_read_alone(read: Run, tmp_path: Path) -> None:
    book = write_folder(tmp_path / "sound", SOUND)
    assert read("list", "chapters", "--content", book).out == "gc\tGarbage\n"
    assert read("list", "chapters", MLSYS_CONTENT=book).out == "gc\tGarbage\n"


def test_a_timeline_drawn_as_a_figure_is_that_of_its_own_book(run: Run, read: Run) -> None:
    """The stranger's one has the year 1960, and none of the bundled book's eras."""
    assert "garbage" in read("timeline", "lisp", "--json").json["events"][0]["book"]
    alone, beside = (command("figure", "ai-timeline", "--json").json for command in (run, read))
    assert alone == beside


def test_titles_of_many_books_are_cut_short(run: Run, tmp_path: Path) -> None:
    for number, title in enumerate(("One", "Two", "Three")):
        assert f"+ {title}" not in run("toc").out
        book = {**SOUND, "book.yaml": SOUND["book.yaml"].replace("Sound", title).replace("sound", f"b{number}")}
        assert run("pack", "add", write_folder(tmp_path / title, book)).code == 0
        if title == "Two":
            assert run("toc", "--json").json["title"].endswith(" + One + Two")
    assert run("toc", "--json").json["title"].endswith(" + One + 2 more books")


def test_an_id_that_is_an_alias_elsewhere_is_written_with_its_book(run: Run, tmp_path: Path) -> None:
    """The bundled book has the alias TPU, which is what `mlsys define tpu` shows."""
    terms = "- {id: tpu, name: Toe, kind: concept, definition: At the foot., see_also: [nail]}\n"
    terms += "- {id: nail, name: Nail, kind: concept, definition: On a toe., see_also: [tpu]}\n"
    body = "A [[tpu]] has a [[nail]]."
    book = {**SOUND, "gc/glossary.yaml": f"terms:\n{terms}"}
    book["gc/chapter.yaml"] = SOUND["gc/chapter.yaml"].replace("So.", f"'{body}'")
    assert run("pack", "add", write_folder(tmp_path / "toes", book)).code == 0
    assert "mlsys define sound:tpu" in run("define", "nail").out
    assert run("define", "sound:tpu", "--json").json["name"] == "Toe"
    assert run("define", "tpu", "--json").json["id"] == "tensor-processing-unit"
    assert "\ntensor-processing-unit\t" in run("list", "terms").out
