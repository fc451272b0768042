"""Simulated learners of numeric and trace questions: each makes one known mistake, prints it, and goes on rightly.

What a mistake leads to is worked out by running the whole mistaken program, and the accepted intervals are compared
here; the judging that is audited takes a shorter way (``engine.mistakes.visible``) and has its own comparison.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.equivalence.decision import only
from engine.errors import EngineError
from engine.language.figures import format_array, format_number
from engine.language.spelling import canonical
from engine.mistakes import Variant, variants
from engine.precision import accepted_interval
from quizapp import questions
from quizapp.questions import computing
from quizapp.questions.entries import Entry, read_entry
from quizapp.questions.errors import QuestionError
from quizapp.questions.judging import MOST_NAMED
from quizapp.questions.model import Answer, Part, PartVerdict, Question
from quizapp.questions.precision import tolerance
from tests.audit.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SAME = 1e-9
NOISE = 1e-13  # of the largest part: a value that small is zero
LARGEST = 1e6  # what a larger part leaves is told by its own figures
MOST_SEEDS = 3  # times the instances asked for, to see each mistake that often
LATER_EVERY = 8  # two of so many instances have learners whose mistake lies before what they answer
FOLLOWED_EVERY = (
    4  # one of so many instances has mistaken learners who go on; a first slip is followed on each
)
TYPED_FIGURES = 6  # where a tolerance is asked for
SLIPS = (lambda value: -value, lambda value: 1.3 * value, lambda value: value + 1.0)


@dataclass(frozen=True, slots=True)
class Led:
    """Where one mistake leads on one instance for one part; ``first`` where it changes no part before that."""

    id: str
    part: str
    value: Any
    first: bool = True
    by_author: bool = False
    variant: Variant | None = None


def audit(question: Question, instances: int, most_seeds: int = MOST_SEEDS) -> Tally:
    """Return the tally of a question: so many instances, and more until each mistake has shown as often."""
    tally, seen = Tally(question.id), Counter[tuple[str, str]]()
    for seed in range(most_seeds * instances):
        wanting = {key for key, count in seen.items() if count < instances}
        if seed >= instances and not wanting:
            break
        Sitting(question, seed, tally).run(seen, None if seed < instances else wanting)
    return tally


class Sitting:
    """One instance, and all its learners."""

    def __init__(self, question: Question, seed: int, tally: Tally) -> None:
        self.tally = tally
        self.instance = questions.instance(question, seed)
        self.drawn = self.instance.inner
        self.exact = {part.name: self.drawn.trace[part.name] for part in self.instance.parts}
        largest = max(float(np.max(np.abs(value), initial=0.0)) for value in self.exact.values())
        self.noise = NOISE * min(largest, LARGEST)
        program = self.drawn.trace.program
        self.values = {
            **computing.numbers_in(self.drawn.values),
            **{name: self.drawn.trace[name] for name in program.inputs},
        }
        self.printed = [number for value in self.drawn.values.values() for number in _numbers(value)]

    def run(self, seen: Counter[tuple[str, str]], wanting: set[tuple[str, str]] | None) -> None:
        """Let the right learner answer, and one for each mistake that shows (or is wanted still)."""
        self.tally.instances += 1
        if wanting is None:
            self.right()
            self.any_slip()
        elif not any(self.shows(one) for one in self.led({name for _, name in wanting})):
            return
        led = [one for one in self.led() if self.shows(one)]
        fresh: dict[tuple[str, str, bool], list[Led]] = {}
        for one in led:
            known = fresh.setdefault((one.part, one.id, one.first), [])
            if not any(_is_same(one.value, other.value) for other in known):
                known.append(one)
        for (part, name, first), ways in fresh.items():
            if not first and self.instance.seed % LATER_EVERY > 1:
                continue
            if wanting is None or (part, name) in wanting:
                seen[part, name] += first
                for one in ways:
                    (self.mistaken if first else self.mistaken_later)(one, led)

    # The learners

    def right(self) -> None:
        """Answer all parts as they are shown."""
        answer = {part.name: as_shown(part, self.exact[part.name]) for part in self.instance.parts}
        verdict = self.judged(answer)
        self.tally.right += 1
        self.tally.accepted += all(one.word == "correct" for one in verdict.values())
        if any(one.word != "correct" for one in verdict.values()):
            self.tally.fail(f"seed {self.instance.seed}: right but not accepted: {answer}")

    def any_slip(self) -> None:
        """Slip in the first part in no known way, and go on rightly."""
        if len(self.instance.parts) == 1:
            return
        part = self.instance.parts[0]
        for slip in SLIPS:
            value = slip(self.exact[part.name])
            if _differ(part, value, self.exact[part.name]):
                self.follow({part.name: as_shown(part, value)}, 1)

    def mistaken(self, one: Led, led: Sequence[Led]) -> None:
        """Answer rightly up to where a mistake shows, give what it leads to, and often go on rightly."""
        names = [part.name for part in self.instance.parts]
        at = names.index(one.part)
        part = self.instance.parts[at]
        answer = {p.name: as_shown(p, self.exact[p.name]) for p in self.instance.parts[:at]}
        answer[part.name] = as_shown(part, one.value)
        if self.instance.seed % FOLLOWED_EVERY == 0:
            answer, verdicts = self.follow(answer, at + 1)
        else:
            verdicts = self.judged(answer)
        self.tell(one, part, verdicts[part.name], answer, led)

    def mistaken_later(self, one: Led, led: Sequence[Led]) -> None:
        """Give, and nothing else, what a mistake leads to for a part behind the first it changes."""
        part = next(part for part in self.instance.parts if part.name == one.part)
        answer = {part.name: as_shown(part, one.value)}
        self.tell(one, part, self.judged(answer)[part.name], answer, led)

    def tell(
        self, one: Led, part: Part, verdict: PartVerdict, answer: Mapping[str, str], led: Sequence[Led]
    ) -> None:
        """Count whether a mistaken answer was graded wrong and named."""
        tally, named = self.tally, set(filter(None, verdict.mistake.split(",")))
        fitting = [other for other in led if self.fits(part, answer, other.part, other.value)]
        strange = {
            name for name in named - {other.id for other in fitting} if not self.fits_held(part, answer, name)
        }
        expected = {
            other.id for other in _telling([other for other in fitting if other.first or not one.first])
        }
        alike = {one.id, *(other.id for other in fitting if _is_same(other.value, one.value))}
        refused, told = verdict.word in ("wrong", "partly"), bool(named & alike) or len(named) == MOST_NAMED
        tally.mistaken += 1
        tally.refused += refused
        tally.named += told
        tally.wrong_names += bool(strange)
        pair = len(expected) > 1
        tally.pairs += pair
        both = len(named & expected) >= min(len(expected), MOST_NAMED)
        tally.both += pair and both
        if not (refused and told) or strange or (pair and not both):
            tally.fail(
                f"seed {self.instance.seed}, {part.name}: {one.id} gives {as_shown(part, one.value)}, "
                f"graded {verdict.word}, named {sorted(named)}, fitting {sorted(expected)}"
            )

    def follow(self, answer: dict[str, str], start: int) -> tuple[dict[str, str], Mapping[str, PartVerdict]]:
        """Answer the other parts by what follows from the entries so far, and count what is carried."""
        typed: dict[str, Any] = {}
        for part in self.instance.parts[:start]:
            entry = read_entry(Entry(part, self.exact[part.name], answer[part.name]), decimal_comma=False)
            typed[part.name] = entry.typed
        expected: dict[str, bool] = {}
        for part in self.instance.parts[start:]:
            value = self.following(part, typed)
            if value is None:
                break
            answer[part.name] = as_shown(part, value)
            expected[part.name] = self.is_degenerate(part, value, typed)
            entry = read_entry(Entry(part, self.exact[part.name], answer[part.name]), decimal_comma=False)
            typed[part.name] = entry.typed
        verdicts = self.judged(answer)
        for name, degenerate in expected.items():
            self.count_carried(name, answer, verdicts, degenerate=degenerate)
        return answer, verdicts

    def following(self, part: Part, typed: Mapping[str, Any]) -> Any:
        """Return a part's value from the entries so far; None where it has none."""
        do = {name: value for name, value in typed.items() if np.shape(value) == np.shape(self.exact[name])}
        try:
            value = computing.run(self.instance.question, self.drawn.values, do)[part.name]
        except EngineError:
            return None
        return value if np.all(np.isfinite(value)) else None

    def count_carried(
        self, name: str, answer: Mapping[str, str], verdicts: Mapping[str, PartVerdict], *, degenerate: bool
    ) -> None:
        """Count one part that was worked out rightly from wrong entries."""
        part = next(one for one in self.instance.parts if one.name == name)
        if degenerate:
            self.tally.degenerate += 1
            unearned = verdicts[name].word == "correct" and verdicts[name].follows
            self.tally.unearned += unearned
            if unearned:
                self.tally.fail(f"seed {self.instance.seed}, {name}: degenerate, but earned: {answer}")
            return
        self.tally.carry += 1
        self.tally.carried += verdicts[name].word == "correct"
        if verdicts[name].word != "correct":
            self.tally.fail(
                f"seed {self.instance.seed}, {part.name}: not carried: {answer}: {verdicts[name].message}"
            )

    # What mistakes lead to

    def led(self, only_of: set[str] | None = None) -> Iterator[Led]:
        """Yield where each mistake (of some ids) leads, at the first part that it changes."""
        yield from (one for one in self.by_author() if only_of is None or one.id in only_of)
        for variant in variants(self.drawn.trace.program):
            if only_of is not None and variant.mistake.id not in only_of:
                continue
            try:
                trace = variant.program.run(self.values)
            except EngineError:
                continue
            first = True
            for part in self.instance.parts:
                value = trace[part.name]
                if np.shape(value) != np.shape(self.exact[part.name]):
                    first = False
                elif not _is_same(value, self.exact[part.name]):
                    yield Led(variant.mistake.id, part.name, value, first=first, variant=variant)
                    first = False

    def by_author(self, held: Mapping[str, Any] | None = None) -> Iterator[Led]:
        """Yield the author's mistakes."""
        for number, mistake in enumerate(self.instance.question.mistakes, start=1):
            try:
                (value,) = self.drawn.evaluate((mistake.value,), held)
            except QuestionError:
                continue
            yield Led(f"author.{number}", canonical(mistake.part), value, by_author=True)

    def shows(self, one: Led) -> bool:
        """Tell whether a mistake's value can be told from the right one, at the precision asked for."""
        part = next(part for part in self.instance.parts if part.name == one.part)
        exact = self.exact[one.part]
        return np.shape(one.value) == np.shape(exact) and _differ(part, one.value, exact)

    def fits(self, part: Part, answer: Mapping[str, str], name: str, value: Any) -> bool:
        """Tell whether what was typed for a part lies within the accepted interval of a value for ``name``."""
        typed = _typed(answer[part.name])
        return (
            name == part.name
            and len(typed) == np.size(value)
            and all(
                low - self.noise <= one <= high + self.noise
                for one, (low, high) in zip(typed, _intervals(part, value), strict=True)
            )
        )

    def fits_held(self, part: Part, answer: Mapping[str, str], name: str) -> bool:
        """Tell whether a mistake fits whose program works up to this part, those answered before held right."""
        names = [one.name for one in self.instance.parts]
        before = {one: self.exact[one] for one in names[: names.index(part.name)] if one in answer}
        program = self.drawn.trace.program
        for variant in variants(program):
            if variant.mistake.id != name:
                continue
            try:
                alone, _ = only(variant.program, (variant.program.place(part.name),))
                do = {one: value for one, value in before.items() if one in alone.names}
                value = alone.run(self.values, do)[part.name]
            except EngineError:
                continue
            if self.fits(part, answer, part.name, value):
                return True
        return any(
            self.fits(part, answer, one.part, one.value) for one in self.by_author(before) if one.id == name
        )

    def is_degenerate(self, part: Part, value: Any, typed: Mapping[str, Any]) -> bool:
        """Tell whether a value leaves nothing to work out: zero, a printed number or an earlier entry, unless so."""
        exact = self.exact[part.name]
        copies = [(np.zeros_like(np.asarray(value)), np.zeros_like(np.asarray(value)))]
        copies += [(number, number) for number in self.printed]
        copies += [(entry, self.exact[name]) for name, entry in typed.items()]
        return any(_is_same(value, one) and not _is_same(exact, right) for one, right in copies)

    def judged(self, answer: Mapping[str, str]) -> Mapping[str, PartVerdict]:
        """Return the verdicts on the parts."""
        return questions.judge(self.instance, Answer(dict(answer))).parts


def as_shown(part: Part, value: Any) -> str:
    """Return a value as a learner writes it at the precision asked for."""
    places, figures = part.precision.places, part.precision.figures
    if places is None and figures is None:
        figures = TYPED_FIGURES if part.precision.relative or part.precision.absolute else 3
    if np.ndim(value):
        return format_array(np.asarray(value, float), figures=figures, places=places)
    return format_number(float(value), figures=figures, places=places)


def _telling(fitting: Sequence[Led]) -> list[Led]:
    """Leave out what the catalogue finds where the author has foreseen the very value."""
    own = [one.value for one in fitting if one.by_author]
    return [one for one in fitting if one.by_author or not any(_is_same(one.value, value) for value in own)]


def _typed(text: str) -> list[float]:
    return [float(piece) for piece in text.replace("[", " ").replace("]", " ").replace(",", " ").split()]


def _numbers(value: Any) -> list[Any]:
    if isinstance(value, str):
        return []
    array = np.asarray(value, dtype=float)
    return [array, *array.ravel().tolist()] if array.ndim else [float(array)]


def _intervals(part: Part, value: Any) -> list[tuple[float, float]]:
    return [accepted_interval(float(one), **tolerance(part.precision)) for one in np.ravel(value)]


def _differ(part: Part, one: Any, other: Any) -> bool:
    """Tell whether the accepted intervals of some entry have nothing in common."""
    pairs = zip(_intervals(part, one), _intervals(part, other), strict=True)
    return any(first[1] < second[0] or second[1] < first[0] for first, second in pairs)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME * abs(other)
    if np.shape(one) != np.shape(other):
        return False
    return bool((np.abs(np.subtract(one, other)) <= SAME * np.abs(other)).all())
