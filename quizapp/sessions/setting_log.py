"""Settings as things that were said at a moment: of two devices the newest word on each counts.

What belongs to one machine — its colours, its editor, its mouse and its characters — is never carried over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp import locations
from quizapp import settings as kept
from quizapp.storage import notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

SETTING = "setting"
OF_A_MACHINE = ("theme", "editor", "mouse", "ascii")
_KNOWN, _SEEN = "settings-said", "settings-seen"  # by anybody, and in the file here


def changed_here(connection: Connection, learner: int, device: str, now: int, current: kept.Settings) -> None:
    """Note what was changed in this device's file since it was looked at last, as said here."""
    known, seen = _noted(connection, _KNOWN, learner), _noted(connection, _SEEN, learner)
    at = min(now, _changed_at(now))
    words = []
    for row in _carried():
        value, last = as_json(getattr(current, row.name)), known.get(row.name)
        changed = value != seen.get(row.name, as_json(row.default))
        if changed and (last is None or value != last["value"]):
            moment = at if last is None else max(at, last["at"] + 1)
            words.append({"key": row.name, "value": value, "at": moment, "device": device})
        seen[row.name] = value
    take(connection, learner, words)
    notes.put(connection, f"{_SEEN}:{learner}", seen)


def take(connection: Connection, learner: int, values: Iterable[Mapping[str, Any]]) -> None:
    """Note what was said of settings, wherever: the newest word on each stays, of two at once the larger."""
    known = _noted(connection, _KNOWN, learner)
    for value in values:
        if _can_be(value):
            key = value["key"]
            last = known.get(key)
            if last is None or _newness(value) > _newness(last):
                known[key] = {name: value[name] for name in ("value", "at", "device")}
    notes.put(connection, f"{_KNOWN}:{learner}", known)


def said(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return the newest word on each setting."""
    return [
        {"type": SETTING, "key": key, **value}
        for key, value in sorted(_noted(connection, _KNOWN, learner).items())
    ]


def differing(connection: Connection, learner: int, current: kept.Settings) -> dict[str, Any]:
    """Return the settings whose newest word is not what the file says."""
    return {
        key: value["value"]
        for key, value in _noted(connection, _KNOWN, learner).items()
        if as_json(getattr(current, key, None)) != value["value"]
    }


def adopt(changes: Mapping[str, Any], now: datetime) -> None:
    """Write settings into the file, keeping the file as it was beside it; raises SettingsError."""
    file = locations.settings_file()
    if file.is_file():
        beside = file.with_name(f"settings-{now:%Y%m%d-%H%M%S-%f}.toml")
        beside.write_bytes(file.read_bytes())
    kept.save(changes)


def as_json(value: Any) -> Any:
    """Return a setting's value as JSON has it."""
    if isinstance(value, tuple):
        return [kept.length_in_words(each) for each in value]
    return dict(value) if hasattr(value, "items") else value


def _carried() -> list[kept.Setting]:
    return [row for row in kept.SCHEMA if row.name not in OF_A_MACHINE]


def _noted(connection: Connection, key: str, learner: int) -> dict[str, Any]:
    found = notes.get(connection, f"{key}:{learner}")
    return found if isinstance(found, dict) else {}


def _newness(value: Mapping[str, Any]) -> tuple[int, str, str]:
    return (value["at"], value["device"], repr(value["value"]))


def _can_be(value: Mapping[str, Any]) -> bool:
    key = value.get("key")
    if type(value.get("at")) is not int or not isinstance(value.get("device"), str) or key in OF_A_MACHINE:
        return False
    try:
        kept.checked(str(key), value.get("value"))
    except kept.SettingsError:  # of a newer program
        return False
    return True


def _changed_at(now: int) -> int:
    try:
        return locations.settings_file().stat().st_mtime_ns // 1000
    except OSError:
        return now
