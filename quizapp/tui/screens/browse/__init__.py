"""Browse: a search line, a list, and each question with its history."""
