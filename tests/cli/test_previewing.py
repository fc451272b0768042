"""``pack preview --plain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_every_question_is_printed_with_its_solution_and_its_mistakes(run: Run, home: Path) -> None:
    """In the order of the files; the seed chooses the numbers."""
    own = str(home / "data" / "packs" / "own")
    ran = run("pack", "preview", own, "--plain")
    heads = [line.split()[1] for line in ran.out.split("\n") if line.startswith("== ")]
    assert heads == ["relu-kink", "neuron-step", "matrix-product", "negative-gelu"]
    assert "Mistake 1: " in ran.out
    assert "∂L/∂w = " in ran.out
    assert ran.code == 0
    assert run("pack", "preview", own, "--plain", "--seed", "1").out != ran.out


def test_findings_stand_with_their_question(run: Run, home: Path) -> None:
    """An error leaves with 1; the others are printed as before."""
    questions = home / "data" / "packs" / "own" / "questions.yaml"
    text = questions.read_text(encoding="utf-8").replace("level: mid", "level: middle")
    questions.write_text(text, encoding="utf-8")
    ran = run("pack", "preview", str(questions.parent), "--plain")
    assert ran.code == 1
    block = ran.out.split("== matrix-product")[1].split("==")[0]
    assert ": error: level cannot be “middle”." in block
    assert "== negative-gelu" in ran.out


def test_without_a_terminal_it_says_what_works(run: Run, home: Path, tmp_path: Path) -> None:
    """And a path that is not there leaves with 3."""
    assert "--plain" in run("pack", "preview", str(home / "data" / "packs" / "own")).err
    assert run("pack", "preview", str(tmp_path / "none")).code == 3


def test_nothing_of_a_pack_moves_the_cursor(run: Run, home: Path) -> None:
    """Markup is text; control characters never reach the terminal."""
    (home / "data" / "packs" / "own" / "x.md").write_text(
        "<!-- id: x -->\nQ: [bold]\x1b[31m \x9b2J?\nA: [/]\n", encoding="utf-8"
    )
    out = run("pack", "preview", str(home / "data" / "packs" / "own"), "--plain").out
    assert "[bold]" in out
    assert not {"\x1b", "\x9b"} & set(out)
