"""What every reader of another program's cards gives: notes, pictures, and a sentence for each thing that is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from quizapp.packs.archives.errors import SharingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Json


class ForeignError(SharingError):
    """A file that is not what it should be; the message is for people."""


class Past(NamedTuple):
    """One review in another program: when (microseconds UTC), rated 1 to 4, and how long it took (seconds)."""

    at: int
    rating: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Note:
    """One question to be: its id within the pack, its fields as a pack's YAML has them, and where it stood.

    ``past`` is its history, oldest first; that of a cloze's blank stands under its number in ``pasts``.
    """

    id: str
    fields: Mapping[str, Json]
    place: str
    pasts: Mapping[int, tuple[Past, ...]] = field(default_factory=dict)  # by blank; 0 for what has none
    suspended: frozenset[int] = frozenset()

    @property
    def kind(self) -> str:
        """What kind of question it becomes."""
        return str(self.fields["kind"])


class Loss(NamedTuple):
    """Something that could not be carried over: where it stood, and what became of it."""

    place: str
    what: str

    def __str__(self) -> str:
        """Return it on one line."""
        return f"{self.place}: {self.what}"


@dataclass(slots=True)
class Reading:
    """What was read from one source; ``title`` is what it calls itself, if anything."""

    title: str = ""
    notes: list[Note] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)  # by their name in the pack
    manifest: dict[str, Json] = field(default_factory=dict)

    def lose(self, place: str, what: str) -> None:
        """Note that something is lost."""
        self.losses.append(Loss(place, what))


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


Tell = "Callable[[str, int, int], None]"
