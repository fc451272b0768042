"""Draw docs/screenshot.svg anew: a question of the bundled packs, answered with one slip. ``make screenshot``."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot

    from quizapp.questions.model import Instance

PICTURE = Path(__file__).resolve().parent / "screenshot.svg"
SIZE = (80, 24)
FILTERS = {"section": "bp", "kind": "trace"}
FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


async def picture() -> str:
    """Return the screen as SVG after the answer."""
    from quizapp.settings import Settings
    from quizapp.tui.app import QuizApp
    from quizapp.tui.real import RealSessions

    app = QuizApp(RealSessions, Settings(), first=FILTERS)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: getattr(app.screen, "_card", None) is not None)
        for text in typed(app.screen._card.instance):  # type: ignore[attr-defined]
            await pilot.press(*text, "enter")
        await until(pilot, lambda: getattr(app.screen, "_feedback", None) is not None)
        return app.export_screenshot(title="quizapp")


def typed(instance: Instance) -> Iterator[str]:
    """Yield an answer for each part: the fourth misses a sign, the others are right."""
    for number, part in enumerate(instance.parts):
        value = instance.expected[part.name]
        yield f"{-value if number == 3 else value:.3g}"


async def until(pilot: Pilot[None], there: Callable[[], bool]) -> None:
    """Wait until something is there, and on the screen; half a minute at most."""
    for _ in range(300):
        await pilot.pause(0.1)
        if there():
            await pilot.pause(0.5)
            return
    raise TimeoutError("the question does not come")


def self_contained(svg: str) -> str:
    """Return the picture without fonts from elsewhere, in the reader's own, with every space kept."""
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code", f"font-family: {FONT}", svg)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZAPP_HOME"] = home
        PICTURE.write_text(self_contained(asyncio.run(picture())), encoding="utf-8")
