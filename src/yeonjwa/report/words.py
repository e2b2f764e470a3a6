"""Numbers in words: shares, people, intervals, places, in the language in use."""

from __future__ import annotations

import math

from yeonjwa.catalogue import figure
from yeonjwa.messages import current_language, text
from yeonjwa.report.svg import is_known


def rounded(value: float, digits: int = 3) -> float:
    """``value`` to so many significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def share(value: float) -> str:
    """A share as a percentage: one decimal, two significant digits where that is more."""
    if not is_known(value):
        return text("report.hidden")
    percent = 100 * value
    if percent == 0:
        return _percent("0")
    if percent < 0.01:
        return _percent("< 0.01")
    digits = 3 if percent < 0.0995 else 2 if percent < 0.995 else 1
    return _percent(f"{percent:.{digits}f}" if percent < 99.95 or percent == 100 else "> 99.9")


def _percent(number: str) -> str:
    return text("report.percent", number=number)


def known_share() -> dict[str, str]:
    """The ends of the assumed share of departures known to the state, in per cent, as ``low`` and ``high``."""
    known = figure("known_share")
    return {"low": f"{100 * (known.low or 0):.0f}", "high": f"{100 * (known.high or 0):.0f}"}


def axis_share(value: float) -> str:
    """A share on an axis, with no more digits than it needs."""
    return _percent(f"{rounded(100 * value):.10g}")


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


def per_person(value: float, like: float | None = None) -> str:
    """Relatives of one person: two decimals below 1, one below 100; with as many as ``like`` where that is given."""
    if not is_known(value):
        return text("report.hidden")
    size = abs(value if like is None else like)
    return f"{value:,.{2 if size < 1 else 1 if size < 100 else 0}f}"


def axis_people(value: float) -> str:
    """A number of people on an axis, as short as can be."""
    if current_language() == "ko":
        return f"{value / 1e4:,.10g}만" if value >= 1e4 else f"{value:,.10g}"
    return f"{value / 1e6:.10g} m" if value >= 1e6 else f"{value / 1e3:.10g}k" if value >= 1e4 else f"{value:,.10g}"


def with_interval(say: str, low: str, high: str) -> str:
    """A value with its interval: "4.1 % (3.9-4.4 %)"; only the value where both ends read the same or are hidden."""
    if low == high or text("report.hidden") in (low, high):
        return say
    return f"{say} ({without_unit(low, high)}–{high})"


def without_unit(low: str, high: str) -> str:
    """``low`` without the unit in which ``high`` ends, if both have it."""
    for unit in (" %", "%", "만", " million"):
        if low.endswith(unit) and high.endswith(unit):
            return low.removesuffix(unit)
    return low


def province(name: str, is_short: bool = False) -> str:
    """A province in the language in use; unknown names stay as they are."""
    if name == "all":
        return text("report.nation")
    key = name.lower().replace(" ", "_")
    return text(f"report.province_short.{key}") if is_short else text(f"report.province.{key}")
