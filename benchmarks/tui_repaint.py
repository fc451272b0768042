"""From a key to its repaint on a drill card, and from enter to the verdict, on a terminal of its own."""

from __future__ import annotations

import statistics
import tempfile
from typing import TYPE_CHECKING

from benchmarks.report import Row
from benchmarks.tui_terminal import Terminal, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = 200
OURS = ("-c", "from quizapp.tui.start import run; run(first={'kind': 'trace', 'practice': True})")


def rows(presses: int = KEYS) -> Iterator[Row]:
    """Yield the median and the 95th percentile of typing digits into the first field of a trace."""
    with tempfile.TemporaryDirectory() as home:
        times = sorted(typing(surroundings(home), presses))
    yield Row(
        "key to repaint, median", statistics.median(times), None, "ms", f"{presses} keys on a drill card"
    )
    yield Row("key to repaint, p95", times[int(len(times) * 0.95)], 16, "ms")


def typing(environment: dict[str, str], presses: int) -> list[float]:
    """Return the milliseconds of each key; every tenth clears the field again, unmeasured."""
    terminal = Terminal(OURS, environment)
    try:
        terminal.wait_for("significant", "then")
        times = []
        for number in range(presses):
            terminal.settle(0.02)
            times.append(terminal.answer_to(str(number % 10), str(number % 10)))
            if number % 10 == 9:
                terminal.answer_to("\x15", "significant")
        return times
    finally:
        terminal.close()


if __name__ == "__main__":
    from benchmarks.report import table

    print(table(rows()))
