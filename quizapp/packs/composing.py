"""YAML text to a tree, bounded so that no stranger's file can hurt.

The tree is composed here from libyaml's events: PyYAML's own C composer recurses, and a few thousand brackets
end the process. Tags are refused, aliases are bounded, a key twice is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from quizapp.packs.tree import File, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import yaml

    from quizapp.questions.model import Place

Event: TypeAlias = Any  # a yaml.Event; the stubs know no attributes of its kinds

DEEPEST = 40  # nested lists and mappings
MOST_ALIASED = 20_000  # nodes that aliases may repeat in one file

BLOCK_STYLE = "Write it in block style: “key: |”, and the text on the lines below."

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NOT_YAML = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPOILT_COMMAND = re.compile(
    r"\t(?=heta|au\b|anh\b|ext|imes\b|op\b|o\b|ilde\b|frac)|\n(?=abla|u\b|eq?\b|eg\b|ot\b|orm)"
)
_LEFT_OPEN = re.compile(r"flow (?:sequence|mapping)|quoted scalar")
_ITEM = re.compile(r"^- ", re.MULTILINE)


def compose(file: File) -> Node | None:
    """Return the tree of a whole file; None where it is empty or its syntax cannot be read."""
    return _compose_text(file, file.text, 0)


def compose_items(file: File) -> Iterator[Node]:
    """Yield the items of a file that is one list, each on its own where the syntax of one is broken."""
    attempt = File(file.name, file.text)
    tree = _compose_text(attempt, file.text, 0)
    if isinstance(tree, Sequence):
        file.problems.extend(attempt.problems)
        yield from tree.items
    elif tree is not None:
        file.problems.extend(attempt.problems)
        file.error(tree, "A file of questions is a list.", "Begin each question with “- id:” at the margin.")
    elif attempt.problems:
        yield from _compose_one_by_one(file, attempt)


def compose_text(file: File, text: str, line: int) -> Node | None:
    """Return the tree of a part of a file that begins at ``line`` (from 1)."""
    return _compose_text(file, text, line - 1)


def _compose_one_by_one(file: File, whole: File) -> Iterator[Node]:
    starts = [match.start() for match in _ITEM.finditer(file.text)]
    if len(starts) < 2:
        file.problems.extend(whole.problems)
        return
    for start, end in zip(starts, [*starts[1:], len(file.text)], strict=True):
        tree = _compose_text(file, file.text[start:end], file.text.count("\n", 0, start))
        if isinstance(tree, Sequence):
            yield from tree.items


def _compose_text(file: File, text: str, line: int) -> Node | None:
    import yaml  # noqa: PLC0415 - a cached pack needs no YAML

    try:
        _refuse_controls(file, text, line)
        shown = text.replace("\u2028", " ").replace("\u2029", " ")  # line breaks to libyaml and to no editor
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(shown)
        return _Composer(file, loader.get_event, line).document()
    except yaml.MarkedYAMLError as error:
        file.error(*_syntax(file, error, line))
    except yaml.reader.ReaderError as error:
        file.error(
            file.place(line + 1), f"This text has a character that YAML does not allow: {error.reason}."
        )
    except _RefusedError as refusal:
        file.error(*refusal.finding)
    return None


def _refuse_controls(file: File, text: str, line: int) -> None:
    """Refuse control characters and halves of characters, where libyaml would count bytes."""
    match = _NOT_YAML.search(text)
    if match is not None:
        before = text[: match.start()]
        place = file.place(line + before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = f"U+{ord(match.group()):04X}"
        raise _RefusedError(place, f"A control character stands here ({code}).", "Delete it.")


def _syntax(file: File, error: yaml.MarkedYAMLError, line: int) -> tuple[Place, str, str]:
    problem = str(error.problem or error.context or "it cannot be read")
    opened = _LEFT_OPEN.search(error.context or "") is not None and "escape" not in problem
    mark = error.context_mark if opened and error.context_mark else error.problem_mark or error.context_mark
    place = file.place(line + mark.line + 1, mark.column + 1) if mark else file.place(line + 1)
    mend = (
        "" if not opened else "Close the bracket or quote that begins here, or write the text in block style."
    )
    return place, f"This is not YAML: {problem}.", mend or _how_to_mend(problem)


def _how_to_mend(problem: str) -> str:
    if "escape" in problem:
        return f"A backslash in double quotes is an escape. {BLOCK_STYLE}"
    if "mapping values are not allowed" in problem:
        return f"A colon in a sentence ends a key. {BLOCK_STYLE}"
    if "tab" in problem or "cannot start any token" in problem:
        return "Indent with spaces, and quote text that begins with a mark such as @, %, ` or a tab."
    return "Look at the indentation and at brackets and quotes that are not closed."


class _RefusedError(Exception):
    """The file asks for too much; carries the finding."""

    def __init__(self, place: Place, what: str, mend: str) -> None:
        self.finding = (place, what, mend)
        super().__init__(what)


@dataclass(slots=True)
class _Open:
    """A list or mapping not yet closed: its anchor, the key that waits for its value, its size and height."""

    node: Sequence | Mapping
    anchor: str | None
    key: Scalar | None = None
    size: int = 1
    height: int = 1
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Anchored:
    node: Node
    size: int
    height: int


class _Composer:
    """Builds the tree of one document from events, with a stack instead of recursion."""

    def __init__(self, file: File, next_event: Callable[[], Event], line: int) -> None:
        self.file = file
        self.next_event = next_event
        self.line = line + 1
        self.open: list[_Open] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.aliased = 0
        self.root: Node | None = None
        self.mapping_start: type = object
        self.has_escapes = "\\" in file.text

    def document(self) -> Node | None:
        """Return the root of the one document of the file."""
        import yaml  # noqa: PLC0415 - loaded by the caller

        self.mapping_start = yaml.MappingStartEvent
        handlers: dict[type, Callable[[Event], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        while (kind := type(event := self.next_event())) is not yaml.StreamEndEvent:
            handler = handlers.get(kind)
            if handler is not None:
                handler(event)
        return self.root

    def _document(self, event: Event) -> None:
        if self.root is not None:
            raise _RefusedError(self._place(event), "A second document begins here.", "Delete this “---”.")

    def _scalar(self, event: Event) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        mark = event.start_mark
        style = event.style or ""
        node = Scalar(event.value, self.line + mark.line, mark.column + 1, style)
        if style == '"' and self.has_escapes:
            self._refuse_control(node)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(node, 1, 1)
        if not self.open:
            self.root = node
            return
        parent = self.open[
            -1
        ]  # as in _place_in_parent, without what scalars cannot change: most nodes are scalars
        parent.size += 1
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            self._add(parent, parent.key, parent.node, node)

    def _start(self, event: Event) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        if len(self.open) >= DEEPEST:
            what = f"This is nested more than {DEEPEST} deep."
            raise _RefusedError(self._place(event), what, "Write it flatter.")
        mark = event.start_mark
        kind = Mapping if type(event) is self.mapping_start else Sequence
        self.open.append(_Open(kind(self.line + mark.line, mark.column + 1), event.anchor))
        if event.anchor:
            self.anchors[event.anchor] = None

    def _end(self, _event: Event) -> None:
        closed = self.open.pop()
        self._place_in_parent(closed.node, closed.size, closed.height + 1)
        if closed.anchor:
            self.anchors[closed.anchor] = _Anchored(closed.node, closed.size, closed.height + 1)

    def _alias(self, event: Event) -> None:
        target = self.anchors.get(event.anchor)
        if target is None:
            which = "what contains it" if event.anchor in self.anchors else "nothing before it"
            raise _RefusedError(
                self._place(event), f"The alias *{event.anchor} names {which}.", "Write it out."
            )
        self.aliased += target.size
        if self.aliased > MOST_ALIASED or len(self.open) + target.height > DEEPEST:
            raise _RefusedError(self._place(event), "Aliases repeat too much of this file.", "Write it out.")
        self._place_in_parent(target.node, target.size, target.height)

    def _place_in_parent(self, node: Node, size: int, height: int) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.size += size
        parent.height = max(parent.height, height)
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node)
        else:
            self._add(parent, parent.key, parent.node, node)

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self.file.error(
            node, "A key is a word, not a list or a mapping.", "Quote a key that begins with [ or {."
        )
        return Scalar("", node.line, node.column)

    def _add(self, parent: _Open, key: Scalar, mapping: Mapping, value: Node) -> None:
        parent.key = None
        if key.text in parent.names:
            what = f"The key {key.text} stands here a second time."
            self.file.error(key, what, "Keep one of them.", key.text)
            return
        parent.names.add(key.text)
        mapping.items.append((key, value))

    def _refuse_tag(self, event: Event) -> None:
        self.file.error(self._place(event), f"Tags such as {event.tag} are not read.", "Delete it.")

    def _refuse_control(self, node: Scalar) -> None:
        match = _FORBIDDEN.search(node.text) or _SPOILT_COMMAND.search(node.text)
        if match is not None:
            code = f"U+{ord(match.group()):04X}"
            what = f"A backslash in these double quotes became a control character ({code})."
            self.file.error(node, what, BLOCK_STYLE)

    def _place(self, event: Event) -> Place:
        return self.file.place(self.line + event.start_mark.line, event.start_mark.column + 1)
