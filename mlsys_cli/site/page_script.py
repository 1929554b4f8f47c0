"""The script of every page: `static/site.js` after the tables and patterns by which the program grades.

What is typed is normalized by the same rules in both languages. Only their steps are written twice; every list, number
and pattern in them comes from here.
"""

import json
import re
from math import prod
from pathlib import Path
from typing import Any

from mlsys_cli.quantity import quantity, units
from mlsys_cli.quiz import text_answers
from mlsys_cli.quiz.kinds.number import NEARLY_SAME
from mlsys_cli.text import spelling


def page_script() -> str:
    """The text of `site.js` as it is written beside the pages."""
    script = Path(__file__).with_name("static") / "site.js"
    rules = json.dumps(_rules(), ensure_ascii=False, separators=(",", ":"))
    return f'"use strict";\nconst RULES = {rules};\n{script.read_text(encoding="utf-8")}'


def _rules() -> dict[str, Any]:
    return {
        "articles": sorted(text_answers.ARTICLES),
        "longest": {"text": text_answers.LONGEST, "number": quantity.LONGEST, "unit": units.LONGEST},
        "slips": [spelling.SHORTEST, spelling.LONG],
        "scales": quantity.SCALES,
        "numbers": quantity.WORDS,
        "tens": quantity.TENS,
        "signs": {chr(code): chr(sign) for code, sign in quantity.SIGNS.items()},
        "units": [
            [f"{sort} bytes" if ("B", 1) in unit.dimension else sort, _product(unit.dimension), unit.worth, names]
            for sort, unit, names in units.unit_rows()
        ],
        "prefixes": {
            **units.PREFIXES,
            **{f"{sort} bytes": own | units.BINARY_PREFIXES for sort, own in units.PREFIXES.items()},
        },
        "counts": [_PRIMES[base] for base in units.COUNTS],
        "nearlySame": NEARLY_SAME,
        "patterns": {
            name: _pattern(pattern)
            for module in (quantity, units)
            for name, pattern in vars(module).items()
            if isinstance(pattern, re.Pattern) and name.isupper() and name[0] != "_"
        },
    }


_BASES = sorted({base for _, unit, _ in units.unit_rows() for base, _ in unit.dimension})
_PRIMES = dict(zip(_BASES, (n for n in range(2, 400) if all(n % m for m in range(2, n))), strict=False))


def _product(dimension: units.Dimension) -> float:
    """A dimension as a number, in which each base unit is a prime."""
    return prod(float(_PRIMES[base]) ** power for base, power in dimension)


def _pattern(pattern: re.Pattern[str]) -> str:
    """A pattern as JavaScript has it, which writes named groups and any letter in other ways."""
    return pattern.pattern.replace("(?P<", "(?<").replace(r"[^\W\d]", r"[\p{L}_]")
