"""The speed of a model at best. Of a language model, arithmetic bounds the first token, bandwidth each further one."""

from mlsys_cli.errors import UsageError
from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Input, Known, Line
from mlsys_cli.estimates.memory import BITS, CACHE_NOTES, CACHE_SETTINGS, PARAMETERS, cache_lines

_READING = Line("reading", "reading of weights", "weights / (bandwidth × count)", bound="at least")

_LINES_FOR_TOKENS = (
    Line("operations", "operations a token", "2 FLOP/parameter/token × (active - table)"),
    Line("operations", "operations a token", "2 FLOP/parameter/token × active"),
    Line(  # a prompt needs the table of the output once, for its last token
        "first",
        "first token",
        "batch × prompt × 2 FLOP/parameter/token × (active - 2 × table) / (peak × count)",
        bound="at least",
    ),
    Line("first", "first token", "batch × prompt × operations / (peak × count)", bound="at least"),
    Line("weights", "weights that are read", "(active - table) × bits"),
    Line("weights", "weights that are read", "active × bits"),
    Line("reading", "reading of weights and cache", "(weights + cache) / (bandwidth × count)", bound="at least"),
    _READING,
    Line("computing", "arithmetic", "batch × 1 token × operations / (peak × count)", bound="at least"),
    Line("step", "each further token", "max(reading, computing)", bound="at least"),
    Line("step", "each further token", "reading", bound="at least"),
    Line("each", "tokens for one", "1 token / step", bound="at most"),
    Line("rate", "tokens for all", "batch × 1 token / step", bound="at most"),
    Line("balance", "batch of balance", "weights × peak / (bandwidth × operations × 1 token)"),
)

_LINES_FOR_SAMPLES = (
    Line("weights", "weights that are read", "params × bits"),
    _READING,
    Line("computing", "arithmetic", "batch × work / (peak × count)", bound="at least"),
    Line("step", "each batch", "max(reading, computing)", bound="at least"),
    Line("step", "each batch", "computing", bound="at least"),
    Line("rate", "samples for all", "batch × 1 sample / step", bound="at most"),
    Line("balance", "batch of balance", "weights × peak / (bandwidth × work)"),
)
"""Those for a model whose operations for a sample, such as a picture, are known."""


def _lines(values: Known) -> tuple[Line, ...]:
    if {"table", "active"} <= values.keys() and 2 * values["table"].value >= values["active"].value:
        raise UsageError("table must be less than half of the parameters: the model has one like it at its output")
    return _LINES_FOR_SAMPLES if "work" in values else (*cache_lines(values), *_LINES_FOR_TOKENS)


SPEED = Estimate(
    "speed",
    "Speed",
    "the time for a token, or for a sample such as a picture, at best",
    settings=(
        PARAMETERS,
        Input("active", "parameter", "parameters that a token uses", "params"),
        Input("table", "parameter", "parameters of the input's table of embeddings, if the output has another"),
        BITS,
        *CACHE_SETTINGS,
        Input("work", "FLOP", "operations for a sample, such as a picture"),
        Input("prompt", "token", "tokens of the question", "1000 token", binary_k=True),
        Input("batch", "", "sequences or samples at once", "1"),
        Input("peak", "FLOP/s", "arithmetic of a machine"),
        Input("bandwidth", "B/s", "memory bandwidth of a machine"),
        Input("count", "", "machines", "1"),
    ),
    lines=_lines,
    curves=("rate", "step"),
    subject="model",
    machine=True,
    notes=(
        Assumption("peak arithmetic and full bandwidth, which no program reaches: real times are longer"),
        Assumption(
            "a batch larger than that of balance is bound by arithmetic and no longer gives more tokens",
            ("balance",),
            unless=("work",),
        ),
        Assumption(
            "a batch larger than that of balance is bound by arithmetic and no longer gives more samples a second",
            ("balance", "work"),
        ),
        Assumption("activations are left out, which are written and read as well", ("work",)),
        Assumption("of the input's table of embeddings a token reads one row; it isn't counted", ("table",)),
        Assumption(
            "all parameters are counted; table= leaves out the input's table, of which a token reads one row",
            ("operations",),
            unless=("table", "work"),
        ),
        *CACHE_NOTES,
        Assumption("the cache is left out; context= adds it", unless=("cache", "work")),
    ),
    sources=("williams2009",),
    examples=(
        "speed llama-3-8b on h100 batch=1..64",
        "speed resnet-50 on h100 batch=256",
        "speed params=8B bandwidth=3.35TB/s peak=989TFLOP/s",
    ),
)
