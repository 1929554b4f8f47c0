"""`mlsys timeline`: what happened, by words, years and eras, each with where to read on."""

import pytest

from tests.support.cases import each
from tests.support.program import MakeBook, Run, SharedBook

TIMES = {
    "gc/timeline.yaml": """
eras:
- {id: old, name: Old days, start: 1900, end: 1949, summary: Slow.}
- {id: cold, name: The cold, start: 1945, end: 1955, kind: winter, summary: Cold., disputed: Was it?}
- {id: new, name: New days, start: 1950, summary: Fast.}
events:
- {id: later, year: 1901, month: 11, title: Later, body: B., era: old}
- {id: sooner, year: 1901, month: 2, title: Sooner, body: A., era: old, section: gc/why}
- {id: long-one, year: 1940, end: 1952, title: A long one, body: About Éclairs., era: old, disputed: Shorter.}
- {id: modern, year: 2000, title: Modern, body: Machines., era: new, as_of: 2001-03}
- {id: stray, year: 1960, title: A stray, body: "By [[section:gc/why]].", terms: []}
"""
}


def ids(run: Run, *words: str) -> list[str]:
    return [event["id"] for event in run("timeline", *words, "--json").json["events"]]


@pytest.fixture
def times(run: Run, shared_book: SharedBook) -> str:
    return str(shared_book(TIMES))


def test_events_stand_in_the_order_of_time(run: Run, times: str) -> None:
    assert ids(run, "--content", times) == ["sooner", "later", "long-one", "stray", "modern"]


def test_years_take_what_lies_in_them_even_in_part(run: Run, times: str) -> None:
    assert ids(run, "--content", times, "--from", "1950") == ["long-one", "stray", "modern"]
    assert ids(run, "--content", times, "--to", "1940") == ["sooner", "later", "long-one"]
    assert ids(run, "--content", times, "--from", "1952", "--to", "1960") == ["long-one", "stray"]
    assert ids(run, "--content", times, "--from", "1953", "--to", "1960") == ["stray"]
    assert ids(run, "--content", times, "--from", "1960", "--to", "1960") == ["stray"]


@each(
    "words, options",
    [
        ("1960", "--from 1960 --to 1960"),
        ("1960s", "--from 1960 --to 1969"),
        ("the 1960s", "--from 1960 --to 1969"),
        ("1955-1970", "--from 1955 --to 1970"),
        ("1955 – 1970", "--from 1955 --to 1970"),
        ("1955 to 1970", "--from 1955 --to 1970"),
        ("1950-2010 machines", "machines --from 1950 --to 2010"),
    ],
)
def test_words_that_are_years(run: Run, times: str, words: str, options: str) -> None:
    found = run("timeline", *words.split(), "--json", "--content", times)
    assert found.out == run("timeline", *options.split(), "--json", "--content", times).out


def test_years_that_nothing_fits(run: Run, times: str) -> None:
    result = run("timeline", "--content", times, "--from", "1970", "--to", "1980")
    assert (result.code, result.out) == (1, "")
    assert "no events found" in result.err


def test_years_that_make_no_sense(run: Run) -> None:
    for options in (("--from", "1990", "--to", "1980"), ("--from", "soon")):
        result = run("timeline", *options)
        assert (result.code, result.out) == (2, "")


@each("words", ["éclair", "ECLAIRS", "about eclairs", "long-one", "a long one", "Ecl", "ecl airs"])
def test_words_and_names_of_an_event(run: Run, times: str, words: str) -> None:
    assert ids(run, *words.split(), "--content", times) == ["long-one"]


def test_words_that_no_event_has(run: Run) -> None:
    result = run("timeline", "banana")
    assert (result.code, result.out) == (1, "")
    assert "mlsys search" in result.err


@each("name", ["old", "Old days", "OLD", "old dyas", "days old"])
def test_an_era_by_its_name(run: Run, times: str, name: str) -> None:
    assert ids(run, "--content", times, "--era", name) == ["sooner", "later", "long-one"]


def test_an_unknown_era_is_answered_with_the_nearest(run: Run) -> None:
    result = run("timeline", "--era", "winter")
    assert (result.code, result.out) == (1, "")
    assert "did you mean 'First AI winter' or 'Second AI winter'?" in result.err


def test_a_winter_is_drawn_lighter_and_told_in_json(run: Run, times: str) -> None:
    band = next(line for line in run("timeline", "--content", times).out.splitlines() if "The cold" in line)
    assert set(band.replace("The cold", "")) <= {"░", *" –0123456789"}
    eras = {era["id"]: era["kind"] for era in run("timeline", "--content", times, "--json").json["eras"]}
    assert eras == {"old": "era", "cold": "winter", "new": "era"}


def test_the_drawing_is_to_scale(run: Run, times: str) -> None:
    """Old days are 1900 to 1949 of an axis that goes from 1900 to 2000: half of it."""
    names = len("Old days  ")
    out = run("timeline", "--content", times, "--width", str(names + 101)).out
    lines = [line[names:] if "days" in line or "•" in line else line for line in out.splitlines()]
    old, new = (line for line in lines if "▄" in line)
    assert old.rindex("▄") == 49
    assert (new.index("▄"), new.rindex("►")) == (50, 100)
    marks = next(line for line in lines if "•" in line)
    assert [column for column, mark in enumerate(marks) if mark != " "] == [1, 40, 60, 100]


def test_an_event_shows_when_and_where_to_read_on(run: Run, times: str) -> None:
    out = run("timeline", "--content", times).out
    assert " Feb 1901 ●─ Sooner\n" in out
    assert "│  mlsys read gc/why\n" in out
    assert "1940–1952 ●─ A long one\n" in out
    assert "▌ Disputed: Shorter." in out
    assert "▌ As of March 2001:" in out


def test_what_has_no_era_comes_last(run: Run, times: str) -> None:
    out = run("timeline", "--content", times).out
    headings = ["Old days, 1900–1949", "The cold, 1945–1955", "New days, since 1950", "Other events", "A stray"]
    places = [out.index(heading) for heading in headings]
    assert places == sorted(places)


def test_plain_tells_the_eras_in_words(run: Run, times: str) -> None:
    out = run("timeline", "--plain", "--content", times).out
    assert "Eras: Old days, 1900–1949; The cold, 1945–1955; New days, since 1950." in out
    assert "\nFeb 1901: Sooner\n" in out


def test_an_event_whose_date_is_worth_knowing_is_a_landmark(run: Run, make_book: MakeBook) -> None:
    events = "{id: a, year: 1, title: A, body: A., landmark: true}, {id: b, year: 2, title: B, body: B.}"
    book = str(make_book({"gc/timeline.yaml": f"events: [{events}]"}))
    shown = run("timeline", "--content", book, "--json").json["events"]
    assert [event["landmark"] for event in shown] == [True, False]


DATES = {
    "gc/timeline.yaml": """
eras:
- {id: republic, name: Republic, start: -509, end: -27, summary: Consuls.}
- {id: empire, name: Empire, start: -27, end: 476, summary: Emperors.}
events:
- {id: founded, year: -509, circa: true, title: The kings are driven out, body: B., era: republic}
- {id: ides, year: -44, month: 3, day: 15, title: The Ides of March, body: B., era: republic}
- {id: cicero, year: -43, month: 12, title: Cicero is killed, body: B., era: republic}
- {id: flavians, year: 69, end: 96, title: The Flavians, body: B., era: empire}
"""
}


def test_a_date_is_told_as_precisely_as_it_is_known(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(DATES)))
    events = run("timeline", *book, "--json").json["events"]
    assert [event["when"] for event in events] == ["c. 509 BC", "15 Mar 44 BC", "Dec 43 BC", "69–96"]
    assert (events[1]["year"], events[1]["month"], events[1]["day"]) == (-44, 3, 15)
    page = run("timeline", *book).out
    for words in ("Republic, 509–27 BC", "Empire, 27 BC–AD 476", "   c. 509 BC ●─ ", "15 Mar 44 BC ●─ ", "┊ 465 years"):
        assert words in page
    assert run("search", "15 march", *book, "--json").json["hits"][0]["id"] == "ides"
    assert ids(run, "march", "44", "bc", *book) == ["ides"]


def test_the_axis_of_a_short_time_is_one_of_days(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(DATES)))
    assert "15 Mar 44 BC " in run("timeline", "--to", "-40", "--from", "-50", *book).out.split("┌")[1]
    assert "509 BC " in run("timeline", *book).out.split("┌")[1]


CHAPTERS = {
    "book.yaml": "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [intro, gc, hp]}]\n",
    "intro/chapter.yaml": "title: Before\nsummary: S.\nsections: [{id: so, title: So, body: So.}]\n",
    "gc/timeline.yaml": """
eras: [{id: old, name: Old days, start: 1900, end: 1970, summary: Slow.}]
events:
- {id: lisp, year: 1960, title: Lisp collects, body: B., era: old}
- {id: java, year: 1995, title: Java collects, body: B., era: new}
""",
    "hp/chapter.yaml": "title: Heaps\nsummary: S.\nsections: [{id: what, title: What, body: So.}]\n",
    "hp/timeline.yaml": """
eras: [{id: new, name: New days, start: 1971, summary: Fast.}, {id: other, name: Others, start: 1950, summary: S.}]
events: [{id: heap, year: 1964, title: The heap is named, body: B., era: other}]
""",
}


def test_of_several_chapters_one_is_shown(run: Run, make_book: MakeBook) -> None:
    """The first that has events, with its own eras and those of its events."""
    book = ("--content", str(make_book(CHAPTERS)))
    assert ids(run, *book) == ["lisp", "java"]
    assert ids(run, "--all", *book) == ["lisp", "heap", "java"]
    assert ids(run, "--chapter", "heaps", *book) == ["heap"]
    shown = run("timeline", *book, "--json").json
    assert (shown["chapter"], [era["id"] for era in shown["eras"]]) == ("gc", ["old", "new"])
    page = run("timeline", *book).out
    assert page.startswith("Timeline · 2 Garbage\n")
    assert page.endswith("\n--all shows all chapters.\n")
    assert run("timeline", "--all", *book).out.startswith("Timeline\n")
    assert "shows all chapters" not in run("timeline", "--chapter", "gc", *book).out
    assert run("timeline", "--chapter", "gc", "--all", *book).code == 2


def test_the_first_chapter_is_the_first_of_the_book_and_not_the_one_with_the_oldest_event(
    run: Run, make_book: MakeBook
) -> None:
    older = CHAPTERS["hp/timeline.yaml"].replace("1964", "1955")
    assert ids(run, "--content", str(make_book(CHAPTERS | {"hp/timeline.yaml": older}))) == ["lisp", "java"]


def test_who_asks_for_something_gets_it_from_all_chapters(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(CHAPTERS)))
    assert ids(run, "heap", *book) == ["heap"]
    assert ids(run, "--to", "1970", *book) == ["lisp", "heap"]
    assert ids(run, "--era", "other", *book) == ["heap"]


def test_a_reader_sees_the_chapter_they_are_in(run: Run, see: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(CHAPTERS)))
    for chapter in ("intro", "gc"):
        run("mark", chapter, "--read", *book)
    assert see("timeline", *book, size=(80, 100)).out.startswith("Timeline · 3 Heaps\n")
    assert run("timeline", *book).out.startswith("Timeline · 2 Garbage\n"), "in a pipe it's always the same"


def test_brief_is_a_line_for_each_event(run: Run, make_book: MakeBook) -> None:
    book = ("--content", str(make_book(CHAPTERS)))
    assert run("timeline", "--all", "--brief", *book).out == (
        "Timeline\n━━━━━━━━\n\nOld days, 1900–1970\n───────────────────\n\n1960  Lisp collects\n\n"
        "Others, since 1950\n──────────────────\n\n1964  The heap is named\n\n"
        "New days, since 1971\n────────────────────\n\n1995  Java collects\n"
    )
    assert run("timeline", "--brief", "--plain", "heap", *book).out.splitlines()[-1] == "1964: The heap is named"


def test_every_event_of_the_book_leads_to_a_section_that_can_be_read(run: Run) -> None:
    sections = {line.split("\t")[0] for line in run("list", "sections").out.splitlines()}
    events = run("timeline", "--json").json["events"]
    assert {event["section"] for event in events} <= sections


@pytest.mark.slow
def test_every_event_of_the_book_can_be_asked_for_by_its_id(run: Run) -> None:
    for line in run("list", "events").out.splitlines()[::9]:
        event = line.split("\t")[0]
        assert event in ids(run, event)
