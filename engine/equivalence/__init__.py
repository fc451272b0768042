"""Whether two expressions are one function on a domain, and how they differ where they are not.

``decision`` asks, in turn: points at random (``sampling``, many at once by ``columns``), points at the branches that
only one of the two has (``edges``, ``aiming``, ``touching``), whether each such branch mattered (``mattering``, or by
``intervals`` is never taken), what lies at a jump (``jumping``), fifty digits (``closely``, by ``high_precision`` and
``scalar_functions``; by ``sides`` and ``rationals`` where rounding would decide), and SymPy (``proving``,
``symbolic``); ``choosing`` says which points are looked at twice.
``folding`` takes out what stands twice. ``samples``, ``kinked`` and ``verdicts`` say what is wrong.
"""
