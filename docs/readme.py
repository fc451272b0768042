"""Write the README's key table anew from the registry of keys: ``make readme``."""

from __future__ import annotations

from pathlib import Path

from quizapp.tui.keys import markdown_table

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by make readme -->\n", "<!-- end of keys -->\n"
MOST = 4  # a key that does the same in so many places is told once


def with_table(text: str) -> str:
    """Return the README with its key table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{condensed(markdown_table())}\n\n{END}{after}"


def condensed(table: str) -> str:
    """Return a table of places, keys and sentences with one row for a key that does the same in many places."""
    head, rule, *rows = table.split("\n")
    places: dict[str, list[str]] = {}
    for row in rows:
        _, place, what = row.split("|", 2)
        places.setdefault(what, []).append(place.strip())
    told = [(_where(names), what) for what, names in places.items()]
    order = list(dict.fromkeys(where for where, _ in told))
    told.sort(key=lambda pair: order.index(pair[0]))
    return "\n".join([head, rule, *(f"| {where} |{what}" for where, what in told)])


def _where(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return "Most screens" if len(names) >= MOST else ", ".join(names)


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
