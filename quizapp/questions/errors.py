"""What goes wrong with a question: a sentence that says which and why."""

from __future__ import annotations


class QuestionError(Exception):
    """A question that cannot be drawn, asked or judged; its text is a sentence for a person."""


class TemplateError(QuestionError):
    """A hole in a text that cannot be read; ``offset`` is where it begins."""

    def __init__(self, what: str, offset: int) -> None:
        self.offset = offset
        super().__init__(what)
