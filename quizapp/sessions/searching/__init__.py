"""Finding questions: a small search language, and what it comes to over the questions and their cards."""
