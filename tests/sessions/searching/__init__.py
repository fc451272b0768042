"""Tests of the search language and of what it finds."""
