"""What is installed, found and kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp import locations
from quizapp.packs import cache, curriculum, library, loading
from quizapp.questions.model import KINDS

Install = Callable[[str, str], Path]

CARD = "- {{id: {id}, kind: recall, level: {level}, prompt: {prompt}, answer: y, covers: [{covers}]}}\n"
CURRICULUM = """
sections:
- id: one
  title: First things
  items:
  - {id: one.a, level: entry, kinds: [recall], facts: "x"}
  - {id: one.b, level: mid, kinds: [recall, numeric], facts: "y"}
- id: two
  title: Second things
  items:
  - {id: two.a, level: entry, kinds: [recall], facts: "z"}
"""


def card(name: str, *, level: str = "entry", prompt: str = "x", covers: str = "") -> str:
    """Return a card as YAML."""
    return CARD.format(id=name, level=level, prompt=prompt, covers=covers)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of bundled packs with a small curriculum."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "curriculum.yaml").write_text(CURRICULUM)
    monkeypatch.setattr(locations, "content_dir", lambda: folder)
    return folder


def install(folder: Path, pack: str, text: str) -> Path:
    """Write a pack of one file into a folder; settle its time so that the cache may trust it."""
    root = folder / pack
    root.mkdir(parents=True, exist_ok=True)
    (root / "pack.yaml").write_text(f"id: {pack.split('-', maxsplit=1)[0]}\ntitle: {pack}\nversion: 1\n")
    write(root / "q.yaml", text)
    settle(root / "pack.yaml")
    return root


def write(file: Path, text: str) -> None:
    """Write a file that was last changed an hour ago, or a moment later than before."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text)
    settle(file, at=max(before, time.time_ns() - 3_600_000_000_000) + 1_000_000)


def settle(file: Path, at: int | None = None) -> None:
    """Set a file's time back."""
    at = at if at is not None else time.time_ns() - 3_600_000_000_000
    os.utime(file, ns=(at, at))


def prompts(question_id: str) -> str:
    """Return the prompt of a question of the library."""
    question = library.find(question_id)
    assert question is not None
    return question.prompt


def test_bundled_and_own_packs_are_installed(content: Path) -> None:
    """Both are found; a question of one's own shadows the bundled one of the same id."""
    install(content, "per", card("a", prompt="bundled") + card("b", prompt="bundled"))
    install(locations.own_packs_dir(), "per", card("a", prompt="own"))
    assert prompts("per:a") == "own"
    assert prompts("per:b") == "bundled"
    assert [[one.id for one in pack.questions] for pack in library.installed()] == [["per:b"], ["per:a"]]
    assert len(library.index()) == 2


def test_a_pack_of_another_subject_is_a_section(content: Path) -> None:
    """Under its title; one that is called as a section of the curriculum is kept apart from it."""
    install(content, "one", card("a"))
    install(content, "per", card("b", covers="one.a"))
    assert [one.section for one in library.index()] == ["one", "one-pack"]
    assert library.own_sections() == {"one-pack": "one"}


def test_the_index_follows_the_curriculum(content: Path) -> None:
    """Entries come in the order of what they cover; those that cover nothing come last."""
    text = card("z") + card("c", covers="two.a") + card("d", covers="one.b") + card("e", covers="one.a")
    install(content, "per", text)
    entries = library.index()
    assert [(one.id, one.section) for one in entries] == [
        ("per:e", "one"),
        ("per:d", "one"),
        ("per:c", "two"),
        ("per:z", "per"),  # a section of its own, under the pack's title
    ]
    assert [one.order for one in entries] == [0, 1, 2, 3]
    assert entries[0].covers == ("one.a",)


def test_a_cloze_and_an_alias_are_found(content: Path) -> None:
    """By the id of a blank, of the whole cloze, and by an id the question had before."""
    text = "- {id: c, kind: cloze, level: entry, prompt: '[A] and [B]', aliases: [old]}\n"
    install(content, "per", text)
    assert prompts("per:c#2") == "A and […]"
    assert prompts("per:c") == "[…] and B"
    assert prompts("per:old#2") == "A and […]"
    assert prompts("per:old") == "[…] and B"
    assert library.find("") is None
    assert {one.siblings for one in library.index()} == {"per:c"}


def test_a_follow_up_is_found_by_its_number(content: Path) -> None:
    """The id of a follow-up leads to it."""
    follow_up = "{when: right, ask: {kind: recall, prompt: more, answer: y}}"
    install(
        content,
        "per",
        f"- {{id: a, kind: recall, level: mid, prompt: x, answer: y, follow_ups: [{follow_up}]}}\n",
    )
    assert prompts("per:a~1") == "more"
    assert library.find("per:a~2") is None


def test_an_unknown_id_is_none_and_the_nearest_is_known(content: Path) -> None:
    """A slip of the finger is met with the id that was meant."""
    install(content, "per", card("one-neuron"))
    assert library.find("per:one-nueron") is None
    assert library.suggest("per:one-nueron") == "per:one-neuron"
    assert library.suggest("one-neuron") == "per:one-neuron"
    assert library.suggest("xyz") == ""


def test_an_edit_is_seen_at_once(content: Path) -> None:
    """Without a restart, in the index too."""
    root = install(content, "per", card("a", prompt="before"))
    assert prompts("per:a") == "before"
    write(root / "q.yaml", card("a", prompt="after") + card("b"))
    assert prompts("per:a") == "after"
    assert len(library.index()) == 2
    (root / "q.yaml").unlink()
    assert library.index() == ()


def test_a_broken_pack_does_not_stop_the_others(content: Path) -> None:
    """It is listed with its errors."""
    install(content, "per", card("a"))
    install(content, "bad", "- [\n")
    packs = {pack.id: pack for pack in library.installed()}
    assert len(packs["per"].questions) == 1
    assert packs["bad"].errors
    (complaint,) = library.problems()
    assert complaint == f"The pack bad has an error; quizapp pack check {content / 'bad'} says where."


def read_twice(content: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Read a pack once, then again with the parser out of order; return the prompts."""
    root = content / "per"
    first = loading.load_cached(root)
    monkeypatch.setattr(loading, "_record", lambda _root: pytest.fail("the pack was read again"))
    second = loading.load_cached(root)
    assert first == second
    return [one.prompt for one in second.questions]


def test_an_unchanged_pack_comes_from_the_cache(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not parsed again, and is equal in every field."""
    install(content, "per", card("a", prompt="kept"))
    assert read_twice(content, monkeypatch) == ["kept"]


def test_a_touched_file_is_not_read_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts in the end are the bytes: a new time alone changes nothing."""
    root = install(content, "per", card("a"))
    loading.load_cached(root)
    settle(root / "q.yaml", at=time.time_ns() - 1_000_000_000_000)
    assert read_twice(content, monkeypatch) == ["x"]


def test_a_change_of_the_same_size_and_time_is_seen_while_it_is_fresh(content: Path) -> None:
    """A file changed within a moment of being read is not trusted by its time."""
    root = install(content, "per", card("a", prompt="one"))
    moment = time.time_ns()
    settle(root / "q.yaml", at=moment)
    assert loading.load_cached(root).questions[0].prompt == "one"
    (root / "q.yaml").write_text(card("a", prompt="two"))
    settle(root / "q.yaml", at=moment)
    assert loading.load_cached(root).questions[0].prompt == "two"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"00000000\n{}", b"\xff" * 50])
def test_a_damaged_cache_is_made_anew(content: Path, damage: bytes) -> None:
    """Whatever stands in the cache folder, the right question is asked."""
    root = install(content, "per", card("a"))
    loading.load_cached(root)
    files = list((locations.cache_dir() / "packs").iterdir())
    assert files
    for file in files:
        whole = file.read_bytes()
        file.write_bytes(damage or whole[: len(whole) // 2])
    assert loading.load_cached(root).questions[0].prompt == "x"


def test_a_flipped_byte_is_noticed(content: Path) -> None:
    """A cache file is used only as it was written."""
    root = install(content, "per", card("a", prompt="marker"))
    loading.load_cached(root)
    for file in (locations.cache_dir() / "packs").iterdir():
        file.write_bytes(file.read_bytes().replace(b"marker", b"forged"))
    assert loading.load_cached(root).questions[0].prompt == "marker"


def test_without_a_cache_folder_everything_works(content: Path, home: Path) -> None:
    """Where nothing can be written, packs are read each time."""
    install(content, "per", card("a"))
    home.mkdir()
    (home / "cache").write_text("a file is in the way")
    assert prompts("per:a") == "x"
    assert len(library.index()) == 1


def test_a_moved_pack_says_where_it_is_now(content: Path, tmp_path: Path) -> None:
    """Places are those of the folder that was opened."""
    root = install(content, "per", card("a") + "- {id: b}\n")
    loading.load_cached(root)
    moved = tmp_path / "moved"
    shutil.copytree(root, moved)
    pack = loading.load_cached(moved)
    assert pack.questions[0].place.file == str(moved / "q.yaml")
    assert pack.errors[0].place.file == str(moved / "q.yaml")


def test_a_cached_record_is_plain_json(content: Path) -> None:
    """The cache holds data and can run nothing."""
    loading.load_cached(install(content, "per", card("a")))
    (file,) = (locations.cache_dir() / "packs").iterdir()
    kept = json.loads(file.read_bytes().partition(b"\n")[2])
    assert kept["record"]["manifest"]["id"] == "per"


def test_the_index_needs_neither_numbers_nor_screens(content: Path, home: Path) -> None:
    """What ``due`` loads is small: no NumPy, no engine, no YAML once it is cached."""
    install(content, "per", card("a"))
    script = (
        "import sys; from pathlib import Path; from quizapp import locations;"
        f"locations.content_dir = lambda: Path({str(content)!r});"
        "from quizapp.packs import library; assert len(library.index()) == 1;"
        "heavy = ('numpy', 'engine', 'yaml', 'textual', 'quizapp.questions');"
        "print(*(name for name in heavy if name in sys.modules))"
    )
    environment = {**os.environ, "QUIZAPP_HOME": str(home)}
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert runs[1].stdout.split() == []


def test_names_of_records_tell_packs_apart(tmp_path: Path) -> None:
    """Two packs do not share a record."""
    assert cache.name_of("pack", tmp_path / "a") != cache.name_of("pack", tmp_path / "b")


def test_the_curriculum_knows_sections_and_order(content: Path) -> None:
    """Items are counted through all sections."""
    plan = curriculum.load()
    assert [section.title for section in plan.sections] == ["First things", "Second things"]
    assert (plan.section_of("two.a"), plan.order("two.a")) == ("two", 2)
    assert (plan.section_of("no.such"), plan.order("no.such")) == ("", 3)
    assert plan.sections[0].items[1].kinds == ("recall", "numeric")
    assert plan.title("two") == "Second things"
    assert plan.item_ids() == ("one.a", "one.b", "two.a")


@pytest.mark.parametrize("text", ["sections: [", "sections: 3", "", "- a"])
def test_a_broken_curriculum_is_an_empty_one(content: Path, text: str) -> None:
    """Packs work without it."""
    (content / "curriculum.yaml").write_text(text)
    assert curriculum.load().sections == ()


def test_the_bundled_curriculum_is_whole() -> None:
    """Every item names a level and at least one kind that exists."""
    items = [item for section in curriculum.load().sections for item in section.items]
    assert len(items) > 150
    assert all(item.kinds and set(item.kinds) <= set(KINDS) for item in items)
