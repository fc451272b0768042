"""Tests of drawing, judging and explaining questions."""
