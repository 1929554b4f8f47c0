"""The templates of a site: its frames and lists. Every text in them is escaped but what is given as `Markup`."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mlsys_cli.page.markdown import escape
from mlsys_cli.render.html_blocks import anchor_id
from mlsys_cli.render.rich_text import one_line
from mlsys_cli.text.english import reading_minutes
from mlsys_cli.text.sanitize import HARMFUL

_TEMPLATES = Path(__file__).with_name("templates")


def fill(template: str, /, **values: Any) -> str:
    """A template with some values."""
    return fill_from(_TEMPLATES, template, **values)


def fill_from(folder: Path, template: str, /, **values: Any) -> str:
    """A template of another folder with some values."""
    return HARMFUL.sub("\ufffd", _environment(folder).get_template(template).render(values))


def written(html: str) -> Markup:
    """A piece of a page that `write_html`, or a template, has written."""
    return Markup(html)  # noqa: S704  # its texts are escaped


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"anchor": anchor_id, "minutes": reading_minutes, "markdown": escape, "line": one_line}
    return environment
