"""Rules about the synonyms of a book."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, warning
from mlsys_cli.book.synonyms import LONGEST
from mlsys_cli.text.words import STOP_WORDS, split_words, word_stem

_MOST_PAGES = 10
"""A word that is on more than one of so many pages would bring them all into the hits."""


def unknown_synonym(book: BookContext) -> Iterator[BookFinding]:
    """A word after `book` in synonyms.yaml isn't in the book.

    It would find nothing. Write a word that the book has, in any form.

    Bad:
        # ../synonyms.yaml
        synonyms: [{say: [rubbish], book: [zzzz]}]

    Good:
        synonyms: [{say: [rubbish], book: [memory]}]
    """
    if book.gaps.unread or any(book.gaps.flawed.values()):  # they may have the word
        return
    for item in book.synonyms:
        for number, phrase in enumerate(item.entry.book):
            if missing := [word for word in split_words(phrase.casefold()) if not book.pages_with[word_stem(word)]]:
                yield BookFinding(item.place(("book", number)), f"the book has no word {missing[0]!r}")


@warning
def common_synonym(book: BookContext) -> Iterator[BookFinding]:
    """A word after `say` in synonyms.yaml is on more than a tenth of the pages.

    Whoever types it means it; with synonyms, questions that have the word find pages about something else.

    Bad:
        # ../synonyms.yaml
        synonyms: [{say: [heap], book: [stack]}]

    Good:
        synonyms: [{say: [rubbish], book: [stack]}]
    """
    for item in book.synonyms:
        for number, phrase in enumerate(item.entry.say):
            stems = [word_stem(word) for word in split_words(phrase.casefold())]
            number_of = book.pages_with[stems[0]] if len(stems) == 1 else 0
            if number_of > 1 and number_of * _MOST_PAGES > book.pages:
                share = f"{number_of} of {book.pages} pages"
                yield BookFinding(
                    item.place(("say", number)), f"{phrase!r} is on {share}", "say a rarer word, or a phrase"
                )


def idle_synonym(chapter: ChapterContext) -> Iterator[Finding]:
    """A line of synonyms.yaml has the same word on both sides, or something that is never looked up.

    Other forms of a word are found anyway. Looked up are words other than `what` and `the`, and phrases of up to four.

    Bad:
        # ../synonyms.yaml
        synonyms: [{say: [memories], book: [memory]}]

    Good:
        synonyms: [{say: [rubbish], book: [memory]}]
    """
    for item in chapter.of("synonym"):
        own = [_stems(phrase) for phrase in item.entry.book]
        for number, phrase in enumerate(item.entry.say):
            words = split_words(phrase.casefold())
            if not 1 <= len(words) <= LONGEST or (len(words) == 1 and words[0] in STOP_WORDS):
                yield Finding(item, ("say", number), f"{phrase!r} is never looked up", "say a word, or two to four")
            elif _stems(phrase) in own:
                yield Finding(item, ("say", number), f"{phrase!r} is found anyway", "remove it from one side")


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(map(word_stem, split_words(phrase.casefold())))
