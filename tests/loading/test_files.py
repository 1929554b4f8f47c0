"""Files: which there are, and what is no text or no YAML."""

import codecs
from collections.abc import Callable

import pytest

from tests.loading.conftest import HEAP, NOT_HERE
from tests.support.program import MakeBook, Run


def test_a_sound_book(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile.}
    """
    assert problems == []
    result = run("define", "heap", "--content", "book")
    assert (result.code, result.err) == (0, "")


def test_yaml_syntax(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap: a pile
    """
    assert problems == [
        "book/gc/glossary.yaml:3:13: yaml-syntax: a text can't contain a colon followed by a space",
        "  put quotes around the text",
    ]


def test_yaml_syntax_at_the_first_character(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: @heap
    """
    assert problems == [
        "book/gc/glossary.yaml:3:9: yaml-syntax: a text can't begin with @",
        "  put quotes around the text",
    ]


def test_yaml_syntax_at_the_end_of_the_file(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap
    """
    assert problems == [
        "book/gc/glossary.yaml:2:3: yaml-syntax: this { is never closed",
        "  add a } at the end, or put quotes around the text",
    ]


def test_a_character_that_yaml_does_not_have(check_bytes: Callable[[bytes], list[str]]) -> None:
    assert check_bytes("terms:\n- {id: ä🙂\x07}".encode()) == [
        "book/gc/glossary.yaml:2:10: yaml-syntax: YAML doesn't allow the character U+0007, so the file can't be read",
        "  delete it",
    ]


def test_quotes_allow_what_would_be_syntax(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: "@Heap: a pile", kind: concept, definition: "A pile: big."}
    """
    assert problems == []


@pytest.mark.parametrize(
    ("glossary", "place"),
    [
        (b"terms:\n- {id: h\xe4p}\n", "2:9"),
        (b"terms:\r\n- {id: \xc3\xa4\xf0\x9f\x99\x82h\xe4p}\r\n", "2:11"),  # columns are characters, not bytes
        (codecs.BOM_UTF8 + b"\xe4", "1:1"),
        (codecs.BOM_UTF8 + b"terms:\n  \xe4", "2:3"),
        ("terms: []".encode("utf-16"), "1:1"),
    ],
)
def test_not_utf_8(check_bytes: Callable[[bytes], list[str]], glossary: bytes, place: str) -> None:
    assert check_bytes(glossary) == [
        f"book/gc/glossary.yaml:{place}: not-utf-8: this byte isn't valid UTF-8",
        "  save the file as UTF-8",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_with_and_without_its_mark(check_bytes: Callable[[bytes], list[str]], encoding: str) -> None:
    assert check_bytes(f"terms:\n{HEAP.replace('Heap', 'Häufchen 🙂')}".encode(encoding)) == []


def test_unreadable_file(make_book: MakeBook, run: Run) -> None:
    (make_book({}) / "gc/glossary.yaml").mkdir()
    assert run("check", "book", *NOT_HERE).out == (
        "book/gc/glossary.yaml:1:1: unreadable-file: can't be read: not a regular file\n"
    )


def test_a_file_that_is_too_large_is_not_read(make_book: MakeBook, run: Run) -> None:
    (make_book({}) / "gc/glossary.yaml").write_text("#" * (8 * 1024 * 1024 + 1))
    assert run("check", "book", *NOT_HERE).out == (
        "book/gc/glossary.yaml:1:1: unreadable-file: can't be read: larger than 8 MiB\n"
    )


def test_files_that_are_not_there_are_not_missed(make_book: MakeBook, run: Run) -> None:
    folder = make_book({})
    assert sorted(path.name for path in folder.rglob("*.yaml")) == ["book.yaml", "chapter.yaml"]
    assert run("check", "book", *NOT_HERE) == (0, "", "")


def test_a_lone_alias_is_just_a_value(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: &name Heap, kind: concept, definition: *name}
    """
    assert problems == []


def test_yaml_alias(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: A pile., aliases: &names [pile]}
    - {id: hill, name: Hill, kind: concept, definition: A heap., aliases: *names}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:71: yaml-alias: an alias repeats this part of the file",
        "  write the content out instead",
    ]


def test_aliases_that_grow_without_end_are_not_followed(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms: &a
    - &b [*a, *a]
    - &c [*b, *b, *b, *b, *b, *b, *b, *b]
    - &d [*c, *c, *c, *c, *c, *c, *c, *c]
    """
    assert any(": yaml-alias: " in line for line in problems)


def test_a_long_text_that_is_repeated_without_end(check_bytes: Callable[[bytes], list[str]]) -> None:
    text, term = b"word " * 1000, b"- {id: t%d, name: T%d, kind: concept, definition: %b}\n"
    terms = [term % (number, number, b"*text" if number else b'&text "%b"' % text) for number in range(3000)]
    assert check_bytes(b"terms:\n" + b"".join(terms)) == [
        "book/gc/glossary.yaml:2:49: yaml-alias: aliases repeat more than 100,000 characters",
        "  write the content out instead",
    ]


@pytest.mark.slow
def test_signs_without_end(check_bytes: Callable[[bytes], list[str]]) -> None:
    names = b", ".join(b"&a%d x" % number for number in range(20_000))
    problems = check_bytes(b"terms:\n- {id: heap, name: Heap, kind: concept, definition: D, aliases: [%b]}" % names)
    assert len([line for line in problems if ": yaml-sign: " in line]) == 10_000
    assert (
        "book/gc/glossary.yaml:1:1: countless-mistakes: this file has 10,000 mistakes or more, and is not read"
        in problems
    )


def test_too_deep(check_bytes: Callable[[bytes], list[str]]) -> None:
    depth = 100
    problems = check_bytes(b"terms:\n- " + b"[" * depth + b"]" * depth)
    # The list of terms is the first level below the top, and each bracket one more.
    assert "book/gc/glossary.yaml:2:62: too-deep: nested more than 60 levels deep" in problems


def test_endless_number(check_bytes: Callable[[bytes], list[str]]) -> None:
    """It could not be calculated with, quoted or not; a text may have as many digits among its words."""
    term = "{{id: heap, name: Heap, kind: concept, definition: D, year: {}}}"
    glossary = "terms: [" + term + "]\n"
    for number in ("9" * 301, f"'-{'9' * 301}.0'"):
        assert check_bytes(glossary.format(number).encode()) == [
            "book/gc/glossary.yaml:1:68: endless-number: this number has more than 300 digits"
        ]
    assert "endless-number" not in "".join(check_bytes(glossary.format("9" * 300).encode()))
    assert "endless-number" not in "".join(check_bytes(glossary.format("v" + "9" * 301).encode()))


@pytest.mark.slow
def test_too_many_values(check_bytes: Callable[[bytes], list[str]]) -> None:
    assert check_bytes(b"terms:\n" + b"- \n" * 500_001) == [
        "book/gc/glossary.yaml:1:1: too-many-values: this file has more than 500,000 values"
    ]


@pytest.mark.slow
def test_countless_mistakes(check_bytes: Callable[[bytes], list[str]]) -> None:
    """Four fields are missing in each; the list is read until there are more than 10,000 problems."""
    problems = [line for line in check_bytes(b"terms:\n" + b"- {}\n" * 3000) if not line.startswith(" ")]
    assert len(problems) == 10_000 + 4 + 1 - 10_000 % 4
    assert problems[-1] == (
        "book/gc/glossary.yaml:2503:3: countless-mistakes: the list has more than 10,000 mistakes; reading stopped here"
    )


@pytest.mark.slow
def test_checking_a_book_stops_when_there_are_too_many_mistakes(make_book: MakeBook, run: Run) -> None:
    """Those that nobody asks for don't count."""
    chapters = [f"c{number}" for number in range(4)]
    text = "title: A\nsummary: S\nsections: [{id: why, title: W, body: So.}]\n"
    files = {f"{name}/chapter.yaml": text for name in chapters}
    files |= {f"{name}/glossary.yaml": "terms:\n" + "- {}\n" * 3000 for name in chapters}
    make_book({**files, "book.yaml": f"id: tiny\ntitle: Tiny\nparts: [{{title: All, chapters: {chapters}}}]\n"})
    result = run("check", "book", *NOT_HERE)
    assert result.code == 1
    assert result.out.startswith(
        "book/book.yaml:1:1: countless-mistakes: the book has more than 20,000 mistakes; checking stopped before its "
    )
    assert "c1/" in result.out
    assert "c2/" not in result.out
    assert run("check", "book", "--select", "dangling-link", *NOT_HERE)[:2] == (0, "")


def test_as_deep_as_anybody_writes(make_book: MakeBook, run: Run) -> None:
    nested = "{id: s0, title: S, body: b}"
    for depth in range(1, 25):
        nested = f"{{id: s{depth}, title: S, body: b, sections: [{nested}]}}"
    make_book({"gc/chapter.yaml": f"title: Deep\nsummary: Deep.\nsections: [{nested}]\n"})
    assert run("check", "book", *NOT_HERE, "--ignore", "repeated-heading") == (0, "", "")
    assert run("read", "gc/s0", "--content", "book").code == 0


def test_signs_that_yaml_takes_for_its_own(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: !Heap
      kind: concept
      definition: The #1 pile
    - id: hill
      name: ! Hill!
      kind: concept
      definition: &kept A heap &co, for Marks & Spencer! # a comment
      example: *kept
      explanation: &Lost and more
      aliases: [C# , "a #b", 'x &y', !!str 1.10, AT&T, a!b, !!binary aGk=]
    """
    assert [line for line in problems if "yaml-sign" in line] == [
        "book/gc/glossary.yaml:3:9: yaml-sign: YAML reads '!Heap' as a tag, so it is missing from the text",
        "book/gc/glossary.yaml:5:19: yaml-sign: YAML reads '#1' as a comment, so it is missing from the text",
        "book/gc/glossary.yaml:7:9: yaml-sign: YAML reads '!' as a tag, so it is missing from the text",
        "book/gc/glossary.yaml:11:16: yaml-sign: YAML reads '&Lost' as an anchor, so it is missing from the text",
        "book/gc/glossary.yaml:12:57: yaml-sign: YAML reads '!!binary' as a tag, so it is missing from the text",
    ]
    assert "  put quotes around the text, or a space after the # of a comment" in problems


def test_files_that_nobody_reads(run: Run, make_book: MakeBook) -> None:
    text = "terms: []\n"
    book = make_book({"gc/glossary.yml": text, "gc/Timeline.YAML": text, "gc/notes.yaml": text, "refrences.yaml": text})
    make_book({"draft/chapter.yaml": "title: Draft\nsummary: So.\nsections: []\n", ".git/chapter.yaml": ""})
    assert run("check", "book", *NOT_HERE).out.splitlines() == [
        "book/draft/chapter.yaml:1:1: ignored-file: book.yaml doesn't list this chapter",
        "  add draft to the 'chapters' of a part",
        "book/gc/Timeline.YAML:1:1: ignored-file: this file is ignored because of its name",
        "  did you mean 'timeline.yaml'?",
        "book/gc/glossary.yml:1:1: ignored-file: this file is ignored because of its name",
        "  did you mean 'glossary.yaml'?",
        "book/refrences.yaml:1:1: ignored-file: this file is ignored because of its name",
        "  did you mean 'references.yaml'?",
    ]
    (book / "gc/glossary.yaml").write_text(text)
    assert "glossary.yml" not in run("check", "book").out


def test_a_file_with_a_wrong_name_comes_first_and_what_follows_from_it_is_not_reported(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: A [[heap]], a [[hepa]] and a [[section:gc/nowhere]] [@mc].
    sections: [{id: why, title: Why, body: "From the [[heap]] [@nobody]."}]
    --- gc/terms.yaml
    terms: [{id: heap, name: Heap, kind: concept, definition: A pile.}]
    --- gc/quizz.yaml
    questions: [
    --- gc/references.yaml
    references: [{key: mc, authors: [Mc], title: T, venue: V}]
    """
    assert problems == [
        "book/gc/quizz.yaml:1:1: ignored-file: this file is ignored because of its name",
        "  did you mean 'quiz.yaml'?",
        "book/gc/references.yaml:1:1: ignored-file: this file is ignored because of its name",
        "  references.yaml belongs next to book.yaml",
        "book/gc/terms.yaml:1:1: ignored-file: this file is ignored because of its name",
        "  did you mean 'glossary.yaml'?",
        "book/gc/chapter.yaml:2:26: dangling-link: there is no term 'hepa'",
        "  did you mean 'heap'?",
        "book/gc/chapter.yaml:2:49: dangling-section: there is no section 'gc/nowhere'",
        "book/gc/chapter.yaml:3:61: dangling-source: there is no source 'nobody'",
    ]
