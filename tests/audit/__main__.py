"""Run a long audit: ``python -m tests.audit grading [INSTANCES]`` or ``python -m tests.audit misses [ANSWERS [PROCESSES]]``."""

from __future__ import annotations

import importlib
import sys

AUDITS = ("grading", "misses")


def main(words: list[str]) -> int:
    """Run the audit that is named and return its exit code."""
    if not words or words[0] not in AUDITS or len(words) > 3 or not all(one.isdigit() for one in words[1:]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    audit = importlib.import_module(f"tests.audit.{words[0]}")
    return int(audit.main(*map(int, words[1:])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
