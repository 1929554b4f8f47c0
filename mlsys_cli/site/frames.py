"""The frame around a page: its head, the menu of the book, the contents beside the text, and the foot."""

from functools import partial
from html import escape

from mlsys_cli.site.addresses import relative
from mlsys_cli.site.page_templates import fill, written
from mlsys_cli.site.site_pages import Page, Site

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
    contents, link = _contents(site, page), partial(relative, page.path)
    return fill(
        "site/frame.html", site=site, page=page, contents=contents, link=link, policy=POLICY, base=base, live=live
    )


def _contents(site: Site, page: Page) -> str:
    """The contents beside a chapter or section, in which its own place is marked."""
    chapter = site.library.entries.chapter_of(page.location) if page.location else None
    if chapter is None:
        return ""
    here = f'<a href="{escape(relative(page.path, page.path))}"'
    contents = site.contents(chapter, page.path.rpartition("/")[0])
    return written(contents.replace(here, f'{here} aria-current="page"'))
