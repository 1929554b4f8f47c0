"""Questions from QTI 1.2 and 2.x, packed in a zip or not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_questions import GAP_MARK, NO_ANSWER, QuestionReader, number_in, titles_in
from mlsys_cli.interchange.sources import LINE, Package, inner_html, read_xml
from mlsys_cli.quiz.kinds.cloze import GAP

_INTERACTION = re.compile(r"\w+Interaction")
_TEXT_ENTRIES = ("textEntryInteraction", "inlineChoiceInteraction")
_GAPS = (*_TEXT_ENTRIES, "gap")
_LEFT_OUT = ("rubricBlock", "prompt", "gapText", "gapImg")
_BOUNDS = ("vargte", "vargt", "varlte", "varlt")
_GAP_NAME = re.compile(r"\[([\w -]+)\]")


def read_package(package: Package, reader: QuestionReader) -> None:
    """Add all questions of a zip."""
    # A course of Canvas has each quiz once more, with what Common Cartridge has no place for, and banks only there.
    ending = ".xml.qti" if any(name.endswith(".xml.qti") for name in package.namelist()) else ".xml"
    names = (name for name in package.namelist() if name.lower().endswith(ending))
    roots: dict[str, Element] = {}
    for name in sorted(name for name in names if not name.endswith("imsmanifest.xml")):
        try:
            roots[name] = read_xml(package.bytes_of(name), f"{reader.source}/{name}")
        except UnreadableError as error:
            if "isn't valid XML" not in error.message:
                raise
            reader.lose("files that can't be read", name)
    in_test = dict(place for name, root in roots.items() for place in _in_test(root, name))
    for name in in_test | roots:
        if name in roots:
            reader.path, reader.address = in_test.get(name, ((), ""))
            read_qti(roots[name], reader, f"{reader.source}/{name}")
    if not any(root.tag in ("questestinterop", "assessmentItem") for root in roots.values()):
        raise UnreadableError(f"{reader.source} has no questions in QTI 1.2 or 2.x")


def _in_test(root: Element, name: str) -> Iterator[tuple[str, tuple[Sequence[str], str]]]:
    """The files of the items of a test, each with the titles of its sections and their address."""
    for section in root.iter("assessmentSection") if root.tag == "assessmentTest" else ():
        titles = titles_in(section.get("title", ""))
        address = section.get("identifier", "").removeprefix("s-").replace(".", "/")
        for item in section.findall("assessmentItemRef"):
            yield normpath(join(dirname(name), item.get("href", ""))), (titles, address)


def read_qti(root: Element, reader: QuestionReader, source: str) -> None:
    """Add all questions of an XML file."""
    quiz = root.find("assessment")
    if quiz is not None and not reader.path:
        reader.path = (quiz.get("title", ""),)
    for item in root.iter("item" if root.tag == "questestinterop" else "assessmentItem"):
        reader.location = f"{source}:{item.get(LINE)}"
        (_add12 if item.tag == "item" else _add21)(item, reader)


# --- QTI 1.2 ---------------------------------------------------------------------------------------------------------


def _material(element: Element | None) -> str:
    """The texts and images of an element, without those of fields in it."""
    if element is None:
        return ""
    html = ""
    for child in element:
        if child.tag in ("mattext", "matemtext"):
            is_escaped = child.get("texttype") == "text/html" and not len(child)
            html += (child.text or "") if is_escaped else inner_html(child)
        elif child.tag == "matimage":
            html += f'<img src="{child.get("uri", "")}">'
        elif not child.tag.startswith(("response", "render")):
            html += f"{_material(child)} "
    return html.strip()


def _add12(item: Element, reader: QuestionReader) -> None:
    fields = item.iter("qtimetadatafield")
    about = {field.findtext("fieldlabel", ""): field.findtext("fieldentry", "") for field in fields}
    if "section" in about and "topic" in about:
        reader.path, reader.address = titles_in(about["topic"]), about["section"]
    name, kind = item.get("title") or item.get("ident") or "", about.get("question_type", "")
    own, ask = _own12(item, kind, _material(item.find("presentation")), reader)
    said = {note.get("ident", ""): reader.prose(_material(note)) for note in item.findall("itemfeedback")}
    explain = next((said.pop(shown) for shown in ("general_fb", "correct_fb") if said.get(shown)), "")
    explain = reader.explanation(explain, [(0.0, text) for text in said.values()])
    if number_in(about.get("points_possible"), 1.0) != 1:
        reader.lose("points", f"{name}: {about['points_possible']}")
    if own.get("kind") == "open":
        own, explain = {"kind": "open", "answer": explain or NO_ANSWER}, ""
    tags = [about["level"]] if "level" in about else []
    reader.add(own, reader.prose(ask), name=name, origin=item.get("ident", name), explain=explain, tags=tags)


def _own12(item: Element, kind: str, ask: str, reader: QuestionReader) -> tuple[dict[str, Any], str]:
    """The fields of a question's kind, and its text, in which gaps are marked."""
    lists, worths = list(item.iter("response_lid")), _worths(item)
    options = {
        field.get("ident", ""): {
            one.get("ident", ""): reader.plain(_material(one)) for one in field.iter("response_label")
        }
        for field in lists
    }
    right = [[text for key, text in texts.items() if worths.get((name, key))] for name, texts in options.items()]
    labels = [_label(field, ask, reader) for field in lists]
    has_texts = item.find(".//response_str") is not None or item.find(".//response_num") is not None
    if (lists and kind.startswith("fill_in_multiple_blanks")) or (
        labels and all(f"[{label}]" in ask for label in labels)
    ):
        gaps = dict(zip(labels, right, strict=False))
        inside = [label for label in _GAP_NAME.findall(ask) if label in gaps]
        ask = _GAP_NAME.sub(lambda gap: GAP_MARK if gap[1] in gaps else gap[0], ask)
        return reader.cloze([gaps[label] for label in inside]), ask
    if len(lists) > 1 and not has_texts and all(len(chosen) < 2 for chosen in right):
        return reader.pairs([(label, "".join(chosen)) for label, chosen in zip(labels, right, strict=False)]), ask
    if len(lists) == 1 and not has_texts:
        ((field, texts),), number = options.items(), lists[0].get("rcardinality")
        if number == "Ordered":
            order = dict.fromkeys((equal.text or "").strip() for equal in item.iter("varequal"))
            return reader.order([texts[key] for key in order if key in texts]), ask
        chosen = [(text, worths.get((field, key), 0.0)) for key, text in texts.items()]
        return reader.choice(chosen, several=number == "Multiple"), ask
    return (_typed12(item, kind, worths, reader) if has_texts and not lists else {}), ask


def _label(field: Element, ask: str, reader: QuestionReader) -> str:
    """The text beside a field, or its name if that is in the question, as in the new quizzes of Canvas."""
    name = field.get("ident", "").removeprefix("response_")
    return name if f"[{name}]" in ask else reader.plain(_material(field))


def _typed12(
    item: Element, kind: str, worths: Mapping[tuple[str, str], float], reader: QuestionReader
) -> dict[str, Any]:
    """The fields of a question whose answer is typed: a number, words, or if none are right an open one."""
    answers = [(value, worth) for (_, value), worth in worths.items()]
    bounds = {element.tag[:5]: number_in(element.text) for element in item.iter() if element.tag in _BOUNDS}
    if kind == "calculated_question":  # whose numbers are drawn anew each time
        return {}
    if len(bounds) == 2:
        low, high = bounds["vargt"], bounds["varlt"]
        return reader.number([(f"{(low + high) / 2:.12g}", f"{(high - low) / 2:.12g}", 100.0)])
    if answers and (kind.startswith("numerical") or item.find(".//render_fib[@fibtype='Decimal']") is not None):
        return reader.number([(text, "", worth) for text, worth in answers])
    return reader.typed([(text.replace("*", r"\*"), worth) for text, worth in answers]) if answers else {"kind": "open"}


def _worths(item: Element) -> dict[tuple[str, str], float]:
    """The worth of each value of each field, in per cent of the best; what must not be chosen has none."""
    worths: dict[tuple[str, str], float] = {}
    for condition in item.iter("respcondition"):
        score = max((number_in(value.text) for value in condition.findall("setvar")), default=0.0)
        wrong = {id(equal) for no in condition.iter("not") for equal in no.iter("varequal")}
        for equal in condition.iter("varequal"):
            if id(equal) not in wrong and score > 0:
                key = equal.get("respident", ""), (equal.text or "").strip()
                worths[key] = max(score, worths.get(key, score))
    best = max(worths.values(), default=1.0)
    return {key: 100 * worth / best for key, worth in worths.items()}


# --- QTI 2.x ---------------------------------------------------------------------------------------------------------


class _Response(NamedTuple):
    """The right values of an answer, and what each value is worth by itself, in per cent of the best."""

    right: Sequence[str]
    worths: Mapping[str, float]
    is_number: bool


def _add21(item: Element, reader: QuestionReader) -> None:
    body, name = item.find("itemBody"), item.get("title") or item.get("identifier") or ""
    for note in item.iter("feedbackInline"):  # which stands in a choice, and has the identifier of one
        reader.lose("feedback on single answers", reader.plain(inner_html(note))[:60])
        note[:], note.text, note.attrib = [], "", {}
    responses = {response.get("identifier", ""): _response(response) for response in item.iter("responseDeclaration")}
    fields = [element for element in item.iter() if _INTERACTION.fullmatch(element.tag)]
    own: dict[str, Any] = {}
    prompts = [inner_html(prompt) for prompt in item.iter("prompt")]
    asked = "".join([_without_fields(body), *prompts]) if body is not None else ""
    if fields and all(field.tag in _TEXT_ENTRIES for field in fields):
        own, asked = _entries(item, responses, asked, reader)
    elif len(fields) == 1 and fields[0].get("responseIdentifier") in responses:
        own = _chosen(item, fields[0], responses[fields[0].get("responseIdentifier", "")], reader)
    said = [reader.prose(inner_html(note)) for note in item.findall("modalFeedback")]
    explain = reader.explanation(said.pop() if len(said) == 1 else "", [(0.0, text) for text in said])
    tags = [label] if (label := item.get("label")) else []
    origin = item.get("identifier", name)
    reader.add(own, reader.prose(asked), name=name, origin=origin, explain=explain, tags=tags)


def _response(declared: Element) -> _Response:
    points = {entry.get("mapKey", ""): number_in(entry.get("mappedValue")) for entry in declared.iter("mapEntry")}
    right = [(value.text or "").strip() for value in declared.findall("correctResponse/value")]
    right = right or [value for value, point in points.items() if point > 0]
    best = max(points.values(), default=0.0) or 1.0
    return _Response(
        right,
        {value: 100 * (point / best) for value, point in points.items()},
        declared.get("baseType") in ("float", "integer"),
    )


def _chosen(item: Element, field: Element, response: _Response, reader: QuestionReader) -> dict[str, Any]:
    """The fields of a question with a single field in which something is chosen, ordered, matched or written."""
    texts = {one.get("identifier", ""): reader.plain(inner_html(one)) for one in field.iter() if one.get("identifier")}
    right = response.right
    match field.tag:
        case "choiceInteraction" if right:
            worths = {**dict.fromkeys(texts, 0.0), **response.worths, **dict.fromkeys(right, 100.0)}
            several = len(right) > 1 or field.get("maxChoices", "1") != "1"
            return reader.choice([(text, worths[name]) for name, text in texts.items()], several=several)
        case "orderInteraction" if {*right} == {*texts}:
            return reader.order([texts[name] for name in right])
        case "matchInteraction" if right:
            return reader.pairs(
                [(texts.get(left, ""), texts.get(last, "")) for left, *_, last in map(str.split, right)]
            )
        case "gapMatchInteraction":
            pairs = [(texts.get(word, ""), gap) for word, *_, gap in map(str.split, right)]
            reader.lose("choices of gaps")
            return reader.cloze(
                [[word for word, at in pairs if at == gap.get("identifier")] for gap in field.iter("gap")]
            )
        case "extendedTextInteraction":
            rubric = next((one for one in item.iter("rubricBlock") if "scorer" in one.get("view", "")), None)
            model = "; ".join(right) if rubric is None else inner_html(rubric)
            return {"kind": "open", "answer": reader.prose(model) or NO_ANSWER}
    return {}


def _without_fields(body: Element) -> str:
    """The question without its fields, of which those in a text leave a mark, and without what is for graders."""
    copy = deepcopy(body)
    for child in list(copy.iter()):
        if child.tag in (*_GAPS, *_LEFT_OUT) or _INTERACTION.fullmatch(child.tag):
            if child.tag != "gapMatchInteraction":  # whose text is in it
                child[:], child.text = [], GAP_MARK if child.tag in _GAPS else ""
            child.tag = "span"
    return inner_html(copy)


def _entries(
    item: Element, responses: Mapping[str, _Response], asked: str, reader: QuestionReader
) -> tuple[dict[str, Any], str]:
    """The fields of a question with text entries, and its text, in which one that stands alone is no gap."""
    gaps: list[list[str]] = []
    fields = [element for element in item.iter() if element.tag in _TEXT_ENTRIES]
    for field in fields:
        response = responses.get(field.get("responseIdentifier", ""), _Response((), {}, False))
        options = {one.get("identifier", ""): reader.plain(inner_html(one)) for one in field.iter("inlineChoice")}
        if options:
            reader.lose("choices of gaps")
        worths = {**dict.fromkeys(response.right, 100.0), **response.worths}
        if any(0 < worth < 100 for worth in worths.values()):
            reader.lose("weights of answers")
        words = (word for word, worth in worths.items() if worth == 100)
        gaps.append([*dict.fromkeys(options.get(word, word) for word in words)])
    before, _, after = asked.partition(GAP_MARK)
    is_alone = not reader.plain(after) and re.search(r"<p\b[^>]*>\s*(<span\b[^>]*>)?$", before) is not None
    if len(fields) > 1 or not gaps[0] or not (response.is_number or is_alone):
        return reader.cloze(gaps), asked
    near = next((equal.get("tolerance", "") for equal in item.iter("equal") if equal.get("tolerance")), "")
    answers = [(text.replace("*", r"\*"), 100.0) for text in gaps[0]]
    own = reader.number([(gaps[0][0], near.partition(" ")[0], 100.0)]) if response.is_number else reader.typed(answers)
    return own, asked.replace(GAP_MARK, "" if is_alone else GAP)
