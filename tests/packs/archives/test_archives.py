"""Building archives, and refusing those that could hurt."""

from __future__ import annotations

import os
import shutil
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.packs.archives import bundle as bundles
from quizapp.packs.archives import opening
from quizapp.packs.archives.building import archive, build
from quizapp.packs.archives.errors import SharingError
from quizapp.packs.archives.names import clash, fault_of
from quizapp.packs.archives.opening import Limits, opened, read_pack_archive

MANIFEST = "id: small\ntitle: Small\nversion: 1.0.0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack in a folder."""
    root = tmp_path / "small"
    (root / "images").mkdir(parents=True)
    (root / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (root / "cards.md").write_text("<!-- id: one -->\nQ: One?\nA: One.\n", encoding="utf-8")
    (root / "images" / "é.png").write_bytes(b"\x89PNG")
    return root


def made(tmp_path: Path, *entries: tuple[str, bytes], **fields: int) -> Path:
    """Return an archive with a manifest and these entries, each with these fields of its header."""
    path = tmp_path / "made.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("pack.yaml", MANIFEST)
        for name, content in entries:
            entry = zipfile.ZipInfo(name)
            for key, value in fields.items():
                setattr(entry, key, value)
            file.writestr(entry, content)
    return path


def test_an_archive_is_the_same_bytes_whenever_it_is_built(folder: Path, tmp_path: Path) -> None:
    """Neither times, nor rights, nor the folder's name, nor the order of its entries show."""
    first = build(folder, tmp_path / "a.zip")
    other = tmp_path / "elsewhere"
    shutil.copytree(folder, other)
    for file in other.rglob("*"):
        os.utime(file, (1, 1))
    (other / "cards.md").chmod(0o755)
    second = build(other, tmp_path / "b.zip")
    assert first.digest == second.digest
    assert first.path.read_bytes() == second.path.read_bytes()


def test_an_archive_gives_back_the_files(folder: Path, tmp_path: Path) -> None:
    """What was built is what is read."""
    built = build(folder, tmp_path / "a.zip")
    read = read_pack_archive(built.path)
    assert read.files == bundles.of_folder(folder).files
    assert set(read.files) == {"pack.yaml", "cards.md", "images/é.png"}


def test_hidden_files_stay_out_and_strange_ones_are_named(folder: Path) -> None:
    """A repository's folder is passed over; a program that lies in the folder is left out by name."""
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x", encoding="utf-8")
    (folder / "install.sh").write_text("rm -rf /", encoding="utf-8")
    found = bundles.of_folder(folder)
    assert "install.sh" not in found.files
    assert found.left_out == ("install.sh",)
    assert not any(".git" in name for name in found.files)


def test_links_and_devices_in_a_folder_are_refused(folder: Path) -> None:
    """A link could lead to anything, a pipe would be waited for."""
    (folder / "link.md").symlink_to("/etc/passwd")
    with pytest.raises(SharingError, match=r"link\.md is a link"):
        bundles.of_folder(folder)
    (folder / "link.md").unlink()
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(SharingError, match="not a regular file"):
        bundles.of_folder(folder)


def test_a_large_file_in_a_folder_is_refused(folder: Path) -> None:
    """A file of 100 MB is not even read."""
    with (folder / "large.md").open("wb") as stream:
        stream.truncate(100_000_000)
    with pytest.raises(SharingError, match=r"large\.md is larger than 2 MB"):
        bundles.of_folder(folder)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "a/../../evil.md",
        "/etc/evil.md",
        "C:/evil.md",
        "C:evil.md",
        "a\\..\\..\\evil.md",
        "./evil.md",
        "a//evil.md",
        "evil\x1b[31m.md",
        "evil\u202e.md",
        "CON.md",
        "a/nul",
        "dot./x.md",
        "space /x.md",
        "a/b/c/d/e/f/g/h/i.md",
        "x" * 300 + ".md",
    ],
)
def test_an_archive_with_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    """Names that leave the folder, name devices or cannot be seen are refused, each with the reason."""
    with pytest.raises(SharingError, match="refused"):
        read_pack_archive(made(tmp_path, (name, b"x")))
    assert {path.name for path in tmp_path.iterdir()} == {"made.zip"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_in_an_archive_are_refused(kind: int, tmp_path: Path) -> None:
    """Only files and folders are unpacked."""
    path = made(tmp_path, ("x.md", b"/etc/passwd"), external_attr=(kind | 0o777) << 16, create_system=3)
    with pytest.raises(SharingError, match="link or a device"):
        read_pack_archive(path)


@pytest.mark.parametrize(
    "names", [("a.md", "A.md"), ("é.md", "e\u0301.md"), ("x.md", "x.md/y.md"), ("D/a.md", "d/b.md")]
)
def test_names_that_are_one_on_some_systems_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    """A file that would overwrite another elsewhere is refused here."""
    with pytest.raises(SharingError, match="same name on some systems"):
        read_pack_archive(made(tmp_path, *((name, b"x") for name in names)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Two programs would unpack two different packs."""
    with pytest.raises(SharingError, match="twice"):
        read_pack_archive(made(tmp_path, ("x.md", b"1"), ("x.md", b"2")))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A hundred megabytes of nothing pack to a few kilobytes; the declared size is refused."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("pack.yaml", MANIFEST)
        file.writestr("x.md", b"\0" * 100_000_000)
    with pytest.raises(SharingError, match="would unpack to 100"):
        read_pack_archive(path)


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """Where the header says 10 bytes no more than these are read, and their sum does not fit."""
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("pack.yaml", MANIFEST)
        file.writestr("x.md", b"\0" * 3_000_000)
    content = path.read_bytes().replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    path.write_bytes(content)
    with pytest.raises(SharingError, match="sound archive"):
        read_pack_archive(path)


def test_an_archive_of_very_many_entries_is_refused_unread(tmp_path: Path) -> None:
    """The count is looked at before the list of contents is read."""
    path = made(tmp_path, *((f"{number}.md", b"") for number in range(20)))
    with pytest.raises(SharingError, match="more than 10 entries"), opened(path, Limits(entries=10)):
        pass


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06", b"not an archive" * 100, b"PK\x05\x06" + b"\xff" * 40]
)
def test_what_is_no_archive_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    """Any bytes give a sentence, never a traceback."""
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(SharingError, match=r"x\.zip"):
        read_pack_archive(path)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_archive_is_refused_or_read_never_more(data: st.DataObject) -> None:
    """Bytes changed anywhere give a sentence or files with sound names."""
    import tempfile  # noqa: PLC0415 - a fixture would be shared by all examples

    whole = bytearray(
        archive(bundles.bundle({"pack.yaml": MANIFEST.encode(), "a/b.md": b"Q: x\nA: y\n" * 5}))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.zip")
        path.write_bytes(whole)
        try:
            found = read_pack_archive(path)
        except SharingError:
            return
        assert not any(map(fault_of, found.files))


def test_an_encrypted_archive_and_unusual_packing_are_named(tmp_path: Path) -> None:
    """What cannot be read says what to do instead."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("pack.yaml", MANIFEST)
    with pytest.raises(SharingError, match=r"ordinary \.zip"):
        read_pack_archive(path)
    path = made(tmp_path, ("x.md", b"x"))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(SharingError, match="encrypted"):
        read_pack_archive(path)


def test_the_one_folder_of_an_archive_is_taken_off(tmp_path: Path) -> None:
    """Archives of a repository hold everything in a folder of its name; what is no part of a pack is named."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("repo-main/", "")
        file.writestr("repo-main/pack.yaml", MANIFEST)
        file.writestr("repo-main/run.py", "import os")
        file.writestr("__MACOSX/x", "")
    found = read_pack_archive(path)
    assert set(found.files) == {"pack.yaml"}
    assert set(found.left_out) == {"run.py", "__MACOSX/x"}


def test_an_archive_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    """Any other .zip is refused by name."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.md", "hello")
    with pytest.raises(SharingError, match=r"no pack\.yaml"):
        read_pack_archive(path)


def test_a_device_is_no_archive() -> None:
    """A file without end is not read."""
    with pytest.raises(SharingError, match="regular file"), opened(Path("/dev/zero")):
        pass


def test_names_that_differ_do_not_clash() -> None:
    """Files of one folder and folders with other names are fine together."""
    assert clash(["a/b.md", "a/c.md", "b/a.md", "pack.yaml"]) is None
    assert opening.PACK.total == bundles.LARGEST_PACK
