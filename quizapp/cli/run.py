"""Find the command, run it, and turn everything that can go wrong into one sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Verb, make_parser, nearest, read
from quizapp.cli.commands import COMMANDS, Command, find, group
from quizapp.cli.errors import FINE, INTERRUPTED, UNREACHABLE, USAGE, CommandError, FinishedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP_WORDS = ("--help", "-h", "help")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but a sentence ever reaches stderr."""
    speak_safely()
    try:
        code = dispatch(arguments)
        sys.stdout.flush()
    except FinishedError as finished:
        return finished.code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return leave_quietly()
    except CommandError as error:
        return say(error.in_words(), error.code)
    except known_errors() as error:
        return report(error)
    return code


def speak_safely() -> None:
    """Let a character that the terminal's encoding lacks be written as an escape, not raise."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def dispatch(arguments: Sequence[str]) -> int:
    """Carry out the command that ``arguments`` name."""
    if not arguments:
        return open_trainer()
    if arguments[0] in HELP_WORDS:
        return print_help(arguments[1:])
    command = find(arguments)
    if command is None:
        return refuse(arguments)
    return carry_out(command, arguments[len(command.words) :])


def open_trainer() -> int:
    """Open the home screen."""
    from quizapp.cli.launching import open_home  # noqa: PLC0415 - only here is a screen wanted

    return open_home()


def carry_out(command: Command, arguments: Sequence[str]) -> int:
    """Import the command's module, read its arguments and run it."""
    verb: Verb = importlib.import_module(command.module).VERBS[command.name]
    parser = make_parser(command.name, command.says)
    verb.declare(parser)
    return verb.run(read(parser, verb.prepare(arguments)))


def refuse(arguments: Sequence[str]) -> int:
    """Help with the first word of a group, else raise UsageError naming the nearest command."""
    members = group(arguments[0])
    if members and arguments[1:2] and arguments[1] in HELP_WORDS:
        return print_help(arguments[:1])
    if members:
        choices = " or ".join(f"quizapp {member.name}" for member in members)
        raise UsageError(f"{arguments[0]} needs one more word: {choices}.")
    what = "option" if arguments[0].startswith("-") else "command"
    known = [command.name for command in COMMANDS] + ["--help", "--version"]
    wanted = " ".join(arguments[:2]) if arguments[0].startswith("pa") else arguments[0]
    raise UsageError(f"There is no {what} {arguments[0][:60]}.{nearest(wanted, known)}")


def print_help(about: Sequence[str] = ()) -> int:
    """Print what the program, a group of commands or one command can do."""
    command = find(about)
    if command is not None:
        return carry_out(command, ["--help"])
    rows = group(about[0]) if about else ()
    lines = [
        "usage: quizapp [COMMAND …]",
        "",
        "A trainer for machine-learning interviews; without a command it opens the screens.",
        "",
    ]
    lines += [f"  {row.name:<12} {row.says}" for row in rows or COMMANDS]
    lines += [
        "",
        "  --version    print the version",
        "  --help       print this; quizapp COMMAND --help says more",
        "",
    ]
    lines += [
        "Exit codes: 0 fine; 1 wrong answer or problems found; 2 wrong usage, or an",
        "answer that cannot be read; 3 something cannot be read or written.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return FINE


def known_errors() -> tuple[type[Exception], ...]:
    """Return the families that carry a sentence; imported only once something has gone wrong."""
    from engine.errors import EngineError  # noqa: PLC0415
    from quizapp.questions.errors import QuestionError  # noqa: PLC0415
    from quizapp.sessions.errors import StorageError  # noqa: PLC0415
    from quizapp.settings import SettingsError  # noqa: PLC0415

    return (EngineError, QuestionError, StorageError, SettingsError, OSError)


def report(error: Exception) -> int:
    """Write one error as a sentence on stderr and return its exit code."""
    from engine.errors import EngineError, ReadingError  # noqa: PLC0415

    if isinstance(error, EngineError):
        return say(error.with_caret() if isinstance(error, ReadingError) else str(error), USAGE)
    return say(os_sentence(error) if isinstance(error, OSError) else str(error), UNREACHABLE)


def os_sentence(error: OSError) -> str:
    """Return "Cannot read or write FILE: reason." for what the system refused."""
    place = f" {error.filename}" if error.filename else ""
    return f"Cannot read or write{place}: {error.strerror or error}."


def say(sentence: str, code: int) -> int:
    """Write ``sentence`` on stderr; a closed stderr is nobody's problem."""
    try:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    except OSError:
        return code
    return code


def leave_quietly() -> int:
    """Stop writing to a reader that has gone (``| head``), without a word at the interpreter's end either."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return FINE
