"""Static checks of one question: its texts can be read and drawn, and speak of names that exist."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, ReadingError, UnknownNameError
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.language.walk import names_in
from engine.program import Program
from quizapp.packs.advice import meant
from quizapp.packs.kind_checks import BY_KIND, near
from quizapp.packs.model import Problem, Severity, did_you_mean
from quizapp.packs.schema import question_record
from quizapp.packs.shape_checks import misfit, misfits_of
from quizapp.packs.text_checks import misstated, remarks
from quizapp.packs.texts import Text, place_of, texts_of
from quizapp.packs.tree import Mapping as Keys
from quizapp.packs.types import Code, Expression, Prose, Word
from quizapp.packs.validating import dotted
from quizapp.questions.computing import known_names
from quizapp.questions.templates import CODE, holes_and_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.packs.drafts import Draft
    from quizapp.packs.kind_checks import Known
    from quizapp.packs.walking import Path
    from quizapp.questions.model import Json, Place

_PLAIN_KINDS = ("recall", "cloze")  # their texts are as they stand, unless something is given
_ASSIGN = "Assign it in the program, or correct its spelling."
_RESHAPE = "Transpose one with .T, or give it another shape."
_TO_A_PRECISION = ("numeric", "trace")
_NAMING = {"given", "experiment", "inputs", "program", "follow_ups"}
_WORD = re.compile(r"[^\W\d]\w*")
LOOKED_AT = 10_000  # characters of a program that cannot be read, to say why
_ASSIGNMENT = re.compile(r"(?<![<>=!])=(?!=)")
_BARE_HOLE = re.compile(r"(?<![\w@.\\])@([^\W\d]\w*)")


@dataclass(slots=True)
class Scope:
    """The names that the texts of a question, or of a follow-up, may use; ``used`` gathers those that are."""

    data: Mapping[str, Json]
    path: Path
    given: tuple[str, ...]
    loose: frozenset[str]  # experiments and letters that are sizes: known only when it is drawn
    program: Program | None = None
    used: set[str] = field(default_factory=set)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that an expression may use."""
        known = known_names(self.given, self.program) if self.program else self.given
        return (*known, *self.loose)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names that are asked for, and what an engine-made choice is about."""
        asks = (ask if isinstance(ask, str) else ask["name"] for ask in self.data.get("ask", ()))
        options = self.data.get("options")
        return (*asks, *([options["value"]] if isinstance(options, dict) else []))


def check_draft(draft: Draft, known: Known) -> list[Problem]:
    """Return what is wrong with a question as far as can be told without drawing it."""
    return _Checker(draft, known).check()


class _Checker:
    def __init__(self, draft: Draft, known: Known) -> None:
        self.draft = draft
        self.known = known
        self.problems: list[Problem] = []

    def check(self) -> list[Problem]:
        texts = texts_of(self.draft)
        for scope in _scopes(self.draft):
            own = [text for text in texts if _belongs(text.path, scope.path)]
            self._program(scope, own)
            for text in own:
                self._text(scope, text)
            self._unused(scope)
            self._shapes(scope, own)
            self._precision(scope, own)
        if not self.draft.is_partial:
            self._references()
        return self.problems

    def note(
        self, place: Place, what: str, mend: str = "", path: Path = (), severity: Severity = "error"
    ) -> None:
        self.problems.append(Problem(place, severity, what, mend, dotted(path)))

    # The program

    def _program(self, scope: Scope, texts: list[Text]) -> None:
        text = next((one for one in texts if isinstance(one.type, Code)), None)
        source = scope.data.get("program", "")
        try:
            scope.program = Program.parse(source, names=(*scope.given, *scope.loose, *_unread(self.draft)))
        except ReadingError as error:
            if text is not None:
                self._unreadable_program(text, error)
            return
        except EngineError as error:
            path = (*scope.path, "program")
            self.note(place_of(self.draft, path), str(error), "Write the program otherwise.", path)
            return
        if self.draft.is_partial and not _names_are_known(self.draft):
            scope.program = None  # what else the texts say of it would only follow from the field that is bad
            return
        scope.used.update(scope.program.inputs)
        for name in scope.program.inputs:
            if text is not None and name not in scope.given and name.partition(".")[0] not in scope.loose:
                what = f"{name} is neither given nor assigned."
                known = tuple(
                    one for one in scope.names if one not in scope.program.inputs or one in scope.given
                )
                mend = _how_to_give(name, known, self.draft.data["kind"])
                self.note(_place_of_name(text, name), what, mend, text.path)

    def _unreadable_program(self, text: Text, error: ReadingError) -> None:
        """Note why a program cannot be read; lines that YAML made one are told first."""
        if "\n" not in text.text and len(_ASSIGNMENT.findall(text.text[:LOOKED_AT])) > 1:
            what = "The lines of this program became one: they do not stand in block style."
            self.note(text.place, what, "Write “program: |”, and the lines below it.", text.path)
            return
        self.note(text.locate(error.line, error.column + 1), str(error), _how(error), text.path)

    def _shapes(self, scope: Scope, texts: list[Text]) -> None:
        """Check that what the program computes with fits, and that mistakes have the shape of the answer."""
        if scope.program is None or scope.data.get("experiment") or self.problems:
            return  # what else is wrong comes first: shapes would only follow from it
        given = {**scope.data.get("given", {}), **scope.data.get("inputs", {})}
        text = next((one for one in texts if isinstance(one.type, Code)), None)
        found = misfit(text.text, given) if text is not None else None
        if text is not None and found is not None:
            line = text.text.split("\n")[found.line - 1]
            place = text.locate(found.line, len(line) - len(line.lstrip()) + 1)
            self.note(place, f"The shapes do not fit: {found.what}.", _RESHAPE, text.path)
            return
        values = [mistake["value"] for mistake in scope.data.get("mistakes", ())]
        for number, why in enumerate(misfits_of(scope.data.get("program", ""), values, given)):
            if why:
                path = (*scope.path, "mistakes", number, "value")
                self.note(place_of(self.draft, path), f"The shapes do not fit: {why}.", _RESHAPE, path)

    def _precision(self, scope: Scope, texts: list[Text]) -> None:
        """Check that a precision in the prompt is the one that is asked for."""
        text = next((one for one in texts if one.path == (*scope.path, "prompt")), None)
        if text is None or scope.data["kind"] not in _TO_A_PRECISION or self.draft.is_partial:
            return
        found = misstated(text.text, scope.data)
        if found is not None:
            self.note(text.at(found.offset), found.what, found.mend, text.path, found.severity)

    def _unused(self, scope: Scope) -> None:
        if scope.path or scope.program is None or self.draft.is_partial:
            return
        for name in scope.data.get("given", {}):
            if canonical(name) not in scope.used:
                path = ("given", name)
                what = f"{name} is drawn and used nowhere."
                self.note(place_of(self.draft, path), what, "Use it or delete it.", path, "warning")

    # Texts

    def _text(self, scope: Scope, text: Text) -> None:
        if isinstance(text.type, Expression):
            self._expression(scope, text, text.text, 0, conditions=text.type.condition)
        elif isinstance(text.type, Prose):
            plain = not text.type.templated or (scope.data["kind"] in _PLAIN_KINDS and not scope.given)
            if plain or self._template(scope, text):
                self._remarks(text)
        elif isinstance(text.type, Word):
            self._word(scope, text, text.type.role)

    def _expression(
        self, scope: Scope, text: Text, expression: str, offset: int, *, conditions: bool = False
    ) -> None:
        """Check an expression that begins at ``offset`` of a text."""
        if scope.program is None:
            return
        strict = not scope.loose
        try:
            tree = parse_expression(expression, names=scope.names, conditions=conditions, strict_names=strict)
        except ReadingError as error:
            at = offset + error.offset_in(expression)
            one_each = conditions and expression[error.column : error.column + 1] == ","
            mend = "Write one condition an item: “- x > 0”." if one_each else _how(error)
            self.note(text.at(at), str(error), mend, text.path)
            return
        scope.used.update(names_in(tree))

    def _template(self, scope: Scope, text: Text) -> bool:
        """Check the holes of a text; return whether they can be told from the rest."""
        found, errors = holes_and_errors(text.text)
        for error in errors:
            mend = "A value is written “@{name}” or “@{expression | 2 places}”."
            self.note(text.at(error.offset), str(error), mend, text.path)
        for hole in found:
            inside = text.text.index(hole.expression, hole.start)
            self._expression(scope, text, hole.expression, inside)
        self._bare_holes(scope, text)
        return not errors

    def _bare_holes(self, scope: Scope, text: Text) -> None:
        """Warn of a name behind an @ without its braces: it would be shown as it stands."""
        for match in _BARE_HOLE.finditer(CODE.sub(lambda code: " " * len(code[0]), text.text)):
            name = canonical(match[1])
            if name in scope.names or name in _unread(self.draft):
                scope.used.add(name)
                mend = f"A value is written “@{{{match[1]}}}”."
                self.note(text.at(match.start()), f"{match[0]} shows no value.", mend, text.path, "warning")

    def _remarks(self, text: Text) -> None:
        """Check what needs no program: formulas, widths, images."""
        for one in remarks(text.text, self.known.folder):
            self.note(text.at(one.offset), one.what, one.mend, text.path, one.severity)

    # Words that name something

    def _word(self, scope: Scope, text: Text, role: str) -> None:
        if role == "curriculum" and self.known.covers and text.text not in self.known.covers:
            what = f"{text.text} is no item of the curriculum."
            mend = (
                near(text.text, self.known.covers)
                or "quizapp pack coverage lists them; for another subject, delete it."
            )
            self.note(text.place, what, mend, text.path)
        elif role == "node" and scope.program is not None:
            self._node(scope, text)

    def _node(self, scope: Scope, text: Text) -> None:
        assert scope.program is not None  # noqa: S101 - only then is a name looked up
        name = text.text
        if (
            scope.data["kind"] == "diagnose"
        ):  # it may be what the run is, or said in words: told when it is drawn
            scope.used.add(canonical(name))
            return
        names = scope.asked if text.path[-1] == "part" else scope.names
        if name in names or canonical(name) in names or name.partition(".")[0] in scope.loose:
            scope.used.add(canonical(name))
            if text.path[:1] == ("ask",) and canonical(name) not in scope.program.assigned:
                mend = "Ask for what is computed from it."
                self.note(
                    text.place, f"{name} is given: nothing is to be computed.", mend, text.path, "warning"
                )
            return
        if text.path[-1] == "part" and not self._asks_what_is_known(scope):
            return
        what = "is not among what is asked" if text.path[-1] == "part" else "is no name of the program"
        self.note(text.place, f"{name} {what}.", did_you_mean(name, names) or _ASSIGN, text.path)

    def _asks_what_is_known(self, scope: Scope) -> bool:
        """Tell whether what is asked could be read and is there: else that comes first."""
        unread = self.draft.is_partial and not {"ask", "options"} & set(scope.data)
        return not unread and all(canonical(name) in {*map(canonical, scope.names)} for name in scope.asked)

    # What belongs together

    def _references(self) -> None:
        data = self.draft.data
        for alias in data.get("aliases", ()):
            if alias in self.known.ids:
                what = f"The alias {alias} is the id of another question."
                self.note(place_of(self.draft, ("aliases",)), what, "Delete the alias.", ("aliases",))
        check = BY_KIND.get(data["kind"])
        if check is not None:
            for path, what, mend in check(data, self.known):
                self.note(place_of(self.draft, path), what, mend, path)


def _how_to_give(name: str, known: tuple[str, ...], kind: str) -> str:
    """Return how to mend a name that a program uses and does not have."""
    if name[0] == "d" and name[1:] in known:
        return f"A derivative is written grad(…, {name[1:]}), with what is differentiated first."
    nowhere = "Give it a domain in given, such as x: {domain: real}, or assign it above."
    return near(name, known) or (nowhere if kind == "derive" else "Draw it in given, or assign it above.")


def _how(error: ReadingError) -> str:
    """Return how to mend what cannot be read."""
    if isinstance(error, UnknownNameError):
        return "Correct its spelling; names are drawn in given or assigned in program."
    return "Correct the expression here; the language reference says what can be written."


def _names_are_known(draft: Draft) -> bool:
    """Tell whether every field that brings names could be read, and none is misspelt."""
    written = [key.text for key, _ in draft.node.items] if draft.node is not None else []
    known = question_record(draft.data["kind"]).names()
    named = (key if key in known else meant(key, known) for key in written if key not in draft.data)
    return not _NAMING.intersection(named)


def _unread(draft: Draft) -> Iterator[str]:
    """Yield the names of what is given that could not be read: they are names all the same."""
    for key, value in draft.node.items if draft.is_partial and draft.node is not None else ():
        if isinstance(value, Keys) and meant(key.text, ("given",)):
            yield from (canonical(name.text) for name, _ in value.items if _WORD.fullmatch(name.text))


def _place_of_name(text: Text, name: str) -> Place:
    """Return where a program first uses a name, however it is spelt there."""
    for line, source in enumerate(text.text.split("\n"), start=1):
        for match in _WORD.finditer(source.partition("#")[0]):
            if canonical(match.group()) == name.partition(".")[0]:
                return text.locate(line, match.start() + 1)
    return text.place


# Scopes: the question's own, and one for each follow-up, which inherits


def _scopes(draft: Draft) -> Iterator[Scope]:
    yield _scope(draft.data, ())
    for number, follow_up in enumerate(draft.data.get("follow_ups", ())):
        yield _scope(
            {**draft.data, "ask": (), "options": (), **follow_up["ask"]}, ("follow_ups", number, "ask")
        )


def _scope(data: Mapping[str, Json], path: Path) -> Scope:
    given = {**data.get("given", {}), **data.get("inputs", {})}
    experiment = data.get("experiment", {})
    letters = {size for rule in given.values() for size in _letters(rule)}
    scope = Scope(data, path, tuple(map(canonical, given)), frozenset(experiment) | letters)
    scope.used.update(_WORD.findall(str(experiment)))
    return scope


def _letters(rule: Any) -> Iterator[str]:
    """Yield the letters that a draw has for sizes."""
    if isinstance(rule, dict):
        for key in ("normal", "uniform", "onehot", "mask", "shape"):
            yield from (size for size in rule.get(key, ()) if isinstance(size, str))


def _belongs(path: Path, scope: Path) -> bool:
    """Tell whether a text is of a scope: a follow-up's question is of its own."""
    inner = path[:3] if path[:1] == ("follow_ups",) and path[2:3] == ("ask",) else ()
    return inner == scope
