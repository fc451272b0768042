"""A small collection of nine questions behind the names the screens use: no disk, no engine, no schedule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from quizapp.questions.model import (
    Answer,
    Choice,
    Instance,
    Part,
    PartVerdict,
    Place,
    Precision,
    Question,
    Solution,
    Step,
    Verdict,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
INTERVALS = {1: "10 m", 2: "1 d", 3: "4 d", 4: "9 d"}
SECTION = "Backpropagation"


@dataclass(frozen=True)
class Card:
    """A card as it is asked."""

    instance: Instance
    number: int
    total: int
    section_title: str = SECTION
    intervals: dict[int, str] = field(default_factory=lambda: INTERVALS)
    is_new: bool = False
    hints: tuple[str, ...] = ("The derivative of relu is one here.", "$dL/da = 2(a - t)$")
    draft: dict[str, str] = field(default_factory=dict)
    clock: float = 0.0
    best: float | None = None
    section: str = "bp"
    again: bool = False
    follow_up: bool = False


@dataclass(frozen=True)
class Feedback:
    """What became of an answer."""

    verdict: Verdict
    proposed: int
    intervals: dict[int, str] = field(default_factory=lambda: INTERVALS)
    committed: bool = True


def instance(kind: str, prompt: str, parts: list[Part], expected: dict[str, str], **more: Any) -> Instance:
    question = Question(
        id=f"fake:{kind}",
        kind=kind,
        level="mid",
        pack="fake",
        prompt=prompt,
        given={} if more.get("reveal") else {"x": 1},
        place=Place("/nowhere/fake.yaml", 3),
    )
    return Instance(question, 1, prompt, tuple(parts), {}, expected, **more)


def number(name: str, label: str = "") -> Part:
    return Part(name, label or name, "number", precision=Precision(figures=3))


TRACE = instance(
    "trace",
    "A ReLU neuron with weight $w = 0.5$ and bias $b = 0.5$ sees $x = 2$; the target is 1 and the loss is "
    "\n\n$$\nL = (a - t)^2\n$$\n\nRun one step of gradient descent with $\\eta = 0.1$.",
    [number("z"), number("a"), number("L"), number("g", "∂L/∂w"), number("w_new", "w′")],
    {"z": "1.5", "a": "1.5", "L": "0.25", "g": "2", "w_new": "0.3"},
)
NUMERIC = instance("numeric", "What is $\\sigma(0)$?", [number("p", "σ(0)")], {"p": "0.5"})
MATRIX = instance(
    "array",
    "What is the transpose of $[[1, 2], [3, 4]]$?",
    [Part("T", "Aᵀ", "array", (2, 2), Precision(figures=3))],
    {"T": "1 3\n2 4"},
)
CHOICES = tuple(Choice(key, text) for key, text in zip("abc", ["GELU", "ReLU", "leaky ReLU"], strict=True))
CHOICE = instance(
    "choice",
    "Which is negative at −0.5 but not at −8?",
    [Part("choice", "", "choice", choices=CHOICES)],
    {"choice": "a"},
)
SEVERAL = instance(
    "choice",
    "Which of these are zero for every negative input?",
    [Part("choice", "", "choice", choices=CHOICES, several=True)],
    {"choice": "b"},
)
RECALL = instance(
    "recall",
    "What derivative do frameworks use for ReLU at exactly zero?",
    [Part("answer", "", "text")],
    {"answer": "Zero."},
    reveal="Zero, one of its subgradients.",
)
HOSTILE = instance(
    "numeric",
    "[bold red]not bold[/] [@click=app.quit]no link[/] \x1b[31mno colour\x1b[0m \u202eturned\u202c end",
    [number("n", "[b]n[/b]")],
    {"n": "1"},
)
LONG = instance(
    "numeric",
    "\n\n".join(f"Paragraph {n}: one line of many." for n in range(1, 31)),
    [number("n")],
    {"n": "1"},
)
WIDE_CHOICE = instance(
    "cloze",
    "He initialisation draws weights with variance [2/…].",
    [Part("answer", "", "text")],
    {},
    reveal="fan_in",
)
ALL = (TRACE, NUMERIC, MATRIX, CHOICE, SEVERAL, RECALL, WIDE_CHOICE, HOSTILE, LONG)


def judge(asked: Instance, answer: Answer) -> Verdict:
    parts = {part.name: _judge_part(asked, part, answer.parts.get(part.name, "")) for part in asked.parts}
    words = {verdict.word for verdict in parts.values()}
    right = sum(verdict.word == "correct" for verdict in parts.values())
    word = (
        "unreadable"
        if "unreadable" in words
        else "correct"
        if right == len(parts)
        else "partly"
        if right
        else "wrong"
    )
    return Verdict(word, right / len(parts), parts)  # type: ignore[arg-type]


def _judge_part(asked: Instance, part: Part, given: str) -> PartVerdict:
    expected = asked.expected[part.name]
    if "!" in given:
        return PartVerdict("unreadable", 0, "There is no factorial here.", given, column=given.index("!"))
    if given == expected:
        return PartVerdict("correct", 1, "", given, expected)
    follows = part.name == "w_new" and given == "0.4"
    if follows:
        return PartVerdict(
            "correct", 1, "follows from your ∂L/∂w (0.300 with the right one)", given, expected, follows=True
        )
    if part.form == "array" and len(given.split()) == 4:
        marks = tuple(a == b for a, b in zip(given.split(), expected.split(), strict=True))
        return PartVerdict(
            "partly" if any(marks) else "wrong", sum(marks) / 4, "", given, "[[1, 3], [2, 4]]", entries=marks
        )
    return PartVerdict(
        "wrong",
        0,
        "You left out $x$: ∂z/∂w = x = 2." if part.name == "g" else "",
        given,
        expected,
        "1.99 to 2.01",
    )


class FakeDrill:
    """Asks what it was given, in order; remembers what was committed."""

    def __init__(self, instances: tuple[Instance, ...]) -> None:
        self.queue = list(instances)
        self.total = len(instances)
        self.card: Card | None = None
        self.log: list[tuple[str, int]] = []
        self.answers: list[dict[str, str]] = []
        self.done: list[Instance] = []
        self.flags: list[str] = []
        self.drafts: list[dict[str, str]] = []
        self.practice = False
        self.problems: tuple[str, ...] = ()

    def prepare(self) -> None:
        """Draw nothing ahead."""

    def next(self) -> Card | None:
        """Ask the next one."""
        self.practice = False
        if not self.queue:
            self.card = None
            return None
        asked = self.queue.pop(0)
        self.card = Card(asked, self.total - len(self.queue), self.total, is_new=not self.log)
        return self.card

    def check(self, answer: Answer, *, seconds: float, hints_used: int) -> Feedback:
        """Judge and remember."""
        assert self.card is not None
        assert seconds >= 0
        self.answers.append(dict(answer.parts))
        verdict = judge(self.card.instance, answer)
        proposed = {"correct": 3, "partly": 2}.get(verdict.word, 1)
        readable = verdict.word != "unreadable" and not self.practice
        if readable:
            self._commit(min(proposed, 2) if hints_used else proposed)
        return Feedback(verdict, proposed, committed=readable)

    def _commit(self, rating: int) -> None:
        assert self.card is not None
        self.log.append((self.card.instance.question.id, rating))
        self.done.append(self.card.instance)

    def reveal(self) -> None:
        """Turn over."""

    def rate(self, rating: int, **_spent: Any) -> None:
        """Rate, or correct the last rating."""
        assert self.card is not None
        if self.card.instance.self_rated:
            self._commit(rating)
        else:
            self.log[-1] = (self.log[-1][0], rating)

    def mark_right(self) -> Feedback:
        """Count as right."""
        assert self.card is not None
        parts = {name: PartVerdict("correct", 1, given="as typed") for name in self.card.instance.expected}
        self.log[-1] = (self.log[-1][0], 3)
        return Feedback(Verdict("correct", 1, parts), 3)

    def undo(self) -> Card | None:
        """Take back the last."""
        if not self.done:
            return None
        asked = self.done.pop()
        self.log.pop()
        if self.card is not None and self.card.instance is not asked:
            self.queue.insert(0, self.card.instance)
        self.card = Card(asked, self.total - len(self.queue), self.total)
        return self.card

    def solution(self) -> Solution:
        """Explain with one step that has one inside."""
        step = Step(
            "g",
            "∂L/∂w",
            "\\frac{\\partial L}{\\partial a} x",
            "1 \\cdot 2",
            "2",
            zoom=(Step("dz", "δ", "2(a-t)", "2 \\cdot 0.5", "1"),),
        )
        return Solution("Walk back through the graph.", (step,), {"g": 2})

    def another(self) -> Card:
        """Ask the same again, unlogged."""
        assert self.card is not None
        self.practice = True
        return self.card

    def keep_draft(self, typed: dict[str, str]) -> None:
        """Remember what is being written."""
        self.drafts.append(dict(typed))

    def propose(self, answer: Answer) -> dict[str, str]:
        """Tick the points whose text stands in the answer."""
        assert self.card is not None
        return {
            part.name: ",".join(one.key for one in part.choices if one.text in answer.parts["answer"])
            for part in self.card.instance.parts
            if part.later
        }

    def flag(self, note: str) -> None:
        """Remember the note."""
        self.flags.append(note)

    def summary(self) -> Any:
        """Count."""
        return SimpleNamespace(
            answered=len(self.log),
            right=sum(rating >= 3 for _, rating in self.log),
            partly=sum(rating == 2 for _, rating in self.log),
            wrong=sum(rating == 1 for _, rating in self.log),
            seconds=95.0,
            sections=(SimpleNamespace(title=SECTION, answered=len(self.log), share=0.5),),
            weak=("What is $\\sigma(0)$?",),
            tomorrow=4,
            leeches=1,
        )


def overview(**changes: Any) -> Any:
    rows = [
        ("act", "Activation functions", 6, 2, 0.92),
        ("bp", "Backpropagation", 5, 3, 0.81),
        ("opt", "Optimisers", 4, 3, 0.67),
        ("los", "Loss functions", 3, 2, None),
    ]
    sections = tuple(SimpleNamespace(id=i, title=t, due=d, new=n, recall=r) for i, t, d, n, r in rows)
    usual = {
        "due": 18,
        "new": 10,
        "minutes": 25,
        "done": 12,
        "streak": 12,
        "sections": sections,
        "next_due": None,
        "first_run": False,
        "interview": None,
        "problems": (),
        "leeches": 0,
    }
    return SimpleNamespace(**{**usual, **changes})


class FakeSessions:
    """What the screens ask for."""

    def __init__(self, *instances: Instance, **changes: Any) -> None:
        self.instances = instances or ALL
        self.seen = overview(**changes)
        self.drills: list[FakeDrill] = []
        self.filters: list[dict[str, Any]] = []
        self.closed = False
        self.browsing: Any = None
        self.figures: Any = None
        self.failure: Exception | None = None

    def overview(self) -> Any:
        """Say what waits."""
        if self.failure is not None:
            raise self.failure
        return self.seen

    def drill(self, **filters: Any) -> FakeDrill:
        """Begin."""
        self.filters.append(filters)
        self.drills.append(FakeDrill(self.instances))
        return self.drills[-1]

    def packs(self) -> Any:
        """List a good and a broken one."""
        problem = SimpleNamespace(
            place=Place("broken.yaml", 3, 5),
            severity="error",
            what="There is no key promt.",
            mend="Did you mean prompt?",
            key="promt",
        )
        good = SimpleNamespace(
            id="core",
            title="Backpropagation",
            version="1.0",
            licence="CC-BY-4.0",
            description="",
            questions=ALL,
            problems=(),
        )
        bad = SimpleNamespace(
            id="broken",
            title="[bold]Broken[/]",
            version="",
            licence="",
            description="",
            questions=(),
            problems=(problem,),
        )
        return (good, bad)

    def browser(self) -> Any:
        """Return what the test put here."""
        return self.browsing

    def sheet(self, _section: str) -> Any:
        """Return a sheet with one formula."""
        formulas = SimpleNamespace(question="q", head="One neuron", latex=("a = \\sigma(z)",))
        return SimpleNamespace(
            section="bp", title=SECTION, formulas=(formulas,), sources=("A book, chapter 2",)
        )

    def statistics(self, progress: Any = None) -> Any:
        """Return what the test put here."""
        return self.figures

    def edit_path(self, question: Question) -> tuple[str, int]:
        """Name the file."""
        return question.place.file, question.place.line

    def edit_path_of(self, _question_id: str) -> tuple[str, int] | None:
        """Find none."""
        return None

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True
