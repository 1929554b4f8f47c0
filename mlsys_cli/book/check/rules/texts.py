"""Rules for texts (sentences, words, Markdown, what isn't written yet), and for synonyms."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from operator import eq
from pathlib import Path

from mlsys_cli.book.check.context import BookContext, ChapterContext, Finding, style, warning
from mlsys_cli.book.kinds import LONGEST_SYNONYM, PRECEDENCE
from mlsys_cli.book.model import WordDeletion
from mlsys_cli.book.parse.prose import PLACED, ProseText, language_hint
from mlsys_cli.book.parse.source_file import child
from mlsys_cli.text.english import STOP_WORDS, english_words, split_words, word_stem
from mlsys_cli.text.spelling import closest

_LONGEST_SENTENCE = 45
"""The largest number of words that a sentence should have; chosen, not measured."""

_EMBED = re.compile(r"!\[\[[^\[\]]*\]\]")  # ![[figure:loop]]
_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
_FENCE = re.compile(r"^[ \t>]*(`{3,}(?!.*`)|~{3,})(.*)$", re.MULTILINE)
"""The line above or below a block of code."""

_ITEM = re.compile(r"^[ \t]*(?:[-+*]|\d+[.)])\s", re.MULTILINE)  # "- one", "2) two"
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*(?=\s|$)")  # the end of: He said "no." But 1.5 has none
_WORD = re.compile(r"\S+")
_DOUBLED = re.compile(r"\b([^\W\d_]+)(?:(?!\n\n)\s)+(\1)\b(?:(?:(?!\n\n)\s)+\1\b)*", re.IGNORECASE)
"""A word and its repetition, with all further ones, so that there is one finding."""

_LETTERS = re.compile(r"[^\W\d_]+")
_TARGET = re.compile(r"\[\[[^\[\]|]*\|")  # "[[heap|" of "[[heap|the heap]]"
_MEANT = {"that", "had"}
"""Words that are rightly doubled: "he said that that had had no effect"."""

RAW_MARK = re.compile(r"(?<!\\)(?:!?\[\[|\[@)")
"""The beginning of a mark that the parser has left in the text, as something in it is wrong; none after a backslash."""

_RAW_MARKS = {
    "[[": ("link", "write [[id]] or [[id|words]]"),
    "![[": ("table or figure", "write ![[table:id]] or ![[figure:id]]"),
    "[@": ("citation", "write [@key], [@key, p. 3] or [@key; @other]"),
}
UNCLOSED_MATH = re.compile(r"(?<![\\$])\$\$(?!\$)")
"""The beginning of "$$x^2" that never ends; a single "$" may be a price."""

_FOREIGN = {
    "a heading": re.compile(
        r"^ {0,3}(#{1,6}[ \t]+\S|#{2,}(?=[ \tA-Za-z]|$))|^[^\s-].*\n {0,3}(={3,}|-{3,})[ \t]*$", re.MULTILINE
    ),
    "a horizontal rule": re.compile(r"(?:\A|\n[ \t]*\n) {0,3}([-*_](?:[ \t]*[-*_]){2,})[ \t]*(?=\n|\Z)"),
    "HTML": re.compile(r"(</?[a-zA-Z][\w-]*(?:\s[^<>\n]*|/)?>)"),
    "a comment": re.compile(r"(<!--|<--?(?=[^<>\n]*-->))"),
    "an image": re.compile(r"(!\[[^\[\]\n]*\][(\[]|!\[\[[^\[\]|\n]+\|[^\[\]\n]*\]\])"),
    "a link definition": re.compile(r"^ {0,3}(\[(?!\^)[^\[\]\n@]+\]:)\s", re.MULTILINE),
    "a link that isn't a web address": re.compile(
        r"(?<![!\]\w])(\[[^\[\]\n]+\]\((?!https?://|mailto:|www\.)[^()\s]*\))", re.IGNORECASE
    ),
    "a web address without https://": re.compile(r"(\[[^\[\]\n]+\]\(www\.[^()\s]+\)|<www\.[^<>\s]+>)"),
    "a link that isn't closed": re.compile(r"(?<![!\]])(\[[^\[\]\n]+\]\((?:https?:|mailto:)[^()\s]*)(?=\s|\Z)"),
    "a link with one bracket": re.compile(r"(?<![\w\[\\])(\[[a-z][\w:/-]*(?:\|[^\[\]\n]*)?\]\])"),
    "a link with its brackets exchanged": re.compile(r"(\([^()\n]+\)\[(?:https?:|mailto:)[^\[\]\s]*\])"),
    "a citation without its @": re.compile(
        r"(?<![\w\[\]\\!])(\[[a-z]+(?:19|20)\d\d[a-z]?(?:, [^\[\]\n]*)?\])(?![\[(:])"
    ),
    "a citation without brackets": re.compile(r"(?<![\w@\[;\\])(?<![,;]\s)(@[a-z]+(?:19|20)\d\d[a-z]?)\b"),
    "a footnote": re.compile(r"(\[\^[^\[\]\s]+\]|\^\[)"),
    "a table": re.compile(r"^[ \t]*+((?:\|[ \t]*+)?:?-{3,}:?[ \t]*+\|[-:| \t]*+)$", re.MULTILINE),
    "a task list": re.compile(r"^[ \t>]*(?:[-+*]|\d+[.)])[ \t]+(\[[ xX]\])(?=\s)", re.MULTILINE),
    "a definition list": re.compile(r"^ {0,3}(:|~(?![ \t]+\d))[ \t]+\S", re.MULTILINE),
    "a list without spaces": re.compile(
        r"^[ \t]*(-(?=[A-Za-z][^\n]*\n[ \t]*-[A-Za-z])|\d+[.)](?=[A-Za-z][^\n]*\n[ \t]*\d+[.)][A-Za-z]))", re.MULTILINE
    ),
    "a list with other signs": re.compile(r"^[ \t]*([•▪–—]|a[.)]) [^\n]+\n\s*(?:[•▪–—]|b[.)]) \S", re.MULTILINE),
    "a box": re.compile(
        r"^[ \t]*(?:>[ \t]*)+(\[![a-zA-Z]+\])"
        r"|^[ \t>]*(:{3,}(?=[ \t]*[{\w])|(?:!!!|\?\?\?\+?)(?=[ \t]+\w)|===(?=[ \t]+\")|\.\.(?=[ \t]+[\w-]+::))",
        re.MULTILINE,
    ),
    "a role": re.compile(r"(\{[a-z][\w:+-]*\}|(?<!\w):[a-z][\w:+-]*:)(?=`|0)"),  # code is blotted with zeros
    "a label": re.compile(r"^[ \t]*(\([\w:.-]+\)=)[ \t]*$|(\{[#.][\w-]+[^{}\n]*\})", re.MULTILINE),
    "a cross-reference": re.compile(r"(?<![\w@\[;])(@(?:fig|tbl|sec|eq|lst)-[\w-]*\w)"),
    "a shortcode": re.compile(r"(\{\{[<%]?[ \t]*\w|\{%-?[ \t]*\w)|^(\[TOC\])$", re.MULTILINE),
    "an emoji's name": re.compile(r"(?<![\w:`]):([a-z][a-z_]+):(?![\w:`])"),
    "LaTeX": re.compile(
        r"(\\\((?=[^\n]*\\\))|(?<!\$)\\[a-zA-Z]+(?=\{)|(?<![\w:\\/.$])\\[a-zA-Z]{3,})|^[ \t]*(\\\[)[ \t]*$",
        re.MULTILINE,
    ),
    "a formula with a space inside its $": re.compile(r"(?<![\w$\\])(\$) [^$\n]*[\\^_={][^$\n]* \$"),
    "$ without a second one": re.compile(
        r"(?<![\w$\\])(\$)(?=[A-Za-z]_\w\b|[A-Za-z] ?[=<>+] ?\w|[^\s$]*(?:\^|\\[a-zA-Z]|_\{))"
        r"|(?:\^[\w{}]+|\b[A-Za-z]_\w|_\{[^{}\n]*\}|\\[a-zA-Z]+(?:\{[^{}\n]*\})*)(\$)(?![\w$])"
    ),
    "a link with a space in it": re.compile(r"(?<!\])(\[[^\[\]\n@]+\] +\((?:https?:|mailto:)[^()\s]*\))"),
    "an HTML entity": re.compile(r"(&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);)"),
    "strikethrough": re.compile(r"(~~\S)"),
    "a highlight": re.compile(r"(?<![=\w])(==\w[^=\n]*==)(?!=)"),
    "a subscript": re.compile(r"(?<=\w)(~[^\s~]+~)(?!~)"),
    "a superscript": re.compile(r"(?<=\w)(\^[^\s^]+\^)"),
    "` without a second one": re.compile(r"(?<![\\`])(`+)"),
}
"""What others write in Markdown, and this format shows as it is written."""

_LABEL_IN_TITLE = re.compile(r"[ \t](\{[.#]?[a-z0-9-]+\}|\{?#[a-z][\w-]*)$")  # "Why collect {why}"
_MAIN_POINT = re.compile(r"^[ \t]*((?:>[ \t]*)?\*\*R[em]+b[erm]+[:.!]?\*\*|>[ \t]*R[em]+b[erm]+:)", re.MULTILINE)
"""What begins like a main point, or nearly, and isn't one: `> **Rember:**`, `**Remember:**`."""

_JOINED = re.compile(r"^(?:([-*+] ).* \1|1[.)] .* 2[.)] |(```|~~~).*\2)", re.MULTILINE)
"""A list or a block of code of which YAML has joined the lines: `- one - two`."""

_CODE_BLOCK = re.compile(
    r"^[ \t>]*(`{3,})[ \t]*(?P<language>\{[^\n]*?(?=[ \t]*$)|[\w+#-]*)[^`\n]*$(?s:.)*?(?:^[ \t>]*\1`*[ \t]*$|\Z)",
    re.MULTILINE,
)
"""A block of code and what stands behind its fence. A block may show another one, whose fence is shorter."""

_INSTEAD = {
    "a heading": "write a section with a title",
    "a horizontal rule": "remove it, or begin a section with a title",
    "HTML": "write **words**, *words* or `code`",
    "a comment": "remove it; keys of a section in a chapter.md stand right below its heading",
    "a link definition": "give it an address on the web, https://…",
    "strikethrough": "remove what isn't meant",
    "an image": "write a figure in figures.yaml, and embed it with ![[figure:id]]",
    "a link that isn't a web address": "write [[section:chapter/id|words]], or an address with https://",
    "a table": "write a table in tables.yaml, and embed it with ![[table:id]]",
    "a footnote": "cite a source with [@key]",
    "a task list": "write the item without a box",
    "a definition list": "write a list with dashes, or terms in glossary.yaml",
    "a box": "write a paragraph or a quote",
    "a role": "write a link such as [[section:chapter/id]], or a formula between $",
    "a label": "remove it; sections, tables and figures have ids of their own",
    "a cross-reference": "write [[figure:id]], [[table:id]] or [[section:chapter/id]]",
    "a shortcode": "write the text itself",
    "LaTeX": "write a formula between $, or the text itself",
    "a link with a space in it": "remove the space between ] and (",
    "a highlight": "write **words**",
    "a subscript": "write a formula: $x_2$",
    "a superscript": "write a formula: $x^2$",
    "a link that isn't closed": "write ) behind the address",
    "a link with one bracket": "write [[id]] or [[id|words]]",
    **dict.fromkeys(
        ("a web address without https://", "a link with its brackets exchanged"), "write [words](https://…)"
    ),
    **dict.fromkeys(("a citation without its @", "a citation without brackets"), "write [@key]"),
    "a list with other signs": "write - before each item, or 1.",
    "a formula": "write $$ above and below it",
    "a link without an address": "write [[id|words]], or give the address below: [name]: https://…",
    "a list without spaces": "write a space before the words",
    **dict.fromkeys(("an HTML entity", "an emoji's name"), "write the character itself"),
    "a formula with a space inside its $": "remove the spaces beside its $",
}
_SECOND = "write it on the other side of the words as well, or \\ before it"


@warning
def empty_section(chapter: ChapterContext) -> Iterator[Finding]:
    """A section has no prose, or has a main point or a deeper part without any.

    A heading, figure or table alone doesn't tell readers what to look for.

    Bad:
        # chapter.yaml
        - {id: why, body: ""}

    Good:
        - {id: why, body: Because memory is finite.}
    """
    for item in chapter.of("section"):
        if not re.search(r"\w", _EMBED.sub("", item.entry.body)):
            yield item.finding(("body",), f"the section {item.address.slug!r} has no prose")
        for field in ("remember", "deeper"):
            if child(item.node, field) is not None and not getattr(item.entry, field).strip():
                yield item.finding((field,), f"{field!r} is empty", "write its text, or delete it")


@style
def long_sentence(chapter: ChapterContext) -> Iterator[Finding]:
    """A sentence has more than 45 words.

    Long sentences are hard to follow. Most of them can be split in two.

    Bad:
        # chapter.yaml
        - id: why
          body: |
            One and two and three and four and five and six and seven and eight and nine and ten
            and eleven and twelve and thirteen and fourteen and fifteen and sixteen and seventeen
            and eighteen and nineteen and twenty and more and more and still not the end.

    Good:
        - id: why
          body: |
            One and two and three and four and five and six and seven and eight and nine and ten.
            Eleven and twelve and thirteen and fourteen and fifteen and sixteen and seventeen.
    """
    for item, steps, passage in chapter.passages:
        if passage.text.count(" ") + passage.text.count("\n") < _LONGEST_SENTENCE:
            continue
        for start, sentence in _sentences(passage.words):
            words = list(_WORD.finditer(sentence))
            count = sum(any(map(str.isalnum, word[0])) for word in words)
            if count > _LONGEST_SENTENCE:
                span = start + words[0].start(), start + words[0].end()
                message = f"this sentence has {count} words; more than {_LONGEST_SENTENCE} are hard to follow"
                yield item.finding(steps, message, span=span)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a text, with its offset. An item of a list begins one, and a paragraph ends one."""
    for paragraph in _PARAGRAPH.finditer(text):
        cuts = {paragraph.start(), paragraph.end()}
        cuts |= {m.start() for m in _ITEM.finditer(text, paragraph.start(), paragraph.end())}
        cuts |= {m.end() for m in _SENTENCE_END.finditer(text, paragraph.start(), paragraph.end())}
        ordered = sorted(cuts)
        for start, end in pairwise(ordered):
            if text[start:end].strip():
                yield start, text[start:end]


@style
def doubled_word(chapter: ChapterContext) -> Iterator[Finding]:
    """A word is repeated.

    This is usually a typo at a line break, where it is easy to overlook. "That that" and "had had" are allowed.

    Bad:
        # glossary.yaml
        - {id: heap, definition: The the pile.}

    Good:
        - {id: heap, definition: The pile that that program takes.}
    """
    for item, steps, passage in chapter.passages:
        words = _LETTERS.findall(_TARGET.sub("", passage.text.lower()))
        if not any(map(eq, words, words[1:])):
            continue  # most texts; the search for the place is slow
        for match in _DOUBLED.finditer(passage.words):
            if match[1].lower() not in _MEANT:
                is_all = passage.text.startswith("]]", match.end(2))  # that a link has, as in [[heap]]
                message, fix = f"{match[2]!r} is repeated", None if is_all else WordDeletion(match[2])
                yield item.finding(steps, message, "delete one", span=match.span(2), fix=fix)


@style
def spelling(book: BookContext) -> Iterator[Finding]:
    """A word that is neither common English nor part of a name in the book; only checked with `--select spelling`.

    Only words in lower case are looked at, not code, formulas and addresses. A word that the book has three times or
    more is taken for one of its own, and so is one in a name or alias: add what is meant to the `also_asked` of a term.

    Bad:
        # glossary.yaml
        - {id: heap, definition: A piel without ordre.}

    Good:
        - {id: heap, definition: A pile without order.}
    """
    for word, place in book.misspelt:
        near = closest(word, english_words().splitlines())
        yield Finding(place, f"{word!r} isn't a common English word", f"did you mean {near.word!r}?" if near else "")


def broken_mark(chapter: ChapterContext) -> Iterator[Finding]:
    """A text looks like a link or a citation, but isn't one.

    Readers see the brackets. Write a link as `[[id]]` or `[[id|words]]`, and a citation as `[@key]`, `[@key, p. 3]` or
    `[@key; @other]`. Put backticks around brackets that you do want to show.

    Bad:
        # glossary.yaml
        - {id: heap, definition: "The [[stack] is another [@knuth1968 p. 3]."}

    Good:
        - {id: heap, definition: "The [[stack]] is another [@knuth1968], or `[[1], [2]]`."}
    """
    for item, steps, passage in chapter.passages:
        if "[" in passage.text:
            for match in RAW_MARK.finditer(passage.words):
                what, hint = _RAW_MARKS[match[0]]
                yield item.finding(steps, f"this isn't a valid {what}", hint, span=match.span())


@warning
def foreign_markdown(chapter: ChapterContext) -> Iterator[Finding]:
    """A text uses Markdown that isn't part of the format, such as headings, HTML, images, tables and task lists.

    It is shown as plain text. Headings, figures and tables are entries of their own; a text may have
    paragraphs, lists, quotes, code, *emphasis*, links and citations.

    Bad:
        # chapter.yaml
        - id: why
          body: |
            ## The reason
            Memory is <b>finite</b>.

    Good:
        - id: why
          body: Memory is **finite**, and `a < b > c` is code.
    """
    for item in chapter.of("section"):
        if match := _LABEL_IN_TITLE.search(item.entry.title):
            hint = "write {#id} in a chapter.md, and id: above the title in a chapter.yaml"
            yield item.finding(("title",), "an id is shown in the title", hint, span=match.span(1))
        for match in _MAIN_POINT.finditer(item.entry.body):
            hint = "write > **Remember:** in a chapter.md, and remember: in a chapter.yaml"
            yield item.finding(("body",), "the main point is shown as a part of the text", hint, span=match.span(1))
    for item, steps, passage in chapter.passages:
        if _JOINED.search(passage.text) and item.is_folded(steps):
            yield item.finding(steps, "YAML joins the lines of this text", f"write `{steps[-1]}: |`, not >")
        for block in _CODE_BLOCK.finditer(passage.text) if "```" in passage.text else ():
            language, where = block["language"], block.span("language")
            if language == "math" or language.startswith("{"):
                what = "a formula" if language == "math" else "a box"
                yield item.finding(steps, f"{what} is shown as code", _INSTEAD[what], span=where)
            elif hint := language_hint(language.lower()):
                yield item.finding(steps, f"there is no language {language!r}", hint, span=where)
        for what, *span in _foreign_marks(passage):
            hint = _INSTEAD.get(what, _SECOND if what.endswith("second one") else "")
            yield item.finding(steps, f"{what} is shown as plain text", hint, span=(span[0], span[1]))


def _foreign_marks(passage: ProseText) -> Iterator[tuple[str, int, int]]:
    """The names of marks that the format doesn't have, each with where it begins and ends."""
    for piece in passage.pieces:
        if piece.kind == "lost_link":
            yield "a link without an address", piece.start, piece.end
        elif piece.kind == "lone_sign":
            yield f"{passage.text[piece.start : piece.end]} without a second one", piece.start, piece.end
    for what, pattern in _FOREIGN.items():
        if pattern.search(passage.text):
            for match in pattern.finditer(passage.without_code):
                group = match.lastindex or 1
                yield what, match.start(group), match.start(group) + len(match[group].rstrip())


@warning
def lost_embed(chapter: ChapterContext) -> Iterator[Finding]:
    """A table or figure is embedded among words, or what is embedded is neither.

    It is shown as a link. A paragraph has no room for a table: write the embed as a paragraph of its own, between empty
    lines. Of terms and other entries there are only links.

    Bad:
        # chapter.yaml
        - id: how
          body: |
            Not from the [[stack]]: ![[table:ways]]

            ![[figure:loop]]

    Good:
        - id: how
          body: |
            Not from the [[stack]]:

            ![[table:ways]]

            ![[figure:loop]]
    """
    for item, steps, passage in chapter.passages:
        for piece in passage.lost_embeds:
            (mark,) = piece.marks
            if mark.kind not in (*PLACED, *PRECEDENCE):
                continue  # it leads nowhere
            message = f"the {'exhibit' if mark.kind == 'run' else mark.kind} is only a link here"
            hint = "write it as a paragraph of its own, between empty lines"
            if mark.kind not in PLACED:
                hint = "only tables, figures and exhibits can be placed: write a link, without !"
            yield item.finding(steps, message, hint, span=(piece.start, piece.end))


def broken_math(chapter: ChapterContext) -> Iterator[Finding]:
    r"""A formula between `$` can't be read: a brace or bracket isn't closed, or something is missing.

    It is shown as it is written. Write `\$` for a dollar sign that begins no formula.

    Bad:
        # chapter.yaml
        - id: how
          body: |
            The pause is $\frac{n}{2$ seconds, and then some.

    Good:
        - id: how
          body: |
            The pause is $\frac{n}{2}$ seconds at \$4 a second, or $5 with tax.
    """
    yield from _math_mistakes(chapter, is_unknown=False)
    for item, steps, passage in chapter.passages:
        if "$" not in passage.text:
            continue
        if lost := UNCLOSED_MATH.search(passage.without_code):
            hint = "write $$ behind the formula, without an empty line in it"
            yield item.finding(steps, "this $$ isn't closed", hint, span=lost.span())


@warning
def unknown_math(chapter: ChapterContext) -> Iterator[Finding]:
    r"""A formula has a command or an environment of LaTeX that isn't part of the format.

    The whole formula is shown as it is written. `mlsys help content` lists the commands.

    Bad:
        # chapter.yaml
        - id: how
          body: |
            The pause is $\fraq{n}{2}$ seconds.

    Good:
        - id: how
          body: |
            The pause is $\frac{n}{2}$ seconds.
    """
    return _math_mistakes(chapter, is_unknown=True)


def _math_mistakes(chapter: ChapterContext, is_unknown: bool) -> Iterator[Finding]:
    for item, steps, passage in chapter.passages:
        for mistake in passage.math_mistakes if "$" in passage.text else ():
            if mistake.is_unknown is is_unknown:
                message = f"{mistake.message}; the formula is shown as it is written"
                span = mistake.offset, mistake.offset + mistake.length
                yield item.finding(steps, message, mistake.hint, span=span)


def unclosed_code(chapter: ChapterContext) -> Iterator[Finding]:
    """A block of code isn't closed, so that all of the text below it is shown as code.

    Write as many backticks below the code as above it, on a line of their own.

    Bad:
        # chapter.yaml
        - id: how
          body: |
            ```
            free(heap)

            Not from the [[stack]].

    Good:
        - id: how
          body: |
            ```
            free(heap)
            ```

            Not from the [[stack]]:

            ![[figure:loop]]

            ![[table:ways]]
    """
    for item, steps, passage in chapter.passages:
        if fence := open_fence(passage.text):
            message = "this block of code isn't closed"
            hint = f"write {fence[1]} on a line of its own below it"
            yield item.finding(steps, message, hint, span=fence.span(1))


def open_fence(text: str) -> re.Match[str] | None:
    """The line above a block of code that has none below it."""
    fence: re.Match[str] | None = None
    for line in _FENCE.finditer(text) if "```" in text or "~~~" in text else ():
        if fence is None:
            fence = line
        elif line[1].startswith(fence[1]):
            if line[2].strip():
                return fence  # another block begins
            fence = None
    return fence


# --- texts that aren't written yet -----------------------------------------------------------------------------------


_PLACEHOLDERS = (Path(__file__).parents[2] / "author/skeletons/placeholders.txt").read_text("utf-8").splitlines()
"""The beginnings of the sentences in new files and entries; a test makes one of each kind."""

_MARKS = ("TODO", "FIXME", "XXX")
_UNFINISHED = re.compile(
    rf"(?P<template>{'|'.join(map(re.escape, _PLACEHOLDERS))})|\b(?:{'|'.join(_MARKS)})\b|\b(?i:lorem ipsum)\b"
)
"""A sentence of a template, `TODO` as a word in capitals, or `Lorem ipsum`."""


@warning
def unfinished_text(chapter: ChapterContext) -> Iterator[Finding]:
    """A text is still that of the template, or has a TODO, FIXME or XXX, or lorem ipsum.

    `mlsys new` writes sentences that say what to write; readers would be shown them, and even asked about them. A
    word in backticks is not reported.

    Bad:
        # glossary.yaml
        - {id: heap, definition: Say in one sentence what it is.}
        - {id: stack, definition: A tower. TODO more}

    Good:
        - {id: heap, definition: A pile.}
        - {id: stack, definition: A tower. `TODO` marks what is left to do.}
    """
    for item in chapter.items:
        for steps, value in item.texts if _may_be_unfinished(item.document.text) else ():
            for match in _UNFINISHED.finditer(value):
                of_template = match["template"] is not None
                message = "this is the text of the template" if of_template else f"{match[0]!r} is left in this text"
                yield item.finding(steps, message, span=match.span())


@lru_cache(16)  # it is asked for each entry of a file
def _may_be_unfinished(text: str) -> bool:
    """False for a file in which nothing can be found, as in most, so that its entries needn't be looked through."""
    return any(words in text for words in (*_PLACEHOLDERS, *_MARKS)) or "lorem" in text.lower()


# --- synonyms --------------------------------------------------------------------------------------------------------


_MOST_PAGES = 10
"""A word that is on more than one of so many pages would bring them all into the hits."""


def unknown_synonym(book: BookContext) -> Iterator[Finding]:
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
        for index, phrase in enumerate(item.entry.book):
            if missing := [word for word in split_words(phrase.casefold()) if not book.pages_with[word_stem(word)]]:
                yield Finding(item.place(("book", index)), f"the book has no word {missing[0]!r}")


@warning
def common_synonym(book: BookContext) -> Iterator[Finding]:
    """A word after `say` in synonyms.yaml is on more than a tenth of the pages.

    Whoever types it means it; with synonyms, questions that have the word find pages about something else.

    Bad:
        # ../synonyms.yaml
        synonyms: [{say: [heap], book: [stack]}]

    Good:
        synonyms: [{say: [rubbish], book: [stack]}]
    """
    for item in book.synonyms:
        for index, phrase in enumerate(item.entry.say):
            stems = [word_stem(word) for word in split_words(phrase.casefold())]
            number_of = book.pages_with[stems[0]] if len(stems) == 1 else 0
            if number_of > 1 and number_of * _MOST_PAGES > book.pages:
                share = f"{number_of} of {book.pages} pages"
                yield Finding(item.place(("say", index)), f"{phrase!r} is on {share}", "say a rarer word, or a phrase")


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
        for index, phrase in enumerate(item.entry.say):
            words = split_words(phrase.casefold())
            if not 1 <= len(words) <= LONGEST_SYNONYM or (len(words) == 1 and words[0] in STOP_WORDS):
                yield item.finding(("say", index), f"{phrase!r} is never looked up", "say a word, or two to four")
            elif _stems(phrase) in own:
                yield item.finding(("say", index), f"{phrase!r} is found anyway", "remove it from one side")


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(map(word_stem, split_words(phrase.casefold())))
