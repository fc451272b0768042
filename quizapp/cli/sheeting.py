"""``sheet``: the formulas of a section that was met, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE
from quizapp.cli.output import narrate, print_json, print_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.cli.typeset import Typeset
    from quizapp.sessions.sheets import Sheet


def declare_sheet(parser: Parser) -> None:
    """Declare the arguments of ``sheet``."""
    parser.add_argument("section", metavar="SECTION", help="a section of the curriculum: act, bp …")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def print_sheet(options: Namespace) -> int:
    """Print what was met of a section as formulas, then the sources."""
    from quizapp.cli.typeset import best_typeset  # noqa: PLC0415
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.sheets import sheet  # noqa: PLC0415

    with open_collection() as collection:
        found = sheet(collection, options.section)
    if options.json:
        formulas = [{"id": one.question, "formulas": list(one.latex)} for one in found.formulas]
        print_json({"section": found.section, "formulas": formulas, "sources": list(found.sources)})
    else:
        print_lines(sheet_lines(found, best_typeset()))
    if not found.formulas:
        narrate("No question of this section that was met is worked out with formulas.")
    return FINE


def sheet_lines(found: Sheet, typeset: Typeset) -> Iterator[str]:
    """Yield the title, each formula on one line, and the sources."""
    yield found.title
    for one in found.formulas:
        yield f"  {typeset.inline(one.head)[:76]}"
        yield from (f"    {typeset.inline(f'${latex}$')}" for latex in one.latex)
    if found.sources:
        yield "Sources"
    yield from (f"  {source}" for source in found.sources)


VERBS = {"sheet": Verb(declare_sheet, print_sheet)}
