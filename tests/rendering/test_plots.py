"""Charts as text: every curve is there, told apart without colour, at any size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering.charts import ChartSpec, Marker, Series
from quizapp.rendering.plots import plot

XS = tuple(map(float, range(10)))
FALLING = Series("training", XS, tuple(1.0 / (x + 1) for x in XS))
RISING = Series("validation", XS, tuple(x / 10 for x in XS))
SPEC = ChartSpec("Loss", "epoch", "loss", (FALLING, RISING))


def text(spec: ChartSpec, width: int = 60, height: int = 12, *, ascii_only: bool = False) -> list[str]:
    """Return the chart's lines."""
    return ["".join(piece.text for piece in row) for row in plot(spec, width, height, ascii_only=ascii_only)]


def test_the_legend_names_each_curve_with_its_own_stroke() -> None:
    """Who sees no colours sees other strokes."""
    legend = text(SPEC)[0]
    assert "━━━ training" in legend
    assert "╍╍╍ validation" in legend


def test_it_keeps_its_size() -> None:
    """The chart is as large as it may be."""
    lines = text(SPEC, 60, 12)
    assert len(lines) <= 13
    assert max(map(len, lines)) <= 60


def test_ticks_are_numbers_on_both_axes() -> None:
    """Values can be read off."""
    lines = text(SPEC)
    assert any(line.startswith(("  1 ┤", "1 ┤")) for line in lines)
    assert "0" in lines[-1] or "0" in lines[-2]
    assert "epoch" in lines[-1]


def test_seven_bits_are_enough() -> None:
    """Where nothing but ASCII can be shown, letters draw the curves."""
    drawn = "\n".join(text(SPEC, ascii_only=True))
    assert drawn.isascii()
    assert "*" in drawn
    assert "o" in drawn


def test_points_levels_and_places_are_marked() -> None:
    """Points have their own signs, lines across and places their names."""
    spec = ChartSpec(
        "Plane", "x", "y", (Series("A", XS, XS, "points"), Series("B", XS, RISING.ys, "points")),
        markers=(Marker("chance", y=5.0), Marker("start", 1.0, 8.0)),
    )  # fmt: skip
    drawn = "\n".join(text(spec))
    for sign in ("●", "○", "chance", "◆ start"):
        assert sign in drawn


def test_gaps_stay_gaps() -> None:
    """No line is drawn through a point that is not finite; one that stands alone is marked."""
    holed = Series("loss", (0.0, 1.0, 2.0, 3.0), (0.0, math.nan, math.nan, 3.0))
    drawn = text(ChartSpec("Loss", "epoch", "loss", (holed,)))
    assert "".join(drawn).count("●") == 2
    assert not any(0x2800 < ord(letter) <= 0x28FF for line in drawn for letter in line)


@given(
    st.lists(st.tuples(st.floats(-1e99, 1e99), st.floats()), max_size=8),
    st.integers(1, 40),
    st.integers(1, 12),
    st.booleans(),
)
@pytest.mark.parametrize("style", ["line", "points", "contour"])
def test_any_numbers_can_be_drawn(
    style: str, points: list[tuple[float, float]], width: int, height: int, log: bool
) -> None:
    """Whatever the numbers and the room, there is a chart and no error."""
    limited = [(x, y) for x, y in points if not (abs(x) > 1e299 or abs(y) > 1e299)]
    xs, ys = tuple(x for x, _ in limited), tuple(y for _, y in limited)
    spec = ChartSpec("t", "x", "y", (Series("s", xs, ys, style),), log_x=log, log_y=log)  # type: ignore[arg-type]
    assert text(spec, width, height)


def test_a_line_across_hides_no_curve() -> None:
    """Where a curve lies on a marked level, the curve is seen and the level's name stands beside it."""
    flat = Series("loss", (0.0, 1.0, 2.0), (0.0, 0.0, 1.0))
    spec = ChartSpec("Loss", "epoch", "loss", (flat,), markers=(Marker("chance", y=0.0),))
    rows = ["".join(piece.text for piece in row) for row in plot(spec, 60, 9)]
    level = next(row for row in rows if "chance" in row)
    assert level.index("⣀") < level.index("╌") < level.index("chance")


def test_large_ticks_are_all_written_alike() -> None:
    """Ten thousand is no power of ten where a thousand is none."""
    spec = ChartSpec(
        "Spread", "layer", "spread", (Series("s", (0.0, 1.0), (1.0, 1e4), "points"),), log_y=True
    )
    heads = ["".join(piece.text for piece in row).split(" ┤")[0].strip() for row in plot(spec, 60, 12)]
    assert {"10000", "1000", "100"} <= set(heads)
