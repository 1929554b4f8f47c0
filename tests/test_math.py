"""Formulas in texts: how they are read, shown and written, and what is no formula."""

import json
import re
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mlsys_cli.book.parse.prose import parse_prose
from mlsys_cli.page.blocks import Math, Paragraph, Span, prose_text
from mlsys_cli.page.math.mathml import for_mathjax, in_mathml
from mlsys_cli.page.math.one_line import in_one_line, read_math
from mlsys_cli.page.math.parse import parse_math
from mlsys_cli.render.math_lines import draw_math
from tests.support.cases import each
from tests.support.program import MakeBook, Run, SharedBook
from tests.support.shell import Shell

SUM = r"\frac{1}{n} \sum_{i=1}^n x_i \le \sqrt{x + 1}"
BOOK = {
    "gc/chapter.yaml": json.dumps(
        {
            "title": "Garbage",
            "summary": "What is left over.",
            "sections": [{"id": "why", "title": "Why", "body": f"A pause of $x_i^2$ at $4 or $5.\n\n$$\n{SUM}\n$$\n"}],
        }
    ),
    "gc/glossary.yaml": json.dumps(
        {"terms": [{"id": "heap", "name": "heap", "kind": "concept", "definition": r"A pile of $2^{k}$ things."}]}
    ),
    "gc/quiz.yaml": json.dumps(
        {
            "questions": [
                {
                    "id": "many",
                    "section": "gc/why",
                    "kind": "number",
                    "level": "recall",
                    "ask": r"How many are $\sqrt{4}$ heaps?",
                    "answer": 2,
                    "explain": f"As in\n$$\n{SUM}\n$$\n",
                }
            ]
        }
    ),
}


@pytest.fixture
def book(shared_book: SharedBook) -> str:
    return str(shared_book(BOOK))


# --- which text is a formula -----------------------------------------------------------------------------------------


@each(
    "written",
    ["$x$", "$x+y$", "$ x$ then $y$", "($x$)", "*$x$*", "$x$-th", "$\\$5$", "$2 n$", "$$x$$ too", "7$ or $x$"],
)
def test_a_formula(written: str) -> None:
    (paragraph,) = parse_prose(written)
    assert isinstance(paragraph, Paragraph)
    assert "math" in [span.style for span in paragraph.spans]


@each(
    "written",
    [
        "It cost $4.6 million, later $5 million.",
        "5 $ and 6 $",
        "A $5 coffee for 4$.",
        "from $5 to $10, or 7$",
        "US$5 and A$6$",
        "$ x $",
        "$HOME/bin:$PATH",
        "\\$x$ and $y",
        "`$x$`",
        "$x\n\ny$",
        "$$",
        "$$ $$",
        "$\\fraq{1}{2}$",
        "$\\!$",
    ],
)
def test_no_formula(written: str) -> None:
    """A price is words, and so is what can't be read."""
    blocks = parse_prose(written)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert " ".join(prose_text(blocks).split()) == " ".join(re.sub(r"`|\\(?=\$)", "", written).split())


def test_a_formula_of_its_own_may_have_lines_like_a_list_or_a_quote() -> None:
    written = "So:\n$$\nx\n+ y\n> z\n$$\nThen.\n\n- one\n\n  $$a$$\n"
    first, formula, _, bullets = parse_prose(written)
    assert (first, formula) == (Paragraph((Span("So:"),)), Math("x + y > z", "x + y > z"))
    assert "Math(text='a', source='a')" in repr(bullets)


# --- how it is shown -------------------------------------------------------------------------------------------------


@each(
    "source, shown, words",
    [
        ("x^2", "x²", "x^2"),
        ("10^-3", "10⁻³", "10^(-3)"),
        ("x_i^{n+1}", "xᵢⁿ⁺¹", "x_i^(n+1)"),
        ("W_Q x", "W_Q x", "W_Q x"),
        (r"\frac{a+b}{2n}", "(a + b)/(2n)", "(a + b)/(2n)"),
        (r"-\frac{1}{2}x", "−(1/2)x", "-(1/2)x"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w", "(partial L)/(partial w)"),
        (r"\sum_{i=1}^n x_i", "Σᵢ₌₁ⁿ xᵢ", "sum from i=1 to n of x_i"),
        (r"\prod_{w \in S} w", "Π_(w∈S) w", "product over w in S of w"),
        (r"\sqrt{x+1} \approx \sqrt[3]{y}", "√(x + 1) ≈ ³√y", "sqrt(x + 1) ~ y^(1/3)"),
        (r"3 \times 10^{23}\,\text{FLOP}", "3 × 10²³ FLOP", "3 times 10^23 FLOP"),
        (r"w \gets w - \eta \nabla L", "w ← w − η∇L", "w <- w - eta nabla L"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²", "(a/b)^2"),
        (r"{(a+b)}^2 {(a+b)(c+d)}^2", "(a + b)²((a + b)(c + d))²", "(a + b)^2((a + b)(c + d))^2"),
        (r"\frac{a+b}{c+d}^2", "((a + b)/(c + d))²", "((a + b)/(c + d))^2"),
        (r"\hat{y} = \sigma(w^\top x)", "y\u0302 = σ(wᵀx)", "y-hat = sigma(w^T x)"),
        (r"e^{-E/kT}", "e^(−E/kT)", "e^(-E/kT)"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[1, 2; 3, 4]", "[1, 2; 3, 4]"),
        (r"x \in \mathbb{R}^{n}, x ≤ 1{,}000", "x ∈ ℝⁿ, x ≤ 1,000", "x in R^n, x <= 1,000"),
        (r"\max_i f'(x)", "maxᵢ f′(x)", "max over i of f'(x)"),
        (r"\boldsymbol{\theta}_1 + \mathbf{\hat{y}}", "θ₁ + y\u0302", "theta_1 + y-hat"),
        (
            r"\displaystyle \sum\limits_{i}^n \Big[\textrm{cost of } i\Big]",
            "Σᵢⁿ[cost of i]",
            "sum from i to n of[cost of i]",
        ),
        (r"\operatorname*{softmax}_j o_j", "softmaxⱼ oⱼ", "softmax_j o_j"),
        (r"{n \choose k} = \binom{n}{2}", "(n choose k) = (n choose 2)", "(n choose k) = (n choose 2)"),
        (r"{a + b \over 2}, x \not\in A", "(a + b)/2, x ∉ A", "(a + b)/2, x not in A"),
        (r"\mathcal{D} \stackrel{\textrm{def}}{=} X", "D =ᵈᵉᶠ X", "D =^def X"),
        (r"2.5\space million \times 2", "2.5 million × 2", "2.5 million times 2"),
        (r"\begin{aligned} y &= (x+1)^2 \\ &= 4 \end{aligned}", "y = (x + 1)²; = 4", "y = (x + 1)^2; = 4"),
    ],
)
def test_in_one_line(source: str, shown: str, words: str) -> None:
    assert (in_one_line(source), in_one_line(source, ascii_only=True)) == (shown, words)


@each(
    "source, lines",
    [
        (r"x = \frac{-b \pm c}{2a}", ["     −b ± c", "x = ────────", "       2a"]),
        (r"\sum_{i=1}^n x_i", ["  n", "  Σ   xᵢ", "i = 1"]),
        (r"\left(1+\frac{1}{n}\right)^n", ["         n", "⎛     1 ⎞", "⎜1 + ───⎟", "⎝     n ⎠"]),
        (r"\sqrt{\frac{a}{b}}", [" ┌───", " │ a", " │───", "√│ b"]),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", ["⎧1  x > 0", "⎩0  else"]),
    ],
)
def test_over_several_lines(source: str, lines: list[str]) -> None:
    assert [line.plain[4:] for line in draw_math(in_one_line(source), source, 80)] == lines


def test_a_wide_formula_is_broken_before_a_relation() -> None:
    source = r"\frac{\text{a long name}}{n} = \text{another name} + 1 \le 5"
    drawn = [line.plain for line in draw_math(in_one_line(source), source, 30)]
    assert drawn == ["  (a long name)/n", "    = another name + 1 ≤ 5"]


def test_a_page_with_formulas(run: Run, book: str) -> None:
    page = run("read", "gc/why", "--content", book).out
    assert "A pause of xᵢ² at $4 or $5." in page
    assert re.search(r"^     1    n\n    ───   Σ   xᵢ ≤ √\(x \+ 1\)\n     n  i ?= ?1$", page, re.MULTILINE)
    assert "A pile of 2ᵏ things." in run("define", "heap", "--content", book).out


def test_a_screen_reader_gets_words_and_an_encoding_without_the_signs_as_well(
    run: Run, shell: Shell, book: str
) -> None:
    plain = run("read", "gc/why", "--content", book, "--plain").out
    for page in (plain, shell.run(f"mlsys read gc/why --content {book} | cat", PYTHONIOENCODING="latin-1").out):
        assert "A pause of x_i^2 at $4 or $5." in page
        assert "(1/n) sum from i=1 to n of x_i <= sqrt(x + 1)" in page


def test_other_programs_get_the_source(run: Run, book: str) -> None:
    for form in ("markdown", "json"):
        page = run("read", "gc/why", "--content", book, "--format", form).out
        body = page if form == "markdown" else json.loads(page)["body"]
        assert "A pause of $x_i^2$ at $4 or $5." in body
        assert f"$$\n{SUM}\n$$" in body
    assert run("define", "heap", "--content", book, "--json").json["definition"] == "A pile of $2^{k}$ things."


def test_a_web_page_has_mathml(run: Run, book: str) -> None:
    page = run("read", "gc/why", "--content", book, "--format", "html").out
    inline, display = re.findall("<math.*?</math>", page)
    assert "<msubsup><mi>x</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>" in inline
    assert ' display="block"' in display
    assert "<munderover><mo>Σ</mo>" in display
    assert "#formula" not in page


def test_questions_have_formulas_in_every_format(run: Run, book: str, tmp_path: Path) -> None:
    def of(form: str, *words: str) -> str:
        return str(run(*words, "--content", book, "--format", form).out)

    assert "How many are √4 heaps?" in of("text", "quiz")
    assert "How many are sqrt(4) heaps?" in of("plain", "quiz")
    assert "<msqrt><mrow><mn>4</mn></mrow></msqrt>" in of("html", "quiz")
    for form in ("markdown", "json"):
        assert "How many are $\\sqrt{4}$ heaps?" in of(form, "quiz").replace(r"\\", "\\")
    cards = tmp_path / "cards.txt"
    assert run("export", "anki", str(cards), "--generated", "--content", book).code == 0
    text = cards.read_text()
    assert r"How many are \( \sqrt{ 4 } \) heaps?" in text
    assert r"\[ \frac{ 1 }{ n } \sum_{ i = 1 }^{ n }" in text
    assert text.count(r"A pile of \( 2^{ k } \) things.") == 2  # what is asked, and what is explained
    assert "2ᵏ" not in text


def test_a_search_finds_the_words_but_no_command(run: Run, make_book: MakeBook) -> None:
    definition = r"The loss is $\frac{\text{wrongness}}{n}$ here."
    terms = {"terms": [{"id": "heap", "name": "heap", "kind": "concept", "definition": definition}]}
    book = str(make_book({"gc/glossary.yaml": json.dumps(terms)}))
    assert "The loss is wrongness/n here." in run("search", "wrongness", "--content", book).out
    assert run("search", "frac", "--content", book).code == 1


# --- mistakes --------------------------------------------------------------------------------------------------------


@each(
    "body, place, message",
    [
        (r"So $\frac{1}{2$.", "6:17", "this { isn't closed"),
        ("So\n> $$a\n> + b}\n> $$", "8:10", "no { is open here"),
        ("So $x^2^3$.", "6:12", "a second ^ for the same part"),
        (r"So $\left( x$.", "6:9", r"this \left isn't closed"),
        ("So $$\n\nx$$", "6:8", "this $$ isn't closed"),
        (r"So $\quad$.", "6:9", "a formula is empty"),
        (f"So ${'{' * 20}x{'}' * 20}$.", "6:21", "a formula may be nested 12 levels deep at most"),
        (f"So ${'x' * 1500}$.", "6:9", "a formula may have 1000 characters at most"),
    ],
)
def test_a_mistake_has_its_place(run: Run, make_book: MakeBook, body: str, place: str, message: str) -> None:
    chapter = f"title: G\nsections:\n- id: why\n  title: W\n  body: |\n{indent(body, '    ')}\n"
    result = run("check", str(make_book({"gc/chapter.yaml": chapter})))
    assert result.code == 1
    assert f"chapter.yaml:{place}: broken-math: {message}" in result.out


@each(
    "formula, message",
    [
        (r"\fraq{1}{2}", r"the command \fraq is unknown"),
        (r"\begin{martix} 1 \end{martix}", "the environment martix is unknown"),
        (r"\newcommand{\x}[1]{#1}", r"the command \newcommand is unknown"),  # and # isn't told, nor \x
    ],
)
def test_what_is_unknown_is_a_warning_and_shown_as_its_source(
    run: Run, make_book: MakeBook, formula: str, message: str
) -> None:
    chapter = f"title: G\nsummary: So.\nsections:\n- id: why\n  title: W\n  body: |\n    So ${formula}$.\n"
    book = str(make_book({"gc/chapter.yaml": chapter}))
    result = run("check", book)
    assert f"chapter.yaml:7:9: unknown-math: {message}" in result.out
    assert "[error]" not in result.out
    assert f"So ${formula}$." in run("read", "gc", "--content", book).out


def test_the_nearest_command_is_named(run: Run, make_book: MakeBook) -> None:
    terms = {"terms": [{"id": "heap", "name": "heap", "kind": "concept", "definition": r"A pile of $\fraq{1}{2}$ x."}]}
    book = str(make_book({"gc/glossary.yaml": json.dumps(terms)}))
    assert r"did you mean \frac?" in run("check", book).out
    assert r"A pile of $\fraq{1}{2}$ x." in run("define", "heap", "--content", book).out


# --- hostile formulas ------------------------------------------------------------------------------------------------

WRITTEN = r"""
{ } ^ _ & \\ \frac \sqrt [ ] \left \right ( ) . \{ ' \begin{matrix} \end{matrix} \begin{cases} \end{x} \sum \text{a}
\text \hat \max x 12 + - = , / \alpha \foo \, \ 🙂 é \mathbb{R} ℝ ≤ {{c1:: [sound:a] \text{[sound:a]}} <script> \) \]
\text{[latex]::}
"""
PIECES = [*WRITTEN.split(), " ", "\x1b"]


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_is_read_and_shown_in_some_width(source: str) -> None:
    """Nothing fails, no line is too wide, and what reaches Anki and a browser holds none of their signs."""
    shown, mistakes = read_math(source)
    assert shown or mistakes
    assert all(0 <= one.offset <= len(source) for one in mistakes)
    assert in_one_line(source, ascii_only=True).isascii()
    for width in (20, 80):
        assert all(cell_len(line.plain) <= width for line in draw_math(shown, source, width))
    written = for_mathjax(source)
    assert not re.search(r"\{\{|\}\}|\[sound|\[latex|::|<|\\[)\]](?!$)", written.removesuffix("\\)"))
    assert "<script" not in in_mathml(source)
    for prose in (f"$ {source} $", f"a ${source}$ b", f"$$\n{source}\n$$"):
        assert prose_text(parse_prose(prose)).strip()


@pytest.mark.slow
@each(
    "start",
    ["$", "$x", "$$", "$x_{", "\\frac{", "$\\left(", "{", "x^", "$a $", "\\$", "$\\text{", "\\begin{matrix}", "$$\n"],
)
def test_much_of_a_formula_is_read_in_no_time(start: str) -> None:
    """Neither depth nor length is without a limit."""
    assert parse_prose(start * 3000)
    assert parse_math(start * 3000).mistakes
    assert len(parse_math(start * 150).mistakes) <= 1000
