"""One mistake planted in the bundled book: for each rule of `mlsys check` a function that makes it at a random place.

A function knows nothing of how the rules find what they find. It changes the text of a file and says at which of its
characters a reader would put the finger.
"""

import re
from collections.abc import Callable

import yaml

from tests.fuzz.bundled_texts import (
    CALCULATORS,
    CHAPTER,
    FIGURES,
    GLOSSARY,
    MARK,
    QUIZ,
    REFERENCES,
    TABLES,
    TIMELINE,
    Bed,
    Planted,
    must,
)

# --- in entries ----------------------------------------------------------------------------------------------------


def _in_list(bed: Bed, path: str, key: str, name: str, word: str) -> Planted:
    """A word more in a list in brackets, before one that is there."""
    items = [item for entry in bed.entries(path, key, name) for item in must(entry, name).value]
    place = bed.chance.choice(items).start_mark.index
    return bed.replace(path, place, place, f"{word}, ")


def _value(bed: Bed, path: str, key: str, name: str, text: str) -> Planted:
    """Another value for a field of a random entry."""
    return bed.replace_value(path, must(bed.entry(path, key, name), name), text)


def _line(bed: Bed, path: str, key: str, text: str) -> Planted:
    """A line more in a random entry, below its first."""
    place = bed.book[path].index("\n", bed.entry(path, key).start_mark.index) + 1
    return bed.replace(path, place, place, f"    {text}\n")


def _without(bed: Bed, path: str, key: str, name: str) -> tuple[yaml.Node, str]:
    """A random entry, and the text of the file without the line that has one of its fields."""
    entry, text = bed.entry(path, key, name), bed.book[path]
    place = must(entry, name)
    start = text.rindex("\n", 0, place.start_mark.index) + 1
    end = text.index("\n", place.end_mark.index - 1) + 1
    return entry, text[:start] + text[end:]


def _synonym(bed: Bed, line: str) -> Planted:
    """A line more before a random one of the synonyms, which aren't indented."""
    path = "synonyms.yaml"
    start = bed.book[path].rindex("\n", 0, bed.entry(path, "synonyms").start_mark.index) + 1
    return bed.replace(path, start, start, f"- {line}\n")


def _lonely_term(bed: Bed) -> Planted:
    entry, text = _without(bed, GLOSSARY, "terms", "see_also")
    return Planted(GLOSSARY, text, must(entry, "id").start_mark.index)


def _missing_field(bed: Bed) -> Planted:
    entry, text = _without(bed, GLOSSARY, "terms", "kind")
    return Planted(GLOSSARY, text, entry.start_mark.index)


def _years_out_of_order(bed: Bed) -> Planted:
    first, *others = bed.entries(TIMELINE, "events")
    later = [entry for entry in others if must(entry, "year").value > must(first, "year").value]
    return bed.replace_value(TIMELINE, must(bed.chance.choice(later), "year"), f"{MARK}1801")


def _duplicate_id(bed: Bed) -> Planted:
    first = bed.chance.choice(bed.entries(GLOSSARY, "terms")[:-1])
    words = f"id: {MARK}{must(first, 'id').value}\nname: Zz\nkind: concept\ndefinition: Zz.\nsee_also: [gpu]"
    return bed.add_entry(GLOSSARY, "terms", words, after=first.start_mark.index)


def _duplicate_alias(bed: Bed) -> Planted:
    """The name of a term as an alias of one that stands below it."""
    *firsts, _ = bed.entries(GLOSSARY, "terms")
    first = bed.chance.choice(firsts)
    named = bed.entries(GLOSSARY, "terms", "aliases")
    later = [must(entry, "aliases") for entry in named if entry.start_mark.index > first.start_mark.index]
    aliases = [one for one in later if one.value]
    if not aliases:
        return _duplicate_alias(bed)
    place = bed.chance.choice(aliases).value[0].start_mark.index
    return bed.replace(GLOSSARY, place, place, f'{MARK}"{must(first, "name").value.upper()}", ')


def _repeated_heading(bed: Bed) -> Planted:
    *firsts, _ = bed.entries(CHAPTER, "sections")
    first = bed.chance.choice(firsts)
    title = f'{MARK}"{must(first, "title").value}"'
    section = bed.chance.choice((f"{{id: zz, title: {title}, body: Zz.}}", f"id: zz\ntitle: {title}\nbody: |\n  Zz."))
    return bed.add_entry(CHAPTER, "sections", section, after=first.start_mark.index)


def _one_way_see_also(bed: Bed) -> Planted:
    terms = bed.entries(GLOSSARY, "terms", "see_also")
    entry, other = bed.chance.sample(terms, 2)
    known = {item.value for item in must(entry, "see_also").value}
    if must(other, "id").value in known or not known:
        return _one_way_see_also(bed)
    place = bed.chance.choice(must(entry, "see_also").value).start_mark.index
    return bed.replace(GLOSSARY, place, place, f"{MARK}{must(other, 'id').value}, ")


def _disputed_without_source(bed: Bed) -> Planted:
    words = bed.chance.choice((f'{MARK}"Some say so."', f"{MARK}>-\n      Some say\n      so.", f"{MARK}Some say so."))
    return _line(bed, CHAPTER, "sections", f"disputed: {words}")


def _needless_also_asked(bed: Bed) -> Planted:
    """The name of a term among what learners ask for it, in lower case and in quotes."""
    entry = bed.entry(GLOSSARY, "terms", "also_asked", "name")
    place = must(entry, "also_asked").value[0].start_mark.index
    return bed.replace(GLOSSARY, place, place, f'{MARK}"{must(entry, "name").value.lower()}", ')


# --- in parts ------------------------------------------------------------------------------------------------------


def _row(bed: Bed) -> yaml.MappingNode:
    """The cells of a row of a table."""
    rows = [row for table in bed.entries(TABLES, "tables") for row in must(table, "rows").value]
    cells = must(bed.chance.choice(rows), "cells")
    assert isinstance(cells, yaml.MappingNode)
    return cells


def _missing_cell(bed: Bed) -> Planted:
    cells, text = _row(bed), bed.book[TABLES]
    if cells.flow_style:
        place = bed.chance.choice(cells.value)[1]
        text = text[: place.start_mark.index] + '""' + text[place.end_mark.index :]
        return Planted(TABLES, text, cells.start_mark.index)
    key, value = bed.chance.choice(cells.value[1:])  # below the first cell, at which the row's cells begin
    start = text.rindex("\n", 0, key.start_mark.index) + 1
    end = text.index("\n", value.end_mark.index - 1) + 1
    return Planted(TABLES, text[:start] + text[end:], cells.start_mark.index)


def _stray_cell(bed: Bed) -> Planted:
    key, _ = bed.chance.choice(_row(bed).value)
    place, above = key.start_mark.index, bed.book[TABLES].rfind("\n", 0, key.start_mark.index)
    end = "\n" + " " * key.start_mark.column if bed.book[TABLES][above:place].isspace() else ", "
    return bed.replace(TABLES, place, place, f"{MARK}zz: of no column{end}")


def _yaml_surprise(bed: Bed) -> Planted:
    _, value = bed.chance.choice(_row(bed).value)
    return bed.replace_value(TABLES, value, MARK + bed.chance.choice(("NO", "1.10", "on", "1956", "true")))


def _yaml_sign(bed: Bed) -> Planted:
    text = bed.chance.choice((f"{MARK}!Zebra", f"{MARK}! Zebra", f"{MARK}&zebra of all", f"Größe 🙂 {MARK}#1 zebra"))
    return _value(bed, GLOSSARY, "terms", "name", text)


def _parts(bed: Bed) -> list[tuple[str, list[yaml.Node]]]:
    """The ids of the columns of each table, and of the nodes of each figure, with their file."""
    tables = [(TABLES, must(table, "columns")) for table in bed.entries(TABLES, "tables")]
    figures = [(FIGURES, must(figure, "nodes")) for figure in bed.entries(FIGURES, "figures") if not _is_plot(figure)]
    return [(path, [must(part, "id") for part in parts.value]) for path, parts in (*tables, *figures)]


def _bad_part_id(bed: Bed) -> Planted:
    path, ids = bed.chance.choice([(path, ids) for path, ids in _parts(bed) if ids])
    return bed.replace_value(path, bed.chance.choice(ids), f"{MARK}Zz Zz")


def _doubled_part_id(bed: Bed) -> Planted:
    path, ids = bed.chance.choice([(path, ids) for path, ids in _parts(bed) if len(ids) > 1])
    first, second = sorted(bed.chance.sample(range(len(ids)), 2))
    return bed.replace_value(path, ids[second], MARK + ids[first].value)


def _stray_edge(bed: Bed) -> Planted:
    figures = (figure for figure in bed.entries(FIGURES, "figures") if not _is_plot(figure))
    edges = [edge for figure in figures for edge in must(figure, "edges").value]
    return bed.replace_value(FIGURES, bed.chance.choice(bed.chance.choice(edges).value[:2]), f"{MARK}zz")


def _is_plot(figure: yaml.Node) -> bool:
    return bool(must(figure, "kind").value == "plot")


def _point(bed: Bed) -> yaml.Node:
    plots = [figure for figure in bed.entries(FIGURES, "figures") if _is_plot(figure)]
    series = bed.chance.choice(must(bed.chance.choice(plots), "series").value)
    point: yaml.Node = bed.chance.choice(must(series, "points").value)
    return point


def _bad_plot(bed: Bed) -> Planted:
    """A point without a height."""
    point = _point(bed)
    return bed.replace(FIGURES, point.start_mark.index, point.end_mark.index, f"{MARK}[2012]")


def _bad_bar(bed: Bed) -> Planted:
    """A bar of less than nothing, or of nothing."""
    bars = [figure for figure in bed.entries(FIGURES, "figures") if must(figure, "kind").value == "bars"]
    node = bed.chance.choice(must(bed.chance.choice(bars), "nodes").value)
    if bed.chance.random() < 0.5:
        return bed.replace_value(FIGURES, must(node, "value"), f"{MARK}-3")
    return bed.replace(FIGURES, node.start_mark.index, node.end_mark.index, f"{MARK}{{id: zz, name: Zz}}")


# --- of files ------------------------------------------------------------------------------------------------------


def _duplicate_key(bed: Bed) -> Planted:
    """The same key twice in an entry: the second one is at fault."""
    entry = bed.entry(GLOSSARY, "terms", "name", "kind")
    place = bed.book[GLOSSARY].index("\n", must(entry, "kind").start_mark.index) + 1
    return bed.replace(GLOSSARY, place, place, f"    {MARK}name: Zz\n")


def _unknown_key(bed: Bed) -> Planted:
    path, key = bed.chance.choice(_LISTS)
    return _line(bed, path, key, f"{MARK}nmae: Zz")


def _yaml_syntax(bed: Bed) -> Planted:
    entry = bed.entry(GLOSSARY, "terms", "name")
    return bed.replace_value(GLOSSARY, must(entry, "name"), f"Größe 🙂{MARK}: a pile")


def _yaml_alias(bed: Bed) -> Planted:
    """A list, and another entry with an alias of it. YAML does not say where the alias is: the list is at fault."""
    first, second = sorted(bed.chance.sample(range(len(bed.entries(GLOSSARY, "terms"))), 2))
    entries, text = bed.entries(GLOSSARY, "terms"), bed.book[GLOSSARY]
    one, other = must(entries[first], "sources"), must(entries[second], "sources")
    place = one.start_mark.index
    text = text[: other.start_mark.index] + "*it" + text[other.end_mark.index :]
    return Planted(GLOSSARY, f"{text[:place]}&it {text[place:]}", place)


def _bad_key(bed: Bed) -> Planted:
    return _line(bed, GLOSSARY, "terms", f"? {MARK}[a, b]\n    : Zz")


def _too_deep(bed: Bed) -> Planted:
    """The top, the list of terms, the term and 58 brackets are 60 levels below the top and more."""
    return _line(bed, GLOSSARY, "terms", f"zz: {'[' * 58}{MARK}{'[' * 9}{']' * 67}")


# --- questions -----------------------------------------------------------------------------------------------------


def _question(
    kind: str, *lines: str, ask: str = "Who was it?", explain: str = "Zz was it."
) -> Callable[[Bed], Planted]:
    """A question more, in a flow or in lines; each of `lines` is a field of it."""
    fields = ("id: zz", "section: intro/why", f"kind: {kind}", "level: recall", f"ask: {ask}", f"explain: {explain}")

    def plant(bed: Bed) -> Planted:
        later = [*fields[1:], *lines]
        bed.chance.shuffle(later)
        written = [fields[0], *later]
        text = bed.chance.choice((f"{{{', '.join(written)}}}", "\n".join(written)))
        return bed.add_entry(QUIZ, "questions", text)

    return plant


def _repeated_question(bed: Bed) -> Planted:
    *firsts, _ = bed.entries(QUIZ, "questions")
    first = bed.chance.choice(firsts)
    ask = must(first, "ask").value.strip().replace('"', "").upper()
    question = "id: zz\nsection: intro/why\nkind: typed\nlevel: recall\nanswers: [zz]\nexplain: Zz."
    return bed.add_entry(QUIZ, "questions", f'{question}\nask: {MARK}"{ask}"', after=first.start_mark.index)


def _answer_told_elsewhere(bed: Bed) -> Planted:
    answers = [
        answer.value
        for entry in bed.entries(QUIZ, "questions", "answers")
        if must(entry, "kind").value == "typed"
        for answer in must(entry, "answers").value
        if " " in answer.value
    ]
    question = "id: zz\nsection: intro/why\nkind: true-false\nlevel: recall\nanswer: true\nexplain: Zz."
    ask = f'ask: "Größe 🙂: zz has the {MARK}{bed.chance.choice(answers)} at home."'
    return bed.add_entry(QUIZ, "questions", f"{question}\n{ask}")


_LISTS: tuple[tuple[str, str], ...] = (
    (GLOSSARY, "terms"),
    (TIMELINE, "events"),
    (CHAPTER, "sections"),
    (TABLES, "tables"),
    (FIGURES, "figures"),
)
_LONG = " ".join(["und", "wort"] * 24)
_TERM = "{{id: {}, name: Zz, kind: concept, definition: Zz., see_also: [gpu]}}"
_OWN = "{{id: zz, name: Zz, kind: concept, definition: Zz., see_also: [gpu, {}zz]}}"
_CALCULATOR = (
    "{{id: zebra, title: Zebra, about: zebras, given: {{n: {{words: n, default: 2}}}},"
    " lines: [{{name: m, formula: n}}], {}}}"
)
_EXHIBIT = "{{id: {}, title: Zebra, exhibit: {}, file: zebra.txt, summary: Zz.}}"
_SUM = """\
id: zz
title: Zz
body: Zz.
examples: [{{id: zz, title: zz, steps: [{{words: Zz, formula: 2 × 8 GB, result: {}18 GB}}]}}]
"""
_SECTION = '{{id: zz, title: Zz, body: {}"![[figure:ai-triangle]]"}}'
_DATED = "{{id: zz, year: 2020, month: 6, day: {}31, title: Zz, body: Zz.}}"
_FIGURE = "{{id: {}zz, kind: stack, title: Zz, alt: Zz., nodes: [{{id: a, name: Zz}}]}}"
_TABLE = "{{id: {}zz, title: Zz, columns: [{{id: a, name: Zz}}], rows: [{{aspect: Zz, cells: {{a: Zz}}}}]}}"
_SOURCE = "{{key: {}zz2020, authors: [Zz], title: Zz, venue: Zz, year: 2020}}"
_ISBN = '{{key: zz2020, authors: [Zz], title: Zz, venue: Zz, year: 2020, isbn: {}"978-0-201-89683-4"}}'
_TREE = (
    "{{id: zz, kind: tree, title: Zz, alt: Zz., nodes: [{{id: a, name: Zz}}, {{id: b, name: Yy}}],"
    " edges: [[a, b], {}[b, b]]}}"
)
_FAR = (
    "{{id: zz, kind: plot, title: Zz, alt: Zz., x: {{label: Zz}}, y: {{label: Zz}},"
    " series: [{{points: [[1, 1], [2, 2]]}}], marks: [{{at: [1, {}9], label: zz}}]}}"
)
_ENDED = "{{id: zz, year: 2020, end: {}2019, title: Zz, body: Zz.}}"

PLANTS: dict[str, Callable[[Bed], Planted]] = {
    "bad-part-id": _bad_part_id,
    "doubled-part-id": _doubled_part_id,
    "repeated-heading": _repeated_heading,
    "lonely-term": _lonely_term,
    "bad-address": lambda bed: _value(bed, REFERENCES, "references", "doi", f"{MARK}https://doi.org/10.1000/182"),
    "bad-isbn": lambda bed: bed.add_entry(REFERENCES, "references", _ISBN.format(MARK)),
    "unknown-synonym": lambda bed: _synonym(bed, f"{{say: [zz, qq], book: [gpu, {MARK}qqxyzzy]}}"),
    "common-synonym": lambda bed: _synonym(bed, f"{{say: [{MARK}model], book: [gpu]}}"),
    "idle-synonym": lambda bed: _synonym(bed, f"{{say: [{MARK}gpus], book: [gpu]}}"),
    "bad-tree": lambda bed: bed.add_entry(FIGURES, "figures", _TREE.format(MARK)),
    "distant-mark": lambda bed: bed.add_entry(FIGURES, "figures", _FAR.format(MARK)),
    "reused-id": lambda bed: _line(bed, GLOSSARY, "terms", f"formerly: [zz, {MARK}gpu]"),
    "needless-also-asked": _needless_also_asked,
    "bad-bar": _bad_bar,
    "bad-plot": _bad_plot,
    "undrawn-point": lambda bed: bed.replace_value(FIGURES, _point(bed).value[1], f"{MARK}-3"),
    "unclosed-code": lambda bed: _value(bed, GLOSSARY, "terms", "definition", f"|\n      {MARK}```\n      zebra\n"),
    "lost-embed": lambda bed: bed.add_prose(f"zebra {MARK}![[figure:ai-triangle]]", f"{MARK}![[table:trends]] zebra"),
    "spelling": lambda bed: bed.add_prose(f"a {MARK}zebraish horse", f"*so* {MARK}zebraish [[gpu]]"),
    "unfinished-text": lambda bed: bed.add_prose(f"zebra {MARK}TODO", f"{MARK}Lorem ipsum", f"*so* {MARK}XXX [[gpu]]"),
    "unknown-kind": lambda bed: _value(bed, GLOSSARY, "terms", "kind", f"{MARK}zz"),
    "unplaced-figure": lambda bed: bed.add_entry(FIGURES, "figures", _FIGURE.format(MARK)),
    "unplaced-table": lambda bed: bed.add_entry(TABLES, "tables", _TABLE.format(MARK)),
    "impossible-date": lambda bed: bed.add_entry(TIMELINE, "events", _DATED.format(MARK)),
    "end-before-start": lambda bed: bed.add_entry(TIMELINE, "events", _ENDED.format(MARK)),
    "years-out-of-order": _years_out_of_order,
    "missing-cell": _missing_cell,
    "stray-cell": _stray_cell,
    "stray-edge": _stray_edge,
    "missing-alt": lambda bed: _value(bed, FIGURES, "figures", "alt", f"{MARK}''\n"),
    "unreadable-date": lambda bed: _line(bed, GLOSSARY, "terms", f"as_of: {MARK}May 2024"),
    "disputed-without-source": _disputed_without_source,
    "empty-section": lambda bed: bed.add_entry(CHAPTER, "sections", _SECTION.format(MARK)),
    "long-sentence": lambda bed: bed.add_prose(f"{MARK}{_LONG} [[gpu|end]].", f"[[{MARK}gpu]] {_LONG}.", after=r"\."),
    "doubled-word": lambda bed: bed.add_prose(f"zebra {MARK}zebra", f"zebra\n{MARK}zebra", f"*zebra* {MARK}Zebra"),
    "foreign-markdown": lambda bed: bed.add_prose(f"{MARK}<b>zebra</b>", f"`<i>` {MARK}&amp;", f"{MARK}~~not~~"),
    "broken-mark": lambda bed: bed.add_prose(f"{MARK}[[zebra]", f"{MARK}[@zebra1999 p. 3]", f"*so* {MARK}[[]]"),
    "broken-math": lambda bed: bed.add_prose(f"$a + {MARK}{{zebra$", f"*so* $x_{MARK}{{i$", f"so $x {MARK}}} y$"),
    "unknown-math": lambda bed: bed.add_prose(
        f"$a + {MARK}\\zebra$", f"*so* $x_{MARK}\\zebra$", f"so ${MARK}\\zebra{{y}}$"
    ),
    "no-right-choice": _question("choice", f"choices: {MARK}[{{text: One}}, {{text: Two}}]"),
    "no-accepted-answer": _question("order", f"items: {MARK}[one, one]"),
    "broken-formula": _question("number", "given: {n: {from: 1, to: 9}}", f"answer: n + {MARK}zebra"),
    "unlike-units": _question("number", "given: {n: {from: 1, to: 9, unit: GB}}", f"answer: n {MARK}+ 2 s", "unit: s"),
    "impossible-value": _question("number", "given: {n: {from: 0, to: 9}}", f"answer: 2 {MARK}/ n", "tolerance: 1 %"),
    "loose-tolerance": _question("number", "answer: 5", f"tolerance: {MARK}9"),
    "constant-answer": _question("number", "given: {n: {from: 1, to: 9}}", f"answer: {MARK}5"),
    "wrong-sum": lambda bed: bed.add_entry(CHAPTER, "sections", _SUM.format(MARK)),
    "bad-number": lambda bed: bed.add_entry(
        "machines.yaml", "machines", f"{{id: zebra, name: Zebra, memory: {MARK}8 zebras, sources: [bekman2026]}}"
    ),
    "number-without-source": lambda bed: bed.add_entry(
        "machines.yaml", "machines", f"{{id: zebra, name: Zebra, {MARK}memory: 8 GB}}"
    ),
    "stray-name": lambda bed: bed.add_entry(CALCULATORS, "calculators", _CALCULATOR.format(f"answer: {MARK}zz")),
    "oversized-calculator": lambda bed: bed.add_entry(
        CALCULATORS, "calculators", _CALCULATOR.format(f"plots: [{{over: n, curves: {MARK}[]}}]")
    ),
    "wrong-claim": lambda bed: bed.add_entry(
        CALCULATORS, "calculators", _CALCULATOR.format(f"claims: [{{line: m, result: {MARK}9, source: turing1950}}]")
    ),
    "wrong-result": _question("number", f"answer_from: jury {MARK}zebra"),
    "unknown-engine": lambda bed: bed.add_entry("exhibits.yaml", "exhibits", _EXHIBIT.format("zebra", f"{MARK}elisa")),
    "taken-name": lambda bed: bed.add_entry("exhibits.yaml", "exhibits", _EXHIBIT.format(f"{MARK}mirror", "eliza")),
    "unusable-data": lambda bed: bed.add_entry(
        "exhibits.yaml", "exhibits", _EXHIBIT.format("zebra", "eliza").replace("zebra.txt", f"{MARK}zebra.txt")
    ),
    "dangling-example": lambda bed: bed.add_prose(f"\n\n![[example:{MARK}zebra]]\n\n"),
    "lettered-explanation": _question("typed", "answers: [Zz]", explain=f'"Größe 🙂: {MARK}this section says so."'),
    "answer-given-away": _question("typed", "answers: [zebra]", ask=f'"Größe 🙂: who is the {MARK}zebra?"'),
    "answer-told-elsewhere": _answer_told_elsewhere,
    "repeated-question": _repeated_question,
    "bad-id": lambda bed: bed.add_entry(GLOSSARY, "terms", _TERM.format(f"{MARK}Zz_zz")),
    "duplicate-id": _duplicate_id,
    "duplicate-alias": _duplicate_alias,
    "dangling-link": lambda bed: bed.add_prose(
        f"[[{MARK}zebra]]", f"[[{MARK}zebra|some\nwords]]", f"*[[{MARK}zebra]]*"
    ),
    "dangling-see-also": lambda bed: _in_list(bed, GLOSSARY, "terms", "see_also", f"{MARK}zebra"),
    "dangling-source": lambda bed: bed.add_prose(f"[@{MARK}zebra1999]", f"[@reddi2024;\n@{MARK}zebra1999]"),
    "dangling-section": lambda bed: bed.add_prose(
        f"[[section:{MARK}intro/zebra]]", f"[[section:{MARK}zebra|the\nzoo]]"
    ),
    "dangling-era": lambda bed: _value(bed, TIMELINE, "events", "era", f"{MARK}zebra"),
    "dangling-figure": lambda bed: bed.add_prose(f"[[figure:{MARK}zebra]]", f"\n\n![[figure:{MARK}zebra]]\n\n"),
    "dangling-run": lambda bed: bed.add_prose(f"[[run:{MARK}zebra]]", f"\n\n![[run:{MARK}zebra]]\n\n"),
    "dangling-table": lambda bed: bed.add_prose(f"[[table:{MARK}zebra|it]]", f"\n\n![[table:{MARK}zebra]]\n\n"),
    "unused-term": lambda bed: bed.add_entry(GLOSSARY, "terms", _TERM.format(f"{MARK}zz")),
    "needless-item": lambda bed: bed.add_entry(GLOSSARY, "terms", _OWN.format(MARK)),
    "mark-in-plain-text": lambda bed: _value(bed, GLOSSARY, "terms", "name", f'"Größe 🙂 {MARK}**zebra**"'),
    "one-way-see-also": _one_way_see_also,
    "uncited-source": lambda bed: bed.add_entry(REFERENCES, "references", _SOURCE.format(MARK)),
    "event-outside-era": lambda bed: _value(bed, TIMELINE, "events", "year", f"{MARK}1801"),
    "yaml-syntax": _yaml_syntax,
    "not-utf-8": lambda bed: bed.add_prose(f"Gr{MARK}\udcf6\udcdfe"),
    "yaml-alias": _yaml_alias,
    "too-deep": _too_deep,
    "control-character": lambda bed: bed.add_prose(f"zeb{MARK}\u202era", f"{MARK}\u2066zebra"),
    "bad-key": _bad_key,
    "duplicate-key": _duplicate_key,
    "unknown-key": _unknown_key,
    "wrong-type": lambda bed: _value(bed, GLOSSARY, "terms", "see_also", f"{MARK}gpu"),
    "yaml-surprise": _yaml_surprise,
    "endless-number": lambda bed: _value(bed, REFERENCES, "references", "year", MARK + "9" * 301),
    "yaml-sign": _yaml_sign,
    "missing-field": _missing_field,
    "missing-chapter": lambda bed: bed.replace("book.yaml", *_chapters(bed), f"[intro, {MARK}zebra]"),
}
"""The function that plants the mistake of a rule, by the rule's name."""

NOT_PLANTED = {
    "ignored-file": "it is about a file's name",
    "countless-mistakes": "it is about ten thousand others",
    "too-many-values": "it is about a whole file, and would be half a million lines long",
    "skipped-level": "it is about headings in Markdown, which the bundled book doesn't have",
    "no-whole-book": "there is one place for it",
    "bad-language": "there is one place for it, which the bundled book has already",
    "left-out-link": "it is about a book without some of its chapters",
    "useless-ignore": "it is about a setting that the bundled book may not have",
    "unreadable-file": "it is about a file that can't be opened, and has no place in a text",
    "longest-is-right": "it is about all questions of a chapter, and stands at the first of them",
    "truth-told-by-wording": "it is about all questions of a chapter, and stands at the first of them",
    "lopsided-truth": "it is about all questions of a chapter, and stands at the first of them",
}
"""The rules that a single mistake in a text doesn't show, and why."""


def _chapters(bed: Bed) -> tuple[int, int]:
    found = re.search(r"(?<=chapters: )\[intro\]", bed.book["book.yaml"])
    assert found is not None
    return found.span()
