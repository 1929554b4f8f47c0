"""The roofline of one operation on one machine: whether arithmetic or memory bounds it."""

from collections.abc import Sequence

from mlsys_cli.estimates.estimate_parts import Assumption, Estimate, Input, Known, Line

OPERATIONS = {
    "matmul": ("2 FLOP × m × n × k", "(m × k + k × n + m × n) × number"),
    "matvec": ("2 FLOP × m × n", "(m × n + m + n) × number"),
    "dot": ("2 FLOP × n", "2 × n × number"),
    "add": ("1 FLOP × n", "3 × n × number"),
}
"""Operations on matrices and vectors by name: their arithmetic, and their bytes if each number is moved once."""


def _lines(values: Known) -> Sequence[Line]:
    names = [name for name in OPERATIONS if f"of_{name}" in values]
    lines = [
        Line("number", "bytes of a number", "bits × 1 parameter"),
        *[Line("operations", "operations", OPERATIONS[name][0]) for name in names],
        *[Line("bytes", "bytes moved", OPERATIONS[name][1], bound="at least") for name in names],
    ]
    return [
        *(lines if names else ()),
        Line("intensity", "intensity", "operations / bytes"),
        Line("ridge", "ridge point", "peak / bandwidth"),
        Line("attainable", "attainable", "min(peak, bandwidth × intensity)", bound="at most"),
        Line("share", "of the peak", "attainable / peak", unit="%", bound="at most"),
        Line("arithmetic", "time of arithmetic", "operations / peak", bound="at least"),
        Line("moving", "time of memory", "bytes / bandwidth", bound="at least"),
        Line("time", "time", "max(arithmetic, moving)", bound="at least"),
    ]


ROOFLINE = Estimate(
    "roofline",
    "Roofline",
    "whether arithmetic or memory bounds an operation",
    settings=(
        Input("m", "", "rows of the first matrix"),
        Input("n", "", "columns of the second matrix, or the length of a vector"),
        Input("k", "", "columns of the first matrix"),
        Input("bits", "bit/parameter", "bits of a number", "16 bit/parameter"),
        Input("operations", "FLOP", "operations, in place of m, n and k"),
        Input("bytes", "B", "bytes moved, in place of m, n and k"),
        Input("intensity", "FLOP/B", "operations a byte, in place of both"),
        Input("peak", "FLOP/s", "arithmetic of a machine"),
        Input("bandwidth", "B/s", "memory bandwidth of a machine"),
    ),
    lines=_lines,
    curves=("attainable", "time"),
    subject="operation",
    machine=True,
    notes=(
        Assumption("each number is read or written once, and all of it fits into the caches", ("number",)),
        Assumption("the arithmetic and the bandwidth of the data sheet", ("peak", "bandwidth")),
    ),
    sources=("williams2009",),
    examples=(
        "roofline matmul m=4096 n=4096 k=4096 on h100",
        "roofline peak=17.6GFLOP/s bandwidth=15GB/s intensity=0.25",
    ),
)
