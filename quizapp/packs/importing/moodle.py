"""Moodle's XML: questions with options, numbers, short answers and matching, with their pictures."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from quizapp.packs.archives.bundle import read_regular
from quizapp.packs.importing import quizzes
from quizapp.packs.importing.html_text import to_markdown
from quizapp.packs.importing.identities import Ids, tags_of
from quizapp.packs.importing.notes import ForeignError, Note, Reading
from quizapp.packs.importing.pictures import Pictures
from quizapp.packs.importing.plain import escaped, first_words, plain
from quizapp.packs.importing.quizzes import Option
from quizapp.packs.importing.safe_xml import parse

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.packs.importing.safe_xml import Element
    from quizapp.questions.model import Json

LARGEST = 64_000_000  # bytes
_PLUGIN = "@@PLUGINFILE@@/"


def read_moodle(path: Path) -> Reading:
    """Read a file of questions; raises ForeignError where it is not Moodle's, or not safe."""
    root = parse(read_regular(path, path.name, LARGEST), path.name)
    if root.name != "quiz":
        raise ForeignError(
            f"{path.name} is not Moodle's: it begins with <{first_words(root.name)}>, not <quiz>."
        )
    reader = _Moodle(path)
    for question in root.all("question"):
        reader.take(question)
    return reader.reading


class _Moodle:
    """What was read so far."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.reading = Reading(title=path.stem)
        self.pictures = Pictures(self.reading)
        self.ids = Ids()
        self.category = ""
        self.place = ""
        self.lost: list[str] = []

    def take(self, question: Element) -> None:
        """Read one question."""
        kind = question.attributes.get("type", "")
        if kind == "category":
            self.category = (
                plain(question.said("category", "text")).removeprefix("$course$/").removeprefix("top/")
            )
            return
        self.place, self.lost = f"{self.name}:{question.line}", []
        title = first_words(question.said("name", "text") or question.said("questiontext", "text"), 40)
        prompt = self._text(question.find("questiontext"))
        reader = getattr(self, f"_{kind}", None) if kind in _KINDS else None
        fields: dict[str, Json] | None = None
        if reader is None:
            self.lost.append(f"questions of type {first_words(kind)} are not read; it is left out")
        elif not prompt:
            self.lost.append("it has no text; it is left out")
        else:
            fields = reader(question, prompt)
        for what in dict.fromkeys(self.lost):
            self.reading.lose(self.place, f"{title}: {what}.")
        if fields is not None:
            self._add(question, title, {**fields, **self._more(question)})

    def _add(self, question: Element, title: str, fields: dict[str, Json]) -> None:
        number = question.said("idnumber").casefold()
        name = (self.ids.given(number) if number else None) or self.ids.of_text(title)
        self.reading.notes.append(Note(name, fields, self.place))

    def _more(self, question: Element) -> dict[str, Json]:
        words = [one.said("text") for tags in question.all("tags") for one in tags.all("tag")]
        tags = tags_of([*map(plain, words), *([self.category] if self.category else [])])
        hints = [text for text in map(self._safe, question.all("hint")) if text]
        solution = self._safe(question.find("generalfeedback"))
        found: dict[str, Json] = {"tags": tags, "hints": hints, "solution": solution}
        return {key: value for key, value in found.items() if value}

    # Kinds

    def _multichoice(self, question: Element, prompt: str) -> dict[str, Json] | None:
        return quizzes.choice(prompt, self._options(question), self.lost)

    def _truefalse(self, question: Element, prompt: str) -> dict[str, Json] | None:
        found = [Option(one.text.capitalize(), one.share, one.says) for one in self._options(question)]
        return quizzes.choice(prompt, found, self.lost)

    def _shortanswer(self, question: Element, prompt: str) -> dict[str, Json] | None:
        return quizzes.card(prompt, [one.text for one in self._options(question) if one.share > 0], self.lost)

    def _numerical(self, question: Element, prompt: str) -> dict[str, Json] | None:
        answers = sorted(question.all("answer"), key=_share, reverse=True)
        if len(answers) > 1:
            self.lost.append("only the number with the highest credit counts; the others are left out")
        if any(one.said("feedback", "text") for one in answers):
            self.lost.append("what is said to numbers is left out")
        if question.find("units") is not None or (
            question.find("unitgradingtype") is not None and question.said("unitgradingtype") not in {"", "0"}
        ):
            self.lost.append("units are left out")
        value = quizzes.number_of(answers[0].said("text")) if answers else None
        if value is None or _share(answers[0]) <= 0:
            self.lost.append("it has no number that is right; it is left out")
            return None
        tolerance = quizzes.number_of(answers[0].said("tolerance")) or 0.0
        return quizzes.numeric(prompt, value, abs(tolerance), self.lost)

    def _matching(self, question: Element, prompt: str) -> dict[str, Json] | None:
        pairs = [
            (self._text(one), self._plain(one.said("answer", "text"))) for one in question.all("subquestion")
        ]
        return quizzes.matching(prompt, pairs, self.lost)

    def _options(self, question: Element) -> list[Option]:
        return [
            Option(self._text(one, question), _share(one), self._text(one.find("feedback")))
            for one in question.all("answer")
        ]

    # Texts

    def _safe(self, element: Element | None) -> str:
        return quizzes.untemplated(self._text(element), self.lost)

    def _plain(self, text: str) -> str:
        return escaped(plain(text).strip())

    def _text(self, element: Element | None, parent: Element | None = None) -> str:
        """Return the text of an element as Markdown, its pictures taken out of the file."""
        if element is None:
            return ""
        source = element.said("text").replace(_PLUGIN, "")
        style = element.attributes.get("format", (parent or element).attributes.get("format", "html"))
        if style == "markdown":
            return plain(source).strip()
        if style == "plain_text":
            return self._plain(source)
        found = to_markdown(source, dollars=True, name=self.pictures.name)
        self.lost += found.lost
        files = {one.attributes.get("name", ""): one for one in element.all("file")}
        for name in found.pictures:
            self.pictures.add(name, _decoded(files.get(name)), self.place)
        return found.text


_KINDS = frozenset({"multichoice", "truefalse", "shortanswer", "numerical", "matching"})


def _share(answer: Element) -> float:
    return quizzes.number_of(answer.attributes.get("fraction", "0")) or 0.0


def _decoded(file: Element | None) -> bytes | None:
    """Return the bytes of a file in the document; None where there is none."""
    if file is None or file.attributes.get("encoding", "base64") != "base64":
        return None
    try:
        return base64.b64decode(re.sub(r"\s+", "", file.text), validate=True)
    except (binascii.Error, ValueError):
        return None
