"""A sheet to print and its answer key: two pages of HTML that need nothing beside them."""

from __future__ import annotations

import base64
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from quizapp.packs.archives.building import write_whole
from quizapp.packs.exporting.markup import to_html
from quizapp.packs.exporting.model import Order, Outcome, drawings
from quizapp.packs.exporting.pictures import KINDS, picture_of
from quizapp.rendering import html
from quizapp.rendering.boxes import draw
from quizapp.rendering.inline import inline
from quizapp.rendering.latex import LatexError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quizapp.packs.exporting.frozen import Frozen

_STYLE = (
    "<style>section{break-inside:avoid}.room{height:6rem;border-bottom:1px solid var(--rule)}"
    ".m{font-family:ui-monospace,monospace;white-space:nowrap}img{max-width:100%}</style>"
)


class _Sheet:
    """Formulas drawn in characters, pictures within the page."""

    def __init__(self, folder: Path, outcome: Outcome) -> None:
        self.folder = folder
        self.outcome = outcome

    def maths(self, latex: str, *, display: bool) -> str:
        """Return a formula drawn in two dimensions, or on one line; as it was written where that cannot be."""
        try:
            if display:
                return html.lines(line.rstrip() for line in draw(latex, width=90).lines)
            return f'<span class="m">{html.text(inline(latex))}</span>'
        except LatexError:
            return f"<code>{html.text(latex)}</code>"

    def picture(self, name: str, words: str) -> str:
        """Return a picture with its bytes in the page."""
        content = picture_of(self.folder, name)
        if content is None:
            self.outcome.losses.append(f"The picture {name} is not there; the sheet only names it.")
            return ""
        kind = KINDS[PurePosixPath(name).suffix.casefold()]
        return f'<img alt="{escape(words)}" src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def write_sheet(order: Order, target: Path, tell: Callable[[str, int, int], None]) -> Outcome:
    """Write the sheet and, beside it, the key; raises OSError."""
    key = target.with_name(f"{target.stem}-key{target.suffix}")
    outcome = Outcome([target, key])
    writer = _Sheet(order.folder, outcome)
    asked = list(drawings(order, outcome, tell))
    write_whole(
        target, _page(order.pack.title, [_question(n, one, writer) for n, one in enumerate(asked, 1)])
    )
    write_whole(
        key,
        _page(f"{order.pack.title}: answers", [_answer(n, one, writer) for n, one in enumerate(asked, 1)]),
    )
    outcome.losses = list(dict.fromkeys(outcome.losses))
    return outcome


def _page(title: str, sections: Sequence[str]) -> bytes:
    return html.page(title, "\n".join([_STYLE, *sections])).encode()


def _question(number: int, one: Frozen, writer: _Sheet) -> str:
    parts = [to_html(one.prompt, writer), *_figure(one), '<div class="room"></div>']
    return html.section(f"{number}.", *parts)


def _figure(one: Frozen) -> list[str]:
    if one.figure is None:
        return []
    from quizapp.rendering.charts import in_words  # noqa: PLC0415 - few questions have a figure
    from quizapp.rendering.svg import svg  # noqa: PLC0415

    return [html.figure(svg(one.figure, dark=False), in_words(one.figure))]


def _answer(number: int, one: Frozen, writer: _Sheet) -> str:
    parts = [to_html(one.answer, writer), *([to_html(one.solution, writer)] if one.solution else [])]
    return html.section(f"{number}.", html.paragraph(one.id, quiet=True), *parts)
