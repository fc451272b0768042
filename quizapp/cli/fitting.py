"""``fit`` and ``retention``: the memory model fitted to the learner's own answers, and what remembering costs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS
from quizapp.cli.output import narrate, print_json, print_lines

if TYPE_CHECKING:
    from argparse import Namespace

    from quizapp.sessions.fitting import Fit


def declare_fit(parser: Parser) -> None:
    """Declare the arguments of ``fit``."""
    parser.add_argument("--forget", action="store_true", help="go back to the published parameters")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def fit(options: Namespace) -> int:
    """Fit, and say how well later answers were foretold before and after."""
    from quizapp.sessions import fitting, open_collection  # noqa: PLC0415

    with open_collection() as collection:
        if options.forget:
            fitting.forget(collection)
            narrate("The published parameters are used again; what was answered stays as it is.")
            return FINE
        try:
            found = fitting.fit(collection)
        except fitting.FittingError as error:
            narrate(str(error))
            return PROBLEMS
    if options.json:
        print_json(
            {
                "reviews": found.reviews,
                "before": found.before,
                "after": found.after,
                "kept": found.kept,
                "parameters": list(found.parameters),
            }
        )
    else:
        print_lines(_words(found))
    return FINE


def _words(found: Fit) -> list[str]:
    verdict = (
        "The fit foretells better, and is used from now on."
        if found.kept
        else "The fit foretells no better; the parameters stay as they were."
    )
    return [
        f"{found.reviews} reviews; each fifth of them was foretold by a fit on those before it.",
        f"Log loss {found.before:.4f} before, {found.after:.4f} after (less is better).",
        verdict,
    ]


def declare_retention(parser: Parser) -> None:
    """Declare the arguments of ``retention``."""
    parser.add_argument("--json", action="store_true", help="print the table as JSON")


def retention(options: Namespace) -> int:
    """Print what each desired retention costs in minutes a day, and what it brings."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.workload import costs  # noqa: PLC0415

    with open_collection() as collection:
        present = collection.settings.desired_retention
        found = costs(collection)
    if options.json:
        print_json({"present": present, "costs": [asdict(one) for one in found]})
        return FINE
    narrate(
        "A year from the first question, simulated with your memory, your pace and your new questions a day:"
    )
    print_lines(
        [
            "desired   minutes a day   recalled at the end",
            *(
                f"{one.retention:>7.0%}   {one.minutes:>13.0f}   {one.recalled:>19.0%}"
                f"{'   <- now' if one.retention == present else ''}"
                for one in found
            ),
        ]
    )
    return FINE


VERBS = {"fit": Verb(declare_fit, fit), "retention": Verb(declare_retention, retention)}
