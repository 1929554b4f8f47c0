"""Rules for links, citations and exhibits: those that lead nowhere, and entries that nothing links to."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from mlsys_cli.book.book_exhibits import RUN, OwnOrBundled, bundled_exhibits, engines, find_exhibit, read_book_data
from mlsys_cli.book.check.context import BookContext, ChapterContext, Finding, Item, Link, style, warning
from mlsys_cli.book.check.rules.entry_fields import sound_id
from mlsys_cli.book.kinds import KINDS, PRECEDENCE, Steps
from mlsys_cli.book.model import Addition, Replacement
from mlsys_cli.book.parse.source_file import Place, id_in
from mlsys_cli.errors import UnreadableError, UsageError
from mlsys_cli.exhibits import catalogue
from mlsys_cli.exhibits.catalogue import CATALOGUE
from mlsys_cli.text.english import counted
from mlsys_cli.text.sanitize import harmless
from mlsys_cli.text.spelling import closest, did_you_mean, either, suggest

_FEW = 2000
"""The ids that are compared with a misspelt one; of more, only those that begin or end like it, which is faster."""

_OWN_RULE = ("source", "section", "era", "figure", "table", "example", "run")
"""The kinds of entries with a rule of their own for dangling links."""


def dangling_link(book: BookContext) -> Iterator[Finding]:
    """A link points to a term, event or chapter that doesn't exist.

    Readers see the text of the link but can't follow it. Correct the id, or write the missing entry.

    Bad:
        # glossary.yaml
        - {id: heap, definition: "Not a [[stakc]]."}

    Good:
        - {id: heap, definition: "Not a [[stack]]."}
    """
    return _dangling(book, lambda link: link.kind not in _OWN_RULE and link.field != "see_also")


def dangling_see_also(book: BookContext) -> Iterator[Finding]:
    """The see_also of a term lists a term that doesn't exist.

    Bad:
        # glossary.yaml
        - {id: heap, see_also: [stakc]}

    Good:
        - {id: heap, see_also: [stack]}
    """
    return _dangling(book, lambda link: link.field == "see_also")


def dangling_source(book: BookContext) -> Iterator[Finding]:
    """A citation, or a list of sources, uses a key that isn't in references.yaml.

    Readers can't look up the source. Correct the key, or add the source to references.yaml.

    Bad:
        # glossary.yaml
        - {id: heap, definition: "A pile [@knuth1986]."}

    Good:
        - {id: heap, definition: "A pile [@knuth1968]."}
    """
    return _dangling(book, lambda link: link.kind == "source")


def dangling_section(book: BookContext) -> Iterator[Finding]:
    """A link, an event or a question refers to a section that doesn't exist.

    Write a section as chapter/section, for example `gc/why`, even within the same chapter.

    Bad:
        # timeline.yaml
        - {id: lisp, section: why}

    Good:
        - {id: lisp, section: gc/why}
    """
    return _dangling(book, lambda link: link.kind == "section")


def dangling_era(book: BookContext) -> Iterator[Finding]:
    """An event or a link refers to an era that doesn't exist.

    Bad:
        # timeline.yaml
        - {id: lisp, era: erly}

    Good:
        - {id: lisp, era: early}
    """
    return _dangling(book, lambda link: link.kind == "era")


def dangling_figure(book: BookContext) -> Iterator[Finding]:
    """A text embeds or links to a figure that doesn't exist.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[figure:lop]]"}

    Good:
        - {id: why, body: "![[figure:loop]]"}
    """
    return _dangling(book, lambda link: link.kind == "figure")


def dangling_table(book: BookContext) -> Iterator[Finding]:
    """A text embeds or links to a table that doesn't exist.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[table:way]]"}

    Good:
        - {id: why, body: "![[table:ways]]"}
    """
    return _dangling(book, lambda link: link.kind == "table")


def dangling_example(chapter: ChapterContext) -> Iterator[Finding]:
    """A text places an example that its section doesn't have.

    The examples of a section are in its `examples`. Those that its text doesn't place come at its end.

    Bad:
        # chapter.yaml
        - id: why
          body: "See:\\n\\n![[example:hold]]"
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 16 B}]}

    Good:
        - id: why
          body: "See:\\n\\n![[example:held]]"
          examples:
            - {id: held, title: Memory, steps: [{words: In all, formula: 2 × 8 B, result: 16 B}]}
    """
    for item, steps, prose in chapter.passages:
        ids = [example.id for example in getattr(item.entry, "examples", ())]
        for mark in prose.marks:
            if mark.kind == "example" and (mark.slug not in ids or not mark.is_embed):
                complaint = f"this section has no example {mark.slug!r}"
                hint = did_you_mean(mark.slug, ids)
                if mark.slug in ids:
                    complaint, hint = "an example can't be linked to", f"place it: ![[example:{mark.slug}]]"
                yield item.finding(steps, complaint, hint, span=(mark.offset, mark.offset + len(mark.slug)))


@warning
def disputed_without_source(chapter: ChapterContext) -> Iterator[Finding]:
    """An entry says that a fact is disputed, but gives no source.

    Add `sources` to the entry, or cite a source in the text of `disputed`.

    Bad:
        # timeline.yaml
        - {id: lisp, disputed: Some say 1959.}

    Good:
        - {id: lisp, disputed: "Some say 1959 [@knuth1968]."}
    """
    for item in chapter.items:
        passage = dict(item.passages).get(("disputed",))
        has_sources = bool(getattr(item.entry, "sources", ()))
        if passage and not has_sources and not any(mark.kind == "source" for mark in passage.marks):
            yield item.finding(("disputed",), "there is no source for this dispute", "cite a source: [@key]")


def _dangling(book: BookContext, concerned: Callable[[Link], bool]) -> Iterator[Finding]:
    for link in book.links:
        known = book.entries.get(link.kind, {})
        if link.slug in known or not concerned(link) or book.is_left_out(link):
            continue
        if not book.gaps.may_have(link.kind, link.slug):
            near = nearest_id(link.slug, [*known, *book.gaps.flawed[link.kind]])
            near = near._replace(slug=sound_id(near.slug))
            if near.slug == link.slug:
                continue  # the link is right as soon as the id is
            message = f"there is no {link.kind} {link.slug!r}"
            hint = f"did you mean {near.slug!r}?" if near.slug else ""
            hint = _hint_at_kind(book, link) or hint
            is_new = (link.address, link.field, near.slug) not in book.listed
            fix = Replacement(link.slug, near.slug) if near.is_clear and is_new else None
            yield Finding(link.place, message, hint, fix)


def _hint_at_kind(book: BookContext, link: Link) -> str:
    """A hint that the kind before an id doesn't exist, or that it is missing; empty if the kind is right."""
    if link.kind not in PRECEDENCE:
        kinds = ("table", "figure") if link.is_embed else tuple(kind for kind in KINDS if kind in PRECEDENCE)
        return did_you_mean(link.kind, kinds) or f"it can be {either(f'{kind}:' for kind in kinds)}"
    others = [f"{kind}:{link.slug}" for kind in KINDS if kind != link.kind and link.slug in book.entries.get(kind, {})]
    if link.kind == "term" and link.field != "see_also":
        others += (f"section:{slug}" for slug in book.entries.get("section", {}) if slug.endswith(f"/{link.slug}"))
    return f"there is a {others[0].partition(':')[0]} of this id: write {others[0]}" if others else ""


class NearestId(NamedTuple):
    """The id that is most like another one; clear if no other can be meant."""

    slug: str = ""
    is_clear: bool = False


def nearest_id(slug: str, ids: Collection[str]) -> NearestId:
    """The nearest id. In a large library, only ids that begin or end alike are compared."""
    candidates = list(ids) if len(ids) < _FEW else [k for k in ids if k[:3] == slug[:3] or k[-4:] == slug[-4:]]
    within = [k for k in candidates if k.endswith(f"/{slug}")]  # a section without its chapter
    if len(within) == 1:
        return NearestId(within[0], is_clear=True)
    if nearest := closest(slug, candidates[:_FEW]):
        return NearestId(nearest.word, is_clear=True)
    near = suggest(slug, candidates[:_FEW])
    return NearestId(near[0]) if near else NearestId()


@style
def left_out_link(book: BookContext) -> Iterator[Finding]:
    """A book with `chapters` in its book.yaml links to chapters that it leaves out.

    Readers see the words of such a link, and nothing to follow; an entry in a list, a figure or a table isn't shown.
    There is one problem for all of them together: the chapters are often those of another author.

    To see them, add the chapter to `chapters`.
    """
    links = book.links if book.left_out else ()  # few books leave chapters out
    lost = [link for link in links if book.is_left_out(link) and link.field != "paths"]
    if lost and book.book:
        leads = f"{counted(len(lost), 'link')} {'lead' if len(lost) > 1 else 'leads'}"
        message = f"{leads} to chapters that the book leaves out, and {'are' if len(lost) > 1 else 'is'} shown as text"
        yield book.book.finding(("chapters",), message)


@warning
def needless_item(chapter: ChapterContext) -> Iterator[Finding]:
    """A list of ids has one of them twice, or the id of its own entry.

    Readers would see a source twice, or be sent to where they are.

    Bad:
        # glossary.yaml
        - {id: heap, see_also: [stack, heap]}

    Good:
        - {id: heap, see_also: [stack]}
    """
    seen: set[tuple[Item, str, Steps, str]] = set()
    for item, field, kind, steps, slug in chapter.named_entries:
        is_own = (kind, slug) == (item.address.kind, item.address.slug)
        if is_own or (item, field, steps[:-1], slug) in seen:
            message = f"{slug!r} is {f'this {kind} itself' if is_own else 'listed twice'}"
            yield item.finding(steps, message, "delete it")
        seen.add((item, field, steps[:-1], slug))


# --- what nothing links to -------------------------------------------------------------------------------------------


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
            yield item.finding(("id",), f"the term {item.address.slug!r} has no see_also", "list related terms")


@style
def unused_term(book: BookContext) -> Iterator[Finding]:
    """No section links to a term.

    Readers of the chapter won't find it. Link to it where it first matters, or remove it.

    Bad:
        # chapter.yaml
        - {id: why, body: Memory is finite.}

    Good:
        - {id: why, body: "Memory comes from the [[heap]]."}
    """
    for slug, place in _unmentioned(book, "term", lambda link: link.address.kind == "section"):
        yield Finding(place, f"no section links to {slug!r}")


@style
def unplaced_table(book: BookContext) -> Iterator[Finding]:
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
def unplaced_figure(book: BookContext) -> Iterator[Finding]:
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


def _unplaced(book: BookContext, kind: str) -> Iterator[Finding]:
    for slug, place in _unmentioned(book, kind, lambda link: link.is_embed):
        yield Finding(place, f"no section embeds {slug!r}", f"write ![[{kind}:{slug}]]")


def _unmentioned(book: BookContext, kind: str, is_mention: Callable[[Link], bool]) -> Iterator[tuple[str, Place]]:
    """The entries of a kind that no link mentions, each with its place; none if a section that may can't be read."""
    if not book.gaps.unread & {"chapter", "section"}:
        links = (*book.links, *book.left_out_links)
        mentioned = {link.slug for link in links if link.kind == kind and is_mention(link)}
        mentioned |= book.gaps.mentioned["section"]
        yield from ((slug, ids[0].place) for slug, ids in book.entries[kind].items() if slug not in mentioned)


@style
def one_way_see_also(book: BookContext) -> Iterator[Finding]:
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
            yield Finding(link.place, message, fix=fix)


@style
def uncited_source(book: BookContext) -> Iterator[Finding]:
    """A source is never cited, and no exhibit of the program relies on it.

    Cite it where the book relies on it, or remove it.

    Bad:
        # glossary.yaml
        - {id: heap, definition: A pile.}

    Good:
        - {id: heap, definition: "A pile [@knuth1968]."}
    """
    if book.gaps.unread - {"source"}:
        return
    links = (*book.links, *book.left_out_links)
    cited = {link.slug for link in links if link.kind == "source"}.union(*book.gaps.mentioned.values())
    uncited = [slug for slug in book.entries["source"] if slug not in cited]
    if uncited:
        used = catalogue.sources()
        for slug in uncited:
            if slug not in used:
                yield Finding(book.entries["source"][slug][0].place, f"{slug!r} is never cited")


# --- exhibits --------------------------------------------------------------------------------------------------------


_ALIKE = 50.0
"""The likeness, of 100, from which a name is suggested: names of presets are short."""


def dangling_run(book: BookContext) -> Iterator[Finding]:
    """A text names an exhibit that neither the program nor the book has, or a preset that the exhibit doesn't have.

    `mlsys run` lists the exhibits. In a pack this is only a warning, since a later version of the program may have the
    exhibit: until then a box says so.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[run:perceptron/xro]]"}

    Good:
        - {id: why, body: "![[run:perceptron/xor]]"}
    """
    for link in book.links:
        if link.kind == RUN and not _is_known(link.slug, book) and not book.is_left_out(link):
            yield _finding(link.slug, link.place, book)


def _is_known(address: str, book: BookContext) -> bool:
    name, _, slug = address.rpartition("/")
    is_unread = book.gaps.may_have("exhibit", slug) or book.gaps.may_have("calculator", name or slug)
    return is_unread or address in book.exhibits or find_exhibit(address, OwnOrBundled()) is not None


def _finding(address: str, place: Place, book: BookContext) -> Finding:
    name, _, preset = address.partition("/")
    addresses = dict.fromkeys((*catalogue.addresses(), *bundled_exhibits(), *book.exhibits))
    has_exhibit, presets = name in addresses, [one[len(name) + 1 :] for one in addresses if one.startswith(f"{name}/")]
    wanted, known = (preset, presets) if has_exhibit else (name, [one for one in addresses if "/" not in one])
    near = nearest_id(wanted, known)
    slug = near.slug or next(iter(suggest(wanted, known, 1, _ALIKE)), "")
    good = f"{name}/{slug}" if has_exhibit else f"{slug}/{preset}" if f"{slug}/{preset}" in addresses else slug
    message = f"the exhibit {name!r} has no preset {preset!r}" if has_exhibit else f"there is no exhibit {name!r}"
    others = f"its presets are {', '.join(known)}" if has_exhibit and known else "'mlsys run' lists what can be run"
    hint = f"did you mean {good!r}?" if slug else others
    return Finding(place, message, hint, Replacement(address, good) if near.is_clear else None)


def unknown_engine(chapter: ChapterContext) -> Iterator[Finding]:
    """Data of the book are for an exhibit that the program doesn't have, or that reads no file.

    Nobody can run them. In a pack this is only a warning, since a later version of the program may have the exhibit.

    Bad:
        # ../exhibits.yaml
        - {id: listener, exhibit: elisa}

    Good:
        - {id: listener, exhibit: eliza}
    """
    for item in chapter.of("exhibit"):
        name = item.entry.exhibit
        if name not in engines():
            near = nearest_id(name, engines())
            hint = f"did you mean {near.slug!r}?" if near.slug else f"it is one of {', '.join(engines())}"
            fault = "reads no file" if name in CATALOGUE else "isn't there"
            fix = Replacement(name, near.slug) if near.is_clear else None
            yield item.finding(("exhibit",), f"the exhibit {name!r} {fault}", hint, fix=fix)


def taken_name(chapter: ChapterContext) -> Iterator[Finding]:
    """Data of the book for an exhibit have the id of an exhibit of the program, or of a preset.

    `mlsys run` would run that one.

    Bad:
        # ../exhibits.yaml
        - {id: mirror, exhibit: eliza}

    Good:
        - {id: listener, exhibit: eliza}
    """
    for item in chapter.of("exhibit"):
        slug = item.entry.id
        if slug in CATALOGUE or find_exhibit(item.entry.address):
            noun = "an exhibit" if slug in CATALOGUE else "a preset"
            yield item.finding(("id",), f"{slug!r} is {noun} of the program", "choose another id")


def unusable_data(chapter: ChapterContext) -> Iterator[Finding]:
    """The file with the data for an exhibit isn't in the folder of the book, can't be read, or isn't what it reads.

    Nobody can run the exhibit with it. `mlsys run eliza --script FILE` tries a file.

    Bad:
        # ../exhibits.yaml
        - {id: listener, file: ../listener.txt}

    Good:
        - {id: listener, file: listener.txt}
    """
    for item in chapter.of("exhibit"):
        name, folder = item.entry.file, Path(item.document.path).parent
        try:
            if item.entry.exhibit in engines():
                read_book_data(folder, name, item.entry.exhibit)
        except UnreadableError as error:
            hint = "name a file in the folder of the book, such as scripts/baker.txt"
            yield item.finding(("file",), f"{name[:80]!r} can't be used: {error.message}", hint)
        except UsageError as error:
            hint = error.hints[0] if error.hints else ""
            if error.line:
                yield Finding(Place(f"{folder}/{harmless(name)}", error.line, 1, 1), error.message, hint)
            else:
                yield item.finding(("file",), f"{name[:80]!r}: {error.message}", hint)
