"""The types that fields of a pack can have: data from which reader, checks and reference are made.

A type says what it expects in words; ``validating`` reads a value by it, and finds every text by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences, with ``$…$`` for mathematics; ``templated`` ones may hold ``@{…}``."""

    expects: str = "text"
    templated: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """Plain text on one line."""

    expects: str = "text on one line"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a given form; ``role`` is what it names, where something else must know it."""

    pattern: str
    expects: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of the language; a ``condition`` may use ``and``, ``or`` and ``not``."""

    expects: str = "an expression"
    condition: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A program: one assignment a line."""

    expects: str = "a program, one assignment a line"


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, within bounds that count as inside."""

    low: float = -float("inf")
    high: float = float("inf")
    whole: bool = False

    @property
    def expects(self) -> str:
        """Say the bounds."""
        kind = "a whole number" if self.whole else "a number"
        if self.low > -float("inf") and self.high < float("inf"):
            return f"{kind} from {self.low:g} to {self.high:g}"
        return f"{kind}, at least {self.low:g}" if self.low > -float("inf") else kind


@dataclass(frozen=True, slots=True)
class Array:
    """A list of numbers, or a list of equally long lists of them."""

    expects: str = "a list of numbers, or rows of equal length"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def expects(self) -> str:
        """List them."""
        return f"one of {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Written:
    """Text with a small grammar of its own; ``read`` raises ValueError with a sentence.

    ``pattern`` says the same to editors, as far as a regular expression can; ``number`` whether a bare positive
    number will do.
    """

    read: Callable[[str], Any]
    expects: str
    pattern: str = r"\S"
    number: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one type."""

    item: Type
    least: int = 0
    most: int = 10_000

    @property
    def expects(self) -> str:
        """Say of what."""
        return f"a list of {self.item.expects}"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Names of the author's choosing, each with a value of one type."""

    key: Word
    value: Type
    expects: str = "a mapping of names"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: its type, whether it must be there, and a sentence for the reference."""

    key: str
    type: Type
    says: str
    required: bool = False


@dataclass(frozen=True)
class Record:
    """Known keys."""

    fields: tuple[Field, ...]
    expects: str

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys."""
        return {field.key: field for field in self.fields}

    @cached_property
    def required(self) -> tuple[Field, ...]:
        """The fields that must be there."""
        return tuple(field for field in self.fields if field.required)

    def names(self) -> tuple[str, ...]:
        """Return the known keys in order."""
        return tuple(self.by_key)

    def find(self, key: str) -> Field | None:
        """Return the field of a key."""
        return self.by_key.get(key)


@dataclass(frozen=True)
class Keyed:
    """A record of one of several forms, told apart by a key only it has, or by what ``by`` says."""

    forms: tuple[tuple[str, Record], ...]
    expects: str
    by: str = ""

    @cached_property
    def by_key(self) -> dict[str, Record]:
        """The forms by what tells them apart."""
        return dict(self.forms)

    def names(self) -> tuple[str, ...]:
        """Return the keys that tell the forms apart."""
        return tuple(key for key, _ in self.forms)


@dataclass(frozen=True, slots=True)
class Shaped:
    """What may be written in several shapes: as a number, as text, as a list or as a mapping."""

    expects: str
    number: Type | None = None
    text: Type | None = None
    sequence: Type | None = None
    mapping: Type | None = None


@dataclass(frozen=True, slots=True)
class Anything:
    """Any data; what uses it checks it."""

    expects: str = "data"


Type: TypeAlias = (
    Prose
    | Line
    | Word
    | Expression
    | Code
    | Number
    | Array
    | OneOf
    | Written
    | ListOf
    | MapOf
    | Record
    | Keyed
    | Shaped
    | Anything
)
