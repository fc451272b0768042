"""What a pack holds and what it would change, in the lines that are shown before it is installed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.cli.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.packs.installing.offers import Offer
    from quizapp.packs.model import Pack

MOST_NAMED = 5


def offer_lines(offer: Offer) -> Iterator[str]:
    """Yield what a pack is and holds."""
    pack = offer.pack
    yield f"{pack.title} · {pack.id} {pack.version}".rstrip()
    said = " · ".join(filter(None, (", ".join(pack.authors), pack.licence)))
    yield f"  {said or 'Nobody is named as its author, and no licence.'}"
    if pack.description:
        yield f"  {' '.join(pack.description.split())}"
    yield f"  {questions_line(pack)}"
    files = offer.source.files
    pictures = f", {count(offer.pictures, 'picture')} among them" if offer.pictures else ""
    yield f"  {count(len(files.files), 'file')}{pictures}, {size(files.size)}; text and pictures only, nothing that runs."
    for line in _left_out(files.left_out):
        yield f"  {line}"
    yield f"  From {offer.source.name}"
    yield f"  To   {offer.target}"


def questions_line(pack: Pack) -> str:
    """Return how many questions there are of each kind, and how many draw fresh numbers."""
    kinds = Counter(question.kind for question in pack.questions)
    fresh = sum(question.generated for question in pack.questions)
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    numbers = f"; {fresh} with fresh numbers each time" if fresh else ""
    return f"{count(len(pack.questions), 'question')}: {told}{numbers}."


def _left_out(names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield f"Left out, as no part of a pack: {some(names)}."


def some(names: tuple[str, ...]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def unusable_lines(offer: Offer) -> Iterator[str]:
    """Yield what is wrong with the pack, as findings."""
    from quizapp.packs.installing.offers import relative  # noqa: PLC0415 - loaded by the caller

    errors = offer.pack.errors
    if errors:
        yield f"  {count(len(errors), 'error')}; what they concern is not asked:"
    for problem in errors[:MOST_NAMED]:
        yield f"    {relative(str(problem), offer.staged)}"
    if len(errors) > MOST_NAMED:
        yield f"    and {len(errors) - MOST_NAMED} more; quizapp pack check shows all once it is installed."


def change_lines(offer: Offer) -> Iterator[str]:
    """Yield what taking it in would change here."""
    if offer.shadowed:
        yield f"  {count(offer.shadowed, 'question')} of it will be asked in place of those that came with quizapp."
    if offer.before is None:
        return
    if offer.is_own:
        yield "  A pack of your own stands in its place; it will be kept aside."
    else:
        yield f"  Version {offer.before.version or 'unknown'} is installed: {difference(offer)}."
    if offer.edited:
        yield f"  You have edited {some(offer.edited)}; that version will be kept aside."


def difference(offer: Offer) -> str:
    """Return how the versions differ, in numbers."""
    found = offer.changes
    groups = (
        (found.new, "new"),
        (found.changed, "changed"),
        (found.renamed, "renamed"),
        (found.gone, "gone"),
    )
    return ", ".join(f"{len(ids)} {word}" for ids, word in groups if ids) or "the questions are the same"


def size(number: int) -> str:
    """Return a number of bytes as people read it."""
    if number < 1000:
        return count(number, "byte")
    return f"{number / 1000:.0f} kB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"
