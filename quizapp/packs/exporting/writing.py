"""Which format a file wants, and what writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.packs.archives.errors import SharingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.packs.exporting.model import Order, Outcome

    Tell = Callable[[str, int, int], None]

FORMATS = ("anki", "markdown", "csv", "html")
_BY_SUFFIX = {
    ".apkg": "anki",
    ".md": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".html": "html",
    ".htm": "html",
}
DRAWINGS = {"anki": 5, "markdown": 1, "csv": 1, "html": 1}  # of a question with fresh numbers


def format_of(target: Path) -> str:
    """Return the format of a file by its ending; raises SharingError where that says none."""
    found = _BY_SUFFIX.get(target.suffix.casefold())
    if found is None:
        raise SharingError(
            f"{target.name} could be anything; end it in {', '.join(_BY_SUFFIX)}, or say --as."
        )
    return found


def write(order: Order, target: Path, style: str, tell: Tell) -> Outcome:
    """Write a pack in a format; raises SharingError or OSError. The writers are imported as they are wanted."""
    if style == "anki":
        from quizapp.packs.exporting.anki import write_deck  # noqa: PLC0415

        return write_deck(order, target, tell)
    if style == "html":
        from quizapp.packs.exporting.sheets import write_sheet  # noqa: PLC0415

        return write_sheet(order, target, tell)
    from quizapp.packs.exporting.plain_files import write_csv, write_markdown  # noqa: PLC0415

    return (write_markdown if style == "markdown" else write_csv)(order, target, tell)
