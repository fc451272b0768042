"""A chart as lines of text: curves in braille dots or plain letters, each told apart by its stroke as well as its colour."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from quizapp.rendering.charts import Axis, ChartSpec, Series, x_axis, y_axis
from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUIET = "quiet"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column within a braille cell
_DASHES = ((1, 0), (5, 4), (2, 3), (8, 3), (3, 2), (1, 3))  # dots on and off, curve by curve
_SAMPLES = ("━━━", "╍╍╍", "┅┅┅", "━╍━", "┄┄┄", "···")
_POINTS = "●○▲△■□"
_ASCII = "*o+x#@"
_LEAST = (24, 5)  # cells of the canvas


class Piece(NamedTuple):
    """A stretch of a line with one role: "quiet", "text", "series0", "series1" and so on."""

    text: str
    role: str


@dataclass(slots=True)
class _Canvas:
    """Cells of dots and letters; ``owner`` is the role of each."""

    width: int
    height: int
    ascii_only: bool
    dots: dict[tuple[int, int], int] = field(default_factory=dict)
    letters: dict[tuple[int, int], str] = field(default_factory=dict)
    owner: dict[tuple[int, int], str] = field(default_factory=dict)

    def dot(self, x: int, y: int, role: str, letter: str) -> None:
        """Set one dot; x and y count dots from the top left."""
        cell = (x // 2, y // 4)
        if not (0 <= cell[0] < self.width and 0 <= cell[1] < self.height):
            return
        if self.ascii_only:
            self.put(*cell, letter, role)
        else:
            self.dots[cell] = self.dots.get(cell, 0) | _DOTS[y % 4][x % 2]
            self.owner[cell] = role

    def put(self, column: int, row: int, letter: str, role: str) -> None:
        """Set a letter in a cell."""
        if 0 <= column < self.width and 0 <= row < self.height:
            self.letters[column, row] = letter
            self.owner[column, row] = role

    def is_free(self, column: int, cells: int, row: int) -> bool:
        """Tell whether nothing is drawn in so many cells."""
        return not any((at, row) in self.owner for at in range(column, column + cells))

    def row(self, row: int) -> list[Piece]:
        """Return one row as pieces."""
        pieces: list[Piece] = []
        for column in range(self.width):
            cell = (column, row)
            letter = self.letters.get(cell) or (chr(0x2800 + self.dots[cell]) if cell in self.dots else " ")
            role = self.owner.get(cell, QUIET)
            if pieces and (pieces[-1].role == role or letter == " "):
                pieces[-1] = Piece(pieces[-1].text + letter, pieces[-1].role)
            else:
                pieces.append(Piece(letter, role))
        return pieces


def plot(spec: ChartSpec, width: int, height: int, *, ascii_only: bool = False) -> list[list[Piece]]:
    """Return a chart of so many columns and rows, legend and axes included; never smaller than can be read."""
    across, up = x_axis(spec), y_axis(spec)
    names = [_number(tick) for tick in up.ticks]
    margin = max((len(name) for name in names), default=0) + 2
    canvas = _Canvas(max(_LEAST[0], width - margin - 1), max(_LEAST[1], height - 3), ascii_only)
    for number, series in sorted(_numbered(spec), key=lambda pair: pair[1].style != "contour"):
        _curve(canvas, series, number, across, up)
    _levels(canvas, spec, up)
    _places(canvas, spec, across, up)
    rows = [[*_legend(spec, ascii_only=ascii_only)]]
    labels = {_row(canvas, up, tick): name for tick, name in zip(up.ticks, names, strict=True)}
    edge = "|" if ascii_only else "│"
    tick_mark = "+" if ascii_only else "┤"
    for row in range(canvas.height):
        label = labels.get(row, "")
        head = f"{label:>{margin - 2}} {tick_mark if label else edge}"
        rows.append([Piece(head, QUIET), *canvas.row(row)])
    return [*rows, *_foot(canvas, spec, across, margin)]


def _numbered(spec: ChartSpec) -> list[tuple[int, Series]]:
    """Return the curves with the number that gives each its stroke; level lines have one of their own."""
    found: list[tuple[int, Series]] = []
    number = 0
    for series in spec.series:
        found.append((number, series))
        number += series.style != "contour"
    return found


def _number(value: float) -> str:
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, exponent = f"{value:.2g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return f"{value:.0f}" if abs(value) >= 1000 else f"{round(value, 9):.4g}"


def _x(canvas: _Canvas, axis: Axis, value: float) -> int:
    return round(axis.share(value) * (2 * canvas.width - 1))


def _y(canvas: _Canvas, axis: Axis, value: float) -> int:
    return round((1 - axis.share(value)) * (4 * canvas.height - 1))


def _row(canvas: _Canvas, axis: Axis, value: float) -> int:
    return _y(canvas, axis, value) // 4


# Curves


def _curve(canvas: _Canvas, series: Series, number: int, across: Axis, up: Axis) -> None:
    role = QUIET if series.style == "contour" else f"series{number % 6}"
    letter = "." if series.style == "contour" else _ASCII[number % 6]
    for run in _runs(series, across, up):
        spots = [(_x(canvas, across, x), _y(canvas, up, y)) for x, y in run]
        if series.style in ("points", "bars") or len(spots) == 1:
            mark = letter if canvas.ascii_only else _POINTS[number % 6]
            for x, y in spots:
                canvas.put(x // 2, y // 4, mark, role)
        else:
            dash = (1, 0) if series.style == "contour" else _DASHES[number % 6]
            _stroke(canvas, spots, role, letter, dash)


def _runs(series: Series, across: Axis, up: Axis) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of points between gaps."""
    run: list[tuple[float, float]] = []
    for x, y in zip(series.xs, series.ys, strict=True):
        if across.shows(x) and up.shows(y):
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stroke(
    canvas: _Canvas, spots: Sequence[tuple[int, int]], role: str, letter: str, dash: tuple[int, int]
) -> None:
    on, off = dash
    length = 0
    for (x0, y0), (x1, y1) in pairwise(spots):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(steps + 1):
            if length % (on + off) < on:
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                canvas.dot(round(x), round(y), role, letter)
            length += step < steps


# What is marked


def _levels(canvas: _Canvas, spec: ChartSpec, up: Axis) -> None:
    """Draw lines across the chart behind the curves, each with its name at the right end, or where that is free."""
    for marker in spec.markers:
        if marker.x is not None or marker.y is None or not up.shows(marker.y):
            continue
        row = _row(canvas, up, marker.y)
        text = f" {clean(marker.text)} "
        ends = range(canvas.width - len(text), -1, -1)
        start = next((at for at in ends if canvas.is_free(at, len(text), row)), ends[0] if ends else 0)
        for column in range(canvas.width):
            if canvas.is_free(column, 1, row):
                canvas.put(column, row, "-" if canvas.ascii_only else "╌", QUIET)
        _write(canvas, start, row, text)


def _places(canvas: _Canvas, spec: ChartSpec, across: Axis, up: Axis) -> None:
    for marker in spec.markers:
        if marker.x is None or marker.y is None or not (across.shows(marker.x) and up.shows(marker.y)):
            continue
        column, row = _x(canvas, across, marker.x) // 2, _row(canvas, up, marker.y)
        canvas.put(column, row, "X" if canvas.ascii_only else "◆", "text")
        text = f" {clean(marker.text)}"
        _write(canvas, column + 1 if column + len(text) < canvas.width else column - len(text), row, text)


def _write(canvas: _Canvas, column: int, row: int, text: str) -> None:
    for at, letter in enumerate(text):
        canvas.put(column + at, row, letter, "text")


# Around it


def _legend(spec: ChartSpec, *, ascii_only: bool) -> Iterator[Piece]:
    """Yield what the vertical axis shows, and each curve's stroke with its name."""
    yield Piece(f"{clean(spec.y_label)}   ", "text")
    if len(spec.series) < 2:
        return
    for number, series in _numbered(spec):
        role = QUIET if series.style == "contour" else f"series{number % 6}"
        yield Piece(f"{_sample(series, number, ascii_only=ascii_only)} {clean(series.name)}   ", role)


def _sample(series: Series, number: int, *, ascii_only: bool) -> str:
    if series.style == "contour":
        return "..." if ascii_only else "⠒⠒"
    if ascii_only:
        return _ASCII[number % 6] * (1 if series.style == "points" else 3)
    return _POINTS[number % 6] if series.style in ("points", "bars") else _SAMPLES[number % 6]


def _foot(canvas: _Canvas, spec: ChartSpec, across: Axis, margin: int) -> Iterator[list[Piece]]:
    """Yield the horizontal axis with its ticks, their numbers, and what it shows."""
    line, numbers = ["-" if canvas.ascii_only else "─"] * canvas.width, [" "] * canvas.width
    free = 0
    for tick in across.ticks:
        name, column = _number(tick), min(canvas.width - 1, _x(canvas, across, tick) // 2)
        line[column] = "+" if canvas.ascii_only else "┬"
        start = max(0, min(column - len(name) // 2, canvas.width - len(name)))
        if start >= free:
            numbers[start : start + len(name)] = name
            free = start + len(name) + 1
    corner = "+" if canvas.ascii_only else "└"
    yield [Piece(" " * (margin - 1) + corner + "".join(line), QUIET)]
    label = clean(spec.x_label)
    text = "".join(numbers)
    room = len(text) - len(text.rstrip())
    if room > len(label) + 2:
        text = text.rstrip() + label.rjust(room)
        yield [Piece(" " * margin + text, QUIET)]
        return
    yield [Piece(" " * margin + text, QUIET)]
    yield [Piece(" " * margin + label.center(canvas.width).rstrip(), QUIET)]
