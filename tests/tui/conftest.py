"""Drives real screens by keys, over a fake collection and a clock that only moves when told to."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.keys import _character_to_key

from quizapp.settings import Settings
from quizapp.tui.app import QuizApp, Surroundings
from tests.tui.fakes import NOW, FakeDrill, FakeSessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from textual.pilot import Pilot

    from quizapp.questions.model import Instance

    Opener = Callable[..., AbstractAsyncContextManager["Learner"]]

SIZE = (80, 24)


class Clock:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Learner:
    """Someone at the keyboard who also reads the screen."""

    def __init__(self, app: QuizApp, pilot: Pilot[None], sessions: FakeSessions, clock: Clock) -> None:
        self.app, self.pilot, self.sessions, self.clock = app, pilot, sessions, clock

    async def press(self, *keys: str) -> None:
        """Press keys, letting each have its effect."""
        for key in keys:
            self.send(key)
            await self.settle()

    async def type(self, text: str, *then: str) -> None:
        """Type a text, then press keys."""
        await self.press(*text, *then)

    def send(self, *keys: str) -> None:
        """Send keys as the terminal would, without waiting for anything."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            character = " " if key == "space" else key if len(key) == 1 else None
            self.app.post_message(events.Key(name, character))

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.now += seconds

    async def settle(self) -> None:
        """Wait until nothing is under way: no worker, no message, no repaint."""
        quiet = 0
        for _ in range(500):
            if quiet == 2:
                return
            await self.app.workers.wait_for_complete()
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()
            await asyncio.sleep(0)
            quiet = 0 if self._busy() else quiet + 1
        raise TimeoutError("the screen does not come to rest")

    def _busy(self) -> bool:
        nodes = [self.app, *self.app.screen.walk_children(with_self=True)]
        return bool(len(self.app.workers)) or any(node._message_queue.qsize() for node in nodes)

    async def resize(self, width: int, height: int) -> None:
        """Change the terminal's size."""
        await self.pilot.resize_terminal(width, height)
        await self.settle()

    @property
    def drill(self) -> FakeDrill:
        """The last drill begun."""
        return self.sessions.drills[-1]

    @property
    def rows(self) -> list[str]:
        """The lines on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """All that is on the screen."""
        return "\n".join(self.rows)

    @property
    def foot(self) -> str:
        """The last line."""
        return self.rows[-1].strip()

    @property
    def screen(self) -> str:
        """The name of the screen."""
        return type(self.app.screen).__name__


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "home"))
    for name in ("NO_COLOR", "COLORFGBG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def at_home(clock: Clock) -> Opener:
    """Open the trainer on its home screen."""

    @asynccontextmanager
    async def opened(
        *instances: Instance,
        size: tuple[int, int] = SIZE,
        settings: Settings | None = None,
        ascii_only: bool = False,
        **changes: Any,
    ) -> AsyncIterator[Learner]:
        sessions = FakeSessions(*instances, **changes)
        around = Surroundings(clock=clock, now=lambda: NOW, ascii_only=ascii_only)
        trainer = QuizApp(lambda: sessions, settings or Settings(theme="dark"), around)
        async with trainer.run_test(size=size) as pilot:
            learner = Learner(trainer, pilot, sessions, clock)
            await learner.settle()
            yield learner
        trainer.close_backstage()

    return opened


@pytest.fixture
def drilling(at_home: Opener) -> Opener:
    """Open the trainer and begin to drill."""

    @asynccontextmanager
    async def opened(*instances: Instance, **options: Any) -> AsyncIterator[Learner]:
        async with at_home(*instances, **options) as learner:
            await learner.press("enter")
            yield learner

    return opened
