"""Search: words, phrases and beginnings in everything that the book holds, best first, with the words around them."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mlsys_cli.index.query import all_of, parse_query
from tests.support.cases import each, some_of
from tests.support.program import MakeBook, Run, SharedBook

SHELF = """
--- book.yaml
id: tiny
title: Tiny
parts: [{title: All, chapters: [gc, os]}]
--- references.yaml
references:
- {key: collins1960, authors: [George Collins], year: 1960, title: Erasure of Lists, venue: Communications of the ACM}
--- gc/chapter.yaml
title: Garbage
summary: What is left over, and who sweeps it.
sections:
- {id: marking, title: Marking, body: "A [[heap|heap]] is marked from its roots. Quantities matter."}
- {id: counting, title: Counting, body: "A cycle of references keeps itself alive. A naïve collector leaks it."}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, aliases: [free store], kind: concept, definition: "Memory without an order, in a pile."}
- {id: pile, name: Pile, kind: concept, definition: "A heap of heaps, heap upon heap upon heap."}
--- gc/timeline.yaml
events:
- {id: lisp, year: 1960, title: Lisp collects, body: The first collector sweeps.}
--- gc/tables.yaml
tables:
- id: ways
  title: Two ways
  columns: [{id: mark, name: Tracing}, {id: count, name: Tallying}]
  rows: [{aspect: Weakness, cells: {mark: it pauses, count: it leaks}}]
--- gc/figures.yaml
figures:
- {id: loop, kind: cycle, title: The loop, alt: Two boxes in a ring., nodes: [{id: a, name: Scavenge}]}
--- os/chapter.yaml
title: Systems
summary: What runs below.
sections:
- {id: paging, title: Paging, body: "A page of the heap is written to a disk. Garbage in, garbage out."}
--- os/glossary.yaml
terms:
- {id: page, name: Page, kind: concept, definition: A stretch of memory.}
"""


@pytest.fixture
def shelf(shared_book: SharedBook) -> str:
    """A book of two chapters with something of each kind."""
    return str(shared_book(SHELF))


def hits(run: Run, shelf: str, *argv: str) -> list[str]:
    """What a search finds, best first, as `kind id`; nothing where it misses."""
    result = run("search", *argv, "--json", "--content", shelf)
    if result.code == 1:
        assert result.out == ""
        return []
    assert result.code == 0
    return [f"{hit['kind']} {hit['id']}" for hit in result.json["hits"]]


# --- what is found ---------------------------------------------------------------------------------------------------


@each(
    "word, hit",
    [
        ("leftover", ""),
        ("left", "chapter gc"),
        ("roots", "section gc/marking"),
        ("order", "term heap"),
        ("lisp", "event lisp"),
        ("1960", "event lisp"),
        ("tallying", "table ways"),
        ("weakness", "table ways"),
        ("pauses", "table ways"),
        ("scavenge", "figure loop"),
        ("boxes", "figure loop"),
        ("erasure", "source collins1960"),
        ("collins", "source collins1960"),
        ("communications", "source collins1960"),
        ("store", "term heap"),
    ],
)
def test_everything_that_has_words_is_searched(run: Run, shelf: str, word: str, hit: str) -> None:
    """Sections, terms and their aliases, events and years, cells and columns, boxes and alt texts, authors, venues."""
    assert hits(run, shelf, word)[:1] == ([hit] if hit else [])


def test_what_has_all_words_comes_first_then_what_has_most(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "marked", "roots") == hits(run, shelf, "marked roots") == ["section gc/marking"]
    assert hits(run, shelf, "roots", "marked", "sweeps") == ["section gc/marking", "chapter gc", "event lisp"]
    assert hits(run, shelf, "pauses", "roots") == ["section gc/marking", "table ways"], "none has both"


def test_case_accents_and_endings_do_not_matter(run: Run, shelf: str) -> None:
    for word in ("NAIVE", "naïve", "nai\u0308ve"):
        assert hits(run, shelf, word) == ["section gc/counting"]
    assert hits(run, shelf, "collecting") == hits(run, shelf, "collects") == ["event lisp"]
    assert hits(run, shelf, "leak") == hits(run, shelf, "leaking") == ["section gc/counting", "table ways"]


@each("query", ["behaviour", "behavior", "grouping behaviours", "groupings behavior"])
def test_both_spellings_find_the_pages_of_either(run: Run, make_book: MakeBook, query: str) -> None:
    sections = [f"{{id: {name}, title: {name}, body: The {name} of a grouping.}}" for name in ("behaviour", "behavior")]
    book = str(
        make_book({"gc/chapter.yaml": f"title: Garbage\nsummary: What is left.\nsections: [{', '.join(sections)}]"})
    )
    assert sorted(hits(run, book, query)) == ["section gc/behavior", "section gc/behaviour"]
    assert run("search", query, "--json", "--content", book).json["hits"][1]["lacks"] == []


def test_a_word_in_both_spellings_counts_once(run: Run, make_book: MakeBook) -> None:
    bodies = ["Marks, behaviour or behavior.", "Marks, marks or behaviour.", *["Cells."] * 8]
    sections = [f"{{id: s{place}, title: Cell, body: {body!r}}}" for place, body in enumerate(bodies)]
    book = str(
        make_book({"gc/chapter.yaml": f"title: Garbage\nsummary: What is left.\nsections: [{', '.join(sections)}]"})
    )
    assert hits(run, book, "marked behaviour") == ["section gc/s1", "section gc/s0"]


def test_a_phrase_in_quotes_is_found_as_it_is_spelt(run: Run, make_book: MakeBook) -> None:
    section = "{id: one, title: One, body: The behaviour of a grouping.}"
    book = str(make_book({"gc/chapter.yaml": f"title: Garbage\nsummary: What is left.\nsections: [{section}]"}))
    assert hits(run, book, '"behaviour of"') == ["section gc/one"]
    assert hits(run, book, '"behavior of"') == []


def test_a_phrase_stands_together(run: Run, shelf: str) -> None:
    assert hits(run, shelf, '"heap upon heap"') == ["term pile"]
    assert hits(run, shelf, '"upon heap heap"') == []
    assert hits(run, shelf, '"garbage out" disk') == ["section os/paging"]
    assert hits(run, shelf, '"garbage out" scavenge') == ["section os/paging"], "of a phrase and a word, the phrase"
    assert hits(run, shelf, '"garbage out') == ["section os/paging"]


def test_a_star_is_for_words_that_begin_so(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "scav*") == ["figure loop"]
    assert hits(run, shelf, "s*", "boxes") == ["figure loop"]
    assert hits(run, shelf, '"scave*"') == ["figure loop"], "within quotes it's a sign, and then the beginning is tried"


def test_a_word_that_occurs_nowhere_is_tried_as_a_beginning(run: Run, shelf: str) -> None:
    result = run("search", "quantit", "--content", shelf)
    assert "mlsys read gc/marking" in result.out
    assert hits(run, shelf, "scaveng") == ["figure loop"]
    assert run("search", "quantie", "--content", shelf).code == 1, "only the stem of quantities begins like its own"


def test_a_typo_is_forgiven_and_told(run: Run, shelf: str) -> None:
    result = run("search", "colector", "sweeps", "--json", "--content", shelf)
    assert result.err == "mlsys: showing hits for 'collector sweeps'\n"
    assert [hit["id"] for hit in result.json["hits"]] == ["lisp"]
    assert (result.json["query"], result.json["searched"]) == ("colector sweeps", "collector sweeps")
    lacking = run("search", "colector", "leaks", "pauses", "--json", "--content", shelf).json["hits"]
    assert {word for hit in lacking for word in hit["lacks"]} == {"collector", "leaks", "pauses"}


def test_a_letter_that_should_be_doubled_is_a_typo(run: Run) -> None:
    """The index has the stem of `overfiting`, and the entry is called overfitting."""
    for typed, meant in (("overfiting", "overfitting"), ("embeding", "embedding")):
        result = run("search", typed, "--json")
        assert (result.err, result.json["hits"][0]["id"]) == (f"mlsys: showing hits for '{meant}'\n", meant)
    for spelt in ("labelling", "overfits", '"overfitting"'):
        assert run("search", spelt).err == "", spelt


def test_a_typo_within_a_phrase(run: Run, shelf: str) -> None:
    result = run("search", '"referneces keeps"', "--json", "--content", shelf)
    assert result.json["searched"] == '"references keeps"'
    assert [hit["id"] for hit in result.json["hits"]] == ["gc/counting"]


@each("query", ["zzzz", "what is zzzz", 'heap "zzzz"', '"zzzz"', "zzzz*", "banana", "🙂", "!", '""', "***"])
def test_a_miss(run: Run, shelf: str, query: str) -> None:
    result = run("search", query, "--content", shelf)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("mlsys: nothing found for")


# --- questions -------------------------------------------------------------------------------------------------------


def test_words_that_every_question_has_do_not_count(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "why does a naive collector leak")[0] == "section gc/counting"
    assert hits(run, shelf, "whats it that pauses and cant stand still") == hits(run, shelf, "pauses")
    assert hits(run, shelf, "which of them pauses") == hits(run, shelf, "pauses")


def test_what_a_question_names_comes_first_and_the_longest_name_of_all(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "what is the free store good for")[0] == "term heap"
    assert set(hits(run, shelf, "difference between a page and a pile")[:2]) == {"term pile", "term page"}


def test_a_name_that_is_written_in_one_word_is_found(run: Run, shelf: str) -> None:
    assert "term heap" in hits(run, shelf, "does the freestore leak")


def test_a_name_among_many_other_words_is_only_one_of_them(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "disk written page of garbage")[0] == "section os/paging"


def test_a_name_that_stands_everywhere_does_not_come_first(run: Run) -> None:
    """Unless the question is about nothing else."""
    best = run("search", "why is my model so unfair", "--json").json["hits"][0]
    assert best["id"] != "model"
    assert run("search", "what is a model", "--json").json["hits"][0]["id"] == "model"


def test_sources_come_last_unless_asked_for(run: Run, shelf: str) -> None:
    found = ["section gc/counting", "event lisp", "source collins1960"]
    assert hits(run, shelf, "communications with a collector") == found
    assert hits(run, shelf, "erasure of garbage", "--kind", "source") == ["source collins1960"]


def test_words_that_no_hit_has_are_told(run: Run, shelf: str) -> None:
    result = run("search", "how are roots of zzzz marked", "--content", shelf)
    assert result.out.splitlines()[3] == "No page has 'zzzz'."
    result = run("search", "pauses", "roots", "--json", "--content", shelf)
    assert result.json["missing"] == []
    assert [hit["lacks"] for hit in result.json["hits"]] == [["pauses"], ["roots"]]
    assert "Marking · section · without pauses" in run("search", "pauses", "roots", "--content", shelf).out


def test_an_english_word_that_the_book_lacks_is_not_taken_for_another(run: Run, shelf: str) -> None:
    """`barking` is one letter from `marking`, and so is `narking`, which is no common word."""
    result = run("search", "barking", "roots", "--json", "--content", shelf)
    assert (result.err, result.json["missing"]) == ("", ["barking"])
    assert run("search", "narking", "--json", "--content", shelf).json["searched"] == "marking"
    assert run("search", "barking", "--content", shelf).code == 1


@each("words", ["prompt injection", "dearer", "gradient accumulation", "sparsity"])
def test_an_english_word_is_not_corrected(run: Run, words: str) -> None:
    result = run("search", words, "--json")
    assert "showing hits" not in result.err
    assert result.code == 1 or result.json["searched"] == words


def test_a_correction_must_stand_beside_another_word_of_the_query(run: Run, shelf: str) -> None:
    """No entry has both references and a disk; a name, such as that of the heap, needs no other word."""
    assert (
        run("search", "a", "refernces", "cycle", "--json", "--content", shelf).json["searched"] == "a references cycle"
    )
    assert run("search", "refernces", "disk", "--json", "--content", shelf).json["searched"] == "refernces disk"


def test_a_short_word_is_not_tried_as_a_beginning(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "colle") == ["section gc/counting", "event lisp", "source collins1960"]
    assert hits(run, shelf, "coll") == []
    assert hits(run, shelf, "col*") == hits(run, shelf, "colle")


ASKED = {
    "gc/chapter.yaml": """
title: Garbage
summary: S.
sections:
- {id: why, title: Marking, body: Memory is swept., also_asked: [program gets slower]}
""",
    "gc/glossary.yaml": """
terms:
- {id: heap, name: Heap, kind: concept, definition: Memory without an order., also_asked: [where objects live, RAM]}
- {id: pile, name: Pile, kind: concept, definition: Objects that live on objects that live on objects.}
""",
}


def test_what_learners_ask_for_is_searched_like_a_name_and_never_shown(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(ASKED))
    assert hits(run, book, "objects live") == ["term heap", "term pile"]
    assert hits(run, book, "slower programs") == ["section gc/why"]
    assert hits(run, book, "wheer", "objects") == ["term heap"]
    shown = [str(run("search", word, "--content", book, "--json").json["hits"]) for word in ("RAM", "slower")]
    shown += [run(*words, "--content", book).out for words in (("define", "heap"), ("read", "gc"), ("list", "terms"))]
    assert not any("RAM" in page or "slower" in page for page in shown)
    assert run("define", "RAM", "--exact", "--content", book).code == 1, "it isn't a name"


RIVALS = """
--- book.yaml
id: tiny
title: Tiny
parts: [{title: All, chapters: [gc]}]
--- gc/chapter.yaml
title: Garbage
summary: S.
sections:
- {id: why, title: Marking, body: Memory is swept.}
--- gc/glossary.yaml
terms:
- {id: heap, name: Heap, kind: concept, definition: Memory without an order.}
- {id: label, name: Label, kind: concept, definition: A word on a heap.}
- {id: order, name: Order, kind: concept, definition: What a heap is without.}
- {id: tagging, name: Tagging, kind: method, definition: Sorting., also_asked: [put labels in a heap in order]}
- {id: sorting, name: Sorting, kind: method, definition: An order of objects., also_asked: [where do objects go]}
- {id: placing, name: Placing, kind: method, definition: An order of objects., also_asked: [when do objects come]}
"""


def test_a_question_of_names_is_about_what_learners_ask_in_these_words(run: Run, shared_book: SharedBook) -> None:
    book = str(shared_book(RIVALS))
    assert hits(run, book, "how to put the labels in a heap in order")[0] == "term tagging"
    assert hits(run, book, "what is a heap")[0] == "term heap"


def test_a_question_that_learners_ask_word_for_word_comes_before_a_name_in_it(
    run: Run, shared_book: SharedBook
) -> None:
    asked = "can a heap say that it does not know"
    book = str(shared_book(RIVALS.replace("when do objects come", asked)))
    assert hits(run, book, f"{asked.capitalize()}?")[0] == "term placing"
    assert hits(run, book, "can a heap say it")[0] == "term heap", "only some of the words"


def test_half_of_the_words_are_enough_for_a_hit(run: Run, shared_book: SharedBook) -> None:
    """A long text that happens to have all of them isn't the only answer."""
    book = str(shared_book(f"{RIVALS}- {{id: x, name: X, kind: concept, definition: Swept memory sorts objects.}}\n"))
    found = hits(run, book, "where do the swept objects of the memory go when it sorts")
    assert {"term x", "term sorting"} <= set(found)
    assert "term label" not in found, "it has none of them"


def test_of_two_phrases_the_one_that_the_question_says_in_whole_comes_first(run: Run, shared_book: SharedBook) -> None:
    """Even words such as `where do` count a little there."""
    book = str(shared_book(RIVALS))
    assert hits(run, book, "where do the objects go then")[0] == "term sorting"
    assert hits(run, book, "when do the objects come")[0] == "term placing"


# --- in which order, and how many ------------------------------------------------------------------------------------


def test_what_is_called_so_comes_first(run: Run, shelf: str) -> None:
    """Though another has the word more often."""
    assert hits(run, shelf, "heap")[0] == "term heap"
    assert hits(run, shelf, "heaps")[0] == "term heap"
    assert hits(run, shelf, "free store") == ["term heap"]
    assert hits(run, shelf, "paging")[0] == "section os/paging"
    assert hits(run, shelf, "page")[0] == "term page"


@pytest.mark.slow
def test_the_best_hit_for_the_name_of_a_term_is_that_term(run: Run) -> None:
    for line in some_of(run("list", "terms").out.splitlines()):
        term_id, name = line.split("\t")
        best = run("search", name, "--json", "--limit", "1").json["hits"][0]
        assert (best["kind"], best["id"]) == ("term", term_id)


def test_scores_fall(run: Run) -> None:
    for query in ("perceptron", "data", "learning machine", "backpropagaton"):
        scores = [hit["score"] for hit in run("search", query, "--json", "--limit", "100").json["hits"]]
        assert len(scores) > 2
        assert scores == sorted(scores, reverse=True)


def test_limit(run: Run, shelf: str) -> None:
    every = hits(run, shelf, "heap")
    assert len(every) == 4
    for limit in range(1, 6):
        result = run("search", "heap", "--limit", str(limit), "--json", "--content", shelf)
        assert [f"{hit['kind']} {hit['id']}" for hit in result.json["hits"]] == every[:limit]
        assert result.json["total"] == 4
    assert run("search", "heap", "-n", "2", "--content", shelf).out.startswith("Top 2 of 4 hits for heap\n")
    assert run("search", "heap", "-n", "9", "--content", shelf).out.startswith("4 hits for heap\n")


@each("limit", ["0", "-1", "x", "1.5"])
def test_a_limit_that_makes_no_sense(run: Run, shelf: str, limit: str) -> None:
    result = run("search", "heap", "--limit", limit, "--content", shelf)
    assert (result.code, result.out) == (2, "")


def test_kind(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "heap", "--kind", "section") == ["section gc/marking", "section os/paging"]
    assert hits(run, shelf, "heap", "--kind", "terms") == ["term heap", "term pile"]
    assert set(hits(run, shelf, "sweeps", "--kind", "event", "--kind", "chapter")) == {"event lisp", "chapter gc"}
    assert set(hits(run, shelf, "sweeps", "--kind", "events, chapter")) == {"event lisp", "chapter gc"}
    assert hits(run, shelf, "heap", "--kind", "table") == []
    result = run("search", "heap", "--kind", "person", "--content", shelf)
    assert (result.code, result.out) == (2, "")
    assert "the kinds are chapter, section, term" in result.err


def test_chapter(run: Run, shelf: str) -> None:
    assert hits(run, shelf, "heap", "--chapter", "os") == ["section os/paging"]
    assert hits(run, shelf, "heap", "--chapter", "Garbage", "--kind", "section") == ["section gc/marking"]
    assert hits(run, shelf, "garbage", "--chapter", "gc") == ["chapter gc"]
    assert hits(run, shelf, "collins", "--chapter", "gc") == []
    assert run("search", "heap", "--chapter", "zzzz", "--content", shelf).code == 1


def test_total_counts_what_the_filters_let_through(run: Run, shelf: str) -> None:
    result = run("search", "heap", "--kind", "term", "--limit", "1", "--json", "--content", shelf)
    assert (len(result.json["hits"]), result.json["total"]) == (1, 2)


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_an_entry_without_text_is_found_by_the_beginning_of_a_word_of_its_title(run: Run, make_book: MakeBook) -> None:
    sections = '- {id: wide, title: Section wide, body: "![[table:grid]]"}'
    tables = "tables: [{id: grid, title: T, columns: [{id: a, name: A}], rows: [{aspect: R, cells: {a: fast}}]}]"
    chapter = f"title: GC\nsummary: So.\nsections:\n{sections}\n"
    book = str(make_book({"gc/chapter.yaml": chapter, "gc/tables.yaml": tables}))
    assert "Section wide" in run("search", "sect*", "--content", book).out


def test_a_snippet_has_the_words(run: Run) -> None:
    """A hit in the text shows where; one in the title alone need not, nor one in what is also asked for."""
    for query in ("envelopes", "peppercorns", "woodpeckers", '"data drift"', "antibiotic"):
        found = run("search", query, "--json", "--limit", "50").json["hits"]
        assert found
        for hit in found:
            shown = f"{hit['title']} {hit['snippet']}".casefold()
            assert query.strip('"').rstrip("s") in shown
            assert len(hit["snippet"].split()) <= 40


def test_a_hit_in_code_is_shown_by_its_line(run: Run, make_book: MakeBook) -> None:
    chapter = """\
--- gc/chapter.yaml
title: Rows
summary: What to do with bad ones.
sections:
- id: check
  title: Check
  body: |
    A rule is a function.

    ```python
    for number, row in enumerate(rows):
        print(number, "quarantine" if bad(row) else "pass")
    ```

    What is rejected is kept apart.
"""
    book = str(make_book(chapter))

    def snippet(*words: str) -> str:
        return str(run("search", *words, "--json", "--content", book).json["hits"][0]["snippet"])

    assert snippet("quarantine") == 'print(number, "quarantine" if bad(row) else "pass")'
    assert snippet("row", "enumerate") == "for number, row in enumerate(rows):"
    assert snippet("rejected").startswith("…What is rejected is")
    assert snippet("function") == "A rule is a function."
    shown = run("search", "quarantine", "--color", "always", "--content", book).out
    assert '\x1b[32mprint(number, "\x1b[0m\x1b[1;35mquarantine\x1b[0m' in shown


def test_the_words_are_marked(run: Run, shelf: str) -> None:
    assert "**Quantities** matter" in run("search", "quantities", "--format", "markdown", "--content", shelf).out
    assert "\x1b[" in run("search", "quantities", "--color", "always", "--content", shelf).out


def test_each_hit_tells_what_opens_it(run: Run, shelf: str) -> None:
    for word in ("left", "roots", "order", "lisp", "tallying", "scavenge", "collins"):
        (hit, *_) = run("search", word, "--json", "--content", shelf).json["hits"]
        program, *command = hit["open"].split()
        assert program == "mlsys"
        assert run(*command, "--content", shelf).code == 0


def test_a_hit_without_text_of_its_own(make_book: MakeBook, run: Run) -> None:
    """Found by its title alone, it has nothing to show of its text."""
    folder = make_book({"gc/tables.yaml": "tables:\n- {id: empty, title: Nothingness, columns: [], rows: []}\n"})
    for options in ((), ("--plain",), ("--json",), ("--format", "csv"), ("--format", "markdown")):
        result = run("search", "nothingness", "--content", str(folder), *options)
        assert result.code == 0
        assert "Nothingness" in result.out


# --- whatever is typed -----------------------------------------------------------------------------------------------

SYNTAX = ["AND", "OR", "NOT", "NEAR(", ")", '"', "*", "^", "-", "+", ":", "title:", "{title}:", "'", ";", "\0", "heap"]


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.lists(st.sampled_from(SYNTAX), max_size=8).map(" ".join))
@example("")
@example("\0")
@example("heap\0heap")
@example("\ud800")
@example("🙂" * 100)
@example("heap " * 2000)
@example("x" * 10_000)
@example('"' * 10_000)
@example('heap" OR "x')
@example("NEAR(heap pile, 3)")
@example("title:heap AND NOT pile")
@example("'; drop table entry; --")
@example("a\u0301" * 5_000)
@example("ﬁ ß İ ǅ ① ½")
def test_any_query_is_answered_or_missed(run: Run, shelf: str, query: str) -> None:
    result = run("search", "--json", "--content", shelf, "--", query, MLSYS_DEBUG=1)
    assert result.code in ((0, 1) if query.strip() else (2,))
    if result.code == 0:
        assert json.loads(result.out)["hits"]
    else:
        assert result.out == ""
        assert 1 <= result.err.count("\n") <= 3


@each("word", ["AND", "OR", "NOT", "NEAR", "title", "rank", "words"])
def test_words_of_the_query_language_are_words(make_book: MakeBook, run: Run, word: str) -> None:
    term = f"terms:\n- {{id: x, name: Xyzzy, kind: concept, definition: 'Abc {word} def.'}}\n"
    folder = str(make_book({"gc/glossary.yaml": term}))
    assert hits(run, folder, word) == ["term x"]
    assert hits(run, folder, f'"abc {word} def"') == ["term x"]


def test_words_are_those_that_the_index_has(make_book: MakeBook, run: Run) -> None:
    """Every word of a text finds it, whatever script it is in and whatever signs stand around it."""
    text = "naïve café Straße Москва 東京 คำ हिन्दी x86-64 C++ 3.14 don't state-of-the-art AlexNet’s (GPU) e\u0301tude"
    glossary = {"terms": [{"id": "x", "name": "Xyzzy", "kind": "concept", "definition": text}]}
    folder = str(make_book({"gc/glossary.yaml": json.dumps(glossary)}))
    for word in text.split():
        assert hits(run, folder, word) == ["term x"], word
    assert hits(run, folder, text) == ["term x"]


@given(st.text(max_size=100))
def test_a_query_is_as_long_as_it_may_be(query: str) -> None:
    parts = parse_query(query)
    assert len(parts) <= 32
    assert all(len(word) <= 60 for part in parts for word in part.words)
    assert all_of(parts).count('"') == 2 * sum(len(part.phrases) for part in parts)


def test_a_hit_opens_itself_when_another_book_has_the_same_id(run: Run, make_book: MakeBook) -> None:
    one = make_book({"gc/glossary.yaml": "terms: [{id: heap, name: Heap, kind: concept, definition: A pile.}]"}, "one")
    two = make_book(
        {
            "book.yaml": "id: two\ntitle: Two\nparts: [{title: All, chapters: [gc]}]\n",
            "gc/glossary.yaml": "terms: [{id: heap, name: Heap, kind: concept, definition: A tree.}]",
        },
        "two",
    )
    content = ("--content", str(one), "--content", str(two))
    hits = run("search", "heap", "--json", *content).json["hits"]
    assert [hit["open"] for hit in hits] == ["mlsys define tiny:heap", "mlsys define two:heap"]
    assert [run(*hit["open"].split()[1:], *content, "--json").json["book"] for hit in hits] == ["tiny", "two"]


def test_between_words_that_are_equally_near_none_is_chosen_unless_one_is_far_more_usual(run: Run) -> None:
    """`percepton` is one slip from perceptron and from perception, `lerning` from learning and from a rare leaning."""
    assert run("search", "machine lerning", "--json").json["searched"] == "machine learning"
    result = run("search", "percepton")
    assert result.code == 1
    assert result.err == "mlsys: nothing found for 'percepton'\n  did you mean 'Perceptron'?\n"
    assert run("search", "perseptron", "--json").json["searched"] == "perceptron"


def test_a_snippet_of_a_term_begins_with_its_definition_and_not_with_its_aliases(run: Run, make_book: MakeBook) -> None:
    term = "{id: drift, name: Drift, kind: problem, aliases: [shift, decay], definition: The world moves on.}"
    book = str(make_book({"gc/glossary.yaml": f"terms: [{term}]"}))
    for words in ("world", "decay"):
        (hit,) = run("search", words, "--content", book, "--json").json["hits"]
        assert hit["snippet"] == "The world moves on. (shift, decay)"


SYNONYMS = """
--- synonyms.yaml
synonyms:
- {say: [rubbish, left lying about], book: [garbage]}
- {say: [keep on], book: [leak]}
"""


def test_a_synonym_is_read_as_a_word_of_the_book(run: Run, make_book: MakeBook) -> None:
    """In any form, and also a phrase, even one of stop words; the page says so, and a word in quotes has none."""
    book = str(make_book(SHELF + SYNONYMS))
    for words in ("rubbish", "left lying about"):
        assert "chapter gc" in hits(run, book, words)
    assert hits(run, book, "to keep on")[0] == "section gc/counting"
    assert "'rubbish' is read as 'garbage'." in run("search", "rubbish", "roots", "--content", book).out
    hit = run("search", "rubbish", "--content", book, "--json").json["hits"][0]
    assert (hit["lacks"], hit["reads"]) == ([], {"rubbish": "garbage"})
    assert hits(run, book, '"rubbish"') == []


def test_a_synonym_counts_less_than_the_word(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(SHELF + "--- synonyms.yaml\nsynonyms: [{say: [marked], book: [disk]}]\n"))
    assert hits(run, book, "marked") == ["section gc/marking", "section os/paging"]


def test_synonyms_are_only_for_the_book_that_has_them(run: Run, make_book: MakeBook) -> None:
    term = "terms: [{id: cell, name: Cell, kind: concept, definition: It has a wall.}]"
    files = {"gc/glossary.yaml": term, "synonyms.yaml": "synonyms: [{say: [chamber], book: [wall]}]"}
    one = make_book(files, "one")
    head = "id: two\ntitle: Two\nparts: [{title: All, chapters: [gc]}]\n"
    two = make_book({"book.yaml": head, "gc/glossary.yaml": term}, "two")
    found = run("search", "chamber", "--content", str(one), "--content", str(two), "--json").json["hits"]
    assert [hit["book"] for hit in found] == ["tiny"]


def test_a_machine_is_found_by_its_name_however_many_pages_mention_it(run: Run) -> None:
    for words in (["h100"], ["nvidia", "h100", "sxm"]):
        first = run("search", *words, "--json").json["hits"][0]
        assert (first["kind"], first["id"]) == ("machine", "h100"), words


@each(
    "question, entry, number",
    [
        ("how much memory does an h100 have", "machine:h100", "Memory 80 GB"),
        ("how many layers does bert base have", "model:bert-base", "Layers 12"),
    ],
)
def test_a_number_of_a_machine_or_model_that_a_question_names(run: Run, question: str, entry: str, number: str) -> None:
    first = run("search", question, "--json").json["hits"][0]
    assert (f"{first['kind']}:{first['id']}", first["lacks"]) == (entry, [])
    assert number in first["snippet"]
    assert run("search", question.rpartition(" does")[0], "--json").json["hits"][0]["kind"] not in ("machine", "model")
