"""Charts in words and as SVG."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.charts import ChartSpec, Marker, Series, axis, in_words, x_axis, y_axis
from quizapp.rendering.svg import HEIGHT, WIDTH, svg

SVG = "{http://www.w3.org/2000/svg}"
TRAINING = Series("training", (1, 2, 3, 4), (2.0, 1.0, 0.5, 0.25))
VALIDATION = Series("validation", (1, 2, 3, 4), (2.2, 1.1, 0.9, 1.3))
SPEC = ChartSpec("Loss", "epoch", "cross-entropy", (TRAINING, VALIDATION))


def drawn(spec: ChartSpec, *, dark: bool | None = None) -> ET.Element:
    """Return the parsed SVG."""
    return ET.fromstring(svg(spec, dark=dark))  # noqa: S314 - our own text


def test_series_must_pair() -> None:
    """As many xs as ys."""
    with pytest.raises(ValueError, match="2 xs and 1 ys"):
        Series("a", (1, 2), (1,))


def test_words_name_ends_and_extremes() -> None:
    """Without words of its own a chart is told by where each series starts, ends and turns."""
    assert in_words(SPEC) == (
        "Loss: cross-entropy against epoch. training goes from 2 at epoch 1 to 0.25 at 4. "
        "validation goes from 2.2 at epoch 1 to 1.3 at 4; lowest 0.9 at 3."
    )


def test_words_of_its_own_come_first() -> None:
    """Words given with the chart are not replaced."""
    assert in_words(ChartSpec("t", "x", "y", (), words="It falls.")) == "It falls."


def test_words_say_what_is_not_finite() -> None:
    """Gaps are said, and a series of nothing but gaps has no points."""
    exploding = Series("loss", (1, 2, 3), (1.0, 9.0, math.inf))
    assert in_words(ChartSpec("t", "epoch", "y", (exploding,))).endswith(
        "to 9 at 2; 1 points are not finite."
    )
    assert "has no points" in in_words(ChartSpec("t", "x", "y", (Series("a", (1,), (math.nan,)),)))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.0, 1.0], (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        ([0.0, 37.0], (0, 10, 20, 30, 40)),
        ([-1.0, 1.0], (-1, -0.5, 0, 0.5, 1)),
        ([5.0], (2, 3, 4, 5, 6, 7, 8)),
        ([], (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
    ],
)
def test_ticks_are_round(values: list[float], ticks: tuple[float, ...]) -> None:
    """Ticks stand at 1, 2 or 5 times a power of ten and cover the values."""
    assert axis(values).ticks == pytest.approx(ticks)


def test_what_is_counted_has_whole_ticks() -> None:
    """There is no interview number one and a half; between two learning rates there are others."""
    rates = (1.0, 1.5, 3.0)
    assert x_axis(ChartSpec("t", "interview", "y", (Series("a", (1, 2, 3), rates),))).ticks == (1, 2, 3)
    assert 1.5 in x_axis(ChartSpec("t", "rate", "y", (Series("a", rates, rates),))).ticks


def test_log_axis_has_powers_of_ten() -> None:
    """On a logarithmic axis what is not positive has no place."""
    found = axis([0.0, 0.02, 300.0], log=True)
    assert found.ticks == pytest.approx((0.01, 0.1, 1, 10, 100, 1000))
    assert not found.shows(0.0)
    assert found.share(1.0) == pytest.approx(0.4)


def test_bars_stand_on_zero() -> None:
    """A chart of bars begins at zero, one of lines need not."""
    bars = ChartSpec("t", "x", "y", (Series("a", (1, 2), (8, 9), "bars"),))
    lines = ChartSpec("t", "x", "y", (Series("a", (1, 2), (8, 9)),))
    assert y_axis(bars).low == 0
    assert y_axis(lines).low == 8


def test_svg_is_complete() -> None:
    """The picture says in words what it shows, has a line a series, axes' names and a legend."""
    root = drawn(SPEC)
    texts = {element.text for element in root.iter(f"{SVG}text")}
    assert root.findtext(f"{SVG}desc") == in_words(SPEC)
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    assert {"Loss", "epoch", "cross-entropy", "training", "validation"} <= texts


def test_svg_follows_the_page_or_is_fixed() -> None:
    """Without a choice the page decides between light and dark."""
    follows, light, dark = (svg(SPEC, dark=choice) for choice in (None, False, True))
    assert "prefers-color-scheme" in follows
    assert "prefers-color-scheme" not in light + dark
    assert light != dark


def test_gaps_break_the_line() -> None:
    """A value that is not finite leaves a gap, not a line through it."""
    series = Series("a", (1, 2, 3, 4, 5), (1, 2, math.nan, 2, 1))
    assert len(list(drawn(ChartSpec("t", "x", "y", (series,))).iter(f"{SVG}polyline"))) == 2


def test_markers_are_named() -> None:
    """A marker is a point or a line, with its text."""
    markers = (Marker("best", x=3, y=0.9), Marker("stop", x=3), Marker("chance", y=2.3))
    root = drawn(ChartSpec("t", "x", "y", (TRAINING,), markers=markers))
    assert {"best", "stop", "chance"} <= {element.text for element in root.iter(f"{SVG}text")}
    assert x_axis(ChartSpec("t", "x", "y", (TRAINING,), markers=(Marker("far", x=90),))).high >= 90


def test_names_are_text() -> None:
    """Markup and control characters in a name are shown, not obeyed."""
    root = drawn(ChartSpec("<script>\x1b\"'", "a & b", "]]>", (TRAINING,)))
    assert root.findtext(f"{SVG}title") == "<script>␛\"'"
    assert not list(root.iter(f"{SVG}script"))


numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(st.lists(st.tuples(numbers, numbers), max_size=8), st.booleans(), st.booleans())
def test_any_numbers_draw_inside_the_picture(
    points: list[tuple[float, float]], log_x: bool, log_y: bool
) -> None:
    """Whatever the numbers, the SVG is well formed and its points lie inside it."""
    xs, ys = tuple(x for x, _ in points), tuple(y for _, y in points)
    root = drawn(ChartSpec("t", "x", "y", (Series("a", xs, ys),), log_x=log_x, log_y=log_y))
    for line in root.iter(f"{SVG}polyline"):
        for pair in line.attrib["points"].split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
