"""Opening a question's file in the learner's editor, at its line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.tui.app import QuizApp

PLUS_LINE = {
    "vi",
    "vim",
    "nvim",
    "view",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "kak",
    "micro",
    "joe",
    "ne",
    "mg",
    "jed",
}
COLON_LINE = {"hx", "helix", "subl", "zed"}
GOTO = {"code", "codium", "cursor"}
FALLBACKS = ("nano", "vim", "vi")


def command(setting: str, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the editor's command: the setting, $VISUAL, $EDITOR, or one that is installed; else ()."""
    variables = os.environ if environment is None else environment
    for wanted in (setting, variables.get("VISUAL", ""), variables.get("EDITOR", "")):
        if wanted.strip():
            return _words(wanted)
    found = next((name for name in FALLBACKS if shutil.which(name)), "")
    return (found,) if found else ()


def at_line(words: Sequence[str], file: str, line: int) -> list[str]:
    """Return the command that opens a file at a line, as far as the editor is known to take one."""
    name = Path(words[0]).name.removesuffix(".exe")
    if name in PLUS_LINE:
        return [*words, f"+{line}", file]
    if name in GOTO:
        return [*words, *([] if "--wait" in words else ["--wait"]), "--goto", f"{file}:{line}"]
    return [*words, f"{file}:{line}" if name in COLON_LINE else file]


def edit(app: QuizApp, file: str, line: int) -> str:
    """Open the file, wait until the editor is closed, and return a sentence about how it went."""
    words = command(app.settings.editor)
    if not words:
        return "No editor is known: set $EDITOR, or the editor in the settings."
    try:
        with app.suspend():
            return run(words, file, line)
    except SuspendNotSupported:
        return f"Editing is not possible in this terminal; the file is {file}."


def run(words: Sequence[str], file: str, line: int) -> str:
    """Run an editor until it is closed, and say how it went. Raises nothing: the screens come back only after it."""
    try:
        code = subprocess.run(at_line(words, file, line), check=False).returncode  # noqa: S603 - the learner's own
    except OSError as error:
        return f"{words[0]} cannot be started: {error.strerror or error}."
    return f"Edited {file}." if code == 0 else f"{words[0]} ended with code {code}."


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())
