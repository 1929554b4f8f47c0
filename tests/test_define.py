"""`mlsys define`: the name you have finds the entry you mean, or nothing."""

from tests.support.cases import each
from tests.support.program import Run


@each(
    "query, how",
    [
        ("backpropagation", "exact"),
        ("Back-Propagation", "exact"),
        ("backprop", "alias"),
        ("moores law", "exact"),
        ("Moore’s Law", "exact"),
        ("perceptrons", "exact"),
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


def test_words_are_one_name_or_several(run: Run) -> None:
    assert [term["id"] for term in run("define", "eliza", "mycin", "--json").json["terms"]] == ["eliza", "mycin"]
    assert [term["id"] for term in run("define", "eliza, mycin", "--json").json["terms"]] == ["eliza", "mycin"]
    assert run("define", "moores", "law", "--json").json["id"] == "moores-law"


def test_names_from_a_pipe(run: Run) -> None:
    result = run("define", "-", "--json", stdin="eliza\nmycin\n")
    assert [term["id"] for term in result.json["terms"]] == ["eliza", "mycin"]


def test_a_pipe_with_a_wrong_name_shows_the_others(run: Run) -> None:
    result = run("define", "-", stdin="eliza\nzzzz\n")
    assert result.code == 1
    assert result.out.startswith("ELIZA\n")
    assert "'zzzz'" in result.err


def test_a_card_leads_on(run: Run) -> None:
    """What it shows under See also and Read on are commands that can be typed."""
    out = run("define", "backpropagation").out
    commands = [line[line.index("mlsys ") :].split(" · ")[0] for line in out.splitlines() if "mlsys " in line]
    assert len(commands) >= 3
    for command in commands:
        assert run(*command.split()[1:]).code == 0
