"""Questions, and what an answer to them can be."""

from tests.support.program import MakeBook, Run


def test_every_kind_of_question(run: Run, problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - id: one
      section: gc/why
      kind: choice
      level: apply
      ask: Which is garbage?
      choices: [{text: What nothing reaches, right: true}, {text: What is old}]
      explain: Age does not matter.
    - {id: two, section: gc/why, kind: true-false, level: recall, ask: Lisp collects., answer: true, explain: So.}
    - {id: three, section: gc/why, kind: typed, level: recall, ask: Who?, answers: [McCarthy], explain: He did.}
    - {id: four, section: gc/why, kind: number, level: recall, ask: When?, answer: 1960, tolerance: 1, explain: So.}
    - {id: five, section: gc/why, kind: order, level: understand, ask: Order., items: [mark, sweep], explain: So.}
    - id: six
      section: gc/why
      kind: match
      level: recall
      ask: Join.
      pairs: [{left: a, right: b}, {left: c, right: d}]
      explain: So.
    - {id: seven, section: gc/why, kind: cloze, level: recall, ask: Mark and ___., gaps: [[sweep]], explain: So.}
    """
    assert problems == []
    listed = run("list", "questions", "--content", "book").out.splitlines()
    assert listed[:2] == ["one\tWhich is garbage?", "two\tLisp collects."]
    assert len(listed) == 7


def test_a_question_of_no_known_kind(problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - {id: one, section: gc/why, knid: typed, level: recall, ask: Who?, explain: He., answer: [He]}
    - {id: two, section: gc/why, kind: essay, level: recall, ask: Who?, explain: He.}
    """
    assert problems == [
        "book/gc/quiz.yaml:2:3: missing-field: this question 'one' has no 'kind'",
        "book/gc/quiz.yaml:2:30: unknown-key: a question has no 'knid'",
        "  did you mean 'kind'?",
        "book/gc/quiz.yaml:3:36: wrong-type: 'kind' must be 'choice', 'true-false', 'typed', 'number', 'order', 'match'"
        ", 'cloze' or 'open'",
    ]


def test_unknown_keys_and_wrong_values_of_a_question(problems: list[str]) -> None:
    """
    --- gc/quiz.yaml
    questions:
    - {id: one, section: gc/why, kind: typed, level: hard, ask: Who?, answers: [He], explain: He., anwers: [She]}
    - id: two
      section: gc/why
      kind: choice
      level: recall
      ask: Who?
      choices: [{text: He, right: true}, {text: I, rigt: true}]
      explain: He.
    """
    assert problems == [
        "book/gc/quiz.yaml:2:50: wrong-type: 'level' must be 'recall', 'understand' or 'apply'",
        "book/gc/quiz.yaml:2:96: unknown-key: a question has no 'anwers'",
        "  did you mean 'answers'?",
        "book/gc/quiz.yaml:8:48: unknown-key: choice 2 has no 'rigt'",
        "  did you mean 'right'?",
    ]


def test_questions_are_not_searched(make_book: MakeBook, run: Run) -> None:
    """A hit would give the answer away."""
    question = "{id: q, section: gc/why, kind: typed, level: recall, ask: Whose?, answers: [Lispy], explain: Lispy.}"
    make_book({"gc/quiz.yaml": f"questions: [{question}]\n"})
    assert run("search", "lispy", "--content", "book").code == 1
