"""Every change of the tables in order; a file is never edited once it has been released."""
