"""Prose and formulas as lines of text: drawn in two dimensions, on one line, or in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from quizapp.cli.output import draws, speaks_unicode


@dataclass(frozen=True, slots=True)
class Typeset:
    """One way to write mathematics."""

    way: Literal["drawn", "line", "words"] = "line"
    ascii_only: bool = False

    def prose(self, text: str, *, indent: int = 0) -> list[str]:
        return [" " * indent + line for line in text.rstrip().split("\n")]

    def formula(self, latex: str) -> list[str]:
        return [latex]

    def inline(self, text: str) -> str:
        return text

    def other(self) -> Typeset:
        return replace(self, way="line" if self.way == "words" else "words")

    def first_line(self, text: str) -> str:
        return text.split("\n", maxsplit=1)[0][:80]


def best_typeset() -> Typeset:
    """Return the way that stdout can show: two dimensions in a terminal, else one line."""
    return Typeset("drawn" if draws() and speaks_unicode() else "line", ascii_only=not speaks_unicode())
