"""Which key points a free text makes, as far as words can tell: a proposal that the learner confirms.

A point counts as made where one of the author's words or phrases stands in the text, or most of the point's
own words stand in one sentence. Forms of a word count as the word, and so does a slip of the fingers; what is
negated or copied from the question does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizapp.questions.stems import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

GAP = 2  # words that may stand between those of a phrase
COPIED = 4  # words in a row that also stand so in the question are copied from it
LOOKED_AT = 20_000  # characters: three thousand words, more than anyone says in an answer
MOST = 2 / 3  # of a point's own words, where the author gives none that is found
FUZZY, VERY_FUZZY = 5, 10  # letters from which on one slip is forgiven, and two
NEGATORS = {
    "non": 1,
    "no": 2,
    "without": 2,
    "not": 3,
    "never": 3,
    "cannot": 3,
    "neither": 3,
    "nor": 3,
}  # and how many words on they reach
_LITTLE = """
a an the of to in on at by for from with and or but is are was were be been it its this that these those as
if then than so do does did can may might will would should must has have had he she they we you i there here
which what when where who how why all any each more most one also only their your our his her before after up
out into over under both very just same such own too
"""
_FUNCTION_WORDS = frozenset(_LITTLE.split())


class Span(NamedTuple):
    """A stretch of the text that shows a point."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Looks for points in texts; ``known`` are correctly spelt words, which are no slips for others."""

    prompt: tuple[Token, ...]
    known: frozenset[str]

    def spans(self, text: str, point: Mapping[str, object], *, formulas: bool = True) -> tuple[Span, ...]:
        """Return where a text makes a point, best first; nothing where it does not."""
        words = tokens(text[:LOOKED_AT], formulas=formulas)
        usable = _usable(words, self.prompt)
        given = point.get("words") or ()
        phrases = [tokens(str(phrase)) for phrase in given]  # type: ignore[attr-defined]
        found = [span for phrase in phrases for span in self._phrase(words, usable, phrase)]
        return tuple(dict.fromkeys(found)) or self._own_words(words, usable, str(point["point"]))

    def _phrase(
        self, words: Sequence[Token], usable: Sequence[bool], phrase: Sequence[Token]
    ) -> Iterator[Span]:
        """Yield where a phrase stands, its words in order and near to one another."""
        wanted = _content(phrase) or tuple(phrase)
        if not wanted:
            return
        negated = any(_reach(token) for token in phrase)
        for start in self._starts(words, wanted):
            end = self._follow(words, usable, start, wanted)
            if end is not None and (negated or not _is_negated(words, start)):
                yield Span(words[start].start, words[end].end)

    def _starts(self, words: Sequence[Token], wanted: Sequence[Token]) -> list[int]:
        """Return where a phrase may begin, each word having been looked at once."""
        one = _as_one(wanted)
        possible = {
            token.word
            for token in {token.word: token for token in words}.values()
            if token.stem == one or one.startswith(token.word.casefold()) or self._is_word(token, wanted[0])
        }
        return [place for place, token in enumerate(words) if token.word in possible]

    def _follow(
        self, words: Sequence[Token], usable: Sequence[bool], start: int, wanted: Sequence[Token]
    ) -> int | None:
        """Return where a phrase that begins at a word ends; None where it does not stand there."""
        joined = _joined(words, start, wanted)
        if joined is not None and all(usable[start : joined + 1]):
            return joined
        at = start
        for number, token in enumerate(wanted):
            reach = range(at, at + 1) if not number else range(at + 1, min(at + 2 + GAP, len(words)))
            here = next(
                (
                    place
                    for place in reach
                    if usable[place]
                    and words[place].sentence == words[start].sentence
                    and self._is_word(words[place], token)
                ),
                None,
            )
            if here is None:
                return None
            at = here
        return at

    def _is_word(self, typed: Token, wanted: Token) -> bool:
        if wanted.stem in _FUNCTION_WORDS and wanted.word != wanted.word.casefold():
            return typed.word == wanted.word  # He is a name, he is not
        if typed.stem == wanted.stem:
            return True
        if typed.stem in self.known:
            return False
        return _is_slip(typed.stem, wanted.stem) or _is_slip(typed.word.casefold(), wanted.word.casefold())

    def _own_words(self, words: Sequence[Token], usable: Sequence[bool], point: str) -> tuple[Span, ...]:
        """Return the sentence in which most words of a point stand, those of the question aside."""
        asked = {token.stem for token in self.prompt}
        wanted = {token.stem: token for token in _content(tokens(point)) if token.stem not in asked}
        if len(wanted) < 2:
            return ()
        for here in _sentences(words, usable):
            hits = [
                next((place for place in here if self._is_word(words[place], token)), None)
                for token in wanted.values()
            ]
            places = [place for place in hits if place is not None and not _is_negated(words, place)]
            if len(places) >= max(2, MOST * len(wanted)):
                return (Span(words[min(places)].start, words[max(places)].end),)
        return ()


def reader(prompt: str, *texts: str) -> Reader:
    """Return a reader for answers to a question; ``texts`` are the author's others."""
    known = frozenset(token.stem for text in (prompt, *texts) for token in tokens(text))
    return Reader(tokens(prompt), known)


def highlighted(text: str, marks: Mapping[str, Sequence[Span]]) -> str:
    """Return prose in which what shows each point is strong, with the point's key behind the first of it."""
    key_of = {span: key for key, spans in reversed(list(marks.items())) for span in spans[:1]}
    cuts = sorted({span for spans in marks.values() for span in spans})
    parts, done = [], 0
    for span in cuts:
        if span.start < done or "\n\n" in text[span.start : span.end] or "*" in text[span.start : span.end]:
            continue
        key = f" ({key_of[span]})" if span in key_of else ""
        parts += [text[done : span.start], f"**{text[span.start : span.end]}**{key}"]
        done = span.end
    return "".join([*parts, text[done:]])


def _content(words: Sequence[Token]) -> tuple[Token, ...]:
    """Return the words that carry meaning; a capital letter makes one of a function word."""
    return tuple(
        token
        for token in words
        if token.stem not in _FUNCTION_WORDS or (token.word != token.word.casefold() and len(words) == 1)
    )


def _is_slip(typed: str, wanted: str) -> bool:
    """Tell whether a word was meant and mistyped: same first letter, one letter off, two in a long one."""
    if len(wanted) < FUZZY or typed[:1] != wanted[:1] or not typed.isalpha():
        return False
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only for free texts

    most = 2 if len(wanted) >= VERY_FUZZY else 1
    return OSA.distance(typed, wanted, score_cutoff=most) <= most


def _joined(words: Sequence[Token], start: int, wanted: Sequence[Token]) -> int | None:
    """Return where a phrase ends that is written as one word, or one word that is written as two."""
    if len(wanted) > 1 and words[start].stem == _as_one(wanted):
        return start
    two = start + 1
    if len(wanted) == 1 and two < len(words) and len(words[start].word) > 1:
        both = words[start].word.casefold() + words[two].stem
        return two if both == wanted[0].stem else None
    return None


def _as_one(words: Sequence[Token]) -> str:
    """Return the stem of several words written as one."""
    return "".join(token.word.casefold() for token in words[:-1]) + words[-1].stem


def _sentences(words: Sequence[Token], usable: Sequence[bool]) -> Iterator[list[int]]:
    """Yield the places of each sentence's usable words; of a word that comes again, the first."""
    found: dict[int, dict[str, int]] = {}
    for place, token in enumerate(words):
        if usable[place]:
            found.setdefault(token.sentence, {}).setdefault(token.word, place)
    yield from (list(places.values()) for places in found.values())


@lru_cache(maxsize=32)
def _usable(words: tuple[Token, ...], prompt: tuple[Token, ...]) -> tuple[bool, ...]:
    """Return for each word whether it is the learner's own, not part of a run copied from the question."""
    run = min(COPIED, len(prompt))
    usable = [True] * len(words)
    if not run:
        return tuple(usable)
    runs = {_stems(prompt[at : at + run]) for at in range(len(prompt) - run + 1)}
    for at in range(len(words) - run + 1):
        if _stems(words[at : at + run]) in runs:
            usable[at : at + run] = [False] * run
    return tuple(usable)


def _stems(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.stem for token in words)


def _is_negated(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word is denied by one shortly before it: no leak, is not affine; not only does deny nothing."""
    for back in range(1, 4):
        before = at - back
        if before < 0 or words[before].sentence != words[at].sentence:
            return False
        reach = _reach(words[before])
        if reach >= back:
            return words[before + 1].word.casefold() not in {"only", "just", "merely"}
    return False


def _reach(token: Token) -> int:
    """Return how many words on a word denies what comes."""
    word = token.word.casefold().replace("’", "'")
    return 3 if word.endswith("n't") else NEGATORS.get(word, 0)
