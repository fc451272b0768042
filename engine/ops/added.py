"""Rows that others add to the op table: where they are to be imported from, ``module:name``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.ops.row import Op

SOURCES: list[str] = []


def added_rows() -> Iterable[Op]:
    """Yield the rows of every source; raises EngineError in words where one cannot be imported."""
    for source in SOURCES:
        module, _, name = source.partition(":")
        try:
            rows = getattr(import_module(module), name or "ROWS")
        except Exception as error:
            raise EngineError(
                f"The ops of {source} cannot be loaded: {type(error).__name__}: {error}"
            ) from error
        yield from rows
