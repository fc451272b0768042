"""Which reader a file wants, and what it reads: by its ending, and by what it holds where that says too little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.packs.importing.notes import ForeignError, silent
from quizapp.packs.importing.plain import first_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.packs.importing.notes import Note, Reading

FORMATS = ("anki", "csv", "markdown", "gift", "moodle")
_BY_SUFFIX = {
    ".apkg": "anki",
    ".colpkg": "anki",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".md": "markdown",
    ".gift": "gift",
    ".xml": "moodle",
}
_HEAD = 20_000  # characters that are looked at


def format_of(path: Path) -> str:
    """Return the format of a file or folder; raises ForeignError where it cannot be told."""
    if path.is_dir():
        return "markdown"
    if not path.exists():
        raise ForeignError(f"There is no file or folder {path}.")
    found = _BY_SUFFIX.get(path.suffix.casefold()) or (
        _of_text(path) if path.suffix.casefold() == ".txt" else ""
    )
    if path.suffix.casefold() == ".zip":
        raise ForeignError(
            f"{path.name} is an archive: quizapp pack install takes packs, and folders when unpacked."
        )
    if not found:
        raise ForeignError(
            f"What {path.name} is cannot be told from its name; say --as {', '.join(FORMATS)}."
        )
    return found


def _of_text(path: Path) -> str:
    """Return what a .txt is: Anki's export has tabs or says its separator, GIFT has braces."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        head = stream.read(_HEAD)
    if head.startswith("#separator:") or "\t" in head.split("\n", 1)[0]:
        return "csv"
    return "gift" if "{" in head and "}" in head else ""


def read(path: Path, style: str, tell: Callable[[str, int, int], None] = silent) -> Reading:
    """Read a file or folder of a format; raises SharingError in words."""
    found = _read(path, style, tell)
    for number, note in enumerate(found.notes):
        _lose_formulas(found, note)
        if number % 100 == 0:
            tell("Looking at formulas", number, len(found.notes))
    return found


def _lose_formulas(reading: Reading, note: Note) -> None:
    """Name the formulas of a note that cannot be drawn here; they are shown as they were written."""
    from quizapp.rendering.prose import latex_errors  # noqa: PLC0415 - not needed to tell a format

    for text in (note.fields.get(key, "") for key in ("prompt", "answer", "solution")):
        if "$" in text:
            for _line, _column, error in latex_errors(text):
                what = f"a formula cannot be drawn and is shown as it is written ({first_words(str(error), 80)})."
                reading.lose(note.place, what)


def _read(path: Path, style: str, tell: Callable[[str, int, int], None]) -> Reading:
    """Read a file or folder; the readers are imported as they are wanted."""
    if style == "anki":
        from quizapp.packs.importing.anki.reading import read_deck  # noqa: PLC0415

        return read_deck(path, tell)
    if style == "csv":
        from quizapp.packs.importing.delimited import read_delimited  # noqa: PLC0415

        return read_delimited(path)
    if style == "markdown":
        from quizapp.packs.importing.notebooks import read_notebook  # noqa: PLC0415

        return read_notebook(path, tell)
    return _read_quiz(path, style)


def _read_quiz(path: Path, style: str) -> Reading:
    if style == "gift":
        from quizapp.packs.importing.gift import read_gift  # noqa: PLC0415

        return read_gift(path)
    from quizapp.packs.importing.moodle import read_moodle  # noqa: PLC0415

    return read_moodle(path)
