"""The cards of a book: what they are called, what is asked, and which of them are read."""

from pathlib import Path

import pytest

from mlsys_cli.deck.deck import Deck
from mlsys_cli.deck.generate_cards import HIDDEN, mask_names, tolerance_of
from mlsys_cli.index.build import build_in_memory
from mlsys_cli.index.library import Library
from mlsys_cli.journal.card_ids import side_of
from mlsys_cli.page.blocks import Paragraph, prose_text
from mlsys_cli.quiz.kinds.choice import ChoiceKey
from mlsys_cli.quiz.kinds.typed import TypedKey
from mlsys_cli.quiz.study_card import Card
from tests.support.cases import some_of
from tests.support.program import BOOK, MakeBook, Run
from tests.support.quiz_book import QUIZ


def deck_of(*folders: Path, year: int = 2026) -> tuple[Deck, Library]:
    library = Library(build_in_memory(folders, None))
    return Deck(library, year), library


@pytest.fixture(scope="module")
def deck(quiz_book: Path) -> Deck:
    return deck_of(quiz_book)[0]


def the(deck: Deck, name: str) -> Card:
    card = deck.card(name)
    assert card is not None
    return card


def every_card(deck: Deck, library: Library) -> list[Card]:
    return list(
        deck.cards(one.id for chapter in library.entries.refs("chapter") for one in deck.candidates((chapter,)))
    )


def test_every_card_has_an_id_that_its_book_and_entry_give(make_book: MakeBook) -> None:
    assert [card.id.removeprefix("tiny:") for card in every_card(*deck_of(make_book(QUIZ)))] == [
        # Shorter than a list.
        *(f"question:{name}" for name in "cycle roots moving second pause steps inventors halves".split()),  # noqa: SIM905
        *("term:heap:meaning", "term:heap:name", "term:mark-phase:meaning", "term:mark-phase:name"),
        *("term:root:meaning", "term:root:name", "term:sweep-phase:meaning", "term:sweep-phase:name"),
        *("event:lisp:year", "event:recent:year", "table:ways:its-pause"),
    ]


def test_a_card_stays_the_same_when_its_text_is_corrected(make_book: MakeBook) -> None:
    corrected = QUIZ.replace("The pile that", "The large pile that").replace("Its pause", "Its Pauses")
    before, after = (every_card(*deck_of(make_book(text, name))) for text, name in ((QUIZ, "one"), (corrected, "two")))
    assert [card.id for card in before] == [card.id for card in after]
    assert side_of("Cost, in €") == side_of("Costs in €")
    assert side_of("Cost") != side_of("Price")
    assert side_of("Behaviour") == "behaviour", "as it always was, or what was learned would be lost"


def test_a_term_is_asked_for_its_meaning_among_terms_of_its_sort(deck: Deck) -> None:
    card = the(deck, "tiny:term:mark-phase:meaning")
    assert isinstance(card.key, ChoiceKey)
    assert (card.kind, len(card.key.texts), card.section) == ("choice", 4, "gc/why")
    assert card.key.right == {0}
    assert card.key.texts[0] == f"In a {HIDDEN} all that can be reached is noted."
    assert prose_text(card.ask) == "Which of these describes Mark phase?"


PERSONS = """
--- two/glossary.yaml
terms:
""" + "".join(
    f"- {{id: p-{n}, name: Person {n} Smith, kind: person, definition: The maker of machine number {n}.}}\n"
    for n in range(4)
)


def test_wrong_choices_are_of_the_same_sort_even_if_another_chapter_has_them(make_book: MakeBook) -> None:
    """Where there are too few of a sort in the whole book, others have to do."""
    one = QUIZ.replace("name: Root, kind: concept", "name: Root, kind: person")
    card = the(deck_of(make_book(one, "one"))[0], "tiny:term:root:meaning")
    assert isinstance(card.key, ChoiceKey)
    assert len(card.key.texts) == 4
    chapters = "id: tiny\ntitle: Tiny\nparts: [{title: All, chapters: [gc, two]}]\n"
    head = "title: Two\nsummary: S.\nsections:\n- {id: all, title: All, body: So.}\n"
    more = f"{one}--- book.yaml\n{chapters}--- two/chapter.yaml\n{head}{PERSONS.lstrip()}"
    card = the(deck_of(make_book(more, "two"))[0], "tiny:term:root:meaning")
    assert isinstance(card.key, ChoiceKey)
    assert all("machine number" in text for text in card.key.texts[1:])


def test_a_meaning_is_asked_for_its_term_whose_name_it_does_not_tell(make_book: MakeBook) -> None:
    deck, library = deck_of(make_book(QUIZ))
    card = the(deck, "tiny:term:heap:name")
    assert isinstance(card.key, TypedKey)
    assert card.key.accepted.answers == ("Heap", "free store")
    assert card.opens == "term:heap"
    typed = [card for card in every_card(deck, library) if card.kind == "typed"]
    assert not [card.id for card in typed if card.key.text(()) in prose_text(card.ask)]


def test_a_year_may_be_off_by_more_the_longer_it_is_ago(deck: Deck) -> None:
    assert [tolerance_of(year, 2026) for year in (2026, 2030, 2002, 2001, 1976, 1951)] == [1, 1, 1, 2, 3, 4]
    lisp, recent = the(deck, "tiny:event:lisp:year"), the(deck, "tiny:event:recent:year")
    assert [lisp.key.grade(year).right for year in ("1957", "1963", "1956", "1964")] == [True, True, False, False]
    assert [recent.key.grade(year).right for year in ("2019", "2023", "2018", "2024")] == [True, True, False, False]


def test_only_landmarks_are_asked_for_their_year(make_book: MakeBook) -> None:
    """One that was asked before can still be asked again."""
    deck, library = deck_of(make_book(QUIZ.replace("- {id: lisp, landmark: true", "- {id: lisp")))
    assert [one.id for one in deck.generated(library.entries.refs("chapter")) if one.kind == "number"] == [
        "tiny:event:recent:year",
        "tiny:event:told:year",
    ]
    assert deck.card("tiny:event:lisp:year") is not None


def test_a_year_before_christ_is_asked_without_a_minus(make_book: MakeBook) -> None:
    event = "events: [{id: ides, year: -44, title: Caesar is killed, body: B.}]"
    deck, _ = deck_of(make_book({"gc/timeline.yaml": event}))
    card = the(deck, "tiny:event:ides:year")
    assert [card.key.grade(year).right for year in ("44 BC", "44", "-44", "1944")] == [True, True, False, False]
    assert "44 BC: Caesar is killed" in prose_text(card.explain)


def test_a_title_that_tells_the_year_makes_no_card(deck: Deck) -> None:
    assert deck.card("tiny:event:told:year") is None


def test_a_row_asks_for_a_column_and_each_turn_perhaps_for_another(deck: Deck) -> None:
    row = "tiny:table:ways:its-pause"
    keys = {card.key for turn in range(20) if (card := deck.card(row, turn))}
    assert keys == {ChoiceKey(("Marking", "Counting"), frozenset({n})) for n in (0, 1)}
    assert deck.card(row, 3) == deck.card(row, 3)


def test_a_row_about_names_is_a_choice_before_it_is_read_and_after(make_book: MakeBook) -> None:
    deck, library = deck_of(make_book(QUIZ.replace("Its pause", "Name")))
    (row,) = (one for one in deck.generated(library.entries.refs("chapter")) if one.id == "tiny:table:ways:name")
    assert row.kind == the(deck, row.id).kind == "choice"


def test_a_row_whose_cells_name_their_columns_makes_no_card(deck: Deck) -> None:
    assert deck.card("tiny:table:ways:told-by-it-name") is None


def test_other_names_of_a_term_are_accepted_and_those_of_others_are_no_slips(make_book: MakeBook) -> None:
    deck, _ = deck_of(make_book(QUIZ.replace("answers: [sweep, sweeping]", "answers: [Sweep phases]")))
    assert the(deck, "tiny:question:second").key.grade("the sweep phase").right
    near = QUIZ.replace("id: root, name: Root", "id: root, name: Sweet phase")
    deck, _ = deck_of(make_book(near.replace("answers: [sweep, sweeping]", "answers: [Sweep phase]")))
    assert the(deck, "tiny:question:second").key.grade("sweeb phase").right
    assert not the(deck, "tiny:question:second").key.grade("sweet phase").right


def test_a_name_of_several_terms_is_asked_with_its_sense_and_stands_for_none_of_them(make_book: MakeBook) -> None:
    two = QUIZ.replace("id: root, name: Root", "id: root, name: Root, sense: of a heap, aliases: [anchor]")
    two = two.replace("id: mark-phase, name: Mark phase", "id: mark-phase, name: Root, sense: of a plant")
    deck, library = deck_of(make_book(two))
    assert prose_text(the(deck, "tiny:term:root:meaning").ask) == "Which of these describes Root (of a heap)?"
    name = the(deck, "tiny:term:root:name").key
    assert name.grade("root").right
    assert isinstance(name, TypedKey)
    assert prose_text((Paragraph(name.accepted.spans()),)) == "Root (also: Root (of a heap), anchor)"
    assert library.cards.synonyms(["root"], "tiny") == ()


def test_an_alias_of_a_wider_term_does_not_make_its_other_aliases_right(make_book: MakeBook, run: Run) -> None:
    wider = QUIZ.replace("aliases: [free store]", "aliases: [sweep, halting]")
    book = str(make_book(wider.replace("name: Sweep phase", "name: Sweeping, aliases: [clearing]")))
    for answer, code in (("halting", 1), ("heap", 1), ("clearing", 0)):  # the last is another name of what is meant
        assert run("quiz", "--answer", "-", "--content", book, stdin=f'{{"second": "{answer}"}}').code == code


@pytest.mark.parametrize(
    ("word", "of_meaning", "of_name"),
    [
        ("what", "Which of these describes Heap?", "What is this part of memory called?"),
        ("who", "Who is Heap?", "Who is this?"),
        ("where", "Where is Heap?", "Where is this?"),
        ("when", "When was Heap?", "When was this?"),
    ],
)
def test_the_kind_of_a_term_has_the_question_word(
    make_book: MakeBook, word: str, of_meaning: str, of_name: str
) -> None:
    kinds = f"{BOOK['book.yaml']}kinds: [{{id: concept, name: part of memory, asks: {word}}}]\n"
    deck, _ = deck_of(make_book(f"--- book.yaml\n{kinds}{QUIZ}"))
    assert prose_text(the(deck, "tiny:term:heap:meaning").ask) == of_meaning
    assert prose_text(the(deck, "tiny:term:heap:name").ask).startswith(of_name)


def test_what_the_book_has_no_more_is_no_card(deck: Deck) -> None:
    assert deck.card("tiny:question:gone") is None
    assert deck.card("other:question:cycle") is None
    with pytest.raises(ValueError, match="isn't a card"):
        deck.card("nonsense")


def test_a_place_has_the_cards_of_its_sections_and_those_below_them(make_book: MakeBook) -> None:
    deck, library = deck_of(make_book(QUIZ))
    why, how = library.entries.find("section", "gc/why"), library.entries.find("section", "gc/how")
    assert why
    assert how
    assert [card.id.split(":")[2] for card in deck.authored([why])] == ["cycle", "roots", "moving", "halves"]
    assert {card.subject.split(":", 1)[1] for card in deck.generated([why])} == {
        *("term:mark-phase", "term:heap", "event:lisp", "table:ways")
    }
    assert [card.id.split(":")[2] for card in deck.authored([how, why, how])][:2] == ["second", "pause"]
    assert len(deck.authored([how, why, how])) == 8


def test_to_choose_reads_no_card(make_book: MakeBook) -> None:
    db = build_in_memory([make_book(QUIZ)], None)
    library = Library(db)
    chapters = library.entries.refs("chapter")
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    assert len(Deck(library, 2026).authored(chapters)) == 8
    assert len(statements) < 8


def test_names_are_hidden_as_whole_words_in_any_spelling() -> None:
    names = ("Edge-ML", "edge", "C++")
    assert mask_names("Edge ML, edges and EDGE–ML; a hedge", names) == f"{HIDDEN}, {HIDDEN} and {HIDDEN}; a hedge"
    assert mask_names("in C++ as in C", names) == f"in {HIDDEN} as in C"
    assert mask_names("nothing here", ()) == "nothing here"


@pytest.mark.slow
def test_every_card_of_the_bundled_book_is_right_by_its_own_key(bundled: Library) -> None:
    """As far as some of them show it. A row of a table whose cells name the columns, or are all alike, has none."""
    deck = Deck(bundled, 2026)
    candidates = [one.id for one in deck.candidates(bundled.entries.refs("chapter"))]
    assert len(candidates) >= 500
    asked = some_of(candidates, 500)
    cards = list(deck.cards(asked))
    without = set(asked) - {card.id for card in cards}
    assert [card.id for card in cards] == [one for one in asked if one not in without]
    assert without <= {f"intro-to-mlsys:table:{row}" for row in ("four-pillars:conflict-with", "llama-layout:pipeline")}
    for card in cards:
        assert card.section, card.id
        verdict = card.key.grade(card.key.read(card.key.value(), ()))
        assert (verdict.right, verdict.remark) == (True, ""), card.id
        if isinstance(card.key, ChoiceKey):
            assert card.key.right < frozenset(range(len(card.key.texts)))
            assert len(set(card.key.texts)) == len(card.key.texts) > 1, card.id
