"""Where quizapp keeps its files: the one module that knows paths. Asking for a path never creates it.

``QUIZAPP_HOME`` puts everything under one folder; without it each file lives where the platform says.
"""

from __future__ import annotations

import os
from pathlib import Path

HOME_VARIABLE = "QUIZAPP_HOME"
DATABASE_VARIABLE = "QUIZAPP_DATABASE_URL"
DATABASE_NAME = "quizapp.db"
LEARNER_VARIABLE = "QUIZAPP_LEARNER"
LEARNER = "me"  # who learns where nobody says


class LocationError(Exception):
    """A folder that cannot be made or written: says which, why, and what to do."""


def config_dir() -> Path:
    """Return the folder of settings.toml."""
    return _place("config")


def data_dir() -> Path:
    """Return the folder of the database, its backups and the learner's own packs."""
    return _place("data")


def state_dir() -> Path:
    """Return the folder of the log file and of what a crash must not lose, the present learner's own."""
    return _of_learner(_place("state"))


def cache_dir() -> Path:
    """Return the folder of what can be computed again."""
    return _place("cache")


def content_dir() -> Path:
    """Return the folder of the bundled packs: beside the installed package, else of the checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "content"
    return installed if installed.is_dir() else here.parent / "content"


def own_packs_dir() -> Path:
    """Return the folder of the learner's own packs, which shadow the bundled ones."""
    return data_dir() / "packs"


def removed_packs_dir() -> Path:
    """Return the folder of packs that were removed or replaced while they held the learner's own edits."""
    return data_dir() / "removed"


def settings_file() -> Path:
    """Return the file of the settings, which people edit by hand."""
    return config_dir() / "settings.toml"


def log_file() -> Path:
    """Return the file that narration and unexpected errors are written to."""
    return state_dir() / "quizapp.log"


def learner_name() -> str:
    """Return who learns: ``QUIZAPP_LEARNER``, which ``--learner`` sets, else "me"."""
    return os.environ.get(LEARNER_VARIABLE) or LEARNER


def learner_cache_dir() -> Path:
    """Return the folder of what can be computed again and is only of the present learner."""
    return _of_learner(cache_dir())


def database_url() -> str:
    """Return the SQLAlchemy URL of the database: ``QUIZAPP_DATABASE_URL``, else SQLite in the data folder."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{data_dir() / DATABASE_NAME}"


def make(folder: Path) -> Path:
    """Create a folder, readable by its owner alone, with all that lead to it; return it.

    Raises LocationError in words where it cannot be made.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        for place in reversed(missing):
            place.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(20, "there is a file of that name")
    except OSError as error:
        raise LocationError(_refusal(folder, error)) from error
    return folder


def _refusal(folder: Path, error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"The folder {folder} cannot be made: {reason}. Free it, or set {HOME_VARIABLE} to another."


def _of_learner(folder: Path) -> Path:
    """Return where one of several learners keeps what would be in a folder."""
    from urllib.parse import quote  # noqa: PLC0415 - only several learners need it

    name = learner_name()
    return folder if name == LEARNER else folder / "learners" / quote(name, safe="")


def _place(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute() / kind
    import platformdirs  # noqa: PLC0415 - not needed where the home is given

    finder = getattr(platformdirs, f"user_{kind}_path")
    path: Path = finder("quizapp", appauthor=False)
    return path
