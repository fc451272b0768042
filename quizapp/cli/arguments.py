"""One command's arguments: argparse that raises sentences and names the nearest right word."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from quizapp.cli.errors import FinishedError, UsageError
from quizapp.cli.wording import nearest, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Verb(NamedTuple):
    """One command: its arguments, what carries it out, and how its words are made ready for reading."""

    declare: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], int]
    prepare: Callable[[Sequence[str]], Sequence[str]] = tuple


class Parser(argparse.ArgumentParser):
    """A parser of one command; usage errors are raised, never printed."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print, without the words that may be left out."""
        what, colon, names = message.partition("required: ")
        if colon:
            optional = {action.metavar for action in self._actions if action.nargs == "*"}
            message = what + colon + ", ".join(name for name in names.split(", ") if name not in optional)
        raise UsageError(sentence(message), self.prog)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Raise instead of leaving the process."""
        if message:
            raise UsageError(sentence(message), self.prog)
        raise FinishedError(status)


def make_parser(name: str, says: str) -> Parser:
    """Return an empty parser of the command ``name``."""
    return Parser(prog=f"quizapp {name}", description=f"{says[:1].upper()}{says[1:]}.", allow_abbrev=False)


def read(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; words and options may stand in any order.

    Raises UsageError naming the nearest option when one is unknown.
    """
    options, rest = parser.parse_known_intermixed_args(list(arguments))
    unknown = next((word for word in rest if word.startswith("-")), None)
    if unknown is not None:
        known = [text for action in parser._actions for text in action.option_strings]  # noqa: SLF001 - no public list
        raise UsageError(
            f"There is no option {unknown.partition('=')[0]}.{nearest(unknown, known)}", parser.prog
        )
    if rest:
        raise UsageError(f"Nothing is expected after the other words, but there is {rest[0]!r}.", parser.prog)
    return options


def whole_number(text: str) -> int:
    """Read a whole number for argparse; raises the sentence it prints."""
    if not re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number")
    return int(text)


def positive_number(text: str) -> int:
    """Read a whole number of at least one for argparse; raises the sentence it prints."""
    number = whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not at least 1")
    return number
