"""What a mistake costs: building and running one, and looking for all of them behind an answer.

A program is read anew for each measurement, so that nothing is built beforehand.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.engine import full_step, medians, values
from benchmarks.report import Row
from engine.building import Builder
from engine.mistakes import diagnose, variants, visible
from engine.mistakes.catalogue import CATALOGUE
from engine.mistakes.diagnosis import made
from engine.mistakes.survey import Survey
from engine.patching import Rerun
from engine.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 20  # rounds of a whole diagnosis


def fresh(program: Program) -> Program:
    """Return a program about which nothing is known yet."""
    again = program.rewrite(lambda _builder, _node, _place, _args: None)
    return Program(
        again.nodes, again.names, again.groups, again.scalars, again.gradients, again.contributions
    )


def one_mistake(program: Program, given: dict[str, Any]) -> Callable[[str, str], Callable[[], Any]]:
    """Return what makes one mistake anew and runs it to one name, beside the run of the right program."""
    survey, trace = Survey(program), program.run(given)

    def call(mistake: str, name: str) -> Callable[[], Any]:
        found = next(one for one in CATALOGUE if one.id == mistake and any(one.find(survey)))
        site, place = next(iter(found.find(survey))), program.place(name)

        def build_and_run() -> Any:
            variant = made(survey, Builder.beside(program), found, (site,))
            return variant and Rerun(variant.patch, trace, given).value(place)

        return build_and_run

    return call


def building_rows() -> list[Row]:
    """Measure building and running single mistakes on 2-3-1, beside one traced run of the right step."""
    program, given = full_step(), values(2, 3, 1, 1)
    call = one_mistake(program, given)
    wanted = [("forgot-two", "sW1.w"), ("forgot-activation-derivative", "dW1"), ("epsilon-inside", "sW1.w")]
    calls = {mistake: call(mistake, name) for mistake, name in wanted}
    found = medians({"right": lambda: program.run(given), **calls}, 200)
    base = found["right"]
    return [
        Row(
            f"building and running {mistake} on 2-3-1",
            found[mistake] / base,
            1.4,
            note=f"traced run {base * 1e6:.0f} µs",
        )
        for mistake in calls
    ]


def diagnosis_rows() -> list[Row]:
    """Measure a whole diagnosis of one answer with a two-layer network and Adam: the first, and any later one."""
    program, given = full_step(), values(4, 8, 1, 4)
    programs = [fresh(program) for _ in range(ROUNDS)]
    for one in programs:
        one.run(given)  # the question was asked: the right program has run
    wrong = 3 * program.run(given)["dW1"]
    first = [_milliseconds(partial(diagnose, one, given, "dW1", wrong)) for one in programs]
    later = [_milliseconds(partial(diagnose, programs[0], given, "dW1", wrong)) for _ in range(ROUNDS)]
    everything = [_milliseconds(partial(visible, programs[0], given)) for _ in range(ROUNDS)]
    note = f"{len(variants(programs[0]))} variants"
    return [
        Row("first diagnosis of an answer, whole catalogue", _median(first), 50.0, "ms", note),
        Row("later diagnosis of an answer", _median(later), 50.0, "ms", note),
        Row("where every mistake leads, all names", _median(everything), 50.0, "ms", note),
    ]


def _milliseconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e3


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def rows() -> list[Row]:
    """Return the table."""
    return building_rows() + diagnosis_rows()
