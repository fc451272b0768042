"""``mock`` and its words: an interview on screen or line by line, its plan, the history, a debrief again, exports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb, whole_number
from quizapp.cli.errors import FINE, CommandError, UsageError
from quizapp.cli.output import is_interactive, narrate, print_folded, print_json, print_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.interview.debrief import Debrief, Earlier
    from quizapp.interview.plan import Plan
    from quizapp.interview.setup import Setup
    from quizapp.sessions import Collection
    from quizapp.sessions.interviews.interview import Interview

MOCK = "quizapp mock"


def declare_mock(parser: Parser) -> None:
    """Declare the arguments of ``mock``."""
    from quizapp.interview.setup import CHOICES, STYLES  # noqa: PLC0415

    parser.add_argument(
        "--level", choices=CHOICES, default=None, metavar="LEVEL",
        help="entry, mid, frontier, fde, or job for a mix as in the job (the level of the settings)",
    )  # fmt: skip
    parser.add_argument("--minutes", type=whole_number, default=30, metavar="N", help="10 to 90 (30)")
    parser.add_argument(
        "--section", "--focus", action="append", default=[], metavar="ID",
        help="only this section of the curriculum; may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--style", choices=STYLES, default="silent", metavar="STYLE",
        help="silent: nothing is judged until the end; coach: each answer at once (silent)",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=whole_number, metavar="N", help="the same seed and log: the same interview"
    )
    parser.add_argument("--plan", action="store_true", help="print the agenda without starting")
    parser.add_argument("--new", action="store_true", help="begin anew where one is under way; that one ends")
    parser.add_argument("--plain", action="store_true", help="line by line: for pipes and screen readers")
    parser.add_argument("--words", action="store_true", help="line by line, formulas spoken in words")
    parser.add_argument(
        "--json", action="store_true", help="line by line on stderr; the result (or plan) as one JSON object"
    )


def mock(options: Namespace) -> int:
    """Plan an interview, or hold one."""
    setup = setup_of(options)
    by_lines = options.plain or options.words or options.json
    if not options.plan and not by_lines:
        if is_interactive():
            from quizapp.tui.start import run  # noqa: PLC0415 - only screens need Textual

            return run(first={"mock": setup})
        narrate("This is no terminal to draw in, so the interview goes line by line (--plain).")
    from quizapp.sessions import open_collection  # noqa: PLC0415

    with open_collection() as collection:
        return plan_only(collection, setup, options) if options.plan else hold(collection, setup, options)


def setup_of(options: Namespace) -> Setup:
    """Return the set-up that was asked for; raises UsageError for one that cannot be."""
    from quizapp import settings  # noqa: PLC0415
    from quizapp.interview.setup import Setup, SetupError  # noqa: PLC0415
    from quizapp.sessions.interviews.planned import any_seed  # noqa: PLC0415

    level = options.level or settings.load_with_problems()[0].target_level
    seed = any_seed() if options.seed is None else options.seed
    try:
        return Setup(level, options.minutes, tuple(dict.fromkeys(options.section)), options.style, seed)
    except SetupError as error:
        raise UsageError(str(error), MOCK) from error


def plan_only(collection: Collection, setup: Setup, options: Namespace) -> int:
    """Print the agenda."""
    from quizapp.interview.plan import plan_json  # noqa: PLC0415
    from quizapp.sessions.interviews.planned import plan  # noqa: PLC0415

    made = plan(collection, setup)
    if options.json:
        print_json({**plan_json(made), "seconds": made.seconds})
    else:
        print_lines(plan_lines(collection, made))
    return FINE


def plan_lines(collection: Collection, plan: Plan) -> Iterator[str]:
    """Yield the agenda as a person reads it."""
    from quizapp.interview.debrief import length  # noqa: PLC0415
    from quizapp.interview.plan import title_of  # noqa: PLC0415

    setup, titles = plan.setup, collection.library.sections()
    yield f"Mock interview: {setup.level}, {setup.minutes} minutes, {setup.style}, seed {setup.seed}."
    yield from plan.notes
    before = ""
    for slot in plan.slots:
        if slot.phase != before:
            used = sum(one.seconds for one in plan.slots if one.phase == slot.phase)
            yield ""
            yield f"{title_of(slot.phase)}, {length(used)}"
            before = slot.phase
        yield f"  {length(slot.seconds)}"
        for option in slot.options:
            section = titles.get(option.section) or option.section
            yield f"    {option.level}: {option.question} ({section}, {option.kind}): {option.why}"
    if plan.slots:
        yield ""
        yield f"Kept for follow-ups, {length(plan.following)}. Begins at {setup.first_level}; of each line one is asked."


def hold(collection: Collection, setup: Setup, options: Namespace) -> int:
    """Hold an interview line by line, from the beginning or where it was."""
    from quizapp.cli.mock_lines import LineInterview  # noqa: PLC0415
    from quizapp.interview.debrief import data  # noqa: PLC0415
    from quizapp.sessions.interviews.looking_back import debrief  # noqa: PLC0415

    say = narrate if options.json else print_folded
    interview = begun(collection, setup, new=options.new)
    lines = LineInterview(
        interview, say, words=options.words, decimal_comma=collection.settings.decimal_comma
    )
    finished = lines.run(sys.stdin)
    for problem in interview.problems:
        narrate(problem)
    if not finished:
        narrate("The interview waits where it is: quizapp mock goes on with it, with the time that is left.")
        return FINE
    seen = debrief(collection, interview.record.id)
    if options.json:
        print_json(data(seen))
    else:
        print_lines(["", *debrief_lines(seen)])
    return FINE


def begun(collection: Collection, setup: Setup, *, new: bool) -> Interview:
    """Return the interview that is under way, else a new one."""
    from quizapp.sessions.interviews import looking_back  # noqa: PLC0415
    from quizapp.sessions.interviews.interview import Interview  # noqa: PLC0415
    from quizapp.sessions.interviews.planned import plan  # noqa: PLC0415

    waiting = looking_back.under_way(collection)
    if waiting is not None and not new:
        narrate("Going on with the interview that was begun; --new ends it and begins another.")
        return Interview.resume(collection, waiting.id)
    made = plan(collection, setup)
    for note in made.notes:
        narrate(note)
    if not made.slots:
        raise CommandError("There is nothing to ask, so no interview was begun.")
    if waiting is not None:
        Interview.resume(collection, waiting.id).close()
    return Interview.begin(collection, made)


# The record


def declare_list(parser: Parser) -> None:
    """Declare the arguments of ``mock list``."""
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def declare_show(parser: Parser) -> None:
    """Declare the arguments of ``mock show``."""
    parser.add_argument("id", metavar="ID", help="the interview, as mock list names it, or the end of that")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def declare_export(parser: Parser) -> None:
    """Declare the arguments of ``mock export``."""
    parser.add_argument("id", metavar="ID", help="the interview, as mock list names it, or the end of that")
    parser.add_argument("--format", choices=("markdown", "html"), default="html", help="html, or markdown")
    parser.add_argument(
        "--output", metavar="FILE", help="where to write it; - is stdout (the id with its ending)"
    )


def list_all(options: Namespace) -> int:
    """Print every interview, the oldest first."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.interviews.looking_back import history  # noqa: PLC0415

    with open_collection() as collection:
        found = history(collection)
    if options.json:
        print_json([earlier_data(one) for one in found])
    else:
        print_lines(map(earlier_line, found))
    return FINE


def earlier_data(one: Earlier) -> dict[str, Any]:
    """Return one interview of ``mock list``."""
    return {
        "id": one.id,
        "begun": one.begun,
        "state": one.state,
        "setup": one.setup.as_json(),
        "result": one.share,
        "recommendation": one.recommendation,
    }


def earlier_line(one: Earlier) -> str:
    """Return one interview in a line."""
    from quizapp.interview.debrief import percent  # noqa: PLC0415
    from quizapp.scheduling.dates import from_micros  # noqa: PLC0415

    when = f"{from_micros(one.begun).astimezone():%Y-%m-%d %H:%M}"
    about = f"{one.setup.level}, {one.setup.minutes} minutes, {one.setup.style}"
    states = {"open": "under way", "finished": "points to confirm"}
    how = states.get(one.state) or f"{percent(one.share or 0.0)}, {one.recommendation}"
    return f"{one.id}  {when}  {about}: {how}"


def show(options: Namespace) -> int:
    """Print a debrief again."""
    from quizapp.interview.debrief import data  # noqa: PLC0415

    seen = _debrief(options.id)
    if options.json:
        print_json(data(seen))
    else:
        print_lines(debrief_lines(seen))
    return FINE


def export(options: Namespace) -> int:
    """Write a debrief as Markdown or HTML; say where on stderr."""
    from quizapp.interview import exporting  # noqa: PLC0415

    seen = _debrief(options.id)
    text = exporting.page(seen) if options.format == "html" else exporting.markdown(seen)
    if options.output == "-":
        sys.stdout.write(text)
        return FINE
    ending = "html" if options.format == "html" else "md"
    file = Path(options.output or f"interview-{seen.id[-12:]}.{ending}")
    file.write_text(text, encoding="utf-8")
    narrate(f"Written to {file}.")
    return FINE


def _debrief(identity: str) -> Debrief:
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.interviews.looking_back import debrief  # noqa: PLC0415

    with open_collection() as collection:
        return debrief(collection, identity)


def debrief_lines(seen: Debrief) -> Iterator[str]:
    """Yield a debrief as a person reads it: the result, where the time went, the parts, every question."""
    from quizapp.cli.typeset import best_typeset  # noqa: PLC0415
    from quizapp.interview import exporting  # noqa: PLC0415
    from quizapp.interview.debrief import length, percent, shares  # noqa: PLC0415

    yield f"{exporting.title(seen)}: {exporting.headline(seen)}."
    yield f"It took {length(seen.seconds)} of {seen.setup.minutes}:00."
    yield seen.formula
    yield seen.rule
    for name, found in shares(seen.result, seen.titles):
        yield ""
        yield f"{name}:"
        for one in found:
            used = f"{length(one.seconds)} of {length(one.budget)}"
            yield f"  {one.name}: {percent(one.share)} of {one.questions}, {used}"
    yield ""
    yield "Staircase:"
    yield from (f"  {line}" for line in seen.staircase)
    before = [one for one in seen.earlier if one.share is not None]
    if len(before) > 1:
        yield ""
        yield f"Interviews so far: {', '.join(percent(one.share or 0.0) for one in before)}."
    if seen.items:
        yield ""
        yield "To work on:"
        yield from (f"  {one.title}: {one.facts}" for one in seen.items)
    typeset = best_typeset()
    for question in seen.questions:
        yield ""
        yield exporting.question_title(question)
        yield from typeset.prose(question.prompt, indent=2)
        for part in question.parts:
            name = f"{typeset.label(part.label)}: " if part.label else ""
            right = (
                ""
                if part.word == "correct" or not part.expected
                else f"; right: {typeset.inline(part.expected)}"
            )
            yield f"  {name}{typeset.inline(part.given) or '–'}{right}"
            if part.message:
                yield f"    {typeset.inline(part.message)}"


VERBS = {
    "mock": Verb(declare_mock, mock),
    "mock list": Verb(declare_list, list_all),
    "mock show": Verb(declare_show, show),
    "mock export": Verb(declare_export, export),
}
