"""The curriculum: what a learner must be able to be asked about, in the order in which it is learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.packs import cache
from quizapp.packs.folders import CURRICULUM_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Json


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be able to be asked about."""

    id: str
    level: str
    kinds: tuple[str, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the curriculum."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Curriculum:
    """All sections in order; an id that no section holds is of section "" and comes last."""

    sections: tuple[Section, ...]
    places: Mapping[str, tuple[str, int]]  # section and position of each item

    def section_of(self, item_id: str) -> str:
        """Return the id of the section that holds an item."""
        return self.places[item_id][0] if item_id in self.places else ""

    def order(self, item_id: str) -> int:
        """Return an item's position in the whole curriculum, from 0."""
        return self.places[item_id][1] if item_id in self.places else len(self.places)

    def item_ids(self) -> tuple[str, ...]:
        """Return the ids of all items, in order."""
        return tuple(self.places)

    def title(self, section_id: str) -> str:
        """Return a section's title; the id where there is no such section."""
        return next((section.title for section in self.sections if section.id == section_id), section_id)


def load() -> Curriculum:
    """Return the bundled curriculum; an empty one where the file is missing or cannot be read."""
    file = locations.content_dir() / CURRICULUM_FILE
    record = cache.remembered("curriculum", [file], _read)
    sections = tuple(Section(key, title, tuple(map(_item, items))) for key, title, items in record)
    pairs = [(item.id, section.id) for section in sections for item in section.items]
    return Curriculum(sections, {item: (section, order) for order, (item, section) in enumerate(pairs)})


def _item(record: Json) -> Item:
    item_id, level, kinds, facts = record
    return Item(item_id, level, tuple(kinds), facts)


def _read() -> Json:
    from quizapp.packs.composing import compose  # noqa: PLC0415 - not needed when it comes from the cache
    from quizapp.packs.schema import CURRICULUM  # noqa: PLC0415
    from quizapp.packs.tree import open_file  # noqa: PLC0415
    from quizapp.packs.validating import is_bad, read  # noqa: PLC0415

    path = locations.content_dir() / CURRICULUM_FILE
    file = open_file(path, str(path))
    node = compose(file)
    values = None if node is None else read(CURRICULUM, node, file)
    if values is None or is_bad(values):
        return []
    return [
        [one["id"], one["title"], [[it["id"], it["level"], it["kinds"], it["facts"]] for it in one["items"]]]
        for one in values["sections"]
    ]
