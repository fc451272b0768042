"""Habits of writing a number that are not read here, each refused with what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.errors import ReadingError
from engine.language.characters import MINUS, SPACES, TIMES

if TYPE_CHECKING:
    from collections.abc import Callable

_GAP = f"[{SPACES}]*"
_SIGN = f"[+{re.escape(MINUS)}]?"
_PLAIN = rf"{_SIGN}{_GAP}(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE]{_SIGN}[0-9]+)?"
_GROUPED = re.compile(
    rf"{_GAP}({_SIGN}[1-9][0-9]{{0,2}})((?:[,'’_ \u00a0\u202f][0-9]{{3}})+)(?:([.,])([0-9]+))?(?![0-9])"
)
_DOTTED = re.compile(rf"{_GAP}({_SIGN}[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+),([0-9]+){_GAP}")
_DOTTED_WHOLE = re.compile(rf"{_GAP}({_SIGN}[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}){{2,}}){_GAP}")
_MIXED = re.compile(rf"{_GAP}([0-9]+)(?:[{SPACES}]+([0-9]+{_GAP}/{_GAP}[0-9]+)|{_GAP}([¼½¾⅐-⅞])){_GAP}")
_TWO = re.compile(
    rf"{_GAP}{_PLAIN}{_GAP}(?:;|,[{SPACES}]|,(?=[0-9]*\.)|\b(?:or|and|to)\b){_GAP}{_PLAIN}{_GAP}"
)
_POINTS = re.compile(rf"{_GAP}{_SIGN}[0-9]*\.[0-9]*(\.)[0-9.]*{_GAP}")
_DOTS = re.compile(rf"{_GAP}{_PLAIN}{_GAP}(\.\.+|…){_GAP}")
_RATIO = re.compile(rf"{_GAP}([0-9.]+){_GAP}(:){_GAP}([0-9.]+){_GAP}")
_BRACKETED = re.compile(rf"{_GAP}(\[).*\]{_GAP}", re.DOTALL)
_QUOTED = re.compile(rf"{_GAP}([\"'“”‘’«»`]).*[\"'“”‘’«»`]{_GAP}", re.DOTALL)
_BEFORE = re.compile(rf"{_GAP}([~≈≃≅]|[^\W\d_][^\W\d_]+\.?)[{SPACES}=:]*({_PLAIN}){_GAP}")
_LETTER = r"[^\W\d_²³¹⁰-₟¼-¾⅐-⅞]"
_AFTER = re.compile(rf"{_GAP}({_PLAIN}){_GAP}((?:{_LETTER}|[°€£$µ])*{_LETTER}|[°‰€£])\.?{_GAP}")
_FLAT = re.compile(  # 1.5 × 10⁻³ whose raised exponent was lost on its way here
    rf"{_GAP}({_SIGN}{_GAP}[0-9]+(?:[.,][0-9]+)?){_GAP}[xX{re.escape(TIMES)}]{_GAP}10([{re.escape(MINUS)}]{_GAP}|)"
    rf"([0-9]{{1,3}}){_GAP}"
)
_RAISED_POINT = re.compile(rf"{_GAP}{_SIGN}{_GAP}0(·)[0-9]+{_GAP}")
_RANGE = re.compile(rf"{_GAP}{_PLAIN}{_GAP}(–){_GAP}[0-9.,]+{_GAP}")
_CONSTANTS = ("e", "pi", "π", "𝜋")
_SIZES = {
    "k": 3, "K": 3, "thousand": 3, "M": 6, "million": 6, "G": 9, "B": 9, "bn": 9, "billion": 9, "T": 12,
    "trillion": 12,
}  # fmt: skip
_PERCENT = ("percent", "pct", "pc")


def refuse_habits(text: str, *, decimal_comma: bool = False) -> None:
    """Raise a ReadingError for a way to write a number that is known, and not read."""
    refuse_grouping(text, decimal_comma=decimal_comma)
    for pattern, group, sentence in _HABITS:
        found = pattern.fullmatch(text)
        said = sentence(found) if found else ""
        if found and said:
            raise ReadingError(said, text, found.start(group), length=max(1, len(found[group] or "")))
    equals = text.find("=", 1)
    if equals > 0 and text[:equals].strip():
        raise ReadingError("Write the number alone, without anything before an equals sign.", text, equals)


def refuse_grouping(text: str, *, decimal_comma: bool = False) -> None:
    """Refuse ``5,315`` and ``5 315``, which some read as five thousand and some as five point three."""
    sign = "," if decimal_comma else "."
    found = _DOTTED.fullmatch(text) or _DOTTED_WHOLE.fullmatch(text)
    if found:
        rest = f"{sign}{found[2]}" if found.re is _DOTTED else ""
        raise _grouped(text, found[1].replace(".", "") + rest, found[0].index("."))
    found = _GROUPED.match(text)
    if found:
        first, groups, point, rest = found.groups()
        joined = first + re.sub(r"[^0-9]", "", groups) + (f"{sign}{rest}" if point else "")
        unclear = not point and groups[0] == "," and len(groups) == 4
        raise _grouped(text, f"{joined} or {first}.{groups[1:]}" if unclear else joined, found.start(2))


_OPENED = re.compile(r"(?:(?<!\w)(\w+)\s*)?([(\[])|([)\]])|(?<=[0-9])(,)(?=[0-9])|(,)(?=\s)")


def refuse_glued_commas(text: str, takes_several: Callable[[str], bool]) -> None:
    """Refuse ``clip(z,0,1)`` where the comma is the decimal sign: it may be one, and may part two arguments.

    A comma with a space behind it says that the others are decimal signs. ``takes_several`` tells of a word before
    a bracket whether commas can part its arguments.
    """
    levels: list[tuple[bool, list[int], list[int]]] = [
        (False, [], [])
    ]  # is listed, glued commas, spaced ones
    for found in _OPENED.finditer(text):
        word, opens, closes, glued, _ = found.groups()
        if opens:
            levels.append((opens == "[" or takes_several(word), [], []))
        elif closes and len(levels) > 1:
            is_listed, glued_at, spaced_at = levels.pop()
            if is_listed and glued_at and not spaced_at:
                what = "This comma may be a decimal sign or part two values; write a point, or a space behind the comma."
                raise ReadingError(what, text, glued_at[0])
        elif not closes:
            _, glued_at, spaced_at = levels[-1]
            (glued_at if glued else spaced_at).append(found.start())


def _grouped(text: str, instead: str, column: int) -> ReadingError:
    return ReadingError(f"Digits are not grouped here; write {instead}.", text, column)


def _mixed(found: re.Match[str]) -> str:
    return f"Write {found[1]} + {found[2] or found[3]}, with a plus sign."


def _after(found: re.Match[str]) -> str:
    """Say what to write for a word behind a number; nothing for π and e."""
    number, word = found[1].strip(), found[2]
    if word in _CONSTANTS or word == "E":
        return ""
    if word in _PERCENT:
        return f"Write the sign, as in {number} %."
    if word in _SIZES and "e" not in number.lower():
        return f"“{word}” is not read; write {number}e{_SIZES[word]}."
    return f"Write the number alone, without “{word}”."


def _flat(found: re.Match[str]) -> str:
    """Say so of a power of ten without its sign; nothing for a product by 100 that was typed."""
    times, minus, power = found[0][found.end(1) : found.start(2)].strip(), found[2].strip(), found[3]
    if not minus and (times[:1] in ("*", "·") or power.startswith("0")):
        return ""
    sign = "-" if minus else ""
    plain = f"{found[1]}*10 - {power}" if minus else f"{found[1]}*10{power}"
    return f"This can be read two ways; write {found[1]}e{sign}{power} for a power of ten, or {plain}."


def _before(found: re.Match[str]) -> str:
    """Say so of a word before a number; of a function, that it needs brackets, elsewhere."""
    word = found[1]
    if word in ("minus", "negative"):
        return f"Write the sign, as in -{found[2]}."
    return (
        ""
        if word in ("sqrt", "exp", "log", "ln", *_CONSTANTS)
        else f"Write the number alone, without “{word}”."
    )


_HABITS: tuple[tuple[re.Pattern[str], int, Callable[[re.Match[str]], str]], ...] = (
    (_MIXED, 0, _mixed),
    (_TWO, 0, lambda _: "One number is asked for here."),
    (_FLAT, 2, _flat),
    (_RAISED_POINT, 1, lambda _: "Write the decimal point on the line, as in 0.5."),
    (_RANGE, 1, lambda _: "This is a range; one number is asked for here. A minus is written -."),
    (_DOTS, 1, lambda _: "Write the number without dots at its end, to the figures asked for."),
    (_POINTS, 1, lambda _: "This number has two decimal points."),
    (_RATIO, 2, lambda found: f"A ratio is written as a fraction here, {found[1]}/{found[3]}."),
    (_BRACKETED, 1, lambda _: "One number is asked for here, without square brackets."),
    (_QUOTED, 1, lambda _: "Write the number alone, without quotation marks."),
    (_BEFORE, 1, _before),
    (_AFTER, 2, _after),
)
