"""Packs from strangers: what is in them is refused or shown as text, whatever it is and wherever it stands."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from quizapp.cli.output import shown
from quizapp.packs.checking import check
from quizapp.questions.model import KINDS
from quizapp.sessions.previewing import Preview
from tests.packs.test_json_schema import STARTER_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.packs.conftest import PackMaker

MARKUP = "[bold red]x[/] [@click=app.quit]y[/] <b>z</b>"
ESCAPES = "\x1b[31mred\x1b]0;title\x07\x9b2J"
BY_KIND = {one["kind"]: one for one in STARTER_QUESTIONS}


def texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each text within a value."""
    if isinstance(value, str):
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from texts(one, (*path, key))


def spoilt(question: dict[str, Any], path: tuple[Any, ...], text: str) -> dict[str, Any]:
    """Return a question with another text in one place."""
    question = copy.deepcopy(question)
    holder: Any = question
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = text
    return question


@pytest.mark.parametrize("kind", sorted(BY_KIND))
@pytest.mark.parametrize("text", [MARKUP, ESCAPES], ids=["markup", "escapes"])
def test_any_text_field_is_refused_or_text(make_pack: PackMaker, kind: str, text: str) -> None:
    """Nothing raises, and no finding carries what would move a cursor."""
    question = BY_KIND[kind]
    others = [one for one in STARTER_QUESTIONS if one["id"] == question.get("from")]
    for number, path in enumerate(texts(question)):
        pack = make_pack(f"{kind}{number}", q_yaml=json.dumps([spoilt(question, path, text), *others]))
        report = check(pack)
        for problem in report.problems:
            line = shown(str(problem), _Terminal())  # type: ignore[arg-type] - only its encoding is asked for
            assert not {"\x1b", "\x07", "\x9b"} & set(line)
        if text is ESCAPES:
            assert not report.is_clean


class _Terminal:
    """A terminal that carries every character."""

    encoding = "utf-8"


def test_a_hostile_pack_can_be_previewed(make_pack: PackMaker) -> None:
    """Its rows are there, with what is wrong."""
    questions = [{**one, "id": f"q{number}", "prompt": MARKUP} for number, one in enumerate(BY_KIND.values())]
    book = Preview(make_pack(q_yaml=json.dumps(questions)))
    shown_pack = book.read()
    assert len(shown_pack.rows) >= len(questions)
    assert set(BY_KIND) <= set(KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "- {id: q, kind: numeric, level: mid, given: {x: "
        + "9" * 50_000
        + "}, program: 'a = x', prompt: x, ask: [a]}\n",
        "- !!python/object/apply:os.system ['echo']\n",
        "- {id: &a [*a]}\n",
        "- " + "[" * 5_000 + "\n",
        "- " + "{a: " * 5_000 + "\n",
        "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n",
        "- {id: q, kind: numeric, level: mid, prompt: x, program: 'a = " + "(" * 3_000 + "', ask: [a]}\n",
        "- {id: q, kind: numeric, level: mid, prompt: x, program: 'a = 9**9**9**9', ask: [a]}\n",
        "- {id: q, kind: numeric, level: mid, given: {x: {normal: [0, 1], shape: [9999, 9999]}}, "
        "program: 'a = sum(x)', prompt: x, ask: [a]}\n",
        "- {id: q, kind: recall, level: mid, prompt: '$" + "{" * 3_000 + "$', answer: a}\n",
        *(
            f"- {{id: q, kind: numeric, level: mid, given: {{x: {draw}}}, program: 'a = x', prompt: '@{{x}}', ask: [a]}}\n"
            for draw in (
                "{from: 0, to: 1e12, step: 1e-12}",
                "{integers: [0, 1e300]}",
                "{uniform: [-1e300, 1e300]}",
            )
        ),
        "- id: q\n  kind: numeric\n  level: mid\n  given: {x: {choose: [1, 2]}}\n  program: |\n    a0 = x\n"
        + "".join(f"    a{n} = sin(grad(a{n - 1}**2, x))*x\n" for n in range(1, 14))
        + "  prompt: x\n  ask: [a13]\n",
    ],
    ids=[
        "digits",
        "tag",
        "self",
        "lists",
        "mappings",
        "bomb",
        "brackets",
        "powers",
        "array",
        "formula",
        "steps",
        "whole",
        "between",
        "grads",
    ],
)
def test_what_would_exhaust_the_machine_is_a_finding(make_pack: PackMaker, text: str) -> None:
    """Refused in words, at once."""
    report = check(make_pack(q_yaml=text), instances=1)
    assert not report.is_clean
    assert all(problem.what for problem in report.problems)


def test_a_cloze_of_very_many_blanks_is_refused(make_pack: PackMaker) -> None:
    """Each would be a question with the whole text in it."""
    text = "[x] " * 2_000
    item = f"- {{id: b, kind: cloze, level: mid, prompt: '{text}'}}\n"
    found = check(make_pack(c_md=f"<!-- id: a -->\nC: {text}\n", q_yaml=item))
    assert found.pack.questions == ()
    assert [("2000 blanks" in one.what, bool(one.mend)) for one in found.problems] == [(True, True)] * 2
