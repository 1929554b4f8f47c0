r"""The parts of a formula, and the commands and signs of the subset of LaTeX.

Each sign has its character, its kind, and its words in ASCII: for encodings without the character, and for screen
readers, many of which skip such characters.
"""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["letter", "number", "operator", "relation", "open", "close", "comma", "function", "big"]
"""What a sign is to its neighbours. A `big` sign, such as a sum, and some functions have limits."""


class Sign(NamedTuple):
    """A letter, number or sign: as Unicode, its kind, its words in ASCII, and as LaTeX."""

    text: str
    kind: Kind
    ascii: str
    tex: str
    has_limits: bool = False


class Gap(NamedTuple):
    """A space that the author asks for."""

    tex: str


class Words(NamedTuple):
    r"""Words within a formula, `\text{for all}`, or a name, `\mathrm{softmax}`; `command` is the one without `\`."""

    text: str
    command: str


class MathRow(NamedTuple):
    """Parts that follow each other."""

    items: tuple["Node", ...]


class Fraction(NamedTuple):
    """One part over another."""

    over: MathRow
    under: MathRow


class Root(NamedTuple):
    """A root; the square root has no degree."""

    body: MathRow
    degree: MathRow | None = None


class Scripts(NamedTuple):
    """A part with an index or lower limit, a power or upper limit, or both."""

    base: "Node"
    below: MathRow | None
    above: MathRow | None


class Fenced(NamedTuple):
    r"""A row between brackets that are as tall as it is; either may be empty (`\left.`)."""

    left: str
    body: MathRow
    right: str


class Accent(NamedTuple):
    r"""A letter with a mark over it, such as `\hat x`: the combining character and the command without `\`."""

    mark: str
    command: str
    body: MathRow


class Matrix(NamedTuple):
    """Rows of cells between brackets, either of which may be empty; `name` is that of the environment."""

    rows: tuple[tuple[MathRow, ...], ...]
    left: str
    right: str
    name: str


Node: TypeAlias = Sign | Gap | Words | MathRow | Fraction | Root | Scripts | Fenced | Accent | Matrix


class MathMistake(NamedTuple):
    """A mistake in a formula: `length` characters of its text from an offset on, and a hint."""

    offset: int
    length: int
    message: str
    hint: str = ""


class ParsedMath(NamedTuple):
    """A formula that was read; with mistakes the tree is what could be read of it."""

    root: MathRow
    mistakes: tuple[MathMistake, ...]


def single(node: "Node | None") -> "Node | None":
    """A row of one part as that part."""
    while isinstance(node, MathRow) and len(node.items) == 1:
        node = node.items[0]
    return node


def has_limits(base: Node) -> bool:
    """True if what stands below and above a part are its limits, such as those of a sum."""
    return isinstance(base, Sign) and base.has_limits


_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_COMMANDS: dict[Kind, dict[str, tuple[str, str]]] = {
    "letter": {
        "infty": ("∞", "infinity"), "partial": ("∂", "partial"), "nabla": ("∇", "nabla"), "ell": ("ℓ", "l"),
        "emptyset": ("∅", "the empty set"), "ldots": ("…", "..."), "cdots": ("⋯", "..."), "dots": ("…", "..."),
        "vdots": ("⋮", "..."), "ddots": ("⋱", "..."), "prime": ("′", "'"), "hbar": ("ℏ", "hbar"), "top": ("⊤", "T"),
        "forall": ("∀", "for all"), "exists": ("∃", "there is"), "neg": ("¬", "not"), "circ": ("°", " degrees"),
    },
    "operator": {
        "cdot": ("·", "times"), "times": ("×", "times"), "div": ("÷", "divided by"), "pm": ("±", "+-"),
        "mp": ("∓", "-+"), "ast": ("∗", "*"), "odot": ("⊙", "times elementwise"), "oplus": ("⊕", "xor"),
        "otimes": ("⊗", "tensor"), "cup": ("∪", "union"), "cap": ("∩", "intersection"), "setminus": ("∖", "without"),
        "land": ("∧", "and"), "wedge": ("∧", "and"), "lor": ("∨", "or"), "vee": ("∨", "or"), "bmod": ("mod", "mod"),
    },
    "relation": {
        "le": ("≤", "<="), "leq": ("≤", "<="), "ge": ("≥", ">="), "geq": ("≥", ">="), "ne": ("≠", "!="),
        "neq": ("≠", "!="), "approx": ("≈", "~"), "propto": ("∝", "is proportional to"), "in": ("∈", "in"),
        "notin": ("∉", "not in"), "to": ("→", "->"), "rightarrow": ("→", "->"), "leftarrow": ("←", "<-"),
        "gets": ("←", "<-"), "Rightarrow": ("⇒", "=>"), "implies": ("⇒", "=>"), "iff": ("⇔", "<=>"),
        "Leftrightarrow": ("⇔", "<=>"), "mapsto": ("↦", "->"), "sim": ("∼", "~"), "simeq": ("≃", "~="),
        "equiv": ("≡", "=="), "ll": ("≪", "<<"), "gg": ("≫", ">>"), "subset": ("⊂", "is part of"),
        "subseteq": ("⊆", "is part of"), "mid": ("|", "|"), "parallel": ("∥", "||"), "perp": ("⊥", "is orthogonal to"),
        "coloneqq": ("≔", ":="),
    },
    "open": {"lfloor": ("⌊", "floor("), "lceil": ("⌈", "ceil("), "langle": ("⟨", "<"), "{": ("{", "{")},
    "close": {"rfloor": ("⌋", ")"), "rceil": ("⌉", ")"), "rangle": ("⟩", ">"), "}": ("}", "}")},
}  # fmt: skip
_FUNCTIONS = "log ln exp sin cos tan arcsin arccos arctan sinh cosh tanh det dim ker deg gcd Pr arg"
_LIMITED = "max min lim sup inf argmax argmin"
_BIG = {"sum": ("Σ", "sum"), "prod": ("Π", "product"), "int": ("∫", "integral")}
_BIG |= {"bigcup": ("⋃", "union"), "bigcap": ("⋂", "intersection"), "oint": ("∮", "integral")}
_ESCAPED = "%$#_&"

_PLAIN: dict[Kind, str] = {
    "operator": "+-*/",
    "relation": "=<>",
    "open": "([",
    "close": ")]",
    "comma": ",;:",
    "letter": "!?.'|",
}
_LOOKS = {"-": "−", "'": "′", "*": "∗"}

SIGNS: dict[str, Sign] = {
    **{f"\\{name}": Sign(sign, "letter", name.removeprefix("var"), f"\\{name}") for name, sign in _GREEK.items()},
    **{
        f"\\{name}": Sign(sign, kind, words, f"\\{name}")
        for kind, signs in _COMMANDS.items()
        for name, (sign, words) in signs.items()
    },
    **{f"\\{name}": Sign(name, "function", name, f"\\{name}") for name in _FUNCTIONS.split()},
    **{f"\\{name}": Sign(name, "function", name, f"\\{name}", has_limits=True) for name in _LIMITED.split()},
    **{f"\\{name}": Sign(sign, "big", words, f"\\{name}", has_limits=True) for name, (sign, words) in _BIG.items()},
    **{f"\\{sign}": Sign(sign, "letter", sign, f"\\{sign}") for sign in _ESCAPED},
    "\\|": Sign("‖", "letter", "||", "\\|"),
    **{sign: Sign(_LOOKS.get(sign, sign), kind, sign, sign) for kind, signs in _PLAIN.items() for sign in signs},
}
"""Each sign by what is written for it: a character, or a command with its backslash."""
# MathJax knows no command for these two, though most authors expect one.
SIGNS |= {f"\\{name}": SIGNS[f"\\{name}"]._replace(tex=rf"\operatorname*{{{name}}}") for name in ("argmax", "argmin")}

# What is typed as the character itself is the command for it.
SIGNS |= {sign.text: sign for sign in reversed(SIGNS.values()) if len(sign.text) == 1 and not sign.text.isascii()}

GAPS = {"\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "~"}
STYLES = {"text", "textit", "textbf", "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "mathsf", "operatorname"}
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "overline": "\u0305"}
MATRICES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", ""),
}  # fmt: skip
BRACKETS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "\\{": "{", "\\}": "}", "\\|": "‖", "/": "/",
    "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\langle": "⟨", "\\rangle": "⟩",
    "\\lbrace": "{", "\\rbrace": "}",
}  # fmt: skip
r"""What may stand after `\left` and `\right`; the dot stands for no bracket."""

BLACKBOARD = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
SCRIPT = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))

COMMANDS = {
    *SIGNS, *GAPS, *(f"\\{name}" for name in (*STYLES, *ACCENTS)),
    "\\frac", "\\dfrac", "\\tfrac", "\\sqrt", "\\left", "\\right", "\\begin", "\\end", "\\\\",
}  # fmt: skip
"""Everything that may be written with a backslash, and the signs."""
