"""Rules for terms and sources that are not linked."""

from collections.abc import Iterator

from mlsys_cli.book.check.context import BookContext, ChapterContext
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, style
from mlsys_cli.book.fixes import Addition
from mlsys_cli.book.parse.yaml_document import id_in
from mlsys_cli.estimates import catalogue as formulas
from mlsys_cli.exhibits import catalogue


@style
def lonely_term(chapter: ChapterContext) -> Iterator[Finding]:
    """A term has no see_also.

    Readers learn terms by how they relate to each other. List at least one related term.

    Bad:
        # glossary.yaml
        - {id: heap, see_also: []}

    Good:
        - {id: heap, see_also: [stack]}
    """
    flawed = {id_in(node) for kind, node, _ in chapter.flaws if kind == "term"}
    for item in chapter.of("term"):
        if item.address.slug not in flawed and not item.entry.see_also:
            yield Finding(item, ("id",), f"the term {item.address.slug!r} has no see_also", "list related terms")


@style
def unused_term(book: BookContext) -> Iterator[BookFinding]:
    """No section links to a term.

    Readers of the chapter won't find it. Link to it where it first matters, or remove it.

    Bad:
        # chapter.yaml
        - {id: why, body: Memory is finite.}

    Good:
        - {id: why, body: "Memory comes from the [[heap]]."}
    """
    if book.gaps.unread & {"chapter", "section"}:
        return
    used = {link.slug for link in book.links if link.kind == "term" and link.address.kind == "section"}
    used |= book.gaps.mentioned["section"]
    for slug, entries in book.entries["term"].items():
        if slug not in used:
            yield BookFinding(entries[0].place, f"no section links to {slug!r}")


@style
def unplaced_table(book: BookContext) -> Iterator[BookFinding]:
    """No section embeds a table.

    Readers of the chapter won't find it. Embed it with `![[table:id]]` where the text needs it, or remove it.

    Bad:
        # chapter.yaml
        - {id: how, body: "Not from the [[stack]], see [[table:ways]]."}

    Good:
        - id: how
          body: |
            Not from the [[stack]]:

            ![[table:ways]]
    """
    return _unplaced(book, "table")


@style
def unplaced_figure(book: BookContext) -> Iterator[BookFinding]:
    """No section embeds a figure.

    Readers of the chapter won't find it. Embed it with `![[figure:id]]` where the text needs it, or remove it.

    Bad:
        # chapter.yaml
        - {id: how, body: "Not from the [[stack]], see [[figure:loop]]."}

    Good:
        - id: how
          body: |
            Not from the [[stack]]:

            ![[figure:loop]]
    """
    return _unplaced(book, "figure")


def _unplaced(book: BookContext, kind: str) -> Iterator[BookFinding]:
    if book.gaps.unread & {"chapter", "section"}:
        return
    placed = {link.slug for link in book.links if link.is_embed and link.kind == kind}
    placed |= book.gaps.mentioned["section"]
    for slug, entries in book.entries[kind].items():
        if slug not in placed:
            yield BookFinding(entries[0].place, f"no section embeds {slug!r}", f"write ![[{kind}:{slug}]]")


@style
def one_way_see_also(book: BookContext) -> Iterator[BookFinding]:
    """A term lists another one in its see_also, but the other term doesn't list it in return.

    Readers of the other term don't see the relation.

    Bad:
        # glossary.yaml
        - {id: heap, see_also: [stack]}
        - {id: stack, see_also: []}

    Good:
        - {id: heap, see_also: [stack]}
        - {id: stack, see_also: [heap]}
    """
    links = [link for link in book.links if link.field == "see_also"]
    pairs = {(link.address.slug, link.slug) for link in links}
    sound = book.entries["term"].keys() - book.gaps.flawed["term"]
    for link in links:
        is_kept = link.address.slug in book.entries["term"]
        if is_kept and link.slug in sound and (link.slug, link.address.slug) not in pairs:
            fix = Addition(book.entries["term"][link.slug][0].file, "term", link.slug, "see_also", link.address.slug)
            message = f"{link.slug!r} doesn't list {link.address.slug!r} in return"
            yield BookFinding(link.place, message, fix=fix)


@style
def uncited_source(book: BookContext) -> Iterator[BookFinding]:
    """A source is never cited, and no exhibit or estimate of the program relies on it.

    Cite it where the book relies on it, or remove it.

    Bad:
        # glossary.yaml
        - {id: heap, definition: A pile.}

    Good:
        - {id: heap, definition: "A pile [@knuth1968]."}
    """
    if book.gaps.unread - {"source"}:
        return
    cited = {link.slug for link in book.links if link.kind == "source"}.union(*book.gaps.mentioned.values())
    uncited = [slug for slug in book.entries["source"] if slug not in cited]
    if uncited:
        used = catalogue.sources() | formulas.sources()
        for slug in uncited:
            if slug not in used:
                yield BookFinding(book.entries["source"][slug][0].place, f"{slug!r} is never cited")
