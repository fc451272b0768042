"""Tests beside the real Anki; they run where its package is installed (make audit-anki)."""
