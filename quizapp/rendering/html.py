"""One self-contained HTML page from a few pieces: no script, nothing fetched, light or dark as its reader's screen is."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root{color-scheme:light dark;--ink:#1d2129;--quiet:#5d6673;--rule:#d9dde3;--page:#ffffff;--soft:#f4f6f8}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--quiet:#9aa4b2;--rule:#353c47;--page:#16191f;--soft:#1e232b}}
body{background:var(--page);color:var(--ink);font:16px/1.55 system-ui,sans-serif;max-width:52rem;margin:2rem auto;
padding:0 1.2rem}
h1{font-size:1.7rem;line-height:1.25}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
.quiet{color:var(--quiet)}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{text-align:left;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--quiet);font-weight:600}.number{text-align:right;font-variant-numeric:tabular-nums}
pre{background:var(--soft);padding:.7rem .9rem;overflow-x:auto;font:14px/1.4 ui-monospace,monospace;white-space:pre}
figure{margin:1rem 0}figure svg{width:100%;height:auto}figcaption{color:var(--quiet)}
details{border-top:1px solid var(--rule);padding:.5rem 0}summary{cursor:pointer;font-weight:600}
@media print{body{max-width:none;margin:0}details{break-inside:avoid}}
"""


def page(title: str, body: str) -> str:
    """Return the whole document; ``title`` is text, ``body`` HTML made by the functions here."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NONE}">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}</style></head>\n"
        f"<body>\n<main>\n<h1>{text(title)}</h1>\n{body}\n</main>\n</body></html>\n"
    )


def text(words: str) -> str:
    """Return text as HTML shows it, whatever it holds."""
    return escape(re.sub(r"[\ud800-\udfff\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", clean(words)))


def section(title: str, *parts: str, level: int = 2) -> str:
    """Return a section: its heading (text) and its parts (HTML)."""
    inner = "\n".join(parts)
    return f"<section>\n<h{level}>{text(title)}</h{level}>\n{inner}\n</section>"


def paragraph(words: str, *, quiet: bool = False) -> str:
    """Return a paragraph of text; lines stay apart."""
    look = ' class="quiet"' if quiet else ""
    return f"<p{look}>{text(words).replace(chr(10), '<br/>')}</p>"


def lines(rows: Iterable[str]) -> str:
    """Return text whose lines and spaces stay as they are: drawn formulas, code."""
    return "<pre>" + "\n".join(text(row) for row in rows) + "</pre>"


def bullets(rows: Iterable[str]) -> str:
    """Return a list of texts."""
    return "<ul>" + "".join(f"<li>{text(row)}</li>" for row in rows) + "</ul>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """Return a table of texts; ``numbers`` are the columns, from 0, that stand to the right."""
    looks = [' class="number"' if at in numbers else "" for at in range(len(heads))]
    head = "".join(
        f'<th scope="col"{look}>{text(name)}</th>' for look, name in zip(looks, heads, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{look}>{text(cell)}</td>" for look, cell in zip(looks, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>'


def figure(svg: str, caption: str = "") -> str:
    """Return a chart (``rendering.svg.svg``) with what it says in words."""
    said = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return f"<figure>{svg}{said}</figure>"


def details(title: str, *parts: str) -> str:
    """Return parts (HTML) that open under a line of text."""
    inner = "\n".join(parts)
    return f"<details><summary>{text(title)}</summary>\n{inner}\n</details>"
