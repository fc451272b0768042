"""Reads drawings.md: formulas with their drawings and readings, each looked at by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_SECTION = re.compile(r"^## (?P<name>.+)\n(?P<body>(?:(?!^## ).*\n?)*)", re.MULTILINE)
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One formula and what it must come out as; forms that are not recorded are absent."""

    name: str
    latex: str
    forms: dict[str, str]


def examples() -> list[Example]:
    """Return every formula of drawings.md."""
    text = Path(__file__).with_name("drawings.md").read_text(encoding="utf-8")
    found = []
    for section in _SECTION.finditer(text):
        blocks = {block["kind"]: block["text"] for block in _BLOCK.finditer(section["body"])}
        found.append(Example(section["name"], blocks.pop("latex"), blocks))
    return found
