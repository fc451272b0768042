"""Every field that a pack can have, as data: the reader, the checks and the reference are made from it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import import_module

from quizapp import plugins
from quizapp.packs.types import (
    Anything,
    Array,
    Code,
    Expression,
    Field,
    Keyed,
    Line,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Prose,
    Record,
    Shaped,
    Type,
    Word,
    Written,
)
from quizapp.questions.model import KINDS, LEVELS
from quizapp.questions.precision import FORMS, read_precision

ID_PATTERN = r"[a-z0-9][a-z0-9._-]{0,79}"

IDENTIFIER = Word(ID_PATTERN, "an id of a-z, 0-9, -, . and _", role="id")
CURRICULUM_ID = Word(r"[a-z0-9]+(\.[a-z0-9-]+)+", "a curriculum id such as act.relu", role="curriculum")
TAG = Word(r"\S.{0,39}", "a short word")
NAME = Word(r"[^\W\d]\w*", "a name, such as w or eta", role="name")
NODE = Word(r"[^\W\d]\w*(\.\w+)?", "a name of the program, such as z or step.m_hat", role="node")
COUNT = Number(1, 10_000, whole=True)
SIZE = Shaped("a size: a whole number, or a letter", number=COUNT, text=NAME)
SHAPE = ListOf(SIZE, most=4)
PLACES = Number(0, 12, whole=True)
VALUE = Shaped("a number, a list of numbers or a word", number=Number(), text=NAME, sequence=Array())
PAIR = ListOf(Number(), least=2, most=2)
SIZES_OR_NUMBERS = ListOf(Shaped("a number or a letter", number=Number(), text=NAME), least=1, most=4)


def read_minutes(text: str) -> float:
    """Return the minutes in "5 minutes" or "90 seconds"; raises ValueError with a sentence."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(minutes?|min|seconds?|s)?", text.strip())
    if match is None or float(match[1]) <= 0:
        raise ValueError(f"“{text}” is not a time; write 5 minutes or 90 seconds")
    return float(match[1]) / (60 if (match[2] or "m").startswith("s") else 1)


_POSITIVE = r"(?=[^%]*[1-9])(?:\d*\.)?\d+(?:[eE][-+]?\d+)?"
PRECISION = Written(
    read_precision,
    f"a precision: {FORMS}",
    pattern=r"^\s*(?:(?:0?[1-9]|1[0-5])\s*(?:[Ss]ignificant\s+)?[Ff]igures?"
    r"|(?:0?\d|1[0-5])\s*(?:[Ss]ignificant\s+)?(?:[Dd]ecimal )?[Pp]laces?|(?:0?\d|1[0-5])\s*[Dd]ecimals?"
    rf"|{_POSITIVE}\s*%|(?:±|\+-|\+/-)\s*{_POSITIVE})\s*$",
)
TIME = Written(
    read_minutes,
    "a time, such as 5 minutes",
    pattern=r"^\s*(?=[^a-z]*[1-9])\d+(?:\.\d+)?\s*(?:minutes?|min|seconds?|s)?\s*$",
    number=True,
)


def _form(type_: Type, *others: Field, says: str, key: str) -> tuple[str, Record]:
    """Return one form of a Keyed type: the key that marks it, and its fields."""
    return key, Record((Field(key, type_, says, required=True), *others), key)


ROUND = Field("round", PLACES, "Decimal places that draws are rounded to; 2 where it is absent.")
SIZES = Field("shape", SHAPE, "Sizes of an array of independent draws; one number where it is absent.")
SCALE = Field("scale", PAIR, "Factors the draws are scaled by, from smallest to largest.")
DOMAIN = Shaped("a domain", text=OneOf(("real", "positive", "nonnegative")), sequence=PAIR)

DRAWS = Keyed(
    (
        _form(ListOf(VALUE, least=1), SIZES, key="choose", says="One of these, each as likely."),
        _form(
            Number(),
            Field("to", Number(), "The largest value.", required=True),
            Field("step", Number(low=1e-12), "The distance between values.", required=True),
            SIZES,
            key="from",
            says="The smallest value.",
        ),
        _form(PAIR, SIZES, key="integers", says="The smallest and the largest whole number, both possible."),
        _form(
            SIZES_OR_NUMBERS, SIZES, ROUND, SCALE, key="normal", says="Mean and standard deviation; or sizes."
        ),
        _form(SIZES_OR_NUMBERS, SIZES, ROUND, SCALE, key="uniform", says="Smallest and largest; or sizes."),
        _form(
            NAME,
            Field("shape", ListOf(COUNT, least=1, most=4), "Sizes of the array.", required=True),
            ROUND,
            key="init",
            says="An initialiser of the engine: he, xavier, lecun …",
        ),
        _form(
            COUNT,
            Field("classes", Number(2, 10_000, whole=True), "How many classes.", required=True),
            key="labels",
            says="How many labels, each a whole number from 0.",
        ),
        _form(ListOf(SIZE, least=2, most=2), key="onehot", says="Rows and classes: one 1 in each row."),
        _form(
            SHAPE,
            Field("keep", Number(0, 1), "The probability of a one; 0.5 where it is absent."),
            key="mask",
            says="Sizes of an array of zeros and ones.",
        ),
        _form(DOMAIN, key="domain", says="Where a derivation's sample points come from."),
    ),
    "a draw",
)

GIVEN = MapOf(
    NAME,
    Shaped(
        "a number, a list of numbers or a draw such as {choose: [1, 2]}",
        number=Number(),
        sequence=Array(),
        mapping=DRAWS,
    ),
)

POINT = Record(
    (
        Field("weight", Number(0, 100), "What it counts.", required=True),
        Field("point", Prose(), "What a good answer says.", required=True),
        Field("words", ListOf(Line()), "Words that show it was said."),
    ),
    "a point",
)
ASK_RECORD = Record(
    (
        Field("name", NODE, "The program's name for it; also the key in JSON.", required=True),
        Field("label", Line(), "How the answer field is called, where the name will not do."),
        Field("precision", PRECISION, "How exactly this part is asked for."),
        Field("options", ListOf(TAG, least=2), "The words to choose from."),
        Field("texts", MapOf(TAG, Prose()), "Diagnose: what options say, where their words will not do."),
        Field("points", ListOf(POINT, least=1), "Diagnose: what a good answer in words holds."),
        Field("model", Prose(), "Diagnose: a good answer in words."),
    ),
    "a part",
)
ASK = ListOf(Shaped("a name of the program", text=NODE, mapping=ASK_RECORD), least=1, most=30)

MISTAKE = Record(
    (
        Field("part", NODE, "The asked part that this wrong answer is given for.", required=True),
        Field("value", Expression(), "The wrong answer, over the program's names.", required=True),
        Field("says", Prose(), "What the learner is told.", required=True),
    ),
    "a mistake",
)

_CONTENT_FIELDS = (
    Field("covers", ListOf(CURRICULUM_ID), "Curriculum items that this question tests."),
    Field("tags", ListOf(TAG), "Words to find it by."),
    Field("minutes", Number(0.05, 240), "How long it takes; a default for the kind where it is absent."),
    Field("prompt", Prose(), "What is asked.", required=True),
    Field("hints", ListOf(Prose()), "Graded: a nudge, the formula, the first step."),
    Field("solution", Prose(), "An explanation in prose; the engine's steps follow it."),
    Field("sources", ListOf(Line()), "Papers and books that a fact is taken from."),
    Field("given", GIVEN, "Names and how their values are drawn."),
    Field("experiment", MapOf(NAME, Anything()), "Training runs made before the program."),
    Field("program", Code(), "What computes the answers."),
    Field(
        "require", ListOf(Expression("a condition", condition=True)), "Draws that fail one are drawn again."
    ),
    Field("ask", ASK, "The names asked for."),
    Field("precision", PRECISION, "How exactly numbers are asked for; 3 figures where it is absent."),
    Field("mistakes", ListOf(MISTAKE), "Wrong answers that the author foresees."),
)


def _optional(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(replace(field, required=False) for field in fields)


def _required(fields: tuple[Field, ...], *keys: str) -> tuple[Field, ...]:
    return tuple(replace(field, required=field.required or field.key in keys) for field in fields)


STATIC_OPTION = Keyed(
    (
        _form(Prose(), Field("says", Prose(), "Why it is right."), key="right", says="A right option."),
        _form(Prose(), Field("says", Prose(), "Why it is wrong."), key="wrong", says="A wrong option."),
    ),
    "an option: right or wrong",
)
MADE_OPTIONS = Record(
    (
        Field("value", Expression(), "The right value; the wrong ones come from mistakes.", required=True),
        Field("precision", PRECISION, "How the values are written."),
        Field("count", Number(2, 8, whole=True), "How many options; 4 where it is absent."),
    ),
    "options that the engine makes",
)
LINE = Record(
    (
        Field("id", IDENTIFIER, "What other lines call it.", required=True),
        Field("text", Prose(), "The line.", required=True),
        Field("after", ListOf(IDENTIFIER), "Lines that must stand before it."),
    ),
    "a line",
)
DISTRACTOR = Record(
    (
        Field("text", Prose(), "A line that does not belong.", required=True),
        Field("says", Prose(), "Why not."),
    ),
    "a distractor",
)
FIGURE = Record(
    (
        Field("x", Line(), "What the horizontal axis shows.", required=True),
        Field("y", Line(), "What the vertical axis shows."),
        Field("series", MapOf(Word(r"\S.{0,39}", "a name"), Expression()), "Curves by name.", required=True),
        Field("words", Prose(), "The figure in words.", required=True),
    ),
    "a figure",
)
FUNCTION = Record(
    (
        Field("name", NAME, "The function's name.", required=True),
        Field("arguments", ListOf(NAME, least=1), "Its arguments.", required=True),
        Field("says", Line(), "Its docstring.", required=True),
    ),
    "a function",
)
BUG_LINE = Record(
    (
        Field("text", Prose(templated=False), "The line as it should be.", required=True),
        Field("wrong", Prose(templated=False), "The same line spoilt."),
        Field("says", Prose(), "Why that is wrong."),
        Field("fixes", ListOf(Prose(templated=False), least=1, most=5), "Wrong offers for the right line."),
    ),
    "a line",
)
TRAINING = Record(
    (
        Field("data", OneOf(("digits",)), "What is learnt.", required=True),
        Field("accuracy", Number(0, 1), "The share of unseen examples to get right.", required=True),
        Field("seconds", Number(1, 300), "How long it may take; 60 where it is absent."),
    ),
    "a training task",
)
CELL = Prose("a cell", templated=False)

KIND_FIELDS: dict[str, tuple[Field, ...]] = {
    "recall": (Field("answer", Prose(), "The other side of the card.", required=True),),
    "cloze": (),
    "choice": (
        Field(
            "options",
            Shaped(
                "a list of options", sequence=ListOf(STATIC_OPTION, least=2, most=12), mapping=MADE_OPTIONS
            ),
            "Right and wrong ones, or how the engine makes them.",
            required=True,
        ),
    ),
    "numeric": (),
    "trace": (),
    "derive": (Field("clock", TIME, "A time to beat."),),
    "order": (
        Field("lines", ListOf(LINE, least=2, most=18), "What is put in order.", required=True),
        Field("distractors", ListOf(DISTRACTOR, most=8), "Lines to leave out."),
    ),
    "match": (
        Field("columns", ListOf(Line(), least=2), "Headings; the first column is given.", required=True),
        Field(
            "rows", ListOf(ListOf(CELL, least=2), least=2, most=26), "One list of cells a row.", required=True
        ),
        Field("typed", ListOf(Line()), "Columns that are typed and judged as derivations."),
    ),
    "open": (
        Field("points", ListOf(POINT, least=1, most=12), "What a good answer holds.", required=True),
        Field("model", Prose(), "A good answer."),
    ),
    "diagnose": (Field("figure", FIGURE, "What is drawn."),),
    "bug": (
        Field("from", IDENTIFIER, "The question whose program is spoilt; else the program or lines here."),
        Field("lines", ListOf(BUG_LINE, least=3, most=20), "Lines of one's own, one of which is spoilt."),
    ),
    "kata": (
        Field("function", FUNCTION, "What is to be written.", required=True),
        Field(
            "reference",
            Shaped(
                "an expression, or a list of them",
                text=Expression(),
                sequence=ListOf(Expression(), least=1, most=8),
            ),
            "What it must return.",
        ),
        Field("inputs", GIVEN, "What it is called with."),
        Field("train", TRAINING, "What it must learn to do, in place of inputs and reference."),
        Field(
            "checks",
            ListOf(OneOf(("values", "shapes", "stability", "gradient", "speed"))),
            "What is looked at besides values: other sizes, inputs of ±1000, the change across a small step beside "
            "the engine's gradient, larger arrays.",
        ),
    ),
}


def _added_fields() -> dict[str, tuple[Field, ...]]:
    """Return the fields of the kinds that plug-ins add; of one that cannot be loaded none, drawing it says why."""
    found: dict[str, tuple[Field, ...]] = {}
    for name, module in plugins.kinds().items():
        if name in KIND_FIELDS:
            continue  # a bundled kind stays what it is
        try:
            found[name] = tuple(getattr(import_module(module), "FIELDS", ()))
        except Exception:  # the boundary: somebody else's code
            found[name] = ()
    return found


KIND_FIELDS |= _added_fields()
REQUIRED_BY_KIND: dict[str, tuple[str, ...]] = {
    "numeric": ("program", "ask"),
    "trace": ("program", "ask"),
    "derive": ("program", "ask"),
    "diagnose": ("experiment", "ask"),
}
NO_PROMPT_NEEDED = ("match", "kata")

LEVEL = Field("level", OneOf(LEVELS), "Who should know it.", required=True)
KIND = Field("kind", OneOf(KINDS), "What kind of question it is.", required=True)
_IDENTITY = (
    Field("id", IDENTIFIER, "What it is known by; keeps its history.", required=True),
    KIND,
    LEVEL,
)
ALIASES = Field("aliases", ListOf(IDENTIFIER), "Ids it had before; their history is carried over.")


@cache
def question_record(kind: str) -> Record:
    """Return the fields of a question of a kind."""
    return Record((*_IDENTITY, *_body(kind), ALIASES, _follow_ups()), f"a {kind} question")


def _body(kind: str) -> tuple[Field, ...]:
    fields = _required(_CONTENT_FIELDS, *REQUIRED_BY_KIND.get(kind, ()))
    if kind in NO_PROMPT_NEEDED:
        fields = tuple(replace(field, required=False) if field.key == "prompt" else field for field in fields)
    return (*fields, *KIND_FIELDS[kind])


def _follow_up_record(kind: str) -> Record:
    level = replace(LEVEL, says="As in the question, where it is absent.", required=False)
    body = tuple(replace(field, required=False) if field.key == "program" else field for field in _body(kind))
    return Record((KIND, level, *body), f"a {kind} follow-up")


@cache
def _follow_ups() -> Field:
    asks = Keyed(tuple((kind, _follow_up_record(kind)) for kind in KINDS), "a question", by="kind")
    record = Record(
        (
            Field("when", OneOf(("missed", "right", "always")), "When it is asked.", required=True),
            Field("point", Shaped("a point", number=Number(), text=Line()), "Which point it follows."),
            Field("ask", asks, "The question; it inherits given and program.", required=True),
        ),
        "a follow-up",
    )
    return Field("follow_ups", ListOf(record, most=20), "What an interviewer asks next.")


MANIFEST = Record(
    (
        Field("id", IDENTIFIER, "The first half of every question's full id.", required=True),
        Field("title", Line(), "What people call the pack.", required=True),
        Field("version", Line(), "The pack's version.", required=True),
        Field("licence", Line(), "On what terms it may be used."),
        Field("authors", ListOf(Line()), "Who wrote it."),
        Field("description", Prose(templated=False), "What it is for, in a sentence."),
    ),
    "pack.yaml",
)

CARD_DEFAULTS = (
    Field("level", OneOf(LEVELS), "Who should know it; entry where it is absent."),
    Field("covers", ListOf(CURRICULUM_ID), "Curriculum items that it tests."),
    Field("tags", ListOf(TAG), "Words to find it by."),
    Field("minutes", Number(0.05, 240), "How long it takes."),
    Field("sources", ListOf(Line()), "Papers and books that a fact is taken from."),
)
FRONT_MATTER = Record((*_optional(MANIFEST.fields), *CARD_DEFAULTS), "front matter")
CARD_COMMENT = Record(
    (Field("id", IDENTIFIER, "What the card is known by."), *CARD_DEFAULTS, ALIASES), "a card's comment"
)

ITEM = Record(
    (
        Field("id", CURRICULUM_ID, "What questions name in covers.", required=True),
        Field("level", OneOf(LEVELS), "Who should know it.", required=True),
        Field("kinds", ListOf(OneOf(KINDS)), "Kinds of question that it needs.", required=True),
        Field("facts", Line(), "What must be true in whatever is asked.", required=True),
    ),
    "a curriculum item",
)
SECTION = Record(
    (
        Field("id", Word(r"[a-z0-9-]+", "a short id"), "What its items' ids begin with.", required=True),
        Field("title", Line(), "What people call it.", required=True),
        Field("items", ListOf(ITEM), "Its items, in order.", required=True),
    ),
    "a section",
)
CURRICULUM = Record(
    (Field("sections", ListOf(SECTION), "The sections, in order.", required=True),), "the curriculum"
)
