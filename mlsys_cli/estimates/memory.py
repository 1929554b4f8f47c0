"""The memory that a model needs, and whether a machine has it."""

from collections.abc import Iterator, Sequence

from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Fit, Input, Known, Line
from mlsys_cli.estimates.working import published
from mlsys_cli.quantity.quantity import Quantity, format_quantity

PARAMETERS = Input("params", "parameter", "the model's parameters")
BITS = Input("bits", "bit/parameter", "bits of a weight", "16 bit/parameter")
FILE_SETTINGS = (
    Input("channels", "", "channels of 8-bit weights that have a scale of their own"),
    Input("channel_bytes", "B", "bytes of a channel's scales and bias, as TensorFlow Lite stores them", "44 B"),
    # A fit: with it, the files of MLPerf Tiny are 53, 336 and 98 kB here, and 54, 333 and 98 kB in truth.
    Input("graph", "B", "bytes of a file that describe its layers", "5 kB"),
)
CACHE_SETTINGS = (
    Input("layers", "", "layers of the model"),
    Input("width", "", "width of a layer"),
    Input("heads", "", "attention heads"),
    Input("kv_heads", "", "heads that have keys and values of their own", "heads"),
    Input("head", "", "width of a head", "width / heads"),
    Input("cached", "", "numbers that the cache keeps a token and layer"),
    Input("cache_layers", "", "layers whose cache keeps the whole context, if not all"),
    Input("cache_bits", "bit", "bits of a number in the cache", "16 bit"),
    Input("context", "token", "tokens of a sequence; 32k is 32,768", binary_k=True),
)
_CACHED = Line("cached", "cached numbers a layer", "2 × kv_heads × head")
WEIGHTS = Line("weights", "weights", "params × bits")
FILE = Line("file", "file", "weights + channels × channel_bytes + graph")
CACHE_NOTES = (
    Assumption(
        "every layer keeps the whole context: a sliding window isn't considered", ("cache",), unless=("cache_layers",)
    ),
    Assumption("what layers keep that don't cache the whole context is left out", ("cache", "cache_layers")),
)
_CACHE = Line("cache", "KV cache", "cache_per_token × context × batch")


def cache_lines(values: Known) -> Sequence[Line]:
    """The lines of the cache; other layers than `cache_layers` keep a little as well."""
    if "cache_layers" in values:
        a_token = Line(
            "cache_per_token", "cache a token", "cache_layers × cached × cache_bits / 1 token", bound="at least"
        )
        return (_CACHED, a_token, _CACHE._replace(bound="at least"))
    return (_CACHED, Line("cache_per_token", "cache a token", "layers × cached × cache_bits / 1 token"), _CACHE)


def _lines(values: Known) -> Sequence[Line]:
    if "flash" in values:  # a microcontroller keeps its weights in flash, and its activations in RAM
        return [
            WEIGHTS,
            FILE,
            Line("left_in_flash", "left in flash", "flash - file"),
            Line("left_in_flash", "left in flash", "flash - weights", bound="at most"),
            Line("left_in_ram", "left in RAM", "memory - activations", bound="at most"),
        ]
    return [
        WEIGHTS,
        FILE,
        *cache_lines(values),
        Line("together", "together", "weights + cache + activations"),
        Line("together", "together", "weights + cache", bound="at least"),
        Line("together", "together", "file + activations"),
        Line("together", "together", "weights + activations"),
        Line("together", "together", "weights", bound="at least"),
        Line("capacity", "memory of all", "memory × count"),
        Line("left", "left", "capacity - together"),
        # Both leave the activations out, which grow with context and batch: the known ones are for one of each. So both
        # are bounds from above.
        Line(
            "longest",
            "longest context",
            "floor((capacity - weights) / (cache_per_token × batch))",
            bound="at most",
            must_be_positive=True,
        ),
        Line(
            "largest",
            "largest batch",
            "floor((capacity - weights) / (cache_per_token × context))",
            bound="at most",
            must_be_positive=True,
        ),
    ]


def _verdicts(values: Known) -> Iterator[Fit]:
    places = {"left": "", "left_in_flash": " into flash", "left_in_ram": " into RAM"}
    for key, place in places.items():
        if left := values.get(key):
            over = format_quantity(Quantity(abs(left.value), left.dimension))
            words = f"fits{place}: {over} left" if left.value >= 0 else f"does not fit{place}: {over} over"
            yield Fit(left.value >= 0, words)


MEMORY = Estimate(
    "memory",
    "Memory",
    "the memory of weights and KV cache, and whether they fit",
    settings=(
        PARAMETERS,
        BITS,
        *FILE_SETTINGS,
        *CACHE_SETTINGS,
        Input("batch", "", "sequences at once", "1"),
        Input("activations", "B", "memory of activations", may_be_zero=True),
        Input("memory", "B", "memory of a machine"),
        Input("flash", "B", "flash memory of a microcontroller"),
        Input("count", "", "machines", "1"),
    ),
    lines=_lines,
    curves=("together", "cache_per_token"),
    subject="model",
    machine=True,
    notes=(
        Assumption("activations are left out, so that this is a lower bound", unless=("activations",)),
        *CACHE_NOTES,
        Assumption("weights and cache are spread evenly over the machines", ("capacity",)),
    ),
    verdicts=lambda values: tuple(_verdicts(values)),
    examples=(
        "memory llama-3-70b context=32k batch=4 bits=8 on h100",
        "memory params=175B bits=16",
        "memory ds-cnn on nano-33-ble-sense",
    ),
    claims=(
        published(
            "memory params=175B bits=16", "weights of GPT-3 175B", line="weights", result="350 GB", source="hu2021"
        ),
        published(  # the paper writes KB for 1024 bytes
            "memory layers=40 width=5120 heads=40",
            "KV cache of OPT-13B",
            line="cache_per_token",
            result="800 KiB/token",
            source="kwon2023",
        ),
    ),
)
