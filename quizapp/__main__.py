"""The first thing that runs: answers ``--version`` at once and hands everything else to the command line."""

from __future__ import annotations

import sys

from quizapp import __version__


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; ``arguments`` leave out the program's name."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] in (["--version"], ["-V"]):
        return say_version()
    from quizapp.cli.run import run  # noqa: PLC0415 - the version is said before anything is imported

    return run(words)


def say_version() -> int:
    """Print the version; 3 where it cannot be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.write(f"quizapp {__version__}\n")
            sys.stdout.flush()
            return 0
    except OSError:
        pass
    return 3


if __name__ == "__main__":
    sys.exit(main())
