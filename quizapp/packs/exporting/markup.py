"""Markdown of ours as HTML; how formulas and pictures are written is for each format to say."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Protocol

from quizapp.rendering.markdown import Block, Code, Display, Paragraph, Piece, Table, blocks
from quizapp.rendering.safety import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\n]+)\)")
_TAGS = {"strong": "b", "emphasis": "i", "code": "code"}


class Writer(Protocol):
    """How a format writes what HTML alone cannot."""

    def maths(self, latex: str, *, display: bool) -> str:
        """Return a formula as HTML."""

    def picture(self, name: str, words: str) -> str:
        """Return a picture of the pack as HTML; empty where it is not there."""


def to_html(text: str, writer: Writer) -> str:
    """Return a text as HTML: everything in it is shown, nothing in it is markup of its own."""
    found = blocks(clean(text))
    out: list[str] = []
    items: list[Paragraph] = []
    for block in found:
        if isinstance(block, Paragraph) and block.marker:
            items.append(block)
            continue
        out += _list(items, writer)
        items = []
        out.append(_block(block, writer))
    return "".join([*out, *_list(items, writer)])


def _list(items: Sequence[Paragraph], writer: Writer) -> Iterator[str]:
    """Yield list items that follow one another as one list, those that stand further in as lists of their own."""
    if not items:
        return
    tag = "ul" if items[0].marker == "•" else "ol"
    start = re.sub(r"\D", "", items[0].marker)
    first = f' start="{start}"' if tag == "ol" and start not in {"", "1"} else ""
    yield f"<{tag}{first}>"
    for item in items:
        margin = f' style="margin-left:{item.indent // 2}em"' if item.indent else ""
        yield f"<li{margin}>{_pieces(item.pieces, writer)}</li>"
    yield f"</{tag}>"


def _block(block: Block, writer: Writer) -> str:
    if isinstance(block, Display):
        return writer.maths(block.latex, display=True)
    if isinstance(block, Code):
        return f"<pre>{escape(chr(10).join(block.lines))}</pre>"
    if isinstance(block, Table):
        return _table(block, writer)
    tag = "h3" if block.heading else "p"
    return f"<{tag}>{_pieces(block.pieces, writer)}</{tag}>"


def _table(block: Table, writer: Writer) -> str:
    rows = []
    for number, row in enumerate(block.rows):
        tag = "td" if number else "th"
        rows.append(f"<tr>{''.join(f'<{tag}>{_pieces(cell, writer)}</{tag}>' for cell in row)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _pieces(pieces: Sequence[Piece], writer: Writer) -> str:
    return "".join(_piece(piece, writer) for piece in pieces)


def _piece(piece: Piece, writer: Writer) -> str:
    if piece.role == "maths":
        return writer.maths(piece.text, display=False)
    tag = _TAGS.get(piece.role)
    if tag == "code":
        return f"<code>{escape(piece.text)}</code>"
    inner = _with_pictures(piece.text, writer)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def _with_pictures(text: str, writer: Writer) -> str:
    out, at = [], 0
    for match in _PICTURE.finditer(text):
        out += [escape(text[at : match.start()]), writer.picture(match[2], match[1]) or escape(match[0])]
        at = match.end()
    return "".join(out) + escape(text[at:])
