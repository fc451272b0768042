"""``pack preview``: a pack as learners will see it, on a screen that follows the files, or printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb, whole_number
from quizapp.cli.errors import FINE, PROBLEMS, UNREACHABLE, CommandError
from quizapp.cli.output import is_interactive, print_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.cli.typeset import Typeset
    from quizapp.questions.model import Instance
    from quizapp.questions.wrong_answers import WrongAnswer
    from quizapp.sessions.previewing import Preview, Row


def declare(parser: Parser) -> None:
    """Declare the arguments of ``pack preview``."""
    parser.add_argument("path", metavar="PATH", help="a pack's folder, or one of its files")
    parser.add_argument(
        "--plain", action="store_true", help="print every question instead of opening a screen"
    )
    parser.add_argument(
        "--seed", metavar="N", type=whole_number, default=0, help="which drawing to print (0)"
    )


def preview(options: Namespace) -> int:
    """Open the preview, or print it; printed, 1 where something is an error."""
    path = Path(options.path)
    if not path.exists():
        raise CommandError(f"There is no file or folder {path}.", UNREACHABLE)
    if options.plain:
        return print_all(path, options.seed)
    if not is_interactive():
        raise CommandError(
            f"The screen needs a terminal that can draw; quizapp pack preview {path} --plain prints."
        )
    from quizapp.tui.preview import run  # noqa: PLC0415 - only the screen needs Textual

    return run(path)


def print_all(path: Path, seed: int) -> int:
    """Print each question with its findings, its solution and what each known mistake is told."""
    from quizapp.cli.typeset import best_typeset  # noqa: PLC0415
    from quizapp.sessions.previewing import Preview  # noqa: PLC0415

    book, typeset = Preview(path), best_typeset()
    shown = book.read()
    for number, row in enumerate(shown.rows):
        print_lines([""] if number else [])
        print_lines(row_lines(book, row, seed, typeset))
    return PROBLEMS if shown.errors else FINE


def row_lines(book: Preview, row: Row, seed: int, typeset: Typeset) -> Iterator[str]:
    """Yield one question as lines."""
    from quizapp.cli.telling import question_lines  # noqa: PLC0415

    yield f"== {row.title} · {row.place}"
    yield from (str(problem) for problem in row.problems)
    if row.question is None:
        return
    drawing = book.draw(row.question, seed)
    if drawing.instance is None:
        yield f"With seed {seed}: {drawing.refusal}"
        return
    yield from question_lines(drawing.instance, book.solution(drawing.instance), typeset)
    for number, made in enumerate(drawing.mistakes, start=1):
        yield from mistake_lines(book, drawing.instance, number, made, typeset)


def mistake_lines(
    book: Preview, instance: Instance, number: int, made: WrongAnswer, typeset: Typeset
) -> Iterator[str]:
    """Yield a mistake and what the learner is told."""
    part = book.judge(instance, made.answer).parts[made.part]
    said = " ".join(typeset.inline(line) for line in part.message.split("\n") if line.strip())
    yield f"Mistake {number}: {typeset.inline(made.label)}"
    yield f"  {said or 'It is wrong; nothing more is said.'}"


VERBS = {"pack preview": Verb(declare, preview)}
