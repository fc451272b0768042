"""Whether the author's mistakes can be told from the right answer and can be said, over all drawings of a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from quizapp import questions
from quizapp.packs.findings import Finding
from quizapp.packs.trial_texts import Seen, drawable
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.packs.walking import Path
    from quizapp.questions.drawing import Drawn
    from quizapp.questions.model import AuthorMistake, Instance, Precision, Question

COMPUTED = ("numeric", "trace")
MANY = 20  # drawings: what none of so many shows, none will
OFTEN = 0.5  # of the drawings: so often a mistake may be one with the right answer, and no more
_MADE = "options"  # of a choice: one mapping, and the program's mistakes make the options


@dataclass(slots=True)
class Count:
    """On how many drawings a mistake leads elsewhere, is taken for right, or has no value."""

    apart: int = 0
    eaten: int = 0
    equal: int = 0
    failed: str = ""

    @property
    def all(self) -> int:
        """How many drawings were looked at."""
        return self.apart + self.eaten + self.equal


@dataclass(frozen=True, slots=True)
class _Right:
    """What a mistake leads to on one drawing (or the sentence why it has no value), and what is right there."""

    wrong: Any
    expected: Any
    precision: Precision


@dataclass(frozen=True, slots=True)
class Tally:
    """The mistakes of a question, and what it was drawn as."""

    question: Question
    drawn: Sequence[Instance]
    seen: Seen = field(default_factory=Seen)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with each mistake; of a kind without computed values, nothing."""
        if self.question.kind == "derive" and self.drawn:
            yield from self._no_mistakes()
        if not self.question.mistakes or not self._computes:
            yield from self._too_few_options()
            return
        rights = [self._rights(instance) for instance in self.drawn]
        for number, mistake in enumerate(self.question.mistakes):
            yield from self._of(number, mistake, rights)
        yield from self._too_few_options()

    @property
    def _computes(self) -> bool:
        made = isinstance(self.question.fields.get(_MADE), dict)
        return self.question.kind in COMPUTED or (self.question.kind == "choice" and made)

    def _of(self, number: int, mistake: AuthorMistake, rights: list[list[_Right]]) -> Iterator[Finding]:
        count = _counted(number, rights)
        if not count.apart and not count.failed and 0 < count.all < MANY and self.question.generated:
            more = self._more()
            count = _counted(number, [*rights, *more])
        finding = _judged(number, mistake, count)
        if finding is not None:
            yield finding
        yield from self._said(number, mistake)

    def _more(self) -> Iterator[list[_Right]]:
        """Draw on, so that what looks alike on a few drawings is not said to be so on all."""
        for seed in range(len(self.drawn), MANY):
            try:
                yield self._rights(questions.instance(self.question, seed))
            except (QuestionError, EngineError):
                return

    def _rights(self, instance: Instance) -> list[_Right]:
        """Return what each mistake leads to, and what is right."""
        drawn = self._inner(instance)
        values = _values(drawn, [one.value for one in self.question.mistakes])
        return [
            _Right(value, *self._expected(mistake, instance, drawn))
            for mistake, value in zip(self.question.mistakes, values, strict=True)
        ]

    def _inner(self, instance: Instance) -> Drawn:
        drawn: Drawn = instance.inner if self.question.kind in COMPUTED else instance.inner.drawn
        return drawn

    def _expected(self, mistake: AuthorMistake, instance: Instance, drawn: Drawn) -> tuple[Any, Precision]:
        from engine.language.spelling import canonical  # noqa: PLC0415 - the engine, only when something is drawn
        from quizapp.questions.precision import read_precision  # noqa: PLC0415

        name = canonical(mistake.part)
        if self.question.kind in COMPUTED:
            precision = next(part.precision for part in instance.parts if part.name == name)
            return instance.expected[name], precision
        made = self.question.fields[_MADE]
        asked = read_precision(made["precision"]) if "precision" in made else self.question.precision
        return drawn.trace[name], asked

    def _said(self, number: int, mistake: AuthorMistake) -> Iterator[Finding]:
        """Yield why a mistake's sentence cannot be shown on some drawing: then it would never be told."""
        path: Path = ("mistakes", number, "says")
        if "@{" not in mistake.says:
            return
        for instance in self.drawn:
            try:
                says = self._inner(instance).filled(mistake.says)
            except QuestionError as error:
                what = f"This cannot be said of every drawing: {error} (seed {instance.seed})"
                yield Finding("error", what, "Show only values that are there whatever is drawn.", path)
                return
            if self.seen.is_new(path, says):
                for finding in drawable(path, says):
                    yield finding
                    return

    def _no_mistakes(self) -> Iterator[Finding]:
        """Yield the mistakes of a derivation that are the right function, written otherwise."""
        from quizapp.questions.wronglines import is_right  # noqa: PLC0415 - the engine, only when something is drawn

        for number, mistake in enumerate(self.question.mistakes):
            if is_right(self.drawn[0].inner, mistake):
                yield _none_here(number, mistake)

    def _too_few_options(self) -> Iterator[Finding]:
        """Yield that there are fewer options to choose among than are asked for, on most drawings."""
        made = self.question.fields.get(_MADE)
        if self.question.kind != "choice" or not isinstance(made, dict) or "count" not in made:
            return
        counts = [len(part.choices) for one in self.drawn for part in one.parts[:1]]
        few = [count for count in counts if count < made["count"]]
        if len(few) > OFTEN * len(counts):
            what = (
                f"{len(few)} of {len(counts)} drawings have fewer than {made['count']} options"
                f" ({min(few)} at the least): so few mistakes can be told apart."
            )
            yield Finding("warning", what, "Foresee more mistakes, or lower count.", (_MADE,))


def _values(drawn: Drawn, expressions: Sequence[str]) -> list[Any]:
    """Return the value of each expression: all in one run, or where one fails, each by itself."""
    try:
        return list(drawn.evaluate(expressions))
    except QuestionError:
        return [_value(drawn, one) for one in expressions]


def _value(drawn: Drawn, expression: str) -> Any:
    try:
        return drawn.evaluate((expression,))[0]
    except QuestionError as error:
        return str(error)


def _counted(number: int, rights: Sequence[Sequence[_Right]]) -> Count:
    from quizapp.questions.entries import differ, is_same  # noqa: PLC0415 - the engine, only when something is drawn

    count = Count()
    for one in (right[number] for right in rights):
        if isinstance(one.wrong, str):
            count.failed = one.wrong
        elif differ(one.wrong, one.expected, one.precision):
            count.apart += 1
        elif is_same(one.wrong, one.expected):
            count.equal += 1
        else:
            count.eaten += 1
    return count


def _judged(number: int, mistake: AuthorMistake, count: Count) -> Finding | None:
    path: Path = ("mistakes", number)
    named = _named(number, mistake)
    if count.failed and not count.all:
        what = f"{named} has no value on any drawing: {count.failed}"
        return Finding("error", what, "Write an expression that can be computed here.", (*path, "value"))
    if count.equal and count.equal == count.all:
        return _none_here(number, mistake)
    if count.all < MANY:
        return None
    if not count.apart:
        what = f"{named} is never told from the right value of {mistake.part}."
        return Finding("warning", what, "Ask more exactly or delete it.", path)
    if count.eaten > OFTEN * count.all:
        what = (
            f"{named} is accepted as {mistake.part} in {count.eaten} of {count.all} drawings: "
            "the tolerance is wider than the mistake."
        )
        return Finding("warning", what, "Ask more exactly, or draw numbers that show it.", path)
    return None


def _none_here(number: int, mistake: AuthorMistake) -> Finding:
    what = f"{_named(number, mistake)} is the right value of {mistake.part} on every drawing: it is no mistake here."
    return Finding("warning", what, "Correct the expression, or delete it.", ("mistakes", number))


def _named(number: int, mistake: AuthorMistake) -> str:
    return f"Mistake {number + 1} ({' '.join(mistake.value.split())})"
