"""Verdicts, numbers and findings of the claims in words, in the language in use; the terminal and the report say the same."""

from __future__ import annotations

import numpy as np

from yeonjwa.claims.fixed import ClaimTest, claim_tests
from yeonjwa.claims.result import Detail, Result, Varied
from yeonjwa.claims.table import may_show, shown, worded
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.messages import catalogue, text

PERCENT = frozenset({
    "published_rise", "model_rise", "share_of_families_a_year", "core_share_without", "more_get_through", "points_near_published",
})  # fmt: skip
PEOPLE = frozenset({
    "people_within_reach", "adults_failing", "close_kin", "harmed_by_reported", "harmed_lenient", "harmed_harsh", "visits", "calls",
    "visited_with", "visited_without", "called_to_account_a_year", "support_usd_a_year",
})  # fmt: skip


def verdict(result: Result) -> str:
    """The verdict; with the assumptions where it depends on them."""
    if result.verdict == "depends":
        named = ", ".join(assumption(name) for name in result.depends_on)
        return text("claims.depends_on", assumptions=named)
    return text(f"claims.verdict.{result.verdict.replace(' ', '_')}")


def assumption(name: str) -> str:
    """A definition in words; a figure in words and by its key (`yeonjwa catalogue figures KEY` explains it)."""
    key = f"claims.assumption.{name}"
    return text(f"claims.assumption.{name}") if key in catalogue("en") else name


def number(test: ClaimTest, value: float) -> str:
    """A value of the statistic, without its unit unless that is per cent."""
    if np.isnan(value):
        return text("claims.hidden")
    return percent(value) if test.shown == "percent" else f"{value:,.{test.shown}f}"


def percent(value: float) -> str:
    """A share or difference of shares in per cent: one decimal, two significant digits where that is more."""
    return text(
        "report.percent", number=f"{100 * value:.1f}" if abs(value) >= 0.00995 or value == 0 else f"{100 * value:.2g}"
    )


def estimate(result: Result) -> str:
    """Estimate and interval, with the unit where it is not per cent; or that they are hidden."""
    test, value = claim_tests()[result.claim], shown(result)
    if value.is_hidden or np.isnan(value.estimate):
        return text("claims.hidden")
    middle = number(test, value.estimate)
    if not np.isnan(value.low):
        middle = text("claims.between", estimate=middle, low=number(test, value.low), high=number(test, value.high))
    return middle if test.shown == "percent" else text("claims.in_unit", number=middle, unit=worded(test, "unit"))


def varied(test: ClaimTest, found: Varied, scale: float) -> str:
    """The estimate under another assumption."""
    value = number(test, found.estimate) if may_show(found, scale) else text("claims.hidden")
    return text("claims.value_of", assumption=assumption(found.assumption), value=found.value, estimate=value)


def details(found: tuple[Detail, ...]) -> list[str]:
    """What else was found, a line for each; signs of many strata and years stand together in one line."""
    lines = []
    for name in dict.fromkeys(d.name for d in found):
        rows = [d for d in found if d.name == name]
        if len(rows) > 1 and all(d.sign for d in rows):
            parts = []
            for sign in ("more", "no_difference", "fewer"):
                of = [d.of for d in rows if d.sign == sign and d.raw >= FLOOR_PEOPLE]
                if of:
                    parts.append(text("claims.what", what=text(f"claims.sign.{sign}"), value="; ".join(of)))
            hidden = [d.of for d in rows if d.raw < FLOOR_PEOPLE]
            if hidden:
                parts.append(text("claims.what", what=text("claims.hidden"), value="; ".join(hidden)))
            lines.append(text("claims.what", what=text(f"claims.detail.{name}"), value=". ".join(parts)))
            continue
        for d in rows:
            key = "claims.of" if d.of else "claims.what"
            lines.append(text(key, what=text(f"claims.detail.{name}"), of=d.of, value=_value(d)))
    return lines


def _value(found: Detail) -> str:
    if found.raw < FLOOR_PEOPLE or (not found.sign and np.isnan(found.value)):
        return text("claims.hidden")
    if found.sign:
        return text(f"claims.sign.{found.sign}")
    if found.name in PERCENT:
        return percent(found.value)
    if found.name in PEOPLE:
        from yeonjwa.report.words import people

        return people(found.value)
    return f"{found.value:.3g}"


__all__ = ["assumption", "details", "estimate", "number", "percent", "varied", "verdict"]
