"""What a book brings for an exhibit: a script of ELIZA, rules, messages. It may be a stranger's."""

from pathlib import Path

import pytest

from mlsys_cli.book.book_exhibits import engines
from tests.fuzz.hostile_packs import SOUND, write_folder, write_zip
from tests.support.cases import each
from tests.support.program import MakeBook, Run
from tests.support.reader import read_along

SCRIPT = "(HOW IS YOUR GARDEN)\n(ROSE ((0 ROSE 0) (HOW LONG HAS IT BEEN 3)))\n(NONE ((0) (PLANTS NEED TIME)))\n"
RULES = """\
goals: [cause]
parameters: {leaves: {ask: What are the leaves like?, values: [yellow, brown]}, cause: {when: never}}
rules: [{rule: 1, if: [leaves is brown], then: cause is drought, cf: 0.8}]
"""
MAIL = "spam\tBuy seeds now\nham\tThe roses are in bloom\n" * 10

EXHIBITS = """\
exhibits:
- {id: gardener, title: The gardener, exhibit: eliza, file: data/gardener.txt, summary: It talks about plants.,
   licence: CC0, formerly: [planter]}
- {id: plants, title: Sick plants, exhibit: mycin, file: data/plants.yaml, summary: It finds out why a plant wilts.}
- {id: post, title: Mail of a nursery, exhibit: spam, file: data/post.txt, summary: It knows the trade.}
"""

GARDEN = {
    "exhibits.yaml": EXHIBITS,
    "data/gardener.txt": SCRIPT,
    "data/plants.yaml": RULES,
    "data/post.txt": MAIL,
    "gc/chapter.yaml": """\
title: Plants
summary: Of plants.
sections:
- {id: why, title: Why, run: gardener, body: "Ask [[run:gardener]] or [[run:eliza/gardener|him]].\\n\\n![[run:plants]]"}
""",
}


@pytest.fixture
def garden(make_book: MakeBook) -> str:
    """The folder of a book with data for three exhibits."""
    return str(make_book(GARDEN))


def problems(run: Run, make_book: MakeBook, files: dict[str, str], rules: str) -> list[str]:
    """What `mlsys check` says of the garden with other files, by path, line, column and rule."""
    book = make_book(GARDEN | files)
    found = run("check", str(book), "--json", "--select", rules).json["problems"]
    return [
        f"{Path(p['path']).relative_to(book)}:{p['line']}:{p['column']}: {p['rule']}: {p['message']}" for p in found
    ]


@each("name", ["gardener", "eliza/gardener", "the gardener", "eliza gardener", "ELIZA/Gardener", "planter", "gardenr"])
def test_it_runs_like_a_preset_by_its_name_or_a_nearby_one(run: Run, garden: str, name: str) -> None:
    done = run("run", *name.split(), "--content", garden, stdin="My rose is ill")
    assert (done.code, done.out) == (0, "HOW LONG HAS IT BEEN IS ILL\n")
    assert ("showing 'The gardener'" in done.err) == (name == "gardenr")


def test_rules_and_messages_run_too(run: Run, garden: str) -> None:
    assert "drought 0.800" in run("run", "plants", "--content", garden, stdin="brown").out
    judged = run("run", "post", "--set", "message=Buy seeds", "--json", "--content", garden).json
    assert (judged["command"], judged["preset"]) == ("mlsys run spam/post --set 'message=Buy seeds'", "post")
    assert judged["frames"][-1]["numbers"]["messages"] == 20
    assert "The data of Mail of a nursery are from the book" in judged["ours"]


def test_what_the_program_has_comes_first(run: Run, garden: str) -> None:
    assert run("run", "eliza/mirror", "--content", garden, stdin="I see you").out == "YOU SEE I\n"
    missing = run("run", "eliza/farmer", "--content", garden)
    assert (missing.code, missing.err.splitlines()[0]) == (2, "mlsys: there is no preset 'farmer'")
    assert run("run", "mycin/gardener", "--content", garden).code == 2


def test_it_is_listed_found_and_completed(run: Run, garden: str) -> None:
    assert "eliza/gardener\tThe gardener\n" in run("run", "--content", garden).out
    listed = run("run", "--json", "--content", garden).json
    assert [one["name"] for one in listed["own"]] == ["eliza/gardener", "mycin/plants", "spam/post"]
    assert listed["own"][0]["licence"] == "CC0"
    assert run("list", "exhibits", "--content", garden).out.startswith("gardener\tThe gardener\n")
    (hit, *_) = run("search", "gardener", "--json", "--content", garden).json["hits"]
    assert (hit["kind"], hit["open"]) == ("exhibit", "mlsys run gardener")
    assert run("run", "--json", "--content", "/nonexistent").json["own"] == []


def test_a_text_names_it_in_links_and_boxes_and_the_reader_runs_it(run: Run, garden: str) -> None:
    shown = run("read", "gc/why", "--content", garden).out
    assert "Ask The gardener or him." in shown
    assert "Run it: Sick plants (MYCIN, 1976)" in shown
    assert "mlsys run mycin/plants" in shown
    assert "Try it: mlsys run eliza/gardener" in shown
    page, _, talk, answered = read_along("gc/why", "⇥", "⏎", "⏎", "my rose is ill⏎", content=garden)[1:5]
    assert page.link == "run:eliza/gardener"
    assert "HOW IS YOUR GARDEN" in talk.text
    assert "HOW LONG HAS IT BEEN IS ILL" in answered.text


def test_a_box_follows_what_the_book_says_of_it(run: Run, garden: str) -> None:
    assert "Sick plants" in run("read", "gc/why", "--content", garden).out
    (Path(garden) / "exhibits.yaml").write_text(EXHIBITS.replace("Sick plants", "Plant doctor"), encoding="utf-8")
    assert "Plant doctor" in run("read", "gc/why", "--content", garden).out


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_new_one_comes_with_a_file_and_runs(run: Run, make_book: MakeBook) -> None:
    book = str(make_book({}))
    said = {"eliza": "TELL ME MORE ABOUT YOUR CAT", "mycin": "cause is power 0.800", "spam": "A spam filter (1998)"}
    said["bpe"] = "Byte-pair encoding (2016)"
    assert [*said] == engines()
    for engine, words in said.items():
        made = run("new", "exhibit", f"A new {engine}", "--kind", engine, "--in", book)
        assert (made.code, "exhibits.yaml:" in made.out) == (0, True)
        stdin = {"eliza": "my cat", "mycin": "no"}.get(engine, "")
        assert words in run("run", f"a-new-{engine}", "--content", book, stdin=stdin).out
    assert run("check", book, "--select", "unusable-data,unknown-engine,taken-name").code == 0
    own = Path(book) / "data" / "mine.txt"
    own.write_text(SCRIPT)
    assert run("new", "exhibit", "mine", "--in", book).code == 0
    assert own.read_text() == SCRIPT
    assert "already exists" in run("new", "exhibit", "mine", "--in", book).err


def test_another_id_is_written_wherever_it_is_named(run: Run, make_book: MakeBook) -> None:
    book = make_book(GARDEN | {"gc/chapter.yaml": GARDEN["gc/chapter.yaml"].replace("|him", "")})
    assert run("rename", "exhibit:gardener", "florist", "--content", str(book)).code == 0
    text = (book / "gc/chapter.yaml").read_text()
    assert "run: florist" in text
    assert "[[run:florist]] or [[run:eliza/florist]]" in text
    assert "gardener" not in text
    exhibits = (book / "exhibits.yaml").read_text()
    assert "id: florist" in exhibits
    assert "formerly: [planter, gardener]" in exhibits
    assert run("run", "gardener", "--content", str(book), stdin="My rose is ill").code == 0


# --- checking --------------------------------------------------------------------------------------------------------


@each(
    "changed, problem",
    [
        ({}, ""),
        (
            {"exhibits.yaml": EXHIBITS.replace("exhibit: eliza", "exhibit: elisa")},
            "exhibits.yaml:2:48: unknown-engine: the exhibit 'elisa' isn't there",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("exhibit: eliza", "exhibit: tree ")},
            "exhibits.yaml:2:48: unknown-engine: the exhibit 'tree' reads no file",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("id: post", "id: rules")},
            "exhibits.yaml:5:8: taken-name: 'rules' is a preset of the program",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("data/post.txt", "../post.txt")},
            "exhibits.yaml:5:61: unusable-data: '../post.txt' can't be used: it isn't in the folder of the book",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("data/post.txt", "/etc/passwd")},
            "exhibits.yaml:5:61: unusable-data: '/etc/passwd' can't be used: it isn't in the folder of the book",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("data/post.txt", "data/none.txt")},
            "exhibits.yaml:5:61: unusable-data: 'data/none.txt' can't be used: No such file or directory",
        ),
        (
            {"exhibits.yaml": EXHIBITS.replace("data/post.txt", "data")},
            "exhibits.yaml:5:61: unusable-data: 'data' can't be used: it is no file",
        ),
        (
            {"data/post.txt": MAIL * 600},
            "exhibits.yaml:5:61: unusable-data: 'data/post.txt' can't be used: it is larger than 250 KB",
        ),
        (
            {"data/gardener.txt": SCRIPT.replace("(ROSE ((0", "(ROSE (0")},
            "data/gardener.txt:2:1: unusable-data: the script can't be read: line 2: expected a pattern such as"
            " (0 YOU ARE 0) in a rule",
        ),
        (
            {"data/plants.yaml": RULES.replace("leaves is brown", "leaf is brown")},
            "data/plants.yaml:3:1: unusable-data: the rule base can't be used: line 3: rule 1: there is no parameter"
            " 'leaf'",
        ),
        (
            {"data/plants.yaml": RULES.replace("when: never", "when: now")},
            "data/plants.yaml:2:1: unusable-data: the rule base can't be used: line 2: cause: when has to be first,"
            " last or never",
        ),
        (
            {"data/plants.yaml": RULES.replace("rules: [", "rules: [[")},
            "data/plants.yaml:4:1: unusable-data: the rule base can't be used: line 4: did not find expected ',' or"
            " ']'",
        ),
        (
            {"gc/chapter.yaml": GARDEN["gc/chapter.yaml"].replace("[[run:gardener]]", "[[run:gardner]]")},
            "gc/chapter.yaml:4:57: dangling-run: there is no exhibit 'gardner'",
        ),
    ],
)
def test_what_is_wrong_with_it_is_a_problem_with_its_place(
    run: Run, make_book: MakeBook, changed: dict[str, str], problem: str
) -> None:
    rules = "unknown-engine,taken-name,unusable-data" if "exhibits.yaml" in changed else "dangling-run,unusable-data"
    assert problems(run, make_book, changed, rules) == ([problem] if problem else [])


def test_a_link_out_of_the_book_is_not_followed(run: Run, make_book: MakeBook, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SCRIPT, encoding="utf-8")
    book = make_book(GARDEN)
    (book / "data/gardener.txt").unlink()
    (book / "data/gardener.txt").symlink_to(tmp_path / "secret.txt")
    done = run("run", "gardener", "--content", str(book), stdin="My rose")
    assert (done.code, done.out) == (3, "")
    assert "'data/gardener.txt' can't be used: it isn't in the folder of the book" in done.err


# --- strangers -------------------------------------------------------------------------------------------------------


def test_a_pack_brings_its_data_and_nothing_else(run: Run, tmp_path: Path) -> None:
    files = {**SOUND, **{name: text for name, text in GARDEN.items() if name != "gc/chapter.yaml"}}
    source = write_zip(tmp_path / "pack.zip", files={**files, "data/more.txt": "none of it", "run.sh": "rm -rf /"})
    assert run("pack", "add", source, "--name", "stranger").code == 0
    kept = sorted(path.name for path in (tmp_path / "home/data/mlsys-cli/packs").rglob("*") if path.is_file())
    assert kept == [
        "book.yaml",
        "chapter.yaml",
        "exhibits.yaml",
        "gardener.txt",
        "pack.json",
        "plants.yaml",
        "post.txt",
    ]
    assert run("run", "gardener", stdin="My rose is ill").out == "HOW LONG HAS IT BEEN IS ILL\n"


def test_a_pack_for_a_later_version_is_taken(run: Run, tmp_path: Path) -> None:
    later = {**SOUND, "exhibits.yaml": EXHIBITS.replace("exhibit: eliza", "exhibit: later")}
    source = write_folder(tmp_path / "later", {**later, "data/plants.yaml": RULES, "data/post.txt": MAIL})
    assert run("pack", "add", source).code == 0
    done = run("run", "gardener")
    assert (done.code, done.out) == (1, "")
    assert "this version of mlsys has no exhibit 'later'" in done.err


@each(
    "script, said",
    [
        ("(HI)\n(LOOP ((0) (PRE (LOOP) (=LOOP))))\n(NONE ((0) (GO ON)))", "stopped after 10,000 rules"),
        ("(HI)\n(GROW ((0) (PRE (1 1) (=GROW))))\n(NONE ((0) (GO ON)))", "at most 10,000 words"),
        ("(HI)\n(NONE ((0) (SEE \x1b[31m PWNED\x07 \x9b31m \u202eTHIS)))", "SEE [31M PWNED"),
    ],
)
def test_a_hostile_script_gets_a_clean_answer(run: Run, make_book: MakeBook, script: str, said: str) -> None:
    book = str(make_book(GARDEN | {"data/gardener.txt": script}))
    done = run("run", "gardener", "--why", "--content", book, stdin="loop grow")
    assert done.code == 0
    assert said in done.out
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & {*done.out}
