"""Numbers and arrays as they are typed for a part: whether they can be read, before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ReadingError

if TYPE_CHECKING:
    from quizapp.questions.model import Part


def unread(part: Part, text: str, *, decimal_comma: bool = False) -> tuple[str, int] | None:
    """Return why what is typed cannot be read, and at which column of its text (from 0); None where it can."""
    if part.form not in ("number", "array") or not text.strip():
        return None
    try:
        _read(part, text, decimal_comma=decimal_comma)
    except ReadingError as error:
        return error.what, error.offset_in(text)
    return None


def _read(part: Part, text: str, *, decimal_comma: bool) -> None:
    if part.form == "number":
        from engine.language.numbers import read_number  # noqa: PLC0415 - once something is typed

        read_number(text, decimal_comma=decimal_comma)
    else:
        from engine.language.arrays import read_array  # noqa: PLC0415 - as above

        read_array(text, part.shape, decimal_comma=decimal_comma)
