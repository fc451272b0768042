"""What waits today, as values; and what home showed last, kept so that it can be shown again at once.

What was kept is used only while the database is the one it was read from, byte count and times, and on the same
day; it is read anew in any case as soon as the database is open.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp import __version__, locations

if TYPE_CHECKING:
    from datetime import date

_FILE = "home.json"
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of the table: what waits in a section, and the mean chance of recalling what was met there."""

    id: str
    title: str
    due: int
    new: int
    recall: float | None


@dataclass(frozen=True, slots=True)
class Interview:
    """The date that is aimed at, ISO; ``recall`` is the share of the curriculum that would be recalled on it."""

    date: str
    days: int
    recall: float | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits today, within the day's limits; ``done`` counts today's answers, ``next_due`` is in UTC."""

    due: int
    new: int
    minutes: int
    done: int
    streak: int
    sections: tuple[SectionRow, ...]
    next_due: datetime | None
    first_run: bool
    problems: tuple[str, ...]
    interview: Interview | None = None
    leeches: int = 0  # questions that are forgotten again and again


def remember(overview: Overview, day: date) -> None:
    """Keep what is shown at the end of a sitting, once the database is closed; where it cannot be kept, do not."""
    key = _key(day)
    if key is None:
        return
    kept = {"key": key, "overview": {**asdict(overview), "next_due": _as_text(overview.next_due)}}
    file = locations.learner_cache_dir() / _FILE
    try:
        locations.make(file.parent)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(file)
    except (OSError, locations.LocationError):
        return


def remembered(day: date) -> Overview | None:
    """Return what was shown last, while it can still be so; None where it is not known."""
    try:
        kept = json.loads((locations.learner_cache_dir() / _FILE).read_text(encoding="utf-8"))
        return _overview(kept["overview"]) if kept["key"] == _key(day) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _overview(data: dict[str, Any]) -> Overview:
    moment = data["next_due"]
    return Overview(
        **{
            **data,
            "next_due": None if moment is None else datetime.fromisoformat(moment),
            "sections": tuple(SectionRow(**row) for row in data["sections"]),
            "problems": tuple(data["problems"]),
            "interview": None if data["interview"] is None else Interview(**data["interview"]),
        }
    )


def _as_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _key(day: date) -> list[Any] | None:
    """Return what the numbers hang on: the version, the day, the database and the settings; None without a file."""
    url = locations.database_url()
    if not url.startswith(_SQLITE):
        return None
    database = Path(url.removeprefix(_SQLITE))
    files = (database, database.with_name(f"{database.name}-wal"), locations.settings_file())
    return [__version__, day.isoformat(), *(_stamp(file) for file in files)]


def _stamp(file: Path) -> list[Any]:
    try:
        status = file.stat()
    except OSError:
        return [str(file)]
    return [str(file), status.st_size, status.st_mtime_ns]
