r"""GIFT, the plain-text format of Moodle: ``::title:: text {=right ~wrong #why}``, numbers as ``{#3.14:0.01}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from quizapp.packs.archives.bundle import read_regular
from quizapp.packs.importing import quizzes
from quizapp.packs.importing.html_text import to_markdown
from quizapp.packs.importing.identities import Ids, tags_of
from quizapp.packs.importing.notes import ForeignError, Note, Reading
from quizapp.packs.importing.plain import first_words, plain
from quizapp.packs.importing.quizzes import Option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quizapp.questions.model import Json

LARGEST = 20_000_000  # bytes
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_HELD = re.compile("[\ue020-\ue02f]")
_LETTERS = "~=#{}:\\n"
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]\s*", re.IGNORECASE)
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,6})?)%")
_TRUTH = re.compile(r"(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#([^#]*))?", re.IGNORECASE)
_ANSWER = re.compile(r"([=~])([^=~]*)")


class _Block(NamedTuple):
    """The lines of one question."""

    text: str
    number: int


def read_gift(path: Path) -> Reading:
    """Read a file of questions; raises ForeignError where it is no text."""
    try:
        text = plain(read_regular(path, path.name, LARGEST).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ForeignError(
            f"{path.name} is not UTF-8 text: byte {error.start} does not fit. Save it as UTF-8."
        ) from error
    reader = _Gift(path)
    for block in _blocks(text):
        reader.take(block)
    return reader.reading


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the questions: they stand between empty lines; lines that begin with // are comments."""
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip().startswith("//"):
            continue
        if line.strip() and (line.startswith("$CATEGORY:") or not lines):
            if lines:
                yield _Block("\n".join(lines), start)
            lines, start = [line], number
            if line.startswith("$CATEGORY:"):
                yield _Block(line, number)
                lines = []
        elif line.strip():
            lines.append(line)
        elif lines:
            if _is_open("\n".join(lines)):
                lines.append(line)
                continue
            yield _Block("\n".join(lines), start)
            lines = []
    if lines:
        yield _Block("\n".join(lines), start)


def _is_open(text: str) -> bool:
    """Tell whether the answers have begun and not ended: an empty line within them ends nothing."""
    bare = _ESCAPED.sub("", text)
    return "{" in bare and "}" not in bare[bare.rindex("{") :] and len(text) < 10_000


class _Gift:
    """What was read so far."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.reading = Reading(title=path.stem)
        self.ids = Ids()
        self.category = ""

    def take(self, block: _Block) -> None:
        """Read one question."""
        place = f"{self.name}:{block.number}"
        if block.text.startswith("$CATEGORY:"):
            self.category = (
                block.text.partition(":")[2].strip().removeprefix("$course$").strip("/").removeprefix("top/")
            )
            return
        text = _ESCAPED.sub(
            lambda match: chr(0xE020 + _LETTERS.index(match[1])), _HELD.sub("�", block.text)
        ).strip()
        title = _TITLE.match(text)
        stem = text[title.end() :] if title else text
        before, opened, rest = stem.partition("{")
        answers, closed, after = rest.rpartition("}")
        lost: list[str] = []
        fields = None
        if not opened:
            lost.append("it asks nothing; it is left out")
        elif not closed:
            lost.append("its answers are not closed by “}”; it is left out")
        else:
            fields = self._question(before, answers, after, lost)
        what = first_words(_restored(title[1] if title else stem), 40)
        for one in dict.fromkeys(lost):
            self.reading.lose(place, f"{what}: {one}.")
        if fields is not None:
            name = self.ids.of_text(_restored(title[1]) if title else fields.get("prompt", what))
            tags = tags_of([self.category]) if self.category else []
            self.reading.notes.append(Note(name, {**fields, **({"tags": tags} if tags else {})}, place))

    def _question(self, before: str, answers: str, after: str, lost: list[str]) -> dict[str, Json] | None:
        style = _FORMAT.match(before)
        kind = style[1].casefold() if style else "moodle"
        stem = before[style.end() :] if style else before
        whole = f"{stem.rstrip()} _____ {after.strip()}" if after.strip() else stem
        prompt = _text(whole, kind, lost)
        answers, mark, general = answers.partition("####")
        if mark and not general.strip():
            general = ""
        if not prompt:
            lost.append("it has no text; it is left out")
            return None
        fields = _answered(prompt, answers.strip(), kind, lost)
        if fields is not None and general.strip():
            fields["solution"] = quizzes.untemplated(_text(general, kind, lost), lost)
        return fields


def _text(text: str, kind: str, lost: list[str]) -> str:
    """Return a text of a format as Markdown."""
    restored = _restored(text).strip()
    if kind == "markdown":
        return restored
    found = to_markdown(restored if kind == "html" else restored.replace("\n", "<br>"), dollars=True)
    lost += found.lost
    lost += [f"the picture {name[:60]} is not in the file; it is only named" for name in found.pictures]
    return found.text


def _answered(prompt: str, answers: str, kind: str, lost: list[str]) -> dict[str, Json] | None:
    """Return a question by what stands between its braces."""
    truth = _TRUTH.fullmatch(answers)
    if truth is not None:
        return _true_or_false(prompt, truth, kind, lost)
    if answers.startswith("#"):
        return _number(prompt, answers[1:].strip(), lost)
    found = list(_ANSWER.finditer(answers))
    if not found:
        why = "its answers cannot be read" if answers else "a free text has no answer to compare with"
        lost.append(f"{why}; it is left out")
        return None
    if all(match[1] == "=" and "->" in match[2] for match in found):
        return _matched(prompt, found, kind, lost)
    options = [_option(match, kind, lost) for match in found]
    if "~" not in answers:
        return quizzes.card(prompt, [one.text for one in options if one.share > 0], lost)
    return quizzes.choice(prompt, options, lost)


def _true_or_false(prompt: str, truth: re.Match[str], kind: str, lost: list[str]) -> dict[str, Json] | None:
    """Return a question with two options; what is said to the wrong one comes first."""
    wrong, right = (_text(text or "", kind, lost) for text in (truth[2], truth[3]))
    words = ("True", "False") if truth[1].upper().startswith("T") else ("False", "True")
    return quizzes.choice(prompt, (Option(words[0], 100, right), Option(words[1], 0, wrong)), lost)


def _matched(prompt: str, found: list[re.Match[str]], kind: str, lost: list[str]) -> dict[str, Json] | None:
    pairs = [match[2].partition("#")[0].partition("->") for match in found]
    return quizzes.matching(
        prompt, [(_text(left, kind, lost), _text(right, kind, lost)) for left, _, right in pairs], lost
    )


def _option(match: re.Match[str], kind: str, lost: list[str]) -> Option:
    text, _, says = match[2].partition("#")
    weight = _WEIGHT.search(text)
    share = float(weight[1]) if weight else 100.0 if match[1] == "=" else 0.0
    text = _FORMAT.sub("", _WEIGHT.sub("", text, count=1), count=1)
    return Option(_text(text, kind, lost), share, _text(says, kind, lost))


def _number(prompt: str, answers: str, lost: list[str]) -> dict[str, Json] | None:
    """Return a question for a number: ``3:0.1``, ``1..5``, or several with weights, of which the best counts."""
    several = (
        [match[2] for match in _ANSWER.finditer(answers)] if answers.startswith(("=", "~")) else [answers]
    )
    best: tuple[float, str] = (-1.0, "")
    for one in several:
        weight = _WEIGHT.search(one)
        share = float(weight[1]) if weight else 100.0
        best = max(best, (share, _WEIGHT.sub("", one).partition("#")[0].strip()), key=lambda pair: pair[0])
    if len(several) > 1:
        lost.append("only the number with the highest credit counts; the others are left out")
    if any("#" in one for one in several):
        lost.append("what is said to numbers is left out")
    value, tolerance = _range(best[1])
    if value is None:
        lost.append(f"{first_words(_restored(best[1]))} is no number; it is left out")
        return None
    return quizzes.numeric(prompt, value, tolerance, lost)


def _range(text: str) -> tuple[float | None, float]:
    """Return the middle and half the width of what is accepted; None where it is no number."""
    first, mark, last = _restored(text).partition("..")
    low, high = quizzes.number_of(first), quizzes.number_of(last)
    if mark and low is not None and high is not None:
        return (low + high) / 2, abs(high - low) / 2
    first, _, last = _restored(text).partition(":")
    return quizzes.number_of(first), abs(quizzes.number_of(last) or 0.0)


def _restored(text: str) -> str:
    r"""Return a text with the characters that were escaped; ``\n`` is a line end."""
    return _HELD.sub(lambda match: _LETTERS[ord(match[0]) - 0xE020].replace("n", "\n"), text)
