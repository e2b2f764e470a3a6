"""Time as whole months: month 0 is January 1800, so that int16 holds every date of the model."""

from __future__ import annotations

EPOCH_YEAR = 1800
NEVER = 32767  # int16 maximum: "has not happened and will not"


def month_of(year: int, month: int = 1) -> int:
    """Month index of a calendar year and month (1 to 12)."""
    return (year - EPOCH_YEAR) * 12 + month - 1


def year_of(month: int) -> int:
    """Calendar year in which a month index lies."""
    return EPOCH_YEAR + month // 12
