"""The packs that are the learner's own, each with how it came here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.packs.installing import records

if TYPE_CHECKING:
    from quizapp.packs.installing.records import Record
    from quizapp.packs.model import Pack


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack in the learner's folder; ``record`` is None for one that was written there."""

    id: str
    title: str
    version: str
    questions: int
    folder: Path
    record: Record | None
    edited: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether it was never installed, but written or copied to be edited."""
        return self.record is None


def installed() -> tuple[Installed, ...]:
    """Return the learner's packs, in the order of their folders."""
    from quizapp.packs import library  # noqa: PLC0415 - reads every pack

    return tuple(described(pack) for pack in library.installed() if not is_bundled(pack))


def bundled_ids() -> frozenset[str]:
    """Return the ids of the packs that come with the program."""
    from quizapp.packs import library  # noqa: PLC0415 - reads every pack

    return frozenset(pack.id for pack in library.installed() if is_bundled(pack))


def is_bundled(pack: Pack) -> bool:
    """Tell whether a pack came with the program."""
    return Path(pack.path).is_relative_to(locations.content_dir())


def described(pack: Pack) -> Installed:
    """Return a pack of the learner's with the record of its installation."""
    folder = Path(pack.path)
    record = records.read(folder) if folder.is_dir() else None
    edited = records.edited(folder, record) if record is not None else ()
    return Installed(pack.id, pack.title, pack.version, len(pack.questions), folder, record, edited)
