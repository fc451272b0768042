"""A pack as a deck of Anki, written by genanki: a second import of it updates the notes and keeps all progress.

A note is known by its guid, made of the question's id and the number of the drawing, never of its text or numbers.
Note type and deck have fixed ids for the same reason. Formulas are MathJax, which Anki draws itself.
"""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from quizapp.packs.archives.building import write_whole
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.exporting.markup import to_html
from quizapp.packs.exporting.model import Order, Outcome, drawings
from quizapp.packs.exporting.pictures import picture_of
from quizapp.packs.importing.anki.reading import ID_FIELD

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from quizapp.packs.exporting.frozen import Frozen

NOTE_TYPE = 1_748_211_905  # one of its own, the same in every deck
NOTE_TYPE_NAME = "quizapp"
_FIELDS = ("Front", "Back", "Solution", ID_FIELD)
_FRONT = "{{Front}}"
_BACK = (
    "{{FrontSide}}<hr id=answer>{{Back}}"
    "{{#Solution}}<details><summary>Solution</summary>{{Solution}}</details>{{/Solution}}"
)
_CSS = (
    ".card{font-family:system-ui,sans-serif;font-size:18px;text-align:left;max-width:44rem;margin:auto}"
    "img,svg{max-width:100%}pre{white-space:pre-wrap}details{margin-top:1em}"
)


class _Deck:
    """Formulas as MathJax; pictures as media files under names of their own."""

    def __init__(self, order: Order, media: Path, outcome: Outcome) -> None:
        self.order = order
        self.media = media
        self.outcome = outcome
        self.files: dict[str, str] = {}

    def maths(self, latex: str, *, display: bool) -> str:
        """Return a formula between MathJax's brackets."""
        bare = escape(" ".join(latex.split()), quote=False)
        return f"\\[{bare}\\]" if display else f"\\({bare}\\)"

    def picture(self, name: str, words: str) -> str:
        """Return a picture, which goes into the deck."""
        content = picture_of(self.order.folder, name)
        if content is None:
            self.outcome.losses.append(f"The picture {name} is not there; the cards only name it.")
            return ""
        return self.image(content, PurePosixPath(name).suffix, words)

    def image(self, content: bytes, suffix: str, words: str) -> str:
        """Return an image of some bytes; the same bytes are one file, however often they are shown."""
        name = f"quizapp-{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
        (self.media / name).write_bytes(content)
        self.files[name] = str(self.media / name)
        return f'<img src="{name}" alt="{escape(" ".join(words.split()))}">'


def write_deck(order: Order, target: Path, tell: Callable[[str, int, int], None]) -> Outcome:
    """Write the deck, whole or not at all; raises OSError, and SharingError where genanki is not installed."""
    genanki = _program()
    outcome = Outcome([target])
    kind = genanki.Model(
        NOTE_TYPE,
        NOTE_TYPE_NAME,
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    deck = genanki.Deck(_deck_id(order.pack.id), escape(order.pack.title), order.pack.description)
    with TemporaryDirectory(prefix="quizapp-") as folder:
        writer = _Deck(order, Path(folder), outcome)
        for one in drawings(order, outcome, tell):
            deck.add_note(_note(genanki, kind, one, writer))
        tell("Writing the deck", 0, 0)
        package = genanki.Package(deck)
        package.media_files = sorted(writer.files.values())
        written = Path(folder, "deck.apkg")
        package.write_to_file(str(written))
        write_whole(target, written.read_bytes())
    outcome.losses = list(dict.fromkeys(outcome.losses))
    return outcome


def _program() -> ModuleType:
    try:
        import genanki  # noqa: PLC0415 - only to export
    except ImportError as error:
        raise SharingError(
            "Writing decks of Anki needs the package genanki: pip install 'quizapp[anki]'."
        ) from error
    return cast("ModuleType", genanki)


def _note(genanki: ModuleType, kind: Any, one: Frozen, writer: _Deck) -> Any:
    front = to_html(one.prompt, writer) + _figure(one, writer)
    fields = [front, to_html(one.answer, writer), to_html(one.solution, writer), one.id]
    tags = [one.question.level, one.question.kind, *one.question.covers, *one.question.tags]
    words = ["-".join(tag.split()) for tag in tags]
    return genanki.Note(kind, fields, guid=guid(one.id), tags=list(dict.fromkeys(words)))


def _figure(one: Frozen, writer: _Deck) -> str:
    if one.figure is None:
        return ""
    from quizapp.rendering.charts import in_words  # noqa: PLC0415 - few questions have a figure
    from quizapp.rendering.svg import svg  # noqa: PLC0415

    return f"<div>{writer.image(svg(one.figure, dark=False).encode(), '.svg', in_words(one.figure))}</div>"


def guid(name: str) -> str:
    """Return what Anki knows a note by: ten characters made of the question's full id and its drawing's number."""
    return str(_program().guid_for("quizapp", name))


def _deck_id(pack_id: str) -> int:
    """Return a number that is the same for a pack in every export (from 2^30 to 2^31, as Anki has them)."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(pack_id.encode()).digest()[:4]) % (1 << 30)
