"""What authors in a hurry write: one defect each, found at its line, with a sentence that says how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.packs.checking import check
from tests.packs.conftest import MANIFEST, PackMaker

NUMERIC = """\
- id: growth
  kind: numeric
  level: entry
  given:
    rate: {choose: [0.02, 0.03, 0.05]}
    n: {choose: [2, 3, 4, 5]}
  program: |
    factor = 1 + rate
    value = 100*factor**n
  prompt: |
    100 grow at @{rate} for @{n} years. To what?
  precision: 2 places
  ask: [value]
  mistakes:
    - part: value
      value: 100*(1 + rate*n)
      says: That is without interest on interest.
"""
CHOICE = """\
- id: noble
  kind: choice
  level: entry
  prompt: Which is noble?
  options:
    - {right: neon, says: Its shell is full.}
    - {wrong: iron}
"""
ORDER = """\
- id: steps
  kind: order
  level: entry
  prompt: Put them in order.
  lines:
    - {id: a, text: First}
    - {id: b, text: Then, after: [a]}
"""
MATCH = """\
- id: symbols
  kind: match
  level: entry
  columns: [metal, symbol]
  rows:
    - [iron, Fe]
    - [gold, Au]
"""
DERIVE = """\
- id: square
  kind: derive
  level: entry
  given:
    x: {domain: real}
  program: |
    y = x**2
    d = grad(y, x)
  prompt: Derive $x^2$.
  ask: [d]
  mistakes:
    - {part: d, value: x, says: The exponent comes down.}
"""
RECALL = """\
- id: water
  kind: recall
  level: entry
  prompt: What is water?
  answer: A molecule of three atoms.
"""
CARDS = """\
---
level: entry
---

<!-- id: water -->
Q: What is water?
A: A molecule of three atoms.
"""

# The good text, what is taken away, what stands there instead; line, weight, words of the finding and of how to mend it.
SLOPPY = {
    "a name without braces": (
        NUMERIC,
        "@{rate} for @{n}",
        "@{rate} and @rate for @{n}",
        11,
        "warning",
        "@rate shows",
        "@{rate}",
    ),
    "a name nearer than an op": (
        NUMERIC,
        "@{n}",
        "@{nn}",
        11,
        "error",
        "“nn” is not known",
        "names are drawn",
    ),
    "a program without its bar": (NUMERIC, "program: |", "program:", 8, "error", "became one", "program: |"),
    "numbers in quotes": (
        NUMERIC,
        "[0.02, 0.03, 0.05]",
        '["0.02", 0.03, 0.05]',
        5,
        "error",
        "a number",
        "without quotes: 0.02",
    ),
    "a decimal comma": (NUMERIC, "[0.02, 0.03, 0.05]", "[1; 2]", 5, "error", "a number", "has a point"),
    "per cent": (NUMERIC, "{choose: [0.02, 0.03, 0.05]}", "2 %", 5, "error", "rate should be", "0.02"),
    "limits the wrong way round": (
        NUMERIC,
        "choose: [2, 3, 4, 5]",
        "from: 5, to: 2, step: 1",
        6,
        "error",
        "“to” is below",
        "Correct this draw",
    ),
    "whole numbers that are none": (
        NUMERIC,
        "choose: [2, 3, 4, 5]",
        "integers: [1, 2.5]",
        6,
        "error",
        "two whole numbers",
        "Correct this draw",
    ),
    "two conditions in one": (
        NUMERIC,
        "  prompt",
        "  require:\n    - n > 2, rate > 0\n  prompt",
        11,
        "error",
        "“,”",
        "one condition an item",
    ),
    "a condition without a list": (
        NUMERIC,
        "  prompt",
        "  require: n > 2\n  prompt",
        10,
        "error",
        "a list of a condition",
        "[n > 2]",
    ),
    "one mistake without a dash": (
        NUMERIC,
        "    - part: value\n      value: 100*(1 + rate*n)\n      says",
        "    part: value\n    value: 100*(1 + rate*n)\n    says",
        15,
        "error",
        "a list of a mistake",
        "“- part: …”",
    ),
    "what is given is asked": (
        NUMERIC,
        "ask: [value]",
        "ask: [value, n]",
        13,
        "warning",
        "n is given",
        "computed from it",
    ),
    "a mistake that is right": (
        NUMERIC,
        "100*(1 + rate*n)",
        "factor**n*100",
        15,
        "warning",
        "is no mistake",
        "delete it",
    ),
    "a precision in words": (
        NUMERIC,
        "2 places",
        "two places",
        12,
        "error",
        "is not a precision.",
        "Write 3 figures, 2 places",
    ),
    "another program's key": (
        NUMERIC,
        "precision: 2 places",
        "tolerance: 2 places",
        12,
        "error",
        "tolerance is not a key",
        "precision?",
    ),
    "another word for a kind": (
        NUMERIC,
        "kind: numeric",
        "type: numeric",
        2,
        "error",
        "type is not a key",
        "kind?",
    ),
    "an id in words": (
        NUMERIC,
        "id: growth",
        "id: Growth of Money",
        1,
        "error",
        "id should be",
        "growth-of-money",
    ),
    "options as words": (
        CHOICE,
        "- {wrong: iron}",
        "- {wrong: iron}\n    - lead",
        8,
        "error",
        "an option",
        "“right: …” or “wrong: …”",
    ),
    "an answer beside the options": (
        CHOICE,
        "  prompt",
        "  answer: neon\n  prompt",
        4,
        "error",
        "answer is not a key",
        "- right:",
    ),
    "a tag per comma": (
        CHOICE,
        "  prompt",
        "  tags: gas, noble\n  prompt",
        4,
        "error",
        "tags should be a list",
        "[gas, noble]",
    ),
    "a hint without a list": (
        CHOICE,
        "  prompt",
        "  hints: Think of the shell.\n  prompt",
        4,
        "error",
        "hints should be a list",
        "with a dash",
    ),
    "a line as a word": (
        ORDER,
        "- {id: a",
        "- Nothing\n    - {id: a",
        6,
        "error",
        "should be a line",
        "{id: …, text: …}",
    ),
    "no order at all": (ORDER, ", after: [a]", "", 5, "error", "any order would be right", "after"),
    "a row twice": (MATCH, "gold", "iron", 7, "error", "“iron”", "a name of its own"),
    "a column twice": (MATCH, "symbol]", "metal]", 4, "error", "“metal”", "a name of its own"),
    "a derivative as a fraction": (DERIVE, "grad(y, x)", "dy/x", 8, "error", "dy is neither", "grad("),
    "a domain that is none": (DERIVE, "{domain: real}", "real", 5, "error", "x should be", "{domain: real}"),
    "nothing left to derive": (
        DERIVE,
        "{domain: real}",
        "{choose: [1, 2]}",
        4,
        "error",
        "no formula is left",
        "{domain: real}",
    ),
    "a derived mistake that is right": (
        DERIVE,
        "value: x,",
        "value: x + x,",
        12,
        "warning",
        "is no mistake",
        "delete it",
    ),
    "HTML": (RECALL, "A molecule", "A<br>molecule", 5, "warning", "<br> is shown", "Markdown"),
    "LaTeX's own brackets": (
        RECALL,
        "What is water?",
        r"What is \(H_2O\)?",
        4,
        "warning",
        r"\( is shown",
        "dollar signs",
    ),
    "a slip of a program that is none": (
        RECALL,
        "- id",
        "- {id: bug, kind: bug, level: entry, prompt: Which line?, from: water}\n- id",
        1,
        "error",
        "no program",
        "that has a program",
    ),
    "a card in small letters": (CARDS, "Q: What", "q: Who?\n\nQ: What", 6, "warning", "is no card", "“Q: ”"),
    "a card in a list": (CARDS, "<!-- id", "- Q: Who?\n\n<!-- id", 5, "warning", "is no card", "“Q: ”"),
    "a comment left open": (CARDS, "water -->", "water", 5, "error", "not closed", "-->"),
    "front matter left open": (CARDS, "entry\n---", "entry", 1, "error", "not closed", "---"),
}


@pytest.mark.parametrize("name", SLOPPY)
def test_a_slip_is_told_where_it_is(make_pack: PackMaker, name: str) -> None:
    """First of all that is told, if not alone."""
    good, old, new, line, severity, what, mend = SLOPPY[name]
    assert old in good
    text = good.replace(old, new, 1)
    root = make_pack(**{"q_md" if good is CARDS else "q_yaml": text})
    first = check(root, instances=20).problems[0]
    assert (first.place.line, first.severity) == (line, severity), str(first)
    assert what in first.what
    assert mend in first.mend


@pytest.mark.parametrize("good", [NUMERIC, CHOICE, ORDER, MATCH, DERIVE, RECALL, CARDS])
def test_without_the_slip_nothing_is_told(make_pack: PackMaker, good: str) -> None:
    """Each text is good but for what is changed in it."""
    root = make_pack(**{"q_md" if good is CARDS else "q_yaml": good})
    assert [str(one) for one in check(root, instances=20).problems] == []


@pytest.mark.parametrize(
    ("manifest", "line", "what", "mend"),
    [
        ("", 1, "pack.yaml is empty", "id, title and version"),
        (f"{MANIFEST}license: MIT\n", 4, "license", "licence?"),
        (f"{MANIFEST}author: Me\n", 4, "author", "authors?"),
        (f"{MANIFEST}authors: Me\n", 4, "a list", "[Me]"),
        (MANIFEST.replace("title", "name"), 2, "name is not a key", "title?"),
        (f"{MANIFEST}questions:\n- id: q\n", 4, "questions is not a key", "a file of their own"),
        (MANIFEST.replace("tried", "化学"), 1, "id should be", "weighted-sum"),
    ],
)
def test_a_slip_in_what_a_pack_says_of_itself(
    make_pack: PackMaker, manifest: str, line: int, what: str, mend: str
) -> None:
    """It is told once, at its line."""
    (only,) = check(make_pack(manifest=manifest, q_yaml=RECALL)).problems
    assert (Path(only.place.file).name, only.place.line) == ("pack.yaml", line)
    assert what in only.what
    assert mend in only.mend


def test_a_pack_without_questions_says_which_files_are_read(make_pack: PackMaker) -> None:
    """A text file or a JSON file is none of them."""
    (only,) = check(make_pack(q_txt="Q: What?\nA: That.\n")).problems
    assert (only.severity, ".yaml or .md" in only.mend) == ("warning", True)


def test_a_name_given_badly_is_a_name_all_the_same(make_pack: PackMaker) -> None:
    """One finding, and none about the program that uses it."""
    text = NUMERIC.replace("rate", "sigma").replace("{choose: [0.02, 0.03, 0.05]}", "{choose: 0.02}")
    assert [one.place.line for one in check(make_pack(q_yaml=text)).problems] == [5]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("ä: Ü\nö".encode("latin-1"), 1, "not UTF-8"),
        (RECALL.encode("utf-16"), 1, "UTF-16"),
        (b"a: b\nc\xff", 2, "not UTF-8"),
    ],
)
def test_another_encoding_is_named_at_its_line(
    make_pack: PackMaker, content: bytes, line: int, words: str
) -> None:
    """Rather than by a byte's number."""
    root = make_pack(a_yaml=RECALL)
    (root / "b.yaml").write_bytes(content)
    (only,) = check(root).problems
    assert (only.place.line, words in only.what, "UTF-8" in only.mend) == (line, True, True)
