"""Reading what is typed into an array field: ``[[1, 2], [3, 4]]``, or rows on lines or between semicolons."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import LimitError, ReadingError
from engine.language.characters import place
from engine.language.limits import DEFAULT_LIMITS
from engine.language.numbers import Reading, read_number
from engine.language.pasted import blanked, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = tuple[int, ...]

_LARGEST_DEPTH = 4
_BREAK = re.compile(r"[;\n]")
_LATEX_BREAK = re.compile(r"\\\\|\n")
_MATRIX = re.compile(
    r"\s*+(?:\\left)?\s*+[\[(|.]?\s*+\\begin\{([bpvBV]?matrix|smallmatrix|array)\}(?:\{[lcr| ]*\})?(?P<rows>.*)"
    r"\\end\{\1\}\s*(?:\\right)?\s*[\])|.]?\s*",
    re.DOTALL,
)
_SIZED = re.compile(r"\\(?:left|right)(?=\s*[\[\]()])")
_PRINTED = re.compile(
    r"\s*(?:(?:np|numpy|torch|jnp)\.)?(?:as)?(?:array|tensor|matrix)\((?P<rows>\s*\[.*\]\s*)"
    r"(?:,\s*dtype\s*=\s*[\w.]+\s*)?\)\s*",
    re.DOTALL,
)  # what NumPy and PyTorch print
_PIECE = re.compile(r"[^\s,;\[\]&]+")
_SPARE = (
    400  # entries more than four times those asked for that are still read, to say that the shape is wrong
)
_NOT_IN_ROWS = {
    "[": "An array stands alone here, as in [[1, 2], [3, 4]]; work what stands before it into the entries.",
    "|": "The entries are parted by spaces or commas, the rows by line ends or semicolons.",
}
_GAP = re.compile(r"(?<!\s)\s+(?![\s%])")
_BROKEN_POWER = re.compile(r"(?<=[0-9.])\s+[eE][-−+]\s*[0-9]")
_COMMA_AFTER_GAP = re.compile(r"(?<=[0-9])\s+(,)[0-9]")
_THIN_GROUP = re.compile("(?<=[0-9])[\u2007\u2009\u202f][0-9]{3}(?![0-9])")
_LEVELS = {"(": 1, ")": -1, "{": 1, "}": -1}


@dataclass(frozen=True, slots=True)
class ArrayReading:
    """An array as it was typed: its entries row by row, and its shape."""

    entries: tuple[Reading, ...]
    shape: Shape
    text: str = ""

    @property
    def values(self) -> tuple[float, ...]:
        """The values, row by row."""
        return tuple(entry.value for entry in self.entries)


def read_array(text: str, shape: Shape | None = None, *, decimal_comma: bool = False) -> ArrayReading:
    """Return the array that a text stands for; whether its shape is right is for the judge.

    ``shape`` only settles what rows without brackets leave open: ``1 2 3`` is a row of a 1×3 matrix or a
    vector. Entries are parted by commas or spaces. Raises ReadingError where an entry cannot be read or rows
    are uneven.
    """
    if len(text) > DEFAULT_LIMITS.text_length:
        what = f"This has {len(text):,} characters; the limit on length is {DEFAULT_LIMITS.text_length:,}."
        raise LimitError(what, "", DEFAULT_LIMITS.text_length)
    if not text.strip():
        raise ReadingError("Nothing is written here.", text, 0)
    if shape is not None:
        _refuse_many(text, 4 * math.prod(shape) + _SPARE)
    reading = _read(text, shape, decimal_comma=decimal_comma)
    if shape is not None and reading.shape != shape:
        _refuse_other_comma(text, shape, decimal_comma=decimal_comma)
    return reading


def _refuse_other_comma(text: str, shape: Shape, *, decimal_comma: bool) -> None:
    """Refuse an array whose shape would be right if its commas were meant the other way."""
    if "," not in text or (not decimal_comma and (len(shape) > 1 or "[[" in text)):
        return
    try:
        other = _read(text, shape, decimal_comma=not decimal_comma)
    except ReadingError:
        return
    if other.shape == shape:
        line, column = place(text, text.index(","))
        what = (
            _COMMA_IS_DECIMAL
            if decimal_comma
            else "A comma parts the entries here; write a decimal point, 0.5."
        )
        raise ReadingError(what, text, column, line=line)


_COMMA_IS_DECIMAL = (
    "The comma is the decimal sign here: part the entries by spaces, or by a comma and a space."
)


def _read(text: str, shape: Shape | None, *, decimal_comma: bool) -> ArrayReading:
    bare = _SIZED.sub(lambda found: " " * len(found.group()), unwrapped(text))
    matrix = _MATRIX.fullmatch(bare)
    found = matrix or _PRINTED.fullmatch(bare)
    bare = blanked(bare, *found.span("rows")) if found else bare
    reader = _ArrayReader(bare, text, decimal_comma=decimal_comma)
    reader.refuse_gaps()
    if matrix:
        reader.separator, reader.breaks = re.compile("&"), _LATEX_BREAK
    if not matrix and bare.lstrip()[:1] == "[":
        return reader.brackets()
    return reader.rows(shape)


def _refuse_many(text: str, most: int) -> None:
    """Refuse an answer of far more entries than are asked for, before any is read."""
    count = sum(1 for _ in _PIECE.finditer(text))
    if count > most:
        raise LimitError(f"This has {count:,} entries; the limit is {most:,} here.", "", 0)


class _ArrayReader:
    def __init__(self, text: str, typed: str, *, decimal_comma: bool) -> None:
        self.text = text
        self.typed = typed
        self.breaks = _BREAK
        self.decimal_comma = decimal_comma
        self.separator = re.compile(r",(?=\s|$)" if decimal_comma else ",")

    def fail(self, what: str, offset: int) -> ReadingError:
        line, column = place(self.text, min(offset, len(self.text)))
        return ReadingError(what, self.typed, column, line=line)

    def refuse_gaps(self) -> None:
        """Refuse gaps that may stand inside a number: ``1 e-3``, ``1 ,5``, and digits grouped by a thin space."""
        comma = _COMMA_AFTER_GAP.search(self.text) if self.decimal_comma else None
        if comma:
            raise self.fail(_COMMA_IS_DECIMAL, comma.start(1))
        broken = _BROKEN_POWER.search(self.text)
        if broken:
            raise self.fail("A power of ten is written without a gap, as in 1e-3.", broken.start())
        group = _THIN_GROUP.search(self.text)
        if group:
            raise self.fail("Digits are not grouped here; write 1000.", group.start())

    # --- rows without brackets

    def rows(self, shape: Shape | None) -> ArrayReading:
        for sign, sentence in _NOT_IN_ROWS.items():
            if sign in self.text:
                raise self.fail(sentence, self.text.index(sign))
        written = [one for one in self.lines(0, len(self.text)) if self.text[slice(*one)].strip()]
        rows = [row for start, end in written if (row := self.entries(start, end))]
        if not rows:
            raise self.fail("Nothing is written here.", 0)
        widths = [len(row) for row in rows]
        self.refuse_uneven(widths, 0)
        flat = tuple(entry for row in rows for entry in row)
        return ArrayReading(flat, _settled((len(rows), widths[0]), shape), self.typed)

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for found in self.breaks.finditer(self.text, start, end):
            yield start, found.start()
            start = found.end()
        yield start, end

    def refuse_uneven(self, widths: list[int], offset: int) -> None:
        for row, width in enumerate(widths[1:], start=2):
            if width != widths[0]:
                raise self.fail(f"Row {row} has {_count(width)}, row 1 has {_count(widths[0])}.", offset)

    def entries(self, start: int, end: int) -> list[Reading]:
        """Read the entries of one row; with a comma in it, commas part them, else spaces do."""
        by_comma = self.cuts(self.separator, start, end)
        pieces = self.pieces(by_comma or self.cuts(_GAP, start, end), start, end)
        if by_comma and pieces and not self.text[slice(*pieces[-1])].strip():
            pieces.pop()
        return [
            self.entry(first, last) for first, last in pieces if by_comma or self.text[first:last].strip()
        ]

    def cuts(self, separator: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
        """Return where separators stand outside round brackets."""
        found = [cut.span() for cut in separator.finditer(self.text, start, end)]
        if not any(sign in self.text[start:end] for sign in "({"):
            return found
        depths, depth = [], 0
        for character in self.text[start:end]:
            depth += _LEVELS.get(character, 0)
            depths.append(depth)
        return [cut for cut in found if depths[cut[0] - start] <= 0]

    def pieces(self, cuts: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
        starts = [start, *(after for _, after in cuts)]
        return list(zip(starts, [*(before for before, _ in cuts), end], strict=True))

    def entry(self, start: int, end: int) -> Reading:
        piece = self.text[start:end]
        if not piece.strip():
            raise self.fail("An entry is missing here.", start)
        if self.decimal_comma and piece.count(",") > 1:
            raise self.fail(_COMMA_IS_DECIMAL, start + piece.index(","))
        try:
            return read_number(piece, decimal_comma=self.decimal_comma)
        except ReadingError as error:
            line, column = place(self.text, start + error.offset_in(piece))
            raise type(error)(error.what, self.typed, column, line=line, length=error.length) from None

    # --- brackets

    def brackets(self) -> ArrayReading:
        start = len(self.text) - len(self.text.lstrip())
        entries: list[Reading] = []
        shape, end = self.bracket(start, entries, 1)
        if self.text[end:].strip():
            rest = self.text[end:].lstrip()
            raise self.fail(_leftover(rest), len(self.text) - len(rest))
        return ArrayReading(tuple(entries), shape, self.typed)

    def bracket(self, start: int, entries: list[Reading], depth: int) -> tuple[Shape, int]:
        """Read the list that opens at ``start`` into ``entries``; return its shape and where it ends."""
        if depth > _LARGEST_DEPTH:
            raise self.fail(f"Arrays have at most {_LARGEST_DEPTH} dimensions.", start)
        inner = self.skip(start + 1, "")
        if self.text[inner : inner + 1] != "[":
            return self.innermost(start, entries)
        shapes: list[Shape] = []
        while self.text[inner : inner + 1] == "[":
            shape, inner = self.bracket(inner, entries, depth + 1)
            shapes.append(shape)
            inner = self.skip(inner, ",;")
        if self.text[inner : inner + 1] != "]":
            unclosed = inner >= len(self.text)
            what = "This [ is never closed." if unclosed else "A bracket is missing here."
            raise self.fail(what, start if unclosed else inner)
        if len(set(shapes)) > 1:
            self.refuse_uneven([shape[0] for shape in shapes], start)
            raise self.fail("The rows of this array have different shapes.", start)
        return (len(shapes), *shapes[0]), inner + 1

    def skip(self, offset: int, also: str) -> int:
        """Pass white space, and one of the signs ``also``."""
        taken = not also
        while offset < len(self.text):
            character = self.text[offset]
            if character in also and not taken:
                taken = True
            elif not character.isspace():
                break
            offset += 1
        return offset

    def innermost(self, start: int, entries: list[Reading]) -> tuple[Shape, int]:
        end = self.text.find("]", start)
        nested = self.text.find("[", start + 1, end)
        if end < 0 or nested >= 0:
            raise self.fail(
                "This [ is never closed." if end < 0 else "A bracket has no place here.", max(nested, start)
            )
        rows = [row for first, last in self.lines(start + 1, end) if (row := self.entries(first, last))]
        if ";" not in self.text[start:end]:
            rows = [[entry for row in rows for entry in row]]
        if not rows or not rows[0]:
            raise self.fail("The brackets are empty.", start)
        self.refuse_uneven([len(row) for row in rows], start)
        entries.extend(entry for row in rows for entry in row)
        return ((len(rows[0]),) if len(rows) == 1 else (len(rows), len(rows[0]))), end + 1


def _leftover(rest: str) -> str:
    """Say why something cannot stand behind an array, or between its rows."""
    if rest.lstrip(",; ")[:1] == "[":
        return "Another pair of brackets belongs around the rows, as in [[1, 2], [3, 4]]."
    if re.match(r"(?:\.|\^)?\s*[Tᵀ⊤]", rest):
        return "A transpose is not taken here: write the entries as they stand in the answer."
    return "Nothing can follow the closing bracket."


def _settled(typed: Shape, expected: Shape | None) -> Shape:
    """Return the shape of rows without brackets, as the expected shape reads them where both readings fit."""
    rows, columns = typed
    size = rows * columns
    if expected is not None and (
        typed == expected or (size == 1 and all(length == 1 for length in expected))
    ):
        return expected
    if columns == 1 and rows > 1:
        return (rows,) if expected is not None and len(expected) == 1 else typed
    if rows > 1:
        return typed
    return (columns,) if columns > 1 else ()


def _count(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"
