"""A page holds what it is given as text, fetches nothing, and is well formed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from quizapp.rendering import html
from quizapp.rendering.charts import ChartSpec, Series
from quizapp.rendering.svg import svg


def test_a_page_is_whole_and_fetches_nothing() -> None:
    """Title, charset and styles are inside; no script, no address to load."""
    chart = svg(ChartSpec("Interviews", "number", "%", (Series("result", (1, 2), (40, 60)),)))
    found = html.page("Report", html.section("One", html.figure(chart, "Forty, then sixty.")))
    assert found.startswith("<!doctype html>")
    assert "<script" not in found
    assert "src=" not in found.replace("-src", "")
    assert "prefers-color-scheme:dark" in found
    assert "Forty, then sixty." in found


@given(st.text())
def test_any_text_is_shown_as_text(words: str) -> None:
    """Whatever is typed cannot become markup: the fragment parses and holds no element of its making."""
    found = ET.fromstring("<div>" + html.paragraph(words) + html.table(["a"], [[words]]) + "</div>")  # noqa: S314
    assert {each.tag for each in found.iter()} <= {
        "div",
        "p",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
