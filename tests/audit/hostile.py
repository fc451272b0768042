"""Text that means harm, and every door it may knock at; run as a program it watches work, memory, imports and files.

``python -m tests.audit.hostile [EVERY]`` prints one JSON object: the slowest refusals (milliseconds of work), the growth of memory, what was let in.
"""

# ruff: noqa: E501  the texts are as long as they are
from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NAMES = ("z", "x", "X")
_BITS = ("os", "sys", "builtins", "subprocess", "ctypes", "importlib")


def _walks() -> Iterator[str]:
    """Attributes, and what they lead to."""
    for start in ("()", "[]", "''", "1", "x", "z", "X", "(x)", "sin(x)", "[1]", "X.T", "2.5"):
        for path in (
            ".__class__",
            ".__class__.__mro__[1].__subclasses__()",
            ".__init__.__globals__",
            ".__dict__",
        ):
            yield f"{start}{path}"
    for name in (
        "real",
        "imag",
        "dtype",
        "tobytes()",
        "tofile(x)",
        "ctypes",
        "base",
        "format(x)",
        "__reduce_ex__(2)",
    ):
        yield f"X.{name}"
        yield f"(z + 1).{name}"


def _calls() -> Iterator[str]:
    """Calls of what is no op, and strings in calls of what is one."""
    for name in ("eval", "exec", "compile", "open", "input", "getattr", "setattr", "vars", "dir", "type", "globals",
                 "locals", "breakpoint", "memoryview", "__import__", "exit", "help", "id", "hash", "print", "super",
                 "zeros", "ones", "arange", "linspace", "empty", "full", "eye", "range", "factorial", "gamma", "comb",
                 "system", "fromfile", "save", "loads", "sympify", "S", "Symbol", "Integral", "Function", "lambdify"):  # fmt: skip
        yield f"{name}(10**9)"
        yield f"{name}('x')"
    for op in ("sin", "exp", "relu", "sum", "softmax", "log", "sqrt", "where"):
        yield f"{op}('2+2')"
        yield f"{op}(\"__import__('os').system('x')\")"
        yield f"{op}(`id`)"
        yield f"{op}(b'x')"
    for name in _BITS:
        yield f"import {name}"
        yield f"__import__('{name}')"
        yield f"{name}.system('x')"
        yield f"from {name} import *"


def _python() -> Iterator[str]:
    """Pieces of a language that this is not."""
    yield from (
        "lambda: 0", "lambda x: x", "(lambda: 1)()", "(lambda f: f(f))(lambda f: f(f))", "[i for i in x]", "{i for i in x}",
        "{i: i for i in x}", "(i for i in x)", "[[j for j in i] for i in X]", "sum(i for i in x)", "f'{x}'", 'f"{z!r}"',
        "f'{__import__(\"os\")}'", "rf'{x}'", "'%s' % x", "'{}'.format(x)", "(x := 1)", "[y := 1, y**2]", "x if x else z",
        "x or exit()", "not x", "x and z", "x is z", "x in X", "x not in X", "*X", "**X", "sum(*X)", "sum(**X)", "f(*[x])",
        "await x", "yield x", "yield from x", "async x", "return x", "raise x", "assert x", "del x", "global x", "pass",
        "while x: pass", "for i in x: i", "if x: z", "with x: z", "try: x", "class A: x", "def f(): x", "match x: z", "@x",
        "x; z", "x\nimport os", "x = z", "x += 1", "x -> z", "x // z", "x % z", "x & z", "x | z", "x ^^ z", "~x", "!x", "x!",
        "x << 9", "x >> 9", "x <=> z", "x === z", "x ?? z", "x ? z : 1", "`x`", "$x", "${x}", "$(id)", "x'y", "{{x}}", "{x}",
        "<x>", "<script>alert(1)</script>", "&lt;", "%00", "\\x00", "#{x}", "%(x)s", "|x", "x|", "..", "...", "x...", "x[...]",
        "x[None]", "X[:, None]", "X[x]", "X[0:9:2]", "X['a']", "X[1e9]", "X[99999999999]", "X[-99999999999]", "X[0][0][0][0]",
        "do(x)", "do={z: 1}", "run(do=1)", "sum(X, do=1)", "grad(x, do=z)", "sum(X, __class__=1)", "sum(X, dim=__class__)",
        "sum(X, dim='0')", "sum(X, dim=x)", "sum(X, dim=10**9)", "sum(X, keepdim=exec)", "softmax(X, dim=0, dim=1)",
        "gelu(x, approximate=__import__)", "gelu(x, approximate='tanh')", "mse_loss(x, z, reduction=os)", "sum(X, axis=0, 1)",
        "x, z", "(x, z)", "()", "[]", "[,]", "(,)", "x +", "+", "*", "x ** ", "x @ @ z", "x x(", "1/2x", "0x1F", "0b11", "1_000",
        "1e+", "1.2.3", "1..2", "1j", "2J", "NaN", "nan", "inf", "Infinity", "-inf", "None", "True", "False", "__debug__",
        "__name__", "__builtins__", "_", "__", "Ellipsis", "NotImplemented", "self", "cls",
    )  # fmt: skip


def _towers() -> Iterator[str]:
    """Numbers that would not fit anywhere."""
    yield from (
        "9**9**9", "9^9^9", "9**9**9**9", "((9**9)**9999)**9999", "(((2**99)**99)**99)**99", "2**(2**(2**(2**9)))", "10**10**10",
        "1e999999999", "1e-999999999", "1E400", "1e401", "1e+99999999999999999999", "9"*500, "0."+"0"*500+"1", "2**-9**9",
        "(1/9)**9**9", "exp(700)**999", "sinh(700)**99", "pi**9**9", "e**9**9**9", "(1+1)**(9**9)", "(9**0.5)**9**9", "-9**9**9",
        "abs(-9)**9**9", "max(9, 8)**9**9", "floor(9.9)**9**9", "round(9.4)**9**9", "sqrt(81)**9**9", "9²**9⁹⁹⁹", "9⁹⁹⁹⁹⁹", "x²"*2000,
        "√"*2000+"9", "9**9**9*0", "0*9**9**9", "1**9**9 + 9**9**9", "factorial(10**9)", "10**9!", "(10**9)!", "gamma(1e9)",
        "9"*100_000, "9."+"9"*100_000, "1e"+"9"*100_000, "0x"+"f"*100_000, "9**"*500+"9", "(9**"*50+"9"+")"*50, "1"+"0"*400,
        "9"*1_000_000, "x+"*500_000, " "*1_000_000, "x"*1_000_000, "("*1_000_000, "\n"*1_000_000, "1,"*500_000, "[1,"*300_000,
        "1 "*500_000, "-"*1_000_000, "1;"*300_000, "é"*300_000, "x'"*300_000, "\\frac"*200_000, "["+"1,"*200_000+"1]",
    )  # fmt: skip


def _long() -> Iterator[str]:
    """What is just short enough to be read."""
    for piece in ("x", "ab ", "x'", "dz/", " ", ".T", "é", "x_"):
        yield piece * (3_990 // len(piece)) + "\\x"
    yield from (
        "x" * 3_990 + ",",
        " " * 3_990 + ",",
        "\n" * 19_900 + "}",
        ";" * 19_900 + "x",
        "[1," * 6_600 + "x",
    )


def _deep() -> Iterator[str]:
    """Brackets and everything else that nests."""
    for opens, closes in (
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("|", "|"),
        ("sin(", ")"),
        ("-(", ")"),
        ("x**(", ")"),
        ("√(", ")"),
    ):
        for times in (200, 10_000):
            yield opens * times + "x" + closes * times
            yield opens * times
    for piece in (
        "-",
        "+",
        "√",
        "not ",
        ".T",
        "ᵀ",
        "'",
        "²",
        "[0]",
        "^x",
        "**x",
        "@X",
        ">x",
        "=x",
        "\u0302",
        "_x",
        "x^",
        "(x)",
    ):
        yield "x" + piece * 9_000
        yield piece * 9_000 + "x"


def _letters() -> Iterator[str]:
    """What looks like something else, or like nothing."""
    yield from (
        "cоs(x)", "ѕin(x)", "ехр(x)", "lоg(x)", "ｓｉｎ(x)", "ⅹ + 1", "х + 1", "z\u200b + 1", "z\u200c1", "z\u2060", "\ufeffz", "z\u00ad",
        "z\u202e + 1", "\u202dz", "\u2066z\u2069", "z\u061c", "z\0", "\0", "\0" * 1000, "z\x07", "z\x1b[2J", "\x1b]0;x\x07", "z\x7f", "z\x85",
        "z\u2028+1 ", "z\u2029z", "z\ud800", "\udfff", "￿", "😀", "z😀", "٣ + ٤", "१२", "１２３ｘ", "½½", "²³z", "z\u0489", "z" + "\u0301" * 500,
        "ℯ𝓍", "∑x", "∫x", "∞", "∂", "∇", "x∈X", "∀x", "“x”", "‘x’", "x – –", "x…", "x¿", "\t\v\fx\x1c", "z\r", "\x00__import__",
        "ꞏx", "ᅟx", "ㅤ", "x\ufe0f", "\U000e0041x", "a\u0338b", "ﬁ", "ǆ", "İ(x)",
    )  # fmt: skip


def _latex() -> Iterator[str]:
    """Bombs and commands in pasted LaTeX."""
    yield from (
        r"\def\x{\x\x}\x", r"\newcommand{\a}{\a\a}\a", r"\input{/etc/passwd}", r"\include{x}", r"\write18{id}", r"\openout1=x",
        r"\catcode`\@=11", r"\csname x\endcsname", r"\loop\iftrue\repeat", r"\expandafter\x", r"\immediate\write18{x}", r"\url{x}",
        r"\href{javascript:x}{x}", r"\begin{x}", r"\end{x}", r"\usepackage{x}", r"\directlua{os.execute('x')}", r"\special{x}",
        r"\let\x=\y", r"\edef\x{\x}", r"\verb|x|", r"\text{__import__('os')}", r"\operatorname{eval}(x)", r"\mathrm{exec}(x)",
        r"\frac{" * 1_300, r"\frac{1}{" * 400 + "x" + "}" * 400, r"\sqrt{" * 700 + "x" + "}" * 700, r"x^{" * 900 + "x" + "}" * 900,
        r"\left(" * 600 + "x" + r"\right)" * 600, r"\hat{" * 700 + "x" + "}" * 700, r"\frac12" * 550, r"{" * 3_900, r"\\" * 1_900,
        r"\begin{matrix}" * 250, r"\sum_{i=1}^{10^9} x", r"\prod_{i=1}^{9^{9^9}} x", r"9^{9^{9^9}}", r"\binom{10^9}{10^8}", r"\int x",
        r"x^{" + "9" * 3_900 + "}", r"\cdot" * 900, r"\frac{9^{9^9}}{1}", r"10^{999999999}", "\\" * 3_999, "$" * 3_999, "&" * 3_999,
        r"\frac{1}{0}^{9^9^9}", r"\mathbb{R}", r"\color{red}{x}", r"\phantom{x}", r"x_{x_{x_{x_{x_{x_{x}}}}}}^{y^{y^{y^y}}}", "%" * 999,
    )  # fmt: skip


def _arrays() -> Iterator[str]:
    """Arrays that would fill the memory."""
    yield from (
        "zeros(10**9)", "ones([10**9])", "one_hot([0, 1], num_classes=1000000000)", "pad(X, [1000000000, 1000000000])",
        "one_hot([0, 1], 100000) + one_hot([0, 1], 99999999)", "reshape(X, [1000000000, 1000000000])", "eye_like(10**9)", "X[0:1000000000000]",
        "pad(X, [999999, 999999, 999999, 999999])", "pad(pad(X, [999999, 0]), [0, 0, 999999, 0])", "tril(X, diagonal=99999999999999999999)",
        "unsqueeze(pad(X[0], [30000, 0]), 1)*pad(X[0], [30000, 0])", "outer(pad(X[0], [30000, 0]), pad(X[0], [30000, 0]))",
        "sum(outer(pad(X[0], [30000, 0]), pad(X[0], [30000, 0])))", "unsqueeze(pad(X[0], [3000, 0]), 1) @ unsqueeze(pad(X[0], [0, 3000]), 0)",
        "cumsum(pad(X, [9999999, 0]))", "max_pool2d(unsqueeze(X, 0), kernel_size=1000000, padding=500000)", "roll(X, 1e300)", "X.T.T[9]",
        "conv2d(unsqueeze(X, 0), unsqueeze(unsqueeze(X, 0), 0), padding=1000000)", "dropout(X, 0.5, seed=1e300)", "diag(pad(X[0], [99999, 0]))",
        "conv2d(unsqueeze(X, 0), unsqueeze(unsqueeze(X, 0), 0), padding=99999, stride=99999)", "stack(" + ",".join(["X"] * 5_000) + ")",
        "cat(" + ",".join(["pad(X, [99999, 0])"] * 60) + ")", "[" * 70 + ",".join(["X"] * 90) + "]" * 70, "[[1, 2], [3]]", "[[1], 2]",
        "pad(X, [-999999999, 0])", "permute(X, [0, 0])", "chunk(X, 0, 0)", "index(X, 10**9)", "embedding([1e12], X)", "gather(X, [1e18, 0])",
    )  # fmt: skip


def _unrolled() -> Iterator[str]:
    """Macros that would unroll without end, and gradients of gradients."""
    yield from (
        "rnn(pad(X, [0, 0, 999999, 0]), x, X, X)", "lstm(X, X, X, X, X, steps=10**9)", "gru(x, steps=1e9)", "adam(x, z, t=1e99, lr=x, n=1e9)",
        "rnn(" + "rnn(" * 40, "attention(X, X, X).weights.weights", "adam(x, z).w", "transformer_block(" * 30, "step.m_hat", "run.loss",
        "grad(" * 60 + "x", "grad(X, z)", "grad(grad(X, x), x)", "relu" + "'" * 50 + "(x)", "tanh" + "'" * 9 + "(x)",
        "sigmoid''''''(x)", "multi_head_attention(X, X, X, num_heads=1e9)", "residual_block(" * 90, "momentum(x, z, lr=0.1).w.w", "sgd(x)",
    )  # fmt: skip


def _keys() -> Iterator[str]:
    """What YAML or a shell would make something of."""
    yield from (
        "!!python/object/apply:os.system [x]", "!!python/name:os.system", "!include x", "*a", "&a x", "<<: *a", "--help", "--json", "-rf /",
        "; rm -rf /", "&& id", "| id", "> /tmp/x", "< /etc/passwd", "$HOME", "~root", "%PATH%", "../../etc/passwd", "file:///etc/passwd",
        "http://x", "C:\\x", "\\\\x\\y", "/dev/zero", "@/etc/passwd", "@{x}", "@{__import__('os')}", "${jndi:ldap://x}", "' OR 1=1 --",
    )  # fmt: skip


TEXTS: tuple[str, ...] = tuple(
    dict.fromkeys(
        text
        for family in (
            _walks,
            _calls,
            _python,
            _towers,
            _long,
            _deep,
            _letters,
            _latex,
            _arrays,
            _unrolled,
            _keys,
        )
        for text in family()
    )
)

Z = {"z": "real", "x": "real", "X": {"shape": ("N", "d")}}
VALUES: dict[str, Any] = {"z": 0.5, "x": 2.0, "X": [[1.0, 2.0], [3.0, 4.0]]}


class LetInError(Exception):
    """A door let something in that it should refuse."""


def _at_evaluate(text: str) -> str:
    from engine import evaluate  # noqa: PLC0415
    from engine.errors import EngineError  # noqa: PLC0415

    try:
        evaluate(text, **VALUES)
    except EngineError as error:
        return str(error)
    raise LetInError


def _at_program(text: str) -> str:
    from engine import Program  # noqa: PLC0415
    from engine.errors import EngineError  # noqa: PLC0415

    try:
        Program.parse(f"k = {text}", names=_NAMES).run(VALUES)
    except EngineError as error:
        return str(error)
    raise LetInError


def _at_equivalent(text: str) -> str:
    from engine import equivalent  # noqa: PLC0415

    outcome = equivalent(text, "sigmoid(z) - x*sum(X)/3.25", domain=Z)
    if outcome.kind == "same":
        raise LetInError
    return outcome.reason


def _at_number(text: str) -> str:
    from engine import compare_number  # noqa: PLC0415

    outcome = compare_number(text, 1.53125)
    if outcome.kind == "same":
        raise LetInError
    return outcome.reason


def _at_array(text: str) -> str:
    from engine import compare_array  # noqa: PLC0415

    outcome = compare_array(text, [[1.5, 2.25], [3.125, 4.0]])
    if outcome.kind == "same":
        raise LetInError
    return outcome.reason


def _at_command(*words: str) -> str:
    from quizapp.__main__ import main  # noqa: PLC0415

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    if code == 0:
        raise LetInError
    return err.getvalue() or out.getvalue()


def _at_calc(text: str) -> str:
    return (
        _at_command("calc", f"({text}", "x=2", "z=0.5", "X=[[1,2],[3,4]]")
        if text.startswith("-")
        else _at_command("calc", text, "x=2", "z=0.5", "X=[[1,2],[3,4]]")
    )


def _at_answer(text: str) -> str:
    return _at_command("answer", "losses:derive-bce-by-p-and-z", "--seed", "1", f"dp={text}", f"dz={text}")


def _at_number_field(text: str) -> str:
    return _at_command("answer", "losses:loss-of-loud-logits", "--seed", "1", f"d={text}")


def _at_pack(text: str) -> str:
    question = {
        "id": "q", "kind": "numeric", "level": "mid", "covers": ["los.bce"], "given": {"x": 2, "z": {"choose": [0.5, 1]}},
        "program": f"k = {text}", "prompt": "What is it?", "ask": ["k"],
    }  # fmt: skip
    folder = Path(tempfile.gettempdir()) / "quizapp-hostile"
    folder.mkdir(exist_ok=True)
    (folder / "q.yaml").write_text(json.dumps([question]), encoding="utf-8")
    return _at_command("pack", "check", str(folder))


DOORS: dict[str, Callable[[str], str]] = {
    "evaluate": _at_evaluate,
    "program": _at_program,
    "equivalent": _at_equivalent,
    "compare_number": _at_number,
    "compare_array": _at_array,
    "calc": _at_calc,
    "answer": _at_answer,
    "number field": _at_number_field,
    "pack": _at_pack,
}
HONEST = (
    "2*x + z",
    "sigmoid(z)",
    "sum(X)",
    "1/3",
    "x +",
    "1e400",
    "(",
    r"\frac{1}{x}",
    "pad(X, [9999999, 0])",
    "9**9**9",
    "q",
)
"""Said at every door before anything is watched, so that what loads on first use is loaded."""


def watched(every: int = 1) -> dict[str, Any]:
    """Knock with every text (or one in so many) at every door, and say what was seen."""
    for text in HONEST:
        for door in DOORS.values():
            with contextlib.suppress(LetInError):
                door(text)
    seen = watching(str(Path(tempfile.gettempdir()) / "quizapp-hostile"))
    before = megabytes()
    found = _knocked(TEXTS[::every])
    return {
        **found,
        "growth": megabytes() - before,
        "events": seen[:20],
        "texts": len(TEXTS[::every]),
        "doors": len(DOORS),
    }


def watching(own: str, *known: str) -> list[str]:
    """Return a list to which every import, process, connection and written file is added from now on.

    ``own`` is where files may be written, ``known`` are packages that may be loaded besides the usual ones.
    """
    seen: list[str] = []
    usual = {"engine", "quizapp", "numpy", "mpmath", "yaml", *known}

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import" and arguments[0].partition(".")[0] not in usual:
            seen.append(f"import {arguments[0]}")
        elif event in _DEEDS:
            seen.append(f"{event} {arguments[:1]}")
        elif _writes(event, arguments, own):
            seen.append(f"open {arguments[:2]}")

    sys.addaudithook(watch)
    return seen


_DEEDS = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect", "os.remove")


def _writes(event: str, arguments: tuple[Any, ...], own: str) -> bool:
    """Tell whether a file is opened for writing that is not the pack made here."""
    if event != "open" or isinstance(arguments[0], int) or not set(str(arguments[1] or "")) & set("wax+"):
        return False
    return not str(arguments[0]).startswith(own)


def _knocked(texts: Sequence[str]) -> dict[str, Any]:
    slowest: list[tuple[float, str, str]] = []
    let_in: list[str] = []
    silent: list[str] = []
    raised: list[str] = []
    for name, door in DOORS.items():
        for text in texts:
            start = time.process_time()
            try:
                reason = door(text)
            except LetInError:
                let_in.append(f"{name}: {text[:60]!r}")
                continue
            except Exception as error:
                raised.append(f"{name}: {text[:60]!r}: {type(error).__name__}: {str(error)[:60]}")
                continue
            slowest.append((1e3 * (time.process_time() - start), name, text[:60]))
            if len(reason.split()) < 2 or len(reason) > 3_000:
                silent.append(f"{name}: {text[:60]!r}: {reason[:60]!r}")
    slowest.sort(reverse=True)
    return {"slowest": slowest[:12], "let_in": let_in, "silent": silent, "raised": raised}


def megabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    json.dump(watched(*map(int, sys.argv[1:])), sys.stdout, indent=2)
