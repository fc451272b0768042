"""Opening: made and migrated by itself, copied before a change, and refused in words where it must be."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from quizapp import locations
from quizapp.storage import StorageError, connecting, errors, migrating, open_store, tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.storage.store import Store

pytestmark = pytest.mark.sqlite
DATABASE = locations.DATABASE_NAME


@pytest.fixture
def file(home: Path) -> Path:
    return home / "data" / DATABASE


def at_revision(file: Path, revision: str) -> None:
    """Make a database as an earlier program left it."""
    engine = connecting.connectable(connecting.parsed(f"sqlite:///{file}"))
    with engine.connect() as connection, connection.begin():
        migrating.upgrade(connection, revision)
    engine.dispose()


def refused(url: str | None = None) -> str:
    with pytest.raises(StorageError) as error:
        open_store(url)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_first_start_makes_everything(file: Path) -> None:
    """Folder and file belong to their owner alone; learner and device are known."""
    with open_store() as store:
        assert (store.learner, store.device) == (1, 1)
        assert store.backup is None
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_migrations_make_the_tables_of_the_program(store: Store) -> None:
    """What the changes add up to is what the code declares."""
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_known_revisions_are_those_of_the_files() -> None:
    """The literal that spares importing Alembic is right."""
    script = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
    assert tuple(reversed([each.revision for each in script.walk_revisions()])) == migrating.REVISIONS


def test_a_current_database_is_opened_without_alembic(store: Store) -> None:
    """Only a migration pays for what migrates."""
    program = (
        "import sys; from quizapp.storage import open_store; open_store().close(); "
        "print('alembic' in sys.modules, 'sqlalchemy.orm' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False False\n"


def test_an_older_database_is_copied_and_then_migrated(file: Path) -> None:
    """The copy is whole and as old as it was; what was in it is still there."""
    locations.make(file.parent)
    at_revision(file, "0001")
    with sqlite3.connect(file) as raw:
        raw.execute("INSERT INTO meta VALUES ('kept', 'yes')")
    raw.close()
    with open_store() as store, store.read() as connection:
        assert connection.execute(text("SELECT value FROM meta WHERE key = 'kept'")).scalar() == "yes"
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrating.HEAD
        backup = store.backup
    assert backup is not None
    assert backup.parent == file.parent / "backups"
    with sqlite3.connect(backup) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    raw.close()


def test_a_migration_that_fails_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it happens or none."""
    locations.make(file.parent)
    at_revision(file, "0001")
    upgrade = migrating.upgrade

    def interrupted(*arguments: object) -> None:
        upgrade(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(migrating, "upgrade", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_store()
    monkeypatch.setattr(migrating, "upgrade", upgrade)
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall() == []
    raw.close()
    open_store().close()


def test_a_newer_database_is_refused_and_left_alone(file: Path) -> None:
    """It says what, where, and what to do."""
    open_store().close()
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0099'")
    raw.close()
    before = file.read_bytes()
    said = refused()
    assert str(file) in said
    assert "made by a newer quizapp" in said
    assert "Install the newer quizapp" in said
    assert file.read_bytes() == before


def test_another_program_s_database_is_refused(file: Path) -> None:
    """A file of somebody else is not migrated over."""
    locations.make(file.parent)
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE notes (id INTEGER)")
    raw.close()
    assert "belongs to another program (it has a table notes)" in refused()


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    """It says so, and where copies lie."""
    locations.make(file.parent)
    file.write_bytes(b"These are the notes of last week, and nothing else. " * 100)
    said = refused()
    assert "is not a quizapp database" in said
    assert "backups" in said


def test_a_damaged_database_is_said_to_be_damaged(file: Path) -> None:
    """Pages overwritten in the middle are noticed where they are read."""
    with open_store() as store, store.write() as connection:
        for _ in range(300):
            connection.execute(text("INSERT INTO meta VALUES (hex(randomblob(64)), hex(randomblob(64)))"))
    content = bytearray(file.read_bytes())
    content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)
    assert "damaged" in refused()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "home").write_text("in the way")
    said = refused()
    assert "cannot be made" in said
    assert "QUIZAPP_HOME" in said


def test_a_database_that_cannot_be_opened_is_refused(file: Path) -> None:
    """A folder stands where the file should be."""
    file.mkdir(parents=True)
    assert f"The database {file} cannot be opened" in refused()


def test_a_database_that_cannot_be_written_is_refused(store: Store) -> None:
    """A write that the system refuses is said in words, and leaves nothing."""

    def write() -> None:
        with store.write() as connection:
            connection.execute(text("PRAGMA query_only = ON"))
            connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))

    with pytest.raises(errors.UnwritableError, match="cannot be written"):
        write()


def test_a_full_disk_is_said_in_words_and_loses_nothing(store: Store) -> None:
    """What was acknowledged before is still there."""
    with store.write() as connection:
        connection.execute(text("INSERT INTO meta VALUES ('acknowledged', 'yes')"))

    def write_too_much() -> None:
        with store.write() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
            connection.execute(text("INSERT INTO meta VALUES ('big', hex(zeroblob(100000)))"))

    with pytest.raises(errors.FullDiskError, match="no room left"):
        write_too_much()
    with store.read() as connection:
        assert connection.execute(text("SELECT key FROM meta")).scalars().all() == ["acknowledged"]


@pytest.mark.parametrize("url", ["not a url", "nosuch://host/db"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """It says what an address looks like, or which driver is missing."""
    said = refused(url)
    assert "QUIZAPP_DATABASE_URL" in said or "driver" in said


def test_a_password_is_never_shown() -> None:
    """Errors about a server name it without its password."""
    place = connecting.place_of(connecting.parsed("postgresql+psycopg://me:secret@host/quiz"))
    assert "secret" not in place
    assert "host" in place


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(connecting, "PATIENCE_MS", 20)
    return iter(())


@pytest.mark.usefixtures("impatient")
def test_a_writer_that_waits_too_long_says_who_is_in_the_way() -> None:
    """Readers go on; a second writer gets a sentence."""
    with open_store() as one, open_store() as other, one.write():
        with other.read() as connection:
            assert connection.execute(text("SELECT count(*) FROM review")).scalar() == 0
        with pytest.raises(errors.LockedError, match="Another program is writing"), other.write():
            pass


def test_a_program_that_makes_the_same_database_is_waited_for(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself refuses at once to turn to another journal while someone writes."""
    locations.make(file.parent)
    waits: list[float] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE passing (x)")

        def give_way(seconds: float) -> None:
            waits.append(seconds)
            other.rollback()

        monkeypatch.setattr("quizapp.storage.connecting.time.sleep", give_way)
        open_store().close()
    assert len(waits) == 1


def test_the_device_is_known_again() -> None:
    """The machine keeps its identity beside the database, not in it."""
    with open_store() as store:
        first = store.device
    with open_store() as store:
        assert store.device == first
    (locations.state_dir() / "device-id").unlink()
    with open_store() as store:
        assert store.device == first + 1


def test_a_device_without_a_memory_is_still_one(home: Path) -> None:
    """Where the state folder cannot be written the machine is told by its name."""
    (home).mkdir()
    (home / "state").write_text("in the way")
    devices = []
    for _ in range(2):
        with open_store() as store:
            devices.append(store.device)
    assert devices == [1, 1]
