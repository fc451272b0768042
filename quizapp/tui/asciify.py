"""For terminals without UTF-8: every character on its way out becomes ASCII of the same width."""

from __future__ import annotations

import os
import sys
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.color import Color

COERCED = {"C.UTF-8", "C.utf8", "UTF-8"}  # what Python itself puts into LC_CTYPE under LANG=C
PLAIN = {
    **dict.fromkeys("─╌┄", "-"),
    **dict.fromkeys("━═", "="),
    **dict.fromkeys("│┃║⎜⎟⎢⎥⎪∣‖╎", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╴╶╷╵┏┓┗┛", "+"),
    **dict.fromkeys("⎛⎡⎧⎝⎣⎩⎨⎞⎤⎫⎠⎦⎭⎬", "|"),
    **dict.fromkeys("▇█▆▅▄", "#"),
    **dict.fromkeys("▁▂▃ ", "_"),
    **dict.fromkeys("·•∙", "."),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("“”″", '"'),
    "✓": "+",
    "◐": "~",
    "✗": "x",
    "…": ".",
    "×": "x",
    "⊙": "*",
    "≤": "<",
    "≥": ">",
    "≈": "~",
    "√": "V",
    "╲": "\\",
    "╱": "/",
    "▎": "|",
    "▌": "|",
    "●": "o",
    "○": "o",
    "☐": "o",
    "☑": "x",
    "›": ">",
    "‹": "<",
    "⇅": "|",
    "↑": "^",
    "↓": "v",
    "←": "<",
    "→": ">",
    "±": "~",
    "÷": "/",
    "°": "o",
    "∂": "d",
    "∞": "oo"[:1],
}


def wanted(setting: str, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether only ASCII is to be drawn: as set, or as the locale says where that is "auto"."""
    if setting != "auto":
        return setting == "always"
    return not _speaks_utf8(os.environ if environment is None else environment) or _narrow_stream()


def _speaks_utf8(environment: Mapping[str, str]) -> bool:
    """Return what the locale's variables say; where there are none at all a terminal of today is assumed."""
    language = environment.get("LANG", "")
    typed = environment.get("LC_CTYPE", "")
    if typed in COERCED and language in ("C", "POSIX"):
        typed = ""
    said = environment.get("LC_ALL") or typed or language
    return not said or "utf8" in said.lower().replace("-", "")


def _narrow_stream() -> bool:
    encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    return not encoding.lower().replace("-", "").startswith("utf8")


@lru_cache(4096)
def letter(character: str) -> str:
    """Return ASCII of the same width in cells."""
    if character.isascii():
        return character
    width = cell_len(character)
    close = PLAIN.get(character) or _base(character)
    return close[:width].ljust(width, "?") if width else ""


def _base(character: str) -> str:
    """Return the letter under an accent, or nothing; a Greek letter becomes the first of its name."""
    decomposed = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if decomposed:
        return decomposed
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        first = name.split(" LETTER ")[-1][:1]
        return first.lower() if "SMALL" in name else first
    return ""


class AsciiFilter(LineFilter):
    """Replaces what is not ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII, cell for cell."""
        return [
            segment if segment.text.isascii() else Segment("".join(map(letter, segment.text)), *segment[1:])
            for segment in segments
        ]
