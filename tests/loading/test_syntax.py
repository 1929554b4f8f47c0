"""Files that aren't YAML: what an author did, in plain words, at the place where they did it."""

from mlsys_cli.book.parse.yaml_document import parse
from tests.support.cases import each

COLON = "a text can't contain a colon followed by a space | put quotes around the text"
INDENT = "the indentation of this line doesn't match the lines above | align it with"
NO_KEY = "this line isn't `key: value` | if it is a key, add a colon and a space after it; if it belongs to the text"
ENDED = "there is text after the end of the value | put quotes around the whole value"

SLIPS = {
    # quotes
    '→"abc\nb: x\n': 'this quote is never closed | add a " at the end of the text',
    "→'Heap\nkind: concept\nname: 'B'\n": "this quote is never closed | add a ' at the end of the text",
    '\n- {name: →"Heap\n- {name: "B: c"}\n': "this quote is never closed | ",
    "'it'→s\n": ENDED,
    '\n- {b: "x" →y}\n': ENDED,
    "→“Tides: a book”\n": "“ isn't one of YAML's quotes | put \" at the beginning and end of the text",
    "→„Tides: ein Buch“, 2. Auflage\n": "„ isn't one of YAML's quotes | put \" at the beginning and end of the text",
    # signs
    "→**Bores**\n": "a text can't begin with * | put quotes around the text",
    "→*Bores\n": "a text can't begin with * | ",
    "→![[figure:x]]\n": "a text can't begin with ! | ",
    "→@knuth1968\n": "a text can't begin with @ | ",
    "b\n→%c: d\n": "a text can't begin with % | ",
    # colons
    "x→: y\n": COLON,
    "x\nbody: y→: z\n": f"{COLON}, or write `body: |` and the text below it",
    "\n- {b: c→: d}\n": COLON,
    "\n- id→:heap\n  name: x\n": "a space is missing after the colon | write `id: heap`",
    "\n- id: heap\n  name→:x\n  kind: c\n": "a space is missing after the colon | write `name: x`",
    "x\ntitle→ Bores\nb: c\n": "a colon is missing after 'title' | write `title: Bores`",
    "x\n→and more of it\nb: c\n": NO_KEY,
    # a text on the lines below its key
    "\n- id: b\n  body:\n    The sea moves: it does.\n→    And more.\n  title: c\n": NO_KEY,
    "\n- id: b\n  body:\n    The sea moves.\n\n→    More: it does.\n  title: c\n": INDENT,
    "\n- id: b\n  nodes:\n    - id: c\n      name: d→: e\n": COLON,
    # indentation
    "\n- id: b\n→    title: c\n  body: d\n": INDENT,
    "\n  - id: b\n    name: c\n→ - id: d\n": INDENT,
    "b\n→- c\n": INDENT,
    "\n- id: b\n→\tname: c\n": "this line is indented with a tab | indent with spaces",
    "\n- body: |\n    foo\n→  bar baz\n  title: b\n": NO_KEY,
    "\n- body: |\n    foo\n  title→:Bores\n  b: c\n": "a space is missing after the colon | write `title: Bores`",
    # brackets
    "\n- see: →[b, c\n  name: d\n": "this [ is never closed | add a ] at the end, or put quotes around the text",
    "\n- →{id: b, name: c\n- {id: d}\n": "this { is never closed | add a } at the end, or ",
    "[[moon]] →is\n": ENDED,
    "\n  x: [b,\n   c: d→: e]\n": COLON,
    # what PyYAML says itself
    "b\n→---\nc: d\n": "expected a single document in the stream, but found another document | ",
    "[b, →, c]\n": "while parsing a flow node, did not find expected node content | ",
    "b→\x00c\n": "YAML doesn't allow the character U+0000, so the file can't be read | delete it",
}
"""The value of a key with a slip, an arrow before the slip (or the line that has it), and message and hint."""


@each("value", SLIPS)
def test_a_slip_is_told_in_plain_words_where_it_is(value: str) -> None:
    for line_end in ("\n", "\r\n"):
        before, _, after = f"größe🙂: {value}".replace("\n", line_end).partition("→")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        if before.endswith("\n"):
            column += len(after) - len(after.lstrip(" "))
        _, (problem,) = parse("book.yaml", before + after)
        assert (problem.line, problem.column) == (line, column)
        assert f"{problem.message} | {problem.hint}".startswith(SLIPS[value])
        assert (problem.rule, problem.fatal) == ("yaml-syntax", True)


def test_whatever_the_text_there_is_a_place_in_it() -> None:
    for text in ("\ufeff\ufeff- [b: c", '\ufeff{"b', "\ufeff\ufeff[b]]", '\ufeff"', "|"):
        document, problems = parse("book.yaml", text)
        assert all(problem.column <= len(document.text) + 1 for problem in problems)
