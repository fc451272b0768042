"""Dynamic checks: a question is drawn a number of times, must grade its own answers, and show well."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.errors import EngineError
from quizapp import questions
from quizapp.packs.findings import Finding
from quizapp.packs.trial_mistakes import COMPUTED, Tally
from quizapp.packs.trial_texts import Seen, text_findings
from quizapp.questions.errors import QuestionError
from quizapp.questions.following import with_numbers
from quizapp.questions.model import Answer, Instance, Part, Question
from quizapp.questions.wrong_answers import as_typed, right_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.packs.walking import Path

FEWEST_DISTINCT = 3
MOST = {"diagnose": 5, "kata": 1}  # drawings of kinds that train a network or run code
DIAGNOSED = 2  # drawings on which a wrong answer is also told what is wrong with it
FOLLOWED = 8  # drawings whose follow-ups are tried
SLOWEST = 2.0  # seconds to draw one: a learner waits for it
SLOWEST_OF = {"diagnose": 20.0, "kata": 20.0}
_NUMBER = re.compile(r"[-−]?\d[\d.e−-]*")
_FAILED = re.compile(r"“(.*?)” fail", re.DOTALL)


@dataclass(slots=True)
class _Trial:
    """What the drawings of one question gave so far; each finding is kept once, from its first drawing."""

    question: Question
    drawn: list[Instance] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    found: dict[str, Finding] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    def note(self, finding: Finding, seed: int) -> None:
        what = f"{finding.what} (seed {seed})"
        kind = (
            f"{finding.path} {_NUMBER.sub('#', finding.what)[:40]}"  # the same with other numbers is the same
        )
        self.found.setdefault(kind, replace(finding, what=what))


def try_out(
    question: Question, instances: int, clock: Callable[[], float] = time.process_time
) -> list[Finding]:
    """Draw a question for seeds from 0 on; return what went wrong, each thing once.

    Never raises: whatever goes wrong in drawing is a finding too.
    """
    trial = _Trial(question)
    count = min(instances, MOST.get(question.kind, instances)) if question.generated else 1
    for seed in range(count):
        failure = _draw(trial, seed, clock)
        if failure is not None:
            return [failure]
    return [*trial.found.values(), *_overall(trial, count), *_follow_ups(trial)]


def _draw(trial: _Trial, seed: int, clock: Callable[[], float]) -> Finding | None:
    """Draw once and look at what came; return what keeps the question from being drawn at all."""
    start = clock()
    try:
        instance = questions.instance(trial.question, seed)
        trial.seconds.append(clock() - start)
        trial.drawn.append(instance)
        for finding in _findings(instance, trial.seen):
            trial.note(finding, seed)
    except (QuestionError, EngineError) as error:
        return _cannot(trial.question, str(error))
    except Exception as error:  # the boundary: a stranger's pack must not end the check
        what = f"Drawing this with seed {seed} ends in {type(error).__name__}: {error}"
        return Finding("error", what, "Take away fields until it is gone; the last one taken is at fault.")
    return None


def _cannot(question: Question, what: str) -> Finding:
    """Return why a question cannot be drawn, at the field that says so."""
    what = what if what.endswith((".", "!", "?")) else f"{what}."
    failed = _FAILED.search(what)
    reason = failed[1] if failed else what
    if reason in question.require:
        path: Path = ("require", question.require.index(reason))
        return Finding("error", what, "Widen the draws in given, or loosen this requirement.", path)
    if reason.startswith("the program runs"):
        return Finding(
            "error", what, "Require what keeps the program from this, such as x > 0.", ("program",)
        )
    if "a wrong option can be told" in reason:
        mend = "Foresee mistakes, ask for more figures, or write the options yourself."
        return Finding("error", what, mend, ("options",))
    path = _field_of(question, what)
    mend = "Correct this draw." if len(path) > 1 else "Mend what the sentence names."
    return Finding("error", what, mend, path)


def _field_of(question: Question, what: str) -> Path:
    """Return the field that a sentence is about."""
    if "experiment" in what and question.experiment:
        return ("experiment",)
    for key, names in (("given", question.given), ("inputs", question.fields.get("inputs", {}))):
        for name in names:
            if re.search(rf"\b{re.escape(name)} cannot be", what):
                return (key, name)
    return ("program",)


# One drawing


def _findings(instance: Instance, seen: Seen) -> Iterator[Finding]:
    yield from text_findings(instance, seen)
    if instance.self_rated or any(part.form == "code" for part in instance.parts):
        return  # of code there is no one right answer to try
    yield from _own_answer_refused(instance)
    for part in instance.parts:
        if part.form == "number":
            yield from _number_findings(instance, part)


def _own_answer_refused(instance: Instance) -> Iterator[Finding]:
    verdict = questions.judge(instance, right_answer(instance))
    wrong = [name for name, part in verdict.parts.items() if part.word != "correct"]
    if wrong:
        what = f"The right answer for {', '.join(wrong)}, at the precision asked for, is not accepted."
        yield Finding("error", what, "Ask for a precision that suits the size of the value.", ("precision",))


def _number_findings(instance: Instance, part: Part) -> Iterator[Finding]:
    from engine.precision import accepted_interval  # noqa: PLC0415 - the engine, only when something is drawn
    from quizapp.questions.precision import tolerance  # noqa: PLC0415

    expected = instance.expected[part.name]
    low, high = accepted_interval(expected, **tolerance(part.precision))
    typed = as_typed(part, expected)
    path = _asked_at(instance.question, part)
    if part.precision.places is not None and expected and low <= 0 <= high:
        what = f"At {part.precision.in_words()}, 0 is accepted for {part.name}, which is {expected:.3g}."
        yield Finding("warning", what, "Ask for significant figures, or for more places.", path)
    elif len(typed.lstrip("-").replace(".", "")) > LONGEST_NUMBER:
        what = f"The answer for {part.name} is {typed}, which is long to type."
        yield Finding("warning", what, "Ask for fewer figures, or draw other numbers.", path)
    if _accepts_what_is_off(instance, part, high + (high - low) if high > low else high + 1.0):
        what = f"A wrong answer for {part.name} is accepted."
        yield Finding("error", what, "Ask for another precision.", path)


LONGEST_NUMBER = 10  # digits that a person should have to type


def _asked_at(question: Question, part: Part) -> Path:
    """Return the field that says how exactly a part is asked for."""
    from engine.language.spelling import canonical  # noqa: PLC0415 - the engine, only when something is drawn

    at = next((at for at, ask in enumerate(question.ask) if canonical(ask.name) == part.name), None)
    if at is not None and question.ask[at].precision is not None:
        return ("ask", at)
    return ("precision",)


def _accepts_what_is_off(instance: Instance, part: Part, off: float) -> bool:
    """Tell whether a number well outside its accepted interval is accepted, all others being exact."""
    if instance.question.kind in COMPUTED and instance.seed >= DIAGNOSED:
        from quizapp.questions.kinds.computed import accepts  # noqa: PLC0415 - the engine, only when something is drawn

        return accepts(instance, part, repr(off))
    exact = {one.name: repr(instance.expected[one.name]) for one in instance.parts}
    verdict = questions.judge(instance, Answer({**exact, part.name: repr(off)}))
    return verdict.parts[part.name].word == "correct"


# All drawings


def _overall(trial: _Trial, count: int) -> Iterator[Finding]:
    yield from Tally(trial.question, trial.drawn, trial.seen).findings()
    listed = (
        "lines" in trial.question.fields
    )  # one of the author's own lines is spoilt: there are as many as were written
    if count > 2 * FEWEST_DISTINCT and not listed and _distinct(trial.drawn) < FEWEST_DISTINCT:
        what = f"{count} draws gave only {_distinct(trial.drawn)} different questions."
        yield Finding("warning", what, "Widen the draws.", ("given",))
    usual, limit = statistics.median(trial.seconds), SLOWEST_OF.get(trial.question.kind, SLOWEST)
    if usual > limit:
        what = f"Drawing this takes {usual:.1f} s; a learner waits for it."
        yield Finding(
            "warning", what, "Compute less: smaller arrays, fewer steps, a looser require.", ("program",)
        )


def _follow_ups(trial: _Trial) -> list[Finding]:
    """Try what follows, about the numbers of a few drawings."""
    found: dict[str, Finding] = {}
    for number, follow_up in enumerate(trial.question.follow_ups):
        for instance in trial.drawn[:FOLLOWED]:
            for one in try_out(with_numbers(follow_up.ask, instance.values), 1):
                found.setdefault(one.what, replace(one, path=("follow_ups", number, "ask", *one.path)))
    return list(found.values())


def _distinct(drawn: list[Instance]) -> int:
    return len({repr(sorted(instance.values.items())) for instance in drawn})
