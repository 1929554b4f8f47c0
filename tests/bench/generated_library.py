"""A library of any size, generated from a seed: the bundled chapter, and chapters of made-up prose beside it.

The words are the bundled book's own, as often as it uses them, and many rare ones that mean nothing, so that
the index has the long tail of a real vocabulary. The bundled chapter is one of the library's, and none of the
others has its word `perceptron`: a look-up and a search have the same answer in it as in the bundled book.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

TERMS = 100
"""The terms of a chapter."""

SECTIONS = 45
"""The sections of a chapter: nine, with four below each."""

_MADE_UP = 20_000
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"
_RESERVED = {"yes", "no", "on", "off", "true", "false", "null"}


def write_library(folder: Path, content: Path, chapters: int, seed: int) -> None:
    """Write a book of so many chapters, the chapter `intro` of the book `content` among them."""
    writer = _Writer(content, Random(seed))
    names = ["intro", *(f"chapter-{number}" for number in range(1, chapters))]
    folder.mkdir(parents=True)
    shutil.copyfile(content / "references.yaml", folder / "references.yaml")
    shutil.copytree(content / "intro", folder / "intro")
    listed = "\n".join(f"  - {name}" for name in names)
    (folder / "book.yaml").write_text(
        f"id: generated\ntitle: A generated library\nparts:\n- title: All\n  chapters:\n{listed}\n", encoding="utf-8"
    )
    for number, name in enumerate(names[1:]):
        (folder / name).mkdir()
        for file, text in writer.chapter(name, whole=number % 10 == 0):
            (folder / name / file).write_text(text, encoding="utf-8")


class _Writer:
    """Makes up chapters, one after the other."""

    def __init__(self, content: Path, random: Random) -> None:
        self._random = random
        text = "\n".join(path.read_text(encoding="utf-8").lower() for path in sorted(content.rglob("*.yaml")))
        self._sources = re.findall(r"\bkey: (\S+)", text)
        known = Counter(re.findall(r"\b[a-z]{2,}\b", text))
        words = [word for word, _ in known.most_common() if word not in _RESERVED and "perceptron" not in word]
        self._rare = sorted({self._made_up() for _ in range(_MADE_UP)} - known.keys())
        random.shuffle(self._rare)
        self._words = words + self._rare
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._taken = set(re.findall(r"^ *- id: (\S+)", text, re.MULTILINE))

    def chapter(self, name: str, whole: bool) -> Iterator[tuple[str, str]]:
        """The files of a chapter, each with its text; a timeline, a table and a figure only if wanted."""
        terms = [self._new_name() for _ in range(TERMS)]
        ids = [term.replace(" ", "-") for term in terms]
        yield "chapter.yaml", self._chapter_file(name, ids)
        yield "glossary.yaml", "terms:\n" + "".join(self._term(term, ids) for term in terms)
        if not whole:
            return
        yield "timeline.yaml", "events:\n" + "".join(self._event(name, number, ids) for number in range(3))
        yield "tables.yaml", self._table(name)
        yield "figures.yaml", self._figure(name)

    def _chapter_file(self, name: str, ids: list[str]) -> str:
        sections = []
        for number in range(SECTIONS):
            below = number % 5 > 0
            pad = "  " if below else ""
            body = self._marked(name, ids), self._prose(30)
            paragraphs = f"\n\n{pad}    ".join(body)
            sections.append(
                f"{pad}- id: s{number}\n{pad}  title: {self._title()}\n{pad}  body: |\n{pad}    {paragraphs}"
            )
            if not below:
                sections.append(f"  remember: |\n    {self._prose(12)}\n  sections:")
        listed = "\n".join(sections)
        return f"title: {self._title()}\nsummary: |\n  {self._prose(20)}\nsections:\n{listed}\n"

    def _term(self, name: str, ids: list[str]) -> str:
        random = self._random
        see_also = ", ".join(random.sample(ids, 3))
        explanation = self._prose(18)
        if random.random() < 0.5:
            explanation += f" See [[{random.choice(ids)}]] [@{random.choice(self._sources)}]."
        return (
            f"- id: {name.replace(' ', '-')}\n  name: {name.capitalize()}\n  aliases: [{self._new_name()}]\n"
            f"  kind: concept\n  definition: >-\n    {self._prose(14)}\n  explanation: |\n    {explanation}\n"
            f"  see_also: [{see_also}]\n  sources: [{random.choice(self._sources)}]\n"
        )

    def _event(self, chapter: str, number: int, ids: list[str]) -> str:
        year, term = self._random.randint(1950, 2024), self._random.choice(ids)
        return (
            f"- id: {chapter}-event-{number}\n  year: {year}\n  title: {self._title()}\n"
            f"  body: >-\n    {self._prose(15)}\n  terms: [{term}]\n  section: {chapter}/s{number}\n"
        )

    def _table(self, chapter: str) -> str:
        rows = "".join(
            f"  - aspect: {self._title()}\n    cells: {{a: {self._title()}, b: {self._title()}}}\n" for _ in range(3)
        )
        columns = f"[{{id: a, name: {self._title()}}}, {{id: b, name: {self._title()}}}]"
        return f"tables:\n- id: {chapter}-table\n  title: {self._title()}\n  columns: {columns}\n  rows:\n{rows}"

    def _figure(self, chapter: str) -> str:
        nodes = ", ".join(f"{{id: n{number}, name: {self._title()}}}" for number in range(3))
        return (
            f"figures:\n- id: {chapter}-figure\n  kind: flow\n  title: {self._title()}\n  alt: {self._prose(10)}\n"
            f"  nodes: [{nodes}]\n  edges: [[n0, n1], [n1, n2]]\n"
        )

    def _marked(self, chapter: str, ids: list[str]) -> str:
        """Prose with the marks that a paragraph of the book has: links, and a citation or a word in italics."""
        random = self._random
        link = f"[[{random.choice(ids)}]]"
        if random.random() < 0.3:
            link = f"[[section:{chapter}/s{random.randrange(SECTIONS)}|{self._title()}]]"
        end = f"[@{random.choice(self._sources)}]" if random.random() < 0.5 else f"*{self._title()}*"
        return f"{self._prose(15)} {link} {self._prose(15)} [[{random.choice(ids)}|words]] {end}."

    def _prose(self, length: int) -> str:
        words = " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))
        return words[0].upper() + words[1:] + "."

    def _title(self) -> str:
        return " ".join(self._random.choices(self._rare, k=2)).capitalize()

    def _new_name(self) -> str:
        """A name of two words that nothing else has."""
        while True:
            name = " ".join(self._random.choices(self._rare, k=2))
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _made_up(self) -> str:
        choice = self._random.choice
        return "".join(choice(_CONSONANTS) + choice(_VOWELS) for _ in range(self._random.randint(2, 4))) + choice(
            "nrst"
        )
