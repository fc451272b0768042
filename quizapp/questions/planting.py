"""Planting one wrong line: the listing as it is shown, which line is wrong and why, and how a mended one is judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from quizapp.questions import letters
from quizapp.questions.draws import stream_for
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import NOT_ANSWERED, UNDECIDED, Choice, PartVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.language.tree import Tree
    from engine.spoiling import Listing, Slip
    from quizapp.questions.model import Answer, Json, Part, Question

LINE, FIX = "line", "fix"
MOST_OFFERS = 5
NEAR = 3  # lines that the second hint leaves


@dataclass(frozen=True, slots=True)
class Planted:
    """A listing with one wrong line. ``target`` is the wrong line's name in ``listing``, where it is a program's."""

    choices: tuple[Choice, ...]
    key: str
    wrong: str
    right: str
    says: str
    nudge: str
    near: tuple[str, ...]
    about: str = ""
    options: tuple[Choice, ...] = ()
    right_key: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    listing: Listing | None = None
    target: str = ""
    fill: Callable[[str], str] = str

    @property
    def names(self) -> tuple[str, ...]:
        """What the right line may be written in, as far as is told beforehand: every name there is."""
        if self.listing is None:
            return ()
        derivation = self.listing.derivation
        return tuple(dict.fromkeys((*derivation.offered, *derivation.asked)))

    @property
    def called(self) -> tuple[str, ...]:
        """What may stand before an equals sign: any line's name, so that none is told."""
        if self.listing is None:
            return ()
        derivation = self.listing.derivation
        return tuple(dict.fromkeys(word for name in derivation.asked for word in derivation.called(name)))

    @property
    def arrays(self) -> tuple[str, ...]:
        """Those of the names that are arrays."""
        return () if self.listing is None else self.listing.derivation.arrays

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """The shapes of the names, as at the first sample."""
        return {} if self.listing is None else self.listing.derivation.shapes_for(self.names)

    def judged(self, part: Part, typed: str, answer: Answer) -> PartVerdict:
        """Judge what is to stand in place of the wrong line."""
        if self.listing is None:
            return letters.unread(part, typed) or letters.judged(part, typed, self.right_key, self.says)
        return _compared(self, self.listing, part, typed, answer)


def planted(question: Question, seed: int) -> Planted:
    """Return the question with a mistake planted; raises QuestionError where none can be."""
    lines = question.fields.get("lines")
    return _own_lines(question, seed, lines) if lines else _of_program(question, seed)


# The author's own lines


def _own_lines(question: Question, seed: int, lines: list[dict[str, Any]]) -> Planted:
    stream = stream_for(question, seed, "slip")
    spoilable = [number for number, line in enumerate(lines) if "wrong" in line]
    if not spoilable:
        raise QuestionError(f"{question.id} has no line that says how it could be wrong.")
    at = spoilable[stream.below(len(spoilable))]
    line = lines[at]
    texts = [one["wrong"] if number == at else one["text"] for number, one in enumerate(lines)]
    offers = _offers(line, lines)
    stream.shuffle(offers)
    options = tuple(Choice(str(number), _code(text)) for number, text in enumerate(offers, start=1))
    return Planted(
        choices=_lettered(texts),
        key=ascii_lowercase[at],
        wrong=line["wrong"],
        right=line["text"],
        says=line.get("says", "").strip(),
        nudge="Go through it line by line: what is known before the line, and what must be known after it?",
        near=_near(at, len(lines), stream.below(NEAR)),
        options=options,
        right_key=str(offers.index(line["text"].strip()) + 1),
    )


def _offers(line: Mapping[str, Any], lines: list[dict[str, Any]]) -> list[str]:
    """Return the right line, its wrong offers, and some of other lines', so that the offers do not tell the line."""
    own = [line["text"], *line.get("fixes", ())]
    others = [text for one in lines if one is not line for text in one.get("fixes", ())]
    texts = (text.strip() for text in [*own, *others])  # an indentation would tell which fit
    return list(dict.fromkeys(texts))[: max(len(own), MOST_OFFERS)]


def _lettered(texts: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(key, _code(text)) for key, text in zip(ascii_lowercase, texts, strict=False))


def _code(text: str) -> str:
    return f"`{text.rstrip()}`"


def _near(at: int, count: int, before: int) -> tuple[str, ...]:
    """Return a few neighbouring letters, that of the wrong line among them; never all of them."""
    size = max(1, min(NEAR, count - 1))
    first = max(0, min(max(at - before, at - size + 1), count - size))
    return tuple(ascii_lowercase[first : first + size])


# A program's listing


def _of_program(question: Question, seed: int) -> Planted:
    from quizapp.questions.spoilt import given_in_words, listing_for  # noqa: PLC0415 - the engine, only where needed

    source = _source(question)
    listing = listing_for(source)
    stream = stream_for(question, seed, "slip")
    slip = _chosen(question, listing, source, stream)
    names = list(listing.lines)
    at = names.index(slip.name)
    texts = [f"{name} = {slip.text if name == slip.name else line}" for name, line in listing.lines.items()]
    return Planted(
        choices=_lettered(texts),
        key=ascii_lowercase[at],
        wrong=texts[at],
        right=listing.lines[slip.name],
        says=slip.says,
        nudge=_nudge(listing),
        near=_near(at, len(names), stream.below(NEAR)),
        about=given_in_words(source, listing),
        listing=listing,
        target=slip.name,
    )


def _source(question: Question) -> Mapping[str, Json]:
    """Return what holds the program: the question it is taken from, or this one."""
    if "source" in question.fields:
        return dict(question.fields["source"])
    mistakes = [{"part": one.part, "value": one.value, "says": one.says} for one in question.mistakes]
    own = {
        "given": question.given,
        "program": question.program,
        "require": question.require,
        "mistakes": mistakes,
    }
    if not question.program:
        raise QuestionError(f"{question.id} has no lines, no program, and takes none from another question.")
    return own


def _chosen(question: Question, listing: Listing, source: Mapping[str, Json], stream: Any) -> Slip:
    """Return a slip that shows: any line first, then any slip of it."""
    from engine.spoiling import is_visible  # noqa: PLC0415
    from quizapp.questions.spoilt import slips_for  # noqa: PLC0415

    known = slips_for(source)
    lines = list(dict.fromkeys(slip.name for slip in known))
    stream.shuffle(lines)
    for name in lines:
        ways = [slip for slip in known if slip.name == name]
        stream.shuffle(ways)
        for slip in ways:
            if is_visible(listing, slip):
                return slip
    raise QuestionError(f"{question.id}: no known mistake spoils exactly one line of its program.")


def _nudge(listing: Listing) -> str:
    gradients = any(listing.derivation.slope(name) is not None for name in listing.lines)
    if gradients and listing.derivation.arrays:
        return "Look at the shapes first: a gradient has the shape of what it belongs to. Then look at each factor."
    return "Work out each line from those above it, and compare."


def _compared(bug: Planted, listing: Listing, part: Part, typed: str, answer: Answer) -> PartVerdict:
    """Judge a typed line as a function of the lines above it."""
    from engine.errors import ReadingError  # noqa: PLC0415
    from engine.language.answers import is_called  # noqa: PLC0415
    from engine.language.walk import names_in  # noqa: PLC0415
    from quizapp.questions.expressions import read_expression, sentence_of  # noqa: PLC0415

    derivation, given = listing.derivation, typed.strip()
    if not given:
        return PartVerdict("wrong", 0.0, NOT_ANSWERED, "", bug.right)
    try:
        tree = read_expression(part, typed, decimal_comma=answer.decimal_comma)
    except ReadingError as error:
        return PartVerdict("unreadable", 0.0, sentence_of(error), given, column=error.offset_in(typed))
    if not is_called(typed, derivation.called(bug.target)):
        return PartVerdict("wrong", 0.0, "This is written for another line.", given, bug.right)
    late = [
        name for name in names_in(tree) if name in bug.names and name not in derivation.names_for(bug.target)
    ]
    if late:
        return PartVerdict(
            "wrong", 0.0, f"It uses {late[0]}, which is not known above the wrong line.", given, bug.right
        )
    return _verdict(bug, listing, tree, given)


def _verdict(bug: Planted, listing: Listing, tree: Tree, given: str) -> PartVerdict:
    from engine.derivations import Sheet  # noqa: PLC0415
    from engine.errors import EngineError, ReadingError  # noqa: PLC0415
    from quizapp.questions.expressions import sentence_of  # noqa: PLC0415

    try:
        outcome = Sheet(listing.derivation).write(bug.target, tree).outcome
    except ReadingError as error:
        return PartVerdict("unreadable", 0.0, sentence_of(error), given, column=error.column)
    except EngineError as error:
        return PartVerdict("wrong", 0.0, f"{error}.", given, bug.right)
    if outcome.kind == "undecided":
        return PartVerdict("undecided", 0.0, UNDECIDED, given, bug.right)
    if outcome.is_same:
        return PartVerdict("correct", 1.0, "", given, bug.right)
    return PartVerdict("wrong", 0.0, outcome.reason, given, bug.right)
