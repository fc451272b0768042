"""What can go wrong on the command line, and the exit code each leaves with."""

from __future__ import annotations

FINE = 0
PROBLEMS = 1  # a wrong answer, or problems found
USAGE = 2  # wrong usage, or an answer that cannot be read
UNREACHABLE = 3  # something cannot be read or written
INTERRUPTED = 130  # as a shell reports Ctrl-C


class CommandError(Exception):
    """A sentence for stderr and the exit code to leave with."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        self.code = code
        super().__init__(sentence)

    def in_words(self) -> str:
        """Return what is written on stderr."""
        return str(self)


class UsageError(CommandError):
    """The command was not called as it can be; ``program`` is the command to ask for help."""

    def __init__(self, sentence: str, program: str = "quizapp") -> None:
        self.program = program
        super().__init__(sentence, USAGE)

    def in_words(self) -> str:
        """Return the sentence and where to read how the command is called."""
        return f"{self}\nSee {self.program} --help."


class FinishedError(Exception):
    """The parser has said all there is to say (``--help``)."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)
