"""Prose and formulas as lines of text: drawn in two dimensions, on one line, or in words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from quizapp.cli.output import WIDTH, draws, speaks_unicode

SPOKEN = {
    "∂": "partial ",
    "/": " over ",
    "′": " prime",
    "\N{COMBINING CIRCUMFLEX ACCENT}": " hat",
    "ᵀ": " transpose",
}
LONGEST_FIRST_LINE = 72


@dataclass(frozen=True, slots=True)
class Typeset:
    """One way to write mathematics."""

    way: Literal["drawn", "line", "words"] = "line"
    ascii_only: bool = False

    def prose(self, text: str, *, indent: int = 0) -> list[str]:
        """Return prose as lines; only what is drawn is wrapped, a terminal or reader wraps the rest itself."""
        from quizapp.rendering.prose import layout  # noqa: PLC0415

        if self.way != "drawn":
            return self._plain(text).split("\n")
        lines = layout(text, WIDTH - indent, ascii_only=self.ascii_only)
        return [" " * indent + "".join(piece.text for piece in line) for line in lines]

    def formula(self, latex: str) -> list[str]:
        """Return one formula as lines."""
        return self.prose(f"$$\n{latex}\n$$")

    def inline(self, text: str) -> str:
        """Return prose on one line."""
        return " ".join(self._plain(text).split())

    def label(self, text: str) -> str:
        """Return the label of a part, which is written in characters, not in LaTeX, unless it says so."""
        if "$" in text:
            return self.inline(text)
        return spoken_label(text) if self.way == "words" else text

    def first_line(self, text: str) -> str:
        """Return the beginning of prose on one line."""
        line = self.inline(text)
        return line if len(line) <= LONGEST_FIRST_LINE else f"{line[:LONGEST_FIRST_LINE].rstrip()} …"

    def other(self) -> Typeset:
        """Return words for signs, and signs for words."""
        return replace(self, way="line" if self.way == "words" else "words")

    def _plain(self, text: str) -> str:
        from quizapp.rendering.prose import plain_text  # noqa: PLC0415

        return plain_text(text, words=self.way == "words", ascii_only=self.ascii_only)


def spoken_label(label: str) -> str:
    """Return a label for a voice: ∂L/∂w is "partial L over partial w", m̂₁ "m hat 1"."""
    letters = unicodedata.normalize("NFD", label)
    said = "".join(SPOKEN.get(letter, _digit(letter)) for letter in letters)
    return " ".join(said.split())


def _digit(letter: str) -> str:
    """Return a small digit below or above as a word of its own."""
    return f" {unicodedata.digit(letter)}" if letter in "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹" else letter


def best_typeset() -> Typeset:
    """Return the way that stdout can show: two dimensions in a terminal, else one line."""
    return Typeset("drawn" if draws() and speaks_unicode() else "line", ascii_only=not speaks_unicode())
