"""Everything out as JSON lines, and in again: all of it or nothing, and never twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from quizapp.sessions import exchanging
from quizapp.sessions.errors import SessionError, StorageError
from quizapp.storage import interviews, log
from tests.sessions.devices import Device, carry_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Device]]:
    devices = [Device(tmp_path / "one"), Device(tmp_path / "two")]
    yield devices
    for device in devices:
        device.close()


def used(device: Device) -> Device:
    for word in ("right", "wrong", "half"):
        device.answer("p:a", word)
    device.rate(4)
    device.answer("p:b", "right")
    device.undo()
    device.mark("p:b", "flag", "look at the sign ½")
    device.set("new_per_day", 4)
    return device


def exported(device: Device, target: Path) -> list[dict[str, Any]]:
    with device.at_work():
        exchanging.export(device.collection, target)
    return [json.loads(line) for line in target.read_text().splitlines()]


def taken(device: Device, source: Path) -> exchanging.Taken:
    with device.at_work():
        return exchanging.take(device.collection, source)


def test_everything_comes_back(pair: list[Device], tmp_path: Path) -> None:
    """Log, cards and settings on an empty device are those of the first; a second time nothing is new."""
    one, two = used(pair[0]), pair[1]
    lines = exported(one, tmp_path / "all.jsonl")
    assert lines[0]["type"] == "quizapp-export"
    assert lines[-1] == {"type": "end", "rows": 7}
    done = taken(two, tmp_path / "all.jsonl")
    assert (done.read, done.new, done.questions, done.settings) == (7, 7, 2, ("new_per_day",))
    assert two.cards() == one.cards()
    assert two.is_sound()
    assert taken(two, tmp_path / "all.jsonl").new == 0
    again = exported(two, tmp_path / "again.jsonl")
    rows = [[line for line in each if line["type"] == "review"] for each in (lines, again)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: lines[:-1], "is not whole"),
        (lambda lines: lines[:-3] + lines[-1:], "is not whole"),
        (lambda lines: lines[1:], "is no export"),
        (lambda lines: [lines[0].replace('"format":1', '"format":9'), *lines[1:]], "newer quizapp"),
        (lambda lines: [*lines[:4], "{", *lines[4:]], "is not JSON"),
        (lambda lines: [*lines[:4], "[]", *lines[4:]], '"type"'),
        (lambda lines: [line.replace('"rating":3', '"rating":7') for line in lines], '"rating"'),
        (lambda lines: [line.replace('"phase":"', '"phase":"un') for line in lines], '"state_after"'),
        (lambda lines: [line.replace('"kind":"answer"', '"kind":5') for line in lines], '"kind"'),
        (lambda lines: [line.replace('"version":"fsrs', '"version":"x') for line in lines], '"digest"'),
        (lambda lines: [line.replace("look at", "look \\ud800") for line in lines], '"detail"'),
        (lambda lines: [line.replace('"p:a"', '"p:\\ud800"') for line in lines], '"question"'),
        (lambda _lines: [], "is not whole"),
    ],
)
def test_what_is_not_an_export_changes_nothing(
    pair: list[Device], tmp_path: Path, spoil: Any, said: str
) -> None:
    """The sentence says what is wrong; not one row was taken."""
    used(pair[0])
    exported(pair[0], tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    (tmp_path / "bad.jsonl").write_text("".join(f"{line}\n" for line in spoil(lines)))
    with pytest.raises(SessionError, match=said):
        taken(pair[1], tmp_path / "bad.jsonl")
    assert pair[1].log() == {}
    assert pair[1].cards() == {}


def test_a_file_is_never_written_over(pair: list[Device], tmp_path: Path) -> None:
    """An export to a name that is taken, or to a folder that is not there, is refused and leaves nothing."""
    (tmp_path / "all.jsonl").write_text("mine")
    with pytest.raises(SessionError, match="already"):
        exported(pair[0], tmp_path / "all.jsonl")
    assert (tmp_path / "all.jsonl").read_text() == "mine"
    with pytest.raises(StorageError, match="cannot be written"):
        exported(pair[0], tmp_path / "missing" / "all.jsonl")


@pytest.mark.sqlite
def test_what_can_only_be_read_is_exported(pair: list[Device], tmp_path: Path) -> None:
    """A database on a disk that takes nothing any more is the one to save."""
    one, _ = pair
    one.answer("p:a", "right")
    with one.at_work():
        engine = one.collection.store.engine
        event.listen(
            engine, "connect", lambda connection, _record: connection.execute("PRAGMA query_only = ON")
        )
        engine.dispose()
        assert exchanging.export(one.collection, tmp_path / "all.jsonl") == 1


def test_interviews_come_along(pair: list[Device], tmp_path: Path) -> None:
    """What happened in them, event by event, by an export and by the folder; once only."""
    one, two = pair
    identity = log.new_id()
    happened = [
        interviews.Event(identity, "began", 5, {"plan": 30}),
        interviews.Event(identity, "ended", 6, {}),
    ]
    with one.collection.store.write() as connection:
        for event in happened:
            interviews.append(one.collection.store, connection, event)
    exported(one, tmp_path / "all.jsonl")
    assert taken(two, tmp_path / "all.jsonl").new == 2
    one.sync()
    carry_all(pair)
    assert two.sync().taken == 0
    with two.collection.store.read() as connection:
        assert interviews.events(two.collection.store, connection, identity) == happened
