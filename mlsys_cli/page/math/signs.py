r"""The commands and signs of the subset of LaTeX: each with its character, its kind, and its words in ASCII.

The words are for encodings without the character, and for screen readers, many of which skip such characters.
"""

from mlsys_cli.page.math.math_parts import Kind, Sign

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta":
    "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip  # several signs a line
_COMMANDS: dict[Kind, dict[str, tuple[str, str]]] = {
    "letter": {
        "infty": ("∞", "infinity"), "partial": ("∂", "partial"), "nabla": ("∇", "nabla"), "ell": ("ℓ", "l"),
        "emptyset": ("∅", "the empty set"), "ldots": ("…", "..."), "cdots": ("⋯", "..."), "dots": ("…", "..."),
        "vdots": ("⋮", "..."), "ddots": ("⋱", "..."), "prime": ("′", "'"), "hbar": ("ℏ", "hbar"), "top": ("⊤", "T"),
        "forall": ("∀", "for all"), "exists": ("∃", "there is"), "neg": ("¬", "not"), "circ": ("°", " degrees"),
        "lnot": ("¬", "not"), "nexists": ("∄", "there is no"), "varnothing": ("∅", "the empty set"),
        "bot": ("⊥", "_|_"),
        "Re": ("ℜ", "Re"), "Im": ("ℑ", "Im"), "aleph": ("ℵ", "aleph"), "dagger": ("†", "+"), "bullet": ("•", "*"),
        "angle": ("∠", "angle "), "triangle": ("△", "triangle "), "square": ("□", "[]"), "checkmark": ("✓", "yes"),
        "therefore": ("∴", "therefore"), "because": ("∵", "because"), "vert": ("|", "|"), "lvert": ("|", "|"),
        "rvert": ("|", "|"), "Vert": ("‖", "||"), "lVert": ("‖", "||"), "rVert": ("‖", "||"),
    },
    "operator": {
        "cdot": ("·", "times"), "times": ("×", "times"), "div": ("÷", "divided by"), "pm": ("±", "+-"),
        "mp": ("∓", "-+"), "ast": ("∗", "*"), "odot": ("⊙", "times elementwise"), "oplus": ("⊕", "xor"),
        "otimes": ("⊗", "tensor"), "cup": ("∪", "union"), "cap": ("∩", "intersection"), "setminus": ("∖", "without"),
        "star": ("⋆", "*"), "backslash": ("\\", "\\"), "ominus": ("⊖", "xor"), "triangleq": ("≜", ":="),
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
        "coloneqq": ("≔", ":="), "colon": (":", ":"), "ni": ("∋", "contains"), "supset": ("⊃", "contains"),
        "supseteq": ("⊇", "contains"), "nsubseteq": ("⊈", "is no part of"), "subsetneq": ("⊊", "is part of"),
        "longrightarrow": ("⟶", "->"), "longleftarrow": ("⟵", "<-"), "leftrightarrow": ("↔", "<->"),
        "Longrightarrow": ("⟹", "=>"), "Leftarrow": ("⇐", "<="), "impliedby": ("⇐", "<="), "uparrow": ("↑", "up"),
        "downarrow": ("↓", "down"), "prec": ("≺", "before"), "preceq": ("≼", "before"), "succ": ("≻", "after"),
        "succeq": ("≽", "after"), "cong": ("≅", "~="), "asymp": ("≍", "~"), "doteq": ("≐", "="), "models": ("⊨", "|="),
        "vdash": ("⊢", "|-"), "lesssim": ("≲", "<~"), "gtrsim": ("≳", ">~"), "lessapprox": ("⪅", "<~"),
    },
    "open": {"lfloor": ("⌊", "floor("), "lceil": ("⌈", "ceil("), "langle": ("⟨", "<"), "{": ("{", "{")},
    "close": {"rfloor": ("⌋", ")"), "rceil": ("⌉", ")"), "rangle": ("⟩", ">"), "}": ("}", "}")},
}  # fmt: skip  # several signs a line
_FUNCTIONS = (
    "log lg ln exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det dim hom ker deg gcd Pr arg"
)
_LIMITED = "max min lim sup inf limsup liminf argmax argmin"
_BIG = {"sum": ("Σ", "sum"), "prod": ("Π", "product"), "int": ("∫", "integral")}
_BIG |= {"bigcup": ("⋃", "union"), "bigcap": ("⋂", "intersection"), "oint": ("∮", "integral")}
_BIG |= {
    "coprod": ("∐", "coproduct"),
    "iint": ("∬", "integral"),
    "bigoplus": ("⨁", "sum"),
    "bigotimes": ("⨂", "product"),
}
_ESCAPED = "%$#_&"

_PLAIN: dict[Kind, str] = {
    "operator": "+-*/",
    "relation": "=<>",
    "open": "([",
    "close": ")]",
    "comma": ",;:",
    "letter": "!?.'|@",
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

GAPS = {"\\,", "\\;", "\\:", "\\>", "\\!", "\\ ", "\\space", "\\enspace", "\\quad", "\\qquad", "~"}
STYLES = {
    "text", "textrm", "textit", "textbf", "textsf", "texttt", "textnormal", "mbox", "operatorname",
    "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "mathsf", "mathtt", "mathfrak", "mathscr",
}  # fmt: skip  # several names a line
r"""Commands for words; in the braces of those that begin with `math` a formula may stand as well."""

BOLD = {"boldsymbol", "bm"}
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7",
    "overrightarrow": "\u20d7", "overleftarrow": "\u20d6", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c",
    "overline": "\u0305",
}  # fmt: skip  # several signs a line
ALIGNED = {"aligned", "align", "align*", "split", "gathered", "gather", "gather*"}
MATRICES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", ""),
    "Bmatrix": ("{", "}"), "Vmatrix": ("‖", "‖"), "smallmatrix": ("", ""), "array": ("", ""),
    **dict.fromkeys(sorted(ALIGNED), ("", "")),
}  # fmt: skip  # several signs a line
BRACKETS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "\\{": "{", "\\}": "}", "\\|": "‖", "/": "/",
    "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\langle": "⟨", "\\rangle": "⟩",
    "\\lbrace": "{", "\\rbrace": "}",
}  # fmt: skip  # several signs a line
r"""What may stand after `\left` and `\right`; the dot stands for no bracket."""

BLACKBOARD = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
SCRIPT = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))

SIZES = {f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")}
NO_SIGNS = {
    *SIZES, "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
}  # fmt: skip  # several names a line
"""Commands that say how large or where something stands, which follows from what it is."""

WRAPPERS = {"mathop", "mathbin", "mathrel", "mathord", "ensuremath", "underbrace", "overbrace", "underline", "boxed"}
"""Commands of which only what is in their braces is shown."""

COMMANDS = {
    *SIGNS, *GAPS, *(f"\\{name}" for name in (*STYLES, *BOLD, *ACCENTS, *NO_SIGNS, *WRAPPERS)),
    "\\binom", "\\choose", "\\over", "\\not", "\\stackrel", "\\overset", "\\underset", "\\label",
    "\\frac", "\\dfrac", "\\tfrac", "\\sqrt", "\\left", "\\right", "\\begin", "\\end", "\\\\",
}  # fmt: skip  # several signs a line
"""Everything that may be written with a backslash, and the signs."""
