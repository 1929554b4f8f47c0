"""The kinds of estimates by name; each is imported when it is asked for."""

from importlib import import_module
from typing import cast

from mlsys_cli.estimates.estimate_parts import Estimate

_PLACES = {
    "memory": "memory.MEMORY",
    "speed": "speed.SPEED",
    "training": "training.TRAINING",
    "roofline": "roofline.ROOFLINE",
    "move": "small_sums.MOVE",
    "waiting": "small_sums.WAITING",
    "speed-up": "small_sums.SPEED_UP",
    "battery": "small_sums.BATTERY",
    "where": "small_sums.WHERE",
}

NAMES = tuple(_PLACES)
"""The names, in the order in which they are listed."""


def load(name: str) -> Estimate:
    """The estimate of that name, which must be one of NAMES."""
    module, _, constant = _PLACES[name].partition(".")
    return cast(Estimate, getattr(import_module(f"mlsys_cli.estimates.{module}"), constant))


def sources() -> set[str]:
    """The keys of all references on which the formulas and their claims rely."""
    estimates = [load(name) for name in NAMES]
    return {key for estimate in estimates for key in (*estimate.sources, *(claim.source for claim in estimate.claims))}
