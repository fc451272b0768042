"""Numbers and times as the screens say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def clock(seconds: float) -> str:
    """Return a length as minutes and seconds, "2:13", with hours from the first on, "1:02:13"."""
    whole = int(max(seconds, 0))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def forgotten(leeches: int) -> str:
    """Return how many questions are forgotten again and again, and where they are; nothing where none is."""
    if not leeches:
        return ""
    return f"{count(leeches, 'question is', 'questions are')} often forgotten: browse for is:leech."


def count(number: int, noun: str, many: str = "") -> str:
    """Return a number with its noun, "1 question", "2 questions"."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def day(when: date) -> str:
    """Return a day, "Saturday 21 November"; the program does not depend on the locale's names."""
    return f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]}"


def moment(when: datetime, now: datetime) -> str:
    """Return when something comes, as near as is useful: "in 10 minutes", "today at 17:30", a day."""
    when = when.astimezone(now.tzinfo)
    seconds = (when - now).total_seconds()
    days = (when.date() - now.date()).days
    if seconds < 90:
        return "in a minute"
    if seconds < 3600:
        return f"in {count(round(seconds / 60), 'minute')}"
    if days <= 1:
        return f"{'tomorrow' if days else 'today'} at {when:%H:%M}"
    return f"on {day(when.date())}" if days < 300 else f"on {when:%Y-%m-%d}"


def percent(share: float | None) -> str:
    """Return a share as whole per cent, or a dash where there is none yet."""
    return "–" if share is None else f"{round(share * 100)} %"
