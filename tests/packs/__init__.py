"""Tests of reading, checking and keeping packs."""
