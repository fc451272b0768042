"""Tests of the comparison of expressions."""
