"""Links, see-alsos, citations and embeds that lead nowhere."""

import pytest

from tests.loading.conftest import HEAP, NOT_HERE
from tests.support.program import MakeBook, Run

SOUND = {
    "references.yaml": "references:\n- {key: knuth1968, authors: [Donald Knuth], title: The Art, venue: A book}\n",
    "gc/timeline.yaml": "eras:\n- {id: early, name: Early, start: 1958, summary: Lisp.}\n"
    "events:\n- {id: lisp, year: 1960, title: Lisp, body: It collects.}\n",
    "gc/tables.yaml": "tables:\n- {id: ways, title: Ways, columns: [], rows: []}\n",
    "gc/figures.yaml": "figures:\n- {id: loop, kind: cycle, title: Loop, alt: A ring.}\n",
}
"""Something of each kind that can be linked to."""

LINKS = {
    "[[heap]]": "term",
    "[[term:heap|a pile]]": "term",
    "[[section:gc/why]]": "section",
    "[[chapter:gc]]": "chapter",
    "[[table:ways]]": "table",
    "![[table:ways]]": "table",
    "[[figure:loop]]": "figure",
    "![[figure:loop]]": "figure",
    "[[event:lisp]]": "event",
    "[[era:early]]": "era",
    "[[source:knuth1968]]": "source",
    "[@knuth1968]": "source",
}

OWN_RULE = {kind: kind for kind in ("section", "table", "figure", "era", "source")}
"""The kinds of things of which a dangling link has a rule of its own."""


@pytest.mark.parametrize("link", LINKS)
def test_dangling_link_in_prose(make_book: MakeBook, run: Run, link: str) -> None:
    glossary = (
        f"terms:\n- id: heap\n  name: Heap\n  kind: concept\n  definition: Häufchen 🙂.\n  example: |\n    {link}\n"
    )
    make_book({**SOUND, "gc/glossary.yaml": glossary})
    assert run("check", "book", *NOT_HERE).out == ""

    kind = LINKS[link]
    target = link.strip("![]@").partition("|")[0].rpartition(":")[2]
    make_book({**SOUND, "gc/glossary.yaml": glossary.replace(link, f"🙂 é\n\n    Ä {link.replace(target, 'zzzzzz')}")})
    column = len(f"    Ä {link.partition(target)[0]}") + 1
    assert run("check", "book", *NOT_HERE).out == (
        f"book/gc/glossary.yaml:9:{column}: dangling-{OWN_RULE.get(kind, 'link')}: there is no {kind} 'zzzzzz'\n"
    )


FIELDS = {
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, see_also: [AT]}": "term",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, sources: [AT]}": "source",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: 'b [[AT]]'}": "term",
    "glossary.yaml terms {id: a, name: A, kind: concept, definition: b, disputed: 'b [@AT]'}": "source",
    "timeline.yaml eras {id: a, name: A, start: 1, summary: 'b [[AT]]'}": "term",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, era: AT}": "era",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, section: AT}": "section",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, terms: [a, AT]}": "term",
    "timeline.yaml events {id: a, year: 1, title: A, body: b, sources: [AT]}": "source",
    "timeline.yaml events {id: a, year: 1, title: A, body: 'b [[figure:AT]]'}": "figure",
    "tables.yaml tables {id: a, title: A, columns: [], rows: [], caption: 'b [[AT]]'}": "term",
    "tables.yaml tables {id: a, title: A, columns: [], rows: [], sources: [AT]}": "source",
    "figures.yaml figures {id: a, kind: flow, title: A, alt: b, caption: 'b [[table:AT]]'}": "table",
    "figures.yaml figures {id: a, kind: flow, title: A, alt: b, sources: [AT]}": "source",
    "chapter.yaml sections {id: a, title: A, body: 'b [[AT]]'}": "term",
    "chapter.yaml sections {id: a, title: A, body: b, remember: 'b [[section:AT]]'}": "section",
    "chapter.yaml sections {id: b, title: B, body: b, sections: [{id: a, title: A, body: '[@AT]'}]}": "source",
}
"""Every field that points to something, where it stands; `AT` is the place of the pointer."""


@pytest.mark.parametrize("field", FIELDS)
def test_dangling_link_in_a_field(make_book: MakeBook, run: Run, field: str) -> None:
    name, key, entry = field.split(" ", 2)
    term = "terms:\n- {id: a, name: A, kind: concept, definition: b}\n"
    top = "title: Garbage\nsummary: What is left over.\n" if name == "chapter.yaml" else ""
    make_book({"gc/glossary.yaml": term, f"gc/{name}": f"{top}{key}:\n- {entry.replace('AT', 'zzzzzz')}\n"})
    line = 4 if top else 2
    rule = "see-also" if "see_also" in field else OWN_RULE.get(FIELDS[field], "link")
    assert run("check", "book", *NOT_HERE).out == (
        f"book/gc/{name}:{line}:{entry.index('AT') + 3}: dangling-{rule}: there is no {FIELDS[field]} 'zzzzzz'\n"
    )


def test_dangling_link_in_the_summary_and_the_objectives(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is [[left]] over.
    objectives:
    - Tell it from [[litter]].
    sections: []
    """
    assert problems == [
        "book/gc/chapter.yaml:2:20: dangling-link: there is no term 'left'",
        "book/gc/chapter.yaml:4:18: dangling-link: there is no term 'litter'",
    ]


def test_dangling_link_is_placed_at_the_link_and_not_at_the_word(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - id: heap
      name: Heap
      kind: concept
      definition: A stack, or stack-like, but no [[stacks]]; a [[ stack |pile]], [[heap|stack]].
    """
    assert problems == [
        "book/gc/glossary.yaml:5:48: dangling-link: there is no term 'stacks'",
        "book/gc/glossary.yaml:5:63: dangling-link: there is no term 'stack'",
    ]


def test_dangling_link_with_a_near_id(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: "A [[haep]]."}
    """
    assert problems == [
        "book/gc/glossary.yaml:2:58: dangling-link: there is no term 'haep'",
        "  did you mean 'heap'?",
    ]


def test_a_link_in_code_is_no_link(problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definition: "Write `[[stack]]` or `[@stack]`."}
    """
    assert problems == []


def test_a_dangling_link_is_read_as_its_words(make_book: MakeBook, run: Run) -> None:
    make_book({"gc/glossary.yaml": "terms:\n" + HEAP.replace("A pile.", "'A [[pile]] of [[things|stuff]].'")})
    assert "A pile of stuff." in run("define", "heap", "--content", "book").out


def test_a_section_without_its_chapter_is_suggested(problems: list[str]) -> None:
    """
    --- gc/chapter.yaml
    title: Garbage
    summary: What is left over, see [[section:why]].
    sections: [{id: why, title: Why, body: So.}]
    """
    assert problems == [
        "book/gc/chapter.yaml:2:43: dangling-section: there is no section 'why'",
        "  did you mean 'gc/why'?",
    ]
