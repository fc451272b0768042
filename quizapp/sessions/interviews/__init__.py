"""Interviews: planned from the log, kept event by event, resumed where they were, and looked back on."""
