"""Odd values that `mutations.py` puts into a book."""

BYTES = [b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1b[31m", b"\r", b"\x7f", b"\xe2\x80\xae"]
BYTES += [b"'", b'"', b"#", b"%", b"@", b"`", b"[", b"{", b"*", b"&", b"!", b"|", b">", b"\t", b": ", b"- ", b"? "]
"""Bytes to insert between bytes."""

ODD = ["NO", "on", "~", "null", "true", "1.10", "1960", "-3", "2020-04-01", "2020-04-01T12:00:00Z", "12:30:45", "0x1f"]
ODD += ["0o17", "1_000", ".inf", "-.Inf", ".nan", "nan", "inf", "-inf", "Infinity", "1e400", "1e30", "1e-400", "-0.0"]
ODD += ["9" * 18, "9" * 30, "-" + "9" * 400, "9" * 5000, "99999", "-99999", "2147483648", "0", "0.1", "1960.5", "''"]
ODD += ["[]", "{}", "[[]]", "[a, b]", "{a: b}", "[a, [b, {c: d}]]", "[1, true, null]", "{? [a] : b}", "{1: 2}", '""']
ODD += ["*nowhere", "&a", "&a x", "!!python/object:os.system x", "!!binary aGVsbG8=", "!!int x", "!!null x", "!x [a]"]
ODD += ["!!set {a, b}", "!!omap [a: b]", "!!str 5", "!!float x", "!!bool maybe", "!!timestamp x", "!<tag:x> y", "! z"]
ODD += ["|", ">", "|+", ">-", "|9", "|-2", ">\n  x", "'", '"', "[", "{", "]", "- a", "? a", "%a", "@a", "`a`", "# a"]
ODD += ['"\\0"', '"\\e[2J"', '"\\ud800"', '"\\U0001F600"', '"\\x9b"', '"\\u202e"', '"\\_\\N\\L\\P"', '"\\q"', '"a\\\n']
ODD += ["a: b", "a b: c d: e", "=", "<<", "../../etc/passwd", "intro", "/", ".", "..", "a/b/c", "x" * 3000, "é" * 300]
ODD += ["The Heap", "[why, why]", "![[figure:x]]", "'[[a]]'", "' '", '"\\n"', '"\\t"', "'\u200b'", "e\u0301" * 40]
"""Values to put in the place of a value."""

NUMBERS = ["0", "-1", "1e9", "9" * 12, "9" * 40, "-" + "9" * 20, "0.5", "1_0", "12345", "-44", "3000", ".inf", "nan"]
"""Numbers to put in the place of a number."""

YAML = ["---\n", "...\n", "--- x\n", "%YAML 1.1\n---\n", "%TAG ! x\n", "<<: *a\n", "<<: {a: b}\n", "? x\n: y\n"]
YAML += ["? [a, b]\n", "&a\n", "*a\n", "!!set\n", "- - - -\n", "# \u202e\n", "a: &a [*a]\n", "&b b: *b\n", "-\n", ":\n"]
"""YAML that no book needs, as lines."""

MARKS = ["[[", "]]", "[[]]", "[[ ]]", "[[|]]", "[[a|]]", "[[|b]]", "[[a|b|c]]", "[[a:b:c]]", "[[a[[b]]c]]", "[[[a]]]"]
MARKS += ["[[nokind:a]]", "[[term:]]", "[[section:intro]]", "[[section:intro/nowhere]]", "[[section:../..]]", "![[a]]"]
MARKS += ["![[figure:ai-triangle]]", "![[table:ai-paradigms]]", "![[figure:]]", "![[term:x]]", "[[figure:x|y]]"]
MARKS += ["[@]", "[@a", "[@a; @b]", "[@a;;@b]", "[@a;\n\n@b]", "[@a][@b]", "[[@a]]", "[@reddi2024", "[@ab [@cd]]"]
MARKS += ["[[" + "a" * 3000 + "]]", "[@" + "a" * 3000 + "]", "[[é̀|\u202eabc]]", "[[a\n\nb]]", "[[a\n|b]]", "[a](<b c>)"]
MARKS += [
    "[[" * 30,
    "[@a; " * 30,
    "![[" * 30,
    "[[a|" * 30,
    "[a](b) [c](d 'e `f`') `g`",
    "\\[[a]]",
    "[\\[a]]",
    "[[a\\]]]",
]
"""Links and citations, and texts that are nearly one."""

MARKDOWN = [
    "# x\n",
    "\n---\n",
    "\n```\n",
    "\n~~~ x\n",
    "`",
    "``",
    "``a`",
    "**",
    "*",
    "_",
    "***a_*",
    "> ",
    "\n> > > x\n",
]
MARKDOWN += ["\n- ", "\n1. x\n   - y\n     1. z\n", "\n9999999999. x\n", "<b>", "<!-- ", "<http://a b>", "<http://a.b>"]
MARKDOWN += ["&amp;", "&#0;", "&#xD800;", "&#27;", "![a](b)", "[a](b)", "[a]: b\n", "[^1]", "|a|b|\n|-|-|\n", "~~a~~"]
MARKDOWN += [
    "\\",
    "\\\\",
    "\\\n",
    "  \n",
    "\n\n\n\n",
    "      code\n",
    "\n>     code\n",
    "\n- - - - - x\n",
    "a\n===\n",
    "$x$",
]
MARKDOWN += [
    "> " * 100,
    "- " * 100,
    "*a " * 200,
    "[" * 200,
    "`" * 99,
    "the the ",
    "w " * 60,
    "a.b.c. " * 30,
    "x" * 2000,
]
"""Markdown of other books."""

SIGNS = [
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200f",
    "\ufeff",
    "\u0301" * 50,
    "\u2028",
    "\x85",
    "\x00",
    "\x1b[2J",
    "\x9b31m",
]
SIGNS += [
    "😀",
    "👨‍👩‍👧",
    "한",
    "ａ",
    "\u00ad",
    "\uffff",
    "\U0010ffff",
    "İ",
    "ß",
    "ﬁ",
    "\u3000",
    "\u00a0",
    "\x7f",
    "\udcff",
]
"""Characters that are wide, narrow, joined, or no text at all."""

NAMES = ["intro/extra.yaml", "more/chapter.yaml", "intro/chapter.yaml~", "deep/er/chapter.yaml", "intro/quiz.yml"]
NAMES += ["glossary.yaml", "x\x1b/chapter.yaml", "\udcff/chapter.yaml", "intro/\u202e.yaml", "a/chapter.yaml"]
"""Names of files and folders."""
