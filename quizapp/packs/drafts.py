"""A question as it was read, before it is built: plain data, and where each of its texts stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping as Dict

    from quizapp.packs.tree import File, Mapping
    from quizapp.questions.model import Json, Place


@dataclass(frozen=True, slots=True)
class Draft:
    """One question of a file: with its YAML in ``node``, or, for a card, with the places of its ``texts``."""

    data: Dict[str, Json]
    file: File
    place: Place
    node: Mapping | None = None
    texts: Dict[str, Place] = field(default_factory=dict)
    is_unnamed: bool = False  # a card that goes by its first words
    is_partial: bool = False  # fields that could not be read are left out: to be checked, not to be asked

    @property
    def id(self) -> str:
        """The id within the pack."""
        return str(self.data.get("id", ""))
