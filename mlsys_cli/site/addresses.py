"""The addresses in a site: the page of each entry, and the place on it, by the targets of links."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from urllib.parse import quote

from mlsys_cli.index.entry_records import Ref
from mlsys_cli.index.index_schema import UNIT_BITS
from mlsys_cli.index.library import Library
from mlsys_cli.render.html_blocks import Links, anchor_id

LISTS = ("glossary", "timeline", "tables", "figures", "models", "labs", "sources", "search", "print")
"""The pages of a book that aren't about one entry, beside its home page."""

CITING = ("section", "term", "event", "table", "figure", "chapter", "model", "machine", "question")
"""The kinds of entries that cite sources."""

_ON_LISTS = {"event": "timeline", "era": "timeline", "source": "sources"}
"""The kinds of entries that have a place on a list, and no page."""

_WITH_PAGES = ("chapter", "section", "term", "table", "figure", "model", "machine")
_FILES = ("site.css", "site.js", "search.js", "terms.js", "site.json", "sitemap.xml", "llms.txt", "icon.svg", "index")
_FOLDERS = ("term", "table", "figure", "model", "machine", "run")
_PRESET = "?preset="
_UNSAFE = re.compile(r"[^\w.+-]")


class Addresses:
    """The addresses of the pages of a library, or of some of its chapters, and of places on them.

    An address is a path below the folder of the site, perhaps with a fragment or a preset: `intro/symbolic-ai.html`,
    `timeline.html#event-perceptron`. It is made of ids, so that it stays what it is while these do. If several books
    are open, it begins with the id of the book. `folders` are the beginnings of the addresses by book.
    """

    def __init__(self, library: Library, chapters: Collection[Ref] = ()) -> None:
        entries = library.entries
        books = [book.ref.slug for book in library.books()]
        self.chapters = [ref for ref in entries.refs("chapter") if not chapters or ref in chapters]
        self.folders = {book: f"{_safe(book)}/" if len(books) > 1 else "" for book in books}
        self.entries: dict[str, Ref] = {}
        self.redirects: dict[str, str] = {}
        self._left_out = {ref.id >> UNIT_BITS for ref in entries.refs("chapter") if ref not in self.chapters}
        self._taken = {f"{folder}{name}" for folder in self.folders.values() for name in (*_FILES, *_FOLDERS, *LISTS)}
        self._by_book: dict[str, dict[str, str]] = defaultdict(dict)
        self._by_target: dict[str, str] = {}
        self.is_part = bool(self._left_out)
        for kind in _WITH_PAGES:
            for ref in filter(self.has, entries.refs(kind)):
                self._add(ref, self._page_of(kind, ref.slug, ref.book))
                self.entries[self.of(ref)] = ref
        for kind, page in _ON_LISTS.items():
            for ref in filter(self.has, entries.refs(kind)):
                self._add(ref, f"{self.folders[ref.book]}{page}.html#{anchor_id(ref.target)}")
        self._add_former(entries.renamed())

    def add_runs(self, presets: Mapping[str, Collection[str]], *, is_live: bool) -> dict[str, str]:
        """Give a page to each thing that can be run, by its name, and a place on it to each of its presets.

        A served page runs the preset that its query names instead. Returns the names by the paths of the pages. All
        books share them.
        """
        names = {self._claim(f"run/{_safe(name)}"): name for name in presets}
        for path, name in names.items():
            self._by_target[f"run:{name}"] = path
            for preset in presets[name]:
                place = f"{_PRESET}{preset}" if is_live else f"#{anchor_id(f'preset:{preset}')}"
                self._by_target[f"run:{name}/{preset}"] = f"{path}{place}"
        return names

    def has(self, ref: Ref) -> bool:
        """True for an entry of the chapters that the site has, or of the book as a whole."""
        return ref.id >> UNIT_BITS not in self._left_out

    def of(self, ref: Ref) -> str:
        """The address of an entry that the site has."""
        return self._by_book[ref.book][ref.target]

    def opening(self, ref: Ref) -> str | None:
        """The address of an entry, or of what it runs; None if the site doesn't have it."""
        target = f"run:{ref.slug}" if ref.kind in ("exhibit", "calculator") else ref.target
        return self.find(target, ref.book) if self.has(ref) else None

    def find(self, target: str, book: str) -> str | None:
        """The address of what a link in a book leads to; None for what the site doesn't have."""
        found = self._by_book[book].get(target) or self._by_target.get(target)
        if target.startswith("run:"):  # its preset may have no place of its own
            return found or self._by_target.get(target.partition("/")[0])
        return found

    def links_from(self, page: str, book: str, own: Mapping[str, str] = {}, *, twins: bool = False) -> Links:
        """The function that gives the links of a page, relative to it; those of its twin in Markdown lead to `twins`.

        On the page itself are its `own` targets, by their ids.
        """

        @cache  # a text names a term again and again
        def link(target: str) -> str | None:
            if target.startswith(("http://", "https://")):
                return target
            if target in own:
                return f"#{own[target]}"
            found = self.find(target, book)
            return None if found is None else relative(page, found.replace(".html", ".md") if twins else found)

        return link

    def _page_of(self, kind: str, slug: str, book: str) -> str:
        folder = self.folders[book]
        if kind == "chapter":
            path = self._claim(f"{folder}{_safe(slug)}", "")
            self._taken |= {f"{path}/index".casefold(), f"{path}/all".casefold()}
            return f"{path}/index.html"
        if kind == "section":
            chapter, _, name = slug.partition("/")
            within = self._by_book[book].get(f"chapter:{chapter}", f"{folder}{_safe(chapter)}/index.html")
            return self._claim(f"{within.removesuffix('index.html')}{_safe(name)}")
        return self._claim(f"{folder}{kind}/{_safe(slug)}")

    def _claim(self, path: str, ending: str = ".html") -> str:
        """A path that no other page has, also where capital letters don't count."""
        while path.casefold() in self._taken:
            path += "-2"
        self._taken.add(path.casefold())
        return path + ending

    def _add(self, ref: Ref, address: str) -> None:
        self._by_book[ref.book][ref.target] = address
        if ref.kind == "chapter":
            self._by_book[ref.book][f"whole:{ref.slug}"] = whole_of(address)
        for target in (ref.target, ref.link):
            self._by_target.setdefault(target, address)

    def _add_former(self, renamed: Mapping[str, str]) -> None:
        """Let the targets that entries had before lead to them, and pages at the addresses that these had."""
        for before, now in sorted(renamed.items()):
            (book, kind, slug), target = before.split(":", 2), now.split(":", 1)[1]
            if found := self._by_book.get(book, {}).get(target):
                self._by_book[book].setdefault(f"{kind}:{slug}", found)
                if kind in _WITH_PAGES:
                    self.redirects[self._page_of(kind, slug, book)] = found


def whole_of(chapter: str) -> str:
    """The path of the page with all of a chapter, beside that with its contents."""
    return f"{chapter.removesuffix('index.html')}all.html"


def relative(page: str, address: str) -> str:
    """The link from a page to an address, both below the same folder."""
    path, sign, fragment = address.partition(_PRESET if _PRESET in address else "#")
    link = "" if path == page and fragment else "../" * page.count("/") + _quoted(path)
    return f"{link}{sign}{_quoted(fragment)}"


_quoted = lru_cache(16_384)(quote)  # all pages have the same menu and contents


def _safe(slug: str) -> str:
    """An id as the name of a file: a book with mistakes may have anything for one."""
    return _UNSAFE.sub("-", slug).lstrip(".") or "-"
