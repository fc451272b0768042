"""What a bug question is made of: a program's listing over its domain, and the slips that can be planted in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.sampling import Domain
from engine.errors import EngineError
from engine.language.spelling import canonical
from engine.spoiling import Listing, Slip, listing_of, slips
from quizapp.questions.deriving import domain_of, frozen
from quizapp.questions.errors import QuestionError
from quizapp.questions.templates import holes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.questions.model import Json


def listing_for(source: Mapping[str, Json]) -> Listing:
    """Return the listing of a question's program; raises QuestionError where it has none."""
    if "program" not in source:
        raise QuestionError("there is no program that a wrong line could be planted in")
    domains = tuple(
        (canonical(name), _domain(rule, name))
        for name, rule in source.get("given", {}).items()
        if not isinstance(rule, str)
    )
    try:
        return listing_of(source["program"], domains, tuple(source.get("require", ())))
    except EngineError as error:
        raise QuestionError(f"this program cannot be listed: {error}") from error


def slips_for(source: Mapping[str, Json]) -> tuple[Slip, ...]:
    """Return the slips that can be planted: the author's that are one line, and the catalogue's."""
    return _slips(listing_for(source), tuple(_by_author(source)))


@lru_cache(maxsize=128)
def _slips(listing: Listing, others: tuple[Slip, ...]) -> tuple[Slip, ...]:
    return slips(listing, others)


def _by_author(source: Mapping[str, Json]) -> Iterator[Slip]:
    for number, one in enumerate(source.get("mistakes", ()), start=1):
        if not holes(one["says"]):
            yield Slip(canonical(one["part"]), one["value"], f"author.{number}", one["says"].strip())


def _domain(rule: Any, name: str) -> Domain:
    """Return the domain that a draw stands for: formulas are compared on all of it, not on one drawing."""
    if not isinstance(rule, dict):
        return Domain("fixed", value=frozen(rule))
    shape = tuple(rule.get("shape", ()))
    if "from" in rule:
        return Domain("interval", shape, float(rule["from"]), float(rule["to"]))
    if "labels" in rule:
        return Domain("choose", (rule["labels"],), value=tuple(range(rule["classes"])))
    if "init" in rule:
        return Domain("normal", shape)
    for kind, domain in (("normal", "normal"), ("uniform", "interval")):
        listed = rule.get(kind, ())
        if not shape and len(listed) == 2 and not any(isinstance(one, str) for one in listed):
            return Domain(domain, (), float(listed[0]), float(listed[1]))
    return domain_of(rule, name)


def given_in_words(source: Mapping[str, Json], listing: Listing) -> str:
    """Return what the listing begins with, each name with its shape: "Given: `X` (N×d), `eta`"."""
    listed = []
    for name, rule in source.get("given", {}).items():
        if isinstance(rule, str):
            continue
        domain = listing.derivation.space.domains[canonical(name)]
        sizes = domain.shape or np.shape(domain.value[0] if domain.kind == "choose" else domain.value or 0.0)
        shape = f" ({'×'.join(map(str, sizes))})" if sizes else ""
        listed.append(f"`{canonical(name)}`{shape}")
    return f"Given: {', '.join(listed)}." if listed else ""
