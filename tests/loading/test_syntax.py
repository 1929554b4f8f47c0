"""Files that aren't YAML: what an author did, in plain words, at the place where they did it."""

import pytest

from mlsys_cli.book.parse.yaml_document import parse

QUOTE = "put quotes around the text"
FIRST = "put quotes around a text that begins with this character"
COLON = "this colon stands within a text | put quotes around a text that has a colon and a space in it"
INDENT = "the indentation of this line does not fit the lines above | begin it right below"
SHALLOW = "this line is indented too little for the text of 'body' above | indent it with"
DEEPER = (
    "there is no `key: value` in this line | indent it deeper if it belongs to the text above, or write a colon and"
)
TAB = "this line is indented with a tab | indent with spaces"

SLIPS = {
    # quotes
    '→"abc\nb: x\n': 'this quote is never closed | write a " at the end of the text',
    "→'abc\nb: x\n": "this quote is never closed | write a ' at the end of the text",
    '→"abc\n---\nb: "x"\n': "this quote is never closed | ",
    '→"Heap\nkind: concept\nname: "B"\n': "this quote is never closed | ",
    '\n- {name: →"Heap\n- {name: "B: c"}\n': "this quote is never closed | ",
    '"x\n  y" →z\n': 'the text goes on after its closing quote | put all of it in quotes, and write \\" for a " within',
    "'it'→s\n": "the text goes on after its closing quote | put all of it in quotes, and write '' for a ' within them",
    '\n- {b: "x" →y}\n': "the text goes on after its closing quote | ",
    "“x→: y”\n": "this colon stands within a text | only \" and ' are quotes in YAML, and no curly ones",
    '"a→\\qb"\n': "in double quotes, a \\ with this character after it means nothing | write \\\\ for a \\, or ",
    # signs
    "→**Bores**\n": f"to YAML, a * at the beginning means an alias, and no text | {QUOTE}",
    "→*Bores*\n": f"to YAML, a * at the beginning means an alias, and no text | {QUOTE}",
    "→*Bores\n": f"to YAML, a * at the beginning means an alias, and no text | {QUOTE}",
    "→& co\n": f"to YAML, a & at the beginning means an anchor, and no text | {QUOTE}",
    "→![[figure:x]]\n": f"to YAML, a ! at the beginning means a tag, and no text | {QUOTE}",
    "→? x\n": f"to YAML, a ? at the beginning means a key, and no text | {QUOTE}",
    "b\n→%c: d\n": f"to YAML, a % at the beginning means a directive, and no text | {QUOTE}",
    "→`x`\n": f"a text can't begin with ` | {FIRST}",
    "→, x\n": f"a text can't begin with , | {FIRST}",
    "→> x\n": f"after | or >, the text begins on the next line | {FIRST}",
    "→- x\n": "a list can't begin here | begin it on the next line, or put quotes around a text that begins with ",
    # colons
    "x→: y\n": COLON,
    "\n- {b: c→: d}\n": COLON,
    "x\nname→:y\nb: c\n": "a space is missing after the colon | write `name: y`",
    "\n- id→:heap\n  name: x\n": "a space is missing after the colon | write `id: heap`",
    "\n- id: heap\n  name→:x\n  kind: c\n": "a space is missing after the colon | write `name: x`",
    "x\ntitle→ Bores\nb: c\n": "a colon is missing after 'title' | write `title: Bores`",
    "\n- id→ heap\n  name: x\n": "a colon is missing after 'id' | write `id: heap`",
    "x\n→and more of it\nb: c\n": DEEPER,
    "x\n→https://example.org\nb: c\n": DEEPER,
    "\n→-b\n-c\n": "a space is missing after the dash | write `- b`",
    # indentation
    "\n- id: b\n→    title: c\n  body: d\n": f"{INDENT} 'id' of line 2",
    "\n- id: b\n→ title: c\n": f"{INDENT} 'id' of line 2",
    "\n- id: b\n  body: c\n→    title: d\n": f"{INDENT} 'body' of line 3",
    "\n  - id: b\n    name: c\n→ - id: d\n": f"{INDENT} '-' of line 2",
    "\n  - b\n→ - c\n": f"{INDENT} '-' of line 2",
    "\n  - id: b\n    name: c\n→  kind: d\n": "this line stands below the dashes of a list, and has none | begin",
    "\n     - {b: c}\n→      - {b: c}\n": f"{INDENT} '-' of line 2",
    "b\n→- c\n": "the indentation of this line does not fit the lines above | begin a list below a key that has ",
    "\n- id: b\n→\tname: c\n": TAB,
    "\n→\t- id: b\n": TAB,
    # texts of several lines
    "\n- body: |\n    foo\n→  bar baz\n  title: b\n": f"{SHALLOW} 4 spaces if it belongs there",
    "\n- body: |\n→  bar baz\n  title: b\n": f"{SHALLOW} 4 spaces if it belongs there",
    "\n- body: |\n    foo\n→   Bar: baz.\n": f"{SHALLOW} 4 spaces if it belongs there",
    "\n- body: |\n    foo\n→  * bar\n  title: b\n": f"{SHALLOW} 4 spaces if it belongs there",
    "\n- body: |\n    foo\n  title→:Bores\n  b: c\n": "a space is missing after the colon | write `title: Bores`",
    "\n  - body: |\n      foo\n→ - id: b\n": f"{INDENT} '-' of line 2",
    # brackets
    "\n- see: →[b, c\n  name: d\n": f"this [ is never closed | write a ] at its end, or {QUOTE}",
    "→[b, c\n": f"this [ is never closed | write a ] at its end, or {QUOTE}",
    "\n- →{id: b, name: c\n- {id: d}\n": "this { is never closed | write a } at its end, or ",
    "\n- {b: c→]\n": f"the {{ before it is closed with a ] | write a }}, or {QUOTE}",
    "b, c]\nd: [e]→]\n": f"this ] closes nothing | delete it, or {QUOTE}",
    "[[moon]] →is\n": "something stands after the closing ] | put quotes around a text that begins with [",
    "\n- {b: [[moon]] →is}\n": "something stands after the closing ] | put quotes around a text that begins with [",
    "[\n  {b: c}\n  →{d: e}\n  ]\n": "a comma or a ] is missing before this | ",
    "[b, →, c]\n": f"a value is missing before this character | delete it, or {QUOTE}",
    # documents and characters
    "b\n→---\nc: d\n": "the --- begins a second document, and a file has only one | delete this line, or move what ",
    "b\n...\n→c: d\n": "to YAML, the file has ended above this line | delete the line `...` above",
    "b→\x00c\n": "the character U+0000 isn't text, and with it the whole file can't be read | delete it",
}
"""The value of a key with a slip, an arrow before the slip (or the line that has it), and message and hint."""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("value", SLIPS)
def test_a_slip_is_told_in_plain_words_where_it_is(value: str, line_end: str) -> None:
    marked = f"größe🙂: {value}".replace("\n", line_end)
    before, _, after = marked.partition("→")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    if before.endswith("\n"):
        column += len(after) - len(after.lstrip(" "))
    _, (problem,) = parse("book.yaml", before + after)
    assert (problem.line, problem.column) == (line, column)
    assert f"{problem.message} | {problem.hint}".startswith(SLIPS[value])
    assert (problem.rule, problem.fatal) == ("yaml-syntax", True)


@pytest.mark.parametrize("text", ["\ufeff\ufeff- [b: c", '\ufeff{"b', "\ufeff\ufeff[b]]", '\ufeff"', "|"])
def test_whatever_the_text_there_is_a_place_in_it(text: str) -> None:
    document, problems = parse("book.yaml", text)
    assert all(problem.column <= len(document.text) + 1 for problem in problems)
