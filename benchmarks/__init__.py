"""Side-by-side measurements; each module here with a ``rows()`` is one part of ``make bench``'s table."""
