"""The files that pages load: the style sheet, the icon, and the scripts.

What is typed in a page is normalized by the same rules in both languages. Only their steps are written twice: every
list and number in `static/site.js` comes from here.
"""

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from mlsys_cli.quantity.quantity import TENS, WORDS
from mlsys_cli.quiz import text_answers
from mlsys_cli.site.search_index import preview_script, search_script
from mlsys_cli.site.site_pages import Site
from mlsys_cli.text import english, spelling

_STATIC = Path(__file__).with_name("static")

_COMPOUND = {f"{ten}{sign}{one}": WORDS[ten] + WORDS[one] for ten in TENS for one in [*WORDS][1:10] for sign in "- "}

_RULES = {
    "articles": sorted(text_answers.ARTICLES),
    "longest": text_answers.LONGEST,
    "slips": [spelling.SHORTEST, spelling.LONG],
    "numbers": WORDS | _COMPOUND,
    "spellings": english.SPELLINGS,
}


def page_files(site: Site) -> dict[str, Callable[[], str]]:
    """The functions that give the texts of the files, by their paths."""
    return {
        **{name: partial((_STATIC / name).read_text, "utf-8") for name in ("site.css", "icon.svg")},
        "site.js": page_script,
        "search.js": cache(partial(search_script, site.library, site.addresses.opening)),
        "terms.js": cache(partial(preview_script, site.library, site.addresses.opening)),
    }


def page_script() -> str:
    """The script of every page, after the lists and numbers by which the program grades."""
    script = (_STATIC / "site.js").read_text("utf-8")
    return f'"use strict";\nconst RULES = {json.dumps(_RULES)};\n{script}'
