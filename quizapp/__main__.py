"""The first thing that runs: answers ``--version`` at once and hands everything else to the command line."""

from __future__ import annotations

import sys

from quizapp import __version__


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; ``arguments`` leave out the program's name."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] in (["--version"], ["-V"]):
        sys.stdout.write(f"quizapp {__version__}\n")
        return 0
    from quizapp.cli.run import run  # noqa: PLC0415 - the version is said before anything is imported

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
