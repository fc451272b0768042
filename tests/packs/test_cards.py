"""Markdown cards, ours and those of other programs."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.packs.cards import read_cards, slug
from quizapp.packs.tree import File

if TYPE_CHECKING:
    from quizapp.packs.drafts import Draft


def read(text: str, name: str = "deck.md") -> tuple[tuple[Draft, ...], File]:
    """Read a Markdown text; return its cards and its file with the findings."""
    file = File(name, dedent(text))
    return read_cards(file, set()).drafts, file


def test_pairs_and_clozes_have_the_ids_above_them() -> None:
    """The syntax of the format's own example."""
    drafts, file = read("""\
        <!-- id: relu-kink -->
        Q: What is it?
        A: Zero.

        <!-- id: he -->
        C: It is [2/n].
        """)
    assert [(one.id, one.data["kind"]) for one in drafts] == [("relu-kink", "recall"), ("he", "cloze")]
    assert drafts[0].data["prompt"] == "What is it?"
    assert drafts[0].data["answer"] == "Zero."
    assert file.problems == []


def test_front_matter_speaks_for_all_cards() -> None:
    """Level, items and tags stand once; a comment above a card says otherwise for that card."""
    drafts, _ = read("""\
        ---
        level: mid
        covers: [act.relu]
        ---
        <!-- id: a -->
        Q: x
        A: y
        <!-- id: b, level: frontier, covers: [los.mse, los.mae], minutes: 0.5 -->
        Q: x
        A: y
        <!--
        id: c
        tags: [one]
        -->
        C: [x]
        """)
    assert [one.data["level"] for one in drafts] == ["mid", "frontier", "mid"]
    assert [one.data["covers"] for one in drafts] == [["act.relu"], ["los.mse", "los.mae"], ["act.relu"]]
    assert (drafts[1].data["minutes"], drafts[2].data["tags"]) == (0.5, ["one"])


def test_a_deck_of_another_program_opens_unchanged() -> None:
    """TOML front matter, no ids, several lines, headings, rules and remarks between cards."""
    drafts, file = read(
        """\
        ---
        name = "Geology"
        ---

        # Minerals
        Some notes of mine.

        Q: List the PGM minerals.
        A:

        - ruthenium
        - rhodium

        and others

        <!-- a remark -->
        C:
        Better is the sight

        — [Ecclesiastes] [6]:[9]
        ---
        Q: What is this?

        ![diagram](x.png)

        A: A neuron.
        """,
        "Minerals.md",
    )
    assert [one.data["kind"] for one in drafts] == ["recall", "cloze", "recall"]
    assert drafts[0].data["answer"] == "- ruthenium\n- rhodium\n\nand others"
    assert drafts[1].data["prompt"] == "Better is the sight\n\n— [Ecclesiastes] [6]:[9]"
    assert drafts[2].data["prompt"] == "What is this?\n\n![diagram](x.png)"
    assert {one.data["level"] for one in drafts} == {"entry"}
    assert drafts[0].id == "minerals-list-the-pgm-minerals"
    assert [one.severity for one in file.problems] == ["note"] * 3
    assert "<!-- id: minerals-list-the-pgm-minerals -->" in file.problems[0].mend


def test_a_title_in_toml_front_matter_is_the_decks() -> None:
    """The deck's name becomes the title."""
    assert read_cards(File("a.md", '---\nname = "Medicine"\n---\nC: [a]\n'), set()).front_matter == {
        "title": "Medicine"
    }


@pytest.mark.parametrize("value", ["[" * 3_000, "1" + "0" * 5_000], ids=["deep", "long"])
def test_toml_front_matter_beyond_its_reader_is_not_read(value: str) -> None:
    """As any that is no TOML: the deck has no title, and its cards are read."""
    file = read_cards(File("a.md", f"---\nname = {value}\n---\nC: [a]\n"), set())
    assert (file.front_matter, len(file.drafts)) == ({}, 1)


def test_offered_ids_are_stable_and_unlike_each_other() -> None:
    """The same words get a number; other cards of the file do not change an id."""
    drafts, _ = read("Q: Same words\nA: 1\n\nQ: Same words\nA: 2\n")
    assert [one.id for one in drafts] == ["deck-same-words", "deck-same-words-2"]
    more, _ = read("Q: Another\nA: 0\n\nQ: Same words\nA: 1\n")
    assert more[1].id == "deck-same-words"


def test_an_offered_id_avoids_a_given_one() -> None:
    """A card without an id does not take one that a card before it has."""
    drafts, _ = read("<!-- id: deck-x -->\nQ: a\nA: 1\n\nQ: x\nA: 2\n")
    assert [one.id for one in drafts] == ["deck-x", "deck-x-2"]


def test_code_is_not_read_as_cards() -> None:
    """Within a fence a line may begin with Q:, a rule or a heading."""
    drafts, file = read("Q: What prints?\nA:\n```\nQ: x\n---\n# y\n```\nend\n")
    assert len(drafts) == 1
    assert drafts[0].data["answer"] == "```\nQ: x\n---\n# y\n```\nend"
    assert not [one for one in file.problems if one.severity == "error"]


def test_a_heading_within_an_answer_stays() -> None:
    """Only a heading that no text of the answer follows stands between cards."""
    drafts, _ = read("Q: x\nA: y\n\n## Part\nmore\n\n## Next\n\nQ: a\nA: b\n")
    assert drafts[0].data["answer"] == "y\n\n## Part\nmore"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("A: y\n", 1, "no question of its own"),
        ("Q: x\nA: y\nA: z\n", 3, "no question of its own"),
        ("Q: x\n\nQ: y\nA: z\n", 1, "no answer"),
        ("Q: x\n", 1, "no answer"),
        ("Q: x\nA:\n", 1, "Nothing follows A:"),
        ("C: no blank\n", 1, "no blank"),
        ("<!-- ids: x -->\nQ: a\nA: b\n", 1, "Did you mean id?"),
        ("<!-- id: Bad Id -->\nQ: a\nA: b\n", 1, "an id of"),
        ("<!-- id: a, level: high -->\nQ: a\nA: b\n", 1, "entry, mid"),
    ],
)
def test_a_broken_card_is_left_out(text: str, line: int, words: str) -> None:
    """It is named by its line; the card after it is read."""
    drafts, file = read(text + "\n---\nC: a [good] one\n")
    found = [one for one in file.problems if one.severity == "error"]
    assert (found[0].place.line, words in f"{found[0].what} {found[0].mend}") == (line, True)
    assert drafts[-1].data["prompt"] == "a [good] one"


def test_front_matter_of_other_programs_is_no_error() -> None:
    """Keys that are not ours are a warning at most; a known one of the wrong type is an error."""
    drafts, file = read("---\ncreated: 2024-01-01\nlevl: mid\nlevel: 3\n---\nC: [a]\n")
    assert [(one.severity, one.key) for one in file.problems[:3]] == [
        ("warning", "created"),
        ("warning", "levl"),
        ("error", "level"),
    ]
    assert "level" in file.problems[1].mend
    assert len(drafts) == 1


def test_places_lead_to_the_text() -> None:
    """A finding within a text can be pointed at."""
    drafts, _ = read("Q:   What?\nA:\n\n  It.\n")
    assert [(key, place.line, place.column) for key, place in drafts[0].texts.items()] == [
        ("prompt", 1, 6),
        ("answer", 4, 1),
    ]


@given(st.text(alphabet="QAC: []\n-#<!>`$idx", max_size=150))
def test_no_text_gives_a_traceback(text: str) -> None:
    """Any Markdown is cards and findings; ids are never doubled."""
    drafts, _ = read(text)
    ids = [one.id for one in drafts if one.is_unnamed]
    assert len(ids) == len(set(ids))


@given(
    st.lists(
        st.tuples(st.text(alphabet="abcé ?.", min_size=1), st.text(alphabet="xyz", min_size=1)), max_size=6
    )
)
def test_every_pair_written_is_read(pairs: list[tuple[str, str]]) -> None:
    """Questions and answers come back as they were written."""
    pairs = [(front, back) for front, back in pairs if front.strip()]
    drafts, _ = read("\n\n".join(f"Q: {front}\nA: {back}" for front, back in pairs))
    assert [(one.data["prompt"], one.data["answer"]) for one in drafts] == [
        (front.strip(), back) for front, back in pairs
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is ReLU’s derivative at 0?", "what-is-relus-derivative-at-0"),
        ("Größe der Ableitung", "grosse-der-ableitung"),
        ("!!!", "card"),
    ],
)
def test_a_slug_is_the_first_words(text: str, expected: str) -> None:
    """Letters a to z, digits and hyphens."""
    assert slug(text, words=6) == expected


def test_a_slug_of_other_scripts_is_its_hash() -> None:
    """Two questions in Chinese do not get one id."""
    assert slug("什么", words=6) != slug("怎么", words=6)
    assert slug("什么", words=6) == slug("什么", words=6)
