"""Plain data to questions: defaults filled in, the version computed, a cloze taken apart into its blanks."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from quizapp.packs import blanks
from quizapp.questions.model import Ask, AuthorMistake, FollowUp, Place, Precision, Question
from quizapp.questions.precision import DEFAULT, read_precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Json

MINUTES = {
    "recall": 0.3,
    "cloze": 0.3,
    "choice": 0.8,
    "numeric": 1.5,
    "trace": 3.0,
    "derive": 4.0,
    "order": 1.5,
    "match": 4.0,
    "open": 4.0,
    "diagnose": 2.0,
    "bug": 3.0,
    "kata": 10.0,
}
DEFAULT_MINUTES = 2.0  # of a kind that a plug-in adds
_INHERITED = ("level", "given", "experiment", "program", "require")
_COMPUTED = ("given", "experiment", "program", "require", "ask")
_COMPUTED_BY_KIND = {
    "bug": ("source", "lines", "mistakes"),
    "kata": ("function", "reference", "inputs", "train"),
}
_OF_SOURCE = ("given", "program", "mistakes")


def build(data: Mapping[str, Json], pack: str, place: Place) -> tuple[Question, ...]:
    """Return the questions of one prepared entry: one, or one for each blank of a cloze."""
    question = _question(data, pack, f"{pack}:{data['id']}", place)
    return _blanks_of(question) if question.kind == "cloze" else (question,)


def prepared(
    data: Mapping[str, Json], others: Mapping[str, Mapping[str, Json]] = MappingProxyType({})
) -> dict[str, Json]:
    """Return a question's data as it is kept: what only its kind has in ``fields``, its version computed.

    ``others`` are the pack's questions by id: a bug takes the program of one of them.
    """
    from quizapp.packs.schema import KIND_FIELDS  # noqa: PLC0415 - not needed for what comes from the cache

    own = {field.key for field in KIND_FIELDS[data["kind"]]}
    if data["kind"] == "bug" and data.get("from") in others:
        source = others[data["from"]]
        # of a derivation ``require`` bounds the domain; elsewhere it picks the numbers printed, and here are none
        keys = (*_OF_SOURCE, "require") if source["kind"] == "derive" else _OF_SOURCE
        data = {**data, "source": {key: source[key] for key in keys if key in source}}
        own.add("source")
    kept = {key: value for key, value in data.items() if key not in own}
    kept["fields"] = {key: value for key, value in data.items() if key in own}
    kept["version"] = version_of(data)
    if "follow_ups" in data:
        kept["follow_ups"] = [_prepared_follow_up(data, one, others) for one in data["follow_ups"]]
    return kept


def _prepared_follow_up(
    data: Mapping[str, Json], follow_up: Mapping[str, Json], others: Mapping[str, Mapping[str, Json]]
) -> Json:
    """Return a follow-up whose question has what it inherits, unless it has its own."""
    inherited = {key: data[key] for key in _INHERITED if key in data}
    return {**follow_up, "ask": prepared({**inherited, **follow_up["ask"]}, others)}


def version_of(data: Mapping[str, Json]) -> str:
    """Return 12 hex digits of SHA-256 over what decides which numbers are drawn and asked."""
    import hashlib  # noqa: PLC0415 - not needed for what comes from the cache
    import json  # noqa: PLC0415

    keys = (*_COMPUTED, *_COMPUTED_BY_KIND.get(data.get("kind", ""), ()))
    computed = {key: data[key] for key in keys if data.get(key)}
    text = json.dumps(computed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _question(data: Mapping[str, Json], pack: str, full_id: str, place: Place) -> Question:
    kind, get = data["kind"], data.get
    return Question(
        id=full_id,
        kind=kind,
        level=data["level"],
        pack=pack,
        prompt=get("prompt", ""),
        version=data["version"],
        minutes=float(get("minutes", MINUTES.get(kind, DEFAULT_MINUTES))),
        given=get("given", {}),
        experiment=get("experiment", {}),
        program=get("program", ""),
        ask=tuple([_ask(one) for one in get("ask", ())]),
        precision=_precision(data) or DEFAULT,
        mistakes=tuple([AuthorMistake(**mistake) for mistake in get("mistakes", ())]),
        solution=get("solution", ""),
        aliases=tuple([f"{pack}:{alias}" for alias in get("aliases", ())]),
        follow_ups=_follow_ups(data, pack, full_id, place),
        fields=data["fields"],
        place=place,
        covers=tuple(get("covers", ())),
        tags=tuple(get("tags", ())),
        require=tuple(get("require", ())),
        hints=tuple(get("hints", ())),
        sources=tuple(get("sources", ())),
    )


_named = lru_cache(maxsize=1024)(Ask)  # most questions ask for a name and no more, and names are few


def _ask(data: str | Mapping[str, Any]) -> Ask:
    if isinstance(data, str):
        return _named(data)
    return Ask(
        name=data["name"],
        label=data.get("label", ""),
        precision=_precision(data),
        options=tuple(data.get("options", ())),
        texts=data.get("texts", {}),
        points=tuple(data.get("points", ())),
        model=data.get("model", ""),
    )


def _precision(data: Mapping[str, Json]) -> Precision | None:
    return read_precision(data["precision"]) if "precision" in data else None


def _follow_ups(data: Mapping[str, Json], pack: str, full_id: str, place: Place) -> tuple[FollowUp, ...]:
    if "follow_ups" not in data:
        return ()
    return tuple(
        FollowUp(
            when=one["when"],
            point=str(one.get("point", "")),
            ask=_question(one["ask"], pack, f"{full_id}~{number}", place),
        )
        for number, one in enumerate(data["follow_ups"], start=1)
    )


def _blanks_of(question: Question) -> tuple[Question, ...]:
    """Return one question a blank: its prompt has the gap, its answer is what stood there."""
    pieces = blanks.split(question.prompt)
    return tuple(
        replace(
            question,
            id=f"{question.id}#{number}",
            prompt=blanks.with_gap(pieces, number),
            fields={"answer": answer, "whole": blanks.with_answer(pieces, number)},
            aliases=tuple(f"{alias}#{number}" for alias in question.aliases),
            siblings=question.id,
        )
        for number, answer in enumerate(blanks.blanks(pieces), start=1)
    )
