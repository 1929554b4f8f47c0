"""`mlsys cite`: the sources, who cites each, and all of them for LaTeX."""

import re

import pytest

from tests.support.program import MakeBook, Run

SOURCES = {
    "book.yaml": "id: t\ntitle: T\ncredit: After *Jones*.\nparts: [{title: All, chapters: [gc]}]\n",
    "references.yaml": """
references:
- {key: knuth1968, authors: [Donald Knuth], year: 1968, title: "50% of {all} & more_", venue: AW, doi: 10.1/x_y}
- {key: team, authors: [A Team, B Team, C Team, et al.], title: Why?, venue: "", arxiv: "2001.00001", url: "https://u.example"}
""",
    "gc/chapter.yaml": (
        "title: G\nsummary: S.\nsections:\n- {id: why, title: Why, body: 'So [@knuth1968; @team].'}\n"
        "- {id: end, title: End, body: 'End [@knuth1968].'}\n"
    ),
    "gc/glossary.yaml": "terms: [{id: x, name: X, kind: concept, definition: D., sources: [knuth1968]}]\n",
}


@pytest.fixture
def book(make_book: MakeBook) -> str:
    return str(make_book(SOURCES))


def entries(bibtex: str) -> dict[str, dict[str, str]]:
    """The entries of some BibTeX by their keys, each with its fields; it raises if anything else is there."""
    found = {}
    for entry in bibtex.strip().split("\n\n"):
        head = re.fullmatch(r"@(?:misc|book)\{([\w:.-]+),\n(.*)\n\}", entry, re.DOTALL)
        assert head is not None, entry
        fields = [re.fullmatch(r"  (\w+) = \{(.*)\},", line) for line in head[2].split("\n")]
        found[head[1]] = {field[1]: field[2] for field in fields if field is not None}
        assert None not in fields, entry
    return found


def test_a_source_with_who_cites_it(run: Run, book: str) -> None:
    out = run("cite", "knuth1968", "--content", book).out
    assert "Donald Knuth (1968). 50% of {all} & more_. AW." in out
    assert "https://doi.org/10.1/x_y" in out
    assert out.endswith(
        "Cited by  1.1 Why\n          1.2 End\n          X · term\nOpen      mlsys read 1.1\n          mlsys define x\n"
    )
    document = run("cite", "knuth1968", "--content", book, "--json").json
    assert document["cited_by"] == {"sections": ["gc/why", "gc/end"], "terms": ["x"]}


def test_the_imprint_of_a_book_stands_above_its_sources(run: Run, make_book: MakeBook) -> None:
    more = 'authors: [Ada Jones, Li Wei]\nversion: "2.0"\nlanguage: en-GB\nhomepage: https://t.example\n'
    book = str(make_book(SOURCES | {"book.yaml": SOURCES["book.yaml"] + more}))
    assert "Ada Jones, Li Wei · version 2.0 · https://t.example\n\nAfter Jones." in run("cite", "--content", book).out
    (stated,) = run("cite", "--json", "--content", book).json["books"]
    assert stated["authors"] == ["Ada Jones", "Li Wei"]
    assert (stated["version"], stated["language"]) == ("2.0", "en-GB")
    assert '/book, version 2.0"' in run("doctor", "--json", "--content", book).out
    assert run("--json", "--content", book).json["books"] == [stated]
    wrong = "id: t\ntitle: T\nparts: []\n"
    told = run("check", str(make_book({"book.yaml": f"{wrong}homepage: t.example\n"}))).out
    assert "book.yaml:4:11: bad-address: this isn't a web address" in told
    assert "'version' must be a text" in run("check", str(make_book({"book.yaml": f"{wrong}version: 2.0\n"}))).out


def test_without_a_key_all_of_them_and_the_credit(run: Run, book: str) -> None:
    out = run("cite", "--content", book).out
    assert "\nAfter Jones.\n" in out
    assert out.index("knuth1968 ·") < out.index("team ·")
    assert "A Team, B Team, C Team and others. Why? https://arxiv.org" in " ".join(out.split())


def test_one_source_has_all_its_authors(run: Run, book: str) -> None:
    assert "A Team, B Team, C Team, et al." in run("cite", "team", "--content", book).out


def test_bibtex_of_a_source_escapes_what_latex_would_obey(run: Run, book: str) -> None:
    found = entries(run("cite", "knuth1968", "--format", "bibtex", "--content", book).out)
    assert found == {
        "knuth1968": {
            "author": "Donald Knuth",
            "title": r"{50\% of \{all\} \& more\_}",
            "howpublished": "AW",
            "year": "1968",
            "doi": "10.1/x_y",
            "url": "https://doi.org/10.1/x_y",
        }
    }


def test_bibtex_has_no_field_or_command_of_the_book(run: Run, make_book: MakeBook) -> None:
    """A bibliography is run by LaTeX, to which `^^5c` is a backslash too."""
    attack = r"x}, note = {\input{/etc/passwd} ^^5cinput"
    sources = "".join(
        f"- {{key: {key}, authors: ['{attack}'], title: '{attack}', venue: '{attack}', {field}: '{attack}'}}\n"
        for key, field in zip("abcdef", ("doi", "arxiv", "url", "isbn", "accessed", "pages"), strict=True)
    )
    sources += f"- {{key: '{attack}', authors: [], title: T, venue: V}}\n"
    book = make_book({"references.yaml": f"references:\n{sources}"})
    bibtex = run("cite", "--content", str(book), "--format", "bibtex").out
    assert list(entries(bibtex)) == [*"abcdef", "xnoteinputetcpasswd5cinput"]
    for fields in entries(bibtex).values():
        for value in fields.values():
            assert "^^" not in value
            assert not re.search(r"\\(?![{}^&%$#_])", value)
            assert re.fullmatch(r"\{?[^{}]*\}?", re.sub(r"\\\^\{\}|\\.", "", value))


def test_bibtex_knows_others_and_leaves_out_what_is_unknown(run: Run, book: str) -> None:
    team = entries(run("cite", "--format", "bibtex", "--content", book).out)["team"]
    assert team["author"] == "A Team and B Team and C Team and others"
    assert {"year", "howpublished", "doi"}.isdisjoint(team)


def test_bibtex_of_the_whole_book_parses(run: Run) -> None:
    found = entries(run("cite", "--format", "bibtex").out)
    keys = [line.split("\t")[0] for line in run("list", "sources").out.splitlines()]
    assert list(found) == keys
    for fields in found.values():
        assert {"title"} <= set(fields)
        for value in fields.values():
            bare = re.sub(r"\\[{}]", "", value)
            assert bare.count("{") == bare.count("}")
            assert not re.search(r"(?<!\\)[%#$]", fields["title"])


DOYLE = {
    "references.yaml": """
references:
- {key: doyle2018, authors: [William Doyle], year: 2018, title: The Oxford History of the French Revolution,
   edition: 3, venue: Oxford University Press, isbn: "978-0-19-880493-2"}
- {key: taine1875, editors: [A. One, B. Two], authors: [], title: Origins, venue: V, pages: 12–34, language: French,
   translators: [C. Three], url: "https://o.example", accessed: 2026-03-14}
""",
    "gc/glossary.yaml": """
terms:
- {id: x, name: X, kind: concept, definition: "D [@doyle2018, p. 196; @taine1875].", example: "E [@doyle2018, ch. 2]."}
""",
}


def test_a_source_with_all_its_fields(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(DOYLE)))
    page = " ".join(run("cite", *book, "--width", "200").out.split())
    assert (
        "William Doyle (2018). The Oxford History of the French Revolution (3rd edition). Oxford University Press."
        " ISBN 978-0-19-880493-2." in page
    )
    assert (
        "A. One, B. Two (editors). Origins (translated by C. Three; in French). V, 12–34. https://o.example"
        " (accessed 14 March 2026)" in page
    )
    found = entries(run("cite", "--format", "bibtex", *book).out)
    assert (
        found["doyle2018"].items()
        >= {
            "edition": "3",
            "publisher": "Oxford University Press",
            "isbn": "978-0-19-880493-2",
        }.items()
    )
    assert (
        found["taine1875"].items()
        >= {
            "editor": "A. One and B. Two",
            "translator": "C. Three",
            "pages": "12--34",
            "language": "French",
            "urldate": "2026-03-14",
        }.items()
    )
    assert [hit["id"] for hit in run("search", "three", *book, "--json").json["hits"]] == ["taine1875"]


def test_a_citation_names_the_place_in_the_source(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(DOYLE)))
    page = run("define", "x", *book).out
    assert "D [1, p. 196][2]." in page
    assert "Example: E [1, ch. 2]." in page
    assert run("define", "x", *book, "--json").json["definition"] == "D."
    assert run("search", "196", *book).code == 1
    assert run("cite", "doyle2018", *book, "--json").json["cited_by"] == {"terms": ["x"]}
    assert "broken-mark" not in run("check", *book[1:]).out


def test_only_sources_can_be_bibtex(run: Run) -> None:
    result = run("define", "eliza", "--format", "bibtex")
    assert (result.code, result.out) == (2, "")


def test_a_slip_in_a_key_is_forgiven_and_an_unknown_key_is_not(run: Run) -> None:
    assert run("cite", "rumelhat1986", "--json").json["id"] == "rumelhart1986"
    result = run("cite", "zzzz")
    assert (result.code, result.out) == (1, "")


def test_every_source_has_a_way_to_it_or_a_venue(run: Run) -> None:
    for source in run("cite", "--json").json["sources"]:
        assert source["url"] or source["venue"], source["id"]


def test_two_books_with_a_source_of_the_same_key(run: Run, make_book: MakeBook) -> None:
    """On one page, each citation leads to the source of its own book, and each event to its own book's section."""
    folders = []
    for name, author in (("one", "Ada Byron"), ("two", "Bea Cyrus")):
        term = f"{{id: {name}-heap, name: {name} heap, kind: concept, definition: 'A pile [@same].'}}"
        event = f"{{id: {name}-event, year: 1960, title: {name}, body: b, section: gc/why, sources: [same]}}"
        files = {
            "book.yaml": f"id: {name}\ntitle: {name}\nparts: [{{title: All, chapters: [gc]}}]\n",
            "references.yaml": f"references: [{{key: same, authors: [{author}], title: Of {name}, venue: Press}}]\n",
            "gc/glossary.yaml": f"terms: [{term}]\n",
            "gc/timeline.yaml": f"events: [{event}]\n",
        }
        folders += ["--content", str(make_book(files, name))]
    defined = run("define", "one-heap, two-heap", *folders).out
    assert ("A pile [1]." in defined, "A pile [2]." in defined) == (True, True)
    assert defined.index("1. Ada Byron") < defined.index("2. Bea Cyrus")
    dated = run("timeline", "--all", *folders).out
    assert ("Ada Byron" in dated, "Bea Cyrus" in dated) == (True, True)
    assert ("mlsys read one:gc/why" in dated, "mlsys read two:gc/why" in dated) == (True, True)
    assert run("define", "two-heap", "--json", *folders).json["sources"] == []
    assert "Bea Cyrus" in run("cite", "two:same", *folders).out
