"""Names: what is as good as the name, what is guessed, and what is never answered."""

from tests.support.cases import each
from tests.support.program import Run


@each(
    "command, entry_id",
    [
        ("read Intro", "intro"),
        ("read intro/Symbolic_AI", "intro/symbolic-ai"),
        ("define SYMBOLIC-AI", "symbolic-ai"),
        ("define gradient-descents", "gradient-descent"),
        ("define Moore’s Law", "moores-law"),
        ("define neural networks", "neural-network"),
        ("define bäckpropagation", "backpropagation"),
        ("figure AI Triangle", "ai-triangle"),
        ("compare Deployment Spectrum", "deployment-spectrum"),
        ("compare deployment spectrums", "deployment-spectrum"),
        ("cite Shannon1948", "shannon1948"),
        ("read section:intro/why", "intro/why"),
        ("define Term:eliza", "eliza"),
        ("figure figure:ai-triangle", "ai-triangle"),
        ("section:intro/why", "intro/why"),
    ],
)
def test_case_accents_hyphens_and_plurals_do_not_matter(run: Run, command: str, entry_id: str) -> None:
    result = run(*command.split(), "--json")
    assert result.err == ""
    assert result.json["id"] == entry_id


def test_a_place_can_be_named_by_some_of_its_words(run: Run) -> None:
    result = run("read", "intro", "symbolic", "--json")
    assert result.json["id"] == "intro/symbolic-ai"
    assert result.err == "mlsys: showing 'Symbolic AI: thinking with symbols' for 'intro symbolic'\n"
    assert "'From a good demo to a working system'" in run("read", "section:intro/wyh").err


def test_a_guess_is_one_line_on_stderr(run: Run) -> None:
    result = run("define", "backpropagaton", "--json")
    assert result.code == 0
    assert result.err == "mlsys: showing 'Backpropagation' for 'backpropagaton'\n"
    assert result.json["match"]["how"] == "fuzzy"
    assert result.json["match"]["query"] == "backpropagaton"
    assert 0 < result.json["match"]["score"] < 100


def test_near_names_are_suggested(run: Run) -> None:
    result = run("define", "deep lerning machine")
    assert (result.code, result.out) == (1, "")
    assert "did you mean " in result.err
    assert "'Deep learning'" in result.err


@each("command", ["define", "read", "figure", "compare", "cite", "toc"])
def test_an_unrelated_word_is_never_answered(run: Run, command: str) -> None:
    for word in ("banana", "wheelbarrow", "🙂"):
        assert run(command, word)[:2] == (1, "")
