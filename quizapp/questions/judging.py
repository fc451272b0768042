"""Judging: parts, carry-forward, credit, wording, and the rating that is proposed.

A part is judged against the exact value, then against what follows from all the learner's earlier entries,
then from only the wrong ones; so a first slip costs once. A carried value earns nothing where the slip left
nothing to work out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.questions.entries import (
    Entry,
    compare,
    differ,
    is_same,
    is_within,
    marks,
    not_judged,
    read_entry,
    shown,
    verdict_of,
)
from quizapp.questions.model import NOT_ANSWERED, UNJUDGED, PartVerdict, Verdict

if TYPE_CHECKING:
    from engine.comparison import Outcome
    from quizapp.questions.mistakes import Foreseen

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
FULL_CREDIT = 1 - 1e-9
ENOUGH_CREDIT = 0.8
MOST_NAMED = 3  # mistakes that fit one answer
# What is wrong in every entry alike; an entry that is right all the same is zero.
_SAID_WHOLE = frozenset({"sign", "factor", "power of ten"})
SLOW = 3.0  # times the minutes that the question states


def combined(parts: Mapping[str, PartVerdict]) -> Verdict:
    """Return the verdict on an answer from those on its parts, which count alike.

    Where a part is asked for again, since it cannot be read or decided, nothing is told of the others.
    """
    words = {part.word for part in parts.values()}
    if not words.isdisjoint(UNJUDGED):
        kept = {name: one if one.word in UNJUDGED else waiting(one.given) for name, one in parts.items()}
        return Verdict("unreadable" if "unreadable" in words else "undecided", 0.0, kept)
    if words == {"correct"}:
        return Verdict("correct", 1.0, parts)
    credit = sum(part.credit for part in parts.values()) / max(1, len(parts))
    return Verdict("partly" if credit > 0 else "wrong", credit, parts)


def waiting(given: str) -> PartVerdict:
    """Return what is said of a part that is not judged yet, since another is asked for again."""
    return PartVerdict("undecided", 0.0, given=given)


def proposed_rating(verdict: Verdict, *, hints: int, seconds: float, minutes: float) -> int:
    """Return the rating to propose, 1 again … 3 good; easy is the learner's to say, and time only lowers.

    Raises ValueError for an answer that was not judged.
    """
    if verdict.word in UNJUDGED:
        raise ValueError(f"an answer that is {verdict.word} is not rated")
    if verdict.word == "wrong" or verdict.credit < ENOUGH_CREDIT:
        return AGAIN
    slow = minutes > 0 and seconds > SLOW * minutes * 60
    return HARD if verdict.credit < FULL_CREDIT or hints > 0 or slow else GOOD


Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the parts of one instance in order.

    ``run`` returns the values of the parts with some of them set by hand, or nothing where that cannot be
    computed; ``foreseen`` the wrong answers known for a part, likewise; ``printed`` are the prompt's numbers.
    """

    run: Callable[[Values], Values]
    foreseen: Callable[[str, Values], Sequence[Foreseen]]
    printed: Sequence[Any]
    decimal_comma: bool = False

    def verdict(self, parts: Sequence[Entry]) -> Verdict:
        """Return the verdict on all parts; where one cannot be read none is judged."""
        entries = [read_entry(entry, decimal_comma=self.decimal_comma) for entry in parts]
        if any(entry.refusal for entry in entries):
            return combined({entry.part.name: not_judged(entry) for entry in entries})
        verdicts: dict[str, PartVerdict] = {}
        for number, entry in enumerate(entries):
            verdicts[entry.part.name] = self._part(entry, entries[:number], verdicts)
        return combined(verdicts)

    def _part(
        self, entry: Entry, earlier: Sequence[Entry], verdicts: Mapping[str, PartVerdict]
    ) -> PartVerdict:
        if entry.typed is None:
            return verdict_of(entry, message=NOT_ANSWERED)
        outcome = self._compare(entry, entry.expected)
        if outcome.is_same:
            return verdict_of(entry, word="correct", credit=1.0, entries=marks(outcome))
        wrong = [one for one in earlier if verdicts[one.part.name].word != "correct"]
        carried = self._carried(entry, earlier, wrong)
        return carried or self._wrong(entry, earlier, wrong, outcome)

    def _compare(self, entry: Entry, value: Any) -> Outcome:
        return compare(entry, value, decimal_comma=self.decimal_comma)

    # What follows from earlier entries

    def _carried(self, entry: Entry, earlier: Sequence[Entry], wrong: Sequence[Entry]) -> PartVerdict | None:
        """Return the verdict on a value that follows from the learner's own; None where it does not."""
        for value in self._following(entry, (earlier, wrong)):
            if not is_within(entry, value):
                continue
            if self._is_trivial(entry, value, earlier):
                return verdict_of(entry, follows=True, message=_WITHOUT_WORK)
            message = self._follows_from(entry, wrong)
            return verdict_of(entry, word="correct", credit=1.0, follows=True, message=message)
        return None

    def _following(self, entry: Entry, choices: Sequence[Sequence[Entry]]) -> Iterator[Any]:
        for chosen in choices:
            do = _set_by_hand(chosen)
            value = self.run(do).get(entry.part.name) if do else None
            if value is not None:
                yield value

    def _is_trivial(self, entry: Entry, value: Any, earlier: Sequence[Entry]) -> bool:
        """Tell whether a slip made a value zero or a copy, which the exact one is not."""
        known = [(0.0 * value, 0.0 * value), *((number, number) for number in self.printed)]
        known += [(one.typed, one.expected) for one in earlier if one.typed is not None]
        return any(is_same(value, carried) and not is_same(entry.expected, exact) for carried, exact in known)

    def _follows_from(self, entry: Entry, wrong: Sequence[Entry]) -> str:
        """Say which slips a value follows from, and what it is with the right ones."""
        exact = shown(entry.expected, entry.part.precision)
        causes = [one.part.label for one in wrong if self._matters(one, entry)]
        if not causes:
            return f"Follows from your rounded values ({exact} with exact ones)."
        others = "one" if len(causes) == 1 else "ones"
        return f"Follows from your {' and '.join(causes)} ({exact} with the right {others})."

    def _matters(self, earlier: Entry, entry: Entry) -> bool:
        value = self.run(_set_by_hand([earlier])).get(entry.part.name)
        return value is not None and not is_same(value, entry.expected)

    # What is wrong

    def _wrong(
        self, entry: Entry, earlier: Sequence[Entry], wrong: Sequence[Entry], outcome: Outcome
    ) -> PartVerdict:
        right = () if outcome.why in _SAID_WHOLE else marks(outcome)
        credit = sum(right) / len(right) if right else 0.0
        matching = self._matching(entry, earlier, wrong)
        return verdict_of(
            entry,
            word="partly" if credit > 0 else "wrong",
            credit=credit,
            entries=right,
            message=_either(tuple(one.says for one in matching)) or outcome.reason,
            mistake=",".join(one.id for one in matching),
        )

    def _matching(
        self, entry: Entry, earlier: Sequence[Entry], wrong: Sequence[Entry]
    ) -> tuple[Foreseen, ...]:
        """Return the known mistakes that an answer matches exactly: on exact values, else on one's own.

        What was answered before is held, so that no mistake is named that a right entry shows was not made.
        """
        exact = {one.part.name: one.expected for one in earlier if one.typed is not None}
        own = _set_by_hand(wrong)
        for do in (exact, {**exact, **own}) if own else (exact,):
            known = self.foreseen(entry.part.name, do)
            found: dict[str, Foreseen] = {}
            for one in known:
                if one.id not in found and self._is_match(entry, one):
                    found[one.id] = one
            if found:
                return tuple(found.values())[:MOST_NAMED]
        return ()

    def _is_match(self, entry: Entry, mistake: Foreseen) -> bool:
        """Tell whether an answer is what a mistake leads to, and that is not the right answer here."""
        return is_within(entry, mistake.value) and differ(mistake.value, entry.expected, entry.part.precision)


_WITHOUT_WORK = "Follows from your earlier entries, but that slip leaves nothing to work out here: no credit."


def _set_by_hand(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return what earlier entries set; one of the wrong shape cannot, and the exact value stays."""
    return {one.part.name: one.typed for one in entries if one.fits}


def _either(sentences: Sequence[str]) -> str:
    return " Or: ".join(dict.fromkeys(sentence.strip() for sentence in sentences))
