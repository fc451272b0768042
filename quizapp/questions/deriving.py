"""What a derivation is about: which names are sampled from a domain, and which are drawn and printed like any other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.derivations import Derivation
from engine.equivalence.sampling import Domain, Space
from engine.errors import EngineError
from engine.language.spelling import canonical
from engine.public import evaluate
from quizapp.questions.draws import value_of
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import is_sampled
from quizapp.questions.streams import Stream
from quizapp.questions.templates import fill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.questions.model import Json, Question

MOST_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Derived:
    """One drawing: the numbers that are printed, and the derivation over everything else."""

    question: Question
    values: Mapping[str, Json]
    derivation: Derivation

    def filled(self, text: str) -> str:
        """Return a text of the question with its numbers in; raises QuestionError."""
        numbers = {canonical(name): value for name, value in self.values.items()}

        def values_of(expressions: Sequence[str]) -> list[Any]:
            try:
                return [evaluate(one, **numbers) for one in expressions]
            except EngineError as error:
                raise QuestionError(f"{self.question.id}: {error}") from error

        return fill(text, numbers, values_of)


def derived_from(question: Question, seed: int) -> Derived:
    """Return a drawing whose requirements some points meet; raises QuestionError where none does."""
    attempts = MOST_ATTEMPTS if question.generated and question.require else 1
    for attempt in range(attempts):
        values = _drawn(question, seed, attempt)
        derivation = _derivation(question, values)
        if not question.require or derivation.can_be_met:
            return Derived(question, values, derivation)
    raise QuestionError(f"{question.id} cannot be drawn: too few points meet {'; '.join(question.require)}.")


def _drawn(question: Question, seed: int, attempt: int) -> dict[str, Json]:
    identity = (question.id, question.version, seed, attempt)
    return {
        name: value_of(rule, Stream(*identity, name), name)
        for name, rule in question.given.items()
        if not is_sampled(rule)
    }


def _derivation(question: Question, values: Mapping[str, Json]) -> Derivation:
    domains = tuple(
        (
            canonical(name),
            Domain("fixed", value=frozen(values[name])) if name in values else domain_of(rule, name),
        )
        for name, rule in question.given.items()
        if not isinstance(values.get(name), str)
    )
    asked = tuple(canonical(ask.name) for ask in question.ask)
    try:
        derivation = _made(question.program, domains, asked, tuple(question.require))
        for name in asked:
            derivation.program.place(name)
    except EngineError as error:
        raise QuestionError(f"The program of {question.id} cannot be used: {error}") from error
    return derivation


@lru_cache(maxsize=256)
def _made(
    program: str, domains: tuple[tuple[str, Domain], ...], asked: tuple[str, ...], require: tuple[str, ...]
) -> Derivation:
    return Derivation(program, Space(dict(domains)), asked, require)


def frozen(value: Any) -> Any:
    """Return nested lists as tuples, which can be keys."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def domain_of(rule: Mapping[str, Any], name: str) -> Domain:
    """Return what a rule of ``given`` says of a name that is sampled; raises QuestionError for one that cannot be."""
    shape = tuple(rule.get("shape", ()))
    if "domain" in rule:
        said = rule["domain"]
        return (
            Domain(said)
            if isinstance(said, str)
            else Domain("interval", low=float(said[0]), high=float(said[1]))
        )
    if "onehot" in rule or "mask" in rule:
        kind = "onehot" if "onehot" in rule else "mask"
        return Domain(kind, tuple(rule[kind]))
    if "normal" in rule or "uniform" in rule:
        kind = "normal" if "normal" in rule else "uniform"
        low, high = map(float, rule[kind]) if shape else (0.0, 1.0)
        return Domain("normal" if kind == "normal" else "interval", shape or tuple(rule[kind]), low, high)
    if "choose" in rule:
        return Domain("choose", shape, value=frozen(rule["choose"]))
    if "integers" in rule:
        low, high = map(int, rule["integers"])
        return Domain("choose", shape, value=tuple(range(low, min(high, low + 1000) + 1)))
    raise QuestionError(
        f"{name} cannot be sampled: a size that is a letter has no place in {', '.join(rule)}."
    )
