"""The words of LaTeX that are read when it is pasted, and the sentences for those that are not."""

from __future__ import annotations

import re

GREEK = frozenset({
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
})  # fmt: skip
FUNCTIONS = {
    **{name: name for name in ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "erf"]},
    "ln": "log", "lg": "log10", "sec": "sec", "csc": "csc", "cot": "cot", "coth": "coth",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan",
}  # fmt: skip
SIGNS = {
    "cdot": "·", "times": "*", "odot": "*", "circ": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "ge": ">=",
    "geq": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|",
    "leqslant": "<=", "geqslant": ">=", "lbrack": "[", "rbrack": "]", "lbrace": "(", "rbrace": ")", "{": "(", "}": ")",
}  # fmt: skip
NOTHING = frozenset({
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
    ",", ";", ":", "!", ">", "quad", "qquad", "displaystyle", "textstyle", "limits", "nolimits", "(", ")", "[", "]",
    "thinspace", " ", "\n",
})  # fmt: skip
PAIRS = {"|": "|", r"\vert": r"\vert", r"\lvert": r"\rvert", r"\{": r"\}", r"\lbrace": r"\rbrace"}
INDEX = re.compile(r"[-\d,: ]+")
FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
}
STYLES = frozenset(
    [
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "mathcal",
        "boldsymbol",
        "bm",
        "text",
        "textbf",
        "textrm",
        "operatorname",
        "mathbb",
    ]
)
TRANSPOSES = frozenset(
    {"T", r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\mathsfT", r"\mathrmT", "⊤", "ᵀ"}
)
REFUSALS = {
    "sum": r"\sum cannot be read: write sum(x), or sum(x, dim=0) for a sum over the rows.",
    "prod": r"\prod cannot be read: write prod(x).",
    "int": "An integral cannot be read here.",
    "partial": "A derivative cannot be read here: it is what is asked for.",
    "nabla": "A gradient cannot be read here: it is what is asked for.",
    "lVert": "A norm is written norm(x).", "Vert": "A norm is written norm(x).", "|": "A norm is written norm(x).",
    "pm": "± stands for two values; write the one that is meant.",
    "infty": "Infinity is not a number that can be computed with.",
    "dots": "Dots cannot be read here; write the terms out.", "ldots": "Dots cannot be read here; write the terms out.",
    "cdots": "Dots cannot be read here; write the terms out.",
    "begin": "Matrices and cases cannot be read here; write [[a, b], [c, d]], or where(x > 0, a, b).",
}  # fmt: skip
