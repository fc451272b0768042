"""Tests of quizapp.packs.importing."""
