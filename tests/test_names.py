"""Names as people type them: what never matters, what is forgiven, and what is not taken for something else."""

import string
import unicodedata
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlsys_cli.text.english import normalize_name, words_of
from mlsys_cli.text.spelling import slips_allowed, suggest
from tests.support.cases import each, some_of
from tests.support.program import MakeBook, Run

WORDS = st.text(alphabet="abcdefghijklmnopqrtuvwxyzéüñçø", min_size=4, max_size=10).filter(
    lambda word: not word.endswith("s")
)
NAMES = st.lists(WORDS, min_size=1, max_size=3)
"""The words of a name, none of which is a plural."""


def entries(run: Run) -> list[tuple[str, str]]:
    """The id and the name of each term of the bundled book."""
    rows = [line.split("\t") for line in run("list", "terms").out.splitlines()]
    return [(entry_id, name) for entry_id, name in rows]


# --- what never matters ----------------------------------------------------------------------------------------------


@given(NAMES)
def test_case_does_not_matter(name: list[str]) -> None:
    assert (
        normalize_name(" ".join(name).upper())
        == normalize_name(" ".join(name).title())
        == normalize_name(" ".join(name))
    )


@given(NAMES, st.sampled_from(["-", " ", "_", "/", " - ", "–", "\u00a0", "  ", ""]))
def test_hyphens_and_spaces_do_not_matter(name: list[str], gap: str) -> None:
    assert normalize_name(gap.join(name)) == normalize_name(" ".join(name))


@given(NAMES)
def test_accents_do_not_matter(name: list[str]) -> None:
    """However they are written: as one character, as a letter and a mark, or not at all."""
    text = " ".join(name)
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    assert normalize_name(text) == normalize_name(decomposed) == normalize_name(bare)


@given(NAMES)
def test_a_plural_s_does_not_matter(name: list[str]) -> None:
    assert normalize_name(" ".join(f"{word}s" for word in name)) == normalize_name(" ".join(name))


@given(NAMES, st.sampled_from("'’ʼ`´"))
def test_apostrophes_do_not_matter(name: list[str], apostrophe: str) -> None:
    assert normalize_name(" ".join([f"{name[0]}{apostrophe}s", *name[1:]])) == normalize_name(
        " ".join([f"{name[0]}s", *name[1:]])
    )


@each(
    "british, american",
    [
        ("optimisation", "optimization"),
        ("tokeniser", "tokenizers"),
        ("analysed", "analyzed"),
        ("neighbourhood", "neighborhood"),
        ("behavioural", "behavioral"),
        ("labelled data", "labeled data"),
        ("data centres", "data center"),
        ("catalogues", "catalog"),
        ("defence", "defenses"),
    ],
)
def test_the_side_of_the_atlantic_does_not_matter(british: str, american: str) -> None:
    assert normalize_name(british) == normalize_name(american)


@each("one, other", [("filled", "filed"), ("tour", "tor"), ("four", "for"), ("sense", "sence"), ("store", "stoer")])
def test_words_that_only_look_like_another_spelling(one: str, other: str) -> None:
    assert normalize_name(one) != normalize_name(other)


@each("one, other", [("bus", "bu"), ("gas", "ga"), ("loss", "los"), ("C", "C++ is"), ("!", "?")])
def test_what_does_matter(one: str, other: str) -> None:
    """A short word keeps its s, a double s is no plural, and signs alone are a name of their own."""
    assert normalize_name(one) != normalize_name(other)


@pytest.mark.slow
@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert normalize_name(normalize_name(text)) in (normalize_name(text), "".join(words_of(normalize_name(text))))
    assert bool(normalize_name(text)) == bool(text.strip())


def test_every_spelling_of_every_name_is_found(run: Run) -> None:
    spelt = [
        (spelling, entry_id)
        for entry_id, name in some_of(entries(run))
        for bare in (name.replace("'", "").replace("’", ""),)
        for spelling in (
            name,
            entry_id,
            name.upper(),
            name.lower(),
            bare,
            name.replace(" ", "-"),
            name.replace(" ", "  "),
        )
    ]
    result = run("define", "-", "--json", stdin="\n".join(spelling for spelling, _ in spelt))
    assert (result.code, result.err) == (0, "")
    for (spelling, entry_id), term in zip(spelt, result.json["terms"], strict=True):
        assert (term["id"], term["match"]) == (entry_id, {"query": spelling, "how": "exact", "score": 100.0})


def test_a_name_beats_an_alias(make_book: MakeBook, run: Run) -> None:
    folder = make_book(
        """
        --- gc/glossary.yaml
        terms:
        - {id: memory, name: Memory, aliases: [heap], kind: concept, definition: A place.}
        - {id: heap, name: Heap, kind: concept, definition: A pile.}
        """
    )
    result = run("define", "heaps", "--json", "--content", str(folder))
    assert (result.json["id"], result.json["match"]["how"]) == ("heap", "exact")


# --- what is forgiven ------------------------------------------------------------------------------------------------


def slip(random: Random, kind: str, name: str) -> str:
    """A name with one letter inserted, deleted, replaced, or swapped with the next."""
    at = random.randrange(len(name) - 1)
    letter = random.choice(string.ascii_lowercase)
    return {
        "insert": name[:at] + letter + name[at:],
        "delete": name[:at] + name[at + 1 :],
        "replace": name[:at] + letter + name[at + 1 :],
        "swap": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    }[kind]


def test_one_slip_in_a_name_is_forgiven(run: Run) -> None:
    """In 97 names of a hundred; some slips, above all a missing letter, make words, or are as near to another name.

    Nothing else is shown for these, unless what was typed is another's name. Numbers aren't guessed at all.
    """
    names = [(entry_id, name) for entry_id, name in entries(run) if not any(map(str.isdigit, name))]
    named = [(entry_id, name) for entry_id, name in some_of(names, 125) if sum(map(str.isalpha, name)) >= 6]
    meant: dict[str, str] = {}
    for kind in ("insert", "delete", "replace", "swap"):
        random = Random(f"one {kind}")
        meant |= {slip(random, kind, name).strip(): entry_id for entry_id, name in named}
    terms = run("define", "-", "--json", stdin="\n".join(meant)).json["terms"]
    shown = {term["match"]["query"]: (term["id"], term["match"]["how"]) for term in terms}
    right = [query for query, entry_id in meant.items() if query in shown and shown[query][0] == entry_id]
    assert len(right) / len(meant) >= 0.97
    assert {shown[query][1] for query in shown.keys() - right} <= {"exact", "alias"}


def test_a_guess_says_so(run: Run) -> None:
    result = run("define", "percepton", "--json")
    assert result.err == "mlsys: showing 'Perceptron' for 'percepton'\n"
    assert result.json["match"] == {"query": "percepton", "how": "fuzzy", "score": 90.0}


def test_two_names_of_one_entry_are_as_near_as_one(make_book: MakeBook, run: Run) -> None:
    term = "{id: barrier, name: Barrier, aliases: [barrxier], kind: concept, definition: A thing.}"
    folder = str(make_book({"gc/glossary.yaml": f"terms:\n- {term}\n"}))
    assert run("define", "barryier", "--content", folder, "--json").json["id"] == "barrier"


def test_a_guess_between_two_names_is_not_made(make_book: MakeBook, run: Run) -> None:
    """Each is one slip away; neither is shown, both are suggested."""
    term = "- {{id: {0}, name: {0}, kind: concept, definition: A thing.}}\n"
    folder = str(make_book({"gc/glossary.yaml": "terms:\n" + term.format("barrier") + term.format("carrier")}))
    result = run("define", "darrier", "--content", folder)
    assert (result.code, result.out) == (1, "")
    assert result.err == "mlsys: there is no term 'darrier'\n  did you mean 'barrier' or 'carrier'?\n"


@each("length, slips", [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (30, 2)])
def test_the_longer_a_word_the_more_is_forgiven(length: int, slips: int) -> None:
    assert slips_allowed("x" * length) == slips


def test_a_short_name_is_not_guessed(make_book: MakeBook, run: Run) -> None:
    """`best` is no `bert`, and `pile` no `file`."""
    term = "- {id: file, name: File, kind: concept, definition: A thing.}\n"
    folder = str(make_book({"gc/glossary.yaml": f"terms:\n{term}"}))
    assert run("define", "pile", "--content", folder).code == 1
    assert run("define", "file", "--content", folder).code == 0


@each("word", ["banana", "umbrella", "cathedral", "saxophone", "thunder", "marmalade", "trousers"])
def test_an_unrelated_word_is_not_answered(run: Run, word: str) -> None:
    for query in (word, f"{word}s", word.upper()):
        result = run("define", query)
        assert (result.code, result.out) == (1, "")


def test_guessing_can_be_turned_off(run: Run) -> None:
    missing = "mlsys: there is no term 'percepton'\n  'mlsys list terms' lists them\n"
    assert run("define", "percepton", "--exact") == (1, "", missing)
    assert run("--exact", "define", "PERCEPTRONS").code == 0


@each("name", ["8 h100", "h10", "gpt-9", "LAION-6B", "llama 3.1 9b", "resnet-51"])
def test_a_name_with_a_number_is_not_taken_for_one_with_another(run: Run, name: str) -> None:
    """Another number is another model or machine, or a count of machines, which only estimates know."""
    result = run("define", name)
    assert (result.code, result.out) == (1, "")
    if name != "8 h100":  # eight of them
        assert run("estimate", "training", "llama-3.1-8b", "on", name).code == 1


@each("name, code", [("patch size", 1), ("gradient decent", 0), ("sped-up", 1), ("speedd-up", 0)])
def test_words_that_exist_are_misspelt_only_in_a_long_name(run: Run, name: str, code: int) -> None:
    """A patch has a size, too, which isn't that of a batch."""
    assert run("define", name).code == code


# --- what is suggested -----------------------------------------------------------------------------------------------


def test_the_suggest_are_suggested(run: Run) -> None:
    result = run("define", "neural")
    assert (result.code, result.out) == (1, "")
    assert "did you mean" in result.err
    assert "'Neural network'" in result.err
    assert "Reconfigurable" not in run("mark", "figur").err, "which is no name near it"


def test_a_kind_that_another_command_shows_is_named_with_that_command(run: Run) -> None:
    for command, name, wanted in (
        ("define", "section:intro/why", "'mlsys read intro/why' shows this section"),
        ("read", "term:eliza", "'mlsys define eliza' shows this term"),
    ):
        result = run(command, name)
        assert result.code == 1
        assert result.err.endswith(f"\n  {wanted}\n")


@each("word", ["neap", "pose", "sting", "stone fruit", "urbanization"])
def test_a_word_of_another_kind_suggests_nothing(run: Run, word: str) -> None:
    """An English word isn't misspelt, and letters inside of words are no name: `sting` isn't A/B testing."""
    missing, hint = run("define", word).err.splitlines()
    assert missing == f"mlsys: there is no term '{word}'"
    mentioned = f"  the book mentions it: 'mlsys search {word}' finds where"
    assert hint in ("  'mlsys list terms' lists them", mentioned)


@each("query, name", [("curve", "Learning curve"), ("patch size", "Batch size"), ("perseption", "Perceptron")])
def test_a_name_with_the_word_or_spelt_like_it_is_suggested(run: Run, query: str, name: str) -> None:
    assert f"'{name}'" in run("define", query).err


def test_suggestions_are_names_that_can_be_typed(run: Run) -> None:
    for query in ("neural", "network", "machin"):
        hint = run("define", query).err.partition("did you mean ")[2]
        suggested = hint.rstrip("?\n").replace(" or ", ", ").split(", ")
        assert 1 <= len(suggested) <= 5
        for name in suggested:
            assert run("define", name.strip("'"), "--exact").code == 0, name


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_any_name_is_answered_or_missed(run: Run, query: str) -> None:
    result = run("define", "--", query, MLSYS_DEBUG=1)
    assert result.code in (0, 1, 2)
    assert (result.code == 0) == bool(result.out)
    assert result.err.count("\n") <= 3


@given(st.text(max_size=8), st.lists(st.text(max_size=8)), st.integers(1, 5))
def test_suggestions_are_known_and_few(word: str, known: list[str], limit: int) -> None:
    found = suggest(word, known, limit)
    assert len(found) <= limit
    assert set(found) <= set(known)
    assert len(set(found)) == len(found)


# --- chapters and sections -------------------------------------------------------------------------------------------


@pytest.fixture
def sections(make_book: MakeBook) -> str:
    """A book with sections whose names have words in common."""
    return str(
        make_book(
            """
            --- gc/chapter.yaml
            title: Garbage collection
            summary: What is left over.
            sections:
            - {id: mark-sweep, title: Mark and sweep, body: One.}
            - {id: mark-compact, title: Mark and compact, body: Two.}
            - {id: counting, title: Counting references, body: Three.}
            """
        )
    )


@each(
    "words, entry_id",
    [
        (("gc/counting",), "gc/counting"),
        (("counting",), "gc/counting"),
        (("gc", "counting"), "gc/counting"),
        (("gc", "sweep"), "gc/mark-sweep"),
        (("sweep",), "gc/mark-sweep"),
        (("mark", "comp"), "gc/mark-compact"),
        (("Counting", "references"), "gc/counting"),
        (("garbage",), "gc"),
        (("garbage", "colection"), "gc"),
    ],
)
def test_a_section_is_found_by_a_few_of_its_words(
    run: Run, sections: str, words: tuple[str, ...], entry_id: str
) -> None:
    result = run("read", *words, "--json", "--content", sections)
    assert (result.code, result.json["id"]) == (0, entry_id)


@each("words", [("mark",), ("gc", "mark"), ("and",), ("s",)])
def test_words_that_two_sections_have_name_neither(run: Run, sections: str, words: tuple[str, ...]) -> None:
    result = run("read", *words, "--content", sections)
    assert (result.code, result.out) == (1, "")


def test_a_number_may_follow_its_kind(run: Run) -> None:
    assert run("read", "chapter", "1").out == run("read", "1").out
    assert run("read", "Section 1.1").out == run("read", "1.1").out
    assert "these sections discuss it:" in run("read", "section").err, "without a number it is a word"
    missing = run("read", "chapter", "99")
    assert (missing.code, missing.out) == (1, ""), "not a section in which the number stands"
