"""Judging, audited: simulated learners, near misses, hostile input, and a table of cases (``python -m tests.audit``)."""
