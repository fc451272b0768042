"""Figures that count: columns, a year's squares, shares and rows; as lines of text and as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from quizapp.rendering import widths
from quizapp.rendering.html import table
from quizapp.rendering.html import text as _said
from quizapp.rendering.plots import QUIET, Piece
from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_SHADES, _ASCII_SHADES = "·░▒▓█", ".-+*#"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "", "Wed", "", "Fri", "", "")
_WEEK = 7
_APART = 3  # weeks between the names of two months
_FIRST = "series0"
_PAGE = 640  # units across an SVG


@dataclass(frozen=True, slots=True)
class Columns:
    """Values side by side, each standing on zero; ``labels`` name some of them, the others are empty."""

    unit: str
    values: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A square a day, from a Monday on; the darker, the more. ``first`` is an ordinal."""

    unit: str
    first: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A named part of a whole, from 0 to 1; None where it is not known."""

    name: str
    share: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts under one another."""

    rows: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A name, a few numbers as they are written, and counts drawn small."""

    name: str
    cells: tuple[str, ...]
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: the first column is wide, the others stand to the right."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


Figure: TypeAlias = Columns | Heatmap | Shares | Rows


def lines(figure: Figure, width: int, height: int, *, ascii_only: bool = False) -> list[list[Piece]]:
    """Return a figure as lines of pieces, each with its role as ``plots`` names them."""
    if isinstance(figure, Columns):
        return _columns(figure, width, height, ascii_only=ascii_only)
    if isinstance(figure, Heatmap):
        return _heatmap(figure, width, ascii_only=ascii_only)
    if isinstance(figure, Shares):
        return _shares(figure, width, ascii_only=ascii_only)
    return _rows(figure, width, ascii_only=ascii_only)


def _columns(figure: Columns, width: int, height: int, *, ascii_only: bool) -> list[list[Piece]]:
    most = max(figure.values, default=0) or 1
    top, half = _written(most), _written(most / 2)
    margin, rows = max(len(top), len(half), 3), max(height - 2, 4)
    each = max(1, min(4, (width - margin - 2) // max(len(figure.values), 1)))
    gap = 1 if each > 2 else 0
    found = []
    for row in range(rows, 0, -1):
        label = top if row == rows else half if row == (rows + 1) // 2 else ""
        bars = "".join(
            _cell(value / most * rows - (row - 1), ascii_only=ascii_only) * (each - gap) + " " * gap
            for value in figure.values
        )
        found.append([Piece(f"{label:>{margin}} {'|' if ascii_only else '│'}", QUIET), Piece(bars, _FIRST)])
    line = "-" if ascii_only else "─"
    found.append(
        [Piece(" " * margin + (" +" if ascii_only else " └") + line * (each * len(figure.values)), QUIET)]
    )
    found.append([Piece(" " * (margin + 2) + _labels(figure.labels, each), QUIET)])
    return found


def _written(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.3g}"


def _cell(filled: float, *, ascii_only: bool) -> str:
    """Return one cell of a column, filled from 0 (none) to 1 (all of it) or more."""
    if ascii_only:
        return "#" if filled >= 0.5 else " "
    return _EIGHTHS[min(8, max(0, round(filled * 8)))]


def _labels(labels: Sequence[str], each: int) -> str:
    text = ""
    for at, label in enumerate(labels):
        if label and len(text) <= at * each:
            text = text.ljust(at * each) + clean(label) + " "
    return text.rstrip()


def _heatmap(figure: Heatmap, width: int, *, ascii_only: bool) -> list[list[Piece]]:
    weeks = -(-len(figure.values) // _WEEK)
    wide = 3 if weeks * 3 + 5 <= width else 2  # cells of a square with its gap
    shown = min(weeks, max(4, (width - 5) // wide))
    skipped = (weeks - shown) * _WEEK
    values, first = figure.values[skipped:], figure.first + skipped
    most = max(values, default=0) or 1
    shades = _ASCII_SHADES if ascii_only else _SHADES
    found = [[Piece("     " + _months(first, shown, wide), QUIET)]]
    for weekday in range(_WEEK):
        row = [Piece(f"{_DAYS[weekday]:>4} ", QUIET)]
        for at in range(weekday, len(values), _WEEK):
            level = shade(values[at], most)
            square = shades[level] * (wide - 1) if level else shades[0].ljust(wide - 1)
            row.append(Piece(square + " ", _FIRST if level else QUIET))
        found.append(row)
    legend = " ".join(shades)
    return [*found, [], [Piece(f"     none {legend}  {most:.0f} {clean(figure.unit)}", QUIET)]]


def shade(value: float, most: float) -> int:
    """Return how dark a square is, from 0 (nothing) to 4."""
    return 0 if value <= 0 else min(4, 1 + int(value / most * 3.999))


def _months(first: int, weeks: int, wide: int) -> str:
    text, before = "", 0
    for week in range(weeks):
        month = date.fromordinal(first + week * _WEEK).month
        if month != before and len(text) <= week * wide:
            text = text.ljust(week * wide) + _MONTHS[month - 1] + " "
        before = month
    return text


def _shares(figure: Shares, width: int, *, ascii_only: bool) -> list[list[Piece]]:
    note = max((len(row.note) for row in figure.rows), default=0)
    longest = max((widths.width(row.name) for row in figure.rows), default=0)
    name = min(longest, max(12, width - note - 8 - 2 - 10))
    bar = max(6, min(40, width - name - note - 8 - 4))
    full, empty = ("#", "-") if ascii_only else ("━", "─")
    found = []
    for row in figure.rows:
        filled = round((row.share or 0) * bar)
        percent = "–" if row.share is None else f"{row.share * 100:.0f} %"
        found.append(
            [
                Piece(f"{_named(row.name, name, name)}  ", "text"),
                Piece(full * filled, _FIRST),
                Piece(empty * (bar - filled), QUIET),
                Piece(f"{percent:>6}  ", "text"),
                Piece(row.note, QUIET),
            ]
        )
    return found


def _rows(figure: Rows, width: int, *, ascii_only: bool) -> list[list[Piece]]:
    longest = [
        max((len(row.cells[at]) for row in figure.rows), default=0) for at in range(len(figure.head) - 1)
    ]
    columns = [max(each, len(head)) + 2 for each, head in zip(longest, figure.head[1:], strict=True)]
    small = max((len(row.counts) for row in figure.rows), default=0)
    name = max(12, width - sum(columns) - (small + 2 if small else 0))
    head = f"{figure.head[0]:<{name}}" + "".join(
        f"{each:>{wide}}" for each, wide in zip(figure.head[1:], columns, strict=True)
    )
    found = [[Piece(head, QUIET)]]
    for row in figure.rows:
        cells = "".join(f"{cell:>{wide}}" for cell, wide in zip(row.cells, columns, strict=True))
        pieces = [Piece(f"{_named(row.name, name - 1, name)}{cells}", "text")]
        if small:
            pieces.append(Piece(f"  {_spark(row.counts, ascii_only=ascii_only)}", _FIRST))
        found.append(pieces)
    return found


def _spark(counts: Sequence[int], *, ascii_only: bool) -> str:
    most = max(counts, default=0) or 1
    if ascii_only:
        return "".join(str(min(count, 9)) for count in counts)
    return "".join("·" if not count else _EIGHTHS[max(1, round(count / most * 8))] for count in counts)


def _named(text: str, most: int, columns: int) -> str:
    """Return a name cut to ``most`` columns of the terminal, with spaces up to ``columns``."""
    text = clean(text)
    return widths.pad(text if widths.width(text) <= most else f"{widths.cut(text, most - 1)[0]}…", columns)


# As SVG; the colours are variables of the page, so that it follows light and dark.


def svg(figure: Figure, title: str) -> str:
    """Return a figure as an SVG element for a page made by ``html.page``; tables are HTML."""
    if isinstance(figure, Columns):
        return _svg_columns(figure, title)
    if isinstance(figure, Heatmap):
        return _svg_heatmap(figure, title)
    if isinstance(figure, Shares):
        return _svg_shares(figure, title)
    return _html_rows(figure)


def _open(height: float, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_PAGE} {height:.0f}" role="img" font-size="12" '
        f'font-family="system-ui, sans-serif" aria-label="{_said(title)}">'
    )


def _text(x: float, y: float, text: str, ink: str = "quiet", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="var(--{ink})">{_said(text)}</text>'


def _rounded(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _svg_columns(figure: Columns, title: str) -> str:
    most = max(figure.values, default=0) or 1
    step = (_PAGE - 60) / max(len(figure.values), 1)
    parts = [_open(240, title), _text(40, 20, f"{_rounded(most)} {figure.unit}")]
    for at, value in enumerate(figure.values):
        height, x = value / most * 170, 44 + at * step
        parts.append(
            f'<rect x="{x:.1f}" y="{205 - height:.1f}" width="{max(step - 2, 1):.1f}" height="{height:.1f}" '
            f'fill="var(--accent,#4c8fd0)"><title>{_said(figure.labels[at])} {_rounded(value)}</title></rect>'
        )
        if figure.labels[at]:
            parts.append(_text(x, 224, figure.labels[at]))
    parts.append(f'<line x1="40" y1="205.5" x2="{_PAGE - 12}" y2="205.5" stroke="var(--quiet)"/></svg>')
    return "".join(parts)


def _svg_heatmap(figure: Heatmap, title: str) -> str:
    most = max(figure.values, default=0) or 1
    weeks = -(-len(figure.values) // _WEEK)
    size = min(20.0, (_PAGE - 44) / max(weeks, 1))
    parts = [_open(30 + 7 * size + 26, title)]
    before, last = 0, -_APART
    for week in range(weeks):
        month = date.fromordinal(figure.first + week * _WEEK).month
        if month != before and week - last >= _APART:
            parts.append(_text(40 + week * size, 18, _MONTHS[month - 1]))
            last = week
        before = month
    parts += [_text(34, 24 + (at + 0.75) * size, name, anchor="end") for at, name in enumerate(_DAYS) if name]
    for at, value in enumerate(figure.values):
        x, y = 40 + at // _WEEK * size, 24 + at % _WEEK * size
        level = shade(value, most)
        fill = (
            f'fill="var(--accent,#4c8fd0)" fill-opacity="{level / 4:.2f}"' if level else 'fill="var(--rule)"'
        )
        day = date.fromordinal(figure.first + at).isoformat()
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{size - 3:.1f}" height="{size - 3:.1f}" rx="2" {fill}>'
            f"<title>{day}: {value:.0f} {_said(figure.unit)}</title></rect>"
        )
    return "".join([*parts, _text(40, 24 + 7 * size + 18, f"fullest: {most:.0f} {figure.unit}"), "</svg>"])


def _svg_shares(figure: Shares, title: str) -> str:
    parts = [_open(len(figure.rows) * 26 + 6, title)]
    for at, row in enumerate(figure.rows):
        y = at * 26 + 4
        percent = "–" if row.share is None else f"{row.share * 100:.0f} %"
        parts += [
            _text(0, y + 15, _named(row.name, 40, 0), "ink"),
            f'<rect x="270" y="{y + 4}" width="220" height="13" rx="2" fill="var(--rule)"/>',
            f'<rect x="270" y="{y + 4}" width="{220 * (row.share or 0):.1f}" height="13" rx="2" fill="var(--accent,#4c8fd0)"/>',
            _text(534, y + 15, percent, "ink", "end"),
            _text(_PAGE, y + 15, row.note, "quiet", "end"),
        ]
    return "".join([*parts, "</svg>"])


def _html_rows(figure: Rows) -> str:
    small = any(row.counts for row in figure.rows)
    rows = [
        (row.name, *row.cells, *([_spark(row.counts, ascii_only=False)] if small else []))
        for row in figure.rows
    ]
    heads = (*figure.head, *(["by week"] if small else []))
    return table(heads, rows, numbers=range(1, len(figure.head)))
