"""CSV, Markdown, Obsidian, GIFT and Moodle: what is carried over, what is said to be lost, what is refused."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from quizapp.packs.archives.errors import SharingError
from quizapp.packs.importing.reading import format_of, read
from quizapp.packs.importing.writing import written
from quizapp.packs.loading import load

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.packs.importing.notes import Reading


def read_text(tmp_path: Path, name: str, text: str) -> Reading:
    """Return what is read of a file with this text."""
    path = tmp_path / name
    path.write_text(dedent(text), encoding="utf-8")
    return read(path, format_of(path))


def sides(reading: Reading) -> list[tuple[Any, Any]]:
    """Return question and answer of each note."""
    return [(note.fields["prompt"], note.fields.get("answer")) for note in reading.notes]


def installable(reading: Reading, tmp_path: Path) -> list[str]:
    """Return the kinds of the questions of the pack that was made; it has no error."""
    folder = tmp_path / "made"
    for name, content in written(reading, {"id": "made", "title": "Made", "version": "1"}).files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    pack = load(folder)
    assert pack.errors == ()
    return [question.kind for question in pack.questions]


# Tables


def test_columns_are_known_by_their_heads(tmp_path: Path) -> None:
    """In any order, with any of the usual names; what has no place is named."""
    reading = read_text(tmp_path, "x.csv", "Back,Picture,Front,Tags\nParis,p.png,Capital?,geo france\n")
    assert sides(reading) == [("Capital?", "Paris")]
    assert reading.notes[0].fields["tags"] == ["geo", "france"]
    assert [str(loss) for loss in reading.losses] == [
        "x.csv:1: the column Picture has no place on a card; it is left out."
    ]


@pytest.mark.parametrize("text", ["a;b\nc;d\n", "a\tb\nc\td\n", "a,b\nc,d\n", '"a",b\r\nc,"d"\r\n'])
def test_columns_without_heads_are_known_by_their_order(text: str, tmp_path: Path) -> None:
    """Commas, semicolons and tabs are told apart."""
    assert sides(read_text(tmp_path, "x.csv", text)) == [("a", "b"), ("c", "d")]


def test_ankis_text_export_says_its_own_columns(tmp_path: Path) -> None:
    """Its lines at the top name the separator and the columns."""
    text = "#separator:tab\n#html:true\n#columns:Front\tBack\nq\ta\n"
    reading = read_text(tmp_path, "x.txt", text)
    assert sides(reading) == [("q", "a")]
    assert reading.notes[0].place == "x.txt:4"
    assert reading.losses == []


def test_ankis_text_export_in_html_becomes_markdown(tmp_path: Path) -> None:
    """With its formulas; a picture, which no text file holds, is named with its line."""
    text = (
        '#separator:tab\n#html:true\nWhat is \\(x^2\\)?\t<b>a</b> &amp; b<br>c<img src=""a.png"">\n'.replace(
            '""', '"'
        )
    )
    reading = read_text(tmp_path, "x.txt", text)
    ((question, answer),) = sides(reading)
    assert question == "What is $x^2$?"
    assert answer.startswith("**a** & b")
    assert "<" not in answer
    assert [str(loss) for loss in reading.losses] == [
        "x.txt:3: the picture a.png is not in the file; it is only named."
    ]


def test_every_row_that_is_no_card_is_named_by_its_line(tmp_path: Path) -> None:
    """Half a card, a strange level, an id that is none: each with its line, however many lines a row has."""
    text = 'question,answer,level,id\n"two\nlines",a,mid,good-id\nalone,,,\nq,a,guru,Not An Id!\n'
    reading = read_text(tmp_path, "x.csv", text)
    assert next(note.id for note in reading.notes) == "good-id"
    said = [str(loss) for loss in reading.losses]
    assert said[0].startswith("x.csv:4: this row has no answer")
    assert said[1].startswith("x.csv:5: the level guru")
    assert said[2].startswith("x.csv:5: the id Not An Id! is not an id here")


def test_a_formula_that_cannot_be_drawn_is_named(tmp_path: Path) -> None:
    """It is carried over as it was written, and said with its line."""
    reading = read_text(tmp_path, "x.csv", "q one,a\nis $\\unknowncommand{x}$ it,cost $ 5\n")
    assert len(reading.notes) == 2
    assert [loss.place for loss in reading.losses] == ["x.csv:2", "x.csv:2"]
    assert "unknowncommand" in reading.losses[0].what


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are said where they stand."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"q,a\n\xff\xfe\xfa,b\n")
    with pytest.raises(SharingError, match="not UTF-8"):
        read(path, "csv")


# Notes


def test_cards_in_markdown_are_read_with_their_ids(tmp_path: Path) -> None:
    """Q:, A: and C: as they stand; a card without an id is given one that stays."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.md").write_text("<!-- id: one -->\nQ: 1?\nA: 1\n\nC: the [x] of it\n", encoding="utf-8")
    (tmp_path / "deep" / "b.md").write_text("<!-- id: one -->\nQ: 2?\nA: 2\n", encoding="utf-8")
    reading = read(tmp_path, "markdown")
    assert [note.id for note in reading.notes] == ["one", "a-the-x-of-it", "one-2"]
    assert "second time" in str(reading.losses[0])


def test_obsidians_lines_are_cards(tmp_path: Path) -> None:
    """question::answer, both ways, and over several lines; code and formulas part nothing."""
    reading = read_text(
        tmp_path,
        "n.md",
        """\
        ---
        tags: [ml]
        ---
        # Notes
        What is a neuron?::A unit #cells ^block1
        - Hund:::dog
        `std::vector` and $a::b$ are code
        ```
        not::this
        ```
        Two
        lines
        ?
        Answer
        <!--SR:!2024-01-01,4,270-->

        some ==highlight== here
        """,
    )
    assert sides(reading) == [
        ("What is a neuron?", "A unit"),
        ("Hund", "dog"),
        ("dog", "Hund"),
        ("Two\nlines", "Answer"),
    ]
    assert reading.notes[0].fields["tags"] == ["ml", "cells"]
    said = "\n".join(map(str, reading.losses))
    assert "n.md:15: its schedule is left out" in said
    assert "highlighted words" in said
    assert installable(reading, tmp_path) == ["recall"] * 4


def test_pictures_of_notes_come_from_their_folder_only(tmp_path: Path) -> None:
    """By path, by name anywhere in the folder, and never through a name or a link that leads out of it."""
    root = tmp_path / "vault"
    (root / "files").mkdir(parents=True)
    (root / "files" / "p.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (root / "files" / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "n.md").write_text(
        "q ![[p.png]]::a ![x](../secret.png)\nr::![](files/link.png)\n", encoding="utf-8"
    )
    reading = read(root, "markdown")
    assert reading.pictures == {"images/p.png": b"\x89PNG"}
    assert len(reading.losses) == 2
    assert reading.notes[0].fields["prompt"] == "q ![p.png](images/p.png)"


# GIFT


def test_gift_becomes_options_numbers_tables_and_cards(tmp_path: Path) -> None:
    """Each form of answers becomes its kind; what a kind cannot hold is named with its line."""
    reading = read_text(
        tmp_path,
        "q.gift",
        r"""
        // a comment
        $CATEGORY: top/Physics

        ::Tomb:: Who lies in Grant's tomb?{=Grant#Yes. ~no one#No. ~Napoleon ####General.}

        Two and two? {#4:0.5}

        Between? {#1..2}

        It rises. {T#It does.#Right.}

        Match {=a -> 1 =b -> 2}

        Costs \{a\}\: \= {=%100%yes ~%50%half ~no}

        Say it {=one =uno}

        Write {}

        Area of \(r\) and $$x^2$$? {=[html]<b>bold</b> ~two}
        """,
    )
    kinds = [note.kind for note in reading.notes]
    assert kinds == ["choice", "numeric", "numeric", "choice", "match", "choice", "recall", "choice"]
    tomb = reading.notes[0]
    assert tomb.id == "tomb"
    assert tomb.fields["options"] == [
        {"right": "Grant", "says": "Yes."},
        {"wrong": "no one", "says": "No."},
        {"wrong": "Napoleon"},
    ]
    assert (tomb.fields["solution"], tomb.fields["tags"]) == ("General.", ["Physics"])
    assert (reading.notes[1].fields["program"], reading.notes[1].fields["precision"]) == (
        "answer = 4.0",
        "±0.5",
    )
    assert (reading.notes[2].fields["program"], reading.notes[2].fields["precision"]) == (
        "answer = 1.5",
        "±0.5",
    )
    assert reading.notes[3].fields["options"][1] == {"wrong": "False", "says": "It does."}
    assert reading.notes[5].fields["prompt"] == "Costs {a}: ="
    assert reading.notes[6].fields["answer"] == "one\n\nor\n\nuno"
    assert reading.notes[7].fields["prompt"] == "Area of $r$ and $$x^2$$?"
    said = "\n".join(map(str, reading.losses))
    for what in ("weights of its options", "its answer was typed", "a free text"):
        assert what in said
    assert sorted(installable(reading, tmp_path)) == sorted(kinds)


@pytest.mark.parametrize(
    "text", ["{", "}", "{=", "::", "x {#}", "x {#abc}", "x {~}", "x {= -> }", "\\", "{T}", "$CATEGORY:"]
)
def test_no_gift_breaks_the_reader(text: str, tmp_path: Path) -> None:
    """Anything is a question, or a loss that is named."""
    reading = read_text(tmp_path, "q.gift", text)
    assert reading.notes or reading.losses or text.startswith("$")


# Moodle

MOODLE = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/ML</text></category></question>
<question type="multichoice"><name><text>First</text></name>
<questiontext format="html"><text><![CDATA[<p>Which \\(x\\)? <img src="@@PLUGINFILE@@/a.png" alt="curve"></p>]]></text>
<file name="a.png" encoding="base64">iVBORw0K
Ggo=</file></questiontext><generalfeedback><text>Because.</text></generalfeedback>
<answer fraction="100"><text>yes</text><feedback><text>good</text></feedback></answer>
<answer fraction="0"><text>no</text></answer><tags><tag><text>t1</text></tag></tags></question>
<question type="numerical"><name><text>Second</text></name><questiontext><text>How many?</text></questiontext>
<answer fraction="100"><text>3.5</text><tolerance>0.25</tolerance></answer></question>
<question type="essay"><name><text>Third</text></name><questiontext><text>Write.</text></questiontext></question>
<question type="matching"><name><text>Fourth</text></name><questiontext><text>Match.</text></questiontext>
<subquestion><text>a</text><answer><text>1</text></answer></subquestion>
<subquestion><text>b</text><answer><text>2</text></answer></subquestion></question>
</quiz>
"""


def test_moodle_becomes_options_numbers_and_tables(tmp_path: Path) -> None:
    """With feedback, tags, categories and pictures; what is left out is said with its line."""
    reading = read_text(tmp_path, "q.xml", MOODLE)
    assert [note.kind for note in reading.notes] == ["choice", "numeric", "match"]
    first = reading.notes[0].fields
    assert first["prompt"] == "Which $x$? ![curve](images/a.png)"
    assert first["options"] == [{"right": "yes", "says": "good"}, {"wrong": "no"}]
    assert (first["tags"], first["solution"]) == (["t1", "ML"], "Because.")
    assert reading.pictures == {"images/a.png": b"\x89PNG\r\n\x1a\n"}
    assert [str(loss) for loss in reading.losses] == [
        "q.xml:12: Third: questions of type essay are not read; it is left out."
    ]
    assert installable(reading, tmp_path) == ["choice", "numeric", "match"]


BOMBS = {
    "billion laughs": '<!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
    "a file": '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
    "a page": '<!DOCTYPE q SYSTEM "http://example.org/x.dtd"><quiz/>',
    "parameters": '<!DOCTYPE q [<!ENTITY % a "x"> %a;]><quiz/>',
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_xml_that_declares_entities_is_refused(text: str, tmp_path: Path) -> None:
    """Nothing expands, nothing is opened; the sentence names the line."""
    with pytest.raises(SharingError, match=r"q\.xml:1: it has a document type"):
        read_text(tmp_path, "q.xml", text)


@pytest.mark.parametrize(
    "text", ["", "<quiz>", "<other/>", "<quiz><question></quiz>", "<a>" * 100, "<quiz>&x;</quiz>"]
)
def test_xml_that_is_not_moodles_is_refused(text: str, tmp_path: Path) -> None:
    """In a sentence with the place."""
    with pytest.raises(SharingError, match=r"q\.xml"):
        read_text(tmp_path, "q.xml", text)


def test_what_a_file_is_is_told_from_its_name_or_asked(tmp_path: Path) -> None:
    """A .txt is looked into; what cannot be told is not guessed."""
    (tmp_path / "a.txt").write_text("q\ta\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("x {=a ~b}\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("hello\n", encoding="utf-8")
    assert format_of(tmp_path / "a.txt") == "csv"
    assert format_of(tmp_path / "b.txt") == "gift"
    for name in ("c.txt", "none.csv"):
        with pytest.raises(SharingError, match=name):
            format_of(tmp_path / name)
