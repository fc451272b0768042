"""``quizapp --help``: what there is, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.commands import COMMANDS, group
from quizapp.cli.output import print_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.cli.commands import Command

TEXT = """\
usage: quizapp [COMMAND …]

A trainer for machine-learning interviews. Without a command it opens the
screens.

{rows}

  --no-mouse   open the screens, the mouse left to the terminal
  --version    print the version
  --help       print this; quizapp COMMAND --help says more

stdout is data, stderr is narration. Exit codes: 0 fine; 1 wrong answer, or
problems found; 2 wrong usage, or an answer that cannot be read; 3 something
cannot be read or written.
"""


def print_help(about: Sequence[str]) -> None:
    """Print the commands, or those of one group ("pack")."""
    rows = (group(about[0]) if about else ()) or COMMANDS
    print_lines(TEXT.format(rows="\n".join(map(row, rows))).split("\n")[:-1])


def row(command: Command) -> str:
    """Return one line of the list."""
    return f"  {command.name:<12} {command.says}"
