"""Figures that count: what is drawn as lines, and as SVG that a browser can read."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from quizapp.rendering import widths
from quizapp.rendering.bars import Columns, Figure, Heatmap, Row, Rows, Share, Shares, lines, shade, svg

COLUMNS = Columns("minutes", (0.0, 5.0, 10.0, 2.5), ("1/3", "", "", "4/3"))
HEAT = Heatmap("answers", date(2026, 1, 5).toordinal(), tuple(float(at % 9) for at in range(60)))
SHARES = Shares(
    (Share("Losses", 0.5, "3 of 6"), Share("A <b>very</b> long name that is cut somewhere", None))
)
ROWS = Rows(("Mistake", "times"), (Row("cube \x1b[31m", ("4",), (0, 1, 3)), Row("sign", ("1",), (0, 0, 1))))
ALL = [COLUMNS, HEAT, SHARES, ROWS]


def text(figure: Figure, width: int = 76, *, ascii_only: bool = False) -> list[str]:
    """Return a figure's lines."""
    drawn = lines(figure, width, 10, ascii_only=ascii_only)
    return ["".join(piece.text for piece in line) for line in drawn]


@pytest.mark.parametrize("figure", ALL)
@pytest.mark.parametrize("width", [54, 76, 98])
def test_lines_fit(figure: Figure, width: int) -> None:
    """No line is wider than it may be."""
    assert max(map(len, text(figure, width))) <= width


@pytest.mark.parametrize("name", ["plain", "y\u0302 = wx", "y\u0302" * 80, "中文" * 40])
def test_marks_take_no_column(name: str) -> None:
    """A combining accent, or a wide letter, moves no number; a long name is cut between letters."""
    drawn = text(Rows(("Question", "answers"), (Row(name, ("12",)), Row("other", ("7",)))))
    assert {widths.width(line) for line in drawn} == {76}
    shares = text(Shares((Share(name, 0.5, "3 of 6"), Share("other", 0.25, "1 of 4"))))
    assert len({widths.width(line) for line in shares}) == 1


@pytest.mark.parametrize("figure", ALL)
def test_seven_bits_are_enough(figure: Figure) -> None:
    """Where the terminal shows no more."""
    drawn = "\n".join(text(figure, ascii_only=True)).replace("…", "").replace("–", "").replace("␛", "")
    assert drawn.isascii()


def test_columns_stand_on_zero_and_the_highest_is_full() -> None:
    """Half the value is half the height."""
    rows = [row.partition("│")[2] for row in text(COLUMNS)[:8]]
    heights = [sum(row[at * 4 : at * 4 + 1].strip() != "" for row in rows) for at in range(4)]
    assert heights == [0, 4, 8, 2]


def test_a_square_a_day() -> None:
    """Sixty days are sixty squares, by weekday; wider ones where there is room."""
    for width, wide in ((76, 2), (26, 1)):
        drawn = "".join(row[5:] for row in text(HEAT, width)[1:8])
        assert sum(drawn.count(each) for each in "░▒▓█") == wide * sum(value > 0 for value in HEAT.values)
        assert drawn.count("·") == sum(value == 0 for value in HEAT.values)
    assert text(HEAT)[0].split()[0] == "Jan"


@pytest.mark.parametrize(("value", "level"), [(0, 0), (0.1, 1), (10, 4), (5, 2), (2.6, 2)])
def test_shades_are_even(value: float, level: int) -> None:
    """Nothing is light, anything else is darker, the most is darkest."""
    assert shade(value, 10) == level


def test_an_unknown_share_is_a_dash() -> None:
    """It is not nothing."""
    assert "–" in text(SHARES)[1]
    assert "50 %" in text(SHARES)[0]


@pytest.mark.parametrize("figure", ALL)
def test_svg_is_well_formed_and_holds_text_as_text(figure: Figure) -> None:
    """Names are shown, never read as markup."""
    drawn = svg(figure, "A <title> & more")
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert root is not None
    assert "<b>" not in drawn
    assert "\x1b" not in drawn
