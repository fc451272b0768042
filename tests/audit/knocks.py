"""Two hundred more hostile texts, each at every door where a person or a pack may bring text.

``tests.audit.hostile`` knocks at the language; here it is the answer field of each kind, the words of a command, a
search, the settings file and the texts of a pack. ``python -m tests.audit.knocks [EVERY]`` prints what was seen.
"""

# ruff: noqa: E501  the texts are as long as they are
from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import tempfile
import time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.audit.hostile import megabytes, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_WORK = 50.0  # milliseconds of one refusal
FIELDS = {
    "numeric": ("losses:loss-of-loud-logits", ""),
    "trace": ("activations:tanh-then-sigmoid", ""),
    "array": ("backpropagation:batch-of-two-softmax", "dW2"),
    "choice": ("activations:what-breaks-linearity", ""),
    "order": ("backpropagation:training-step-in-order", ""),
    "line": ("backpropagation:wrong-line-in-two-layers", "line"),
    "fix": ("backpropagation:wrong-line-in-two-layers", "fix"),
    "derive": ("backpropagation:two-layer-backprop", "dW2"),
    "match": ("activations:recite-pointwise-activations", ""),
    "cloze": ("activations:sigmoid-facts#1", ""),
    "open": ("activations:explain-why-nonlinear", ""),
    "diagnose": ("diagnosis:which-of-six-curves", ""),
}


def _repeated() -> Iterator[str]:
    """What a reader that looks ahead pays for: openings without ends, separators without entries, many names."""
    for piece in ("(", "[", "{", "[[", "1,", "1;", ";", ",", " ", "\t", "\n", "|", "||", "'", "\"", "`", "$", "$$", "\\", "\\(", "\\[", "{}", "()",
                  "\\frac", "\\frac{", "^{", "_{", "_", "^", "-", "--", "+-", "1e", "1.", "1 ", "e", "x_", "ᵀ", "²", "½", "·", "√", "%", "&",
                  "\\\\", "=", "==", "a=", "σ", "\u0302", "[…]", "![", "](", "@{", "}}", "*", "**", "~~", "<b>", "&amp;", "1e9 "):  # fmt: skip
        yield piece * 3_000
    for piece in (
        "sin(",
        "1/(1+",
        "\\sqrt{",
        "\\left(",
        "[1,",
        "X.T@(",
        "-(",
        "|x|+",
        "np.array([",
        "\\begin{bmatrix}",
        "2**(",
        "relu(",
    ):
        yield piece * 900


def _numbers() -> Iterator[str]:
    """Numbers that no float holds, that grow, or that a careless pattern reads for ever."""
    yield from (
        "1e999999999", "-1e999999999", "1e-999999999", "9" * 400, "0." + "0" * 5_000 + "1", "1" + "0" * 9_000, "1,000," * 900, "1 000 " * 900,
        "9**9**9**9", "((9**9)**9999)**9999", "2^2^2^2^2^2^2", "exp(exp(exp(9)))", "exp(9)^exp(9)^exp(9)", "sqrt(" * 90 + "2" + ")" * 90,
        "1/0", "0/0", "log(0)", "0^-1", "(-1)^0.5", "1e308*1e308", "1e-308/1e308", "inf", "-inf", "nan", "Infinity", "∞", "1_000_000", "0x1F", "0b11",
        "0o7", "1j", "3+4j", "1e1.5", "1..2", "1.2.3", "1e--5", "1e+-5", "٣٫١٤", "１２", "𝟏𝟐", "1\u200b2", "1\u00ad2", "1\u202e2", "½½", "²", "10⁹⁹⁹⁹⁹",
        "50%%", "%50", "1/2/3/4/5%", "1÷0", "√-1", "|1", "5!", "100!", "1:2:3", "1;2", "[[[[[1]]]]]", "[1,[2,[3]]]", "[[1,2],[3]]", "1 2 3 4 5 6 7 8 9",
        "[" + "1," * 9_000 + "1]", "[[" + "1," * 4_000 + "1]]", "\n".join(["1 2"] * 4_000), "array([" + "[1]," * 2_000 + "])", "1e5" * 2_000,
    )  # fmt: skip


def _words() -> Iterator[str]:
    """Code, markup, paths, terminals' own language, and words of no tongue."""
    yield from (
        "__import__('os').system('x')", "eval('1')", "exec(x)", "lambda: 0", "[x for x in y]", "f'{x}'", "(x := 1)", "x if y else z", "print(x)", "x.__class__",
        "().__class__.__mro__", "X.T.__reduce__()", "getattr(x, 'y')", "open('/etc/passwd')", "import os", "while 1: pass", "def f(): pass", "@x", "x;y", "del x",
        "$(id)", "`id`", "; id", "| id", "&& id", "> /tmp/x", "../../../../etc/passwd", "/dev/zero", "@/etc/passwd", "file:///etc/passwd", "http://localhost", "%s%s%s%n",
        "{0.__class__}", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "<img src=x onerror=y>", "[link](javascript:x)", "![x](file:///etc/passwd)", "[bold red]x[/]",
        "[@click=app.quit]x[/]", "\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "\x00", "\r\x1b[2K", "\u202eabc", "\ufeffx", "\ud7ff", "a\u0300" * 900, "\U0001f600" * 900, "Ω" * 3_000,
        "' OR 1=1 --", "'; DROP TABLE review; --", "\" OR \"\"=\"", "NULL", "None", "True", "undefined", "[object Object]", "!!python/object/apply:os.system [x]", "*a", "&a [*a]",
        "<<: *x", "? x", "- - - - x", "{a: &a [*a, *a]}", "\\input{/etc/passwd}", "\\write18{id}", "\\def\\x{\\x\\x}\\x", "\\csname x\\endcsname", "\\begin{document}", "\\catcode`\\@=11",
        "\\newcommand{\\a}{\\a\\a}", "x" * 20_000, "x " * 9_000, "é" * 9_000, "dim=" * 500, "softmax(Z1, axis=1)", "zeros(10**9)", "pad(X, [99999999, 0])", "one_hot(1, 999999999)",
        "reshape(X, to=[99999, 99999])", "X**X**X", "X@X@X@X", "grad(L, W1)", "relu'''''''(z)", "X[999999999999]", "X[::2]", "X[-1:]", "T", ".T", "X.T.T.T.T.T.T.T.T", "σ" * 400, "а + о", "Χ@Υ",
    )  # fmt: skip


TEXTS: tuple[str, ...] = tuple(dict.fromkeys((*_repeated(), *_numbers(), *_words())))


@cache
def _instance(question_id: str) -> Any:
    from quizapp import questions  # noqa: PLC0415
    from tests.audit.bundled import find  # noqa: PLC0415

    return questions.instance(find(question_id), 1)


def _at_field(field: str, text: str) -> str:
    """Type a text into a field; return what is said of it."""
    from quizapp import questions  # noqa: PLC0415
    from quizapp.questions.expressions import preview  # noqa: PLC0415
    from quizapp.questions.model import Answer  # noqa: PLC0415

    question, name = FIELDS[field]
    instance = _instance(question)
    part = next((one for one in instance.parts if one.name == name), instance.parts[0])
    verdict = questions.judge(instance, Answer({part.name: text}))
    if part.form == "expression":
        preview(part, text)
    if verdict.word == "correct":
        raise LetInError
    said = verdict.parts[part.name]
    return said.message or f"it is {said.word}"


class LetInError(Exception):
    """A door let something in that it should refuse."""


def _at_command(*words: str) -> str:
    from quizapp.__main__ import main  # noqa: PLC0415

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    said = err.getvalue() or out.getvalue() or f"ended with {code}"
    if re.search("[\x00-\x08\x0b-\x1f\x7f\x9b\u202e]", said):
        raise LetInError
    return said


def _at_settings(text: str) -> str:
    from quizapp.settings import read  # noqa: PLC0415

    _, problems = read(f"retention = {text}\n{text} = 1\n[{text}]\n")
    if not problems:
        raise LetInError
    return " ".join(problems)[:3_000]


def _at_pack(text: str) -> str:
    """Write a pack whose every text is this, and check it."""
    question = {
        "id": "q",
        "kind": "cloze",
        "level": "mid",
        "covers": ["los.bce"],
        "text": text,
        "prompt": text,
        "hints": [text],
        "solution": text,
    }
    card = {"id": text[:200], "kind": text[:200], "level": "mid", "prompt": text}
    folder = Path(tempfile.gettempdir()) / "quizapp-knocks"
    folder.mkdir(exist_ok=True)
    (folder / "q.yaml").write_text(json.dumps([question, card]), encoding="utf-8")
    return _at_command("pack", "check", str(folder))


DOORS: dict[str, Callable[[str], str]] = {
    **{name: partial(_at_field, name) for name in FIELDS},
    "show": lambda text: _at_command("show", "--", text),
    "answer": lambda text: _at_command("answer", "--", text, text),
    "calc": lambda text: _at_command("calc", "--", text),
    "calc's value": lambda text: _at_command("calc", "--", "x + 1", f"x={text}"),
    "find": lambda text: _at_command("find", "--", text),
    "command": _at_command,
    "settings": _at_settings,
    "pack": _at_pack,
}


def knocked(every: int = 1, doors: tuple[str, ...] = ()) -> dict[str, Any]:
    """Knock with every text (or one in so many, another for each door) and say what was seen."""
    found: dict[str, Any] = {"knocks": 0, "slowest": [], "raised": [], "let in": [], "silent": []}
    slowest: list[tuple[float, str, str]] = []
    for name in doors or DOORS:
        with contextlib.suppress(Exception):
            DOORS[name]("x +")  # what loads on first use is loaded
    seen, before = watching(str(Path(tempfile.gettempdir()) / "quizapp-knocks")), megabytes()
    for number, (name, door) in enumerate(DOORS.items()):
        if doors and name not in doors:
            continue
        for text in TEXTS[number % every :: every]:
            found["knocks"] += 1
            start = time.process_time()
            try:
                said = door(text)
            except LetInError:
                found["let in"].append(f"{name}: {text[:50]!r}")
                continue
            except Exception as error:
                found["raised"].append(f"{name}: {text[:50]!r}: {type(error).__name__}: {str(error)[:80]}")
                continue
            slowest.append((round(1e3 * (time.process_time() - start), 1), name, text[:40]))
            if not said.strip() or len(said) > 6_000:
                found["silent"].append(f"{name}: {text[:50]!r}: {len(said)}")
    return {
        **found,
        "slowest": sorted(slowest, reverse=True)[:25],
        "events": seen[:20],
        "growth": megabytes() - before,
    }


if __name__ == "__main__":
    json.dump(knocked(*map(int, sys.argv[1:2]), tuple(sys.argv[2:])), sys.stdout, indent=1)
