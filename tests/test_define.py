"""`mlsys define`: the name you have finds the entry you mean, or nothing."""

import json

from tests.support.cases import each
from tests.support.program import MakeBook, Run


@each(
    "query, how",
    [
        ("backpropagation", "exact"),
        ("Back-Propagation", "exact"),
        ("backprop", "alias"),
        ("moores law", "exact"),
        ("Moore’s Law", "exact"),
        ("perceptrons", "exact"),
        ("latencies", "exact"),
        ("backpropagaton", "fuzzy"),
    ],
)
def test_spellings_of_one_name(run: Run, query: str, how: str) -> None:
    result = run("define", query, "--json")
    assert result.code == 0
    assert result.json["match"]["how"] == how
    assert result.json["match"]["query"] == query


def test_a_guess_is_told_on_stderr(run: Run) -> None:
    result = run("define", "backpropagaton")
    assert result.err == "mlsys: showing 'Backpropagation' for 'backpropagaton'\n"
    assert result.out.startswith("Backpropagation\n")


def test_exact_does_not_guess(run: Run) -> None:
    result = run("define", "--exact", "backpropagaton")
    assert (result.code, result.out) == (1, "")


@each("word", ["banana", "zzzz", "🙂", "\x00", "x" * 10_000, "'; drop table entry; --"])
def test_an_unrelated_word_is_never_answered(run: Run, word: str) -> None:
    result = run("define", word)
    assert (result.code, result.out) == (1, "")
    assert "there is no term" in result.err


def test_what_has_no_entry_may_be_mentioned_in_a_text(run: Run, make_book: MakeBook) -> None:
    term = (
        "terms:\n- {id: oven, name: oven, kind: concept, definition: A box that a salamander shares its name with.}\n"
    )
    book = str(make_book({"gc/glossary.yaml": term}))
    found = run("define", "the", "salamander", "--content", book)
    assert found == (
        1,
        "",
        "mlsys: there is no term 'the salamander'\n  the book mentions it: 'mlsys search the salamander' finds where\n",
    )
    assert run("define", "newt", "--content", book).err.endswith("  'mlsys list terms' lists them\n")


def test_an_exhibit_of_the_same_name_does_not_hide_a_term(run: Run) -> None:
    assert "The perceptron" in run("list", "exhibits").out
    assert run("define", "the", "perceptron", "--json").json["id"] == "perceptron"


def test_words_are_one_name_or_several_that_are_joined(run: Run) -> None:
    for words in ("eliza, mycin", "eliza and mycin", "eliza vs. mycin"):
        assert [term["id"] for term in run("define", *words.split(), "--json").json["terms"]] == ["eliza", "mycin"]
        assert [term["id"] for term in run("define", words, "--json").json["terms"]] == ["eliza", "mycin"]
    assert [spec["id"] for spec in run("define", "a100, h100", "--json").json["specs"]] == ["a100", "h100"]
    assert run("define", "moores", "law", "--json").json["id"] == "moores-law"


def test_names_that_together_name_something_else_are_not_several(run: Run, make_book: MakeBook) -> None:
    """The book mentions vector databases, which are no vectors and no databases, in an entry, which is shown."""
    term = "- {{id: {0}, name: {0}, kind: concept, definition: A thing{1}}}\n"
    terms = [("vector", ""), ("database", ""), ("retrieval", ", also_asked: [vector database]")]
    book = str(make_book({"gc/glossary.yaml": "terms:\n" + "".join(term.format(*one) for one in terms)}))
    shown = run("define", "vector", "database", "--content", book)
    assert shown.err == "mlsys: showing 'retrieval' for 'vector database'\n"
    result = run("define", "vector", "database", "--exact", "--content", book)
    assert (result.code, result.out) == (1, "")
    assert result.err.endswith("  for several terms, use 'mlsys define vector, database'\n")


def test_names_beside_each_other_are_several_if_the_book_knows_nothing_of_both(run: Run) -> None:
    result = run("define", "eliza", "mycin", "--json")
    assert [term["id"] for term in result.json["terms"]] == ["eliza", "mycin"]
    assert result.err == "mlsys: showing 'ELIZA' and 'MYCIN'\n"
    assert run("define", "--exact", "eliza", "mycin").code == 1


@each(
    "question, ids",
    [
        ("what is a perceptron", ["perceptron"]),
        ("What does moores law mean?", ["moores-law"]),
        ("GPU vs TPU", ["gpu", "tensor-processing-unit"]),
    ],
)
def test_the_names_in_a_question(run: Run, question: str, ids: list[str]) -> None:
    found = run("define", *question.split(), "--json").json
    assert [term["id"] for term in found.get("terms", [found])] == ids


def test_names_from_a_pipe(run: Run) -> None:
    result = run("define", "-", "--json", stdin="eliza\nmycin\n")
    assert [term["id"] for term in result.json["terms"]] == ["eliza", "mycin"]


def test_a_pipe_with_a_wrong_name_shows_the_others(run: Run) -> None:
    result = run("define", "-", stdin="eliza\nzzzz\n")
    assert result.code == 1
    assert result.out.startswith("ELIZA\n")
    assert "'zzzz'" in result.err


RELATED = {
    "gc/glossary.yaml": """
    terms:
    - {id: heap, name: Heap, kind: concept, see_also: [leak, mark, pause], definition: "Where values live [@a2000].",
       sources: [a2000, b2001]}
    - {id: leak, name: Leak, kind: concept, definition: "Memory that is lost: nobody frees it."}
    - {id: mark, name: Mark and sweep, kind: concept,
       definition: "A collector that walks through all that can be reached from the roots and frees what is left."}
    - {id: pause, name: Pause, kind: concept, definition: "A [[heap]]'s stop, however short, while it is collected."}
    """,
    "gc/chapter.yaml": "title: G\nsummary: S.\nsections: [{id: why, title: Why, body: 'A [[heap]] fills [@c2002].'}]\n",
    "gc/timeline.yaml": """
    events:
    - {id: late, title: It is late, section: gc/why, year: 2001, month: 2, body: "The [[heap]] grows."}
    - {id: early, title: It is early, section: gc/why, year: 1999, month: 12, body: "The [[heap]] is small."}
    - {id: between, title: It is between, section: gc/why, year: 2001, month: 1, body: "The [[heap]] is larger."}
    """,
    "references.yaml": """
    references:
    - {key: a2000, authors: [A], year: 2000, title: One, venue: V}
    - {key: b2001, authors: [B], year: 2001, title: Two, venue: V}
    - {key: c2002, authors: [C], year: 2002, title: Three, venue: V}
    """,
}


def test_see_also_names_each_term_with_the_first_clause_of_its_definition_and_the_timeline_is_by_date(
    run: Run, make_book: MakeBook
) -> None:
    out = run("define", "heap", "--content", str(make_book(RELATED))).out
    assert out[out.index("See also") : out.index("\nSources")] == (
        "See also  Leak · Memory that is lost\n"
        "          Mark and sweep · A collector that walks through all that can be…\n"
        "          Pause · A heap's stop, however short, while it is collected\n"
        "Used in   1.1 Why\n"
        "Timeline  Dec 1999 · It is early\n"
        "          Jan 2001 · It is between\n"
        "          Feb 2001 · It is late\n"
        "Open      mlsys define leak\n"
        "          mlsys read 1.1\n"
    )


def test_of_many_related_terms_the_closest_are_defined_and_the_others_named(run: Run, make_book: MakeBook) -> None:
    """The more terms two have in common, the closer they are. A machine gets all as they were written."""
    ids = [f"t{number}" for number in range(1, 12)]
    shared = {"t11": ids[:10], "t10": ids[:5]}
    terms = [{"id": "a", "name": "A", "see_also": ids}]
    terms += [{"id": one, "name": one.upper(), "see_also": ["a", *shared.get(one, ())]} for one in ids]
    glossary = {"terms": [{"kind": "concept", "definition": f"Is {term['id']}.", **term} for term in terms]}
    book = ("--content", str(make_book({"gc/glossary.yaml": json.dumps(glossary)})))
    out = run("define", "a", *book).out
    rows = [line.strip() for line in out[out.index("See also") :].splitlines()][:9]
    assert rows[:3] == ["See also  T11 · Is t11", "T10 · Is t10", "T1 · Is t1"]
    assert rows[-1] == "and 3 more: T7 · T8 · T9"
    assert run("define", "a", *book, "--json").json["see_also"] == ids


@each(
    "definition, gloss",
    [
        (
            "A number from -1 (false) to 1 (true) that says how sure we are.",
            "A number from -1 to 1 that says how sure we are",
        ),
        ("The function 1 / (1 + exp(-z)), which has an S.", "The function 1 / (1 + exp(-z)), which has an S"),
    ],
)
def test_brackets_are_left_out_of_the_first_clause_except_in_formulas(
    run: Run, make_book: MakeBook, definition: str, gloss: str
) -> None:
    first = "terms:\n- {id: a, name: A, kind: concept, definition: D., see_also: [b]}\n"
    book = make_book({"gc/glossary.yaml": f"{first}- {{id: b, name: B, kind: concept, definition: '{definition}'}}"})
    assert f"See also  B · {gloss}\n" in run("define", "a", "--content", str(book)).out


def test_the_commands_on_a_page_work(run: Run) -> None:
    _, commands = run("define", "backpropagation").out.split("\nOpen ")
    for command in commands.partition("\n\n")[0].splitlines():
        assert run(*command.split()[1:]).code == 0


def test_sources_of_the_whole_entry_are_cited_inside_its_last_full_stop(run: Run, make_book: MakeBook) -> None:
    assert "Where values live [1][2].\n" in run("define", "heap", "--content", str(make_book(RELATED))).out


def test_a_terminal_folds_the_sources_to_a_line(run: Run, see: Run, make_book: MakeBook) -> None:
    """Their numbers stay in the text; `--sources` lists them, as every file, pipe and other format does."""
    book = str(make_book(RELATED))
    folded = see("define", "heap", "--content", book).out
    assert folded.endswith("mlsys read 1.1\n\n2 sources: --sources shows them\n")
    assert "Where values live [1][2]." in folded
    assert see("read", "gc/why", "--content", book).out.endswith("\n1 source: --sources shows it\n")
    listed = "1. A (2000). One. V.\n2. B (2001). Two. V.\n"
    for options in ((), ("--plain",), ("--color", "never")):
        assert listed in run("define", "heap", "--content", book, *options).out
    for options in (("--sources",), ("--plain",)):
        assert listed in see("define", "heap", "--content", book, *options).out


# --- one name, several meanings --------------------------------------------------------------------------------------

KERNELS = {
    "gc/glossary.yaml": """
    terms:
    - {id: kernel-gpu, name: Kernel, sense: a GPU program, kind: concept, definition: "A program for threads: many.",
       see_also: [kernel-svm]}
    - {id: kernel-svm, name: Kernel, sense: of an SVM, kind: method, definition: A measure of likeness.}
    - {id: kernels, name: Operating system, sense: of a computer, aliases: [kernel], kind: system, definition: It runs.}
    - {id: lora, name: LoRA, sense: fine-tuning, kind: method, definition: Two small matrices.}
    - {id: lora-radio, name: LoRa, sense: radio, kind: method, definition: A radio of long range.}
    """,
    "gc/chapter.yaml": "title: G\nsummary: S.\nsections: [{id: why, title: Why, body: 'A [[kernel-svm]].'}]\n",
}


def test_a_name_with_several_meanings_shows_each_in_short(run: Run, make_book: MakeBook) -> None:
    book = str(make_book(KERNELS))
    assert run("define", "Kernel", "--content", book).out == (
        "Kernel · Operating system: 3 meanings\n━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━\n\n"
        "Kernel (a GPU program) · concept\n  A program for threads\n  mlsys define kernel-gpu\n\n"
        "Kernel (of an SVM) · method\n  A measure of likeness\n  mlsys define kernel-svm\n\n"
        "Operating system (of a computer) · system\n  It runs\n  mlsys define 'Operating system (of a computer)'\n"
    )
    answer = run("define", "kernels", "--content", book, "--json").json
    assert answer["kind"] == "terms"
    assert [(term["name"], term["sense"]) for term in answer["terms"]][:2] == [
        ("Kernel", "a GPU program"),
        ("Kernel", "of an SVM"),
    ]


@each("name", ["kernel-svm", "kernel of an SVM", "Kernel (of an SVM)", "kernel svm"])
def test_the_sense_tells_which_one_is_meant(run: Run, make_book: MakeBook, name: str) -> None:
    result = run("define", *name.split(), "--content", str(make_book(KERNELS)))
    assert result.err == ""
    assert result.out.startswith("Kernel (of an SVM)\n")


def test_capitals_inside_a_name_tell_two_apart(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(KERNELS)))
    assert run("define", "LoRA", *book, "--json").json["id"] == "lora"
    assert run("define", "LoRa", *book, "--json").json["id"] == "lora-radio"
    assert len(run("define", "lora", *book, "--json").json["terms"]) == 2


def test_lists_and_links_name_the_sense_but_prose_does_not(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(KERNELS)))
    assert "kernel-svm\tKernel (of an SVM)\n" in run("list", "terms", *book).out
    assert "See also  Kernel (of an SVM) · A measure" in run("define", "kernel-gpu", *book).out
    assert "\nA kernel.\n" in run("read", "gc", *book).out


def test_other_commands_take_the_first_and_name_the_others(run: Run, make_book: MakeBook) -> None:
    err = run("note", "kernel", "Ask.", "--content", str(make_book(KERNELS))).err
    assert "showing 'Kernel (a GPU program)'; there is also kernel-svm, kernels" in err
