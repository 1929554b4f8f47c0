"""`mlsys import glossary` and `bibtex`: what these formats have, and what of it a book can't have."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cases import each
from tests.support.program import Run


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def import_text(run: Run, form: str, name: str, text: str) -> dict[str, Any]:
    """The JSON of an import of a file into the folder `book`, which `mlsys check` then accepts."""
    Path(name).write_text(text, encoding="utf-8")
    result: dict[str, Any] = run("import", form, name, "--into", "book", "--write", "--json").json
    assert run("check", "book", "--level", "error").out == ""
    return result


def listed(path: str) -> list[dict[str, Any]]:
    """The entries of a file of the book."""
    entries: list[dict[str, Any]]
    (entries,) = yaml.safe_load((Path("book") / path).read_text(encoding="utf-8")).values()
    return entries


def lost(result: dict[str, Any]) -> Counter[str]:
    """The number of losses of each sort."""
    return Counter(loss["what"] for loss in result["losses"])


# --- a glossary in JSON ----------------------------------------------------------------------------------------------


def glossary(*terms: dict[str, object]) -> str:
    """A file as the generator of a textbook writes it."""
    whole = [
        {"definition": "It is one.", "chapter_source": "dl_primer", "aliases": [], "see_also": []} | t for t in terms
    ]
    return json.dumps({"metadata": {"total_terms": len(whole)}, "terms": whole}, indent=2)


def test_a_term_comes_into_its_chapter(run: Run) -> None:
    text = glossary(
        {"term": "batch size", "definition": "How many.", "aliases": ["size of a batch"], "see_also": ["Mini-Batch"]},
        {"term": "mini-batch", "chapter_source": "training"},
    )
    assert import_text(run, "glossary", "g.json", text)["losses"] == []
    (term,) = listed("dl-primer/glossary.yaml")
    assert (term["name"], term["definition"], term["aliases"]) == ("Batch size", "How many.", ["size of a batch"])
    assert term["see_also"] == [listed("training/glossary.yaml")[0]["id"]] == ["mini-batch"]


@each("term, definition, name, aliases", [
    ("gradient descent", "It goes down.", "Gradient descent", None),
    ("gpu cluster", "Many a GPU in a rack.", "GPU cluster", None),
    ("apache kafka", "In short, Apache Kafka is a queue.", "Apache Kafka", None),
    ("batch", "It has one. Batch by batch.", "Batch", None),  # only a sentence begins with the capital
    ("LoRA", "It adapts.", "LoRA", None),
    ("tensor processing unit (tpu)", "A chip.", "Tensor processing unit", ["TPU"]),
])  # fmt: skip  # a case a line
def test_a_name_in_lower_case_is_written_as_a_heading(
    run: Run, term: str, definition: str, name: str, aliases: list[str] | None
) -> None:
    import_text(
        run, "glossary", f"{name}.json", glossary({"term": term, "definition": definition, "chapter_source": name})
    )
    (entry,) = listed(f"{name.lower().replace(' ', '-')}/glossary.yaml")
    assert (entry["name"], entry.get("aliases")) == (name, aliases)


def test_terms_that_may_be_one_are_reported_and_kept(run: Run) -> None:
    text = glossary(
        {"term": "agi"},
        {"term": "artificial general intelligence"},
        {"term": "asic"},
        {"term": "asic", "chapter_source": "training"},
        {"term": "graph"},
    )
    result = import_text(run, "glossary", "g.json", text)
    assert [loss["detail"] for loss in result["losses"]] == ["agi; artificial general intelligence", "asic; asic"]
    assert [term["name"] for term in listed("dl-primer/glossary.yaml")] == [
        "AGI", "Artificial general intelligence", "Asic", "Graph"
    ]  # fmt: skip  # a name each
    assert listed("training/glossary.yaml")[0]["sense"] == "training"


def test_what_a_term_has_no_field_for_is_counted(run: Run) -> None:
    text = glossary({"term": "a", "appears_in": ["x", "y"]}, {"term": "b"}, {"term": "c", "definition": ""})
    assert lost(import_text(run, "glossary", "g.json", text)) == {
        "values of 'appears_in'": 1,
        "terms without a name or a definition": 1,
    }


# --- bibliographies --------------------------------------------------------------------------------------------------

BIB = r"""
@string{jml = "Journal of {M}achines"}

@Article{Muller.2020*1,
  author = {M{\"u}ller, J{\"o}rg and {World Health Organization} and de la Cruz, Ana and others},
  title = {{GPT} \& 50% of {\'E}tudes: $O(n^2)$ --- and 16 $\times$ 16},
  journal = jml, volume = 12, number = 3, pages = {117--124}, year = 2020, month = jan,
  doi = {https://doi.org/10.1000/182}, url = {www.example.org/a_b%20c}, address = {Bern},
}

@inproceedings{short, author = {Ann Other}, title = {Short}, crossref = {whole}}
@proceedings{whole, title = {All of It}, year = {1999}, editor = {Ed Itor}}
@misc{paper, author = {A B}, title = {P}, year = 2017, journal = {arXiv preprint arXiv:1706.03762}}
@article{short, title = {Again}}
@article{broken, title = {Open
@misc{nameless, title = {No author}}
"""


def test_a_bibliography_becomes_sources(run: Run) -> None:
    result = import_text(run, "bibtex", "refs.bib", BIB)
    first, short, whole, paper, nameless = listed("references.yaml")
    assert first["imported"].pop("hash")
    assert first == {
        "key": "muller-2020-1",
        "authors": ["Jörg Müller", "World Health Organization", "Ana de la Cruz"],
        "year": 2020,
        "title": "GPT & 50% of Études: O(n²) — and 16 × 16",
        "venue": "Journal of Machines 12(3)",
        "doi": "10.1000/182",
        "url": "https://www.example.org/a_b%20c",
        "pages": "117-124",
        "imported": {"format": "bibtex", "from": "refs.bib", "id": "Muller.2020*1"},
    }
    assert (short["title"], short["venue"], short["year"], whole["authors"]) == (
        "Short",
        "All of It",
        1999,
        ["Ed Itor"],
    )
    assert (paper["arxiv"], nameless["authors"], nameless["venue"]) == ("1706.03762", ["Anonymous"], "")
    assert lost(result) == {
        "'and others' in lists of names": 1,
        "fields 'month'": 1,
        "fields 'address'": 1,
        "keys that are there twice": 1,
        "entries that can't be read": 1,
    }
    assert run("cite", "muller-2020-1", "--content", "book").code == 0


def test_fields_may_begin_with_a_capital_and_hold_several_isbns(run: Run) -> None:
    """BibDesk writes `Author`, and Zotero the numbers of all editions."""
    text = "@book{a, Author={Ann Other and Bea Cee}, Title={T}, ISBN={978-1-4614-7137-0 978-1-4614-7138-7}}"
    result = import_text(run, "bibtex", "refs.bib", text)
    (entry,) = listed("references.yaml")
    assert (entry["authors"], entry["isbn"]) == (["Ann Other", "Bea Cee"], "978-1-4614-7137-0")
    assert [loss["detail"] for loss in result["losses"]] == ["978-1-4614-7138-7"]


def test_a_bibliography_in_json_is_read_as_well(run: Run) -> None:
    item = {
        "id": "lovelace1843",
        "type": "article-journal",
        "title": "Notes on the <i>Engine</i>",
        "author": [{"family": "Lovelace", "given": "Ada"}, {"literal": "A Society"}],
        "issued": {"date-parts": [[1843, 9]]},
        "container-title": "Scientific Memoirs",
        "volume": 3,
        "page": "666–731",
        "DOI": "10.1000/1",
        "accessed": {"date-parts": [["2026", "3", 14]]},
        "abstract": "Long.",
    }
    result = import_text(run, "bibtex", "refs.json", json.dumps([item, {"id": "x"}]))
    (entry,) = listed("references.yaml")
    assert {key: entry[key] for key in entry if key != "imported"} == {
        "key": "lovelace1843",
        "authors": ["Ada Lovelace", "A Society"],
        "year": 1843,
        "title": "Notes on the Engine",
        "venue": "Scientific Memoirs 3",
        "doi": "10.1000/1",
        "accessed": "2026-03-14",
        "pages": "666-731",
    }
    assert lost(result) == {"fields 'abstract'": 1, "entries that can't be read": 1}


def test_a_long_key_and_a_long_title_end_in_no_line_break(run: Run) -> None:
    item = {
        "id": f"url:https://example.org/{'papers/' * 12}a.pdf",
        "title": "A long title " * 8,
        "issued": {"raw": "2012"},
    }
    import_text(run, "bibtex", "refs.json", json.dumps([item]))
    (entry,) = listed("references.yaml")
    assert entry["key"].endswith("papers-a-pdf")
    assert entry["title"] == ("A long title " * 8).strip()
    assert run("check", "book").err == ""


def test_an_address_that_can_not_be_right_is_left_out(run: Run) -> None:
    text = "@misc{a, author={A B}, title={T}, doi={10.1000 and more}, url={https://example.org/a b}}"
    result = import_text(run, "bibtex", "refs.bib", text)
    assert [loss["detail"] for loss in result["losses"]] == ["10.1000 and more"]
    assert listed("references.yaml")[0]["url"] == "https://example.org/a%20b"


@each("form, name, text, message", [
    ("glossary", "a.json", "[" * 100_000, "isn't valid JSON"),
    ("glossary", "b.json", "[1, 2]", "no list of terms"),
    ("bibtex", "c.json", '{"a": ', "isn't valid JSON"),
    ("bibtex", "d.bib", "Nothing here.", "has no entries"),
    ("bibtex", "e.bib", "\xff", "isn't valid UTF-8"),
])  # fmt: skip  # a case a line
def test_another_file_is_refused(run: Run, form: str, name: str, text: str, message: str) -> None:
    Path(name).write_text(text, encoding="latin-1")
    result = run("import", form, name, "--into", "book", "--write")
    assert (result.code, message in result.err) == (3, True)
    assert not Path("book").exists()
