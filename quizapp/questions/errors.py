"""What goes wrong with a question: a sentence that says which and why."""

from __future__ import annotations


class QuestionError(Exception):
    """A question that cannot be drawn, asked or judged; its text is a sentence for a person."""
