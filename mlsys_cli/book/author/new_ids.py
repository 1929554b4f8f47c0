"""Ids, titles and YAML scalars that are made from the name of a new entry."""

import json
import re

import yaml

from mlsys_cli.book.parse.yaml_document import parse
from mlsys_cli.errors import UsageError
from mlsys_cli.text.normalize import without_accents

_PLAIN = re.compile(r"[^\W\d_][\w .'()/+-]*")


def id_from(name: str) -> str:
    """The id that a name gives: `Moore's law` is moores-law."""
    slug = "-".join(re.findall(r"[a-z0-9]+", without_accents(name)))
    if not name.isprintable():
        raise UsageError(f"a name can't be {name[:40]!r}", ["remove the invisible characters"])
    if not slug:
        raise UsageError(f"no id can be derived from {name[:40]!r}", ["the name needs a letter from a to z or a digit"])
    return slug


def title_from(name: str) -> str:
    """The name as readers see it; an id is turned into words."""
    words = " ".join(name.split())
    return words.replace("-", " ").capitalize() if words == id_from(words) else words


def scalar(text: str) -> str:
    """A text as YAML reads it back: in quotes where it would be read as another value."""
    if _PLAIN.fullmatch(text) and text == text.strip():
        root = parse("", text)[0].root
        if isinstance(root, yaml.ScalarNode) and root.tag.endswith(":str") and root.value == text:
            return text
    return json.dumps(text, ensure_ascii=False)
