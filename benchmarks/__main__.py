"""Run every benchmark, or those named, and print one table; leaves with 1 where a limit is missed.

Usage: python -m benchmarks [NAME …]
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.report import Row, table

HELPERS = {"__main__", "large", "report", "simulation"}


def names() -> tuple[str, ...]:
    """Return the modules that measure something."""
    return tuple(
        sorted(
            module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in HELPERS
        )
    )


def measure(name: str) -> tuple[Row, ...]:
    """Return the rows of one module, printed as soon as they are there."""
    module = importlib.import_module(f"benchmarks.{name}")
    rows = tuple(module.rows()) if hasattr(module, "rows") else ()
    if rows:
        print(f"\n{name}\n{table(rows)}", flush=True)
    return rows


def main(wanted: list[str]) -> int:
    """Measure and return the exit code."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(
            f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}.",
            file=sys.stderr,
        )
        return 2
    rows = [row for name in wanted or names() for row in measure(name)]
    return 0 if all(row.within for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
