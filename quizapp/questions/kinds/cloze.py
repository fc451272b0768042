"""Cloze: one blank of a sentence."""

from __future__ import annotations

from quizapp.questions.kinds.recall import Card

KIND = Card("cloze", "whole")
