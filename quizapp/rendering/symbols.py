"""The symbols that formulas are made of: how each is drawn, typed in seven bits, and said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a symbol does in a line; it decides the space around it."""

    ORDINARY = "ordinary"
    BINARY = "binary"
    RELATION = "relation"
    OPENING = "opening"
    CLOSING = "closing"
    BAR = "bar"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One symbol: its character, its seven-bit form, its words, and its kind."""

    shown: str
    ascii: str
    words: str
    kind: Kind = Kind.ORDINARY


# Tables: name, character, seven-bit form (␣ for a space), words.
_GREEK = """
alpha α  beta β  gamma γ  delta δ  epsilon ϵ  varepsilon ε  zeta ζ  eta η  theta θ  vartheta ϑ  iota ι  kappa κ
lambda λ  mu μ  nu ν  xi ξ  pi π  varpi ϖ  rho ρ  varrho ϱ  sigma σ  varsigma ς  tau τ  upsilon υ  phi ϕ  varphi φ
chi χ  psi ψ  omega ω  Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω
"""
_ORDINARY = r"""
infty ∞ inf infinity
partial ∂ d partial
nabla ∇ grad nabla
forall ∀ forall for all
exists ∃ exists there exists
nexists ∄ not␣exists there exists no
emptyset ∅ {} the empty set
varnothing ∅ {} the empty set
top ⊤ T top
bot ⊥ _|_ bottom
prime ′ ' prime
dagger † + dagger
ell ℓ l ell
hbar ℏ hbar h bar
Re ℜ Re real part
Im ℑ Im imaginary part
aleph ℵ aleph aleph
angle ∠ angle angle
degree ° deg degrees
neg ¬ not␣ not
lnot ¬ not␣ not
ldots … ... and so on
dots … ... and so on
dotsc … ... and so on
dotsb ⋯ ... and so on
cdots ⋯ ... and so on
vdots ⋮ : and so on
ddots ⋱ ... and so on
checkmark ✓ (ok) check
backslash \ \ backslash
% % % percent
# # # number
_ _ _ underscore
& & & and
$ $ $ dollars
"""
_BINARY = r"""
pm ± +- plus or minus
mp ∓ -+ minus or plus
cdot · * times
times × x times
div ÷ / divided by
ast ∗ * star
star ⋆ * star
circ ∘ o composed with
bullet ∙ * bullet
odot ⊙ (*) element-wise times
otimes ⊗ (x) tensor times
oplus ⊕ (+) direct plus
ominus ⊖ (-) circled minus
cup ∪ union union
cap ∩ intersect intersection
setminus ∖ \ without
wedge ∧ and and
land ∧ and and
vee ∨ or or
lor ∨ or or
bmod mod mod modulo
"""
_RELATIONS = r"""
lt < < is less than
gt > > is greater than
le ≤ <= is at most
leq ≤ <= is at most
leqslant ≤ <= is at most
ge ≥ >= is at least
geq ≥ >= is at least
geqslant ≥ >= is at least
ne ≠ != is not equal to
neq ≠ != is not equal to
ll ≪ << is much less than
gg ≫ >> is much greater than
approx ≈ ~= is approximately
simeq ≃ ~= is similar to
cong ≅ =~ is congruent to
equiv ≡ == is identical to
triangleq ≜ := is defined as
coloneqq ≔ := is defined as
sim ~ ~ is distributed as
propto ∝ prop␣to is proportional to
in ∈ in in
ni ∋ contains contains
notin ∉ not␣in not in
subset ⊂ subset is a proper subset of
subseteq ⊆ subseteq is a subset of
supset ⊃ superset is a proper superset of
supseteq ⊇ superseteq is a superset of
to → -> to
rightarrow → -> to
longrightarrow ⟶ --> to
leftarrow ← <- becomes
gets ← <- becomes
longleftarrow ⟵ <-- becomes
leftrightarrow ↔ <-> if and only if
uparrow ↑ ^ up
downarrow ↓ v down
Rightarrow ⇒ => implies
implies ⟹ ==> implies
Longrightarrow ⟹ ==> implies
Leftarrow ⇐ <= is implied by
Leftrightarrow ⇔ <=> if and only if
iff ⟺ <=> if and only if
mapsto ↦ |-> maps to
rightsquigarrow ⇝ ~> leads to
mid | | given
parallel ‖ || parallel to
perp ⊥ _|_ is perpendicular to
vdash ⊢ |- proves
models ⊨ |= models
succ ≻ > succeeds
prec ≺ < precedes
succeq ⪰ >= succeeds or equals
preceq ⪯ <= precedes or equals
"""
_OPENING = r"""
{ { { open brace
lbrace { { open brace
lbrack [ [ open bracket
langle ⟨ < open angle
lfloor ⌊ floor( floor of
lceil ⌈ ceil( ceiling of
lvert | | open bar
lVert ‖ || open norm
"""
_CLOSING = r"""
} } } close brace
rbrace } } close brace
rbrack ] ] close bracket
rangle ⟩ > close angle
rfloor ⌋ ) end floor
rceil ⌉ ) end ceiling
rvert | | close bar
rVert ‖ || close norm
"""
_PUNCTUATION = r"""
colon : : colon
"""
_BARS = r"""
| ‖ || double bar
vert | | bar
Vert ‖ || double bar
"""

# Operators whose name is written upright. Those that take what is under them as a limit are in LIMIT_NAMES.
_UPRIGHT = "log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan arg dim ker deg"
_LIMITED = "max min sup inf lim liminf limsup det gcd Pr argmax argmin"
LIMIT_NAMES = frozenset(_LIMITED.split())
NAMES = LIMIT_NAMES.union(_UPRIGHT.split())
SPELLED = {
    "argmax": "arg max",
    "argmin": "arg min",
    "limsup": "lim sup",
    "liminf": "lim inf",
}
SAID = {
    "log": "log",
    "ln": "natural log",
    "exp": "exp",
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "sinh": "hyperbolic sine",
    "cosh": "hyperbolic cosine",
    "det": "determinant",
    "lim": "limit",
    "max": "max",
    "min": "min",
    "Pr": "probability",
}

# Big operators: command, character, seven-bit form, words.
BIG = {
    "sum": Glyph("∑", "sum", "sum"),
    "prod": Glyph("∏", "prod", "product"),
    "coprod": Glyph("∐", "coprod", "coproduct"),
    "int": Glyph("∫", "int", "integral"),
    "iint": Glyph("∬", "iint", "double integral"),
    "oint": Glyph("∮", "oint", "contour integral"),
    "bigcup": Glyph("⋃", "union", "union"),
    "bigcap": Glyph("⋂", "intersect", "intersection"),
    "bigoplus": Glyph("⨁", "(+)", "direct sum"),
    "bigotimes": Glyph("⨂", "(x)", "tensor product"),
    "bigodot": Glyph("⨀", "(*)", "element-wise product"),
    "bigvee": Glyph("⋁", "or", "disjunction"),
    "bigwedge": Glyph("⋀", "and", "conjunction"),
}
INTEGRALS = frozenset({"int", "iint", "oint"})

# Accents: combining character, seven-bit suffix and words, sign drawn above a long body.
ACCENTS = {
    "hat": ("\u0302", "hat", "^"),
    "widehat": ("\u0302", "hat", "^"),
    "bar": ("\u0304", "bar", "_"),
    "overline": ("\u0304", "bar", "_"),
    "tilde": ("\u0303", "tilde", "~"),
    "widetilde": ("\u0303", "tilde", "~"),
    "dot": ("\u0307", "dot", "."),
    "ddot": ("\u0308", "ddot", "¨"),
    "vec": ("\u20d7", "vec", "→"),
    "overrightarrow": ("\u20d7", "vec", "→"),
    "check": ("\u030c", "check", "ˇ"),
    "breve": ("\u0306", "breve", "˘"),
    "acute": ("\u0301", "acute", "´"),
    "grave": ("\u0300", "grave", "`"),
    "mathring": ("\u030a", "ring", "°"),
    "underline": ("\u0332", "underlined", "_"),
}

NARROW_ACCENTS = frozenset(ACCENTS) - {"widehat", "widetilde", "overline", "overrightarrow", "underline"}

# What \not in front of a relation makes of it, where that has a character of its own.
NEGATED = {"=": "ne", "∈": "notin", "∃": "nexists"}


def _greek() -> dict[str, Glyph]:
    names = _GREEK.split()
    table = {}
    for name, shown in zip(names[::2], names[1::2], strict=True):
        plain = name.removeprefix("var") if name != "varepsilon" else "epsilon"
        table[name] = Glyph(shown, plain, plain)
    return table


def _read(table: str, kind: Kind) -> dict[str, Glyph]:
    rows = (line.split(None, 3) for line in table.strip().split("\n"))
    return {
        name: Glyph(shown, seven_bit.replace("␣", " "), words, kind) for name, shown, seven_bit, words in rows
    }


# Command, without its backslash → symbol.
COMMANDS: dict[str, Glyph] = {
    **_greek(),
    **_read(_ORDINARY, Kind.ORDINARY),
    **_read(_BINARY, Kind.BINARY),
    **_read(_RELATIONS, Kind.RELATION),
    **_read(_OPENING, Kind.OPENING),
    **_read(_CLOSING, Kind.CLOSING),
    **_read(_PUNCTUATION, Kind.PUNCTUATION),
    **_read(_BARS, Kind.BAR),
}

MINUS = Glyph("-", "-", "minus", Kind.BINARY)

# Character as typed → symbol: those of ASCII, and every drawn character in its own right (α, ≤, ∂).
CHARACTERS: dict[str, Glyph] = {
    **{glyph.shown: glyph for glyph in reversed(COMMANDS.values()) if not glyph.shown.isascii()},
    "−": MINUS,
    "+": Glyph("+", "+", "plus", Kind.BINARY),
    "-": MINUS,
    "*": Glyph("*", "*", "times", Kind.BINARY),
    "=": Glyph("=", "=", "equals", Kind.RELATION),
    "<": COMMANDS["lt"],
    ">": COMMANDS["gt"],
    ":": Glyph(":", ":", "colon", Kind.RELATION),
    "(": Glyph("(", "(", "open paren", Kind.OPENING),
    ")": Glyph(")", ")", "close paren", Kind.CLOSING),
    "[": COMMANDS["lbrack"],
    "]": COMMANDS["rbrack"],
    "|": COMMANDS["vert"],
    ",": Glyph(",", ",", "comma", Kind.PUNCTUATION),
    ";": Glyph(";", ";", "semicolon", Kind.PUNCTUATION),
    "/": Glyph("/", "/", "divided by"),
    ".": Glyph(".", ".", "point"),
    "!": Glyph("!", "!", "factorial", Kind.CLOSING),
    "?": Glyph("?", "?", "question mark"),
}
