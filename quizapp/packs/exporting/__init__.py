"""Packs as files of other programs: questions frozen with their numbers, answers and solutions beside them."""
