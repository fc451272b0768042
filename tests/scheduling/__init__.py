"""Study days, the memory model, the queue and replaying."""
