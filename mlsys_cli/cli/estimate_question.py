"""Questions for a number that an estimate calculates, such as the memory of a model."""

import re
from collections.abc import Iterator

from mlsys_cli.index.library import Library
from mlsys_cli.text.normalize import words_of

_SIZE = re.compile(r"\b(\d+(?:\.\d+)?)\s*(b|m|billion|million)\b", re.IGNORECASE)
_ESTIMATES = {
    "memory": {"memory", "fit", "ram", "vram", "gigabyte", "gb"},
    "training": {"train", "training", "trained"},
    "speed": {"fast", "slow", "speed", "token", "latency", "second"},
}
"""The words that ask for each estimate."""

_LONGEST_NAME = 4


def estimate_for(library: Library, question: str) -> str:
    """The command that calculates what a question asks for; empty if it names no size or model, or no quantity."""
    words = words_of(question)
    kind = next((kind for kind, said in _ESTIMATES.items() if not said.isdisjoint(words)), "")
    if not kind:
        return ""
    size = _SIZE.search(question)
    by_size = f"params={size[1]}{size[2][0].upper()}" if size else ""
    subject = next(_named(library, question, "model"), by_size)
    machine = next(_named(library, question, "machine"), "")
    return f"mlsys estimate {kind} {subject}{machine and f' on {machine}'}" if subject else ""


def _named(library: Library, question: str, kind: str) -> Iterator[str]:
    """The ids of the models or machines that a question names, the longest names first."""
    words = question.rstrip("?").split()
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            if found := library.names.exact(" ".join(words[start : start + length]), kind):
                yield found.refs[0].address
