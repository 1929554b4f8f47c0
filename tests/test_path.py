"""`mlsys path`: the ways through a book, and what follows the one that a learner has chosen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.store import Store
from tests.support.program import Clock, MakeBook, Result, Run
from tests.support.reader import read_along

NOW = 1_795_000_000_000_000

BOOK = {
    "book.yaml": """
id: tiny
title: Tiny
parts: [{title: All, chapters: [gc, rc, end]}]
paths:
- {id: whole, title: The whole book, audience: You have time.}
- {id: short, title: In short, audience: You are in a hurry., places: [end, gc/how, gc/why]}
""",
    **{
        f"{chapter}/chapter.yaml": f"title: {chapter.upper()}\nsummary: S.\nsections:\n"
        + "".join(f"- {{id: {name}, title: {name.title()}, body: {'word ' * 300}}}\n" for name in sections)
        for chapter, sections in {"gc": ("why", "how"), "rc": ("count", "drop"), "end": ("last",)}.items()
    },
}

SHORT = ["end/last", "gc/how", "gc/why"]


@pytest.fixture
def book(make_book: MakeBook, clock: Clock) -> str:
    clock.now = NOW
    return str(make_book(BOOK))


@pytest.fixture
def mlsys(run: Run, book: str, home: Path) -> Callable[..., Result]:
    return lambda *line, **env: run(*line, "--content", book, **env)


def test_the_paths_with_how_long_they_take(mlsys: Callable[..., Result], store: Store) -> None:
    store.read("tiny:section:end/last", NOW)
    page = mlsys("path").out.replace("\u00a0", " ")
    assert "whole  The whole book · 8 min, 20 % read · You have time." in page
    assert "short  In short · 5 min, 33 % read · You are in a hurry." in page
    assert "your path" not in page
    assert [path["places"] for path in mlsys("path", "--json").json["paths"]] == [[], ["end", "gc/how", "gc/why"]]


def test_a_book_without_paths_is_read_as_a_whole(run: Run, make_book: MakeBook) -> None:
    book = str(make_book({}))
    assert "This book has no paths" in run("path", "--content", book).out
    assert run("path", "short", "--content", book).err.endswith("this book has no paths\n")


def test_one_is_chosen_by_its_id_its_title_or_nearly(mlsys: Callable[..., Result]) -> None:
    for name in (["short"], ["in", "short"], ["shrot"]):
        assert "your path is now 'In short'" in mlsys("path", *name).err
        assert "In short ← your path" in mlsys("path").out
        mlsys("path", "whole")
        assert "In short ← your path" not in mlsys("path").out
    assert (mlsys("path", "zebra").code, mlsys("--exact", "path", "shrot").code) == (1, 1)


@pytest.mark.parametrize(
    ("path", "order"), [("whole", ["gc/why", "gc/how", "rc/count", "rc/drop", "end/last"]), ("short", SHORT)]
)
def test_today_leads_from_the_first_section_to_the_last(
    mlsys: Callable[..., Result], store: Store, path: str, order: list[str]
) -> None:
    mlsys("path", path)
    read = []
    while section := mlsys("today", "--json").json["read"]:
        read.append(section["id"])
        store.read(f"tiny:section:{section['id']}", NOW + len(read))
    assert read == order
    assert ("“In short” is read to its end" in mlsys("today").out) is (path == "short")


def test_what_is_read_elsewhere_doesnt_lead_astray(mlsys: Callable[..., Result], store: Store) -> None:
    mlsys("path", "short")
    store.read("tiny:section:end/last", NOW + 1)
    store.read("tiny:section:rc/count", NOW + 2)
    assert mlsys("today", "--json").json["read"]["id"] == "gc/how"
    assert mlsys("--json").json["next"] == "gc/how"


def test_home_today_and_progress_count_what_belongs_to_it(mlsys: Callable[..., Result], store: Store) -> None:
    for section, ago in (("end/last", 3), ("rc/count", 2)):
        store.read(f"tiny:section:{section}", NOW - ago * DAY)
    assert [chapter["id"] for chapter in mlsys("--json").json["chapters"]] == ["gc", "rc", "end"]
    assert mlsys("today", "--json").json["share_read"] == 0.4
    mlsys("path", "short")
    assert [chapter["id"] for chapter in mlsys("--json").json["chapters"]] == ["end", "gc"]
    today = mlsys("today", "--json").json
    assert (today["share_read"], today["path"]) == (0.333, "short")
    assert "33\u00a0% of the words of “In short” read" in mlsys("today").out
    assert "mlsys path · In short: 1 of 3 sections, 33\u00a0% of the words" in mlsys("progress").out


def test_home_offers_them_until_one_is_chosen_or_something_is_read(mlsys: Callable[..., Result], store: Store) -> None:
    assert "mlsys path · 2 ways to read it" in mlsys().out
    mlsys("path", "whole")
    assert "mlsys path" not in mlsys().out
    mlsys("reset", "--yes")
    assert "mlsys path" in mlsys().out
    store.read("tiny:section:gc/why", NOW)
    assert "mlsys path" not in mlsys().out


def test_the_next_section_is_the_next_of_the_path(mlsys: Callable[..., Result]) -> None:
    mlsys("path", "short")
    terminal = {"size": (80, 60), "NO_COLOR": "1"}
    assert "mlsys read gc/how · 1.2 How" in mlsys("read", "end/last", **terminal).out
    assert "Next:" not in mlsys("read", "gc/why", **terminal).out, "the path ends here"
    assert "mlsys read rc/drop" in mlsys("read", "rc/count", **terminal).out, "this isn't on it"
    assert "Next: mlsys read gc/how" in mlsys("read", "gc/why").out, "a script gets the book"


@pytest.mark.usefixtures("reading")
def test_a_key_goes_along_it_and_a_link_chooses_another(mlsys: Callable[..., Result], book: str) -> None:
    mlsys("path", "short")
    pages = [screen.page for screen in read_along("end/last", "<end>]", "<end>]", "[", content=book)]
    assert pages == ["end/last", "gc/how", "gc/why", "gc/how"]
    home = read_along("paths", "<down>", "⏎", content=book)[-1]
    assert "Your path is now" in home.text
    chosen = read_along("paths", "gpath short⏎", content=book)[-1].text
    assert "your path is now 'In short'" in chosen
    assert "In short ← your path" in chosen, "the page that is open says so, too"


def test_two_computers_have_one_path(
    mlsys: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mlsys("path", "short")
    exported = mlsys("export", "study", "-").out
    (tmp_path / "study.jsonl").write_text(exported, encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "laptop"))
    mlsys("import", "study", str(tmp_path / "study.jsonl"))
    assert "In short ← your path" in mlsys("path").out


def test_a_place_that_the_book_doesnt_have_is_reported(run: Run, make_book: MakeBook) -> None:
    book = make_book(BOOK | {"book.yaml": BOOK["book.yaml"].replace("gc/how, gc/why", "gc/hwo, rd")})
    found = run("check", str(book)).out
    assert "book.yaml:7:" in found
    assert "dangling-section" in found
    assert "dangling-link" in found
    assert "book.yaml" not in run("check", str(make_book(BOOK, "sound"))).out


def test_two_paths_of_one_id_are_reported(run: Run, make_book: MakeBook) -> None:
    book = make_book(BOOK | {"book.yaml": BOOK["book.yaml"].replace("id: short", "id: whole")})
    assert "doubled-part-id" in run("check", str(book)).out
