"""Words that don't begin with a command are a question to the book, which the fitting command answers."""

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run

BOOK = {
    "gc/chapter.yaml": """
title: Garbage
summary: What is left over.
sections:
- {id: marking, title: Marking and sweeping, body: Roots are marked. A node is lost. A quiz.}
- {id: counting, title: Counting, body: "Each reference is counted, and a cycle never freed."}
""",
    "gc/glossary.yaml": """
terms:
- {id: heap, name: Heap, kind: concept, aliases: [free store], definition: A pile of memory.}
- {id: collector, name: Collector, kind: concept, definition: It frees memory.}
- {id: young, name: Young generation, kind: concept, definition: New objects.}
- {id: old, name: Old generation, kind: concept, aliases: [aged generation], definition: Those that have survived.}
- {id: call-stack, name: Call stack, kind: concept, definition: A tower of memory.}
- {id: lists, name: Lisp, kind: system, definition: A language.}
- {id: root-thread, name: Root, sense: of a thread, kind: concept, definition: A variable.}
- {id: root-tree, name: Root, sense: of a tree, kind: concept, definition: A node without a parent.}
""",
    "gc/timeline.yaml": "events: [{id: first, year: 1960, title: Garbage is collected, body: In Lisp.}]",
    "gc/tables.yaml": """
tables:
- id: ways
  title: Two ways
  columns: [{id: mark, name: Tracing}, {id: count, name: Tallying}]
  rows: [{aspect: Weakness, cells: {mark: it pauses, count: it leaks}}]
""",
}


@pytest.fixture
def book(make_book: MakeBook) -> str:
    return str(make_book(BOOK))


@each(
    "question, command",
    [
        ("heap", "define heap"),
        ("free store", "define free store"),
        ("what is a heap", "define heap"),
        ("What's the free store?", "define heap"),
        ("how does the call stack work", "define call-stack"),
        ("who invented the call stack", "search who invented the call stack --limit 3"),
        ("collectr", "define collectr"),
        ("what is a collectr", "define collector"),
        ("what is a call stak", "define call-stack"),
        ("how many heaps are there", "search how many heaps are there --limit 3"),
        ("how do I use a heap", "search how do I use a heap --limit 3"),
        ("roots", "define root"),
        ("heap and collector", "define heap, collector"),
        ("heap collector", "search heap collector --limit 3"),
        ("heap vs call stack", "compare heap call-stack"),
        ("heap versus call stack", "compare heap call-stack"),
        ("is a heap better than a collector", "compare heap collector"),
        ("a better heap with a collector", "search a better heap with a collector --limit 3"),
        ("more heap than collector", "search more heap than collector --limit 3"),
        ("young vs old generation", "compare young old"),
        ("what is the difference between the young and the old generation", "compare young old"),
        ("heap vs old generation", "compare heap old"),
        ("aged vs old generation", "search aged vs old generation --limit 3"),
        ("what is the difference between a heap and a call stack", "compare heap call-stack"),
        ("is it a heap or a collector", "compare heap collector"),
        ("difference between a collectr and a call stack", "compare collector call-stack"),
        ("tracing vs tallying", "compare mark count"),
        ("counting", "read gc/counting"),
        ("gc", "read gc"),
        ("1.2", "read 1.2"),
        ("section 1.2", "read 1.2"),
        ("what does chapter 1 say?", "read 1"),
        ("chapter one", "read 1"),
        ("Look up heap", "define heap"),
        ("lookup free store", "define heap"),
        ("lookup the memory", "search lookup the memory --limit 3"),
        ("where did the heap stop", "search where did the heap stop --limit 3"),
        ("what should I do with a heap", "define heap"),
        ("section 9.9 of the heap", "search section 9.9 of the heap --limit 3"),
        ("how do I compare tracing tallying", "search how do I compare tracing tallying --limit 3"),
        ("heap or tallying", "search heap or tallying --limit 3"),
        ("tracing of a heap vs heap collector", "search tracing of a heap vs heap collector --limit 3"),
        ("two ways", "compare ways"),
        ("why is a cycle never freed", "search why is a cycle never freed --limit 3"),
        ("node lost", "search node lost --limit 3"),
    ],
)
def test_a_question_is_answered_by_the_command_that_fits(run: Run, book: str, question: str, command: str) -> None:
    answer, meant = run(*question.split(), "--content", book), run(*command.split(), "--content", book)
    assert (answer.code, answer.out) == (meant.code, meant.out) == (0, meant.out)


@each("command", ["raed", "raed heap", "serach collector", "prog", "cards", "definee heap", "quize heap"])
def test_what_looks_like_a_misspelt_command_is_none(run: Run, book: str, command: str) -> None:
    """Of several words only if the first is no word at all."""
    result = run(*command.split(), "--content", book)
    assert (result.code, result.out) == (2, "")
    assert "did you mean 'mlsys " in result.err
    assert f"use 'mlsys search {command}'" in result.err


@each("question, command", [("reed gc", "read gc"), ("lead Garbage", "read Garbage"), ("Refine heap", "define heap")])
def test_a_word_and_a_name_are_searched_for_and_may_be_a_misspelt_command(
    run: Run, book: str, question: str, command: str
) -> None:
    """A book may well have such a word: the reed of Reed-Solomon."""
    answer, searched = (run(*words, "--content", book) for words in (question.split(), ["search", *question.split()]))
    assert (answer.code, answer.out) == (searched.code, searched.out)
    assert answer.err.startswith(f"mlsys: searching for {question!r}\n  did you mean 'mlsys {command}'?\n")


@each("question", ["reed heap", "lead to gc", "heap gc", "gc reed"])
def test_a_question_whose_words_are_no_command_and_its_name_is_only_searched_for(
    run: Run, book: str, question: str
) -> None:
    assert "did you mean" not in run(*question.split(), "--content", book).err


@each("word", ["lost", "node"])
def test_an_english_word_is_no_misspelt_command(run: Run, book: str, word: str) -> None:
    """`lost` is one letter from `list`, and `node` from `note`."""
    assert run(word, "--content", book).out == run("search", word, "--limit", "3", "--content", book).out != ""


@each("word, key", [("exit", "q"), ("back", "Backspace")])
def test_a_word_for_what_the_reader_does_names_its_key(run: Run, book: str, word: str, key: str) -> None:
    result = run(word, "--content", book)
    assert (result.code, result.out) == (2, "")
    assert key in result.err
    assert "did you mean" not in result.err


def test_a_name_is_no_misspelt_command(run: Run, book: str) -> None:
    """`lisp` is one letter from `list`."""
    assert run("lisp", "--json", "--content", book).json["id"] == "lists"
    assert run("lisp", "and", "a", "collector", "--json", "--content", book).json["kind"] == "terms"


@each("joiner, kind", [("and", "terms"), ("vs", "table"), ("versus", "table")])
def test_two_misspelt_terms_are_shown_and_the_message_says_so(run: Run, joiner: str, kind: str) -> None:
    result = run("perceptorn", joiner, "backpropagatoin", "--json")
    assert result.json["kind"] == kind
    assert result.err == (
        f"mlsys: showing 'Perceptron' and 'Backpropagation' for 'perceptorn {joiner} backpropagatoin'\n"
    )


def test_a_question_that_nothing_answers(run: Run, book: str) -> None:
    result = run("banana", "--content", book)
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: nothing found for 'banana'\n  'mlsys --help' lists the commands\n"
    assert run("", "--content", book).code == 2
    assert run('zz"z', "*", "--content", book).code == 1


def test_a_very_long_question_leaves_room_for_its_hits(run: Run, book: str) -> None:
    out = run("why", *["is", "a", "cycle", "never", "freed"] * 500, "--content", book).out
    assert "Counting" in "".join(out.splitlines()[:10])


def test_options_stand_before_or_after_a_question(run: Run, book: str) -> None:
    for argv in (("--json", "what", "is", "a", "heap"), ("what", "--json", "is", "a", "heap")):
        assert run(*argv, "--content", book).json["id"] == "heap"
    assert max(map(len, run("what", "is", "a", "heap", "--width", "20", "--content", book).out.splitlines())) <= 20
    assert "Usage: mlsys [OPTIONS] WORDS...\n" in run("what", "--help").out
    assert "mlsys gpu vs tpu" in run("--help").out
