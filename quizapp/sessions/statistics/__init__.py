"""Statistics: counts of the log kept from one time to the next, the figures they give, and how they are shown."""
