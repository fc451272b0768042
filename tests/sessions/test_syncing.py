"""Several devices, one log: whatever is done where, and in whatever pieces files arrive, all come to the same."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import delete

from quizapp.sessions import exchanging, syncing
from quizapp.sessions.errors import SessionError
from quizapp.storage import backups, restoring, tables
from tests.sessions.devices import QUESTIONS, Device, carry, carry_all, own_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.storage.rows import Review

SKEWS = (timedelta(0), timedelta(hours=-30), timedelta(days=9))
which = st.integers(0, 2)


def bare(rows: dict[str, Review]) -> dict[str, Review]:
    """Return rows without the numbers that only one database knows."""
    return {name: replace(row, seq=0, device=0, scheduler=None) for name, row in rows.items()}


class Devices(RuleBasedStateMachine):
    """Three devices with clocks that differ, a folder that arrives in pieces, and everything one can do."""

    @initialize()
    def begin(self) -> None:
        """Give each a home and an empty view of the folder."""
        self.place = tempfile.TemporaryDirectory()
        self.devices = [
            Device(Path(self.place.name) / str(number), skew=skew) for number, skew in enumerate(SKEWS)
        ]

    @rule(one=which, question=st.sampled_from(QUESTIONS), word=st.sampled_from(["right", "half", "wrong"]))
    def answer(self, one: int, question: str, word: str) -> None:
        """Answer somewhere."""
        self.devices[one].answer(question, word)

    @rule(one=which, question=st.sampled_from(QUESTIONS))
    def practise(self, one: int, question: str) -> None:
        """Answer beside the schedule."""
        self.devices[one].answer(question, "right", "practice")

    @rule(one=which, rating=st.integers(1, 4))
    def rate(self, one: int, rating: int) -> None:
        """Rate the last answer of a device anew."""
        self.devices[one].rate(rating)

    @rule(one=which)
    def undo(self, one: int) -> None:
        """Take back what stands last."""
        self.devices[one].undo()

    @rule(
        one=which,
        question=st.sampled_from(QUESTIONS),
        mark=st.sampled_from([("flag", "x"), ("flag", None), ("suspend", True), ("bury", 739_000)]),
    )
    def mark(self, one: int, question: str, mark: tuple[str, object]) -> None:
        """Flag, suspend or bury."""
        self.devices[one].mark(question, *mark)

    @rule(one=which, value=st.integers(1, 50), key=st.sampled_from(["new_per_day", "reviews_per_day"]))
    def set(self, one: int, key: str, value: int) -> None:
        """Change a setting."""
        self.devices[one].set(key, value)

    @rule(one=which, hours=st.sampled_from([0.1, 20, 24 * 8, -48]))
    def wait(self, one: int, hours: float) -> None:
        """Let time pass on one device, or set its clock back."""
        self.devices[one].clock.move(hours=hours)

    @rule(one=which)
    def sync(self, one: int) -> None:
        """Take and write; log and cards agree at every moment."""
        self.devices[one].sync()
        assert self.devices[one].is_sound()

    @rule(one=which, other=which, share=st.sampled_from([0.0, 0.4, 0.9, 0.999, 1.0]), damage=st.booleans())
    def carry(self, one: int, other: int, share: float, damage: bool) -> None:
        """Let files arrive on another device, whole, in part, or spoilt."""
        if one != other:
            for name in own_files(self.devices[one]):
                carry(self.devices[one], self.devices[other], name, share, damage=damage)

    def teardown(self) -> None:
        """Let everything arrive, and compare."""
        if not hasattr(self, "devices"):
            return
        try:
            self.come_together()
        finally:
            for device in self.devices:
                device.close()
            self.place.cleanup()

    def come_together(self) -> None:
        """Let everything arrive: all devices hold all rows, the same state, and the same settings."""
        before = [bare(device.log()) for device in self.devices]
        for _ in range(2):
            for device in self.devices:
                device.sync()
            carry_all(self.devices)
        done = [device.sync() for device in self.devices]
        assert [each.warnings for each in done] == [[], [], []]
        first = self.devices[0]
        for device, own in zip(self.devices, before, strict=True):
            rows = bare(device.log())
            assert own.items() <= rows.items()
            assert rows == bare(first.log())
            assert device.acknowledged <= rows.keys()
            assert device.cards() == first.cards()
            assert device.is_sound()
            assert device.collection.settings == first.collection.settings
        again = [device.sync() for device in self.devices]
        assert [(each.taken, each.written) for each in again] == [(0, 0)] * 3


TestDevices = Devices.TestCase
TestDevices.settings = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Device]]:
    devices = [Device(tmp_path / "one"), Device(tmp_path / "two", skew=timedelta(hours=5))]
    yield devices
    for device in devices:
        device.close()


def test_a_second_device_knows_what_the_first_learnt(pair: list[Device]) -> None:
    """Cards, and what happened, are the same on both; nothing is taken twice."""
    one, two = pair
    one.answer("p:a", "right")
    two.answer("p:b", "wrong")
    assert one.sync().written == 1
    carry_all(pair)
    done = two.sync()
    assert (done.taken, done.written, done.questions, done.warnings) == (1, 1, 1, [])
    carry_all(pair)
    assert one.sync().taken == 1
    assert one.cards() == two.cards()
    assert (two.sync().taken, two.sync().written) == (0, 0)


def test_files_only_grow(pair: list[Device]) -> None:
    """What a device wrote stays as it is, byte for byte, and goes on at its end."""
    one, _ = pair
    one.answer("p:a", "right")
    one.sync()
    (file,) = one.files()
    before = file.read_bytes()
    one.answer("p:a", "wrong")
    one.sync()
    assert one.files() == [file]
    assert file.read_bytes().startswith(before)
    assert len(file.read_bytes()) > len(before)


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_file_that_has_half_arrived_is_taken_later(pair: list[Device], cut: int) -> None:
    """It is warned of, what stands before counts, and the rest counts once it has come."""
    one, two = pair
    for _ in range(3):
        one.answer("p:a", "right")
    one.sync()
    (name,) = own_files(one)
    whole = one.files()[0].read_bytes()
    carry(one, two, name, 1 - cut / len(whole))
    done = two.sync()
    assert len(done.warnings) == 1
    assert "not wholly arrived" in done.warnings[0]
    assert done.taken == 2
    carry_all(pair)
    done = two.sync()
    assert (done.taken, done.warnings) == (1, [])
    assert two.cards() == one.cards()


def test_a_device_never_writes_into_its_own_torn_file(pair: list[Device]) -> None:
    """A crash left half a line: the device begins another file and says so; nobody is warned for ever."""
    one, two = pair
    one.answer("p:a", "right")
    one.sync()
    (file,) = one.files()
    torn = file.read_bytes() + b"0123456789abcdef {"
    file.write_bytes(torn)
    one.answer("p:a", "wrong")
    one.sync()
    assert file.read_bytes() == torn
    assert len(one.files()) == 2
    carry_all(pair)
    done = two.sync()
    assert (done.taken, done.warnings) == (2, [])
    assert one.sync().warnings == []


@pytest.mark.parametrize("harm", ["taken away", "cut", "cut in a line", "changed"])
def test_what_a_folder_lost_of_a_device_s_own_file_is_written_again(pair: list[Device], harm: str) -> None:
    """Whatever carries the folder did it: a device that comes later gets every row, and it is said once."""
    one, two = pair
    for _ in range(3):
        one.answer("p:a", "right")
    one.sync()
    (file,) = one.files()
    lines = file.read_bytes().splitlines(keepends=True)
    if harm == "taken away":
        file.unlink()
    else:
        rest = {"cut": b"", "cut in a line": lines[-2][:50], "changed": b"x" + lines[-2][1:] + lines[-1]}
        file.write_bytes(b"".join(lines[:-2]) + rest[harm])
    done = one.sync()
    assert done.written >= 2
    (warning,) = done.warnings
    assert "written again" in warning
    again = one.sync()
    assert (again.written, again.warnings) == (0, [])
    carry_all(pair)
    done = two.sync()
    assert (done.taken, done.warnings) == (3, [])
    assert two.cards() == one.cards()


def test_a_file_that_was_replaced_is_read_again(pair: list[Device]) -> None:
    """Another file of the same name is read from its beginning: nothing is passed over."""
    one, two = pair
    one.answer("p:a", "right")
    one.sync()
    carry_all(pair)
    two.sync()
    (file,) = one.files()
    file.unlink()
    with one.at_work(), one.collection.store.write() as connection:
        connection.execute(delete(tables.meta))
    one.answer("p:b", "right")
    one.sync()
    carry_all(pair)
    assert two.sync().taken == 1
    assert two.cards() == one.cards()


def test_an_answer_after_one_knows_the_other_s_comes_after_it(pair: list[Device]) -> None:
    """Also where the clock of the device that answers last is days behind."""
    one, two = pair
    two.clock.move(days=-30)
    one.answer("p:a", "wrong")
    one.sync()
    carry_all(pair)
    two.sync()
    two.answer("p:a", "right")
    two.sync()
    carry_all(pair)
    one.sync()
    assert sorted(one.log()) == [*one.acknowledged, *two.acknowledged]
    assert one.cards() == two.cards()
    assert one.cards()["p:a"].reps == 2


def test_an_undo_of_what_has_not_arrived_waits_for_it(pair: list[Device]) -> None:
    """Its row is kept, and acts when the answer it takes back comes."""
    one, two = pair
    one.answer("p:a", "right")
    one.undo()
    one.answer("p:a", "wrong")
    rows = sorted(one.log().values(), key=lambda row: row.id)
    one.sync()
    carry_all(pair)
    two.sync()
    assert two.cards() == one.cards()
    assert two.cards()["p:a"].reps == 1
    assert [row.kind for row in rows] == ["answer", "undo", "answer"]


def test_the_newest_word_on_a_setting_counts(pair: list[Device]) -> None:
    """Each setting by itself; the file as it was is kept; what belongs to a machine stays there."""
    one, two = pair
    one.set("new_per_day", 3)
    one.set("editor", "vi")
    one.set("reviews_per_day", 30)
    two.clock.move(hours=1)
    two.set("new_per_day", 7)
    for device in pair:
        device.sync()
    carry_all(pair)
    assert one.sync().settings == ("new_per_day",)
    assert two.sync().settings == ("reviews_per_day",)
    for device in pair:
        assert (device.collection.settings.new_per_day, device.collection.settings.reviews_per_day) == (7, 30)
    assert (one.collection.settings.editor, two.collection.settings.editor) == ("vi", "")
    kept = list((one.home / "config").glob("settings-*.toml"))
    assert len(kept) == 1
    assert "new_per_day = 3" in kept[0].read_text()


@pytest.mark.parametrize("hours", [0, -30])
def test_a_word_on_another_setting_goes_out_whatever_the_clock_says(pair: list[Device], hours: float) -> None:
    """Said in the moment of one that was written, or before it by a clock set back: both arrive."""
    one, two = pair
    one.set("reviews_per_day", 30)
    one.sync()
    one.clock.move(hours=hours)
    one.set("new_per_day", 7)
    one.sync()
    carry_all(pair)
    assert two.sync().settings == ("new_per_day", "reviews_per_day")
    assert one.sync().settings == ()
    assert two.collection.settings == one.collection.settings


@pytest.mark.sqlite
def test_what_was_restored_comes_back(pair: list[Device], tmp_path: Path) -> None:
    """Rows that a restore took out are in the folder: the next sync brings them, and writes none twice."""
    one, _ = pair
    one.answer("p:a", "right")
    one.sync()
    assert one.collection.store.file is not None
    copy = backups.make(one.collection.store.file, backups.BY_HAND).file
    one.answer("p:a", "right")
    one.sync()
    before, size = one.log(), one.files()[0].stat().st_size
    restoring.restore(one.collection.store.file, copy)
    one.answer("p:b", "right")
    done = one.sync()
    assert (done.taken, done.written) == (1, 1)
    assert before.keys() < one.log().keys()
    assert one.is_sound()
    assert one.files()[0].stat().st_size > size


def test_a_third_device_gets_what_only_an_import_brought(pair: list[Device], tmp_path: Path) -> None:
    """Rows of a device that has no file in the folder are written by who has them."""
    one, two = pair
    one.answer("p:a", "right")
    (row,) = one.log().values()
    with one.at_work():
        exchanging.export(one.collection, tmp_path / "all.jsonl")
    with two.at_work():
        exchanging.take(two.collection, tmp_path / "all.jsonl")
        assert two.sync().written == 1
    assert row.id in two.files()[0].read_text()


def test_a_folder_that_is_not_there_is_refused(pair: list[Device], tmp_path: Path) -> None:
    """A slip of the keyboard does not make a folder that nobody carries."""
    with pytest.raises(SessionError, match="There is no folder"), pair[0].at_work():
        syncing.sync(pair[0].collection, tmp_path / "nowhere")
