"""Asking before something is changed: a yes or no in a terminal, ``--yes`` where nobody can be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from quizapp.cli.errors import USAGE, CommandError
from quizapp.cli.output import narrate

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.cli.arguments import Parser


def declare_yes(parser: Parser) -> None:
    """Declare the option that answers beforehand."""
    parser.add_argument("-y", "--yes", action="store_true", help="do it without asking")


def agreed(question: str, options: Namespace) -> bool:
    """Return the answer to a yes-or-no question; raises CommandError where nobody can be asked."""
    if options.yes:
        return True
    if not sys.stdin.isatty():
        raise CommandError("Nothing was changed: there is nobody to ask. Add --yes to do it.", USAGE)
    narrate(f"{question} [y/N]")
    if sys.stdin.readline().strip().casefold() in {"y", "yes"}:
        return True
    narrate("Nothing was changed.")
    return False
