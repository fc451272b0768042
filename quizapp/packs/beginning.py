"""A new pack: a folder with one commented, working example of every kind, to be changed into one's own."""

from __future__ import annotations

from pathlib import Path
from string import Template

from quizapp.packs.cards import slug
from quizapp.packs.modelines import modeline, write_schema

STARTER = Path(__file__).parent / "starter"


class OccupiedError(Exception):
    """The place of the new pack is taken; the text is a sentence."""


def begin(folder: Path) -> tuple[Path, ...]:
    """Write a new pack into a folder that is not there yet, or empty; return the files, in order.

    Raises OccupiedError where something stands there, and OSError where it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OccupiedError(f"{folder} is there already and not empty; name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(STARTER.iterdir()):
        (folder / source.name).write_text(_filled(source, folder), encoding="utf-8", newline="\n")
    write_schema(folder)
    return tuple(sorted(folder.iterdir()))


def pack_id(folder: Path) -> str:
    """Return the id of a pack that begins in a folder."""
    return slug(folder.resolve().name, words=8)


def title_of(folder: Path) -> str:
    """Return the title of a pack that begins in a folder: its name, in words."""
    words = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}"


def _filled(source: Path, folder: Path) -> str:
    text = source.read_text(encoding="utf-8")
    if source.suffix != ".yaml":
        return text
    if source.name == "pack.yaml":
        text = Template(text).substitute(id=pack_id(folder), title=_quoted(title_of(folder)))
    return f"{modeline()}\n{text}"


def _quoted(text: str) -> str:
    """Return a text that YAML reads as it is."""
    return "'" + text.replace("'", "''") + "'"
