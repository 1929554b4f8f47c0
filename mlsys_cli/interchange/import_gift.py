"""Questions from GIFT, as Moodle reads it."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from mlsys_cli.interchange.import_moodle import EMBEDDED_GAP, gap_words
from mlsys_cli.interchange.imported_questions import GAP_MARK, NO_ANSWER, QuestionReader, titles_in
from mlsys_cli.quiz.kinds.cloze import GAP

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_HELD = re.compile("[\ue100-\ue1ff]")
"""Signs that were escaped, while the others are looked for."""

_LINE_END = chr(0xE100 + ord("n"))

_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_QUESTION = re.compile(rf"(?:::(.*?)::\s*)?(?:{_FORMAT.pattern})?([^{{]*)(\{{[^}}]*\}})?(.*)", re.DOTALL)
"""The name, the format and the text of a question, its answers in braces, and the text behind them."""

_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_ANSWER = re.compile(r"(?:~(?==))?([=~])([^=~]*)")  # many write `~=` before a right choice
_FLOAT = re.compile(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_gift(text: str, reader: QuestionReader) -> None:
    """Add all questions of a text."""
    for line, block in _blocks(text):
        reader.location = f"{reader.source}:{line}"
        comments = " ".join(part.strip() for part in block if part.strip().startswith("//"))
        body = "\n".join(part for part in block if not part.strip().startswith("//")).strip()
        if body.startswith("$CATEGORY:"):
            reader.path = titles_in(body.partition(":")[2])
        elif body:
            _GiftQuestion(reader, _ESCAPED.sub(_held, body), comments).add()


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each question with the number of the first; an empty line ends one, unless a brace is open."""
    block: list[str] = []
    first, is_open = 1, False
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if line.strip() and not block:
            first = number
        if line.strip() or is_open:
            block.append(line)
        if not line.strip().startswith("//"):
            plain = re.sub(r"\\.", "", line)
            is_open = plain.rfind("{") > plain.rfind("}") or (is_open and "}" not in plain)
        is_category = line.startswith("$CATEGORY:")
        if block and (is_category or not (line.strip() or is_open)):
            yield first, block
            block, is_open = [], False
    if block:
        yield first, block


def _held(match: re.Match[str]) -> str:
    return chr(0xE100 + ord(match[1]))


class _GiftQuestion:
    """A question: what stands before, in and behind its braces, in which escaped signs are held."""

    def __init__(self, reader: QuestionReader, body: str, comment: str) -> None:
        self._reader, self._comment = reader, comment
        name, form, self._before, inside, after = _QUESTION.findall(body)[0]
        self._name, self._form, self._after = self._freed(name), form or "moodle", after
        self._has_answer = bool(inside)
        self._text = f"{self._before}{inside}{after}"
        answer, _, self._feedback = inside.strip("{}").partition("####")
        self._answer = answer.strip()

    def add(self) -> None:
        """Add it to the reader."""
        if not self._has_answer:
            self._reader.lose("texts that aren't questions", (self._name or self._freed(self._before))[:60])
            return
        own: dict[str, Any] = {}
        explain = self._prose(self._feedback)
        answers = [self._parts(*match.groups()) for match in _ANSWER.finditer(self._answer)]
        gaps = EMBEDDED_GAP.findall(self._text)
        gap = GAP_MARK if self._after.strip() else ""
        head = self._answer.partition("#")[0].strip().upper()
        ask = self._prose(f"{self._before}{gap}{self._after}")
        if len(gaps) > 1:  # as in Moodle's own cloze questions
            own = self._reader.cloze(
                [[*map(self._freed, gap_words(kind, text, self._reader))] for _, kind, text in gaps]
            )
            ask = self._prose(EMBEDDED_GAP.sub(GAP_MARK, self._text))
        elif not self._answer:
            own, explain = {"kind": "open", "answer": explain or NO_ANSWER}, ""
        elif self._answer.startswith("#"):
            own = self._reader.number(list(self._numbers(answers)))
        elif self._answer.startswith(">"):
            own = self._reader.order([self._plain(line) for line in self._answer.split("\n")[1:] if line.strip()])
        elif head in _TRUTHS:
            own = {"kind": "true-false", "answer": _TRUTHS[head]}
            parts = [part.strip() for part in self._answer.split("#")[1:] if part.strip()]
            answers = [("=", "", 100.0, part) for part in reversed(parts)]
        elif "~" in self._answer:
            options = [(self._plain(text), worth) for _, text, worth, _ in answers]
            own = self._reader.choice(options, several=not any(sign == "=" for sign, *_ in answers))
        elif answers and all("->" in text for _, text, _, _ in answers):
            sides = [text.split("->", 1) for _, text, _, _ in answers]
            own = self._reader.pairs([(self._plain(left), self._plain(right)) for left, right in sides], ask)
        else:
            answers = answers or [self._parts("=", self._answer)]
            own = self._reader.typed([(self._plain(text), worth) for _, text, worth, _ in answers])
            if gap and own:
                own = self._reader.cloze([own["answers"]])
        explain = self._reader.explanation(explain, [(worth, self._prose(said)) for _, _, worth, said in answers])
        ids = re.search(r"\[id:([^\]]+)\]", self._comment)
        name, tags = ids[1].strip() if ids else self._name, re.findall(r"\[tag:([^\]]+)\]", self._comment)
        self._reader.add(own, ask, name=name, origin=name or ask, explain=explain, tags=tags)

    def _parts(self, sign: str, answer: str) -> tuple[str, str, float, str]:
        """The sign of an answer, its text, what it is worth, and the feedback on it."""
        weight = _WEIGHT.match(answer.strip())
        text, _, comment = (answer.strip()[weight.end() :] if weight else answer).partition("#")
        return sign, text.strip(), float(weight[1]) if weight else 100.0 * (sign == "="), comment.strip()

    def _numbers(self, answers: list[tuple[str, str, float, str]]) -> Iterator[tuple[str, str, float]]:
        """The numbers, each with its tolerance: `8:0.5` or `7.5..8.5`."""
        only = self._answer[1:].partition("~")[0].partition("#")[0].strip()
        for _, text, worth, _ in answers if only.startswith("=") or not only else [("=", only, 100.0, "")]:
            number, _, tolerance = text.partition(":")
            low, dots, high = text.partition("..")
            if dots and _FLOAT.fullmatch(low.strip()) and _FLOAT.fullmatch(high.strip()):
                middle = (float(low) + float(high)) / 2
                number, tolerance = f"{middle:.12g}", f"{abs(float(high) - middle):.12g}"
            yield number, tolerance, worth

    def _prose(self, text: str) -> str:
        """A text in the format of the question as Markdown."""
        form = _FORMAT.match(text)
        text, name = text[form.end() :] if form else text, form[1] if form else self._form
        if name == "markdown":
            return self._freed(text).strip().replace(GAP_MARK, GAP)
        text = self._freed(" ".join(text.split()))  # only `\n` is meant as the end of a line
        text = escape(text, quote=False) if name == "plain" else text
        return self._reader.prose(text if name == "html" else text.replace("\n", "<br>"))

    def _plain(self, text: str) -> str:
        form = _FORMAT.match(text)
        return self._reader.plain(self._freed(text[form.end() :] if form else text))

    def _freed(self, text: str) -> str:
        """A text with the signs that were escaped."""
        return _HELD.sub(lambda sign: chr(ord(sign[0]) - 0xE100), text.replace(_LINE_END, "\n"))
