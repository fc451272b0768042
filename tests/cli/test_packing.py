"""``pack list`` and ``pack check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_list_prints_the_documented_object(run: Run, home: Path) -> None:
    """Each pack has id, title, version, errors and its questions."""
    packs = {pack["id"]: pack for pack in run("pack", "list", "--json").json["packs"]}
    own = packs["own"]
    assert list(own) == ["id", "title", "version", "errors", "questions"]
    assert (own["title"], own["version"], own["errors"]) == ("A pack of one's own", "1.2.0", [])
    questions = {row["id"]: row for row in own["questions"]}
    assert questions["own:matrix-product"] == {
        "id": "own:matrix-product",
        "kind": "numeric",
        "level": "mid",
        "covers": ["per.preactivation"],
    }


def test_every_listed_question_can_be_shown(run: Run, home: Path) -> None:
    """The ids of the list are those that show takes."""
    own = next(pack for pack in run("pack", "list", "--json").json["packs"] if pack["id"] == "own")
    assert {run("show", row["id"], "--json").code for row in own["questions"]} == {0}


def test_a_broken_pack_is_listed_with_its_errors_beside_the_others(run: Run, home: Path) -> None:
    """One pack's errors stop neither the list nor the other packs."""
    broken = home / "data" / "packs" / "broken"
    broken.mkdir()
    (broken / "pack.yaml").write_text("id: broken\ntitle: [unclosed\n", encoding="utf-8")
    ran = run("pack", "list", "--json")
    errors = [pack["errors"] for pack in ran.json["packs"] if pack["errors"]]
    assert ran.code == 0
    assert any("pack.yaml:" in sentence for sentence in errors[0])
    assert any(pack["id"] == "own" and not pack["errors"] for pack in ran.json["packs"])


def test_a_sound_pack_leaves_with_zero(run: Run, home: Path) -> None:
    """No findings: nothing on stdout, the count on stderr."""
    ran = run("pack", "check", str(home / "data" / "packs" / "own"))
    assert (ran.code, ran.out) == (0, "")
    assert "4 questions" in ran.err


def test_every_finding_is_a_line_with_its_place(run: Run, home: Path) -> None:
    """Findings are data: file, line, column, weight, what; an error leaves with 1."""
    questions = home / "data" / "packs" / "own" / "questions.yaml"
    text = (
        questions.read_text(encoding="utf-8")
        .replace("level: mid", "level: middle")
        .replace("covers:", "coves:", 1)
    )
    questions.write_text(text, encoding="utf-8")
    ran = run("pack", "check", str(questions.parent))
    assert ran.code == 1
    lines = ran.out.strip().split("\n")
    assert len(lines) >= 2
    assert all(f"{questions.name}:" in line and ": error: " in line for line in lines)
    assert "mid" in ran.out
    assert "covers" in ran.out


def test_a_path_that_is_not_there(run: Run, tmp_path: Path) -> None:
    """Nothing to read leaves with 3 and says so."""
    ran = run("pack", "check", str(tmp_path / "none"))
    assert (ran.code, ran.out) == (3, "")
    assert "none" in ran.err


def test_coverage_prints_every_item_and_leaves_with_one_where_a_kind_is_missing(run: Run, home: Path) -> None:
    """The matrix is data, on one line an item or as JSON; its sum is narrated."""
    told, drawn = run("pack", "coverage", "--json"), run("pack", "coverage")
    items = {one["id"]: one for one in told.json["items"]}
    assert items["per.preactivation"]["kinds"]["numeric"]["mid"] >= 1
    holes = [(one["item"], one["kind"]) for one in told.json["holes"]]
    assert holes == [(name, kind) for name, one in items.items() for kind in one["missing"]]
    assert told.code == drawn.code == (1 if holes else 0)
    assert len(drawn.out.splitlines()) == len(items)
    assert drawn.out.count("MISSING") == len(holes)
    assert f"{told.json['pairs']} pairs" in drawn.err


def test_a_draw_that_cannot_succeed_is_found_by_a_check(run: Run, home: Path) -> None:
    """Every question is drawn a few times; --instances says how often."""
    questions = home / "data" / "packs" / "own" / "questions.yaml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(
        text.replace("  prompt: |\n    A neuron", "  require: [z > 1000]\n  prompt: |\n    A neuron"),
        encoding="utf-8",
    )
    ran = run("pack", "check", str(questions.parent), "--instances", "2")
    assert (ran.code, ran.out.count(": error: ")) == (1, 1)
    assert "z > 1000" in ran.out
    assert run("pack", "check", str(questions.parent), "--instances", "0").code == 2
