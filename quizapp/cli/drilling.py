"""``drill`` and ``due``: today's questions, on screen or line by line, and how many there are."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb, positive_number
from quizapp.cli.errors import FINE, UsageError
from quizapp.cli.output import is_interactive, narrate, print_folded, print_json, print_lines
from quizapp.cli.wording import count, nearest

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection as Sized
    from collections.abc import Iterator

    from quizapp.sessions import Collection
    from quizapp.sessions.overview import Interview, Overview

FILTERS = ("pack", "section", "level", "kind")
DRILL = "quizapp drill"


def declare_drill(parser: Parser) -> None:
    """Declare the arguments of ``drill``."""
    from quizapp.questions.model import KINDS, LEVELS  # noqa: PLC0415

    parser.add_argument("--pack", metavar="ID", help="only questions of this pack")
    parser.add_argument("--section", metavar="ID", help="only this section of the curriculum (act, bp …)")
    parser.add_argument("--level", choices=LEVELS, metavar="LEVEL", help=f"only {', '.join(LEVELS)}")
    parser.add_argument(
        "--kind", choices=KINDS, metavar="KIND", help="only this kind: numeric, trace, recall …"
    )
    parser.add_argument("--limit", metavar="N", type=positive_number, help="at most so many answers")
    parser.add_argument("--plain", action="store_true", help="line by line: for pipes and screen readers")
    parser.add_argument("--words", action="store_true", help="line by line, formulas spoken in words")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def declare_due(parser: Parser) -> None:
    """Declare the arguments of ``due``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def drill(options: Namespace) -> int:
    """Drill on screen, or line by line where that is asked for or there is no terminal to draw in."""
    chosen = {name: getattr(options, name) for name in (*FILTERS, "limit")}
    if not options.plain and not options.words:
        if is_interactive():
            from quizapp.cli.launching import open_screens  # noqa: PLC0415

            return open_screens(chosen, mouse=False if options.no_mouse else None)
        narrate("This is no terminal to draw in, so the drill goes line by line (--plain).")
    return drill_by_lines(chosen, words=options.words)


def drill_by_lines(chosen: dict[str, Any], *, words: bool) -> int:
    """Drill through stdin and stdout until the questions or the input end."""
    from quizapp.cli.lines import LineDrill  # noqa: PLC0415
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.drill import Drill  # noqa: PLC0415

    with open_collection() as collection:
        check_filters(collection, chosen)
        begun = Drill(collection, **chosen)
        by_lines = LineDrill(begun, say, words=words, decimal_comma=collection.settings.decimal_comma)
        for problem in collection.settings_problems:
            narrate(problem)
        by_lines.run(sys.stdin)
        for problem in begun.problems:
            narrate(problem)
    return FINE


def say(line: str) -> None:
    """Write one line at once: whoever answers waits for it."""
    print_folded(line)


def check_filters(collection: Collection, chosen: dict[str, Any]) -> None:
    """Raise UsageError for a pack or a section that there is not."""
    packs = {entry.pack for entry in collection.entries()}
    check_filter("pack", chosen["pack"], packs)
    check_filter("section", chosen["section"], collection.library.sections())


def check_filter(name: str, value: str | None, known: Sized[str]) -> None:
    """Raise UsageError where ``value`` is none of ``known``."""
    if value is not None and value not in known:
        close = nearest(value, known) or f" There are {', '.join(sorted(known)) or 'none'}."
        raise UsageError(f"There is no {name} {value[:60]}.{close}", DRILL)


def due(options: Namespace) -> int:
    """Print what waits today."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.home import overview  # noqa: PLC0415

    with open_collection() as collection:
        seen = overview(collection)
    if options.json:
        print_json(overview_data(seen))
    else:
        print_lines(overview_lines(seen))
    for problem in seen.problems:
        narrate(problem)
    return FINE


def overview_data(seen: Overview) -> dict[str, Any]:
    """Return the documented object of ``due``."""
    return {
        "due": seen.due,
        "new": seen.new,
        "minutes": seen.minutes,
        "done": seen.done,
        "streak": seen.streak,
        "next_due": None if seen.next_due is None else seen.next_due.isoformat(),
        "sections": [
            {"id": row.id, "title": row.title, "due": row.due, "new": row.new, "recall": row.recall}
            for row in seen.sections
        ],
        **({} if seen.interview is None else {"interview": asdict(seen.interview)}),
    }


def overview_lines(seen: Overview) -> Iterator[str]:
    """Yield what waits as a person reads it: the day, then the sections where something does."""
    minutes = count(seen.minutes, "minute")
    yield f"{seen.due} to review, {seen.new} new, about {minutes}; {seen.done} done today."
    if not seen.due and not seen.new and seen.next_due is not None:
        yield f"The next question comes {seen.next_due.astimezone():%Y-%m-%d at %H:%M}."
    if seen.interview is not None:
        yield interview_line(seen.interview)
    width = max((len(row.title) for row in seen.sections), default=0)
    for row in seen.sections:
        recall = "" if row.recall is None else f"  recall {row.recall:.0%}"
        if row.due or row.new or recall:
            yield f"  {row.title:<{width}}  {row.due:>4} due  {row.new:>4} new{recall}"


def interview_line(interview: Interview) -> str:
    """Return the date that is aimed at, and what would be recalled on it."""
    share = (
        ""
        if interview.recall is None
        else f"; {interview.recall:.0%} of the curriculum would be recalled that day"
    )
    return f"Interview {interview.date}, {count(interview.days, 'day')} away{share}."


VERBS = {"drill": Verb(declare_drill, drill), "due": Verb(declare_due, due)}
