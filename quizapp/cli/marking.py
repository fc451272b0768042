"""``suspend``, ``bury``, ``flag``, ``reset``, ``due-on``, ``rate``, ``keep``: what is said of questions; rows of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, PROBLEMS, CommandError, UsageError
from quizapp.cli.finding import RATINGS, searched
from quizapp.cli.output import narrate, print_json
from quizapp.cli.wording import count
from quizapp.sessions.telling import day_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from quizapp.sessions import Collection
    from quizapp.sessions.marking import Change


def declare_ids(parser: Parser) -> None:
    """Declare which questions are meant: by their ids, or by a search."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="the questions, as pack:id")
    parser.add_argument("--search", metavar="SEARCH", help="instead of ids: all that this search matches")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def declare_flag(parser: Parser) -> None:
    """Declare the arguments of ``flag``."""
    declare_ids(parser)
    parser.add_argument("--note", metavar="TEXT", default="flagged", help="what is wrong with it")
    parser.add_argument("--clear", action="store_true", help="take the flag away")


def declare_placing(parser: Parser) -> None:
    """Declare the arguments of ``reset``."""
    declare_ids(parser)
    parser.add_argument("--undo", action="store_true", help="take the last reset or due day back")


def declare_due_on(parser: Parser) -> None:
    """Declare the arguments of ``due-on``."""
    parser.add_argument("day", metavar="DAY", help="today, tomorrow, +3d, 2w or a date such as 2026-12-05")
    declare_ids(parser)


def declare_rate(parser: Parser) -> None:
    """Declare the arguments of ``rate``."""
    parser.add_argument("rating", metavar="RATING", help="1 again, 2 hard, 3 good, 4 easy")
    declare_ids(parser)


def suspend(options: Namespace) -> int:
    """Leave questions out of the drill."""
    from quizapp.sessions import marking  # noqa: PLC0415

    return carried_out(options, marking.suspend, "suspended")


def unsuspend(options: Namespace) -> int:
    """Take suspended questions in again."""
    from quizapp.sessions import marking  # noqa: PLC0415

    return carried_out(options, lambda here, name: marking.suspend(here, name, value=False), "taken in again")


def bury(options: Namespace) -> int:
    """Leave questions out until tomorrow."""
    from quizapp.sessions import marking  # noqa: PLC0415

    return carried_out(options, marking.bury, "buried until tomorrow")


def unbury(options: Namespace) -> int:
    """Take buried questions in again."""
    from quizapp.sessions import marking  # noqa: PLC0415

    return carried_out(options, lambda here, name: marking.bury(here, name, value=False), "taken in again")


def flag(options: Namespace) -> int:
    """Flag questions with a note, or take their flags away."""
    from quizapp.sessions import marking  # noqa: PLC0415

    note = "" if options.clear else options.note
    said = "flag taken away" if options.clear else f"flagged: {note}"
    return carried_out(options, lambda here, name: marking.flag(here, name, note), said)


def reset(options: Namespace) -> int:
    """Forget how well questions are known, or take that back."""
    from quizapp.sessions import marking  # noqa: PLC0415

    if options.undo:
        return carried_out(options, marking.take_back_placing, "as it was before")
    return carried_out(options, marking.reset, "forgotten; it comes with the new ones (--undo takes it back)")


def due_on(options: Namespace) -> int:
    """Make questions due on a day."""
    from quizapp.sessions import marking  # noqa: PLC0415

    def place(collection: Collection, question: str) -> Change:
        return marking.due_on(collection, question, marking.day_of(collection, options.day))

    if ":" in options.day:
        raise UsageError(f"The day comes first: quizapp due-on tomorrow {options.day[:80]}", "quizapp due-on")

    return carried_out(options, place, placed_text)


def placed_text(change: Change) -> str:
    """Say when a question is due now, and how to take that back."""
    day = "" if change.card.due_day is None else day_text(change.card.due_day)
    return f"due on {day} (quizapp reset --undo takes it back)"


def rate(options: Namespace) -> int:
    """Rate the last answer to a question anew."""
    from quizapp.sessions import marking  # noqa: PLC0415

    rating = rating_of(options.rating)
    said = f"its last answer is rated {RATINGS[rating]}"
    return carried_out(options, lambda here, name: marking.rate(here, name, rating), said)


def rating_of(text: str) -> int:
    """Return a rating given by its number or its name; raises UsageError."""
    for number, name in RATINGS.items():
        if text.casefold() in (str(number), name):
            return number
    raise UsageError(
        f"{text[:80]} is no rating; it is 1 again, 2 hard, 3 good or 4 easy, and comes before the ids.",
        "quizapp rate",
    )


def keep(options: Namespace) -> int:
    """Keep questions that are often forgotten."""
    from quizapp.sessions import marking  # noqa: PLC0415

    return carried_out(options, marking.keep, "kept; it is pointed out again after three lapses more")


def carried_out(
    options: Namespace, act: Callable[[Collection, str], Change], said: str | Callable[[Change], str]
) -> int:
    """Do something to each question; what cannot be done to one is said, and the others are done."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.errors import SessionError  # noqa: PLC0415

    changed, refused = [], []
    with open_collection() as collection:
        for question in named(collection, options):
            try:
                changed.append(act(collection, question))
            except SessionError as error:
                refused.append(str(error))
    if options.json:
        print_json({"questions": [change_data(change) for change in changed], "refused": refused})
    words = [said if isinstance(said, str) else said(change) for change in changed]
    for change, text in zip(changed, words, strict=True) if len(changed) <= 10 and not options.json else ():
        narrate(f"{change.question}: {text}.")
    if len(changed) > 10:
        narrate(f"{count(len(changed), 'question')}: {words[0]}.")
    for sentence in refused:
        narrate(sentence)
    return PROBLEMS if refused else FINE


def named(collection: Collection, options: Namespace) -> list[str]:
    """Return the ids of the questions that are meant; raises CommandError where there is no such question."""
    if bool(options.ids) == (options.search is not None):
        raise UsageError("Name questions by their ids, or by --search.")
    if options.search is not None:
        found = [item.entry.id for item in searched(collection, options.search)]
        if not found:
            raise CommandError("The search matches nothing; nothing was changed.", PROBLEMS)
        return found
    return [exact(collection, name) for name in options.ids]


def exact(collection: Collection, name: str) -> str:
    """Return a question's present id; raises CommandError naming the nearest where there is none."""
    from quizapp.cli.wording import nearest  # noqa: PLC0415
    from quizapp.sessions import marking  # noqa: PLC0415

    found = marking.present_id(collection, name)
    if found is None:
        close = nearest(name, (entry.id for entry in collection.entries())) or " See quizapp find."
        raise CommandError(f"There is no question {name[:80]}.{close}")
    return found


def change_data(change: Change) -> dict[str, Any]:
    """Return one question after a change."""
    card = change.card
    return {
        "id": change.question,
        "phase": card.phase or "new",
        "due_day": None if card.due_day is None else day_text(card.due_day),
        "suspended": card.suspended,
        "buried_until": None if card.buried_until is None else day_text(card.buried_until),
        "flag": card.flag,
    }


VERBS = {
    "suspend": Verb(declare_ids, suspend),
    "unsuspend": Verb(declare_ids, unsuspend),
    "bury": Verb(declare_ids, bury),
    "unbury": Verb(declare_ids, unbury),
    "flag": Verb(declare_flag, flag),
    "reset": Verb(declare_placing, reset),
    "due-on": Verb(declare_due_on, due_on),
    "rate": Verb(declare_rate, rate),
    "keep": Verb(declare_ids, keep),
}
