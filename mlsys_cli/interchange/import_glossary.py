"""A glossary in JSON: a list of terms with their definitions, chapters, aliases and related terms."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlsys_cli.errors import UnreadableError
from mlsys_cli.interchange.imported_entries import ImportedEntry, ImportedSource, Loss, NewIds, slug_from
from mlsys_cli.interchange.importers import ImportOptions, read_source
from mlsys_cli.text.english import normalize_name

OPTIONS = ("chapter",)

_SHORT_FORM = re.compile(r"(.+\S)\s*\((\w[\w/-]{0,7})\)")
"""A name with its abbreviation, such as `application-specific integrated circuit (asic)`."""

_WORD = re.compile(r"(?<![\w-])[\w/]+")


def read(source: Path, options: ImportOptions) -> ImportedSource:
    """The terms. Raises UnreadableError if it is no glossary."""
    text = read_source(source)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{source} isn't valid JSON: {str(error)[:100]}") from error
    terms = content.get("terms") if isinstance(content, dict) else content
    if not isinstance(terms, list) or not any(isinstance(term, dict) and "term" in term for term in terms):
        raise UnreadableError(f"{source} has no list of terms", ["each needs a 'term' and a 'definition'"])
    lines = [text.count("\n", 0, match.start()) + 1 for match in re.finditer(r'"term"\s*:', text)]
    locations = [f"{source.name}:{line}" for line in lines]
    if len(locations) != len(terms):
        locations = [f"{source.name}, term {number}" for number in range(1, len(terms) + 1)]
    losses: list[Loss] = []
    complete: list[tuple[dict[str, Any], str]] = []
    for term, location in zip(terms, locations, strict=True):
        if isinstance(term, dict) and all(isinstance(term.get(key), str) and term[key].strip() for key in _NEEDED):
            complete.append((term, location))
        else:
            losses.append(Loss("terms without a name or a definition", location))
    losses += _doubles(complete)
    return ImportedSource(
        source.name, list(_entries(complete, options.chapter or slug_from(source.stem), losses)), losses
    )


_NEEDED = ("term", "definition")
_TAKEN = (*_NEEDED, "chapter_source", "aliases", "see_also")


def _entries(terms: Sequence[tuple[dict[str, Any], str]], chapter: str, losses: list[Loss]) -> Iterator[ImportedEntry]:
    ids, capitals = NewIds(), _capitals(term["definition"] for term, _ in terms)
    initials = _initials(terms)
    seen = Counter[str]()
    names = {normalize_name(term["term"]) for term, _ in terms}
    slugs: dict[str, str] = {}
    for term, _ in terms:
        slugs.setdefault(normalize_name(term["term"]), slug_from(_SHORT_FORM.sub(r"\1", term["term"])))
    for term, location in terms:
        name, short = term["term"].strip(), _SHORT_FORM.fullmatch(term["term"].strip())
        aliases = _texts(term.get("aliases"))
        if short:
            name = short[1]
            if normalize_name(short[2]) not in names and short[2].lower() not in map(str.lower, aliases):
                aliases = [short[2].upper() if short[2].islower() else short[2], *aliases]
        key = normalize_name(name)
        seen[key] += 1
        own_chapter = str(term.get("chapter_source") or chapter)
        sense = own_chapter.replace("_", " ") if seen[key] > 1 else ""
        losses += (Loss(f"values of {key!r}", location) for key in term if key not in _TAKEN and term[key])
        fields = {
            "id": ids.take("term", name),
            "name": name.upper() if name.lower() in initials else _written(name, capitals),
            "definition": term["definition"],
            "sense": sense,
            "aliases": aliases,
            "see_also": [slugs.get(normalize_name(other), slug_from(other)) for other in _texts(term.get("see_also"))],
        }
        yield ImportedEntry("term", slug_from(own_chapter), fields, term["term"], location)


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str) and text.strip()] if isinstance(value, list) else []


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


# --- terms that may be one -------------------------------------------------------------------------------------------


def _doubles(terms: Sequence[tuple[dict[str, Any], str]]) -> Iterator[Loss]:
    """The terms that may be the same as one before or behind: all of them are imported."""
    initials = _initials(terms)
    seen: dict[str, str] = {}
    for term, location in terms:
        name = term["term"].strip()
        short = _SHORT_FORM.fullmatch(name)
        keys = [normalize_name(part) for part in (short.groups() if short else [name])]
        other = next((seen[key] for key in keys if key in seen), None) or initials.get(name.lower())
        for key in keys:
            seen.setdefault(key, name)
        if other:
            yield Loss("terms that may be there twice; both are imported", location, f"{name}; {other}")


def _initials(terms: Sequence[tuple[dict[str, Any], str]]) -> dict[str, str]:
    """The first term of each abbreviation of three or more initials: `agi` is artificial general intelligence."""
    terms_by_initials: dict[str, str] = {}
    for term, _ in terms:
        initials = "".join(word[0] for word in re.findall(r"\w+", _SHORT_FORM.sub(r"\1", term["term"])))
        if len(initials) > 2:
            terms_by_initials.setdefault(initials.lower(), term["term"])
    return terms_by_initials
