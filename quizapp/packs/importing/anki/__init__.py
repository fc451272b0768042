"""Decks of Anki, in the format of before 2.1.50 and the one since, with pictures and the history of every card."""
