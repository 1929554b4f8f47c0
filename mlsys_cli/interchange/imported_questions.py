"""Questions of other programs as entries: what all their importers share."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite, isnan, nan
from pathlib import Path
from typing import Any, get_args

from mlsys_cli.book.author.templates import title_from
from mlsys_cli.interchange.exporters import UNIT
from mlsys_cli.interchange.html_prose import markdown_of, plain_of
from mlsys_cli.interchange.imported_entries import SourceReader, slug_from
from mlsys_cli.page.blocks import Paragraph, text_spans
from mlsys_cli.page.markdown import write_markdown
from mlsys_cli.quiz.kinds.cloze import GAP
from mlsys_cli.quiz.question import Level

NO_ANSWER = "The source gives no answer."
"""The model answer of a question without one."""

NO_EXPLANATION = "The source gives no explanation."
"""The explanation of a question without one; the right answer stands beside it in any case."""

_TYPED = 3
"""The most words of an answer that is to be typed."""

GAP_MARK = "\ue000"
"""Stands for a gap in HTML; no text has this sign, which is for private use."""

_ESCAPED_GAP = write_markdown([Paragraph(text_spans(GAP))])
ADDRESS = re.compile(r"([a-z0-9][a-z0-9-]*)/([a-z0-9][a-z0-9-]*)")
"""The address of a section: its chapter and its own id."""

_UNIT = re.compile(re.escape(UNIT).replace(r"\{\}", "(.+)"))
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class QuestionReader(SourceReader):
    """Collects the questions of a source, and the sections that they are about.

    `path` are the titles of what the next questions are in, outermost first, and `address` is that of their section, if
    the source knows it. All come into `chapter` if there is one.
    """

    def __init__(self, source: str, chapter: str = "") -> None:
        super().__init__(source)
        self.path: Sequence[str] = ()
        self.address = ""
        self._chapter = chapter
        self._sections: set[tuple[str, str]] = set()

    def prose(self, html: str) -> str:
        """Some HTML as Markdown, with a gap for each `GAP_MARK`."""
        return markdown_of(html, self.lose).replace(GAP_MARK, GAP)

    def plain(self, html: str) -> str:
        """Some HTML as a line of plain text."""
        return plain_of(html, self.lose)

    def add(
        self,
        own: Mapping[str, Any],
        ask: str,
        *,
        name: str = "",
        origin: str = "",
        explain: str = "",
        hint: str = "",
        tags: Sequence[str] = (),
    ) -> None:
        """Add a question with its `own` fields, those of its kind; without any it isn't supported and is lost.

        Its texts are Markdown. One of the tags may be its level.
        """
        if not own or not ask.strip():
            self.lose("questions that a book can't have", name or ask[:60])
            return
        if own["kind"] == "cloze" and GAP not in ask:
            ask = ask.replace(_ESCAPED_GAP, GAP)
        levels = [tag for tag in tags if tag in get_args(Level)]
        for tag in tags:
            if tag not in levels:
                self.lose("tags", tag)
        chapter, section = self._section()
        fields = {
            "id": name if _SLUG.fullmatch(name) else self.ids.take("question", name or ask),
            "section": f"{chapter}/{section}",
            "kind": own["kind"],
            "level": levels[0] if levels else "recall",
            "ask": ask,
            **own,
            "explain": explain or ("" if own["kind"] == "open" else NO_EXPLANATION),
            "hint": hint,
        }
        if own["kind"] == "number" and (unit := _UNIT.fullmatch(ask.rpartition("\n\n")[2])):
            fields |= {"ask": ask.rpartition("\n\n")[0], "unit": unit[1].replace("\\", "")}
        self.keep("question", chapter, fields, origin or ask)

    def explanation(self, explain: str, feedback: Sequence[tuple[float, str]]) -> str:
        """An explanation, or if there is none the feedback on an answer that is worth the most; the rest is lost."""
        best = max((worth for worth, _ in feedback), default=0)
        rest = [(worth, text) for worth, text in feedback if text]
        if not explain and (right := next((pair for pair in rest if pair[0] == best > 0), None)):
            explain = right[1]
            rest.remove(right)
        for _, text in rest:
            self.lose("feedback on single answers", text[:60])
        return explain

    # --- the kinds ---------------------------------------------------------------------------------------------------

    def choice(self, options: Sequence[tuple[str, float]], *, several: bool = False) -> dict[str, Any]:
        """Choices, each with what it is worth in per cent; the two of true and false are a question of its own kind."""
        if not all(text for text, _ in options):
            self.lose("choices without a text")
        options = [option for option in options if option[0]]
        best = max((worth for _, worth in options), default=0)
        right = {text for text, worth in options if worth > 0 and (several or worth == best)}
        others = {worth for _, worth in options if worth not in (0, best) and not (several and worth == -best)}
        if others or (best > 0 and not several and best != 100):
            self.lose("weights of answers")
        if sorted(text.lower() for text, _ in options) == ["false", "true"]:
            return {"kind": "true-false", "answer": {text.lower() for text in right} == {"true"}} if right else {}
        choices = [{"text": text, "right": True} if text in right else {"text": text} for text, _ in options]
        return {"kind": "choice", "choices": [one for n, one in enumerate(choices) if one not in choices[:n]]}

    def typed(self, answers: Sequence[tuple[str, float]]) -> dict[str, Any]:
        """Accepted answers, each with what it is worth; a star stands for any words, and has a stroke if it doesn't."""
        best = max((worth for _, worth in answers), default=0)
        kept = [text for text, worth in answers if worth == best and text != "*"]
        if any(0 < worth < best for _, worth in answers):
            self.lose("weights of answers")
        words = [text.replace(r"\*", "\0").replace("*", " ").replace("\0", "*").strip() for text in kept]
        if any(re.search(r"(?<!\\)\*", text) for text in kept):
            self.lose("wildcards", ", ".join(kept)[:60])
        return {"kind": "typed", "answers": [*dict.fromkeys(filter(None, words))]} if any(words) else {}

    def answered(self, answer: str) -> dict[str, Any]:
        """An answer that is typed if it has a few words, and is compared by the learner if it is longer."""
        if len(answer.split()) <= _TYPED and "\n" not in answer:
            return {"kind": "typed", "answers": [answer]}
        return {"kind": "open", "answer": answer}

    def number(self, answers: Sequence[tuple[str, str, float]]) -> dict[str, Any]:
        """The best of some numbers, each with its tolerance and what it is worth."""
        numbers = [(text, tolerance, worth) for text, tolerance, worth in answers if text.strip() != "*" and worth > 0]
        if not numbers:
            return {}
        text, tolerance, _ = max(numbers, key=lambda number: number[2])
        if len(numbers) > 1:
            self.lose("weights of answers")
        answer, near = number_in(text, nan), number_in(tolerance)
        if isnan(answer):
            return {}
        own = {"kind": "number", "answer": int(answer) if answer.is_integer() and abs(answer) < 1e15 else answer}
        return own | ({"tolerance": int(near) if near.is_integer() else near} if near else {})

    def pairs(self, pairs: Sequence[tuple[str, str]], ask: str = "") -> dict[str, Any]:
        """Pairs to be matched. If their left sides are 1, 2 and so on, they are items in order or the gaps of `ask`."""
        for _, right in (pair for pair in pairs if not pair[0]):
            self.lose("right sides without a left one", right)
        pairs = [pair for pair in pairs if pair[0]]
        in_order = sorted(pairs, key=lambda pair: pair[0].zfill(3))
        if len(pairs) > 1 and [left for left, _ in in_order] == [str(n) for n in range(1, len(pairs) + 1)]:
            items = [right for _, right in in_order]
            has_gaps = ask.count(_ESCAPED_GAP) == len(items)
            return self.cloze([[item] for item in items]) if has_gaps else self.order(items)
        if len({right for _, right in pairs}) < len(pairs):
            self.lose("pairs whose right sides are the same")
            return {"kind": "open", "answer": "\n".join(f"- {left} → {right}" for left, right in pairs)}
        return {"kind": "match", "pairs": [{"left": left, "right": right} for left, right in pairs]}

    def order(self, items: Sequence[str]) -> dict[str, Any]:
        """Items in the right order."""
        return {"kind": "order", "items": list(items)}

    def cloze(self, gaps: Sequence[Sequence[str]]) -> dict[str, Any]:
        """Gaps with the accepted answers of each."""
        return {"kind": "cloze", "gaps": [list(gap) for gap in gaps]} if gaps and all(gaps) else {}

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section(self) -> tuple[str, str]:
        """The chapter and the section that a question is about, which are made for the first one."""
        known = ADDRESS.fullmatch(self.address)
        titles = [" ".join(title.split()) for title in self.path if title.strip()]
        chapter_title = titles[0] if titles else title_from(slug_from(Path(self.source).stem))
        title = " / ".join(titles if self._chapter else titles[1:]) or "Questions"
        chapter = self._chapter or (known[1] if known else slug_from(chapter_title))
        section = known[2] if known else slug_from(title)
        if (chapter, section) not in self._sections:
            if not any(name == chapter for name, _ in self._sections) and not self._chapter:
                self.keep("chapter", chapter, {"title": chapter_title, "summary": f"Imported from {self.source}."})
            self._sections.add((chapter, section))
            body = f"The questions of {self.source}."
            self.keep("section", chapter, {"id": section, "title": title, "body": body})
        return chapter, section


def titles_in(category: str) -> list[str]:
    """The titles in a path of Moodle's question bank: `$course$/top/Caches/Hits//misses`, where `//` is one stroke."""
    titles = (title.replace("//", "/").strip() for title in re.split("(?<!/)/(?!/)", category))
    return [title for title in titles if title not in ("", "top") and not re.fullmatch(r"\$\w+\$", title)]


def number_in(text: str | None, otherwise: float = 0.0) -> float:
    """The number that a text is, or another one if it is none."""
    try:
        number = float((text or "").strip().replace(",", "."))
    except ValueError:
        return otherwise
    return number if isfinite(number) else otherwise
