"""After an interview: the debrief from its record, the history, and what it found sent into today's drill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.interview.debrief import Debrief, Earlier, ItemSeen, PartSeen, QuestionSeen
from quizapp.interview.plan import plan_of
from quizapp.interview.result import WEAK, Result, result_of
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer
from quizapp.sessions import committing
from quizapp.sessions.errors import SessionError
from quizapp.sessions.interviews import record as records
from quizapp.sessions.interviews.drawn import Instances
from quizapp.sessions.interviews.journal import load
from quizapp.storage import cards, interviews, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quizapp.questions.model import Instance, Solution, Verdict
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Put, Record

MOST_EACH = 3  # questions of one item that are sent into the drill


def result(record: Record) -> Result:
    """Return what an interview comes to."""
    return result_of(
        [put.outcome() for put in record.puts], record.plan.setup.first_level, max(1, record.plan.seconds)
    )


def result_json(record: Record) -> dict[str, Any]:
    """Return the result as the history keeps it."""
    found = result(record)
    return {"share": found.share, "recommendation": found.recommendation, "questions": len(record.puts)}


def debrief(collection: Collection, identity: str) -> Debrief:
    """Return the debrief of an interview; raises SessionError for one that is still going on."""
    record = load(collection, identity)
    if not record.is_finished:
        raise SessionError("This interview is still going on; quizapp mock resumes it.")
    instances = Instances(collection)
    found = result(record)
    return Debrief(
        id=record.id,
        begun=record.begun,
        setup=record.plan.setup,
        result=found,
        questions=tuple(_seen(collection, instances, record, put) for put in record.puts),
        items=tuple(_items(found.items)),
        earlier=tuple(
            one for one in history(collection) if one.begun <= record.begun and one.share is not None
        ),
        titles=dict(collection.library.sections()),
        notes=record.note,
        seconds=sum(put.seconds for put in record.puts),
        first_level=record.plan.setup.first_level,
    )


def history(collection: Collection) -> list[Earlier]:
    """Return every interview, the oldest first."""
    kinds = [records.PLANNED, records.FINISHED, records.CLOSED]
    store = collection.store
    with store.read() as connection:
        events = interviews.of_kinds(store, connection, kinds)
    states: dict[str, list[Any]] = {}
    for event in events:
        if event.kind == records.PLANNED:
            states[event.interview] = [event.at, plan_of(event.detail["plan"]).setup, "open", None, ""]
        elif event.kind == records.FINISHED:
            states[event.interview][2] = "finished"
        else:
            states[event.interview][2:] = ["closed", event.detail["share"], event.detail["recommendation"]]
    return [Earlier(identity, *kept) for identity, kept in states.items()]


def under_way(collection: Collection) -> Earlier | None:
    """Return the latest interview that was begun and is not closed, if any."""
    return next((one for one in reversed(history(collection)) if one.state != "closed"), None)


def into_drill(collection: Collection, identity: str) -> int:
    """Make the weak questions of an interview due today, and others on the same items; return how many."""
    record = load(collection, identity)
    weak = {put.said["question"] for put in record.main if put.credit is not None and put.credit < WEAK}
    items = set(result(record).items)
    day, count = collection.today(), 0
    with collection.store.read() as connection:
        known = {one.question: one for one in cards.everything(collection.store, connection)}
    left = dict.fromkeys(items, MOST_EACH)
    for entry in collection.entries():
        covers = [item for item in getattr(entry, "covers", ()) if left.get(item, 0) > 0]
        card = known.get(entry.id)
        if card is None or card.phase is None or (entry.id not in weak and not covers):
            continue
        for item in covers:
            left[item] -= 1
        if card.due_day is None or card.due_day > day:
            committing.place(collection, entry.id, rows.DUE, day)
        count += 1
    return count


def _seen(collection: Collection, instances: Instances, record: Record, put: Put) -> QuestionSeen:
    instance = instances.of(record, put)
    same = instance is not None and instance.question.version == put.said["version"]
    verdict = put.verdict
    if verdict is None and same and instance is not None:
        verdict = collection.questions.judge(instance, Answer({}))  # what would have been right
    return QuestionSeen(
        outcome=put.outcome(),
        prompt=put.said["prompt"],
        parts=tuple(_parts(put, verdict)),
        flag=put.flag,
        level=put.said.get("staircase", put.said["level"]),
        step=put.said.get("moved", ""),
        solution=_solution(collection, instance) if same else None,
        instance=instance if same else None,
        verdict=verdict,
    )


def _solution(collection: Collection, instance: Instance | None) -> Solution | None:
    if instance is None:
        return None
    try:
        return collection.questions.solution(instance)
    except QuestionError:
        return None


def _parts(put: Put, verdict: Verdict | None) -> Iterable[PartSeen]:
    if verdict is None:
        return
    for name, part in verdict.parts.items():
        label = put.said["labels"].get(name, "") or (name if len(verdict.parts) > 1 else "")
        message = "" if put.verdict is None else part.message
        yield PartSeen(label, part.given, part.expected, part.word, message)


def _items(ids: Iterable[str]) -> Iterable[ItemSeen]:
    from quizapp.packs import curriculum  # noqa: PLC0415

    found = curriculum.load()
    facts = {item.id: item.facts for section in found.sections for item in section.items}
    for each in ids:
        name = each.partition(".")[2].replace("-", " ")
        section = found.title(found.section_of(each)) if each in facts else ""
        yield ItemSeen(each, f"{section}, {name}" if section and name else each, facts.get(each, ""))
