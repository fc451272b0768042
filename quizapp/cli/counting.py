"""``stats`` and ``leeches``: how it goes, in words, as JSON or as one HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE
from quizapp.cli.output import WIDTH, narrate, print_json, print_lines, speaks_unicode

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.sessions.past import Past
    from quizapp.sessions.statistics.figures import Statistics
    from quizapp.sessions.statistics.panels import Panel

CHART_ROWS = 14


def declare_stats(parser: Parser) -> None:
    """Declare the arguments of ``stats``."""
    parser.add_argument("--charts", action="store_true", help="draw the charts too, not only say them")
    parser.add_argument("--html", metavar="FILE", help="write one HTML page that needs nothing beside it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def declare_leeches(parser: Parser) -> None:
    """Declare the arguments of ``leeches``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def stats(options: Namespace) -> int:
    """Print the statistics, or write them as a page."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.statistics.figures import statistics  # noqa: PLC0415

    with open_collection() as collection:
        seen, _ = statistics(collection, progress=progress)
    if options.html:
        write_page(seen, options.html)
    if options.json:
        print_json(stats_data(seen))
    elif not options.html:
        print_lines(stats_lines(seen, charts=options.charts))
    return FINE


def progress(answers: int) -> None:
    """Say how far a long log is read."""
    if answers:
        narrate(f"{answers} answers counted …")


def write_page(seen: Statistics, name: str) -> None:
    """Write the page whole or not at all; raises OSError where it cannot be written."""
    from pathlib import Path  # noqa: PLC0415

    from quizapp.packs.archives.building import write_whole  # noqa: PLC0415
    from quizapp.sessions.statistics.report import report  # noqa: PLC0415

    file = Path(name)
    write_whole(file, report(seen).encode())
    narrate(f"Written: {file}")


def stats_data(seen: Statistics) -> dict[str, Any]:
    """Return the object of ``stats --json``: every figure, days as dates."""
    from dataclasses import asdict  # noqa: PLC0415

    from quizapp.sessions.telling import day_text  # noqa: PLC0415

    data = asdict(seen)
    titles = data.pop("titles")
    data["today"] = day_text(seen.today)
    data["weeks"] = [{**week, "start": day_text(week["start"])} for week in data["weeks"]]
    data["days"] = [{**day, "day": day_text(day["day"])} for day in data["days"] if day["answers"]]
    data["hardest"] = [{**one, "title": titles.get(one["question"], "")} for one in data["hardest"]]
    return data


def stats_lines(seen: Statistics, *, charts: bool) -> Iterator[str]:
    """Yield every panel: its title, its words, and tables as they are."""
    from quizapp.sessions.statistics.panels import panels  # noqa: PLC0415

    for number, panel in enumerate(panels(seen)):
        if number:
            yield ""
        yield panel.title
        yield from (f"  {line}" for line in wrapped(panel.words))
        yield from figure_lines(panel, charts=charts)


def wrapped(words: str) -> list[str]:
    """Return words in lines that fit, their formulas on one line."""
    import textwrap  # noqa: PLC0415

    from quizapp.cli.typeset import best_typeset  # noqa: PLC0415

    return textwrap.wrap(best_typeset().inline(words), WIDTH - 4)


def figure_lines(panel: Panel, *, charts: bool) -> Iterator[str]:
    """Yield a table, or with ``charts`` any figure, drawn."""
    from quizapp.rendering import bars  # noqa: PLC0415
    from quizapp.rendering.charts import ChartSpec  # noqa: PLC0415
    from quizapp.rendering.plots import plot  # noqa: PLC0415

    figure, plainly = panel.figure, not speaks_unicode()
    if figure is None or not (charts or isinstance(figure, (bars.Shares, bars.Rows))):
        return
    if isinstance(figure, ChartSpec):
        drawn = plot(figure, WIDTH - 4, CHART_ROWS, ascii_only=plainly)
    else:
        drawn = bars.lines(readable(figure), WIDTH - 4, CHART_ROWS, ascii_only=plainly)
    for line in drawn:
        yield "  " + "".join(piece.text for piece in line)


def readable(figure: Any) -> Any:
    """Return a table with its formulas on one line."""
    from dataclasses import replace  # noqa: PLC0415

    from quizapp.cli.typeset import best_typeset  # noqa: PLC0415
    from quizapp.rendering import bars  # noqa: PLC0415

    if not isinstance(figure, bars.Rows):
        return figure
    set_in_line = best_typeset().inline
    return replace(figure, rows=tuple(replace(row, name=set_in_line(row.name)) for row in figure.rows))


def leeches(options: Namespace) -> int:
    """Print what is forgotten again and again, and what goes wrong in it."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.past import past  # noqa: PLC0415
    from quizapp.sessions.searching.finder import Finder  # noqa: PLC0415

    with open_collection() as collection:
        found = [past(collection, item.entry.id) for item in Finder(collection).leeches()]
    if options.json:
        print_json({"leeches": [leech_data(one) for one in found]})
        return FINE
    for one in found:
        print_lines(leech_lines(one))
    if found:
        narrate("quizapp suspend ID leaves one out; quizapp keep ID keeps it without being told again.")
    else:
        narrate("No question is forgotten again and again.")
    return FINE


def leech_data(found: Past) -> dict[str, Any]:
    """Return one leech of ``leeches --json``."""
    from quizapp.sessions.past import mistakes_of  # noqa: PLC0415

    card = found.card
    return {
        "id": found.question,
        "lapses": card.lapses if card else 0,
        "difficulty": card.difficulty if card else None,
        "suspended": bool(card and card.suspended),
        "mistakes": [{"says": said, "times": times} for said, times in mistakes_of(found.answers)],
    }


def leech_lines(found: Past) -> Iterator[str]:
    """Yield one leech: how often it was forgotten, and what goes wrong in it."""
    data = leech_data(found)
    aside = ", suspended" if data["suspended"] else ""
    yield f"{data['id']}  forgotten {data['lapses']} times, difficulty {data['difficulty']:.1f} of 10{aside}"
    for mistake in data["mistakes"][:3]:
        first, *rest = wrapped(mistake["says"])
        yield f"    {mistake['times']}×  {first}"
        yield from (f"        {line}" for line in rest)


VERBS = {"stats": Verb(declare_stats, stats), "leeches": Verb(declare_leeches, leeches)}
