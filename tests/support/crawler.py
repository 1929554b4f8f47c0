"""The faults of the pages of a site, found without the code that writes them."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

_ADDRESSES = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}


class PageParser(HTMLParser):
    """Reads the ids of a page, its links, and what it loads or names as another site's."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.headings: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.leads_on = False
        self.unsafe: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is and where it leads."""
        values = {name: value or "" for name, value in attrs}
        self.headings += [tag] if tag[0] == "h" and tag[1:].isdigit() else []
        self.ids.update([values["id"]] if "id" in values else [])
        if tag == "meta" and "url=" in values.get("content", ""):
            self.leads_on = True
            self.links.append(values["content"].partition("url=")[2])
        self.unsafe += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        if tag in _ADDRESSES and (address := values.get(_ADDRESSES[tag])):
            (self.links if tag == "a" else self.loaded).append(address)


def _next(heading: str) -> str:
    return f"h{int(heading[1:]) + 1}"


def find_problems(site: Path, first: str = "index.html") -> Iterator[str]:
    """Broken links, pages without a link to them, doubled ids, wrong headings, and what comes from elsewhere.

    The pages are the files with the ending of the `first` one, to which no link need lead.
    """
    root = "https://site.invalid/"
    found = sorted(site.rglob(f"*{Path(first).suffix}"))
    pages = {path.relative_to(site).as_posix(): PageParser(path) for path in found}
    reached = {first}
    for name, page in pages.items():
        yield from (f"{name}: {count} times id {ident}" for ident, count in page.ids.items() if count > 1)
        yield from (f"{name}: {what}" for what in page.unsafe)
        if page.headings.count("h1") != 1:
            yield f"{name}: {page.headings.count('h1')} headings of level 1"
        jumps = (pair for pair in pairwise(page.headings) if pair[1] > _next(pair[0]))
        yield from (f"{name}: {after} after {before}" for before, after in jumps)
        for address in (*page.links, *page.loaded):
            place = urlsplit(urljoin(root + name, address))
            if f"{place.scheme}://{place.netloc}/" != root:
                if address in page.loaded or place.scheme not in ("http", "https"):
                    yield f"{name}: {address} is another host's"
                continue
            path = unquote(place.path[1:])
            if not (site / path).is_file():
                yield f"{name}: there is no {address}"
            elif place.fragment and unquote(place.fragment) not in pages[path].ids:
                yield f"{name}: no place {address}"
            reached.add(path)
    yield from (
        f"{name}: no page leads here" for name, page in pages.items() if name not in reached and not page.leads_on
    )
