"""A folder to a pack: every file read, every finding kept, a broken question left out and the rest used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.packs import blanks
from quizapp.packs.advice import meant
from quizapp.packs.cards import read_cards, slug
from quizapp.packs.composing import compose, compose_items
from quizapp.packs.drafts import Draft
from quizapp.packs.folders import Finding, pack_files
from quizapp.packs.model import Problem, did_you_mean
from quizapp.packs.schema import KIND, MANIFEST, question_record
from quizapp.packs.tree import File, Mapping, Scalar, open_file
from quizapp.packs.validating import is_bad, read
from quizapp.questions.model import KINDS, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizapp.packs.tree import Node
    from quizapp.packs.types import Record
    from quizapp.questions.model import Json

MANIFEST_NAME = "pack.yaml"


@dataclass(slots=True)
class Source:
    """A pack as it was read: what it says of itself, its questions before they are built, all findings."""

    root: Path
    manifest: dict[str, Json] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    partial: list[Draft] = field(default_factory=list)  # what can be read of questions that cannot be asked
    problems: list[Problem] = field(default_factory=list)
    front_matter: dict[str, Json] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The pack's id; the folder's name where it has none."""
        return str(self.manifest["id"])


def read_pack(path: Path) -> Source:
    """Read a pack's folder, or one file as a pack of its own. Never raises; see ``problems``."""
    source = Source(path)
    findings: list[Finding] = []
    files = list(pack_files(path, findings))
    source.problems.extend(Problem(Place(one.path), one.severity, one.what, one.mend) for one in findings)
    taken: set[str] = set()
    for file_path in files:
        file = open_file(file_path, str(file_path))
        if file_path.suffix == ".md":
            _take_cards(source, file, taken)
        elif file_path.name == MANIFEST_NAME and file_path.parent == path:
            source.manifest = _read_manifest(file)
        elif file_path.name.lower() == MANIFEST_NAME and file_path.parent == path:
            what = f"What a pack says of itself stands in {MANIFEST_NAME}, in small letters."
            file.error(file.place(1), what, f"Rename {file_path.name} to {MANIFEST_NAME}.")
        else:
            drafts = list(_drafts(file))
            source.drafts.extend(draft for draft in drafts if not draft.is_partial)
            source.partial.extend(draft for draft in drafts if draft.is_partial)
        source.problems.extend(file.problems)
    _complete_manifest(source, has_file=path / MANIFEST_NAME in files)
    source.drafts = _without_doubles(source)
    return source


# pack.yaml


def _read_manifest(file: File) -> dict[str, Json]:
    node = compose(file)
    if node is None:
        if not file.problems:
            file.error(file.place(1), f"{MANIFEST_NAME} is empty.", "Write id, title and version into it.")
        return {}
    if not isinstance(node, Mapping):
        file.error(node, f"{MANIFEST_NAME} is a mapping of fields.", "Write “id: …”, “title: …” and so on.")
        return {}
    read(MANIFEST, node, file)
    return _good_fields(MANIFEST, node, file)


def _good_fields(record: Record, node: Mapping, file: File) -> dict[str, Json]:
    """Return the fields that can be used, so that one bad field hides nothing about the others."""
    silent = File(file.name, file.text)
    values = {}
    for key, value in node.items:
        known = record.find(key.text)
        result = None if known is None else read(known.type, value, silent, (key.text,))
        if known is not None and not is_bad(result):
            values[key.text] = result
    return values


def _complete_manifest(source: Source, *, has_file: bool) -> None:
    manifest = {key: value for key, value in source.front_matter.items() if MANIFEST.find(key)}
    manifest.update(source.manifest)
    name = source.root.resolve().stem if source.root.is_file() else source.root.resolve().name
    manifest.setdefault("id", slug(name, words=8))
    manifest.setdefault("title", name)
    source.manifest = manifest
    if not has_file and source.root.is_dir():
        what = f"This folder has no {MANIFEST_NAME}; the pack is called {manifest['id']} after it."
        mend = f"Write {MANIFEST_NAME} with id, title and version."
        source.problems.append(Problem(Place(str(source.root)), "note", what, mend))


# Questions


def _take_cards(source: Source, file: File, taken: set[str]) -> None:
    cards = read_cards(file, taken)
    source.drafts.extend(cards.drafts)
    source.front_matter = {**cards.front_matter, **source.front_matter}


def _drafts(file: File) -> Iterator[Draft]:
    nodes = list(compose_items(file))
    spoilt = [problem.place.line for problem in file.problems]
    last = file.text.count("\n") + 2
    for number, node in enumerate(nodes):
        found = len(file.problems)
        data = _read_question(node, file)
        is_partial = any(problem.severity == "error" for problem in file.problems[found:])
        end = nodes[number + 1].line if number + 1 < len(nodes) else last
        is_spoilt = any(node.line <= line < max(end, node.line + 1) for line in spoilt)
        if isinstance(node, Mapping) and data is not None and not is_spoilt:
            yield Draft(data, file, file.place(node.line, node.column), node, is_partial=is_partial)


def _read_question(node: Node, file: File) -> dict[str, Json] | None:
    """Return the fields of a question, where some are bad the others; nothing where its kind is not known."""
    if not isinstance(node, Mapping):
        file.error(node, "A question is a mapping of fields.", "Begin it with “- id: …”.")
        return None
    kind = node.get("kind")
    if isinstance(kind, Scalar) and kind.text in KINDS:
        record = question_record(kind.text)
        data: dict[str, Json] = read(record, node, file)
        _check_blanks(kind.text, node, file)
        return _good_fields(record, node, file) if is_bad(data) else data
    if kind is None:
        known = question_record(KINDS[0])
        unknown = (key for key, _ in node.items if known.find(key.text) is None)
        other = next((key for key in unknown if meant(key.text, ("kind",))), None)
        if other is not None:
            file.error(other, f"{other.text} is not a key of a question.", "Did you mean kind?", other.text)
        else:
            file.error(node, "kind is missing.", did_you_mean("", KINDS), "kind")
    else:
        read(KIND.type, kind, file, ("kind",))
    return None


def _check_blanks(kind: str, node: Mapping, file: File) -> None:
    prompt = node.get("prompt")
    if kind != "cloze" or not isinstance(prompt, Scalar):
        return
    many = len(blanks.blanks(blanks.split(prompt.text)))
    if not many:
        file.error(prompt, "This cloze has no blank.", "Put what is to be recalled in […].", "prompt")
    elif many > blanks.MOST:
        what = f"This cloze has {many} blanks, each a question of its own; {blanks.MOST} are the most."
        file.error(prompt, what, "Make several of it.", "prompt")


def _without_doubles(source: Source) -> list[Draft]:
    """Return the drafts whose id no other has before them."""
    first: dict[str, Draft] = {}
    for draft in source.drafts:
        earlier = first.setdefault(draft.id, draft)
        if earlier is not draft:
            what = f"The id {draft.id} stands already at {earlier.place}."
            source.problems.append(Problem(draft.place, "error", what, "Give this one another id.", "id"))
    return list(first.values())
