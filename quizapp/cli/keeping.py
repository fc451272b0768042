"""``doctor`` and ``locate``: looking after what is stored, and finding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE
from quizapp.cli.output import print_lines

if TYPE_CHECKING:
    from argparse import Namespace


def declare_doctor(parser: Parser) -> None:
    """Declare the arguments of ``doctor``."""
    parser.add_argument("--repair", action="store_true", help="set the stored state to what the log says")


def declare_locate(parser: Parser) -> None:
    """Declare the arguments of ``locate``."""
    parser.add_argument("what", choices=("config", "data", "log"), help="the settings, the data or the log")


def locate(options: Namespace) -> int:
    """Print where the settings file, the data folder or the log file is, there or not yet."""
    from quizapp import locations  # noqa: PLC0415

    places = {"config": locations.settings_file, "data": locations.data_dir, "log": locations.log_file}
    print_lines([str(places[options.what]())])
    return FINE


VERBS = {"locate": Verb(declare_locate, locate)}
