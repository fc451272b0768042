"""``find`` and ``history``: questions by a search, and everything that happened to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb, positive_number
from quizapp.cli.errors import FINE, PROBLEMS, CommandError
from quizapp.cli.output import WIDTH, narrate, pointed_at, print_json, print_lines, speaks_unicode
from quizapp.cli.wording import count
from quizapp.sessions.telling import day_text, mark_text, number, right_text

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quizapp.scheduling.queue import Item
    from quizapp.sessions import Collection
    from quizapp.sessions.past import Past, PastAnswer, PastMark

RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
ABOUT = (
    "words and key:value, all of which must hold; - before one for not; or, and parentheses. Keys: section, kind, "
    "level, pack, tag, id; is:due new met learning young mature suspended buried flagged leech; answered:7d "
    "wrong:30d due:7d; recall<0.8 lapses>3 difficulty, stability, reviews, minutes"
)


def declare_find(parser: Parser) -> None:
    """Declare the arguments of ``find``."""
    parser.add_argument("search", metavar="SEARCH", nargs="*", help=ABOUT)
    parser.add_argument("--limit", metavar="N", type=positive_number, help="at most so many")
    parser.add_argument("--ids", action="store_true", help="only the ids, one a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def prepare_search(words: Any) -> tuple[str, ...]:
    """Let ``-is:flagged`` be a word of the search, and no option: a space keeps argparse from looking at it."""
    return tuple(
        f" {word}" if word[:1] == "-" and word[1:2] not in ("-", "", "h") else word for word in words
    )


def declare_history(parser: Parser) -> None:
    """Declare the arguments of ``history``."""
    parser.add_argument("id", metavar="ID", help="the question, as pack:id; see quizapp find")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def find(options: Namespace) -> int:
    """Print the questions that a search matches; 1 where there are none."""
    from quizapp.sessions import open_collection  # noqa: PLC0415

    with open_collection() as collection:
        found = searched(collection, " ".join(options.search))
        shown = found[: options.limit]
        if options.json:
            print_json({"total": len(found), "questions": [item_data(collection, item) for item in shown]})
        elif options.ids:
            print_lines(item.entry.id for item in shown)
        else:
            print_lines(item_lines(collection, shown))
    if not options.json and not options.ids:
        rest = f", {len(shown)} shown" if len(shown) < len(found) else ""
        narrate(f"{count(len(found), 'question')}{rest}.")
    return FINE if found else PROBLEMS


def searched(collection: Collection, search: str) -> list[Item]:
    """Return what a search matches; raises CommandError pointing at what cannot be read."""
    from quizapp.sessions.searching.finder import Finder  # noqa: PLC0415
    from quizapp.sessions.searching.language import SearchError  # noqa: PLC0415

    try:
        return Finder(collection).find(search)
    except SearchError as error:
        raise CommandError(f"{error}\n{pointed_at(search, error.column)}") from error


def item_data(collection: Collection, item: Item) -> dict[str, Any]:
    """Return one question of ``find --json``."""
    from quizapp.scheduling.queue import is_due, retrievability  # noqa: PLC0415

    entry, card, today = item.entry, item.card, collection.today()
    data: dict[str, Any] = {
        "id": entry.id,
        "section": entry.section,
        "kind": entry.kind,
        "level": entry.level,
        "minutes": entry.minutes,
        "phase": "new" if card is None or card.phase is None else card.phase,
        "due": is_due(card, today),
    }
    if card is not None:
        data |= {
            "due_day": None if card.due_day is None else day_text(card.due_day),
            "recall": retrievability(card, today, collection.scheduler.decay),
            "difficulty": card.difficulty,
            "stability": card.stability,
            "reviews": card.reps,
            "lapses": card.lapses,
            "suspended": card.suspended,
            "buried_until": None if card.buried_until is None else day_text(card.buried_until),
            "flag": card.flag,
        }
    return data


def item_lines(collection: Collection, items: list[Item]) -> Iterator[str]:
    """Yield a row a question: id, kind, level, when it is due, recall, marks."""
    from quizapp.scheduling.queue import retrievability  # noqa: PLC0415
    from quizapp.sessions.browsing import due_in  # noqa: PLC0415

    today, decay = collection.today(), collection.scheduler.decay
    width = min(max((len(item.entry.id) for item in items), default=0), WIDTH - 36)
    for item in items:
        chance = None if item.card is None else retrievability(item.card, today, decay)
        recall = "    –" if chance is None else f"{chance:5.0%}"
        when = due_in(item.card, today)
        said = "  ".join(marks(item, today))
        yield f"{item.entry.id:<{width}}  {item.entry.kind:<8} {item.entry.level:<8} {when:>8} {recall}  {said}"


def marks(item: Item, today: int) -> Iterator[str]:
    """Yield what the learner said of a question."""
    card = item.card
    if card is None:
        return
    if card.suspended:
        yield "suspended"
    if card.buried_until is not None and card.buried_until > today:
        yield "buried"
    if card.flag is not None:
        yield f"flagged: {card.flag}"


def history(options: Namespace) -> int:
    """Print every answer to a question with its numbers, verdict and rating as they were."""
    from quizapp.sessions import open_collection  # noqa: PLC0415
    from quizapp.sessions.past import past  # noqa: PLC0415

    with open_collection() as collection:
        found = past(collection, options.id)
    if options.json:
        print_json(past_data(found))
    else:
        print_lines(past_lines(found))
    if found.orphan:
        narrate("No installed pack has this question now; its history is kept.")
    return FINE


def past_data(found: Past) -> dict[str, Any]:
    """Return the object of ``history --json``."""
    from dataclasses import asdict  # noqa: PLC0415

    events = []
    for event in found.events:
        data = asdict(event) | {"at": event.at.isoformat()}
        events.append({**data, "drawn": dict(event.drawn)} if hasattr(event, "drawn") else data)
    card = None if found.card is None else found.card._asdict()
    return {"id": found.question, "orphan": found.orphan, "card": card, "events": events}


def past_lines(found: Past) -> Iterator[str]:
    """Yield a history as a person reads it, oldest first."""
    from quizapp.sessions.past import PastAnswer, mistakes_of  # noqa: PLC0415

    yield found.question
    if not found.events:
        yield "Never answered."
    for event in found.events:
        yield from answer_lines(event) if isinstance(event, PastAnswer) else mark_lines(event)
    usual = mistakes_of(found.answers)
    if usual:
        yield ""
        yield "What went wrong in it:"
    for said, times in usual:
        yield f"  {times}×  {said}"


def answer_lines(answer: PastAnswer) -> Iterator[str]:
    """Yield one answer: when and how it went, the numbers, then each part."""
    from quizapp.sessions.clocks import length  # noqa: PLC0415

    kind = "" if answer.kind == "answer" else f"{answer.kind}, "
    said = "" if answer.word == "undecided" else answer.word or "answered"  # a card is rated, not judged
    rated = "" if answer.rating is None else f"{', ' if said else ''}rated {RATINGS[answer.rating]}"
    if answer.first_rating is not None and answer.first_rating != answer.rating:
        rated += f" (at first {RATINGS[answer.first_rating]})"
    wait = f", next in {answer.interval}" if answer.interval else ""
    chance = "" if answer.recall is None else f", {answer.recall:.0%} expected"
    undone = ", taken back" if answer.undone else ""
    right = ", marked as right" if answer.marked_right else ""
    when = f"{answer.at.astimezone():%Y-%m-%d %H:%M}"
    said = f"{kind}{said}{right}{rated}, {length(answer.seconds)}{chance}{wait}{undone}"
    yield f"{when}  {said}."
    if answer.drawn:
        yield "    with " + ", ".join(f"{name} = {number(value)}" for name, value in answer.drawn.items())
    for part in answer.parts:
        sign = {"correct": "✓", "partly": "◐", "wrong": "✗"}.get(part.word, "·")
        right = right_text(part, ascii_only=not speaks_unicode())
        expected = f"  (it is {right})" if right else ""
        yield f"    {sign} {part.name}: {' '.join((part.given or '–').split())}{expected}"


def mark_lines(mark: PastMark) -> Iterator[str]:
    """Yield one thing that was said of a question."""
    undone = ", taken back" if mark.undone else ""
    yield f"{mark.at.astimezone():%Y-%m-%d %H:%M}  {mark_text(mark)}{undone}."


VERBS = {
    "find": Verb(declare_find, find, prepare_search),
    "history": Verb(declare_history, history),
}
