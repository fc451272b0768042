"""Longer answers that were begun and not committed, kept in the state folder so that leaving loses nothing."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp import locations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Instance, Part

KEPT_FORMS = ("text", "code")
LONG_FORMS = ("expression", "table")  # kept too, but for a question against the clock, which then begins anew
MOST = 200  # texts that are kept; the oldest go first
FILE = "drafts.json"


def draft_of(instance: Instance) -> dict[str, str]:
    """Return what was typed for an instance by part, nothing where nothing is kept."""
    names = {part.name for part in _texts(instance)}
    if not names:
        return {}
    kept = _read().get(_key(instance), {})
    return {name: text for name, text in kept.items() if name in names and isinstance(text, str)}


def keep(instance: Instance, typed: Mapping[str, str]) -> None:
    """Keep what is typed for the parts that take long; where all are blank, forget it.

    A folder that cannot be written is no reason to stop: the text is still on the screen.
    """
    texts = {part.name: typed.get(part.name, "") for part in _texts(instance)}
    kept = _read()
    before = kept.pop(_key(instance), None)
    if any(text.strip() for text in texts.values()):
        kept[_key(instance)] = texts
    elif before is None:
        return
    _write(dict(list(kept.items())[-MOST:]))


def forget(instance: Instance) -> None:
    """Forget what was typed for an instance."""
    if _texts(instance):
        keep(instance, {})


def _texts(instance: Instance) -> tuple[Part, ...]:
    if instance.self_rated:
        return ()
    forms = KEPT_FORMS if "clock" in instance.question.fields else (*KEPT_FORMS, *LONG_FORMS)
    return tuple(part for part in instance.parts if part.form in forms)


def _key(instance: Instance) -> str:
    question = instance.question
    drawn = question.generated or any(
        part.form in LONG_FORMS for part in instance.parts
    )  # letters of pools are
    return f"{question.id}|{instance.seed}" if drawn else question.id


def _read() -> dict[str, Any]:
    try:
        kept = json.loads(_file().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and all(isinstance(one, dict) for one in kept.values()) else {}


def _write(kept: Mapping[str, Any]) -> None:
    """Write the file whole or not at all."""
    temporary = ""
    try:
        folder = locations.make(locations.state_dir())
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".drafts-")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
            json.dump(kept, stream, ensure_ascii=False)
        Path(temporary).replace(_file())
    except (OSError, locations.LocationError):
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _file() -> Path:
    return locations.state_dir() / FILE
