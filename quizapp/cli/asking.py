"""``show`` and ``answer``: one question, fixed by its id and a seed. Neither touches the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb, whole_number
from quizapp.cli.errors import FINE, PROBLEMS, USAGE, CommandError, UsageError
from quizapp.cli.output import narrate, pointed_at, print_json, print_lines
from quizapp.cli.typeset import best_typeset
from quizapp.cli.wording import nearest
from quizapp.questions.model import UNJUDGED

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from quizapp.questions.model import Instance, Verdict

ANSWER = "quizapp answer"


def declare_show(parser: Parser) -> None:
    """Declare the arguments of ``show``."""
    parser.add_argument("id", metavar="ID", help="the question, as pack:id; see quizapp pack list")
    parser.add_argument("--seed", metavar="N", type=whole_number, default=0, help="which drawing (0)")
    parser.add_argument("--solution", action="store_true", help="also the answers and the worked solution")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def declare_answer(parser: Parser) -> None:
    """Declare the arguments of ``answer``."""
    parser.add_argument("id", metavar="ID", help="the question, as pack:id")
    parser.add_argument("--seed", metavar="N", type=whole_number, required=True, help="the drawing as shown")
    parser.add_argument("values", metavar="PART=VALUE", nargs="*", help="z=1.5, W=[[1,2],[3,4]], choice=b …")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def show(options: Namespace) -> int:
    """Print one question and, on request, its answers and worked solution."""
    from quizapp.cli import telling  # noqa: PLC0415
    from quizapp.questions import solution  # noqa: PLC0415

    drawn = draw(options.id, options.seed)
    solved = solution(drawn) if options.solution else None
    if options.json:
        print_json(telling.question_data(drawn, solved))
    else:
        print_lines(telling.question_lines(drawn, solved, best_typeset()))
    return FINE


def answer(options: Namespace) -> int:
    """Judge the parts given: 0 for a right answer, 1 for any other, 2 where it cannot be read."""
    from quizapp.cli import telling  # noqa: PLC0415
    from quizapp.questions import judge  # noqa: PLC0415
    from quizapp.questions.model import Answer  # noqa: PLC0415

    drawn = draw(options.id, options.seed)
    given = read_parts(drawn, options.values)
    verdict = judge(drawn, Answer(given))
    if options.json:
        print_json(telling.verdict_data(verdict))
    elif verdict.word != "unreadable":
        print_lines(telling.verdict_lines(drawn, verdict, best_typeset()))
    if verdict.word in UNJUDGED:
        refuse(verdict, given)
        return USAGE
    return FINE if verdict.word == "correct" else PROBLEMS


def draw(question_id: str, seed: int) -> Instance:
    """Return a question's drawing; raises CommandError naming the nearest id where there is none."""
    from quizapp.packs import library  # noqa: PLC0415
    from quizapp.questions import instance  # noqa: PLC0415

    question = library.find(question_id)
    if question is None:
        close = library.suggest(question_id)
        advice = f"Did you mean {close}?" if close else "See quizapp pack list."
        raise CommandError(f"There is no question {question_id[:80]}. {advice}")
    return instance(question, seed)


def read_parts(drawn: Instance, words: Sequence[str]) -> dict[str, str]:
    """Return what is given for each part; raises UsageError for what names no part, or one twice."""
    from quizapp.cli.choosing import with_letters  # noqa: PLC0415

    parts = {part.name: part for part in drawn.parts}
    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        name = name.strip()
        if not equals:
            raise UsageError(f"{word[:60]} is not of the form PART=VALUE.", ANSWER)
        if name not in parts:
            close = nearest(name, parts) or f" It asks for {', '.join(parts)}."
            raise UsageError(f"{drawn.question.id} has no part {name[:60]}.{close}", ANSWER)
        if name in given:
            raise UsageError(f"{name} is answered twice.", ANSWER)
        given[name] = with_letters(parts[name], value)
    return given


def refuse(verdict: Verdict, given: dict[str, str]) -> None:
    """Say on stderr which part cannot be read or judged, and where."""
    for name, part in verdict.parts.items():
        if part.word == "unreadable" and (part.message or part.column is not None):
            place = pointed_at(given.get(name, ""), part.column or 0)
            narrate(f"{name} cannot be read. {part.message}\n{place}")
        elif part.word == "undecided" and part.message:
            narrate(f"{name}: {part.message}")


VERBS = {"show": Verb(declare_show, show), "answer": Verb(declare_answer, answer)}
