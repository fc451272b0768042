"""Cards of other programs as packs: each reader gives notes and says what it could not carry over."""
