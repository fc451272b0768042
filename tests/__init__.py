"""Tests mirror the packages; each reads as a sentence."""
