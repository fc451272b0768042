"""Write the table of content/README.md anew from the bundled packs: ``make readme``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp import packs
from quizapp.locations import content_dir
from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.questions.model import Question

README = content_dir() / "README.md"
BEGIN, END = "<!-- packs: made by make readme -->\n", "<!-- end of packs -->\n"
HEAD = ("Pack", "Version", "Questions", "Generated", *(f"Level {level}" for level in LEVELS))


def with_table(text: str) -> str:
    """Return the README of the packs with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n\n{END}{after}"


def table() -> str:
    """Return a row for each bundled pack in alphabetical order, and the sums."""
    found = [packs.load(path.parent) for path in sorted(content_dir().glob("*/pack.yaml"))]
    rows = [
        (f"[{pack.title}]({pack.id}/CHANGELOG.md)", pack.version, *counts(pack.questions)) for pack in found
    ]
    every = counts(question for pack in found for question in pack.questions)
    rows.append((f"{len(found)} packs", "", *every))
    rule = ("---", "---", *("---:" for _ in HEAD[2:]))
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (HEAD, rule, *rows))


def counts(questions: Iterable[Question]) -> tuple[int, ...]:
    """Return how many there are, how many are generated, and how many of each level; a cloze counts once."""
    asked: Mapping[str, Question] = {question.siblings or question.id: question for question in questions}
    levels = Counter(question.level for question in asked.values())
    generated = sum(question.generated for question in asked.values())
    return (len(asked), generated, *(levels[level] for level in LEVELS))


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
