"""What training takes: operations, time, money, energy and emissions."""

from mlsys_cli.estimates.estimate import Estimate, Line, Note, Setting

_LINES = (
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

TRAINING = Estimate(
    "training",
    "Training",
    "operations, time, money, energy and emissions of training",
    (
        Setting("params", "parameter", "the model's parameters"),
        Setting("active", "parameter", "parameters that a token uses", "params"),
        Setting("tokens", "token", "tokens of the training data"),
        Setting("operations", "FLOP", "all operations, in place of parameters and tokens"),
        Setting("peak", "FLOP/s", "arithmetic of a machine"),
        Setting("bits", "bit/parameter", "bits of the numbers that are multiplied", "16 bit/parameter"),
        Setting("use", "%", "share of the peak that is reached", "100%"),
        Setting("count", "", "machines", "1"),
        Setting("price", "$/h", "price of a machine"),
        Setting("power", "W", "power of a machine"),
        Setting("overhead", "", "power of the building for that of its machines (PUE)", "1.1"),
        Setting("carbon", "kg/kWh", "emissions of electricity", "0.4 kg/kWh"),
        Setting("between_failures", "h", "hours of one machine between failures"),
    ),
    lambda _: _LINES,
    ("time", "machine_time", "operations"),
    subject="model",
    machine=True,
    notes=(
        Note("6 operations for each parameter and token: 2 forward and 4 backward, attention left out", ("tokens",)),
    ),
    sources=("brown2020",),
    examples=("training gpt-3 on v100 count=1024 use=25%", "training params=174.6B tokens=300B"),
)
