"""Tests of drawing: formulas, prose, charts, safe text."""
