"""Simulated learners of derivations: right lines in other words, mistaken ones in other words, and work built on a slip.

A mistaken line is what the whole mistaken program says, written out and rewritten by random algebra; that it is another
function is seen here at a few points, by running both programs.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.derivations import Derivation
from engine.errors import EngineError
from engine.language.printing import to_text
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.language.tree import Array, Binary, Call, Index, Name, Transpose, Unary
from engine.language.walk import names_in
from engine.listing import name_tree
from engine.mistakes import variants
from engine.solving import _Writer
from quizapp import questions
from quizapp.questions.expressions import read_expression
from quizapp.questions.judging import MOST_NAMED
from quizapp.questions.model import Answer, Instance, Part, PartVerdict, Question
from tests.audit.rewriting import rewritten
from tests.audit.tallies import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.language.tree import Tree
    from engine.program import Program

REWRITINGS = 20
POINTS = 6
APART = 1e-6  # relative


def audit(question: Question, instances: int) -> Tally:
    """Return the tally: each right and each mistaken line in twenty other forms.

    A question that prints numbers is drawn anew each time; any other has one instance, which stands for all.
    """
    tally = Tally(question.id, stands_for=instances)
    forms = min(instances, REWRITINGS)
    for seed in range(instances if question.generated else 1):
        Sitting(question, seed, tally).run(1 if question.generated else forms)
    return tally


def right_lines(question: Question, forms: int) -> Tally:
    """Return the tally of right lines alone."""
    tally = Tally(question.id)
    sitting = Sitting(question, 0, tally)
    for part in sitting.instance.parts:
        for _ in range(forms):
            sitting.right(part)
    return tally


class Sitting:
    """One instance, and all its learners."""

    def __init__(self, question: Question, seed: int, tally: Tally) -> None:
        self.tally = tally
        self.instance: Instance = questions.instance(question, seed)
        self.derived = self.instance.inner
        self.derivation: Derivation = self.derived.derivation
        self.source = Random(f"{question.id} {seed}")  # noqa: S311  rewritings, not secrets
        self.points = list(self.derivation.space.points(POINTS))
        self.lines: dict[str, list[tuple[str, str]]] = {}
        self.alike: dict[
            tuple[str, str], set[str]
        ] = {}  # mistakes that lead to one line; the writing does not matter
        self.fits: dict[tuple[str, str, str], bool] = {}

    def run(self, forms: int) -> None:
        """Let learners answer: each right and each mistaken line in so many forms."""
        self.tally.instances += 1
        for part in self.instance.parts:
            for _ in range(forms):
                self.right(part)
            for mistake, text in self.mistaken(part):
                for _ in range(forms):
                    self.wrong(part, mistake, text)
                self.follow(part, text)

    def right(self, part: Part) -> None:
        """Write the right line in another way, alone or after those before it."""
        text = self.reworded(part, str(self.instance.expected[part.name]))
        verdict = self.judged({part.name: text})[part.name]
        self.tally.right += 1
        self.tally.accepted += verdict.word == "correct"
        if verdict.word != "correct":
            self.tally.fail(f"{part.name}: right, but {verdict.word}: {text} ({verdict.message})")

    def wrong(self, part: Part, mistake: str, text: str) -> None:
        """Write a mistaken line in another way."""
        typed = self.reworded(part, text)
        names = list(self.instance.expected)
        used = names_in(parse_expression(text, names=part.names))
        before = [
            name for name in names[: names.index(part.name)] if used & set(names[: names.index(part.name)])
        ]
        answer = {name: str(self.instance.expected[name]) for name in before}
        verdict = self.judged({**answer, part.name: typed})[part.name]
        named = set(filter(None, verdict.mistake.split(",")))
        fitting = {mistake} | {name for name in named if self.is_fitting(part, name, text)}
        fitting |= self.leading_to(part, text)
        tally, told = self.tally, bool(named & fitting)
        tally.mistaken += 1
        tally.refused += verdict.word == "wrong"
        tally.named += told
        tally.wrong_names += bool(named - fitting)
        if len(fitting) > 1 and not any(one.startswith("author") for one in fitting):
            tally.pairs += 1
            tally.both += len(named & fitting) >= min(len(fitting), MOST_NAMED)
        if verdict.word != "wrong" or not told or named - fitting:
            tally.fail(
                f"{part.name}: {mistake} as {typed} is {verdict.word}, named {named}, fitting {fitting}"
            )

    def follow(self, part: Part, text: str) -> None:
        """Slip in one line, and write the later ones rightly, by the names of those before."""
        names = [one.name for one in self.instance.parts]
        at = names.index(part.name)
        if at + 1 == len(names):
            return
        answer = {name: str(self.instance.expected[name]) for name in names}
        verdicts = self.judged({**answer, part.name: text})
        for name in names[at + 1 :]:
            if verdicts[name].word == "correct" or not self.is_degenerate(name, {**answer, part.name: text}):
                self.tally.carry += 1
                self.tally.carried += verdicts[name].word == "correct"
            else:
                self.tally.degenerate += 1
            if verdicts[name].word != "correct" and not self.is_degenerate(name, {**answer, part.name: text}):
                self.tally.fail(f"{name}: after {part.name} = {text}, {answer[name]} is {verdicts[name]}")

    def judged(self, answer: Mapping[str, str]) -> Mapping[str, PartVerdict]:
        """Return the verdicts on the parts."""
        return questions.judge(self.instance, Answer(dict(answer))).parts

    def reworded(self, part: Part, text: str) -> str:
        """Return a line in other words that can be read; as it is, where that takes too long."""
        tree = parse_expression(text, names=part.names)
        for _ in range(5):
            other = to_text(rewritten(tree, self.source))
            try:
                read_expression(part, other)
            except EngineError:
                continue
            return other
        return text

    # What mistakes lead to

    def mistaken(self, part: Part) -> Iterator[tuple[str, str]]:
        """Yield each mistake that shows in a line of its own shape, and the line."""
        if part.name not in self.lines:
            found = dict.fromkeys(self._found(part))
            self.lines[part.name] = [(name, text) for name, text in found if self.is_another(part, text)]
        yield from self.lines[part.name]

    def _found(self, part: Part) -> Iterator[tuple[str, str]]:
        for number, mistake in enumerate(self.instance.question.mistakes, start=1):
            if canonical(mistake.part) == part.name:
                yield f"author.{number}", mistake.value
        for variant in variants(self.derivation.program):
            try:
                tree = self.line_of(variant.program, part)
            except (EngineError, ValueError, KeyError):
                continue  # what it changes is needed to compute it, or cannot be written in one line
            if self._fits(
                part, variant.program, to_text(tree)
            ):  # not where it says of p what is not p any more
                yield variant.mistake.id, to_text(tree)

    def line_of(self, wrong: Program, part: Part) -> Tree:
        """Return what a mistaken program says for a part, in the names that its line may use; raises where it cannot."""
        names = tuple(self.instance.expected)
        derivation = Derivation(str(wrong), self.derivation.space, names, self.derivation.conditions)
        writer = _Writer(derivation, part.name)
        places, own = derivation.program.names, derivation.program.place(part.name)
        usable = [name for name in part.names if name in places and places[name] != own]
        writer.stops = {places[name]: name_tree(name) for name in usable}
        tree = writer.tree()
        read_expression(part, to_text(tree))
        return tree

    def is_another(self, part: Part, text: str) -> bool:
        """Tell whether a line differs from the right one, in its own shape, at every few points."""
        pairs = list(self.values(part, text, str(self.instance.expected[part.name])))
        return bool(pairs) and all(
            np.shape(one) == np.shape(other) and _apart(one, other) for one, other in pairs
        )

    def is_same_line(self, part: Part, text: str, other: str) -> bool:
        """Tell whether two lines have one value at all of a few points."""
        pairs = list(self.values(part, text, other))
        return bool(pairs) and not any(
            np.shape(one) != np.shape(two) or _apart(one, two) for one, two in pairs
        )

    def leading_to(self, part: Part, text: str) -> set[str]:
        """Return the mistakes whose line has the same values."""
        if (part.name, text) not in self.alike:
            others = self.mistaken(part)
            self.alike[part.name, text] = {
                one for one, other in others if self.is_same_line(part, text, other)
            }
        return self.alike[part.name, text]

    def is_fitting(self, part: Part, name: str, text: str) -> bool:
        """Tell whether some way to make a mistake leads to a line's values, wherever its whole program has any."""
        if (part.name, name, text) not in self.fits:
            self.fits[part.name, name, text] = any(
                self._fits(part, variant.program, text)
                for variant in variants(self.derivation.program)
                if variant.mistake.id == name
            )
        return self.fits[part.name, name, text]

    def _fits(self, part: Part, wrong: Program, text: str) -> bool:
        """Tell whether a line has a mistaken program's values, with and without the lines before held right."""
        names = list(self.instance.expected)
        earlier = names[: names.index(part.name)]
        return self._agrees(part, wrong, text, ()) or bool(
            earlier and self._agrees(part, wrong, text, earlier)
        )

    def _agrees(self, part: Part, wrong: Program, text: str, held: Sequence[str]) -> bool:
        whole, seen = self.derivation.program.extended(f"_one = {text}"), False
        for point in self.points:
            try:
                right = whole.run({name: point[name] for name in whole.inputs})
                do = {name: right[name] for name in held}
                other = wrong.run({name: point[name] for name in wrong.inputs}, do)[part.name]
            except (EngineError, KeyError):
                continue
            if np.shape(right["_one"]) != np.shape(other) or _apart(right["_one"], other):
                return False
            seen = True
        return seen

    def values(self, part: Part, *texts: str) -> Iterator[tuple[Any, ...]]:
        """Yield the values of some lines at the points where all have one, earlier lines being right."""
        program = self.derivation.program
        lines = "\n".join(f"_one{number} = {text}" for number, text in enumerate(texts))
        try:
            whole = program.extended(lines)
        except EngineError:
            return
        for point in self.points:
            try:
                trace = whole.run({name: point[name] for name in whole.inputs})
            except (EngineError, KeyError):
                continue
            yield tuple(trace[f"_one{number}"] for number in range(len(texts)))

    def is_degenerate(self, name: str, answer: Mapping[str, str]) -> bool:
        """Tell whether a line that follows is zero, or an earlier line again, at every point."""
        names = list(answer)
        lines = "\n".join(f"_own_{one} = {self.own(one, answer)}" for one in names[: names.index(name) + 1])
        try:
            whole = self.derivation.program.extended(lines)
        except EngineError:
            return True  # a line of another shape, on which nothing can be built
        found: list[bool] = []
        for point in self.points:
            try:
                trace = whole.run({one: point[one] for one in whole.inputs})
            except EngineError:
                continue
            value = np.asarray(trace[f"_own_{name}"])
            earlier = [np.asarray(trace[f"_own_{one}"]) for one in names[: names.index(name)]]
            copied = any(np.shape(one) == np.shape(value) and not _apart(one, value) for one in earlier)
            found.append(copied or not np.any(np.abs(value) > 1e-300))
        return bool(found) and all(found)

    def own(self, name: str, answer: Mapping[str, str]) -> str:
        """Return a line with the learner's own earlier lines by name."""
        tree = parse_expression(answer[name], names=tuple(self.derivation.program.names))
        return to_text(_renamed(tree, {one: Name(f"_own_{one}") for one in answer if one != name}))


def _renamed(tree: Any, names: Mapping[str, Tree]) -> Tree:
    if isinstance(tree, Name):
        return names.get(tree.id, tree)
    if isinstance(tree, Binary):
        return replace(tree, left=_renamed(tree.left, names), right=_renamed(tree.right, names))
    if isinstance(tree, Call):
        return replace(tree, args=tuple(_renamed(one, names) for one in tree.args))
    if isinstance(tree, Array):
        return replace(tree, items=tuple(_renamed(one, names) for one in tree.items))
    if isinstance(tree, Unary | Transpose | Index):
        return replace(tree, operand=_renamed(tree.operand, names))
    return tree


def _apart(one: Any, other: Any) -> bool:
    size = max(float(np.max(np.abs(one), initial=0.0)), float(np.max(np.abs(other), initial=0.0)))
    return bool(np.max(np.abs(np.subtract(one, other)), initial=0.0) > APART * size)
