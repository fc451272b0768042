"""Tests of quizapp.packs.exporting."""
