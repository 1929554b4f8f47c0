"""A glossary in JSON: a list of terms with their definitions, chapters, aliases and related terms."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import SourceReader, slug_from
from mlsys_cli.interchange.importers import ImportOptions, json_items, read_source
from mlsys_cli.text.english import normalize_name

_SHORT_FORM = re.compile(r"(.+\S)\s*\((\w[\w/-]{0,7})\)")
"""A name with its abbreviation, such as `application-specific integrated circuit (asic)`."""

_WORD = re.compile(r"(?<![\w-])[\w/]+")


class _Term(NamedTuple):
    """A term: its name and its abbreviation, which stand in one text, all that the source has of it, and where."""

    name: str
    short: str
    item: Mapping[str, Any]
    location: str


_NEEDED = ("term", "definition")
_TAKEN = (*_NEEDED, "chapter_source", "aliases", "see_also")


def read(source: Path, options: ImportOptions) -> SourceReader:
    """The terms. Raises UnreadableError if it is no glossary."""
    items = [*json_items(read_source(source), source.name, "terms", "term")]
    if not any(isinstance(item, dict) and "term" in item for item, _ in items):
        raise UnreadableError(f"{source} has no list of terms", ["each needs a 'term' and a 'definition'"])
    reader = SourceReader(source.name)
    terms: list[_Term] = []
    for item, reader.location in items:
        if isinstance(item, dict) and all(isinstance(item.get(key), str) and item[key].strip() for key in _NEEDED):
            name, short = item["term"].strip(), _SHORT_FORM.fullmatch(item["term"].strip())
            terms.append(_Term(short[1] if short else name, short[2] if short else "", item, reader.location))
        else:
            reader.lose("terms without a name or a definition")
    _add(reader, terms, options.chapter or slug_from(source.stem))
    return reader


def _add(reader: SourceReader, terms: Sequence[_Term], chapter: str) -> None:
    """Add all terms, and report those that may be the same as another one."""
    capitals = _capitals(term.item["definition"] for term in terms)
    initials = _initials(terms)
    slugs = {normalize_name(term.item["term"]): slug_from(term.name) for term in reversed(terms)}
    seen: dict[str, str] = {}
    names: set[str] = set()
    for name, short, item, location in terms:
        reader.location = location
        for key in item:
            if key not in _TAKEN and item[key]:
                reader.lose(f"values of {key!r}")
        keys = [normalize_name(part) for part in (name, short) if part]
        own_chapter = str(item.get("chapter_source") or chapter)
        sense = own_chapter.replace("_", " ") if keys[0] in names else ""
        names.add(keys[0])
        whole = item["term"].strip()
        if other := next((seen[key] for key in keys if key in seen), None) or initials.get(whole.lower()):
            reader.lose("terms that may be there twice; both are imported", f"{whole}; {other}")
        for key in keys:
            seen.setdefault(key, whole)
        aliases = _texts(item.get("aliases"))
        if short and normalize_name(short) not in slugs and short.lower() not in map(str.lower, aliases):
            aliases = [short.upper() if short.islower() else short, *aliases]
        fields = {
            "id": reader.ids.take("term", name),
            "name": name.upper() if name.lower() in initials else _written(name, capitals),
            "definition": item["definition"],
            "sense": sense,
            "aliases": aliases,
            "see_also": [slugs.get(normalize_name(other), slug_from(other)) for other in _texts(item.get("see_also"))],
        }
        reader.keep("term", slug_from(own_chapter), fields, item["term"])


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str) and text.strip()] if isinstance(value, list) else []


def _initials(terms: Sequence[_Term]) -> dict[str, str]:
    """The first term of each abbreviation of three or more initials: `agi` is artificial general intelligence."""
    terms_by_initials: dict[str, str] = {}
    for term in terms:
        initials = "".join(word[0] for word in re.findall(r"\w+", term.name)).lower()
        if len(initials) > 2:
            terms_by_initials.setdefault(initials, term.item["term"])
    return terms_by_initials


# --- names in lower case ---------------------------------------------------------------------------------------------


def _capitals(definitions: Any) -> Mapping[str, str]:
    """The words that the definitions mostly write with capitals within sentences, by their lower case: `GPU`."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in definitions:
        for match in _WORD.finditer(text):
            begins = re.search(r"(?:^|[.!?:]\s+)$", text[max(0, match.start() - 3) : match.start()])
            if not begins or not match[0][1:].islower():
                spellings[match[0].lower()][match[0]] += 1
    best = {word: counts.most_common(1)[0][0] for word, counts in spellings.items()}
    return {word: spelling for word, spelling in best.items() if spelling != word}


def _written(name: str, capitals: Mapping[str, str]) -> str:
    """A name as a heading has it: with a capital first, and its other words as the definitions write them."""
    if name.islower():
        name = _WORD.sub(lambda word: capitals.get(word[0], word[0]), name)
    return name[:1].upper() + name[1:] if name[:2].islower() else name
