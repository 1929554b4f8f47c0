"""Pages find what `mlsys search` finds: their script runs in Node, with the index of the bundled book."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import pytest

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.library import Library
from mlsys_cli.site.page_files import page_script
from mlsys_cli.site.search_index import preview_script, search_script
from tests.support.cases import each, some_of
from tests.support.node import called, needs_node
from tests.test_questions import QUESTIONS

pytestmark = [pytest.mark.web, pytest.mark.slow, needs_node]

Find: TypeAlias = Callable[[Sequence[str]], list[list[str]]]


def address(ref: Ref) -> str:
    """An address that names an entry as `questions.yaml` does."""
    return ref.slug if ref.kind in ("term", "section", "chapter") else ref.target


@pytest.fixture(scope="module")
def index(bundled: Library) -> str:
    """The text of `search.js`."""
    return search_script(bundled, address)


@pytest.fixture(scope="module")
def find(index: str) -> Find:
    """A function that returns the addresses of the first three hits for each query."""
    script = f"{page_script()}\n{index}"  # a page runs them one after the other
    return lambda queries: called(script, "(query) => searchIndex.search(query, 3).map((hit) => hit.path)", queries)


def test_it_answers_nearly_as_many_questions_as_the_program(bundled: Library, find: Find) -> None:
    asked = some_of(QUESTIONS, 300)
    by_program = [[address(hit.ref) for hit in bundled.search(one["ask"], (), None, 3).hits] for one in asked]
    by_page = find([one["ask"] for one in asked])

    def answered(found: list[list[str]]) -> int:
        return sum(not set(one["pages"]).isdisjoint(hits) for one, hits in zip(asked, found, strict=True))

    assert answered(by_page) >= 0.95 * answered(by_program)


@each(
    "query, first",
    [
        ("backpropagation", "backpropagation"),
        ("backpropagat", "backpropagation"),  # a beginning
        ("gradient desc", "gradient-descent"),
        ("percepton", "perceptron"),  # a slip
        ("bakpropogation", "backpropagation"),  # two, in a word of nine letters or more
        ("OVERFITS", "overfitting"),  # another ending
        ("Poincaré overfitting", "overfitting"),  # a word that no page has
        ("KV cache", "kv-cache"),  # a section and a calculator have the same name
        ("attention heads", "figure:attention-head"),  # a longer name, such as of their pruning, is no better
        ("svm", "support-vector-machine"),  # another name
        ("which simple network can only draw a line", "perceptron"),  # a phrase that learners search for
        ("Moore's law", "moores-law"),
        ("what does LLM stand for", "large-language-model"),  # a name among words that say nothing else
        ("CNN meaning", "convolutional-neural-network"),
        ("whats a tpu", "tensor-processing-unit"),
        ("how does mixture of experts work", "mixture-of-experts"),
        ("data center", "data-centre"),  # the other spelling
        ("color channels of a picture", "digital-image"),
        ("thinking model", "reasoning-model"),  # a word that makes something else of a name
    ],
)
def test_what_comes_first(find: Find, query: str, first: str) -> None:
    assert find([query])[0][0] == first


def test_a_synonym_finds_pages_although_none_has_the_word(find: Find) -> None:
    assert "model-optimizations/distillation" in find(["apprentice"])[0]


@each("query", ["", "   ", "?!", "xqzvw", "xqzvw xqzvx", "x" * 1000])
def test_nonsense_finds_nothing(find: Find, query: str) -> None:
    assert find([query]) == [[]]


@each("query", ["constructor", "__proto__", "<b>"])
def test_no_word_breaks_the_search(find: Find, query: str) -> None:
    assert len(find([query])) == 1


def test_the_index_has_the_twenty_chapters_in_little_room_and_is_always_the_same(bundled: Library, index: str) -> None:
    assert len(index.encode()) <= 1_200_000
    assert index == search_script(bundled, address)


def test_what_has_no_address_is_left_out(bundled: Library) -> None:
    only = search_script(bundled, lambda ref: ref.slug if ref.slug == "perceptron" else None)
    script = f"{page_script()}\n{only}"
    assert called(script, "(word) => searchIndex.search(word, 9).map((hit) => [hit.kind, hit.path])", ["neuron"]) == [
        [["term", "perceptron"]]
    ]


def test_previews_have_the_definitions_by_address(bundled: Library) -> None:
    script = preview_script(bundled, address)
    (name, definition), missing = called(script, "(path) => termPreviews[path] ?? null", ["perceptron", "nothing"])
    assert name == "Perceptron"
    assert definition.startswith("An artificial neuron that learns")
    assert missing is None
