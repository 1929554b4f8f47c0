"""The costs of training: operations, time, money, energy and emissions."""

from collections.abc import Sequence

from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Input, Known, Line
from mlsys_cli.estimates.working import published

_AT_BEST = {"machine_time", "years", "time", "money", "failures"}
"""The keys of lines that are bounds where the whole peak is reached, which no training does.

Energy isn't: machines may also take less than their power.
"""


def _lines(values: Known) -> Sequence[Line]:
    lines = (
        Line("operations", "operations", "6 FLOP/parameter/token × active × tokens"),
        Line("pf_days", "petaflop/s-days", "operations", "PF-days"),
        Line("machine_time", "machine time", "1 GPU × operations / (peak × use)", "GPU-hours"),
        Line("years", "the same in years", "machine_time", "GPU-years"),
        Line("time", "time", "machine_time / (1 GPU × count)"),
        Line("money", "price", "machine_time × price / 1 GPU"),
        Line("energy", "energy", "machine_time × power × overhead / 1 GPU"),
        Line("emissions", "emissions", "energy × carbon"),
        Line("failures", "failures to expect", "machine_time / (1 GPU × between_failures)"),
    )
    if values["use"].value < 1:
        return lines
    return [line._replace(bound="at least") if line.key in _AT_BEST else line for line in lines]


_TABLE_D1 = {
    "GPT-3 Small": ("125M", "2.25e20 FLOP"),
    "GPT-3 Medium": ("356M", "6.41e20 FLOP"),
    "GPT-3 Large": ("760M", "1.37e21 FLOP"),
    "GPT-3 XL": ("1320M", "2.38e21 FLOP"),
    "GPT-3 2.7B": ("2650M", "4.77e21 FLOP"),
    "GPT-3 6.7B": ("6660M", "1.20e22 FLOP"),
    "GPT-3 13B": ("12850M", "2.31e22 FLOP"),
    "GPT-3 175B": ("174600M", "3.14e23 FLOP"),
}
"""The parameters and operations of each model in table D.1 of the GPT-3 paper, all trained on 300 billion tokens."""

TRAINING = Estimate(
    "training",
    "Training",
    "operations, time, money, energy and emissions of training",
    settings=(
        Input("params", "parameter", "the model's parameters"),
        Input("active", "parameter", "parameters that a token uses", "params"),
        Input("tokens", "token", "tokens of the training data"),
        Input("operations", "FLOP", "all operations, in place of parameters and tokens"),
        Input("peak", "FLOP/s", "arithmetic of a machine"),
        # Not the bits in which a model is published, which may have been rounded after training.
        Input("bits", "bit/parameter", "bits of the numbers that are multiplied", "16 bit/parameter", typed=True),
        Input("use", "%", "share of the peak that is reached", "100%"),
        Input("count", "", "machines", "1"),
        Input("price", "$/h", "price of a machine"),
        Input("power", "W", "power of a machine"),
        Input("overhead", "", "power of the building for that of its machines (PUE)", "1.1"),
        Input("carbon", "kg/kWh", "emissions of electricity", "0.4 kg/kWh"),
        Input("between_failures", "h", "hours of one machine between failures"),
    ),
    lines=_lines,
    curves=("time", "machine_time", "operations"),
    subject="model",
    machine=True,
    notes=(
        Assumption("6 operations for each parameter and token: 2 forward, 4 backward, without attention", ("tokens",)),
    ),
    sources=("brown2020",),
    examples=("training gpt-3 on v100 count=1024 use=25%", "training params=174.6B tokens=300B"),
    claims=tuple(
        published(
            f"training params={params} tokens=300B",
            f"operations of {name}",
            line="operations",
            result=operations,
            source="brown2020",
            tolerance=0.005,
        )
        for name, (params, operations) in _TABLE_D1.items()
    ),
)
