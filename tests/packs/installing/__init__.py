"""Tests of quizapp.packs.installing."""
