"""``drill`` line by line, through a pipe, over a real collection; ``due`` and ``doctor`` beside it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from quizapp.cli.output import folded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Ran, Run


def lines(*typed: str) -> str:
    """Return what a person types, one line each."""
    return "".join(f"{line}\n" for line in typed)


@pytest.fixture
def drill(run: Run, home: Path) -> Run:
    """Return a function that drills line by line, only the small pack."""

    def drill_lines(*typed: str, words: tuple[str, ...] = ()) -> Ran:
        ran = run("drill", "--plain", "--pack", "own", *words, typed=lines(*typed))
        assert ran.code == 0, ran.err
        return ran

    return drill_lines


def in_database(home: Path, statement: str) -> Any:
    """Carry out one statement behind the program's back; return the first value it gives, if any."""
    with closing(sqlite3.connect(home / "data" / "quizapp.db")) as connection, connection:
        row = connection.execute(statement).fetchone()
        return None if row is None else row[0]


def rows_in_log(home: Path) -> int:
    """Return how many rows the review log has."""
    return int(in_database(home, "select count(*) from review"))


CARD = ("--kind", "recall")
TRACE = ("--kind", "trace")
CHOICE = ("--kind", "choice")


def test_the_end_of_the_input_leaves_cleanly_with_a_summary(drill: Run) -> None:
    """An empty input ends the drill at once: exit 0, nothing answered."""
    ran = drill()
    assert "0 answers: 0 right, 0 partly right, 0 wrong." in ran.out


def test_no_colour_and_no_cursor_movement(drill: Run) -> None:
    """Nothing but printable characters and line ends is written."""
    out = drill("", "", "1", "2", ":h", "3", "4", ":s", ":?").out
    assert out.replace("\n", "").isprintable()


def test_a_card_is_turned_over_and_rated(drill: Run, home: Path) -> None:
    """Enter shows the other side, a number rates, and the rating is in the log."""
    ran = drill("", "4", words=CARD)
    assert "Enter shows the answer.\n" in ran.out
    assert "Answer: Zero, one of its subgradients.\n" in ran.out
    assert "1 answer: 1 right" in ran.out
    assert rows_in_log(home) == 1


def test_enter_alone_rates_a_card_good(drill: Run) -> None:
    """Two empty lines are enough for a card that was known."""
    assert "1 answer: 1 right" in drill("", "", words=CARD).out


def test_every_part_is_asked_and_said(drill: Run, run: Run) -> None:
    """Each part has its line, the verdict its word, the whole its share."""
    ran = drill("7", "7", "36", "1", words=TRACE)
    asked = [line for line in ran.out.split("\n") if line.endswith(", a number, 3 significant figures:")]
    assert [line.partition(",")[0] for line in asked] == ["z", "a", "L", "∂L/∂w"]
    assert "z: wrong." in ran.out
    assert "Follows from your z" in ran.out
    assert re.search(r"Partly right, \d of 4\.", ran.out)
    assert "Rated again. Enter goes on." in ran.out


def test_what_cannot_be_read_is_asked_again_alone(drill: Run) -> None:
    """Only the unreadable part is asked for again, and where it went wrong is said in words."""
    ran = drill("2", "1+*2", "3", "4", "5", words=TRACE)
    assert "a cannot be read." in ran.out
    assert "Look at character 3." in ran.out
    assert ran.out.count("a, a number") == 2
    assert ran.out.count("z, a number") == 1
    assert "4 answers" in ran.out


def test_hints_are_counted_out(drill: Run) -> None:
    """Each :h gives the next hint; a hint keeps the proposed rating down."""
    ran = drill(":h", ":h", ":h", ":h", words=TRACE)
    assert "Hint 1 of 3." in ran.out
    assert ran.out.count("The rating proposed is now hard at most.") == 1
    assert "There is no further hint." in ran.out


def test_the_solution_comes_after_the_answer(drill: Run) -> None:
    """:s refuses before and shows the steps after."""
    ran = drill(":s", "1", "1", "1", "1", ":s", words=TRACE)
    assert "The solution comes after the answer" in ran.out
    assert "∂L/∂w = " in ran.out.partition("Rated")[2]


def test_undo_takes_answers_back_any_number_of_times(drill: Run, home: Path) -> None:
    """Two answers, two undos, and a third that finds nothing."""
    ran = drill("", "", "a", ":u", ":u", ":u", words=("--level", "entry"))
    assert (
        ran.out.count("Taken back. Here it is again.") + ran.out.count("There is nothing to take back.") == 3
    )
    assert "0 answers:" in ran.out


def test_undo_reaches_back_over_a_restart(drill: Run) -> None:
    """What the last sitting answered can be taken back in this one."""
    drill("", "", words=CARD)
    assert "Taken back. Here it is again." in drill(":u", words=CHOICE).out


def test_a_slip_of_the_fingers_is_marked_right(drill: Run) -> None:
    """:m counts the answer as right, and says who said so."""
    ran = drill("zzz", "", ":m", words=CHOICE)
    assert "Marked as right by you." in ran.out
    assert "1 answer: 1 right" in ran.out


def test_the_same_with_other_numbers_is_not_logged(drill: Run, home: Path) -> None:
    """:r draws anew; answering that adds no row."""
    ran = drill("1", "1", "1", "1", ":r", "1", "1", "1", "1", words=TRACE)
    assert "Not logged and not scheduled." in ran.out
    assert rows_in_log(home) == 1


def test_back_answers_the_part_before_again(drill: Run) -> None:
    """:b asks for the part before, keeping the others."""
    ran = drill("1", ":b", "2", ":q", words=TRACE)
    assert ran.out.count("z, a number") == 2


def test_a_rating_is_corrected(drill: Run, home: Path) -> None:
    """A number after the verdict appends a correction; anything else is asked again."""
    drill("1", "1", "1", "1", "five", "2", words=TRACE)
    assert rows_in_log(home) == 2


def test_commands_that_are_none(drill: Run) -> None:
    """An unknown command says how to list them; none of them is taken for an answer."""
    ran = drill(":zap", ":?", words=TRACE)
    assert "There is no command :zap." in ran.out
    assert ":u or :undo:" in ran.out


@pytest.mark.parametrize(
    "typed", ["\x00", "\x1b[31m", "\udcff", "\u202e1", "x" * 100_000, "=" * 5000, "['" * 500]
)
@pytest.mark.parametrize("kind", [CARD, TRACE, CHOICE])
def test_whatever_is_typed_is_answered_in_words(drill: Run, typed: str, kind: tuple[str, str]) -> None:
    """Nothing typed, as an answer or as a note, ends the drill or commands the terminal."""
    ran = drill(typed, f":f {typed}", typed, typed, typed, typed, ":u", words=kind)
    assert ran.out.replace("\n", "").isprintable()
    assert "Flagged." in ran.out
    assert "Tomorrow: " in ran.out


def test_skipping_and_flagging(drill: Run, home: Path) -> None:
    """A skipped question is left unanswered; a flag is kept in the log."""
    ran = drill(":f the prompt is unclear", ":skip", words=TRACE)
    assert "Flagged." in ran.out
    assert "0 answers" in ran.out
    assert rows_in_log(home) == 1


def test_an_empty_line_is_no_answer(drill: Run, home: Path) -> None:
    """Enter on nothing asks again and says how to give up; ? gives up, and is judged."""
    ran = drill("", "", "", "", words=TRACE)
    assert "Nothing is typed yet. Type an answer, or ? to give up and see it." in ran.out
    assert rows_in_log(home) == 0
    assert "0 of 4" in drill("?", "?", "?", "?", words=TRACE).out
    assert rows_in_log(home) == 1


def test_a_terminal_gets_lines_broken_between_words() -> None:
    """No word is cut at the edge, and what goes on stands under what it belongs to."""
    assert folded("  one two three four five six", 20) == ["  one two three four", "  five six"]
    assert folded("short", 20) == ["short"]


def test_the_limit_ends_the_drill(drill: Run) -> None:
    """After --limit answers nothing more is asked."""
    ran = drill("?", "?", "?", "?", "?", "?", "?", "?", words=("--limit", "1"))
    assert "Question 2" not in ran.out
    assert "1 answer:" in ran.out


def test_everything_answered_before_the_input_ends_is_kept(drill: Run, home: Path, run: Run) -> None:
    """Three answers and half a fourth: three rows, and due says so."""
    drill("", "", "a", "", "1", "1", "1", "1", "", words=())
    assert rows_in_log(home) >= 2
    assert run("due", "--json").json["done"] == rows_in_log(home)


def test_without_a_terminal_the_drill_goes_line_by_line(run: Run, home: Path) -> None:
    """Drill without --plain says that it does, on stderr."""
    ran = run("drill", "--pack", "own", typed=":q\n")
    assert ran.code == 0
    assert "--plain" in ran.err
    assert "Question 1 of" in ran.out


def test_in_words_formulas_are_spoken(drill: Run) -> None:
    """--words, or :w in the middle, says formulas; nothing of LaTeX is left."""
    said = drill(":w", ":p", words=(*TRACE, "--words")).out
    assert "w equals 0." in said
    assert "partial L over partial w" in said
    assert "Formulas are now in signs." in said
    assert "(a - 1)²" in said.partition("Formulas are now in signs.")[2]


def test_in_lines_no_latex_is_left(drill: Run) -> None:
    """Formulas of prompts and solutions stand on one line, in signs."""
    out = drill("1", "1", "1", "1", ":s", words=TRACE).out
    assert "\\" not in out
    assert "$" not in out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--pack", "onw"], "own"),
        (["--section", "acts"], "act"),
        (["--level", "middle"], "mid"),
        (["--kind", "numerics"], "numeric"),
    ],
)
def test_a_filter_that_is_none_names_the_nearest(run: Run, home: Path, words: list[str], named: str) -> None:
    """Wrong filters leave with 2 and the nearest there is."""
    ran = run("drill", "--plain", *words)
    assert ran.code == 2
    assert named in ran.err


def test_due_prints_the_documented_object(run: Run, home: Path) -> None:
    """Due says what waits; asking twice changes nothing."""
    first = run("due", "--json").json
    assert list(first) == ["due", "new", "minutes", "done", "streak", "next_due", "sections"]
    assert first["due"] == 0
    assert first["new"] >= 1
    assert set(first["sections"][0]) == {"id", "title", "due", "new", "recall"}
    assert run("due", "--json").json == first


def test_due_for_a_person(run: Run, home: Path) -> None:
    """One line for the day."""
    assert re.match(r"0 to review, \d+ new, about \d+ minutes?; 0 done today\.\n", run("due").out)


def test_doctor_finds_nothing_after_a_drill(run: Run, drill: Run, home: Path) -> None:
    """The stored state is what the log comes to."""
    drill("", "", "a", "", "1", "1", "1", "1", "")
    ran = run("doctor")
    assert (ran.code, ran.out) == (0, "")


def test_doctor_reports_and_repairs_a_difference(run: Run, drill: Run, home: Path) -> None:
    """A card changed behind the program's back: 1 and a line; --repair mends it for good."""
    drill("", "", words=CARD)
    in_database(home, "update card set reps = reps + 5")
    found = run("doctor")
    assert found.code == 1
    assert "own:relu-kink" in found.out
    assert run("doctor", "--repair").code == 0
    assert run("doctor").code == 0


def test_a_database_that_cannot_be_used_is_one_sentence(run: Run, home: Path) -> None:
    """A file that is no database leaves with 3, without a traceback."""
    (home / "data" / "quizapp.db").write_bytes(b"this is no database, whatever its name says" * 100)
    ran = run("due")
    assert (ran.code, ran.out) == (3, "")
    assert "quizapp.db" in ran.err
    assert "Traceback" not in ran.err


def test_settings_with_a_mistake_are_told_and_the_rest_goes_on(run: Run, home: Path) -> None:
    """A wrong key is named with its place; the drill goes on."""
    (home / "config").mkdir()
    (home / "config" / "settings.toml").write_text("new_per_dy = 3\n", encoding="utf-8")
    ran = run("drill", "--plain", typed=":q\n")
    assert ran.code == 0
    assert "new_per_day" in ran.err
