"""Notes as the files of a pack: Markdown cards where these hold everything, YAML for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import MANIFEST_NAME, Bundle, bundle
from quizapp.packs.importing.card_text import card_text, fits
from quizapp.packs.importing.yaml_text import manifest_text, question_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from quizapp.packs.importing.notes import Note, Reading
    from quizapp.questions.model import Json

FULL = 1_000_000  # characters after which the next file begins; the reader takes files of 2 MB


def written(reading: Reading, manifest: Mapping[str, Json]) -> Bundle:
    """Return the files of a pack that holds what was read; raises SharingError where it is too much for one."""
    cards = (card_text(fields) for fields in _fields(reading.notes) if fits(fields))
    others = (question_text(fields) for fields in _fields(reading.notes) if not fits(fields))
    files = {MANIFEST_NAME: manifest_text({**manifest, **reading.manifest}).encode()}
    files |= {f"cards{number}.md": text.encode() for number, text in _filled(cards)}
    files |= {f"questions{number}.yaml": text.encode() for number, text in _filled(others)}
    return bundle({**files, **reading.pictures})


def _fields(notes: Iterable[Note]) -> Iterator[dict[str, Json]]:
    for note in notes:
        yield {"id": note.id, **note.fields}


def _filled(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield number and text of each file, as full as it may be; the first goes without a number."""
    held: list[str] = []
    size, number = 0, 0
    for text in texts:
        if held and size + len(text.encode()) > FULL:
            number += 1
            yield _number(number), "\n".join(held)
            held, size = [], 0
        held.append(text)
        size += len(text.encode())
    if held:
        yield _number(number + 1), "\n".join(held)


def _number(number: int) -> str:
    return "" if number == 1 else f"-{number}"
