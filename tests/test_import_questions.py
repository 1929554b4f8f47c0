"""`mlsys import quiz|anki`: questions of other programs come into a book, and ours come back as they were."""

import json
import shutil
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.program import MakeBook, Result, Run
from tests.support.quiz_book import QUIZ

ADDED = """\
- id: why-collect
  section: gc/why
  kind: open
  level: understand
  ask: "Why is $a + b$ no reason?"
  answer: "Since **memory** ends."
- id: signs
  section: gc/why
  kind: typed
  level: recall
  ask: "Which *signs* does `a*b` have? Not \\\\(z\\\\), {1:SHORTANSWER:=x}, <b>, [[x]] or ___."
  answers: ["a*b~c=d#e}f{g:h"]
  explain: "See **the** manual."
"""


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def imported(run: Run, what: str, source: str, *more: str) -> Result:
    """The result of a command that has written a book."""
    result = run("import", what, source, "--into", "new", "--write", "--json", *more)
    assert result.code == 0, result.err
    return result


def questions(book: Path = Path("new")) -> dict[str, dict[str, Any]]:
    """The questions of a book by their ids, without the mark of their origin."""
    listed = [q for path in sorted(book.glob("*/quiz.yaml")) for q in yaml.safe_load(path.read_text())["questions"]]
    return {q["id"]: {key: value for key, value in q.items() if key not in ("id", "imported")} for q in listed}


def moodle(*inner: str) -> str:
    """The path of a Moodle XML file with some questions: each its type, its text, and the elements that follow."""
    path = Path("q.xml")
    path.write_text(f"<quiz>{''.join(inner)}</quiz>", encoding="utf-8")
    return str(path)


def question(kind: str, text: str, more: str = "", name: str = "A question") -> str:
    """A question of a Moodle XML file; its text is HTML."""
    asked = f"<questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>"
    return f"<question type='{kind}'><name><text>{name}</text></name>{asked}{more}</question>"


def gift(text: str) -> str:
    """The path of a GIFT file."""
    Path("q.gift").write_text(text, encoding="utf-8")
    return "q.gift"


def lost(result: Result) -> Counter[str]:
    """How often each sort of loss is reported."""
    return Counter(loss["what"] for loss in result.json["losses"])


# --- there and back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["moodle", "qti", "qti21", "gift"])
def test_our_questions_come_back_as_they_were(run: Run, make_book: MakeBook, form: str) -> None:
    """The order of choices isn't kept, nor what GIFT and QTI can't hold, which `mlsys export` says."""
    book = make_book(QUIZ.replace("\n--- gc/glossary", f"\n{ADDED}--- gc/glossary"))
    run("export", form, "there", "--content", str(book))
    result = imported(run, "quiz", "there")
    assert lost(result) == {}
    before, after = questions(book), questions()
    assert [*after] == [*before] or sorted(after) == sorted(before)
    for name, asked in before.items():
        got = after[name]
        for key in ("choices", "pairs"):
            if key in asked:
                asked[key], got[key] = (sorted(side[key], key=str) for side in (asked, got))
        if form != "moodle":
            asked.pop("hint", None)
        if form == "gift":
            got["section"] = asked["section"]  # it has no ids of sections, only titles
            asked["gaps"] = got.get("gaps") and [[gap[0]] for gap in asked["gaps"]]
        if name == "signs":
            assert run("quiz", "question:signs", "--content", "new").code == 0
            asked["ask"] = got["ask"]
        assert got == {key: value for key, value in asked.items() if value is not None}
    assert "`a*b`" in after["signs"]["ask"]
    assert run("check", "new", "--level", "error").out == ""


def test_choices_in_a_table_of_ours_come_back_but_no_pairs_and_no_order(run: Run, make_book: MakeBook) -> None:
    book = make_book(QUIZ)
    run("export", "csv", "there.csv", "--content", str(book))
    result = imported(run, "csv", "there.csv")
    before, after = ({q["ask"]: q for q in found.values()} for found in (questions(book), questions()))
    for ask in (ask for ask, q in before.items() if q["kind"] == "choice"):
        assert after[ask]["section"] == before[ask]["section"]
        assert sorted(map(str, after[ask]["choices"])) == sorted(map(str, before[ask]["choices"]))
    kinds = {before[ask]["kind"] for ask in before.keys() - after.keys()}
    assert (kinds, lost(result)["rows whose answers are none of the choices"]) == ({"order", "match"}, 1)


def test_importing_again_changes_nothing_and_an_edit_upstream_only_its_question(run: Run) -> None:
    first = gift("::a::One is {T}\n\n::b::Two plus two? {#4}\n")
    imported(run, "quiz", first)
    before = Path("new/q/quiz.yaml").read_text()
    assert imported(run, "quiz", first).json["entries"] != []
    assert Path("new/q/quiz.yaml").read_text() == before
    states = imported(run, "quiz", gift("::a::One is {F}\n\n::b::Two plus two? {#4}\n")).json["entries"]
    assert [(entry["id"], entry["state"]) for entry in states] == [("a", "changed"), ("b", "unchanged")]


def test_of_questions_with_the_same_name_only_the_one_that_has_changed_changes(run: Run) -> None:
    same = [f"::q::{text}" for text in ("One is {T}", "Two is {F}", "Two plus two? {#4}")]
    imported(run, "quiz", gift("\n\n".join(same)))
    before = Path("new/q/quiz.yaml").read_text()
    assert [entry["state"] for entry in imported(run, "quiz", gift("\n\n".join(same[1:]))).json["entries"]] == [
        "unchanged", "unchanged", "gone"
    ]  # fmt: skip  # a state an entry
    assert Path("new/q/quiz.yaml").read_text() == before
    changed = [same[2], same[0].replace("One", "The first"), same[1]]
    states = Counter(entry["state"] for entry in imported(run, "quiz", gift("\n\n".join(changed))).json["entries"])
    assert states == {"unchanged": 2, "changed": 1}


def test_a_question_without_a_name_is_known_by_its_answer_and_a_text_that_is_like_its_own(run: Run) -> None:
    imported(run, "quiz", gift("What is a cache good for? {=speed}\n\nWhat is a disk for? {=room}\n\nOne is {T}\n"))
    edited = gift("What is a small cache good for? {=speed}\n\nOne is {T}\n\nWhat is a bus for? {=transport}\n")
    assert [(entry["id"], entry["state"]) for entry in imported(run, "quiz", edited).json["entries"]] == [
        ("what-is-a-cache-good-for", "changed"),
        ("one-is", "unchanged"),
        ("what-is-a-bus-for", "new"),
        ("what-is-a-disk-for", "gone"),
    ]
    assert questions()["what-is-a-cache-good-for"]["ask"] == "What is a small cache good for?"
    assert {entry["state"] for entry in imported(run, "quiz", edited).json["entries"]} == {"unchanged", "gone"}


# --- GIFT ----------------------------------------------------------------------------------------------------------


GIFT: dict[str, tuple[str, dict[str, Any]]] = {
    "a right choice": ("Buried? {~Grant =no one}", {"choices": [{"text": "Grant"}, {"text": "no one", "right": True}]}),
    "several": ("Who? {~%50%A ~%50%B ~%-50%C}", {"kind": "choice"}),
    "a missing word": (
        "Two and two are {=four =4}.",
        {"kind": "cloze", "ask": "Two and two are ___.", "gaps": [["four", "4"]]},
    ),
    "words": ("Who? {=no one =nobody}", {"kind": "typed", "answers": ["no one", "nobody"]}),
    "a word alone": ("Two and two are? {four}", {"kind": "typed", "answers": ["four"]}),
    "gaps": (
        "{1:SA:=Cats} eat {:MC:~grass~=mice}\\!",
        {"kind": "cloze", "ask": "___ eat ___\\\\!", "gaps": [["Cats"], ["mice"]]},
    ),
    "true": ("The sun rises.{T}", {"kind": "true-false", "answer": True}),
    "a small number": ("Seconds? {#0.00001:0.0000001}", {"answer": 1e-05, "tolerance": 1e-07}),
    "a range": ("Pi? {#3.141..3.142}", {"kind": "number", "answer": 3.1415, "tolerance": 0.0005}),
    "pairs": (
        "Match. {=A -> a =B -> b}",
        {"kind": "match", "pairs": [{"left": "A", "right": "a"}, {"left": "B", "right": "b"}]},
    ),
    "arrows in choices": (
        "Which? {~A -> B ~=B -> A}",
        {"kind": "choice", "choices": [{"text": "A -> B"}, {"text": "B -> A", "right": True}]},
    ),
    "an order": ("Sort. {>2 ALL VERTICAL\nfirst\nsecond\n}", {"kind": "order", "items": ["first", "second"]}),
    "an essay": ("Why?{}", {"kind": "open", "answer": "The source gives no answer."}),
    "escaped signs": (
        r"5? {~\= 2 + 2 =\{\= 2 + 3\}}",
        {"choices": [{"text": "= 2 + 2"}, {"text": "{= 2 + 3}", "right": True}]},
    ),
    "a blank line in braces": ("Why?\n{\n=a\n\n=b}", {"kind": "typed", "answers": ["a", "b"]}),
    "Markdown": ("[markdown]A **b**?{T}", {"ask": "A **b**?"}),
    "HTML": ("[html]<p>A <b>b</b> &lt; $5?</p>{T}", {"ask": r"A **b** \< $5?"}),
    "feedback": ("A?{=x#Well done.~y#No.####Since z.}", {"explain": "Since z."}),
    "no explanation": ("A?{=x =y}", {"explain": "The source gives no explanation."}),
}


def test_each_kind_of_gift(run: Run) -> None:
    text = "\n\n".join(f"// a comment\n::{name}::{text}" for name, (text, _) in GIFT.items())
    losses, got = lost(imported(run, "quiz", gift(text))), questions()
    assert losses == {"feedback on single answers": 2, "choices of gaps": 1}
    for name, (_, expected) in GIFT.items():
        fields = got[name.lower().replace(" ", "-")]
        assert {key: fields.get(key) for key in expected} == expected


def test_categories_become_chapters_and_sections(run: Run) -> None:
    imported(
        run,
        "quiz",
        gift("A.{T}\n\n$CATEGORY: $course$/top/Caches\n\nB.{T}\n\n$CATEGORY: top/Caches/Hits//misses\n\nC.{T}"),
    )
    assert [q["section"] for q in questions().values()] == ["caches/questions", "caches/hits-misses", "q/questions"]
    assert yaml.safe_load(Path("new/caches/chapter.yaml").read_text())["sections"][1]["title"] == "Hits/misses"


# --- Moodle XML ----------------------------------------------------------------------------------------------------


def test_what_moodle_has_and_a_book_has_not_is_reported_with_its_line(run: Run) -> None:
    feedback = "<feedback><text>f</text></feedback>"
    right, half = (
        "<answer fraction='100'><text>a</text></answer>",
        f"<answer fraction='50'><text>b</text>{feedback}</answer>",
    )
    hints = "<hint><text>one</text></hint><hint><text>two</text></hint>"
    result = imported(
        run,
        "quiz",
        moodle(
            question("multichoice", "Which <img src='x.png' alt='tree'>?", right + half),
            question("shortanswer", "Who?", "<answer fraction='100'><text>*Grant*</text></answer>"),
            question("description", "Read this."),
            question("ddmarker", "Where?", name="Map"),
            question("essay", "Why?", f"{hints}<tags><tag><text>hard</text></tag></tags>"),
        ),
    )
    assert lost(result) == {
        "weights of answers": 1,
        "feedback on single answers": 1,
        "images": 1,
        "wildcards": 1,
        "texts that aren't questions": 1,
        "questions that a book can't have": 1,
        "further hints": 1,
        "tags": 1,
    }
    assert {loss["location"] for loss in result.json["losses"]} == {"q.xml:1"}
    assert [q["ask"] for q in questions().values()] == ["Which (image: tree)?", "Who?", "Why?"]


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_words_that_are_put_into_a_text_fill_its_gaps(run: Run, kind: str, tag: str) -> None:
    words = "".join(f"<{tag}><text>{word}</text></{tag}>" for word in ("near", "far", "fast"))
    result = imported(run, "quiz", moodle(question(kind, "A cache is [[1]] and [[3]].", words)))
    (asked,) = questions().values()
    assert (asked["kind"], asked["ask"], asked["gaps"]) == ("cloze", "A cache is ___ and ___.", [["near"], ["fast"]])
    assert lost(result) == {"choices of gaps": 1}


def test_a_choice_without_a_text_is_left_out(run: Run) -> None:
    answers = "".join(
        f"<answer fraction='{worth}'><text>{text}</text></answer>" for worth, text in ((100, "a"), (0, ""), (0, "b"))
    )
    assert lost(imported(run, "quiz", moodle(question("multichoice", "Which?", answers)))) == {
        "choices without a text": 1
    }
    assert questions()["a-question"]["choices"] == [{"text": "a", "right": True}, {"text": "b"}]


HTML = {
    "paragraphs": ("<p>One</p><p>two<br>three</p>", "One\n\ntwo\n\nthree"),
    "lists": ("a<ul><li>b</li><li>c<ol><li>d</li></ol></li></ul>", "a\n\n- b\n- c\n\n  1. d"),
    "marks": ("<b>b</b> <i>i</i> <code>a*b</code> H<sub>2</sub>O x<sup>ab</sup>", "**b** *i* `a*b` H₂O xᵃᵇ"),
    "code": ("<pre>if a:\n  b</pre>", "```\nif a:\n  b\n```"),
    "a link": ("<a href='https://a.org/x'>A</a> <a href='javascript:b'>B</a>", "[A](https://a.org/x) B"),
    "formulas": (r"\(x &lt; 2\) and \[y\]", "$x < 2$ and\n\n$$\ny\n$$"),
    "a formula of Canvas": (
        r"Find <img class='equation_image' src='/x' alt='LaTeX: \sqrt{2}' data-equation-content='\sqrt{2}'>.",
        r"Find $\sqrt{2}$.",
    ),
    "dollars": ("$5 or $x$ [[link]]", r"$5 or \$x\$ \[\[link\]\]"),
    "scripts": ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    "never closed": ("<ul><li><b>a", "- **a**"),
    "text only": ("a &amp; b &lt;c&gt;", r"a \& b \<c\>"),
}


def test_html_becomes_markdown(run: Run) -> None:
    imported(run, "quiz", moodle(*(question("essay", html, name=name) for name, (html, _) in HTML.items())))
    asked = {name: fields["ask"].rstrip("\n") for name, fields in questions().items()}
    assert asked == {name.lower().replace(" ", "-"): markdown for name, (_, markdown) in HTML.items()}


# --- QTI -----------------------------------------------------------------------------------------------------------


def test_an_item_alone_is_read(run: Run) -> None:
    Path("item.xml").write_text(
        """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Pie">
        <responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>
        <value>B</value></correctResponse></responseDeclaration><itemBody><p>Look at <img src="x.png" alt="it"/>.</p>
        <choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which?</prompt>
        <simpleChoice identifier="A">one</simpleChoice><simpleChoice identifier="B">two</simpleChoice>
        </choiceInteraction></itemBody></assessmentItem>"""
    )
    assert lost(imported(run, "quiz", "item.xml")) == {"images": 1}
    (asked,) = questions().values()
    assert asked["ask"] == "Look at (image: it).\n\nWhich?\n"
    assert asked["choices"] == [{"text": "one"}, {"text": "two", "right": True}]


def test_feedback_within_a_choice_of_qti_2_is_no_part_of_it(run: Run) -> None:
    Path("item.xml").write_text(
        """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Sun">
        <responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>
        <value>a</value></correctResponse></responseDeclaration><itemBody>
        <choiceInteraction responseIdentifier="R"><prompt>Does the earth move?</prompt>
        <simpleChoice identifier="a">Yes <feedbackInline identifier="a">Right.</feedbackInline></simpleChoice>
        <simpleChoice identifier="b">No</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""
    )
    assert lost(imported(run, "quiz", "item.xml")) == {"feedback on single answers": 1}
    assert questions()["sun"]["choices"] == [{"text": "Yes", "right": True}, {"text": "No"}]


@pytest.mark.parametrize("words", [("True", "False"), ("FALSE", "true")])
def test_a_choice_between_true_and_false_is_a_question_of_its_own_kind(run: Run, words: tuple[str, str]) -> None:
    answers = "".join(
        f"<answer fraction='{100 * (word.lower() == 'true')}'><text>{word}</text></answer>" for word in words
    )
    imported(run, "quiz", moodle(question("multichoice", "One is.", answers)))
    assert (questions()["a-question"]["kind"], questions()["a-question"]["answer"]) == ("true-false", True)


def test_the_gaps_of_a_text_in_qti_2(run: Run) -> None:
    Path("item.xml").write_text(
        """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Gaps">
        <responseDeclaration identifier="R" cardinality="multiple" baseType="directedPair"><correctResponse>
        <value>W G1</value><value>S G2</value></correctResponse></responseDeclaration><itemBody>
        <gapMatchInteraction responseIdentifier="R"><prompt>Fill in.</prompt><gapText identifier="W">winter</gapText>
        <gapText identifier="S">summer</gapText><gapText identifier="A">autumn</gapText>
        <p>Now is the <gap identifier="G1"/> made <gap identifier="G2"/>.</p></gapMatchInteraction></itemBody>
        </assessmentItem>"""
    )
    assert lost(imported(run, "quiz", "item.xml")) == {"choices of gaps": 1}
    (asked,) = questions().values()
    assert (asked["ask"], asked["gaps"]) == (
        "Now is the ___ made ___.\n\nFill in.\n",
        [["winter"], ["summer"]],
    )


def test_only_the_best_words_of_a_mapping_are_right(run: Run) -> None:
    Path("item.xml").write_text(
        """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Who">
        <responseDeclaration identifier="R" cardinality="single" baseType="string">
        <correctResponse><value>Turing</value></correctResponse><mapping defaultValue="0">
        <mapEntry mapKey="A. Turing" mappedValue="1"/><mapEntry mapKey="Turing" mappedValue="1"/>
        <mapEntry mapKey="Church" mappedValue="0.5"/></mapping></responseDeclaration>
        <itemBody><p>Who?</p><p><textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>"""
    )
    assert lost(imported(run, "quiz", "item.xml")) == {"weights of answers": 1}
    assert questions()["who"]["answers"] == ["Turing", "A. Turing"]


def canvas(kind: str, fields: str, conditions: str) -> str:
    """The path of a file with a question as Canvas writes it."""
    label = (
        f"<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield>"
    )
    about = f"<itemmetadata><qtimetadata>{label}</qtimetadata></itemmetadata>"
    asked = f"<presentation><material><mattext>Which?</mattext></material>{fields}</presentation>"
    item = f"<item ident='i' title='T'>{about}{asked}<resprocessing>{conditions}</resprocessing></item>"
    Path("canvas.xml").write_text(f"<questestinterop>{item}</questestinterop>")
    return "canvas.xml"


def condition(*rights: tuple[str, str]) -> str:
    """A condition that gives points if fields have these values."""
    equal = "".join(f"<varequal respident='{name}'>{value}</varequal>" for name, value in rights)
    return f"<respcondition><conditionvar>{equal}</conditionvar><setvar varname='SCORE'>100</setvar></respcondition>"


def listed(name: str, label: str) -> str:
    """A field in which one of two options is chosen, beside a label."""
    options = "".join(
        f"<response_label ident='{n}'><material><mattext>{n}</mattext></material></response_label>" for n in "xy"
    )
    material = f"<material><mattext>{label}</mattext></material>"
    return f"<response_lid ident='{name}'>{material}<render_choice>{options}</render_choice></response_lid>"


def test_lists_beside_labels_are_pairs_unless_several_belong_to_one(run: Run) -> None:
    fields = listed("1", "A") + listed("2", "B")
    imported(run, "quiz", canvas("matching_question", fields, condition(("1", "x")) + condition(("2", "y"))))
    assert questions()["t"]["pairs"] == [{"left": "A", "right": "x"}, {"left": "B", "right": "y"}]
    sorted_in = canvas("categorization_question", fields, condition(("1", "x"), ("1", "y")) + condition(("2", "y")))
    result = run("import", "quiz", sorted_in, "--into", "other", "--json")
    assert lost(result) == {"questions that a book can't have": 1}


def test_a_course_of_canvas_has_each_quiz_once_and_its_banks(run: Run) -> None:
    source = Path(canvas("true_false_question", listed("1", "A"), condition(("1", "x")))).read_text()
    quiz = source.replace("<item ", "<assessment title='Memory'><item ").replace("</item>", "</item></assessment>")
    with zipfile.ZipFile("course.imscc", "w") as archive:
        archive.writestr("a/assessment_qti.xml", quiz)
        archive.writestr("non_cc_assessments/a.xml.qti", quiz)
        archive.writestr("non_cc_assessments/b.xml.qti", source.replace("Which?", "What?"))
    imported(run, "quiz", "course.imscc")
    assert [(q["ask"], q["section"]) for q in questions().values()] == [
        ("What?", "course/questions"), ("Which?", "memory/questions")
    ]  # fmt: skip  # a pair a question


def test_a_gap_of_canvas_has_the_label_of_its_field_or_its_name(run: Run) -> None:
    for label, gap in (("A", "[A]"), ("x", "[1f-2]")):
        source = canvas(
            "fill_in_multiple_blanks_question", listed("response_1f-2", label), condition(("response_1f-2", "x"))
        )
        Path(source).write_text(Path(source).read_text().replace("Which?", f"It is {gap}."))
        imported(run, "quiz", source)
        assert (questions()["t"]["ask"], questions()["t"]["gaps"]) == ("It is ___.", [["x"]])
        shutil.rmtree("new")


def test_a_number_that_is_none_counts_nothing(run: Run) -> None:
    answers = "<answer fraction='much'><text>a</text></answer><answer fraction='100'><text>b</text></answer>"
    answers += "<defaultgrade>nan</defaultgrade>"
    numbers = "<answer fraction='100'><text>1e999</text></answer>"
    source = moodle(question("multichoice", "Which?", answers), question("numerical", "How many?", numbers))
    result = imported(run, "quiz", source, "--chapter", "mine")
    assert lost(result) == {"questions that a book can't have": 1}
    (asked,) = questions().values()
    assert (asked["section"], asked["choices"]) == ("mine/questions", [{"text": "a"}, {"text": "b", "right": True}])


# --- Anki ----------------------------------------------------------------------------------------------------------

NOTES = [
    ("g1", 1, "Systems::Caches", "hw", ["What is a <b>cache</b>?", "A small, fast store &amp; more"]),
    ("g2", 1, "Systems::Caches", "", ["What holds pages?", "RAM"]),
    ("g3", 2, "Flat", "disks", ["The {{c1::L1::level}} is in the {{c2::core}}.", "It is [latex]$x$[/latex]."]),
    ("g4", 1, "Flat", "", ["Sound? [sound:a.mp3]", "one<img src=b.png>"]),
    ("g5", 2, "Flat", "", ["It {{c1::holds {{c2,3::pages}} of}} memory.", ""]),
]


def deck(path: str, *, new: bool = False, stub: bool = False) -> str:
    """The path of a deck with notes, as Anki writes it today or as it was, perhaps with the stub that misleads."""
    names = [*dict.fromkeys(note[2] for note in NOTES)]
    file = Path("c.db")
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as db:
        db.execute("create table notes (id integer primary key, guid, mid, tags, flds)")
        db.execute("create table cards (nid, did)")
        for number, (guid, kind, name, tags, fields) in enumerate(NOTES):
            db.execute("insert into notes values (?, ?, ?, ?, ?)", (number, guid, kind, tags, "\x1f".join(fields)))
            db.execute("insert into cards values (?, ?)", (number, names.index(name)))
        types = {1: (b"", ["Front", "Back"]), 2: (b"\x08\x01", ["Text", "Back Extra"])}
        if new:
            db.execute("create table notetypes (id, config)")
            db.execute("create table fields (ntid, ord, name)")
            db.execute("create table decks (id, name)")
            db.executemany(
                "insert into notetypes values (?, ?)", [(number, config) for number, (config, _) in types.items()]
            )
            db.executemany(
                "insert into fields values (?, ?, ?)",
                [(n, i, f) for n, (_, fs) in types.items() for i, f in enumerate(fs)],
            )
            db.executemany(
                "insert into decks values (?, ?)", [(n, name.replace("::", "\x1f")) for n, name in enumerate(names)]
            )
        else:
            models = {n: {"type": int(bool(c)), "flds": [{"name": f} for f in fs]} for n, (c, fs) in types.items()}
            db.execute("create table col (models, decks)")
            db.execute(
                "insert into col values (?, ?)",
                (json.dumps(models), json.dumps({n: {"name": d} for n, d in enumerate(names)})),
            )
        db.commit()
    data = file.read_bytes()
    if new:
        data = pytest.importorskip("backports.zstd").compress(data)
    with zipfile.ZipFile(path, "w") as archive:
        if new or stub:
            archive.writestr("collection.anki2", b"Please update to the latest Anki version")
        archive.writestr("collection.anki21b" if new else "collection.anki21" if stub else "collection.anki2", data)
    return path


@pytest.mark.parametrize("form", ["old", "with a stub", "new"])
def test_notes_become_questions(run: Run, form: str) -> None:
    result = imported(run, "anki", deck("d.apkg", new=form == "new", stub=form == "with a stub"))
    level, sound, nested, what, holds = questions().values()
    assert (what["kind"], what["ask"], what["answer"]) == (
        "open",
        "What is a **cache**?",
        r"A small, fast store \& more",
    )
    assert what["section"] == "systems/caches"
    assert (holds["kind"], holds["answers"]) == ("typed", ["RAM"])
    assert (level["kind"], level["ask"], level["gaps"]) == ("cloze", "The ___ is in the ___.", [["L1"], ["core"]])
    assert (level["section"], level["explain"]) == ("flat/disks", "It is $x$.")
    assert (sound["kind"], sound["answer"]) == ("open", "one(image: b.png)")
    assert (nested["ask"], nested["gaps"]) == ("It holds ___ of memory.", [["pages"]])
    assert lost(result) == {"tags": 1, "hints in gaps": 1, "sounds": 1, "images": 1, "gaps around others": 1}


def test_our_own_cards_can_be_read(run: Run, make_book: MakeBook) -> None:
    """Choices and pairs are text in Anki, and come back as open questions."""
    run("export", "anki", "ours.apkg", "--no-generated", "--content", str(make_book(QUIZ)))
    imported(run, "anki", "ours.apkg")
    assert Counter(q["kind"] for q in questions().values()) == {"open": 5, "typed": 2, "cloze": 1}


# --- what could do harm --------------------------------------------------------------------------------------------


def hostile(name: str) -> str:
    """The path of a file that could do harm."""
    path = Path(f"{name.replace(' ', '-')}.bin")
    if name.startswith("a zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            content = b"\0" * (300 << 20) if "bomb" in name else b"<a/>"
            archive.writestr("collection.anki2" if "deck" in name else "x.xml", content)
    elif name == "a broken zip":
        path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    elif name == "entities":
        path.write_text(
            "<!DOCTYPE quiz [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><quiz>&b;</quiz>".replace(
                "<!D", "<?xml version='1.0'?><!D"
            )
        )
    elif name == "entities of a known type":
        head = "<!DOCTYPE questestinterop SYSTEM 'ims_qtiasiv1p2.dtd' [<!ENTITY a 'x'>]>"
        path.write_text(f"<?xml version='1.0'?>{head}<questestinterop>&a;</questestinterop>")
    elif name == "a file of the system":
        path.write_text("<?xml version='1.0'?><!DOCTYPE quiz SYSTEM 'file:///etc/passwd'><quiz/>")
    elif name == "deep elements":
        path.write_text(f"<quiz>{'<a>' * 5000}{'</a>' * 5000}</quiz>")
    elif name == "broken XML":
        path.write_text("<quiz><question></quiz>")
    elif name == "an empty file":
        path.write_bytes(b"")
    return str(path)


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("quiz", "a zip bomb"),
        ("quiz", "a zip without questions"),
        ("quiz", "a broken zip"),
        ("quiz", "entities"),
        ("quiz", "entities of a known type"),
        ("quiz", "a file of the system"),
        ("quiz", "deep elements"),
        ("quiz", "broken XML"),
        ("quiz", "an empty file"),
        ("anki", "a zip bomb of a deck"),
        ("anki", "a zip with a damaged deck"),
        ("anki", "a zip without questions"),
        ("anki", "a broken zip"),
        ("anki", "an empty file"),
    ],
)
def test_what_could_do_harm_is_refused_and_nothing_is_written(run: Run, what: str, name: str) -> None:
    result = run("import", what, hostile(name), "--into", "new", "--write")
    assert (result.code, result.out, Path("new").exists()) == (3, "", False)
    assert "unexpected" not in result.err


def test_the_document_type_of_old_packages_is_no_harm(run: Run) -> None:
    field = "<response_str ident='r'><render_fib/></response_str>"
    material = "<material><mattext>Why?</mattext></material>"
    item = f"<item ident='a' title='T'><presentation>{material}{field}</presentation></item>"
    own = "<!ELEMENT ims_render_object (flow_label+)>"
    head = f"<?xml version='1.0'?><!DOCTYPE questestinterop SYSTEM 'ims_qtiasiv1p2p1.dtd' [{own}]>"
    Path("old.xml").write_text(f"{head}<questestinterop>{item}</questestinterop>")
    imported(run, "quiz", "old.xml")
    assert [q["kind"] for q in questions().values()] == ["open"]


def test_gift_that_is_not_utf_8_is_refused(run: Run) -> None:
    Path("old.gift").write_bytes("Où?{=là}".encode("cp1252"))
    result = run("import", "quiz", "old.gift", "--into", "new", "--write")
    assert (result.code, result.err) == (3, "mlsys: old.gift:1: this isn't valid UTF-8\n  save the file as UTF-8\n")


def test_a_text_without_questions_is_no_gift(run: Run) -> None:
    Path("notes.txt").write_text("Some words.\n\nAnd more.\n")
    result = run("import", "quiz", "notes.txt", "--into", "new")
    assert (result.code, result.out) == (3, "")
    assert "notes.txt has no questions in GIFT, Moodle XML or QTI" in result.err
