"""Katas: right code passes, wrong code is told where, and whatever code does, it is bounded, clean and cannot forge."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizapp import questions
from quizapp.questions.errors import QuestionError
from quizapp.questions.katas import running
from quizapp.questions.katas.comparing import compared
from quizapp.questions.katas.running import WATCH, Watch
from quizapp.questions.kinds import kata as kata_kind
from quizapp.questions.model import Answer, PartVerdict, Question
from tests.questions.making import made

HEAD = "import numpy as np\nimport os, sys, time\ndef softmax(logits):\n"
RIGHT = HEAD + (
    "    e = np.exp(logits - logits.max(axis=1, keepdims=True))\n    return e/e.sum(axis=1, keepdims=True)\n"
)
UNSTABLE = HEAD + "    e = np.exp(logits)\n    return e/e.sum(axis=1, keepdims=True)\n"


def kata(**changes: Any) -> Question:
    """Return the kata of a stable softmax."""
    data: dict[str, Any] = {
        "kind": "kata",
        "prompt": "",
        "function": {"name": "softmax", "arguments": ["logits"], "says": "Return row-wise softmax."},
        "reference": "softmax(logits, dim=1)",
        "inputs": {"logits": {"normal": ["N", "K"]}},
        "checks": ["values", "shapes", "stability"],
    }
    return made(**{**data, **changes})


def judged(code: str, **changes: Any) -> PartVerdict:
    """Return the verdict on code."""
    drawn = questions.instance(kata(**changes), 1)
    return questions.judge(drawn, Answer({"code": code})).parts["code"]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a second and a half for code that does not end."""
    monkeypatch.setattr(kata_kind, "SECONDS", 1.5)


def test_right_code_passes_every_check() -> None:
    """Values, other sizes and large numbers are all as the engine computes them."""
    verdict = judged(RIGHT)
    assert verdict.word == "correct"
    assert "values 6 of 6, shapes 6 of 6, stability 5 of 5" in verdict.message


def test_the_gradient_is_looked_at_across_a_small_step() -> None:
    """The right function changes as the engine's gradient says; what does not is told with both rates."""
    checks = ["values", "gradient"]
    assert "gradient 4 of 4" in judged(RIGHT, checks=checks).message
    cases = questions.instance(kata(checks=checks), 1).inner
    last = cases[-1]
    returned = running.Outcome(tuple(running.Returned(one.expected) for one in cases))
    steeper = replace(last, slope=replace(last.slope, rate=last.slope.rate + 1))
    assert not compared(cases, returned).first
    assert "the gradient says" in compared((*cases[:-1], steeper), returned).first


def test_rounding_is_no_mistake_where_the_result_is_zero() -> None:
    """Of one class alone the loss is exactly 0; a right function may leave 1e-17 of it, and no more than that."""
    loss = "import numpy as np\ndef loss(a, Y):\n    return np.mean(np.log(np.exp(a).sum(1)) - (Y*a).sum(1))"
    changes: dict[str, Any] = {
        "function": {"name": "loss", "arguments": ["a", "Y"], "says": "Return the mean cross-entropy."},
        "reference": "mean(logsumexp(a, dim=1) - sum(Y*a, dim=1))",
        "inputs": {"a": {"normal": ["N", "K"]}, "Y": {"onehot": ["N", "K"]}},
        "checks": ["values", "shapes"],
    }
    assert judged(loss, **changes).word == "correct"
    assert judged(loss + " + 1e-9", **changes).word == "partly"


def test_unstable_code_is_partly_right_and_told_where() -> None:
    """What overflows at 1000 keeps the credit of the other checks; the failing case is shown with its numbers."""
    verdict = judged(UNSTABLE)
    assert verdict.word == "partly"
    assert "First failure (stability)" in verdict.message
    assert "NaN in" in verdict.message
    assert "logits = [[" in verdict.message


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("    return logits.T", "It is transposed"),
        ("    return logits*np.nan", "NaN in 12 of 12"),
        ("    return logits", "expected = [["),
        ("    pass", "It returns NoneType"),
        ("    return 'passed'", "not numbers"),
        ("    return np.array([{}], dtype=object)", "not numbers"),
        ("    return logits, logits", "2 values; expected are 1"),
        ("    return logits[99]", "Line 4: `IndexError"),
        ("    return softmax(logits)", "RecursionError"),
        ("    sys.exit(0)", "It ends the program"),
        ("    os._exit(0)", "It ended before it returned anything"),
        ("    return np.ones((10**9, 10))", "more memory"),
        ("    return open('/etc/passwd').read()", "may not open /etc/passwd"),
        ("    open('x.txt', 'w')", "may not open"),
        ("    return os.listdir('/')", "may not open"),
        ("    os.fork()", "may not use os.fork"),
        ("    os.system('ls')", "may not use os.system"),
        ("    import subprocess; subprocess.run(['ls'])", "may not use subprocess"),
        ("    import socket; socket.socket()", "may not use socket"),
        ("    import ctypes; ctypes.string_at(0)", "may not use ctypes"),
        ("    import resource; resource.setrlimit(0, (9, 9))", "may not use resource"),
        ("    import engine", "No module named 'engine'"),
        ("    sys.path.append(os.getcwd()); import quizapp", "No module named 'quizapp'"),
        ("    input()", "nobody to ask"),
        ("    return dict(os.environ)", "not numbers"),
        ("    class A:\n        def __array__(self, *_): raise KeyError('a')\n    return A()", "KeyError"),
    ],
)
def test_whatever_code_does_is_told(body: str, says: str) -> None:
    """Each thing that goes wrong is a sentence, and no credit."""
    verdict = judged(HEAD + body)
    assert verdict.word == "wrong"
    assert verdict.credit == 0
    assert says in verdict.message


TRICKS = """
    import __main__, builtins, gc, posixpath
    __main__._REFUSED = __main__._LOOKED_AT = ("zzz",)
    posixpath._joinrealpath = lambda *_: (np.__file__, True)
    here = os.path.dirname(np.__file__)
    sys.path.insert(0, ENGINE)
    for trick in (
        lambda: open('/etc/hostname'), os.fork, lambda: __import__('engine'), gc.get_objects, lambda: os.mkfifo('/tmp/k'),
        lambda: __import__('_posixsubprocess'), lambda: os.open(here + '/kata', os.O_CREAT | os.O_WRONLY),
        lambda: os.utime(here), lambda: open(here + '/../sympy/__init__.py'), lambda: os.open(np.__file__, os.O_RDWR),
        lambda: setattr(__main__._refuse_deeds, '__code__', (lambda *_: None).__code__),
        lambda: __import__(type('Other', (str,), {'__eq__': lambda *_: False, '__hash__': str.__hash__})('readline')),
        lambda: __import__('_xxsubinterpreters').create(), lambda: os.pidfd_open(1),
    ):
        try: print('let in', trick())
        except (PermissionError, ImportError, AttributeError): pass
        except RuntimeError as error: assert 'interpreter' in str(error), error
    isinstance_, builtins.isinstance = isinstance, lambda *_: True
    try: open('/etc/hostname')
    except PermissionError: print('kept out')
    finally: builtins.isinstance = isinstance_
    return logits
"""


def test_code_cannot_take_its_bounds_away() -> None:
    """What the guard stands on is out of the code's reach: no module, builtin or traceback of it opens a file or the engine."""
    root = str(Path(running.__file__).parents[3])
    said = judged(HEAD + TRICKS.replace("ENGINE", repr(root))).message
    assert "kept out" in said
    assert "let in" not in said


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("body", ["    while True: pass", "    time.sleep(99)"])
def test_code_that_does_not_end_is_stopped(body: str) -> None:
    """An endless loop ends with the time, and with what it was called with."""
    assert "did not end within 1.5 seconds" in judged(HEAD + body).message


@pytest.mark.usefixtures("short")
def test_a_fork_bomb_leaves_nothing() -> None:
    """Every process of the group is gone when the verdict is there."""
    body = "    print('pid', os.getpid(), flush=True)\n    while True:\n"
    body += "        try: os.fork()\n        except BaseException: pass\n"
    group = int(judged(HEAD + body).message.partition("pid ")[2].split()[0])
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


def test_endless_printing_is_stopped_and_cut() -> None:
    """Of megabytes only the end is kept."""
    verdict = judged(HEAD + "    while True: print('x'*1000)")
    assert "printed without end" in verdict.message
    assert len(verdict.message) < running.SHOWN + 500


def test_what_is_printed_is_shown() -> None:
    """Printing is how one looks into one's own code."""
    assert (
        "It printed:\n\n```\nhere"
        in judged(RIGHT.replace("    e =", "    print('here')\n    e =", 1)).message
    )


@pytest.mark.parametrize(
    "line",
    [
        b'{"passed": true, "credit": 1.0, "word": "correct"}',
        b'{"values": []}',
        b'{"values": [{"shape": [1], "data": "AAAAAAAA8D8="}]}',
        b"[" * 20_000,
        b'{"values": [{"shape": [1e400], "data": ""}]}',
        b"\x80\x04\x95",
    ],
)
def test_results_cannot_be_forged(line: bytes) -> None:
    """Whatever code writes into the pipe of results is compared like any result."""
    write = f"try: os.write(fd, {line!r} + b'\\n')\n        except OSError: pass"
    body = f"    for fd in range(3, 30):\n        {write}\n    return logits"
    assert judged(HEAD + body).word == "wrong"


@pytest.mark.parametrize(
    "code", ["def softmax(", "x = (", "a b", "@/no/such/file.py", "\0", "(" * 5000, "x" * 60_000]
)
def test_what_is_no_python_is_asked_for_again(code: str) -> None:
    """Nothing is judged that cannot be read; the place is said where there is one."""
    verdict = judged(code)
    assert verdict.word == "unreadable"
    assert verdict.message


def test_no_function_of_that_name() -> None:
    """A function that is called something else is said to be missing."""
    verdict = judged("def sofmax(x):\n    return x\n")
    assert (verdict.word, verdict.message) == ("unreadable", "It defines no function softmax.")


def test_the_stub_is_no_answer() -> None:
    """What was not touched was not answered."""
    drawn = questions.instance(kata(), 0)
    assert (
        questions.judge(drawn, Answer({"code": drawn.parts[0].stub})).parts["code"].message == "Not answered."
    )


def test_the_stub_holds_declared_names_only() -> None:
    """Names that are none, and quotes in the sentence, cannot become code."""
    says = 'x""" + __import__("os").system("id") + """\\'
    stub = questions.instance(kata(function={**kata().fields["function"], "says": says}), 0).parts[0].stub
    compile(stub, "stub", "exec")
    assert stub.count('"""') == 2
    with pytest.raises(QuestionError, match="cannot be the name"):
        questions.instance(kata(function={"name": "class", "arguments": ["x"], "says": "No."}), 0)


def test_several_results_and_a_program() -> None:
    """A list of references is a tuple of results; names of the program may be used."""
    changes: dict[str, Any] = {
        "function": {
            "name": "back",
            "arguments": ["X", "W"],
            "says": "Return dL/dX and dL/dW for L = sum(X@W).",
        },
        "program": "L = sum(X@W)\ndX = grad(L, X)\ndW = grad(L, W)",
        "inputs": {"X": {"normal": ["N", "d"]}, "W": {"normal": ["d", "k"]}},
        "reference": ["dX", "dW"],
    }
    code = "import numpy as np\ndef back(X, W):\n    G = np.ones((len(X), W.shape[1]))\n    return G @ W.T, X.T @ G\n"
    assert judged(code, **changes).word == "correct"
    assert "value 2: its shape is" in judged(code.replace("X.T @ G", "(X.T @ G).T"), **changes).message


def test_labels_are_whole_numbers_that_can_index() -> None:
    """Arguments that are classes are integers to NumPy."""
    changes: dict[str, Any] = {
        "function": {"name": "pick", "arguments": ["P", "y"], "says": "Return the mean of -ln P[i, y[i]]."},
        "reference": "nll_loss(log(P), y)",
        "inputs": {"P": {"uniform": [0.1, 0.9], "shape": [5, 3]}, "y": {"labels": 5, "classes": 3}},
        "checks": ["values"],
    }
    code = "import numpy as np\ndef pick(P, y):\n    return -np.log(P[np.arange(len(y)), y]).mean()\n"
    assert judged(code, **changes).word == "correct"


TRAIN: dict[str, Any] = {
    "function": {"name": "train", "arguments": ["X", "y", "X_test"], "says": "Return classes."},
    "train": {"data": "digits", "accuracy": 0.85, "seconds": 30},
    "reference": None,
    "inputs": None,
}
CENTROIDS = """import numpy as np
def train(X, y, X_test):
    print("learning")
    c = np.stack([X[y == k].mean(axis=0) for k in range(10)])
    return ((X_test[:, None, :] - c)**2).sum(axis=2).argmin(axis=1)
"""


def training() -> Question:
    """Return the kata that trains on the digits."""
    return kata(**{key: value for key, value in TRAIN.items() if value is not None})


def test_training_must_reach_the_accuracy() -> None:
    """Classes of unseen digits are compared here; the share is said."""
    drawn = questions.instance(training(), 1)
    right = questions.judge(drawn, Answer({"code": CENTROIDS}))
    assert right.word == "correct"
    assert "unseen digits are right" in right.parts["code"].message
    wrong = questions.judge(drawn, Answer({"code": CENTROIDS.replace("argmin", "argmax")}))
    assert wrong.word == "wrong"


def test_without_an_authors_code_the_solution_says_what_its_program_is() -> None:
    """The engine's program alone would look like wrong Python."""
    question = replace(kata(reference="g"), program="g = exp(logits)", solution="")
    prose = questions.solution(questions.instance(question, 1)).prose
    assert "gives no code" in prose
    assert "no Python but what the engine runs" in prose


@pytest.mark.parametrize("key", ["inputs", "reference"])
def test_a_kata_that_is_not_finished_is_refused_in_words(key: str) -> None:
    """A pack that is being written, or a stranger's, ends in no traceback."""
    whole = kata()
    question = replace(whole, fields={name: rule for name, rule in whole.fields.items() if name != key})
    with pytest.raises(QuestionError, match=f"cannot be asked: {key} is missing"):
        questions.instance(question, 1)


def test_a_line_that_comes_in_pieces_is_shown_whole() -> None:
    """What is printed with commas between arrives word by word."""
    watch = Watch()
    for piece in ("epoch 1\nepoch", " ", "2", "\n"):
        watch.follow(piece)
    assert watch.latest == "epoch 2"


def test_a_run_can_be_stopped_and_is_not_judged() -> None:
    """Stopping ends the process at once; the answer is neither right nor wrong."""
    drawn = questions.instance(training(), 1)
    code = CENTROIDS.replace(
        'print("learning")', 'import time; print("learning", flush=True); time.sleep(25)'
    )
    verdicts = []
    thread = threading.Thread(target=lambda: verdicts.append(questions.judge(drawn, Answer({"code": code}))))
    thread.start()
    for _ in range(200):
        if WATCH.latest == "learning":
            break
        thread.join(timeout=0.05)
    WATCH.cancel()
    thread.join(timeout=10)
    assert verdicts[0].word == "undecided"


def test_the_environment_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the learner's is seen, and the working folder is one of its own that is gone after."""
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    code = (
        HEAD
        + "    print(sorted(os.environ)); print(os.getcwd())\n"
        + RIGHT.partition("softmax(logits):\n")[2]
    )
    message = judged(code).message
    assert "SECRET" not in message
    folder = next(line for line in message.splitlines() if "kata-" in line).strip()
    assert not Path(folder).exists()
    assert folder != str(Path.cwd())
