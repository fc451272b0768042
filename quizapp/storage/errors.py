"""What can go wrong with the database, each as a sentence: what happened, where, what to do."""

from __future__ import annotations


class StorageError(Exception):
    """Anything that keeps the database from being read or written; its text is for a person."""


class NewerDatabaseError(StorageError):
    """The database was made by a newer quizapp than this one."""


class ForeignDatabaseError(StorageError):
    """The file is a database, but of another program."""


class LockedError(StorageError):
    """Another program holds the database for longer than one waits."""


class DamagedError(StorageError):
    """The file is not a database, or no longer a whole one."""


class FullDiskError(StorageError):
    """There is no room left to write."""


class UnwritableError(StorageError):
    """The database, or its folder, cannot be opened or written."""


class UnreachableError(StorageError):
    """The database server does not answer, or its driver is missing."""


class StoppedError(StorageError):
    """Something long was stopped on demand; nothing was changed."""


class UnreadableRowError(StorageError):
    """A row that comes from elsewhere cannot have been written by this program."""


class FileUnreadableError(StorageError):
    """A file of another device cannot be read now."""
