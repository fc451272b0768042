"""Kinds and ops from installed Python packages: listed always, used only where the settings name the package.

A package offers them through entry points: ``quizapp.kinds`` names a module for each kind, ``quizapp.ops`` a list of
rows for the op table. Of a package that is not named in ``plugins`` nothing is ever imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from quizapp import locations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.metadata import Distribution, EntryPoint

KINDS_GROUP, OPS_GROUP = "quizapp.kinds", "quizapp.ops"
SETTING = "plugins"


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package that offers something: kinds by name with their modules, op rows by where they are."""

    name: str
    version: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    ops: tuple[str, ...] = ()
    on: bool = False


def installed() -> tuple[Plugin, ...]:
    """Return every package that offers kinds or ops, from what it says of itself; none of it is imported."""
    from importlib.metadata import distributions  # noqa: PLC0415 - 50 ms that most starts need not spend

    wanted = named()
    offers = (_plugin(package, wanted) for package in distributions())
    found = {one.name: one for one in offers if one.kinds or one.ops}
    return tuple(found[name] for name in sorted(found))


def _plugin(package: Distribution, wanted: frozenset[str]) -> Plugin:
    points = list(package.entry_points)
    name = package.metadata["Name"] or ""
    return Plugin(
        name,
        package.version,
        {one.name: one.value for one in _of(points, KINDS_GROUP)},
        tuple(one.value for one in _of(points, OPS_GROUP)),
        on=_canonical(name) in wanted,
    )


def _of(points: list[EntryPoint], group: str) -> Iterator[EntryPoint]:
    return (one for one in points if one.group == group)


def _canonical(name: str) -> str:
    return name.strip().lower().replace("_", "-")


def named() -> frozenset[str]:
    """Return the packages that the settings name, as they are compared."""
    try:
        if SETTING.encode() not in locations.settings_file().read_bytes():
            return frozenset()  # nearly always: nothing more is read
    except OSError:
        return frozenset()
    from quizapp import settings  # noqa: PLC0415 - only where the word stands in the file

    kept, _problems = settings.load_with_problems()
    return frozenset(_canonical(name) for name in kept.plugins.split(",") if name.strip())


def missing() -> tuple[str, ...]:
    """Return the packages that the settings name and that are not installed, or offer nothing."""
    have = {_canonical(plugin.name) for plugin in installed()}
    return tuple(sorted(named() - have))


@cache
def in_use() -> tuple[Plugin, ...]:
    """Return the packages whose kinds and ops are used; asked once, when the first kind or op is."""
    return tuple(plugin for plugin in installed() if plugin.on) if named() else ()


def kinds() -> dict[str, str]:
    """Return the kinds that are added, by name with the module of each."""
    return {name: module for plugin in in_use() for name, module in plugin.kinds.items()}


def use_ops() -> None:
    """Add the ops of the packages in use to the engine's table; they are loaded when the table is."""
    sources = [one for plugin in in_use() for one in plugin.ops]
    if sources:
        from engine.ops import added  # noqa: PLC0415 - only where there is something to add

        added.SOURCES[:] = sources
