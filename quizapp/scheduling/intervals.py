"""Writes waits as short as a rating key has room for: 10 m, 3 h, 4 d, 3 w, 4 mo, 1.5 y."""

from __future__ import annotations

from datetime import timedelta

_HOUR, _DAY = 60.0, 24 * 60.0
_WEEK, _MONTH, _YEAR = 7 * _DAY, 365.25 / 12 * _DAY, 365.25 * _DAY


def interval_text(wait: timedelta) -> str:
    """Return the wait in its largest fitting unit; rounded, and never as nothing."""
    minutes = wait / timedelta(minutes=1)
    if minutes < 59.5:
        return f"{max(1, round(minutes))} m"
    if minutes < 23.5 * _HOUR:
        return f"{round(minutes / _HOUR)} h"
    if minutes < 14 * _DAY:
        return f"{round(minutes / _DAY)} d"
    if minutes < 2 * _MONTH:
        return f"{round(minutes / _WEEK)} w"
    if minutes < 11.5 * _MONTH:
        return f"{round(minutes / _MONTH)} mo"
    years = minutes / _YEAR
    return f"{years:.1f}".removesuffix(".0") + " y" if years < 10 else f"{round(years)} y"
