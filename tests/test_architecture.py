"""What may import what, and what a fresh process loads for each command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LOADED = """
import json, sys
from quizapp.__main__ import main
code = main(json.loads(sys.argv[1]))
modules = sorted(sys.modules)
print("\\n" + json.dumps([code, modules]))
"""
PACK = "id: small\ntitle: Small\nversion: 1.0.0\nlicence: CC0-1.0\nauthors: [A learner]\ndescription: One card.\n"
CARD = "<!-- id: one -->\nQ: One?\nA: One.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner's home with a small pack in it."""
    pack = tmp_path / "data" / "packs" / "small"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "cards.md").write_text(CARD, encoding="utf-8")
    return tmp_path


def loaded_by(home: Path, *words: str) -> set[str]:
    """Return the modules that a fresh process has loaded after one command."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, json.dumps(words)],
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    code, modules = json.loads(done.stdout.strip().split("\n")[-1])
    assert code == 0, done.stderr
    return set(modules)


def packages(modules: set[str]) -> set[str]:
    """Return the top-level packages of modules."""
    return {module.partition(".")[0] for module in modules}


def test_import_contracts_are_kept() -> None:
    """Each package imports only what the layout allows."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_version_is_said_before_anything_is_imported(home: Path) -> None:
    """--version loads the package and its entry, not even argparse or the command line."""
    modules = loaded_by(home, "--version")
    assert {module for module in modules if module.startswith("quizapp")} == {"quizapp", "quizapp.__main__"}
    assert not modules & {"argparse", "importlib.metadata", "dataclasses", "numpy", "engine"}


def test_help_loads_no_command(home: Path) -> None:
    """The list of commands comes from a table."""
    modules = loaded_by(home, "--help")
    assert not modules & {"argparse", "quizapp.cli.asking", "quizapp.cli.drilling", "numpy", "engine", "yaml"}


def test_due_needs_neither_numbers_nor_screens(home: Path) -> None:
    """Counting what waits loads no NumPy, no SymPy, no Textual, no YAML reader once the index is there."""
    loaded_by(home, "due")
    modules = loaded_by(home, "due")
    assert not packages(modules) & {
        "numpy",
        "sympy",
        "mpmath",
        "textual",
        "rich",
        "alembic",
        "rapidfuzz",
        "yaml",
    }


def test_checking_a_pack_needs_no_screen(home: Path) -> None:
    """Authors check packs where no terminal is: no Textual, and no second opinion from SymPy."""
    modules = loaded_by(home, "pack", "check", str(home / "data" / "packs" / "small"))
    assert not packages(modules) & {"textual", "rich", "sympy", "mpmath", "sqlalchemy"}


@pytest.mark.parametrize(
    "words", [("pack", "list"), ("show", "small:one"), ("calc", "sigmoid(x)", "x=1", "--grad", "x")]
)
def test_commands_without_a_database_load_none(home: Path, words: tuple[str, ...]) -> None:
    """Listing packs, show and calc know neither SQLAlchemy nor a screen."""
    assert not packages(loaded_by(home, *words)) & {
        "sqlalchemy",
        "alembic",
        "textual",
        "rich",
        "sympy",
        "fsrs",
    }


def test_the_line_mode_needs_no_screen(home: Path) -> None:
    """The drill by lines works where Textual could not be imported."""
    assert not packages(loaded_by(home, "drill", "--plain")) & {"textual", "rich", "sympy"}


def test_the_engine_knows_no_quiz(home: Path) -> None:
    """Importing the whole public face of the engine loads nothing of quizapp, and no SymPy."""
    source = "import sys, engine; engine.evaluate; engine.gradient; engine.Program; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert not packages(set(done.stdout.split())) & {"quizapp", "sympy", "mpmath", "textual"}


def test_every_command_runs_in_a_process_of_its_own(home: Path) -> None:
    """A run of python -m quizapp leaves with the code that the command returned, and quietly."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "calc", "1/0"],
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    """``quizapp … | head -1`` ends without a word on stderr."""
    column = "[" + ",".join(["[0.1]"] * 300) + "]"
    script = '"$0" -m quizapp calc "x@x.T" "x=$1" | head -c 1; exit "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable, column],
        env={**os.environ, "QUIZAPP_HOME": str(home)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[", "")
