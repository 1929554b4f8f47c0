"""Models and machines as authors write them: numbers with their units, sources and dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from mlsys_cli.book.number_fields import FIELDS
from mlsys_cli.quiz.question import ID_HELP, AsOf, Disputed, Formerly, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number with sources of its own, or with the date of its fact."""

    value: Annotated[int | float | str, "The number, with its unit."]
    sources: Sources = ()
    as_of: AsOf = None


Number: TypeAlias = int | float | str | Stated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A trained model: its size, its shape, and what its training took."""

    id: Annotated[str, ID_HELP]
    name: Annotated[str, "The name of the model."]
    aliases: Annotated[tuple[str, ...], "Other names."] = ()
    maker: Annotated[str, "Who made it."] = ""
    year: Annotated[int | None, "The year in which it was published."] = None
    summary: Annotated[str, "What it is, in a sentence or two."] = ""
    params: Annotated[Number, "Its parameters, such as 70.6B."] = None
    active: Annotated[Number, "The parameters that a token uses, of a mixture of experts."] = None
    table: Annotated[Number, "The parameters of the input's table of embeddings, if the output has another one."] = None
    bits: Annotated[Number, "The bits of a weight as it is published, if not 16."] = None
    channels: Annotated[Number, "Of a model with 8-bit weights, the channels that have a scale of their own."] = None
    layers: Annotated[Number, "Its layers."] = None
    width: Annotated[Number, "The width of a layer."] = None
    heads: Annotated[Number, "Its attention heads."] = None
    kv_heads: Annotated[Number, "The heads that have keys and values of their own, if fewer."] = None
    head: Annotated[Number, "The width of a head, if it isn't width / heads."] = None
    cached: Annotated[Number, "The numbers that its cache keeps a token and layer, if not 2 × kv_heads × head."] = None
    window: Annotated[Number, "The tokens of its longest context."] = None
    work: Annotated[Number, "The operations for one input, such as 8.2 GFLOP; a multiply-add is 2."] = None
    activations: Annotated[Number, "The most memory that the activations of one input take, such as 16 kB."] = None
    tokens: Annotated[Number, "The tokens of its training data."] = None
    training_time: Annotated[Number, "The time of training on all accelerators together, in GPU-hours."] = None
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A chip or board that runs models: its memory, its arithmetic and its power."""

    id: Annotated[str, ID_HELP]
    name: Annotated[str, "The name of the machine."]
    aliases: Annotated[tuple[str, ...], "Other names."] = ()
    maker: Annotated[str, "Who makes it."] = ""
    year: Annotated[int | None, "The year in which it came out."] = None
    summary: Annotated[str, "What it is, in a sentence or two."] = ""
    memory: Annotated[Number, "Its memory for weights and activations, such as 80 GB."] = None
    flash: Annotated[Number, "The flash memory of a microcontroller, which holds the weights."] = None
    bandwidth: Annotated[Number, "The bandwidth of its memory, such as 3.35 TB/s."] = None
    peak_32: Annotated[Number, "Its arithmetic with 32-bit numbers, dense, such as 67 TFLOP/s."] = None
    peak_16: Annotated[Number, "Its arithmetic with 16-bit numbers, dense."] = None
    peak_8: Annotated[Number, "Its arithmetic with 8-bit numbers, dense."] = None
    peak_4: Annotated[Number, "Its arithmetic with 4-bit numbers, dense."] = None
    power: Annotated[Number, "The power that it may draw, such as 700 W."] = None
    price: Annotated[Number, "The price of an hour, such as $2/h."] = None
    sources: Sources = ()
    as_of: AsOf = None
    disputed: Disputed = ""
    formerly: Formerly = ()


def numbers_of(spec: Any) -> Iterator[tuple[str, Stated]]:
    """The fields of a model or machine that have a number, each as one with sources."""
    for name in FIELDS:
        value = getattr(spec, name, None)
        if value is not None:
            yield name, value if isinstance(value, Stated) else Stated(value=value)
