"""Two groups, one score: three rules of fairness that can't all hold."""

from typing import NamedTuple

from mlsys_cli.exhibits.exhibit import Chance, Dials, Frame, Number, Program, Settings
from mlsys_cli.page.blocks import Table

_RATES = ("base rate", "FPR", "FNR", "PPV")


class Outcomes(NamedTuple):
    """Defendants by the score (low: n, medium or high: p) and whether it was right (t) or wrong (f) after two years."""

    tn: int
    fp: int
    fn: int
    tp: int


class Rates(NamedTuple):
    """The share that was charged again, and three rates of errors.

    `fpr`: flagged of those who weren't charged; `fnr`: not flagged of those who were; `ppv`: charged of the flagged.
    """

    base: float
    fpr: float
    fnr: float
    ppv: float


GROUPS = {"black": Outcomes(990, 805, 532, 1369), "white": Outcomes(1139, 349, 461, 505)}
"""ProPublica's counts for Broward County, Florida, by the two groups that it compared."""


def rates(outcomes: Outcomes) -> Rates:
    """The rates of some outcomes."""
    charged, not_charged = outcomes.tp + outcomes.fn, outcomes.tn + outcomes.fp
    return Rates(
        charged / (charged + not_charged),
        outcomes.fp / not_charged,
        outcomes.fn / charged,
        outcomes.tp / (outcomes.tp + outcomes.fp),
    )


def implied_fpr(base: float, fnr: float, ppv: float) -> float:
    """The false positive rate that follows from the other three (Chouldechova)."""
    return base / (1 - base) * (1 - ppv) / ppv * (1 - fnr)


def implied_ppv(base: float, fpr: float, fnr: float) -> float:
    """The predictive value that follows from the other three."""
    flagged_rightly = base * (1 - fnr)
    return flagged_rightly / (flagged_rightly + (1 - base) * fpr)


def _shown(settings: Settings) -> dict[str, Rates] | None:
    """The rates of each group with what is made equal; None if one would have to be above 1, or nobody is flagged."""
    measured = {name: rates(found) for name, found in GROUPS.items()}
    fnr, ppv, fpr = settings["fnr"], settings["ppv"], settings["fpr"]
    if settings["equal"] == "nothing":
        return measured
    is_by_errors = settings["equal"] == "errors"
    if fnr == 1 and (fpr == 0 or not is_by_errors):
        return None
    if is_by_errors:
        return {n: Rates(r.base, fpr, fnr, implied_ppv(r.base, fpr, fnr)) for n, r in measured.items()}
    shown = {n: Rates(r.base, implied_fpr(r.base, fnr, ppv), fnr, ppv) for n, r in measured.items()}
    return shown if all(rate.fpr <= 1 for rate in shown.values()) else None


def _result(settings: Settings, chance: Chance) -> Frame:
    shown = _shown(settings)
    if shown is None:
        bases = {name: rates(found).base for name, found in GROUPS.items()}
        numbers = tuple(Number(f"{name} {_RATES[0]}", round(base, 4)) for name, base in bases.items())
        only_bases = Table(("group", _RATES[0]), tuple((name, f"{base:.4f}") for name, base in bases.items()))
        words = "No score can do this: more would have to be flagged wrongly than there are (an FPR above 1)."
        if settings["fnr"] == 1:
            words = "Nobody is flagged, so that a flag has no value (PPV)."
        return Frame(words, numbers, (only_bases,))
    black, white = shown["black"], shown["white"]
    if settings["equal"] == "nothing":
        words = "As measured: a flag is right about as often in both groups, and the errors differ."
    elif abs(black.fpr - white.fpr) < 5e-5 and abs(black.ppv - white.ppv) < 5e-5:
        always = "never" if black.ppv == 0 else "always"
        words = f"A flag that is {always} right: here all three rules hold."
    elif settings["equal"] == "errors":
        words = "With equal FPR and FNR, a flag means different things: the PPV must differ."
    else:
        words = "With equal PPV and FNR, the FPR must differ, since the base rates do."
    numbers = (
        *(
            Number(f"{name} {label}", round(rate, 4))
            for name, found in shown.items()
            for label, rate in zip(_RATES, found, strict=True)
        ),
        Number("difference of FPR", round(black.fpr - white.fpr, 4)),
        Number("difference of PPV", round(black.ppv - white.ppv, 4)),
    )
    rows = tuple((name, *(f"{rate:.4f}" for rate in found)) for name, found in shown.items())
    return Frame(words, numbers, (Table(("group", *_RATES), rows),))


def _identity() -> list[float]:
    return [100 * implied_fpr(r.base, r.fnr, r.ppv) for r in map(rates, GROUPS.values())]


PROGRAM = Program(Dials(_result), {"identity": _identity})
