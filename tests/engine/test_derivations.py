"""Lines that build on lines: what follows from a slip, and what makes it good."""

from __future__ import annotations

import pytest

from engine.derivations import Derivation, Sheet
from engine.equivalence.sampling import Domain, Space
from engine.language.reader import parse_expression

PROGRAM = "r = X @ w - y\nL = sum(r**2)/(2*N)\ndr = grad(L, r)\ndw = grad(L, w)"
SPACE = Space(
    {"X": Domain("normal", ("N", "d")), "w": Domain("normal", ("d",)), "y": Domain("normal", ("N",))}
)


def judged(**lines: str) -> Sheet:
    """Return a sheet with these lines."""
    derivation = Derivation(PROGRAM, SPACE, ("dr", "dw"))
    sheet = Sheet(derivation)
    for part, text in lines.items():
        sheet.write(part, parse_expression(text, names=derivation.names_for(part), strict_names=True))
    return sheet


@pytest.mark.parametrize("dw", ["X.T @ dr/N", "X.T @ dr", "X.T @ r/N"])
def test_a_factor_left_out_may_come_in_later(dw: str) -> None:
    """Right is what follows from the slip, and what is right in spite of it."""
    sheet = judged(dr="r", dw=dw)
    assert not sheet.lines["dr"].is_right
    assert sheet.lines["dw"].is_right


@pytest.mark.parametrize(("dr", "dw"), [("r", "X.T @ dr/2"), ("r/N", "X.T @ dr/N"), ("2*r/N", "X.T @ dr/N")])
def test_another_factor_makes_nothing_good(dr: str, dw: str) -> None:
    """Also where the line before it is right."""
    assert judged(dr=dr, dw=dw).lines["dw"].outcome.kind == "different"


@pytest.mark.parametrize(
    ("condition", "line", "kind"),
    [
        ("abs(z) >= 1/3", "3*z >= 1", "same"),
        ("abs(z) >= 1/3", "3*z > 1", "different"),
        ("z != 0", "z >= 0", "same"),
    ],
)
def test_a_condition_that_holds_by_rounding_only_does_not_hold(condition: str, line: str, kind: str) -> None:
    """The float next to a third is less than a third."""
    space = Space({"z": Domain("real")})
    derivation = Derivation("f = relu(z)\ng = grad(f, z)", space, ("g",), (condition,))
    tree = parse_expression(line, names=derivation.names_for("g"), strict_names=True)
    assert Sheet(derivation).write("g", tree).outcome.kind == kind


def test_a_slip_is_made_good_by_lines_as_they_were_written_only() -> None:
    """Two lines lack something here, and the third makes good one of them."""
    program = (
        "r = X @ w - y\na = r/N\nb = 2*a\nL = sum(b*b)\ndb = grad(L, b)\nda = grad(L, a)\ndr = grad(L, r)"
    )
    derivation = Derivation(program, SPACE, ("db", "da", "dr"))
    sheet = Sheet(derivation)
    for part, text in (("db", "b"), ("da", "3*db"), ("dr", "2/3*da/N")):
        sheet.write(part, parse_expression(text, names=derivation.names_for(part), strict_names=True))
    assert sheet.lines["dr"].outcome.kind == "different"
