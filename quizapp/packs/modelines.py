"""The line that tells an editor's YAML language server which schema a file follows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from quizapp.packs.json_schema import SCHEMA_NAME, json_schema

if TYPE_CHECKING:
    from pathlib import Path

_MODELINE = re.compile(r"^#\s*yaml-language-server:\s*\$schema=\S+", re.MULTILINE)


def modeline(depth: int = 0) -> str:
    """Return the line for a file that stands ``depth`` folders below pack.yaml."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMA_NAME}"


def has_modeline(text: str) -> bool:
    """Tell whether a file says which schema it follows."""
    return _MODELINE.search(text) is not None


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def write_schema(folder: Path) -> bool:
    """Write the schema into a pack's folder; return whether it was another before. Raises OSError."""
    target, text = folder / SCHEMA_NAME, schema_text()
    if target.is_file() and target.read_bytes() == text.encode():
        return False
    target.write_text(text, encoding="utf-8", newline="\n")
    return True
