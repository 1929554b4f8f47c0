"""Questions from Moodle XML."""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from mlsys_cli.interchange.imported_questions import GAP_MARK, NO_ANSWER, QuestionReader, number_in, titles_in
from mlsys_cli.interchange.sources import LINE

EMBEDDED_GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^}\\]){0,5000})\}", re.DOTALL)
_GAPS = {
    **dict.fromkeys(("cloze", "multianswer"), EMBEDDED_GAP),
    **dict.fromkeys(("gapselect", "ddwtos"), re.compile(r"\[\[(\d{1,3})\]\]")),
}
"""How a gap is written in the kinds of questions that have such."""

_TYPED = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM")
_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read_moodle(root: Element, reader: QuestionReader) -> None:
    """Add all questions of a file."""
    for element in root.findall("question"):
        reader.location = f"{reader.source}:{element.get(LINE)}"
        if element.get("type") == "category":
            reader.path = titles_in(_text(element, "category"))
            reader.address = element.findtext("idnumber", "").strip()
        else:
            _add(element, reader)


def _text(element: Element, path: str = ".") -> str:
    """The text of an element below another one; in old files it isn't in one of its own."""
    found = element.find(path)
    return "" if found is None else found.findtext("text", found.text or "").strip()


def _html(element: Element, path: str = ".") -> str:
    """A text as HTML, by the format that it has."""
    found = element.find(path)
    form = "html" if found is None else found.get("format", "html")
    text = escape(_text(element, path), quote=False) if form == "plain_text" else _text(element, path)
    return text.replace("\n", "<br>") if form in ("plain_text", "moodle_auto_format") else text


def _prose(element: Element, path: str, reader: QuestionReader) -> str:
    found = element.find(path)
    is_markdown = found is not None and found.get("format") == "markdown"
    return _text(element, path) if is_markdown else reader.prose(_html(element, path))


def _add(element: Element, reader: QuestionReader) -> None:
    kind, name = element.get("type", ""), _text(element, "name")
    if kind == "description":
        reader.lose("texts that aren't questions", name)
        return
    answers = [(answer, _text(answer), number_in(answer.get("fraction"))) for answer in element.findall("answer")]
    gap, text = _GAPS.get(kind), _html(element, "questiontext")
    asked = reader.prose(gap.sub(GAP_MARK, text)) if gap else _prose(element, "questiontext", reader)
    own: dict[str, Any] = {}
    if kind == "multichoice":
        is_single = element.findtext("single", "true").strip() in ("true", "1", "")
        options = [(reader.plain(_html(answer)), worth) for answer, _, worth in answers]
        own = reader.choice(options, several=not is_single)
    elif kind == "truefalse":
        own = reader.choice([(text, worth) for _, text, worth in answers])
    elif kind == "shortanswer":
        own = reader.typed([(unescape(text), worth) for _, text, worth in answers])
    elif kind == "numerical":
        own = reader.number([(text, answer.findtext("tolerance", ""), worth) for answer, text, worth in answers])
        own |= _unit(element, reader) if own else {}
    elif kind == "matching":
        pairs = element.findall("subquestion")
        own = reader.pairs([(reader.plain(_text(pair)), _text(pair, "answer")) for pair in pairs], asked)
    elif kind == "ordering":
        ranked = sorted(answers, key=lambda answer: answer[2])
        own = reader.order([reader.plain(_html(answer)) for answer, _, _ in ranked])
    elif gap is EMBEDDED_GAP:
        own = reader.cloze([gap_words(match[2], match[3], reader) for match in gap.finditer(text)])
    elif gap:
        words = [reader.plain(_html(box)) for box in (*element.findall("selectoption"), *element.findall("dragbox"))]
        own = reader.cloze([words[int(match[1]) - 1 :][:1] for match in gap.finditer(text)])
        reader.lose("choices of gaps")
    elif kind == "essay":
        own = {"kind": "open", "answer": _prose(element, "graderinfo", reader) or NO_ANSWER}
    explain = _prose(element, "generalfeedback", reader)
    explain = reader.explanation(explain, [(worth, _prose(one, "feedback", reader)) for one, _, worth in answers])
    if any(_text(element, tag) for tag in _FEEDBACK):
        reader.lose("feedback on right and wrong answers", name)
    hints = [text for hint in element.findall("hint") if (text := _prose(hint, ".", reader))]
    if len(hints) > 1:
        reader.lose("further hints", name)
    if number_in(element.findtext("defaultgrade"), 1.0) != 1:
        reader.lose("points", f"{name}: {element.findtext('defaultgrade')}")
    number = element.findtext("idnumber", "").strip()
    tags = [_text(tag) for tag in element.findall("tags/tag")]
    hint, known = hints[0] if hints else "", number or name
    reader.add(own, asked, name=known, origin=known, explain=explain, hint=hint, tags=tags)


def _unit(element: Element, reader: QuestionReader) -> dict[str, str]:
    """The unit in which the answer is; others are lost."""
    units = [
        (unit.findtext("unit_name", "").strip(), unit.findtext("multiplier", "1"))
        for unit in element.findall("units/unit")
    ]
    if len(units) > 1:
        reader.lose("further units", ", ".join(name for name, _ in units))
    plain = [name for name, factor in units if number_in(factor, 1.0) == 1]
    return {"unit": plain[0]} if plain else {}


def gap_words(kind: str, answers: str, reader: QuestionReader) -> Sequence[str]:
    """The right words of a gap; what else could be chosen there is lost."""
    right: list[str] = []
    others = False
    for part in re.split(r"(?<!\\)~", answers):
        weight = re.match(r"=|%(-?\d+(?:\.\d+)?)%", part)
        text = re.split(r"(?<!\\)#", part[weight.end() :] if weight else part)
        if len(text) > 1 and "".join(text[1:]).strip():
            reader.lose("feedback on single answers")
        word = reader.plain(re.sub(r"\\([~=#}\\{])", r"\1", text[0]))
        if weight and (weight[1] is None or number_in(weight[1]) == 100):
            right.append(re.sub(r":[\d.]+$", "", word) if kind in ("NUMERICAL", "NM") else word.replace(r"\*", "*"))
        else:
            others = others or word != "*"
    if others:
        reader.lose("weights of answers" if kind in _TYPED else "choices of gaps")
    return right
