"""Names with a slip, and words that are no names: `python -m tests.fuzz.misspelt_names` asks for all of them.

Of the names 97 % must be understood, and of the unrelated words 99 % must not be answered.
"""

import io
import json
import os
import random
import re
import string
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from mlsys_cli.book.kinds import BUNDLED_BOOK
from mlsys_cli.cli.main import main as mlsys
from mlsys_cli.index.build import build_index
from mlsys_cli.index.library import Library

SEED = 1


def main() -> int:
    """Print both shares, and return the exit code."""
    with tempfile.TemporaryDirectory(prefix="mlsys-names-") as directory:
        os.environ |= {f"XDG_{name}_HOME": f"{directory}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        terms = Library(build_index((BUNDLED_BOOK,), Path(directory))[0]).entries.refs("term")
        chance = random.Random(SEED)
        slips = [(term.slug, misspelt(term.name, chance)) for term in terms if sum(map(str.isalpha, term.name)) >= 6]
        right = sum(defined(slip) == slug for slug, slip in slips)
        text = " ".join(path.read_text(encoding="utf-8").lower() for path in BUNDLED_BOOK.rglob("*.yaml"))
        in_the_book = set(re.findall("[a-z]+", text))
        listed = (Path(__file__).parents[1] / "unrelated.txt").read_text(encoding="utf-8").split()
        words = [word for word in listed if word not in in_the_book][:300]
        silent = sum(defined(word) is None for word in words)
    print(f"names with a slip: the right term for {right} of {len(slips)}")
    print(f"unrelated words: nothing for {silent} of {len(words)}")
    return 0 if right >= 0.97 * len(slips) and silent >= 0.99 * len(words) else 1


def misspelt(name: str, chance: random.Random) -> str:
    """A name with one letter too many, too few or wrong, or two of them the wrong way round."""
    slip = chance.choice(("insert", "delete", "replace", "swap"))
    while True:
        at, letter = chance.randrange(len(name)), chance.choice(string.ascii_lowercase)
        match slip:
            case "insert":
                wrong = name[:at] + letter + name[at:]
            case "delete":
                wrong = name[:at] + name[at + 1 :]
            case "replace":
                wrong = name[:at] + letter + name[at + 1 :]
            case _:
                wrong = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
        if wrong.casefold() != name.casefold():
            return wrong


def defined(name: str) -> str | None:
    """The id of the term that `mlsys define` shows for a name, if it shows one."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = mlsys(["define", name, "--json"])
    if code:
        return None
    answer = json.loads(out.getvalue())
    return str(answer.get("id") or [term["id"] for term in answer["terms"]])


if __name__ == "__main__":
    sys.exit(main())
