"""What only one kind of question must keep: that its options, lines, cells and points belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.packs.model import did_you_mean, nearest
from quizapp.questions.model import is_sampled
from quizapp.questions.sequences import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path as File

    from quizapp.packs.walking import Path
    from quizapp.questions.model import Json

_NO_SUCH = "Name a question of this pack that has a program."
_WORD_OR_NUMBER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Known:
    """What a question may refer to outside itself: curriculum items, the ids of its pack, files of its folder."""

    covers: tuple[str, ...]
    ids: tuple[str, ...]
    folder: File | None = None
    programs: tuple[str, ...] = ()  # those of the ids that have a program


def near(word: str, known: tuple[str, ...]) -> str:
    """Return the question that mends a misspelt name; nothing where none is near."""
    close = nearest(word, known)
    return f"Did you mean {close}?" if close else ""


def _check_choice(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    options = data["options"]
    if isinstance(options, dict):
        return
    sides = {"right" if "right" in option else "wrong" for option in options}
    for missing in {"right", "wrong"} - sides:
        yield ("options",), f"No option is {missing}.", f"Write one as “- {missing}: …”."
    texts = [option.get("right", option.get("wrong")) for option in options]
    for number, text in enumerate(texts):
        if text in texts[:number]:
            yield ("options", number), f"The option “{text}” stands here a second time.", "Delete one."


def _check_order(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    ids = tuple(line["id"] for line in data["lines"])
    for number, line in enumerate(data["lines"]):
        for before in line.get("after", ()):
            if before not in ids:
                yield (
                    ("lines", number),
                    f"No line is called {before}.",
                    did_you_mean(before, ids) or "Name the id of a line.",
                )
        if line["id"] in ids[:number]:
            yield (
                ("lines", number),
                f"The line {line['id']} stands here a second time.",
                "Give it another id.",
            )
    if not any(line.get("after") for line in data["lines"]):
        what = "No line says what must stand before it: any order would be right."
        yield ("lines",), what, "Give lines after: [id], naming those that must come first."
    yield from _repeated_lines(data)
    if set(ids).issuperset(before for line in data["lines"] for before in line.get("after", ())):
        placed = in_order({line["id"]: line.get("after", ()) for line in data["lines"]})
        circular = next((number for number, one in enumerate(ids) if one not in placed), None)
        if circular is not None:
            what = (
                f"The line {ids[circular]} can never be placed: what must stand before it goes in a circle."
            )
            yield ("lines", circular), what, "Take one of these “after” away."


def _repeated_lines(data: Mapping[str, Json]) -> Iterator[tuple[Path, str, str]]:
    texts = [line["text"] for line in data["lines"]]
    for number, distractor in enumerate(data.get("distractors", ())):
        if distractor["text"] in texts:
            yield ("distractors", number), "This line stands among those that belong.", "Delete one."
    for number, text in enumerate(texts):
        if text in texts[:number]:
            yield ("lines", number), "The text of this line stands here a second time.", "Delete one."


def _check_match(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    columns = tuple(data["columns"])
    yield from _twice(("columns",), "column", columns)
    yield from _twice(("rows",), "row", [row[0] for row in data["rows"]])
    for number, row in enumerate(data["rows"]):
        if len(row) != len(columns):
            yield (
                ("rows", number),
                f"This row has {len(row)} cells; there are {len(columns)} columns.",
                "Give it one a column.",
            )
        for cell in row:
            if " | " in cell or "\n" in cell:
                yield (
                    ("rows", number),
                    f"The cell “{cell}” has a line break or “ | ” in it.",
                    "Write it otherwise.",
                )
    for column in data.get("typed", ()):
        if column not in columns:
            yield (
                ("typed",),
                f"No column is called {column}.",
                did_you_mean(column, columns) or "Name one of the columns.",
            )
        elif column == columns[0]:
            yield ("typed",), "The first column is given, it cannot be typed.", "Delete it here."


def _twice(path: Path, what: str, names: Sequence[str]) -> Iterator[tuple[Path, str, str]]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (*path, number), f"A second {what} is called “{name}”.", "Give each a name of its own."


def _check_derive(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    given = data.get("given", {})
    if given and not any(is_sampled(rule) for rule in given.values()):
        what = "Everything here is drawn as a number, so that no formula is left to derive."
        yield (
            ("given",),
            what,
            "Give what stays a letter a domain, such as x: {domain: real}, or ask it as numeric.",
        )


def _check_open(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    points = data["points"]
    if not any(point["weight"] for point in points):
        yield ("points",), "No point has a weight.", "Give those that count one above 0."
    for number, point in enumerate(points):
        for word in point.get("words", ()):
            if not _WORD_OR_NUMBER.search(word):
                yield ("points", number), f"“{word}” has no word that could be found.", "Delete it."
    known = [str(point["point"]).strip() for point in points]
    for number, follow_up in enumerate(data.get("follow_ups", ())):
        point = follow_up.get("point")
        if point is None or point in known or (isinstance(point, int) and 1 <= point <= len(points)):
            continue
        what = f"There is no point {point} that this could follow."
        yield ("follow_ups", number), what, f"Name one by its number, 1 to {len(points)}, or by its text."


def _check_bug(data: Mapping[str, Json], known: Known) -> Iterator[tuple[Path, str, str]]:
    if "from" in data and data["from"] not in known.ids:
        yield (
            ("from",),
            f"This pack has no question {data['from']}.",
            did_you_mean(data["from"], known.programs) or _NO_SUCH,
        )
    elif "from" in data and data["from"] not in known.programs:
        yield ("from",), f"{data['from']} has no program that a wrong line could be planted in.", _NO_SUCH
    if not any(key in data for key in ("from", "lines", "program")):
        yield (), "There is nothing to find a wrong line in.", "Give from, lines or a program."
    lines = data.get("lines", ())
    if lines and not any("wrong" in line for line in lines):
        yield ("lines",), "No line says how it could be wrong.", "Give one wrong, says and fixes."
    for number, line in enumerate(lines):
        for key in ("says", "fixes") if "wrong" in line else ():
            if key not in line:
                yield ("lines", number), f"A line that can be wrong needs {key}.", f"Write {key}: …"
        if line.get("wrong") == line["text"] or line["text"] in line.get("fixes", ()):
            yield ("lines", number), "The right line stands among the wrong ones.", "Change the wrong one."


def _check_kata(data: Mapping[str, Json], _known: Known) -> Iterator[tuple[Path, str, str]]:
    if "train" in data:
        return
    for key in ("reference", "inputs"):
        if key not in data:
            yield (), f"{key} is missing.", "Say what the function is called with and what it must return."
    missing = [name for name in data["function"]["arguments"] if name not in data.get("inputs", {})]
    if "inputs" in data and missing:
        yield (
            ("function",),
            f"The argument {missing[0]} has no input.",
            "Say in inputs what it is called with.",
        )


BY_KIND: dict[str, Callable[[Mapping[str, Json], Known], Iterator[tuple[Path, str, str]]]] = {
    "choice": _check_choice,
    "derive": _check_derive,
    "order": _check_order,
    "match": _check_match,
    "open": _check_open,
    "bug": _check_bug,
    "kata": _check_kata,
}
