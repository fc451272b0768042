"""Nothing but its content tells which option of a choice is right."""

from __future__ import annotations

from tests.content.test_bundled import bundled

OPTIONS = [
    question.fields["options"]
    for pack in bundled()
    for question in pack.questions
    if question.kind == "choice" and isinstance(question.fields.get("options"), list)
]
WITH_ONE_RIGHT = [
    (
        next(one["right"] for one in options if "right" in one),
        [one["wrong"] for one in options if "wrong" in one],
    )
    for options in OPTIONS
    if sum("right" in one for one in options) == 1 and len(options) > 1
]


def test_length_gives_no_choice_away() -> None:
    """Whoever picks the longest option, or the shortest, is right no oftener than by chance, one in four."""
    longest = sum(len(right) > max(map(len, wrong)) for right, wrong in WITH_ONE_RIGHT)
    shortest = sum(len(right) < min(map(len, wrong)) for right, wrong in WITH_ONE_RIGHT)
    assert len(WITH_ONE_RIGHT) > 100
    assert longest <= len(WITH_ONE_RIGHT) / 4
    assert shortest <= len(WITH_ONE_RIGHT) / 4
