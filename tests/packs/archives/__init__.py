"""Tests of quizapp.packs.archives."""
