"""Answers that are nearly right, and others: none may count as correct that fifty digits tell apart at other points.

A third are near misses: another value in one region, at one point, on one side of zero, or off by a constant of 1e-6.
The others are slips in the writing (a sign, a factor, a name, an op) and right answers in other words.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

from engine import equivalent
from engine.language.printing import to_text
from engine.language.reader import parse_expression
from engine.language.tree import Binary, Call, Name, Number, Tree, Unary
from engine.language.walk import walk
from tests.audit import array_misses, fifty
from tests.audit.rewriting import _at, _places, _with, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANSWERS = 100_000
POINTS = 60
BATCH = 100
ARRAYS_EACH = 20  # every so many batches are lines of array derivations, which take ten times as long
CERTIFIED_EACH = 8  # of the rewritten lines of arrays, which are right by how they are made
FORMS = (
    "sigmoid(z) - y", "tanh(z)*w", "z*normal_cdf(z) + w", "exp(z/4) - w", "z**3/(1 + z**2) + w", "softplus(z) - y*z",
    "-(y*log(sigmoid(z)) + (1 - y)*log(1 - sigmoid(z)))", "relu(z)*w", "maximum(z, w) - y", "(1 - eta*lam)**3*w",
    "eta*z/(sqrt(z**2) + 0.1)", "sigmoid(z)*(1 - sigmoid(z))", "1 - tanh(z)**2", "w - eta*2*(w*z - y)*z", "log(1 + p)",
    "sqrt(p)*z", "p*log(p) + y", "exp(-z**2/2)", "abs(z) + w", "(z - w)**2/2", "1/(1 + p)", "z/(1 + abs(z))",
    "where(z > 0, z, 0.1*z)", "where(abs(z) <= 1, z**2/2, abs(z) - 0.5)", "cos(z) + w", "p**1.5 - w", "eta*(z - lam*w)",
    "z*sigmoid(z)", "(1 + eta)**5 - 1", "minimum(z, 6) + w", "w*z + b", "2*(w*z + b - y)", "log(p/(1 - y))",
)  # fmt: skip
DOMAINS: dict[str, Any] = {
    "z": "real", "w": "real", "b": "real", "p": "positive", "y": (0.05, 0.95), "eta": (0.0, 1.0), "lam": (0.0, 1.0),
}  # fmt: skip
NEAR = (
    "{f} + {c}*({n} > {k})",
    "{f} + {c}*({n} < -{k})",
    "{f} + {c}*({n} > {k})*({n} < {k2})",
    "{f} + {c}*({s}*{n} > {k})*({s}*{n} < {k2})",
    "{f} + {c}*relu({n} - {k})",
    "where({n} == {k}, {f} + {c}, {f})",
    "where({n} >= {k}, {f}, ({f}) + {c})",
    "({f})*(1 + {c})",
    "{f} + {c}*sign({n})",
    "{f} + {c}*(abs({n}) - {n})",
    "{f} + 0.000001",
    "{f} - 1e-6",
    "{f} + {c}*(3*{n} + 2 > {k})",
    "{f} + {c}*(exp({n}/9) > {k})",
    "{f} + {c}*maximum({n} - {k}, 0)",
    "({f})*(1 + {c}*({n} > {k}))",
    "{f} + {c}*relu(-{n} - {k})**2",
    "{f} + {c}*({n}**2 < {k})",
    "{f} + {c}*(abs({n} - {k}) < 0.25)",
    "{f} + {c}*(sqrt({n}**2) - {n})",
)
EDGES = (  # another value at one place only, which no decimal is: known to differ by how they are made
    "{f} + {c}*({s}*{n} >= {k}) - {c}*({s}*{n} > {k})",
    "where({s}*{n} == {k}, ({f}) + {c}, {f})",
    "{f} + {c}*({n} <= {k}/{s})*({n} >= {k}/{s})",
    "({f}) + {c} - {c}*sign({s}*{n} - {k})**2",
)
EDGES_EACH = 24  # every so many answers
SIZES = ("1e-2", "1e-3", "1e-6", "1e-9")
TIMES = ("2", "3", "0.7", "5")
SWAPS = {"+": "-", "-": "+", "*": "/", "/": "*", ">": ">=", "<": "<="}
OTHER_CALLS = {
    "sigmoid": "tanh", "tanh": "sigmoid", "exp": "sigmoid", "relu": "abs", "abs": "relu", "softplus": "relu",
    "maximum": "minimum", "minimum": "maximum", "normal_cdf": "sigmoid", "log": "sqrt", "sqrt": "log", "cos": "tanh",
}  # fmt: skip


@dataclass(slots=True)
class Found:
    """What came of many answers."""

    answers: int = 0
    near: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)  # correct, but certified to be another function
    refused: list[str] = field(default_factory=list)  # wrong, but the same in other words
    slowest: float = 0.0

    def add(self, other: Found) -> None:
        """Add another's counts."""
        self.answers += other.answers
        self.near += other.near
        self.outcomes += other.outcomes
        self.false += other.false
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)

    @property
    def within(self) -> bool:
        """Whether nothing was misjudged."""
        return not self.false and not self.refused


def audit_arrays(job: tuple[int, int]) -> Found:
    """Judge so many lines of array derivations; two of three are near misses."""
    seed, count = job
    source, found = Random(seed), Found()  # noqa: S311  answers, not secrets
    while found.answers < count:
        instance, part = source.choice(array_misses.sheets())
        kind = "words" if found.answers % 3 == 2 else "near"
        make = array_misses.in_other_words if kind == "words" else array_misses.near_miss
        line = make(instance, part, source)
        if line is None:
            continue
        start = time.perf_counter()
        word = array_misses.word_of(instance, part, line)
        found.slowest = max(found.slowest, time.perf_counter() - start)
        found.answers += 1
        found.near += kind == "near"
        found.outcomes[f"{kind} of arrays: {word}"] += 1
        looked_at = kind == "near" or found.answers % CERTIFIED_EACH == 0
        if word == "correct" and looked_at and (where := array_misses.apart(instance, part, line, source)):
            found.false.append(f"{instance.question.id} {part.name} = {line} at {where}")
        if kind == "words" and word not in ("correct", "undecided"):
            found.refused.append(f"{instance.question.id} {part.name} = {line}: {word}")
    return found


def audit(job: tuple[int, int]) -> Found:
    """Judge so many answers, drawn from a seed; every third is a near miss."""
    seed, count = job
    if seed % ARRAYS_EACH == 0:
        return audit_arrays(job)
    source, found = Random(seed), Found()  # noqa: S311  answers, not secrets
    for number in range(count):
        form = source.choice(FORMS)
        kind = ("near", "slip", "words" if number % 2 else "slip")[number % 3]
        kind = kind if number % EDGES_EACH else "edge"
        answer = _MADE[kind](form, source)
        _judge(found, kind, answer, form, source)
    return found


def _judge(found: Found, kind: str, answer: str, form: str, source: Random) -> None:
    start = time.perf_counter()
    domain = {name: DOMAINS[name] for name in _names(parse_expression(form))}
    extra = {name: DOMAINS[name] for name in _names(parse_expression(answer)) if name not in domain}
    outcome = equivalent(answer, form, domain={**domain, **extra})
    found.slowest = max(found.slowest, time.perf_counter() - start)
    found.answers += 1
    found.near += kind in ("near", "edge")
    found.outcomes[f"{kind}: {outcome.kind}"] += 1
    if outcome.kind == "same" and kind == "edge":
        found.false.append(f"{answer!r} for {form!r} at an edge")
    elif outcome.kind == "same" and (where := apart(answer, form, {**domain, **extra}, source)):
        found.false.append(f"{answer!r} for {form!r} at {where}")
    if outcome.kind in ("different", "unreadable") and kind == "words":
        found.refused.append(f"{answer!r} for {form!r}: {outcome.reason}")


# Answers


def near_miss(form: str, source: Random) -> str:
    """Return a form that is off by little, or in a part of its domain."""
    names = _unbounded(form)
    low = source.choice([0.25, 0.5, 1.0, 1.7, 2.0, 3.0, 5.0, 9.0])
    return source.choice(NEAR).format(
        f=form,
        c=source.choice(SIZES),
        n=source.choice(names),
        k=f"{low:g}",
        k2=f"{low + source.choice([0.1, 0.3, 1.0]):g}",
        s=source.choice(TIMES),
    )


def on_an_edge(form: str, source: Random) -> str:
    """Return a form with another value at one fraction."""
    c, n, s, k = (source.choice(of) for of in (SIZES, _unbounded(form), ("3", "7", "11"), ("1", "2", "5")))
    return source.choice(EDGES).format(f=form, c=c, n=n, s=s, k=k)


def _unbounded(form: str) -> list[str]:
    return [one for one in _names(parse_expression(form)) if DOMAINS[one] in ("real", "positive")] or ["z"]


def slip(form: str, source: Random) -> str:
    """Return a form with one thing written otherwise."""
    tree = parse_expression(form)
    places = list(_places(tree))
    source.shuffle(places)
    for path in places:
        changed = _slipped(_at(tree, path), source)
        if changed is not None:
            return to_text(_with(tree, path, changed))
    return f"2*({form})"


def in_other_words(form: str, source: Random) -> str:
    """Return the same function, rewritten by random algebra."""
    return to_text(rewritten(parse_expression(form), source))


_MADE = {"near": near_miss, "edge": on_an_edge, "slip": slip, "words": in_other_words}


def _slipped(tree: Tree, source: Random) -> Tree | None:
    if isinstance(tree, Binary) and tree.op in SWAPS and source.random() < 0.7:
        return replace(tree, op=SWAPS[tree.op])
    if isinstance(tree, Binary):
        return source.choice([tree.left, tree.right, Unary("-", tree), Binary("*", Number(2.0), tree)])
    if isinstance(tree, Call) and tree.op in OTHER_CALLS:
        return replace(tree, op=OTHER_CALLS[tree.op])
    if isinstance(tree, Name) and tree.id in DOMAINS:
        return source.choice([Unary("-", tree), Number(1.0), Binary("+", tree, Number(1e-6))])
    return Number(tree.value * 1.0001 + 1e-7) if isinstance(tree, Number) else None


def _names(tree: Tree) -> list[str]:
    return list(dict.fromkeys(one.id for one in walk(tree) if isinstance(one, Name) and one.id in DOMAINS))


# Certifying


def apart(answer: str, form: str, domain: Mapping[str, Any], source: Random) -> str:
    """Return a point of the domain at which fifty digits tell two expressions apart; nothing where none does."""
    one, other = parse_expression(answer), parse_expression(form)
    for at in _points(answer, domain, source):
        if fifty.surely_apart(one, other, at):
            return str(at)
    return ""


def _points(answer: str, domain: Mapping[str, Any], source: Random) -> Iterator[dict[str, str]]:
    """Yield points that the engine does not know of: at random, and about the numbers that are written."""
    written = [one.value for one in walk(parse_expression(answer)) if isinstance(one, Number)]
    for _ in range(POINTS):
        yield {name: _drawn(said, written, source) for name, said in domain.items()}


def _drawn(said: Any, written: list[float], source: Random) -> str:
    if isinstance(said, tuple):
        return f"{source.uniform(*said):.12g}"
    if written and source.random() < 0.5:
        kink = source.choice(written) / float(source.choice(("1", *TIMES)))
        size = kink + source.choice([0.0, 0.0, 0.01, -0.01, 0.05, 0.2, -0.2])
    else:
        size = 10 ** source.uniform(-2, 2)
    sign = -1.0 if said == "real" and source.random() < 0.5 else 1.0
    return f"{sign * size if said == 'real' else max(abs(size), 1e-6):.12g}"


# The long form


def main(answers: int = ANSWERS, processes: int = 2) -> int:
    """Judge many answers, print what came of them, and return the exit code: 1 where one was misjudged."""
    whole, start = Found(), time.monotonic()
    jobs = [
        (20260501 + number, min(BATCH, answers - BATCH * number)) for number in range(-(-answers // BATCH))
    ]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        try:
            for found in pool.imap_unordered(audit, jobs):
                whole.add(found)
                minutes = (time.monotonic() - start) / 60
                told = "".join(f"\n{line}\n" for line in (*found.false, *found.refused))
                sys.stderr.write(
                    f"{told}\r{whole.answers:,} of {answers:,} answers, {minutes:.1f} minutes   "
                )
                sys.stderr.flush()
        except KeyboardInterrupt:
            sys.stderr.write("\nInterrupted: this is what was judged so far.")
    lines = [f"{count:>8,}  {what}" for what, count in sorted(whole.outcomes.items())]
    lines += [
        f"{whole.answers:>8,}  answers, {whole.near:,} of them near misses; the slowest {whole.slowest:.2f} s"
    ]
    lines += [f"{len(whole.false):>8,}  correct, but another function", *whole.false[:20]]
    lines += [f"{len(whole.refused):>8,}  wrong, but the same in other words", *whole.refused[:20]]
    sys.stderr.write("\n")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if whole.within else 1
