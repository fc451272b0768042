"""Tests of the op table, a file a family."""
