"""The values every kind of question deals in: Question, Instance, Answer, Verdict, Solution.

A Question is what a pack says. An Instance is one drawing of it, fixed by (id, version, seed). An Answer is
what was typed, as typed. A Verdict is what the judging makes of it. All are frozen; none knows a screen or a
database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from quizapp import plugins

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLED_KINDS = (
    "recall",
    "cloze",
    "choice",
    "numeric",
    "trace",
    "derive",
    "order",
    "match",
    "open",
    "diagnose",
    "bug",
    "kata",
)
KINDS = tuple(dict.fromkeys((*BUNDLED_KINDS, *plugins.kinds())))
LEVELS = ("entry", "mid", "frontier", "fde")

Form: TypeAlias = Literal["number", "array", "expression", "choice", "order", "table", "text", "code"]
Word: TypeAlias = Literal["correct", "partly", "wrong", "unreadable", "undecided"]
UNJUDGED: frozenset[Word] = frozenset({"unreadable", "undecided"})  # such an answer is asked for again
Json: TypeAlias = Any  # None, bool, int, float, str, list, dict: what json.dumps writes and reads back equal


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a pack something stands; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return file:line:column, as editors read it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a number is asked for: one of figures, places, relative, absolute is set."""

    figures: int | None = None
    places: int | None = None
    relative: float | None = None
    absolute: float | None = None

    def in_words(self) -> str:
        """Return what the learner is told, e.g. "three significant figures"."""
        if self.places is not None:
            return f"{self.places} decimal place{'' if self.places == 1 else 's'}"
        if self.relative is not None:
            return f"within {self.relative * 100:g} %"
        if self.absolute is not None:
            return f"within ±{self.absolute:g}"
        figures = self.figures if self.figures is not None else 3
        return f"{figures} significant figure{'' if figures == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a question asks for: ``name`` is the JSON key and, in a program, the node."""

    name: str
    label: str = ""
    precision: Precision | None = None
    options: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)  # what options say
    points: tuple[Mapping[str, Any], ...] = ()  # an answer in words: its rubric, and a good answer
    model: str = ""


@dataclass(frozen=True, slots=True)
class AuthorMistake:
    """A wrong answer the author foresees: ``value`` is an expression over the program's names."""

    part: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What an interviewer asks next; ``ask`` is a Question that inherits given and program."""

    when: Literal["missed", "right", "always"]
    point: str
    ask: Question


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pack.

    ``id`` is full (``pack:id``); clozes have one Question a blank (``pack:id#1``). ``fields`` holds what only
    this kind has (``options``, ``lines``, ``answer`` …), as its field schema read it: plain JSON data.
    """

    id: str
    kind: str
    level: str
    pack: str
    prompt: str
    version: str = ""
    covers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    minutes: float = 1.0
    given: Mapping[str, Json] = field(default_factory=dict)
    experiment: Mapping[str, Json] = field(default_factory=dict)
    program: str = ""
    require: tuple[str, ...] = ()
    ask: tuple[Ask, ...] = ()
    precision: Precision = field(default_factory=Precision)
    mistakes: tuple[AuthorMistake, ...] = ()
    hints: tuple[str, ...] = ()
    solution: str = ""
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=lambda: Place(""))
    siblings: str = (
        ""  # cards with the same non-empty key are never asked back to back (the blanks of one cloze)
    )

    @property
    def generated(self) -> bool:
        """Whether each review draws fresh numbers."""
        if self.kind in ("bug", "kata"):  # another slip, other inputs
            return True
        return bool(self.experiment) or any(not is_sampled(rule) for rule in self.given.values())


def is_sampled(rule: Json) -> bool:
    """Tell whether a rule of ``given`` names a domain to compare on, or sizes by letters, and draws no number."""
    if not hasattr(rule, "items"):
        return False
    sizes = [size for value in rule.values() if isinstance(value, list) for size in value]
    return (
        "domain" in rule
        or ("choose" not in rule and any(isinstance(size, str) for size in sizes))
        or any(isinstance(size, str) for size in rule.get("shape", ()))
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice part: ``key`` is what an answer names ("a", "b", …), ``text`` is prose."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its cells are typed, or picked among ``choices``."""

    title: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""  # what an empty cell says: the names to write it in
    names: tuple[str, ...] = ()  # typed: every name that can be read in a cell of this row

    @property
    def typed(self) -> bool:
        """Whether cells are typed."""
        return not self.choices


@dataclass(frozen=True, slots=True)
class Part:
    """One answer field of an instance."""

    name: str
    label: str
    form: Form
    shape: tuple[int, ...] = ()
    precision: Precision = field(default_factory=Precision)
    choices: tuple[Choice, ...] = ()
    several: bool = False  # choice: more than one may be ticked; an answer is then "a,c"
    columns: tuple[Column, ...] = ()  # table: the cells of this row; an answer is then "one | two"
    names: tuple[str, ...] = ()  # expression: what it may be written in
    arrays: tuple[str, ...] = ()  # of these, the arrays
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # of these, as at the first sample
    called: tuple[str, ...] = ()  # expression: what may stand before an equals sign
    stub: str = ""  # code: what to begin with
    file: str = ""  # code: the name under which work in progress is kept
    later: bool = False  # asked once the others are answered, with what ``propose`` makes of them


@dataclass(frozen=True, slots=True)
class Instance:
    """One drawing of a question: ``prompt`` has its numbers in; ``values`` and ``expected`` are for the log.

    A recall or cloze instance has one part of form "text"; its answer is revealed and rated by the learner.
    """

    question: Question
    seed: int
    prompt: str
    parts: tuple[Part, ...]
    values: Mapping[str, Json]
    expected: Mapping[str, Json]
    reveal: str = ""  # recall and cloze: the other side of the card, as prose
    figure: Any = None  # a rendering.charts.ChartSpec, where the kind draws one
    inner: Any = None  # what the kind keeps for judging and explaining (its Trace)

    @property
    def self_rated(self) -> bool:
        """Whether the learner, not the engine, says how it went."""
        return bool(self.reveal)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed, by part name; a part that is absent or blank was not answered."""

    parts: Mapping[str, str]
    decimal_comma: bool = False  # read 0,25 as a number


NOT_ANSWERED = "Not answered."  # the message of what was left blank
UNDECIDED = "This could not be decided: write it in another way."


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """The judgement of one part."""

    word: Word
    credit: float
    message: str = ""  # why, or which known mistake; prose
    given: str = ""  # as typed
    expected: str = ""  # at the precision asked for
    accepted: str = ""  # the accepted interval, in words
    follows: bool = False  # right given the learner's own earlier values
    mistake: str = ""  # id of the mistake named
    column: int | None = None  # unreadable: where, counted from 0 in the text as typed
    entries: tuple[bool, ...] = ()  # arrays: whether each entry is right, row by row


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of an answer. ``word`` unreadable means nothing was judged: ask again."""

    word: Word
    credit: float
    parts: Mapping[str, PartVerdict]

    @property
    def sign(self) -> str:
        """Return ✓, ◐ or ✗ (? where nothing was judged)."""
        return {"correct": "✓", "partly": "◐", "wrong": "✗"}.get(self.word, "?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a worked solution: ``formula`` and ``numbers`` are LaTeX, ``value`` is text as shown."""

    name: str
    label: str
    formula: str
    numbers: str
    value: str
    note: str = ""
    zoom: tuple[Step, ...] = ()
    exact: Json = None  # the value in full, for programs that read it


@dataclass(frozen=True, slots=True)
class Solution:
    """A worked solution: the author's prose with numbers in, if any, and the engine's steps, if any."""

    prose: str = ""
    steps: tuple[Step, ...] = ()
    answers: Mapping[str, Json] = field(default_factory=dict)
