"""A pack of 5 000 questions read cold and from the cache, and the check of all bundled packs on all processors.

Reading is measured in processor time, beside libyaml parsing the same text; the check in seconds as they pass.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUESTIONS, A_FILE = 5_000, 100
TURNS = 5
COLD, CACHED, CHECK = 1_500, 150, 60  # ms, ms, s
INSTANCES = 50
QUESTION = """\
- id: neuron-{number}
  kind: {kind}
  level: entry
  covers: [bp.single-neuron]
  given:
    x: {{choose: [-3, -2, 2, {number}]}}
    w: {{from: -1, to: 1, step: 0.25}}
  program: |
    z = w*x + {number}
    a = relu(z)
  prompt: |
    A neuron with weight $w = @{{w}}$ and bias {number} sees $x = @{{x}}$. What is its output?
  ask: [a]
"""


def rows() -> Iterator[Row]:
    """Yield the times of reading and of the check."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZAPP_HOME"] = home
        yield from reading(Path(home, "data", "packs", "large"))
        yield check_of_bundled(home)


def reading(folder: Path) -> Iterator[Row]:
    """Yield how long a large pack takes: parsed by libyaml alone, read cold, from the cache."""
    from quizapp import locations  # noqa: PLC0415 - the home is set first
    from quizapp.packs.loading import load_cached  # noqa: PLC0415

    write(folder)
    texts = [file.read_text(encoding="utf-8") for file in folder.glob("q*.yaml")]
    yaml_alone = median(lambda: parse(texts))

    def cold() -> None:
        for file in (locations.cache_dir() / "packs").glob("*"):
            file.unlink()
        assert len(load_cached(folder).questions) == QUESTIONS  # noqa: S101 - else nothing is measured

    first = median(cold)
    for file in folder.iterdir():
        os.utime(file, (0, 0))  # long settled, so that the record is trusted by sizes and times
    load_cached(folder)
    again = median(lambda: load_cached(folder))
    yield Row(f"libyaml parses {QUESTIONS} questions", yaml_alone, None, "ms", "processor time, median")
    yield Row("the same pack, cold", first, COLD, "ms", f"{first / yaml_alone:.1f} × libyaml")
    yield Row("the same pack, from the cache", again, CACHED, "ms", f"{again / yaml_alone:.2f} × libyaml")


def write(folder: Path) -> None:
    """Write a pack of many questions, no two the same."""
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: large\ntitle: Large\nversion: 1\n", encoding="utf-8")
    for start in range(0, QUESTIONS, A_FILE):
        numbers = range(start, start + A_FILE)
        text = "".join(QUESTION.format(number=number, kind="numeric") for number in numbers)
        (folder / f"q{start}.yaml").write_text(text, encoding="utf-8")


def parse(texts: list[str]) -> None:
    """Let libyaml go through some texts, building nothing."""
    import yaml  # noqa: PLC0415

    for text in texts:
        for _event in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass


def median(job: Callable[[], object]) -> float:
    """Return the median processor time of a job, in milliseconds."""
    times = []
    for _ in range(TURNS):
        started = time.process_time()
        job()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def check_of_bundled(home: str) -> Row:
    """Return how long all bundled packs take to be checked, each question drawn many times."""
    from quizapp import locations  # noqa: PLC0415 - the home is set first
    from quizapp.packs.trying import processors  # noqa: PLC0415

    packs = [str(file.parent) for file in sorted(locations.content_dir().glob("*/pack.yaml"))]
    command = [sys.executable, "-m", "quizapp", "pack", "check", *packs, "--instances", str(INSTANCES)]
    started = time.perf_counter()
    subprocess.run(
        command,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QUIZAPP_HOME": home},
    )
    took = time.perf_counter() - started
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    note = f"{INSTANCES} drawings each, {processors()} processors; load {load:.1f} at the end"
    return Row(f"check of {len(packs)} bundled packs", took, CHECK, "s", note)
