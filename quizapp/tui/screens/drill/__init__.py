"""The drill on screen: a sitting, and in this order asking, running, judging and rating."""

from quizapp.tui.screens.drill.screen import DrillScreen

__all__ = ["DrillScreen"]
