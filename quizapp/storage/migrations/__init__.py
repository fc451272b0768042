"""The history of the tables, one file a change; run by ``quizapp.storage.migrating``."""
