"""The training runs of a question: recipes of the engine by name, drawn from the seed, their values open to expressions."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import recipes
from engine.errors import EngineError
from quizapp.questions import computing
from quizapp.questions.drawing import Drawn
from quizapp.questions.draws import draw
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.recipes import Experiment
    from quizapp.questions.model import Json, Question

MOST_ATTEMPTS = 40
_WORDS = re.compile(r"@\{\s*(\w+)\.(description|pattern|activation|init|residual)\s*\}")


@dataclass(frozen=True, slots=True)
class Observed:
    """One drawing with its runs by name; ``main`` is the run that is shown."""

    drawn: Drawn
    values: Mapping[str, Json]  # what was drawn, without the runs
    runs: Mapping[str, Experiment]

    @property
    def main(self) -> Experiment:
        """The first run."""
        return next(iter(self.runs.values()))

    def filled(self, text: str) -> str:
        """Return a text with the numbers and words of this drawing in; raises QuestionError."""
        kept: list[str] = []

        def word(match: re.Match[str]) -> str:
            kept.append(self._word(match[1], match[2]))
            return f"\0{len(kept) - 1}\0"

        filled = self.drawn.filled(_WORDS.sub(word, text))
        return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], filled)

    def _word(self, run: str, what: str) -> str:
        if run not in self.runs:
            raise QuestionError(f"{self.drawn.question.id} has no run called {run}.")
        one = self.runs[run]
        return {"description": one.description, "pattern": one.pattern, **one.choices}.get(what, "")


def observed(question: Question, seed: int) -> Observed:
    """Return the first drawing whose runs show what they should and that meets every requirement."""
    if not question.experiment:
        raise QuestionError(f"{question.id} has no experiment.")
    failures: list[str] = []
    for attempt in range(MOST_ATTEMPTS if question.given else 1):
        values = draw(question, seed, attempt)
        runs = {name: _run(question, name, values, seed, attempt) for name in question.experiment}
        everything = {**values, **_named(runs)}
        try:
            failed = computing.failed_requirement(question, everything)
            if not failed:
                return Observed(
                    Drawn(question, everything, computing.run(question, everything)), values, runs
                )
        except EngineError as error:
            failed = str(error)
        failures.append(failed)
    raise QuestionError(f"{question.id} cannot be drawn: “{failures[-1]}” fails in {len(failures)} draws.")


def _named(runs: Mapping[str, Experiment]) -> dict[str, Any]:
    return {f"{run}.{name}": value for run, one in runs.items() for name, value in one.values.items()}


def _run(question: Question, name: str, values: Mapping[str, Json], seed: int, attempt: int) -> Experiment:
    said = question.experiment[name]
    if not isinstance(said, dict) or "pattern" not in said:
        raise QuestionError(f"The experiment {name} of {question.id} says no pattern.")
    chosen = {key: _word(said[key], values) for key in said}
    pattern = chosen.pop("pattern")
    key = f"{question.id}|{question.version}|{seed}|{attempt}|{name}"
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:6])
    try:
        return recipes.experiment(pattern, seed=number, options=chosen)
    except EngineError as error:
        raise QuestionError(f"{question.id}: {error}.") from error


def _word(said: Any, values: Mapping[str, Json]) -> str:
    """Return a word as it is written, or the one that was drawn for it."""
    text = str(said).lower() if isinstance(said, bool) else str(said)
    return str(values.get(text, text))


def problems(experiment: Mapping[str, Any], given: Mapping[str, Any]) -> Sequence[str]:
    """Return what is wrong with how runs are asked for, as far as can be told before any is made."""
    found: list[str] = []
    for name, said in experiment.items():
        if not isinstance(said, dict) or "pattern" not in said:
            found.append(f"The experiment {name} says no pattern.")
            continue
        word = str(said["pattern"])
        drawn = given.get(word)
        chosen = drawn.get("choose", []) if isinstance(drawn, dict) else [word if drawn is None else drawn]
        found += [f"There is no pattern {one}." for one in chosen if one not in recipes.PATTERNS]
        found += [f"An experiment has no {key}." for key in said if key not in ("pattern", *recipes.OPTIONS)]
    return found
