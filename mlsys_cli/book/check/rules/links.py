"""Rules for links and citations that are broken or missing."""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from mlsys_cli.book.check.context import BookContext, ChapterContext, Link
from mlsys_cli.book.check.rules.ids import sound_id
from mlsys_cli.book.check.rules.rule import BookFinding, Finding, warning
from mlsys_cli.book.fixes import Replacement
from mlsys_cli.book.kinds import KINDS, PRECEDENCE
from mlsys_cli.text.spelling import closest, did_you_mean, either, suggest

_FEW = 2000
_LISTS = ("see_also", "terms", "sources", "needs")
_OWN_RULE = ("source", "section", "era", "figure", "table", "example", "run")
"""The kinds of entries with a rule of their own for dangling links."""


def dangling_link(book: BookContext) -> Iterator[BookFinding]:
    """A link points to a term, event or chapter that doesn't exist.

    Readers see the text of the link but can't follow it. Correct the id, or write the missing entry.

    Bad:
        # glossary.yaml
        - {id: heap, definition: "Not a [[stakc]]."}

    Good:
        - {id: heap, definition: "Not a [[stack]]."}
    """
    return _dangling(book, lambda link: link.kind not in _OWN_RULE and link.field != "see_also")


def dangling_see_also(book: BookContext) -> Iterator[BookFinding]:
    """The see_also of a term lists a term that doesn't exist.

    Bad:
        # glossary.yaml
        - {id: heap, see_also: [stakc]}

    Good:
        - {id: heap, see_also: [stack]}
    """
    return _dangling(book, lambda link: link.field == "see_also")


def dangling_source(book: BookContext) -> Iterator[BookFinding]:
    """A citation, or a list of sources, uses a key that isn't in references.yaml.

    Readers can't look up the source. Correct the key, or add the source to references.yaml.

    Bad:
        # glossary.yaml
        - {id: heap, definition: "A pile [@knuth1986]."}

    Good:
        - {id: heap, definition: "A pile [@knuth1968]."}
    """
    return _dangling(book, lambda link: link.kind == "source")


def dangling_section(book: BookContext) -> Iterator[BookFinding]:
    """A link, an event or a question refers to a section that doesn't exist.

    Write a section as chapter/section, for example `gc/why`, even within the same chapter.

    Bad:
        # timeline.yaml
        - {id: lisp, section: why}

    Good:
        - {id: lisp, section: gc/why}
    """
    return _dangling(book, lambda link: link.kind == "section")


def dangling_era(book: BookContext) -> Iterator[BookFinding]:
    """An event or a link refers to an era that doesn't exist.

    Bad:
        # timeline.yaml
        - {id: lisp, era: erly}

    Good:
        - {id: lisp, era: early}
    """
    return _dangling(book, lambda link: link.kind == "era")


def dangling_figure(book: BookContext) -> Iterator[BookFinding]:
    """A text embeds or links to a figure that doesn't exist.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[figure:lop]]"}

    Good:
        - {id: why, body: "![[figure:loop]]"}
    """
    return _dangling(book, lambda link: link.kind == "figure")


def dangling_table(book: BookContext) -> Iterator[BookFinding]:
    """A text embeds or links to a table that doesn't exist.

    Bad:
        # chapter.yaml
        - {id: why, body: "![[table:way]]"}

    Good:
        - {id: why, body: "![[table:ways]]"}
    """
    return _dangling(book, lambda link: link.kind == "table")


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
            yield Finding(item, ("disputed",), "there is no source for this dispute", "cite a source: [@key]")


def _dangling(book: BookContext, concerned: Callable[[Link], bool]) -> Iterator[BookFinding]:
    listed = {(link.address, link.field, link.slug) for link in book.links if link.field in _LISTS}
    for link in book.links:
        known = book.entries.get(link.kind, {})
        if link.slug not in known and concerned(link) and not book.gaps.may_have(link.kind, link.slug):
            near = nearest_id(link.slug, [*known, *book.gaps.flawed[link.kind]])
            near = near._replace(slug=sound_id(near.slug))
            if near.slug == link.slug:
                continue  # the link is right as soon as the id is
            message = f"there is no {link.kind} {link.slug!r}"
            hint = f"did you mean {near.slug!r}?" if near.slug else ""
            hint = _hint_at_kind(book, link) or hint
            is_new = (link.address, link.field, near.slug) not in listed
            fix = Replacement(link.slug, near.slug) if near.is_clear and is_new else None
            yield BookFinding(link.place, message, hint, fix)


def _hint_at_kind(book: BookContext, link: Link) -> str:
    """A hint that the kind before an id doesn't exist, or that it is missing; empty if the kind is right."""
    if link.kind not in PRECEDENCE:
        kinds = ("table", "figure") if link.is_embed else tuple(kind for kind in KINDS if kind in PRECEDENCE)
        return did_you_mean(link.kind, kinds) or f"it can be {either(f'{kind}:' for kind in kinds)}"
    others = [kind for kind in KINDS if kind != link.kind and link.slug in book.entries.get(kind, {})]
    return f"there is a {others[0]} of this id: write {others[0]}:{link.slug}" if others else ""


class NearestId(NamedTuple):
    """The id that is most like another one; clear if no other can be meant."""

    slug: str = ""
    is_clear: bool = False


def nearest_id(slug: str, known: Collection[str]) -> NearestId:
    """The nearest id. In a large library, only ids that begin or end alike are compared."""
    some = list(known) if len(known) < _FEW else [k for k in known if k[:3] == slug[:3] or k[-4:] == slug[-4:]]
    within = [k for k in some if k.endswith(f"/{slug}")]  # a section without its chapter
    if len(within) == 1:
        return NearestId(within[0], is_clear=True)
    if found := closest(slug, some[:_FEW]):
        return NearestId(found.word, is_clear=True)
    near = suggest(slug, some[:_FEW])
    return NearestId(near[0]) if near else NearestId()
