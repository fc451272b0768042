"""Katas: a function the learner writes, run in a process of its own and compared with the engine here."""
