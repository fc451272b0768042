"""A terminal trainer for machine-learning interviews whose answers are computed, never stored."""

__version__ = "0.1.0"
