"""Find the command, run it, and turn everything that can go wrong into a sentence and an exit code."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.cli.commands import COMMANDS, find, group
from quizapp.cli.errors import FINE, INTERRUPTED, CommandError, FinishedError, UsageError
from quizapp.cli.output import narrate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.cli.arguments import Verb
    from quizapp.cli.commands import Command

LEARNER = "--learner"
NO_MOUSE = "--no-mouse"
HELP_WORDS = ("--help", "-h", "help")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what goes wrong becomes a sentence on stderr."""
    stand_in_for_closed()
    speak_safely()
    try:
        return finished(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return leave_quietly()


def stand_in_for_closed() -> None:
    """Put something in place of a stream that was closed before the start (``<&-``), which Python leaves None.

    Input has ended then, narration goes nowhere, and to write data is refused: it would be lost.
    """
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - as long as the process
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


class ClosedOutput(io.TextIOBase):
    """What stands for stdout where that is closed: nothing can be written, nothing waits to be."""

    def write(self, _text: str) -> int:
        """Refuse."""
        raise OSError(errno.EBADF, "standard output is closed")


def speak_safely() -> None:
    """Let what an encoding lacks be written, and what it does not know be read, as a sign: never raise."""
    for stream, instead in (
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "replace"),
    ):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=instead)


def finished(arguments: Sequence[str]) -> int:
    """Return a command's exit code once all it wrote is out."""
    from quizapp.cli import reporting  # noqa: PLC0415 - light; its families are imported when one is raised

    try:
        code = dispatch(arguments)
        sys.stdout.flush()
    except FinishedError as said:
        return said.code
    except CommandError as error:
        narrate(error.in_words())
        return error.code
    except BrokenPipeError:
        raise
    except reporting.known_errors() as error:
        return reporting.report(error)
    return code


def dispatch(arguments: Sequence[str]) -> int:
    """Carry out the command that ``arguments`` name."""
    arguments = for_learner(arguments)
    if not arguments or list(arguments) == [NO_MOUSE]:
        from quizapp.cli.launching import open_home  # noqa: PLC0415 - only here is a screen wanted

        return open_home(mouse=False if arguments else None)
    if arguments[0] in HELP_WORDS:
        return explain(arguments[1:])
    command = find(arguments)
    if command is None:
        return refuse(arguments)
    return carry_out(command, arguments[len(command.words) :])


def for_learner(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments without ``--learner NAME``, which may stand anywhere and holds for all commands."""
    place = next((at for at, word in enumerate(arguments) if word.partition("=")[0] == LEARNER), None)
    if place is None:
        return arguments
    _, given, name = arguments[place].partition("=")
    rest = list(arguments[place + 1 :])
    if not given:
        name = rest.pop(0) if rest else ""
    if not name.strip() or not name.isprintable() or len(name) > 100:
        raise UsageError("--learner is followed by the name of who learns.")
    os.environ[locations.LEARNER_VARIABLE] = name
    return [*arguments[:place], *rest]


def carry_out(command: Command, arguments: Sequence[str]) -> int:
    """Import the command's module, read its arguments and run it."""
    from quizapp import plugins  # noqa: PLC0415 - help needs neither
    from quizapp.cli.arguments import make_parser, read  # noqa: PLC0415

    plugins.use_ops()

    verb: Verb = importlib.import_module(command.module).VERBS[command.name]
    parser = make_parser(command.name, command.says)
    verb.declare(parser)
    return verb.run(read(parser, verb.prepare(arguments)))


def explain(about: Sequence[str]) -> int:
    """Print what one command takes, or what there is."""
    command = find(about)
    if command is not None:
        return carry_out(command, ["--help"])
    from quizapp.cli.helping import print_help  # noqa: PLC0415

    print_help(about)
    return FINE


def refuse(arguments: Sequence[str]) -> int:
    """Explain the first word of a group where help is asked for; else raise UsageError naming the nearest."""
    from quizapp.cli.wording import nearest  # noqa: PLC0415

    first, second = arguments[0], (*arguments[1:2], "")[0]
    members = group(first)
    if members and second in HELP_WORDS:
        return explain([first])
    if members:
        choices = " or ".join(f"quizapp {member.name}" for member in members)
        raise UsageError(f"{first} is followed by one of its words: {choices}.")
    what = "option" if first.startswith("-") else "command"
    known = [command.name for command in COMMANDS] + ["--help", "--version", LEARNER]
    close = nearest(f"{first} {second}", known) if nearest(first, ["pack"]) else nearest(first, known)
    raise UsageError(f"There is no {what} {first[:60]}.{close}")


def leave_quietly() -> int:
    """Stop writing to a reader that has gone (``| head``), without a word at the interpreter's end either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return FINE
