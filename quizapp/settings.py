"""The learner's settings: one frozen value with a schema, kept in a TOML file that people edit by hand.

A file with mistakes still gives settings: what is right in it counts, and each mistake is told with file,
line, key and the nearest key there is. Saving rewrites only the lines that change, so comments stay.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from quizapp import locations
from quizapp.toml_lines import Statement, comment_of, end_of_top, loaded, quoted, statements

if TYPE_CHECKING:
    from pathlib import Path

Value = TypeVar("Value")
LEVELS = ("entry", "mid", "frontier", "fde")  # as quizapp.questions.model, which a leaf may not import
KEYS_TABLE = "keys"
_STEP = re.compile(r"(\d+)\s*(m|h|d)")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class SettingsError(Exception):
    """Settings that cannot be read or written: one sentence a line, each with its place."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the schema: what a setting is called, may be, and is for."""

    name: str
    kind: str  # integer, number, switch, choice, text, date, steps, keys
    default: Any
    says: str
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Return what may stand there, e.g. "a whole number from 0 to 23"."""
        bounds = "" if self.low is None else f" from {self.low:g} to {self.high:g}"
        words = {
            "integer": f"a whole number{bounds}",
            "number": f"a number{bounds}",
            "switch": "true or false",
            "choice": "one of " + ", ".join(f'"{option}"' for option in self.options),
            "text": "a text in quotes",
            "date": 'a date such as "2026-12-05", or ""',
            "steps": 'a list of waits such as ["1m", "10m"]',
            "keys": 'a table of keys such as undo = "u"',
        }
        return words[self.kind]


def _setting(default: Value, kind: str, says: str, **limits: Any) -> Value:
    row = {"kind": kind, "says": says, **limits}
    if isinstance(default, dict):
        return cast("Value", field(default_factory=dict, metadata=row))
    return field(default=default, metadata=row)


def _minutes(*lengths: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=length) for length in lengths)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting at its value. The rows of ``SCHEMA`` are made from these fields."""

    new_per_day: int = _setting(10, "integer", "New questions a day.", low=0, high=9999)
    reviews_per_day: int = _setting(200, "integer", "Reviews a day.", low=0, high=99999)
    desired_retention: float = _setting(
        0.9,
        "number",
        "The chance of recalling a question on the day it is due; quizapp retention says what each costs you.",
        low=0.7,
        high=0.97,
    )
    target_level: str = _setting(
        "mid", "choice", "New questions come up to this level, entry level first.", options=LEVELS
    )
    new_order: str = _setting(
        "levels",
        "choice",
        "How new questions come: the easier levels first, along the curriculum, or mixed anew each day.",
        options=("levels", "curriculum", "mixed"),
    )
    interview_date: str = _setting(
        "", "date", "The day of an interview: until then the queue aims at what is recalled on it."
    )
    interview_minutes: int = _setting(
        40,
        "integer",
        "Minutes a day until the interview; they take the place of the limits above.",
        low=5,
        high=720,
    )
    rollover_hour: int = _setting(4, "integer", "The local hour at which a new day begins.", low=0, high=23)
    learning_steps: tuple[timedelta, ...] = _setting(
        _minutes(1, 10), "steps", "Waits between the first answers to a new question."
    )
    relearning_steps: tuple[timedelta, ...] = _setting(
        _minutes(10), "steps", "Waits after a question has been forgotten."
    )
    maximum_interval: int = _setting(36500, "integer", "The longest interval, in days.", low=1, high=36500)
    theme: str = _setting("auto", "text", 'The colours: "auto", or the name of a theme.')
    editor: str = _setting("", "text", "The command that edits a question; empty takes $VISUAL or $EDITOR.")
    decimal_comma: bool = _setting(
        default=False, kind="switch", says="Whether 0,25 may be typed for 0.25; lists then need a semicolon."
    )
    mouse: bool = _setting(default=True, kind="switch", says="Whether the terminal's mouse is used.")
    ascii: str = _setting(
        "auto", "choice", "Whether only ASCII characters are drawn.", options=("auto", "always", "never")
    )
    plugins: str = _setting(
        "",
        "text",
        "Installed packages whose kinds and ops are used, by name, with commas between; see quizapp plugins.",
    )
    keys: Mapping[str, str] = _setting({}, "keys", "Keys that replace the usual ones, by the action's name.")


def _schema() -> tuple[Setting, ...]:
    defaults = Settings()
    return tuple(
        Setting(name=row.name, default=getattr(defaults, row.name), **row.metadata)
        for row in fields(Settings)
    )


SCHEMA = _schema()
_BY_NAME = {row.name: row for row in SCHEMA}


def load(path: Path | None = None) -> Settings:
    """Return the settings of the file; a missing file gives the defaults.

    Raises SettingsError with every mistake of the file.
    """
    settings, problems = load_with_problems(path)
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def load_with_problems(path: Path | None = None) -> tuple[Settings, tuple[str, ...]]:
    """Return what is right in the file over the defaults, and a sentence for each mistake."""
    path = path or locations.settings_file()
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings(), ()
    except (OSError, UnicodeDecodeError) as error:
        return Settings(), (f"{path}: cannot be read: {error}.",)
    return read(text, str(path))


def read(text: str, name: str = "settings.toml") -> tuple[Settings, tuple[str, ...]]:
    """Return the settings a text gives over the defaults, and a sentence for each mistake."""
    try:
        loaded(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(), (_syntax(name, str(error)),)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for statement in statements(text.split("\n")):
        try:
            _put(values, statement)
        except SettingsError as error:
            problems.append(f"{name}:{statement.first + 1}: {error}")
    return replace(Settings(), **values), tuple(problems)


def save(changes: Mapping[str, Any], path: Path | None = None) -> Settings:
    """Write changed settings into the file, leaving its other lines as they are; return all settings.

    None puts a setting back to its default. Raises SettingsError for a value that cannot be, and for a file
    that cannot be read or written; the file is then untouched.
    """
    path = path or locations.settings_file()
    wanted = {key: None if value is None else checked(key, value) for key, value in changes.items()}
    text = _readable_text(path)
    for key, value in wanted.items():
        text = _with_key(text, key, value)
    _write(path, text)
    return load_with_problems(path)[0]


def checked(name: str, value: Any) -> Any:
    """Return a value as the setting keeps it, from what TOML gives; raise SettingsError in words."""
    row = _BY_NAME.get(name)
    if row is None:
        raise SettingsError(_unknown(name))
    converted = _CONVERTERS[row.kind](row, value)
    if converted is None:
        raise SettingsError(f"{name} is {value!r}; it must be {row.in_words()}.")
    return converted


def length_in_words(length: timedelta) -> str:
    """Return a wait as the file writes it: "10m", "1h", "2d"."""
    for letter in ("d", "h"):
        if length >= _UNITS[letter] and not length % _UNITS[letter]:
            return f"{length // _UNITS[letter]}{letter}"
    return f"{length // _UNITS['m']}m"


# Each returns the value as the setting keeps it, or None where it does not fit.


def _integer(row: Setting, value: Any) -> int | None:
    return value if type(value) is int and _within(row, value) else None


def _number(row: Setting, value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and _within(row, value) else None


def _within(row: Setting, value: float) -> bool:
    return row.low is None or row.high is None or row.low <= value <= row.high


def _switch(_row: Setting, value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _choice(row: Setting, value: Any) -> str | None:
    return value if value in row.options else None


def _text(_row: Setting, value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _date(_row: Setting, value: Any) -> str | None:
    text = value.isoformat() if type(value) is date else value
    try:
        return text if text == "" else date.fromisoformat(text.strip()).isoformat()
    except (ValueError, AttributeError, TypeError):
        return None


def _steps(_row: Setting, value: Any) -> tuple[timedelta, ...] | None:
    if not isinstance(value, (list, tuple)):
        return None
    lengths = tuple(_length(item) for item in value)
    found = tuple(length for length in lengths if length is not None)
    return found if len(found) == len(lengths) else None


def _length(item: Any) -> timedelta | None:
    if isinstance(item, timedelta):
        return item
    match = _STEP.fullmatch(item.strip()) if isinstance(item, str) else None
    length = int(match[1][:6]) * _UNITS[match[2]] if match else timedelta(0)
    return length if timedelta(0) < length <= timedelta(days=30) else None


def _keys(_row: Setting, value: Any) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str) and name for name, key in value.items()
    ):
        return None
    return dict(value)


_CONVERTERS: dict[str, Callable[[Setting, Any], Any]] = {
    "integer": _integer,
    "number": _number,
    "switch": _switch,
    "choice": _choice,
    "text": _text,
    "date": _date,
    "steps": _steps,
    "keys": _keys,
}


def _put(values: dict[str, Any], statement: Statement) -> None:
    """Add one statement of the file; a key of the keys table joins those before it."""
    table, _, action = statement.key.partition(".")
    if table == KEYS_TABLE and action:
        joined = {**values.get(KEYS_TABLE, {}), action: statement.value}
        values[KEYS_TABLE] = checked(KEYS_TABLE, joined)
    else:
        values[statement.key] = checked(statement.key, statement.value)


def _unknown(name: str) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    near = difflib.get_close_matches(name, _BY_NAME, n=1, cutoff=0.4)
    advice = f'the nearest is "{near[0]}"' if near else "there are " + ", ".join(_BY_NAME)
    return f'there is no setting "{name}"; {advice}.'


def _syntax(name: str, message: str) -> str:
    where = re.search(r" ?\(at line (\d+), column (\d+)\)", message)  # absent at the end of the text
    place = f"{name}:{where[1]}:{where[2]}" if where else name
    what = message.replace(where[0], "") if where else message
    said = what[:1].lower() + what[1:]
    return f"{place}: this is not TOML: {said}. None of the file is used until it is mended."


def _readable_text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
        loaded(text)
    except (FileNotFoundError, NotADirectoryError):
        return "# Settings of quizapp; lines starting with # are notes.\n"
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax(str(path), str(error))) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}.") from error
    return text


def _with_key(text: str, key: str, value: Any) -> str:
    lines = text.split("\n")
    found = [row for row in statements(lines) if row.key.split(".")[0] == key]
    comment = comment_of(lines[found[0].first : found[0].last]) if found else ""
    for row in reversed(found):
        del lines[row.first : row.last]
    if key == KEYS_TABLE:
        return _with_keys_table(lines, value)
    if value is not None:
        at = found[0].first if found else end_of_top(lines)
        lines.insert(at, f"{key} = {_written(value)}{comment}")
    return "\n".join(lines)


def _with_keys_table(lines: list[str], keys: Mapping[str, str] | None) -> str:
    """Return the text with the table of keys, which stands last."""
    kept = "\n".join(line for line in lines if line.split("#")[0].strip() != f"[{KEYS_TABLE}]").rstrip()
    rows = [f"{quoted(action)} = {quoted(key)}" for action, key in (keys or {}).items()]
    return "\n".join([kept, "", f"[{KEYS_TABLE}]", *rows]) if rows else kept


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(quoted(length_in_words(item)) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else repr(value)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one."""
    try:
        locations.make(path.parent)
        beside = path.with_name(path.name + ".new")
        beside.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
        beside.replace(path)
    except locations.LocationError as error:
        raise SettingsError(str(error)) from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror or error}.") from error
