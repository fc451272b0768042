"""The op table: one row an op, one file a family."""
