"""The bundled book itself: that it is whole, that nothing in it dangles, and that it reads well."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.book.model import Chapter, Section
from mlsys_cli.book.parse.load import load_book, load_chapter
from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import Block, Bullets, Paragraph, Quote, plain
from mlsys_cli.text.english import normalize_name
from tests.support.program import Run

CONTENT = BUNDLED_BOOK


@pytest.fixture(scope="module")
def chapter() -> Chapter:
    """The introduction, as its author wrote it."""
    return load_chapter(CONTENT / "intro").chapter


def every_section(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from every_section(section.sections)


def paragraphs(text: str) -> Iterator[str]:
    """The running text of some prose; code is not prose. A link without words says where it leads."""
    yield from _paragraphs(parse_prose(text))


def _paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield plain(
                    span if span.style == "cite" or span.text else span._replace(text=span.target) for span in spans
                )
            case Bullets(items):
                for item in items:
                    yield from _paragraphs(item)
            case Quote(inner):
                yield from _paragraphs(inner)


def all_prose(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Where each paragraph of the chapter stands, and the paragraph."""
    texts = [("summary", chapter.head.summary), *(("objectives", text) for text in chapter.head.objectives)]
    texts += [(s.id, text) for s in every_section(chapter.sections) for text in (s.body, s.remember, s.disputed)]
    texts += [(t.id, x) for t in chapter.terms for x in (t.definition, t.explanation, t.example, t.disputed)]
    texts += [(e.id, x) for e in chapter.events for x in (e.title, e.body, e.disputed)]
    texts += [(e.id, x) for e in chapter.eras for x in (e.summary, e.disputed)]
    texts += [(t.id, x) for t in chapter.tables for x in (t.caption, t.disputed)]
    texts += [(t.id, cell) for t in chapter.tables for row in t.rows for cell in row.texts.values()]
    texts += [(f.id, x) for f in chapter.figures for x in (f.caption, f.alt)]
    for place, text in texts:
        for paragraph in paragraphs(text):
            yield place, paragraph


def terms(run: Run, chapter: Chapter) -> list[dict[str, Any]]:
    """All entries as JSON."""
    names = "\n".join(term.id for term in chapter.terms)
    documents: list[dict[str, Any]] = run("define", "-", "--json", stdin=names).json["terms"]
    return documents


# --- it is whole ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_book_has_no_mistakes(run: Run) -> None:
    assert run("check") == (0, "", "")


def test_the_book_is_as_large_as_it_must_be(chapter: Chapter) -> None:
    assert len(chapter.terms) >= 90
    assert len(chapter.events) >= 45
    assert Counter(era.kind for era in chapter.eras) == {"era": 6, "winter": 2}
    assert len(chapter.tables) == 9
    figures = {figure.id for figure in chapter.figures}
    assert "book-roadmap" in figures
    assert len(figures) >= 8
    assert len(chapter.head.objectives) >= 5


def test_the_prose_is_a_chapter_long(chapter: Chapter) -> None:
    words = sum(len(p.split()) for s in every_section(chapter.sections) for p in paragraphs(s.body))
    assert 9_000 <= words <= 15_000


def test_every_section_ends_with_what_to_remember(chapter: Chapter) -> None:
    assert [section.id for section in every_section(chapter.sections) if not section.remember.strip()] == []


def test_every_event_has_a_source_and_all_but_the_eras_own_a_place_to_read_on(chapter: Chapter) -> None:
    assert [event.id for event in chapter.events if not event.sources] == []
    assert [event.id for event in chapter.events if not event.section] == []


def test_the_facts_of_which_people_disagree_say_so(run: Run) -> None:
    """A few of those that the sources tell differently: when a winter ended, and when the perceptron was born."""
    timeline = run("timeline", "--json").json
    disputed = {item["id"] for item in (*timeline["eras"], *timeline["events"]) if item["disputed"]}
    assert {"second-winter", "shallow", "perceptron-report"} <= disputed


# --- nothing dangles -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_term_leads_back_to_a_section_and_on_to_two_terms(run: Run, chapter: Chapter) -> None:
    found = terms(run, chapter)
    assert len(found) == len(chapter.terms)
    assert [term["id"] for term in found if not term["sections"]] == []
    assert [term["id"] for term in found if len(set(term["see_also"]) - {term["id"]}) < 2] == []


def test_every_term_has_a_source_or_cites_one(chapter: Chapter) -> None:
    unsourced = [t.id for t in chapter.terms if not t.sources and "[@" not in t.definition + t.explanation + t.example]
    assert unsourced == []


@pytest.mark.slow
def test_every_alias_is_answered_with_its_own_term(run: Run, chapter: Chapter) -> None:
    aliases = [(alias, term.id) for term in chapter.terms for alias in (term.name, *term.aliases)]
    answers = run("define", "-", "--json", stdin="\n".join(alias for alias, _ in aliases))
    assert answers.code == 0
    wrong = [
        (alias, entry_id, answer["id"])
        for (alias, entry_id), answer in zip(aliases, answers.json["terms"], strict=True)
        if answer["id"] != entry_id or answer["match"]["how"] == "fuzzy"
    ]
    assert wrong == []


def test_no_two_terms_answer_to_one_name(chapter: Chapter) -> None:
    owners: dict[str, set[str]] = {}
    for term in chapter.terms:
        for name in (term.id, term.name, *term.aliases):
            owners.setdefault(normalize_name(name), set()).add(term.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_every_table_and_figure_is_placed_in_the_prose(chapter: Chapter) -> None:
    prose = "\n".join(section.body for section in every_section(chapter.sections))
    names = [f"table:{table.id}" for table in chapter.tables] + [f"figure:{figure.id}" for figure in chapter.figures]
    assert [name for name in names if prose.count(f"![[{name}]]") != 1] == []


def test_every_section_that_is_named_anywhere_exists(chapter: Chapter) -> None:
    known = {f"intro/{section.id}" for section in every_section(chapter.sections)}
    for path in sorted((CONTENT / "intro").glob("*.yaml")):
        named = set(re.findall(r"\bintro/[a-z0-9-]+", path.read_text(encoding="utf-8")))
        assert named - known == set(), path.name


def test_a_table_has_a_cell_for_each_column_of_each_row(chapter: Chapter) -> None:
    for table in chapter.tables:
        columns = [column.id for column in table.columns]
        for row in table.rows:
            assert list(row.cells) == columns, (table.id, row.aspect)
            assert all(row.cells.values()), (table.id, row.aspect)


def test_what_a_figure_connects_is_drawn(chapter: Chapter) -> None:
    for figure in chapter.figures:
        nodes = {node.id for node in figure.nodes}
        assert {end for edge in figure.edges for end in edge[:2]} <= nodes, figure.id


def test_who_is_credited_is_named(run: Run) -> None:
    book = load_book(CONTENT).book
    assert "Vijay Janapa Reddi" in book.credit
    assert book.licence
    assert "Vijay Janapa Reddi" in " ".join(run("cite").out.split()[:60])


# --- it reads well -------------------------------------------------------------------------------------------------


def test_no_sentence_is_too_long_to_follow(chapter: Chapter) -> None:
    long = [
        (place, sentence)
        for place, paragraph in all_prose(chapter)
        for sentence in re.split(r"(?<=[.!?])[\"”’)]*\s+", paragraph)
        if len(sentence.split()) > 45
    ]
    assert long == []


def test_no_word_is_doubled(chapter: Chapter) -> None:
    meant = {"that that", "had had"}
    doubled = [
        (place, match[0])
        for place, paragraph in all_prose(chapter)
        for match in re.finditer(r"\b([a-z]+)\s+\1\b", paragraph, re.IGNORECASE)
        if match[0].casefold() not in meant
    ]
    assert doubled == []


def test_definitions_are_one_or_two_sentences_and_say_no_name_first(chapter: Chapter) -> None:
    """`Perceptron: a perceptron is …` says its name twice."""
    for term in chapter.terms:
        text = " ".join(paragraphs(term.definition))
        sentences = re.split(r"(?<=[a-z)\d][.!?])\s+(?=[A-Z])", text.strip())
        assert 1 <= len(sentences) <= 2, term.id
        assert not re.match(rf"(an?|the)?\s*{re.escape(term.name)}\s+(is|was|are)\b", text, re.IGNORECASE), term.id
        assert text.rstrip().endswith((".", "]")), term.id


def test_prose_has_none_of_the_phrases_that_say_nothing(chapter: Chapter) -> None:
    empty = re.compile(
        r"it is important to note|it's important to|revolutioni[sz]|delve|in today's world|game.chang|cutting.edge"
        r"|ever.evolving|plays? a (crucial|vital|key) role|in conclusion\b|state.of.the.art",
        re.IGNORECASE,
    )
    found = [(place, match[0]) for place, text in all_prose(chapter) if (match := empty.search(text))]
    assert found == []


def test_no_line_of_yaml_was_left_unfolded_or_with_a_tab() -> None:
    for path in sorted(Path(CONTENT).rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert "\t" not in text, path
        assert "\r" not in text, path
        assert not re.search(r"[ ]+$", text, re.MULTILINE), path


@pytest.mark.slow
def test_every_reader_of_yaml_can_read_the_book() -> None:
    """PyYAML's parser in Python is stricter than the one in C, which the program uses: a `?` in a list needs quotes."""
    for path in sorted(Path(CONTENT).rglob("*.yaml")):
        yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_tape_in_the_book_adds_up_gradients_as_pytorch_does() -> None:
    """A second `backward()` adds to the gradients of the inputs, and a reset leaves nothing of earlier steps."""
    body = next(s.body for s in load_chapter(CONTENT / "ai-frameworks").chapter.sections if s.id == "tape")
    names: dict[str, Any] = {"math": math}
    exec(dedent(re.search(r"(?: {4}.*\n)+", body)[0]), names)  # type: ignore[index]  # noqa: S102 (our own code)
    var = names["Var"]

    x1, x2 = var(2.0), var(5.0)
    y = x1 * x2 + x1.sin()
    y.backward()
    assert (y.value, x1.grad, x2.grad) == pytest.approx((10.909, 4.584, 2.0), abs=0.001)
    y.backward()
    assert (x1.grad, x2.grad) == pytest.approx((9.168, 4.0), abs=0.001)

    for _ in range(3):
        x1.grad = 0.0
        (x1 * x1).backward()
        assert x1.grad == 4.0
