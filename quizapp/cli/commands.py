"""The table of commands: words, module and one sentence each; nothing is imported for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(NamedTuple):
    """One row; ``module`` holds a table ``VERBS`` with this command's Verb under its name."""

    words: tuple[str, ...]
    module: str
    says: str

    @property
    def name(self) -> str:
        """Return the words as typed, e.g. "pack list"."""
        return " ".join(self.words)


COMMANDS = (
    Command(("drill",), "quizapp.cli.drilling", "drill what is due, then new questions"),
    Command(("due",), "quizapp.cli.drilling", "say how much is waiting today"),
    Command(("practise",), "quizapp.cli.practising", "practise any questions without touching the schedule"),
    Command(("mock", "list"), "quizapp.cli.mocking", "list the mock interviews that were held"),
    Command(("mock", "show"), "quizapp.cli.mocking", "print the debrief of an interview again"),
    Command(("mock", "export"), "quizapp.cli.mocking", "write a debrief as HTML or Markdown"),
    Command(("mock",), "quizapp.cli.mocking", "hold a mock interview, or print its plan"),
    Command(("find",), "quizapp.cli.finding", "list the questions that a search matches"),
    Command(("history",), "quizapp.cli.finding", "print every answer to one question, as it was"),
    Command(("suspend",), "quizapp.cli.marking", "leave questions out of the drill"),
    Command(("unsuspend",), "quizapp.cli.marking", "take suspended questions in again"),
    Command(("bury",), "quizapp.cli.marking", "leave questions out until tomorrow"),
    Command(("unbury",), "quizapp.cli.marking", "take buried questions in again today"),
    Command(("flag",), "quizapp.cli.marking", "flag questions with a note, or take the flag away"),
    Command(("reset",), "quizapp.cli.marking", "forget how well questions are known; their history stays"),
    Command(("due-on",), "quizapp.cli.marking", "make questions due on a day"),
    Command(("rate",), "quizapp.cli.marking", "rate the last answer to a question anew"),
    Command(
        ("keep",), "quizapp.cli.marking", "keep questions that are often forgotten, without being told again"
    ),
    Command(
        ("leeches",), "quizapp.cli.counting", "list what is forgotten again and again, and what goes wrong"
    ),
    Command(
        ("stats",),
        "quizapp.cli.counting",
        "say how it goes: recall, days, forecast, mistakes; also as a page",
    ),
    Command(("sheet",), "quizapp.cli.sheeting", "print the formulas of what was met in a section"),
    Command(("show",), "quizapp.cli.asking", "print one question, drawn from a seed"),
    Command(("answer",), "quizapp.cli.asking", "judge an answer to one question"),
    Command(("calc",), "quizapp.cli.calculating", "evaluate and differentiate an expression"),
    Command(("pack", "list"), "quizapp.cli.packing", "list the installed packs and their questions"),
    Command(("pack", "new"), "quizapp.cli.authoring", "begin a pack with an example of every kind"),
    Command(("pack", "check"), "quizapp.cli.checking", "report every problem of a pack"),
    Command(
        ("pack", "preview"), "quizapp.cli.previewing", "show a pack as learners see it, as it is written"
    ),
    Command(
        ("pack", "schema"), "quizapp.cli.authoring", "print the JSON Schema by which editors check a pack"
    ),
    Command(
        ("pack", "build"), "quizapp.cli.sharing", "write a pack as one archive, the same bytes every time"
    ),
    Command(("pack", "install"), "quizapp.cli.sharing", "show what a pack holds, then install it"),
    Command(("pack", "update"), "quizapp.cli.sharing", "read installed packs again from where they came"),
    Command(("pack", "remove"), "quizapp.cli.sharing", "take a pack away; its history is kept"),
    Command(
        ("pack", "import"),
        "quizapp.cli.importing",
        "make a pack of another program's cards, with their history",
    ),
    Command(
        ("pack", "export"),
        "quizapp.cli.exporting",
        "write a pack as an Anki deck, Markdown, CSV or a sheet to print",
    ),
    Command(("pack", "coverage"), "quizapp.cli.covering", "show which items of the curriculum can be asked"),
    Command(("plugins",), "quizapp.cli.plugging", "list installed packages that add kinds or ops"),
    Command(("doctor",), "quizapp.cli.keeping", "replay the review log and compare it with the stored state"),
    Command(("backup",), "quizapp.cli.restoring", "copy the database, or list the copies there are"),
    Command(("restore",), "quizapp.cli.restoring", "say what going back to a copy changes, and go back"),
    Command(("export",), "quizapp.cli.moving", "write everything that was learned as JSON lines"),
    Command(("import",), "quizapp.cli.moving", "add what an export holds and is not there yet"),
    Command(("sync",), "quizapp.cli.moving", "share the log with your other devices through a folder"),
    Command(("fit",), "quizapp.cli.fitting", "fit the memory model to your own answers"),
    Command(("retention",), "quizapp.cli.fitting", "say what each desired retention costs in minutes a day"),
    Command(
        ("completion",), "quizapp.cli.completing", "print what a shell needs to complete commands and ids"
    ),
    Command(("locate",), "quizapp.cli.keeping", "print where settings, data or the log are"),
)


def find(arguments: Sequence[str]) -> Command | None:
    """Return the command whose words ``arguments`` begin with, or None."""
    for command in COMMANDS:
        if tuple(arguments[: len(command.words)]) == command.words:
            return command
    return None


def group(word: str) -> tuple[Command, ...]:
    """Return the commands under a first word that is no command by itself ("pack")."""
    return tuple(command for command in COMMANDS if len(command.words) > 1 and command.words[0] == word)
