"""Draw docs/screenshot.svg anew: a question of the bundled packs being answered, at 80×24. ``make screenshot``."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

PICTURE = Path(__file__).resolve().parent / "screenshot.svg"
SIZE = (80, 24)
KEYS = ("enter", "1", ".", "5", "enter")  # home, then the first answers
FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


async def picture() -> str:
    """Return the screen as SVG after ``KEYS``."""
    from quizapp.settings import Settings
    from quizapp.tui.app import QuizApp
    from quizapp.tui.real import RealSessions

    app = QuizApp(RealSessions, Settings(), first={"kind": "trace"})
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(40):
            await pilot.pause(0.05)
        await pilot.press(*KEYS[1:])
        await pilot.pause(0.2)
        return app.export_screenshot(title="quizapp")


def self_contained(svg: str) -> str:
    """Return the picture without fonts from elsewhere; the reader's own monospaced font is used."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code", f"font-family: {FONT}", svg)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZAPP_HOME"] = home
        PICTURE.write_text(self_contained(asyncio.run(picture())), encoding="utf-8")
