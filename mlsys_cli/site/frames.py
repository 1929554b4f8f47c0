"""The frame around a page: its head, the menu of the book, the contents beside the text, and the foot."""

from functools import partial
from html import escape

from mlsys_cli import __version__
from mlsys_cli.site.addresses import relative
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.site.site_pages import LISTS, Page, Site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self' file:; base-uri 'none'"
)
"""The Content-Security-Policy of all pages: nothing of another host, and no script or style within a page.

Of a page from the disk, Firefox takes only `file:` for where its form leads to, and not 'self'.
"""


def frame(site: Site, page: Page, *, base: str = "", live: str = "") -> str:
    """A whole page; `base` is the address of the site, if it is known.

    A page that the program serves has the version of the books, by which it is `live`.
    """
    book = next((item for item in site.books if item.ref.slug == page.book), None)
    return fill(
        "frame.html",
        site=site,
        page=page,
        body=written(page.body.replace("</h1>", _under_title(page), 1)),
        book=book,
        folder=site.addresses.folders.get(page.book, ""),
        lists=LISTS,
        contents=_contents(site, page),
        link=partial(relative, page.path),
        root="../" * page.path.count("/"),
        policy=POLICY,
        base=base,
        live=live,
        version=__version__,
    )


def _contents(site: Site, page: Page) -> str:
    """The contents beside a chapter or section, in which its own place is marked."""
    chapter = site.library.entries.chapter_of(page.location) if page.location else None
    if chapter is None:
        return ""
    here = f'<a href="{escape(relative(page.path, page.path))}"'
    contents = site.contents(chapter, page.path.rpartition("/")[0])
    return written(contents.replace(here, f'{here} aria-current="page"'))


def _under_title(page: Page) -> str:
    return f'</h1>\n<p class="facts">{escape(page.facts)}</p>' if page.facts else "</h1>"


def redirect(path: str, address: str) -> str:
    """A page that leads from a former address to the present one."""
    return fill("redirect.html", link=relative(path, address))
