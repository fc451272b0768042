"""The documentation: every example on its pages works as it stands, and what is generated is the model's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from docs.pages import DOCS, pages
from quizapp.packs import load
from quizapp.packs.beginning import begin
from quizapp.packs.checking import check

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = DOCS.parent
MANIFEST = "id: tried\ntitle: Tried\nversion: 1\n"
FENCED = re.compile(
    r"(?:<!-- (?P<mark>[^>]*?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """Yield each fenced block of a page: its mark, its language, its text."""
    for match in FENCED.finditer((DOCS / page).read_text(encoding="utf-8")):
        yield match["mark"] or "", match["language"], match["text"]


def marked(page: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield what stands behind a word in the marks of a page, with the text under it."""
    for mark, _, text in blocks(page):
        if mark.startswith(word):
            yield mark.removeprefix(word).strip(": "), text


def tutorial(folder: Path) -> Path:
    """Write the tutorial's pack as its reader would: into a new pack whose examples are deleted."""
    begin(folder)
    for name in ("cards.md", "numbers.yaml", "runs.yaml", "words.yaml"):
        (folder / name).unlink()
    for name, text in marked("tutorial.md", "file"):
        file, _, more = name.partition(",")
        before = (folder / file).read_text(encoding="utf-8") + "\n" if more else ""
        (folder / file).write_text(before + text, encoding="utf-8")
    return folder


def test_the_tutorials_pack_works(tmp_path: Path) -> None:
    """Nothing is left to mend, and it has the questions and kinds that are promised."""
    report = check(tutorial(tmp_path / "logistic"), instances=50)
    assert [str(problem) for problem in report.problems] == []
    kinds = {question.kind for question in report.pack.questions}
    assert kinds == {"recall", "cloze", "numeric", "trace", "choice", "derive", "order"}
    assert sum(question.kind not in ("recall", "cloze") for question in report.pack.questions) == 6


def test_the_finding_that_the_tutorial_shows_is_so(tmp_path: Path) -> None:
    """The sentence is what is really said, at that place."""
    folder = tutorial(tmp_path / "logistic")
    text = (folder / "questions.yaml").read_text(encoding="utf-8")
    (folder / "questions.yaml").write_text(text.replace("ask: [p]", "ask: [q]", 1), encoding="utf-8")
    shown = next(text for _, _, text in blocks("tutorial.md") if ": error: " in text).strip()
    said = [str(problem).removeprefix(f"{folder}/") for problem in check(folder).problems]
    assert shown in said


@pytest.mark.parametrize(("number", "example"), list(enumerate(marked("cookbook.md", "example"), start=1)))
def test_each_recipe_works(tmp_path: Path, number: int, example: tuple[str, str]) -> None:
    """As it stands, drawn often."""
    (tmp_path / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / f"example{number}.yaml").write_text(example[1], encoding="utf-8")
    assert [str(problem) for problem in check(tmp_path, instances=25).problems] == []


def test_no_example_is_left_untried() -> None:
    """Each block of YAML, TOML or Python has a mark by which a test finds it."""
    untried = [
        (page.name, text[:40])
        for page in DOCS.glob("*.md")
        for mark, language, text in blocks(page.name)
        if language in ("yaml", "toml", "python") and not mark
    ]
    assert untried == []


def test_every_command_that_is_shown_exists() -> None:
    """With the options it is shown with."""
    shown = [
        line.split()
        for page in DOCS.glob("*.md")
        for _, language, text in blocks(page.name)
        if language == "sh"
        for line in text.split("\n")
        if line.startswith("quizapp ")
    ]
    names = {tuple(words[1:3]) if words[1] == "pack" else (words[1],) for words in shown}
    for name in sorted(names):
        told = quizapp(*name, "--help").stdout
        options = {
            word
            for words in shown
            if tuple(words[1 : 1 + len(name)]) == name
            for word in words
            if word[:2] == "--"
        }
        assert [option for option in options if option not in told] == []


@pytest.mark.parametrize("name", pages())
def test_generated_pages_are_up_to_date(name: str) -> None:
    """``make docs`` would change nothing."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def test_the_site_builds(tmp_path: Path) -> None:
    """Strictly: no dead link, no page left out."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--site-dir",
        str(tmp_path / "site"),
    ]
    built = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr.strip()) == (0, "")
    assert (tmp_path / "site" / "tutorial" / "index.html").is_file()


# Plug-ins


def quizapp(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "quizapp", *words]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.fixture
def plug_in(tmp_path: Path) -> dict[str, str]:
    """Install the plug-in of the documentation in a folder of its own; return what reaches it."""
    import tomllib  # noqa: PLC0415 - only here

    site = tmp_path / "site-packages"
    site.mkdir()
    files = dict(marked("plugins.md", "plug-in"))
    project: dict[str, Any] = tomllib.loads(files["pyproject.toml"])["project"]
    for name in ("quizapp_yesno.py", "quizapp_yesno_ops.py"):
        (site / name).write_text(files[name], encoding="utf-8")
    info = site / f"quizapp_yesno-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    points = project["entry-points"].items()
    lines = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in names.items())
        for group, names in points
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text(MANIFEST)
    (pack / "questions.yaml").write_text(files["questions.yaml"], encoding="utf-8")
    return {
        "PYTHONPATH": f"{site}{os.pathsep}{PROJECT}",
        "PACK": str(pack),
        "SETTINGS": files["settings.toml"],
    }


def test_a_plug_in_is_listed_and_off(plug_in: dict[str, str]) -> None:
    """Installed is not enough: its kind and its op are unknown, and how to turn it on is said."""
    listed = quizapp("plugins", **plug_in)
    assert listed.stdout == "quizapp-yesno 1.0 · kinds yesno · ops of quizapp_yesno_ops:ROWS · off\n"
    assert 'plugins = "quizapp-yesno"' in listed.stderr
    assert quizapp("pack", "check", plug_in["PACK"], **plug_in).returncode == 1
    assert quizapp("calc", "softcap(20, 30)", **plug_in).returncode == 2


def test_a_plug_in_that_is_turned_on_is_used(plug_in: dict[str, str], tmp_path: Path) -> None:
    """Its kind is read, checked, drawn and in the schema; its op computes, with its derivative."""
    settings = tmp_path / "home" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(plug_in["SETTINGS"])
    assert quizapp("plugins", **plug_in).stdout.strip().endswith("· on")
    checked = quizapp("pack", "check", plug_in["PACK"], "--instances", "20", **plug_in)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "2 questions, nothing to mend" in checked.stderr
    assert '"yesno"' in quizapp("pack", "schema", **plug_in).stdout
    slope = quizapp("calc", "softcap(x, 30)", "x=20", "--grad", "x", **plug_in)
    assert float(slope.stdout.split()[-1]) == pytest.approx(1 - (0.5827829453**2), rel=1e-6)


def test_a_plug_in_that_fails_is_a_sentence(plug_in: dict[str, str], tmp_path: Path) -> None:
    """Neither a broken module nor one that is gone gives a traceback."""
    settings = tmp_path / "home" / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('plugins = "quizapp-yesno, quizapp-gone"\n')
    site = plug_in["PYTHONPATH"].split(os.pathsep)[0]
    for name in ("quizapp_yesno", "quizapp_yesno_ops"):
        Path(site, f"{name}.py").write_text("raise RuntimeError('spoilt')\n")
    listed = quizapp("plugins", **plug_in)
    assert (listed.returncode, "quizapp-gone, which is not installed" in listed.stderr) == (1, True)
    for words in (("pack", "check", plug_in["PACK"]), ("calc", "softcap(20, 30)"), ("pack", "list")):
        ran = quizapp(*words, **plug_in)
        assert "Traceback" not in ran.stderr
    assert "spoilt" in quizapp("calc", "softcap(20, 30)", **plug_in).stderr


def test_the_tutorials_pack_can_be_loaded(tmp_path: Path) -> None:
    """Under the id that pack.yaml gives it."""
    assert load(tutorial(tmp_path / "logistic")).id == "logistic"
