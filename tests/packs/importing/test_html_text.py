"""HTML of other programs as our Markdown."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.packs.importing.html_text import to_markdown
from quizapp.packs.importing.notes import Note, Reading
from quizapp.packs.importing.writing import written
from quizapp.packs.reading import read_pack
from quizapp.rendering.prose import plain_text

CASES = {
    "a &lt; b <b>bold</b> x": "a < b **bold** x",
    r"\(x_1\)2 and \[ \frac{a}{b} \]": r"$x_1$ 2 and $$\frac{a}{b}$$",
    "<div>a</div><div>b</div><br>c": "a\n\nb\n\nc",
    "<ul><li>one<li>two</ul>after": "- one\n- two\n\nafter",
    "<ol><li>one</li><li>two</li></ol>": "1. one\n2. two",
    '<img src="x y.png" alt="hi">': "![hi](images/x-y.png)",
    "x<sub>i</sub><sup>2</sup>": "x_i²",
    "<table><tr><th>a<th>b<tr><td>1<td>2</table>": "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "<pre>a\n  b</pre>": "```\na\n  b\n```",
    "[latex]$x^2$[/latex] [$]y[/$] [$$]z[/$$]": "$x^2$ $y$ $$z$$",
    "costs $5 * 3 * 2": r"costs \$5 \* 3 \* 2",
    "<a href='http://x.y'>link</a>": "link (http://x.y)",
    "<code>a*b*c</code>": "`a*b*c`",
    "<anki-mathjax block='true'>x &lt; y</anki-mathjax>": "$$x < y$$",
    "\x1b[31mred\x07": "␛[31mred␇",
}


@pytest.mark.parametrize(("source", "expected"), CASES.items())
def test_marks_become_markdown(source: str, expected: str) -> None:
    """Structure, formulas, emphasis and pictures are carried over."""
    assert to_markdown(source).text == expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<script>x</script>hi", "a script"),
        ("<style>x</style>hi", "a style sheet"),
        ("<span style='color:red'>hi</span>", "colours"),
        ("<video src='x.mp4'>hi</video>", "a video is left out: x.mp4"),
        ("fo<b>o</b>bar", "emphasis"),
        ('<img src="https://x.org/y.png">', "not in the file"),
        ("<blink>hi</blink>", "the mark <blink>"),
        ("x" * 30_000, "very long"),
        (r"\( a \text{$b$} \)", "shown as code"),
    ],
)
def test_what_is_lost_is_named(source: str, said: str) -> None:
    """Each loss has a sentence."""
    assert any(said in lost for lost in to_markdown(source).lost) or len(source) == 30_000


@settings(deadline=None)
@given(st.text(max_size=80))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    """Text without marks of HTML reads the same through our Markdown, spaces and signs for controls aside."""
    bare = "".join(
        letter
        for letter in text
        if letter.isascii() and letter.isprintable() and letter not in "<&[]#|\\-+>=`~0123456789.)"
    )
    shown = plain_text(to_markdown(bare).text)
    assert shown.split() == bare.split()


@settings(deadline=None)
@given(st.text(alphabet="<>/b i&;#x1\\()[]$*`\n\x1b\ue000\ue010\ue015", max_size=60))
def test_no_html_breaks_the_reader(text: str) -> None:
    """Anything comes out as text without control characters or marks of our own."""
    found = to_markdown(text, dollars=True).text
    assert all(
        letter == "\n" or (letter.isprintable() and not "\ue000" <= letter <= "\ue0ff") for letter in found
    )


_MARKED = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<br>",
                "<pre>",
                "</pre>",
                "<li>",
                "Q: ",
                "\n---\n",
                "<p># x</p>",
                "```",
                "<!-- id: x -->",
                r"\(",
                r"\)",
                "\x85",
                "\t",
            ]
        ),
    ),
    max_size=8,
).map("".join)


@given(_MARKED, _MARKED)
@settings(deadline=None)
def test_whatever_a_field_holds_the_pack_reads_back(front: str, back: str) -> None:
    """What was made of a card's sides stands in the pack's files exactly as it was made."""
    fields = {
        "kind": "recall",
        "level": "entry",
        "prompt": to_markdown(front).text,
        "answer": to_markdown(back).text,
    }
    if not fields["prompt"] or not fields["answer"]:
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, content in written(
            Reading(notes=[Note("one", fields, "")]), {"id": "p", "title": "P", "version": "1"}
        ).files.items():
            Path(folder, name).write_bytes(content)
        (draft,) = read_pack(Path(folder)).drafts
    assert {key: draft.data[key] for key in fields} == fields
