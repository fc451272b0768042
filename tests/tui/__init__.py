"""Real screens, driven by keys."""
