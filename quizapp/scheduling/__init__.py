"""When a question is asked again: study days, the memory model, today's queue, and replaying the log."""
