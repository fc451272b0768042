"""How names are spelt: one canonical form for what people type, and the way back for drawing.

``λ``, ``lambda`` and ``lam`` are one name, so are ``ŷ`` and ``y_hat``, ``z₁`` and ``z1``. Canonical names are
ASCII. Where two canonical forms are one name to a person (``W_1`` and ``W1``, ``yhat`` and ``y_hat``),
``key`` is equal: the reader picks the one that is known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lam", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
VARIANTS = {
    "ϵ": "ε",
    "ϕ": "φ",
    "ϑ": "θ",
    "ϱ": "ρ",
    "ς": "σ",
    "µ": "μ",
    "Ω": "Ω",
    "∆": "Δ",
    "ℒ": "L",
    "ℓ": "l",
}
LOOK_ALIKES = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)
)  # Greek letters drawn as Latin ones
WORDS = {"lambda": "lam", "epsilon": "eps", "varepsilon": "eps", "varphi": "phi", "vartheta": "theta"}

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot"}
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx", strict=True))
PRECOMPOSED = "âêîôûŵŷĉĝĥĵŝẑÂÊÎÔÛŴŶĈĜĤĴŜẐãẽĩñõũṽỹÃẼĨÑÕŨṼỸāēīōūȳḡĀĒĪŌŪȲḠȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżȦḂĊḊĖḞĠḢṀṄȮṖṘṠṪẆẊẎŻ"

CONSTANTS = frozenset({"e", "pi"})

_GLUED = re.compile(r"([A-Za-z]\w*?)(hat|tilde|bar)(\d*)$", re.ASCII)
_HEAD = re.compile(r"[A-Za-z]+")
_PIECES = re.compile(r"_+|(?<=hat|bar|dot|new)(?=\d)|(?<=tilde)(?=\d)")
_SUFFIXES = frozenset({"hat", "tilde", "bar", "dot", "new"})


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """Return the canonical ASCII form of a name as typed; a canonical name comes back as it is.

    ``λ₁`` → ``lam1``, ``ŷ`` → ``y_hat``, ``θ_t`` → ``theta_t``, ``zᵢ`` → ``z_i``.
    """
    if not name.isascii():
        name = _to_ascii(name)
    head = _HEAD.match(name)
    if head and head.group() in WORDS:
        return WORDS[head.group()] + name[head.end() :]
    return name


def _to_ascii(name: str) -> str:
    """Spell out Greek letters, accents, subscripts and the letters of the mathematical alphabets."""
    body: list[str] = []
    accents: list[str] = []
    subscript = ""
    for character in unicodedata.normalize("NFD", "".join(plain_letter(one) for one in name)):
        if character in SUBSCRIPTS:
            subscript += SUBSCRIPTS[character]
        elif character in ACCENTS:
            accents.append("_" + ACCENTS[character])
        else:
            body.append(GREEK.get(character, character))
    joint = "_" if subscript and not subscript.isdigit() else ""
    stem, underscore, rest = "".join(body).partition("_")
    return stem + "".join(accents) + joint + subscript + underscore + rest


def plain_letter(character: str) -> str:
    """Return the plain letter of a styled one (``𝐖`` → ``W``, ``𝜎`` → ``σ``, ``ϵ`` → ``ε``)."""
    if "\U0001d400" <= character <= "\U0001d7cb":
        character = unicodedata.normalize("NFKC", character)
    return VARIANTS.get(character, character)


@lru_cache(maxsize=4096)
def key(name: str) -> tuple[str, ...]:
    """Return what two canonical names share when a person would call them one name.

    ``W_1`` and ``W1``; ``yhat`` and ``y_hat``; ``m_hat_1``, ``m_hat1`` and ``m1_hat``.
    """
    glued = _GLUED.match(name)
    if glued and "_" not in name:
        return (glued.group(1) + glued.group(3), glued.group(2))
    stem, *rest = _PIECES.split(name.strip("_"))
    suffixes = [part for part in rest if part in _SUFFIXES]
    return (stem + "".join(part for part in rest if part not in _SUFFIXES), *suffixes)
