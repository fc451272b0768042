"""What is wrong with an archive or a folder that was to be taken in, as a sentence."""

from __future__ import annotations


class SharingError(Exception):
    """Something that cannot be built, installed, imported or exported; the message is for people."""
