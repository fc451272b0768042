"""Kata: a NumPy function is written, run in a process of its own, and compared with the engine on many inputs."""

from __future__ import annotations

import ast
import keyword
import textwrap
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.questions.errors import QuestionError
from quizapp.questions.judging import combined
from quizapp.questions.model import (
    NOT_ANSWERED,
    Answer,
    Instance,
    Part,
    PartVerdict,
    Question,
    Solution,
    Verdict,
)

if TYPE_CHECKING:
    from quizapp.questions.katas.cases import Case
    from quizapp.questions.katas.running import Outcome

PART = "code"
LONGEST = 50_000  # characters
DOCSTRING = 62  # characters of a line
SECONDS = 10.0
TRAINING_SECONDS = 60.0
SOLVED = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class KataKind:
    """A function is written and run."""

    name: str = "kata"

    def instance(self, question: Question, seed: int) -> Instance:
        """Return the stub and what the function is called with; raises QuestionError where that has no value."""
        stub = stub_of(question)
        cases: tuple[Case, ...] = ()
        if "train" not in question.fields:
            from quizapp.questions.katas.cases import cases_of  # noqa: PLC0415 - the engine, only to ask

            cases = cases_of(question, seed)
        about = f"```\n{stub.rstrip()}\n```"
        return Instance(
            question=question,
            seed=seed,
            prompt="\n\n".join((question.prompt.rstrip() or _task(question), about, _promise(question))),
            parts=(Part(PART, "your code", "code", stub=stub, file=file_of(question)),),
            values={"cases": len(cases)},
            expected={PART: _reference(question)},
            inner=cases,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Run what was written and compare; what is no Python is asked for again."""
        source = answer.parts.get(PART, "")
        if not source.strip() or source.strip() == stub_of(instance.question).strip():
            verdict = PartVerdict(
                "wrong", 0.0, NOT_ANSWERED, given=source, expected=_reference(instance.question)
            )
            return combined({PART: verdict})
        refused = unread(source, instance.question.fields["function"]["name"])
        if refused is not None:
            return combined({PART: refused})
        if "train" in instance.question.fields:
            return combined({PART: _trained(instance, source)})
        return combined({PART: _run(instance, source)})

    def solution(self, instance: Instance) -> Solution:
        """Return the author's explanation, which may hold a model, and what the result is compared with."""
        question = instance.question
        against = f"What your function returns is compared with `{_reference(question)}`"
        grad = " (`grad(L, w)` is the derivative of L by w)" if "grad(" in question.program else ""
        says = f" of this program, which is no Python but what the engine runs{grad}:"
        against += f"{says}\n\n```\n{question.program.rstrip()}\n```" if question.program else "."
        if not question.solution:
            against = f"The author of this question gives no code to compare yours with. {against}"
        shown = "" if "train" in question.fields else against
        return Solution("\n\n".join(filter(None, (question.solution, shown))), (), dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else the shape of the first result, its formula, and a small case."""
        if instance.question.hints:
            return instance.question.hints
        cases: tuple[Case, ...] = instance.inner
        if not cases:
            return ("Write the forward pass first and check its loss on one batch: about ln of the classes.",)
        first = cases[0]
        shapes = ", ".join(str(one.shape) for one in first.expected)
        from quizapp.questions.katas.comparing import example  # noqa: PLC0415 - NumPy, only to explain

        nudge = f"With {first.shapes} it returns shape {shapes}."
        return tuple(filter(None, (nudge, *_formulas(instance.question), example(first))))


KIND = KataKind()


# What is shown


def stub_of(question: Question) -> str:
    """Return what to begin with, made of declared names alone; raises QuestionError where one is no name."""
    function = question.fields["function"]
    name, arguments = str(function["name"]), [str(one) for one in function["arguments"]]
    for word in (name, *arguments):
        if not (word.isascii() and word.isidentifier()) or keyword.iskeyword(word):
            raise QuestionError(
                f"{question.id}: {word[:40]} cannot be the name of a function or an argument."
            )
    says = " ".join(str(function["says"]).replace("\\", "/").replace('"', "'").split())
    lines = textwrap.wrap(says, DOCSTRING)
    said = f'"""{says}"""' if len(lines) < 2 else "\n    ".join([f'"""{lines[0]}', *lines[1:], '"""'])
    return f"import numpy as np\n\n\ndef {name}({', '.join(arguments)}):\n    {said}\n    raise NotImplementedError\n"


def _task(question: Question) -> str:
    """Return what is asked where the author leaves it to the function's own sentence."""
    return f"Write the function `{question.fields['function']['name']}`."


def file_of(question: Question) -> str:
    """Return the name under which work in progress is kept."""
    return "".join(one if one.isalnum() or one in "-_" else "-" for one in question.id)[:120] + ".py"


def _reference(question: Question) -> str:
    if "train" in question.fields:
        return f"at least {question.fields['train']['accuracy']:.0%} right on unseen digits"
    reference = question.fields["reference"]
    return reference if isinstance(reference, str) else ", ".join(reference)


def _promise(question: Question) -> str:
    """Say what will be looked at."""
    if "train" in question.fields:
        task = question.fields["train"]
        return (
            f"It gets {_sizes()} and must return the class of each row of the last argument, at least"
            f" {task['accuracy']:.0%} of them right, within {task.get('seconds', TRAINING_SECONDS):g} seconds."
        )
    looked = {
        "values": "random inputs",
        "shapes": "other sizes, 1 among them",
        "stability": "numbers up to ±1000",
        "gradient": "the gradient",
        "speed": "larger arrays",
    }
    checks = dict.fromkeys(["values", *question.fields.get("checks", ())])
    return f"It is tried on {', '.join(looked[one] for one in checks if one in looked)}."


def _formulas(question: Question) -> tuple[str, ...]:
    """Return what the result is, as formulas."""
    from engine.language.printing import to_latex  # noqa: PLC0415 - the engine, only to explain
    from engine.language.reader import parse_expression  # noqa: PLC0415

    reference = question.fields["reference"]
    texts = [reference] if isinstance(reference, str) else list(reference)
    shown = [f"${to_latex(parse_expression(text))}$" for text in texts if not text.isidentifier()]
    program = f"\n\n```\n{question.program.rstrip()}\n```" if question.program else ""
    return (f"What it returns: {', '.join(shown)}.{program}" if shown else f"It follows from:{program}",)


def _sizes() -> str:
    return "handwritten digits (rows of 64 grey values from 0 to 1), their classes 0 to 9, and rows it has not seen"


# What is run


def unread(source: str, name: str) -> PartVerdict | None:
    """Return why a text cannot be run: it is too long, a file that is not there, no Python, or without the function."""
    if len(source) > LONGEST:
        return PartVerdict("unreadable", 0.0, f"This has more than {LONGEST:,} characters.", column=LONGEST)
    if source.lstrip().startswith("@"):
        return PartVerdict(
            "unreadable", 0.0, f"The file {source.strip()[1:][:200]} cannot be read.", column=0
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(source, "kata.py", "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        line, column = getattr(error, "lineno", None) or 1, max(0, (getattr(error, "offset", None) or 1) - 1)
        at = sum(len(one) + 1 for one in source.split("\n")[: line - 1]) + column
        what = getattr(error, "msg", None) or str(error) or "it is nested too deeply"
        return PartVerdict(
            "unreadable", 0.0, f"Line {line}: {what}.", given=source, column=min(at, len(source))
        )
    if name not in _named_in(tree):
        return PartVerdict("unreadable", 0.0, f"It defines no function {name}.", given=source, column=0)
    return None


def _named_in(tree: ast.AST) -> set[str]:
    """Return every name that occurs in a program, whatever it is for."""
    return {
        name
        for node in ast.walk(tree)
        for name in (getattr(node, "name", None), getattr(node, "id", None), getattr(node, "asname", None))
        if isinstance(name, str)
    }


def _run(instance: Instance, source: str) -> PartVerdict:
    from quizapp.questions.katas.comparing import compared  # noqa: PLC0415 - NumPy, only to judge
    from quizapp.questions.katas.running import run  # noqa: PLC0415

    cases: tuple[Case, ...] = instance.inner
    name = instance.question.fields["function"]["name"]
    outcome = run(source, name, [case.arguments for case in cases], seconds=SECONDS)
    if stopped := _stopped(outcome, source):
        return stopped
    report = compared(cases, outcome)
    return _verdict(instance, source, report.credit, report.in_words + _printed(outcome))


def _verdict(instance: Instance, source: str, credit: float, message: str) -> PartVerdict:
    expected = _reference(instance.question)
    if credit >= SOLVED:
        return PartVerdict("correct", 1.0, message, given=source, expected=expected)
    return PartVerdict("partly" if credit > 0 else "wrong", credit, message, given=source, expected=expected)


def _stopped(outcome: Outcome, source: str) -> PartVerdict | None:
    """Return that nothing was judged where the learner stopped the run."""
    from quizapp.questions.katas.running import STOPPED  # noqa: PLC0415 - loaded by now

    if outcome.trouble == STOPPED:
        return PartVerdict("undecided", 0.0, "It was stopped; nothing was judged.", given=source)
    return None


def _printed(outcome: Outcome) -> str:
    """Return what was printed, as code."""
    text = outcome.printed.replace("`", "'").strip()
    return f"\n\nIt printed:\n\n```\n{text}\n```" if text else ""


def _trained(instance: Instance, source: str) -> PartVerdict:
    """Train on the digits; the classes of the test rows never leave this process."""
    import numpy as np  # noqa: PLC0415

    from engine.datasets import digits  # noqa: PLC0415
    from quizapp.questions.katas.comparing import quoted  # noqa: PLC0415
    from quizapp.questions.katas.running import run  # noqa: PLC0415

    task: dict[str, Any] = instance.question.fields["train"]
    data = digits(seed=instance.seed)
    case = (data.x, data.y.astype(np.int64), data.x_validation)
    seconds = float(task.get("seconds", TRAINING_SECONDS))
    outcome = run(source, instance.question.fields["function"]["name"], [case], seconds=seconds)
    if stopped := _stopped(outcome, source):
        return stopped
    result = outcome.results[0] if outcome.results else None
    if result is None or result.error:
        why = quoted(outcome.trouble or (result.error if result else ""))
        return _verdict(instance, source, 0.0, why + _printed(outcome))
    shape = tuple(one.shape for one in result.values)
    if shape != (data.y_validation.shape,):
        said = " and ".join(map(str, shape))
        what = f"It returns shape {said}; expected is {data.y_validation.shape}, a class for each row."
        return _verdict(instance, source, 0.0, what + _printed(outcome))
    share = float(np.mean(result.values[0] == data.y_validation))
    said = f"{share:.1%} of {len(data.y_validation)} unseen digits are right; {task['accuracy']:.0%} are asked for."
    credit = 1.0 if share >= task["accuracy"] else 0.0
    return _verdict(instance, source, credit, said + _printed(outcome))
