"""A debrief as Markdown and as one self-contained HTML page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quizapp.interview.debrief import earlier_chart, length, percent, rows_of, shares, staircase_chart
from quizapp.interview.plan import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.interview.debrief import Debrief, QuestionSeen
    from quizapp.questions.model import Solution

HEADS = ("", "questions", "result", "time", "planned")
FIGURES = (1, 2, 3, 4)
WIDTH = 92


def title(debrief: Debrief) -> str:
    """Return what an export is called."""
    day = datetime.fromtimestamp(debrief.begun / 1e6, UTC).astimezone()
    return f"Mock interview of {day:%-d %B %Y}"


def _about(debrief: Debrief) -> str:
    setup = debrief.setup
    level = "as in the job" if setup.level == "job" else setup.level
    return f"{level}, {setup.style}, {length(debrief.seconds)} of {setup.minutes}:00, seed {setup.seed}"


def headline(debrief: Debrief) -> str:
    """Return result and recommendation in a line."""
    return f"{percent(debrief.result.share)}: {debrief.result.recommendation}"


def question_title(one: QuestionSeen) -> str:
    """Return a line on a question: number, place, how it went, time."""
    seen = one.outcome
    follows = f", follows {seen.follows}" if seen.follows is not None else ""
    used = f"{length(seen.seconds)} of {length(seen.budget)}"
    hints = f", hints {seen.hints}" if seen.hints else ""
    return f"{one.sign} {seen.n}. {title_of(seen.phase)}, {seen.kind}, {seen.level}{follows}: {one.word}, {used}{hints}"


# Markdown


def markdown(debrief: Debrief) -> str:
    """Return the debrief as Markdown; mathematics stays LaTeX."""
    return "\n".join(_markdown(debrief)).rstrip() + "\n"


def _markdown(debrief: Debrief) -> Iterator[str]:
    yield f"# {title(debrief)}\n"
    yield f"**{headline(debrief)}** ({_about(debrief)})\n"
    yield f"{debrief.formula}\n\n{debrief.rule}\n"
    for name, found in shares(debrief.result, debrief.titles):
        yield f"## {name}\n\n| {' | '.join(HEADS)} |\n| --- | ---: | ---: | ---: | ---: |"
        yield "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows_of(found)) + "\n"
    yield "## Staircase\n\n" + "\n".join(f"- {line}" for line in debrief.staircase) + "\n"
    if debrief.items:
        items = (f"- **{one.title}** (`{one.id}`): {one.facts}" for one in debrief.items)
        yield "## To work on\n\n" + "\n".join(items) + "\n"
    chart = earlier_chart(debrief)
    if chart is not None:
        yield f"## Interviews so far\n\n{chart.words}\n"
    if debrief.notes.strip():
        yield "## Notes\n\n" + "\n".join(f"> {line}" for line in debrief.notes.splitlines()) + "\n"
    yield "## Questions\n"
    for one in debrief.questions:
        yield from _markdown_question(one)


def _markdown_question(one: QuestionSeen) -> Iterator[str]:
    yield f"### {question_title(one)}\n\n{one.prompt.strip()}\n"
    yield f"*Why: {one.outcome.why}.*\n"
    for part in one.parts:
        yield "\n".join(_said(part.label, part.given, part.expected, part.message)) + "\n"
    if one.flag:
        yield f"Flagged: {one.flag}\n"
    if one.solution is not None:
        yield "#### Solution\n"
        yield from _markdown_solution(one.solution)


def _said(label: str, given: str, expected: str, message: str) -> Iterator[str]:
    yield f"- {label or 'answered'}: {_inline(given) or '–'}"
    if expected:
        yield f"  - right: {_inline(expected)}"
    if message:
        yield f"  - {_inline(message)}"


def _markdown_solution(solution: Solution) -> Iterator[str]:
    if solution.prose:
        yield f"{solution.prose.strip()}\n"
    for step in solution.steps:
        numbers = f"\n\n$$\n{step.numbers}\n$$" if step.numbers not in ("", step.formula) else ""
        yield f"$$\n{step.formula}\n$${numbers}\n\n{step.label} = {step.value}\n"


def _inline(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# HTML


def page(debrief: Debrief) -> str:
    """Return the debrief as one HTML page that needs nothing else."""
    from quizapp.rendering import html  # noqa: PLC0415 - only for an export
    from quizapp.rendering.svg import svg  # noqa: PLC0415

    parts = [
        f"<p><strong>{html.text(headline(debrief))}</strong></p>",
        html.paragraph(_about(debrief), quiet=True),
        html.paragraph(debrief.formula),
        html.paragraph(debrief.rule),
    ]
    chart = earlier_chart(debrief)
    if chart is not None:
        parts.append(html.section("Interviews so far", html.figure(svg(chart), chart.words)))
    for name, found in shares(debrief.result, debrief.titles):
        parts.append(html.section(name, html.table(HEADS, rows_of(found), numbers=FIGURES)))
    stairs = staircase_chart(debrief)
    drawn = [] if stairs is None else [html.figure(svg(stairs), stairs.words)]
    parts.append(html.section("Staircase", *drawn, html.bullets(debrief.staircase)))
    if debrief.items:
        items = (f"{one.title}: {one.facts}" for one in debrief.items)
        parts.append(html.section("To work on", html.bullets(items)))
    if debrief.notes.strip():
        parts.append(html.section("Notes", html.paragraph(debrief.notes)))
    parts.append(html.section("Questions", *(_html_question(one) for one in debrief.questions)))
    return html.page(title(debrief), "\n".join(parts))


def _html_question(one: QuestionSeen) -> str:
    from quizapp.rendering import html  # noqa: PLC0415

    rows = [
        [part.label, _flat(part.given) or "–", _flat(part.expected), _flat(part.message)]
        for part in one.parts
    ]
    parts = [html.lines(_drawn(one.prompt)), html.paragraph(f"Why: {one.outcome.why}.", quiet=True)]
    if rows:
        parts.append(html.table(("", "answered", "right", ""), rows))
    if one.flag:
        parts.append(html.paragraph(f"Flagged: {one.flag}"))
    if one.solution is not None:
        parts.append(html.section("Solution", html.lines(_solution_lines(one.solution)), level=3))
    return html.details(question_title(one), *parts)


def _solution_lines(solution: Solution) -> Iterator[str]:
    if solution.prose:
        yield from _drawn(solution.prose)
    for step in solution.steps:
        yield ""
        yield from _drawn(f"$$\n{step.formula}\n$$")
        if step.numbers not in ("", step.formula):
            yield from _drawn(f"$$\n{step.numbers}\n$$")
        yield f"  {step.label} = {step.value}"


def _drawn(prose: str) -> list[str]:
    """Return prose as lines, its mathematics drawn in two dimensions."""
    from quizapp.rendering.prose import layout  # noqa: PLC0415

    return ["".join(piece.text for piece in line) for line in layout(prose, WIDTH)]


def _flat(prose: str) -> str:
    from quizapp.rendering.prose import plain_text  # noqa: PLC0415

    return plain_text(prose) if "$" in prose or "*" in prose else prose
