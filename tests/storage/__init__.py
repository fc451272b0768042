"""The database: what it promises, and what it says when it cannot."""
