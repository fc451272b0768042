"""What a mistake is: where it can be made, what then stands there, and the sentence that explains it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.mistakes.patterns import form, found, root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.mistakes.survey import Survey
    from engine.patching import Draft


@dataclass(frozen=True, slots=True)
class Site:
    """A node at which a mistake can be made; ``bound`` are the nodes it is about, by the names of its form."""

    place: int
    bound: Mapping[str, int] = field(default_factory=dict)


Find: TypeAlias = "Callable[[Survey], Iterator[Site]]"
Edit: TypeAlias = "Callable[[Draft, Survey, Site], int | None]"
Condition: TypeAlias = "Callable[[Survey, Site], bool]"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One misconception.

    ``edit`` returns what stands at the site instead, or None where it has replaced other nodes itself or there is
    nothing to replace. ``says`` speaks to the learner; ``{x}`` is the node the site calls x, by its name or expression.
    """

    id: str
    says: str
    find: Find
    edit: Edit


def written(survey: Survey, site: Site) -> bool:
    """Tell whether a person computes the site, and no derivative rule."""
    return survey.written(site.place)


def typed(survey: Survey, site: Site) -> bool:
    """Tell whether the program's own text has the site."""
    return survey.typed(site.place)


def at(*ops: str, when: Condition = written) -> Find:
    """Find the nodes of some ops."""

    def find(survey: Survey) -> Iterator[Site]:
        sites = (Site(place) for place in survey.places(*ops))
        return (site for site in sites if when(survey, site))

    return find


def formed(text: str, when: Condition = written) -> Find:
    """Find the nodes of a form; a node that is of it in two ways counts once for each."""
    tree, op = form(text), root(text)

    def find(survey: Survey) -> Iterator[Site]:
        for place in survey.places(op):
            for bound in found(survey, tree, place, {}):
                site = Site(place, bound)
                if when(survey, site):
                    yield site

    return find


def instead(text: str) -> Edit:
    """Write an expression over what the site's names stand for."""

    def edit(draft: Draft, _survey: Survey, site: Site) -> int:
        return draft.rule(text, **site.bound)

    return edit


def over_operands(text: str, names: str) -> Edit:
    """Write an expression over the site's operands, named in order."""

    def edit(draft: Draft, survey: Survey, site: Site) -> int:
        return draft.rule(text, **dict(zip(names.split(), survey.args(site.place), strict=True)))

    return edit


def slip(id: str, says: str, form_: str, wrong: str, when: Condition = written) -> Mistake:  # noqa: A002  what it is called
    """Return a mistake that writes one expression for another."""
    return Mistake(id, says, formed(form_, when), instead(wrong))


def operand(slot: int) -> Edit:
    """Leave an op out: its operand stands there."""
    return lambda _draft, survey, site: survey.args(site.place)[slot]


def both(*conditions: Condition) -> Condition:
    """Ask for several conditions."""
    return lambda survey, site: all(condition(survey, site) for condition in conditions)


def where(check: Callable[..., bool], *conditions: Condition) -> Condition:
    """Ask ``check(survey, x=…, y=…)`` of what the form's names stand for, and other conditions."""
    return lambda survey, site: (
        all(condition(survey, site) for condition in (conditions or (written,)))
        and check(survey, **site.bound)
    )
