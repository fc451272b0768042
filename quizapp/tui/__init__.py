"""The terminal's screens: the only importers of Textual."""

from __future__ import annotations

import os

# Textual repaints at most so many times a second and reads the number when it is imported. At its usual 60
# a key waits up to 17 ms for its frame, all it may take; frames are only drawn when something has changed.
os.environ.setdefault("TEXTUAL_FPS", "240")
