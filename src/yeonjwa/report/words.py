"""Numbers in words: shares, people, intervals, places, in the language in use."""

from __future__ import annotations

import math

from yeonjwa.messages import current_language, text
from yeonjwa.report.svg import is_known


def rounded(value: float, digits: int = 3) -> float:
    """``value`` to so many significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def share(value: float) -> str:
    """A share as a percentage: two significant digits below 10 %, one decimal above."""
    if not is_known(value):
        return text("report.hidden")
    percent = 100 * value
    if percent == 0:
        return "0 %"
    if percent < 0.01:
        return "< 0.01 %"
    digits = 2 if percent < 0.1 else 1
    return f"{percent:.{digits}f} %" if percent < 99.95 or percent == 100 else "> 99.9 %"


def axis_share(value: float) -> str:
    """A share on an axis, with no more digits than it needs."""
    return f"{rounded(100 * value):.10g} %"


def people(value: float) -> str:
    """A number of people to three significant digits: 12,300; 1.24 million."""
    if not is_known(value):
        return text("report.hidden")
    value = rounded(value)
    if current_language() == "ko":
        if value >= 1e4:
            return f"{rounded(value / 1e4):,.10g}만"
        return f"{value:,.10g}"
    if value >= 1e6:
        return text("report.million", number=f"{value / 1e6:.10g}")
    return f"{value:,.10g}"


def axis_people(value: float) -> str:
    """A number of people on an axis, as short as can be."""
    if current_language() == "ko":
        return f"{value / 1e4:,.10g}만" if value >= 1e4 else f"{value:,.10g}"
    return f"{value / 1e6:.10g} m" if value >= 1e6 else f"{value / 1e3:.10g}k" if value >= 1e4 else f"{value:,.10g}"


def with_interval(say: str, low: str, high: str) -> str:
    """A value with its interval: "4.1 % (3.9-4.4 %)"; only the value where both ends read the same or are hidden."""
    if low == high or text("report.hidden") in (low, high):
        return say
    for unit in (" %", "만", " million"):
        if low.endswith(unit) and high.endswith(unit):
            low = low.removesuffix(unit)
    return f"{say} ({low}–{high})"


def province(name: str, is_short: bool = False) -> str:
    """A province in the language in use; unknown names stay as they are."""
    if name == "all":
        return text("report.nation")
    key = name.lower().replace(" ", "_")
    return text(f"report.province_short.{key}") if is_short else text(f"report.province.{key}")
