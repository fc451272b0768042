"""A chart as one self-contained SVG that follows the reader's light or dark page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from quizapp.rendering.charts import Axis, ChartSpec, Marker, Series, in_words, x_axis, y_axis
from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 56, 64
_LIGHT = "--ink:#1d2129;--quiet:#5d6673;--rule:#d9dde3;--page:#ffffff"
_DARK = "--ink:#e6e9ee;--quiet:#9aa4b2;--rule:#353c47;--page:#16191f"
# Told apart by lightness and dash as well as by hue (Okabe and Ito 2008).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "1 4")


def svg(spec: ChartSpec, *, dark: bool | None = None, titled: bool = True) -> str:
    """Return the chart as an SVG document; ``dark`` None follows the page, True or False fixes it.

    ``titled`` False leaves the title to what stands above the chart.
    """
    across, up = x_axis(spec), y_axis(spec)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="13" '
        f'font-family="system-ui, sans-serif" aria-label={quoteattr(_text(spec.title, quoted=False))}>',
        f"<title>{_text(spec.title)}</title><desc>{_text(in_words(spec))}</desc>",
        f"<style>{_style(dark=dark)}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="var(--page)"/>',
        *([_label(LEFT, 26, spec.title, "ink", size=16)] if titled else []),
        *_axes(spec, across, up),
        *(part for n, series in enumerate(spec.series) for part in _series(series, n, across, up)),
        *(part for marker in spec.markers for part in _marker(marker, across, up)),
        *_legend(spec),
        "</svg>",
    ]
    return "\n".join(parts)


def _style(*, dark: bool | None) -> str:
    if dark is not None:
        return f"svg{{{_DARK if dark else _LIGHT}}}"
    return f"svg{{{_LIGHT}}}@media (prefers-color-scheme: dark){{svg{{{_DARK}}}}}"


def _text(text: str, *, quoted: bool = True) -> str:
    """Return text that XML allows and that shows as text."""
    visible = re.sub(r"[\ud800-\udfff\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", clean(text))
    return escape(visible) if quoted else visible


def _label(x: float, y: float, text: str, ink: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="var(--{ink})">'
        f"{_text(text)}</text>"
    )


def _x(axis: Axis, value: float) -> float:
    return LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT)


def _y(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM)


def _line(ends: tuple[float, float, float, float], stroke: str, *, extra: str = "") -> str:
    x1, y1, x2, y2 = ends
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{extra}/>'


def _axes(spec: ChartSpec, across: Axis, up: Axis) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for tick in up.ticks:
        yield _line((LEFT, _y(up, tick), right, _y(up, tick)), "var(--rule)")
        yield _label(LEFT - 8, _y(up, tick) + 4, f"{_rounded(tick, up):.4g}", "quiet", anchor="end")
    for tick in across.ticks:
        yield _line((_x(across, tick), bottom, _x(across, tick), bottom + 5), "var(--quiet)")
        yield _label(_x(across, tick), bottom + 20, f"{_rounded(tick, across):.4g}", "quiet", anchor="middle")
    yield _line((LEFT, bottom, right, bottom), "var(--quiet)")
    yield _label((LEFT + right) / 2, bottom + 44, spec.x_label, "ink", anchor="middle")
    middle = (TOP + bottom) / 2
    turned = _label(0, 0, spec.y_label, "ink", anchor="middle")
    yield f'<g transform="translate(18 {middle:.1f}) rotate(-90)">{turned}</g>'


def _rounded(tick: float, axis: Axis) -> float:
    """Return a tick without the last digits of its addition, so that zero is zero."""
    return 0.0 if abs(tick) < 1e-9 * (axis.high - axis.low) else tick


def _series(series: Series, number: int, across: Axis, up: Axis) -> Iterator[str]:
    colour, dash = _look(number)
    for run in _runs(series, across, up):
        points = [(_x(across, x), _y(up, y)) for x, y in run]
        if series.style == "bars":
            floor = _y(up, max(0.0, up.low) if not up.log else up.low)
            yield from (_line((x, floor, x, y), colour, extra=' stroke-width="8"') for x, y in points)
        elif series.style == "points" or len(points) == 1:
            yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in _stepped(points, series.style))
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _look(number: int) -> tuple[str, str]:
    dash = _DASHES[number % len(_DASHES)]
    return _COLOURS[number % len(_COLOURS)], f' stroke-dasharray="{dash}"' if dash else ""


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


def _stepped(points: list[tuple[float, float]], style: str) -> list[tuple[float, float]]:
    if style != "steps":
        return points
    corners = [points[0]]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    return corners


def _marker(marker: Marker, across: Axis, up: Axis) -> Iterator[str]:
    """Yield a named point, or a named line across the chart."""
    has_x = marker.x is not None and across.shows(marker.x)
    has_y = marker.y is not None and up.shows(marker.y)
    x = _x(across, marker.x) if has_x and marker.x is not None else WIDTH - RIGHT
    y = _y(up, marker.y) if has_y and marker.y is not None else float(TOP)
    if has_x and has_y:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="var(--ink)" stroke-width="2"/>'
    elif has_x:
        yield _line((x, TOP, x, HEIGHT - BOTTOM), "var(--quiet)", extra=' stroke-dasharray="3 3"')
    elif has_y:
        yield _line((LEFT, y, WIDTH - RIGHT, y), "var(--quiet)", extra=' stroke-dasharray="3 3"')
    if has_x or has_y:
        right = x > WIDTH * 0.7
        yield _label(
            x - 7 if right else x + 7,
            y + (12 if y < TOP + 12 else -7),
            marker.text,
            "ink",
            anchor="end" if right else "start",
        )


def _legend(spec: ChartSpec) -> Iterator[str]:
    """Yield the names of the series with a stroke or a point of each; one series needs none."""
    if len(spec.series) < 2:
        return
    at = float(LEFT)
    for number, series in enumerate(spec.series):
        colour, dash = _look(number)
        if series.style == "points":
            yield f'<circle cx="{at + 11:.1f}" cy="42" r="3.5" fill="{colour}"/>'
        else:
            yield _line((at, 42, at + 22, 42), colour, extra=f' stroke-width="2.5"{dash}')
        yield _label(at + 28, 46, series.name, "ink")
        at += 52 + 7.5 * len(series.name)
