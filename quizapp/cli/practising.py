"""``practise``: any search, beside the schedule or ahead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb, positive_number
from quizapp.cli.drilling import drill_by_lines
from quizapp.cli.finding import ABOUT, prepare_search, searched
from quizapp.cli.output import is_interactive, narrate

if TYPE_CHECKING:
    from argparse import Namespace


def declare_practise(parser: Parser) -> None:
    """Declare the arguments of ``practise``."""
    from quizapp.questions.model import KINDS  # noqa: PLC0415

    parser.add_argument("search", metavar="SEARCH", nargs="*", help=f"{ABOUT}; all questions without one")
    parser.add_argument("--mistakes", action="store_true", help="only what went wrong today, as wrong:1d")
    parser.add_argument("--flagged", action="store_true", help="only flagged ones, as is:flagged")
    parser.add_argument("--section", metavar="ID", help="only this section of the curriculum")
    parser.add_argument(
        "--kind", choices=KINDS, metavar="KIND", help="only this kind: numeric, trace, recall …"
    )
    parser.add_argument("--limit", metavar="N", type=positive_number, help="at most so many answers (20)")
    parser.add_argument("--endless", action="store_true", help="begin anew when all was asked")
    parser.add_argument(
        "--ahead",
        action="store_true",
        help="let the answers count: reviews before their day, on today's date",
    )
    parser.add_argument("--plain", action="store_true", help="line by line: for pipes and screen readers")
    parser.add_argument("--words", action="store_true", help="line by line, formulas spoken in words")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def practise(options: Namespace) -> int:
    """Practise on screen, or line by line; the schedule is left alone unless ``--ahead`` is given."""
    chosen = {
        "search": search_of(options),
        "limit": options.limit,
        "ahead": options.ahead,
        "practice": not options.ahead,
        "endless": options.endless,
        "pack": None,
        "section": options.section,
    }
    check(chosen["search"])
    if not options.plain and not options.words:
        if is_interactive():
            from quizapp.cli.launching import open_screens  # noqa: PLC0415

            return open_screens(chosen, mouse=False if options.no_mouse else None)
        narrate("This is no terminal to draw in, so it goes line by line (--plain).")
    return drill_by_lines(chosen, words=options.words)


def search_of(options: Namespace) -> str:
    """Return one search for all that was asked for."""
    said = " ".join(options.search)
    parts = [f"({said})" if said.strip() and (options.mistakes or options.flagged or options.kind) else said]
    parts += ["wrong:1d"] if options.mistakes else []
    parts += ["is:flagged"] if options.flagged else []
    parts += [f"kind:{options.kind}"] if options.kind else []
    return " ".join(part for part in parts if part.strip())


def check(search: str) -> None:
    """Raise CommandError, before a screen is opened, where the search cannot be read or matches nothing."""
    from quizapp.cli.errors import PROBLEMS, CommandError  # noqa: PLC0415
    from quizapp.sessions import open_collection  # noqa: PLC0415

    if search:
        with open_collection() as collection:
            if not searched(collection, search):
                raise CommandError("The search matches nothing.", PROBLEMS)


VERBS = {"practise": Verb(declare_practise, practise, prepare_search)}
