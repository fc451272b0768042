"""UI-free drawing: formulas in two dimensions, in one line and in words; prose, charts, safe text."""
