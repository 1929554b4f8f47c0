"""The templates of pages: frames, lists and forms.

Every text in them is escaped but what is given as `Markup`, and the body of a page, which these templates or `write`
have made.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from mlsys_cli import __version__
from mlsys_cli.page.blocks import Block
from mlsys_cli.page.markdown import escape
from mlsys_cli.render.html_blocks import Links, anchor_id, write_html
from mlsys_cli.render.rich_text import one_line
from mlsys_cli.text.english import reading_minutes
from mlsys_cli.text.sanitize import HARMFUL

_ROOMS = ("classroom", "site", "web")
_PACKAGE = Path(__file__).parents[1]


def fill(template: str, /, **values: Any) -> str:
    """A template with some values: `site/home.html` is in the templates of `mlsys_cli/site`."""
    return re.sub(HARMFUL, "\ufffd", _environment().get_template(template).render(values))


def write(blocks: Iterable[Block], links: Links, **options: Any) -> Markup:
    """Some blocks as a piece of a page, with the options of `write_html`."""
    return written(write_html(blocks, links, **options))


def written(html: str) -> Markup:
    """A piece of a page that a template has written."""
    return Markup(html)  # noqa: S704  # its texts are escaped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PrefixLoader({room: FileSystemLoader(_PACKAGE / room / "templates") for room in _ROOMS}),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"anchor": anchor_id, "minutes": reading_minutes, "markdown": escape, "line": one_line}
    environment.globals["version"] = __version__
    return environment
