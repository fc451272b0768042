"""Packs as one file: what belongs in it, how it is written so that it is always the same, how it is read safely."""
