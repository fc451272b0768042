"""The README and CONTRIBUTING say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.readme import README, with_table
from quizapp.__main__ import main
from quizapp.cli.commands import COMMANDS

PROJECT = README.parent
TEXT = README.read_text(encoding="utf-8")


def test_the_key_table_is_the_registry() -> None:
    """``make readme`` would change nothing."""
    assert with_table(TEXT) == TEXT


def test_every_command_is_told() -> None:
    """Each command of the table has its row."""
    assert [row.name for row in COMMANDS if f"| `quizapp {row.name}" not in TEXT] == []


def test_the_first_command_is_make_run() -> None:
    """A newcomer reads make run, then make test."""
    assert re.findall(r"^make \w+", TEXT, re.MULTILINE)[:2] == ["make run", "make test"]


def test_the_python_example_runs() -> None:
    """The ten lines give the numbers they say."""
    (source,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(source, "README.md", "exec"), names)  # noqa: S102 - our own README
    trace = names["trace"]
    said = eval(source.rstrip().rpartition("#")[2], {}, {})  # noqa: S307 - our own README
    assert (trace["g"], trace["w_new"]) == pytest.approx(said)  # type: ignore[index]


def test_the_calc_example_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The shell example gives the lines under it."""
    assert main(["calc", "sum(sigmoid(w*x))", "w=0.5", "x=[1,2]", "--grad", "w"]) == 0
    assert f"--grad w\n{capsys.readouterr().out}```" in TEXT


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Every file that is linked to is there."""
    text = (PROJECT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if "://" not in link and not Path(PROJECT, link).exists()] == []


@pytest.mark.parametrize("target", re.findall(r"make ([a-z]+)", TEXT))
def test_every_make_target_named_is_there(target: str) -> None:
    """What the README asks one to make can be made."""
    assert re.search(rf"^{target}:", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
