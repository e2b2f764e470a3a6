"""The first screen: a few findings with their intervals, and what follows for the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yeonjwa.catalogue import figure
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.reading import latest_year, reach_at
from yeonjwa.report.svg import is_known

REACH_FINDINGS: tuple[tuple[str, int], ...] = (("cognatic", 2), ("cognatic", 4), ("cognatic", 8), ("agnatic", 8))
SMALL_REACH_FINDINGS: tuple[tuple[str, int], ...] = (("cognatic", 2), ("cognatic", 4), ("cognatic", 6), ("agnatic", 6))
"""The same for a country too small for kin beyond 6 chon."""


@dataclass(frozen=True)
class Finding:
    """A number, its interval in words (empty if none), the sentence that says what it is, and a short form of that."""

    number: str
    interval: str
    sentence: str
    short: str


def findings(published: Mapping[str, Table], clustering: str) -> list[Finding]:
    """What stands first, in the terminal and in the report."""
    reach = published["reach"]
    year = latest_year(reach)
    found = []
    farthest = reach.where(set="arrived", clustering=clustering, lineality="cognatic", year=year, chon=8)
    pairs = REACH_FINDINGS if len(farthest) and is_known(float(farthest.column("share")[0])) else SMALL_REACH_FINDINGS
    for lineality, chon in pairs:
        value = reach_at(reach, set="arrived", clustering=clustering, lineality=lineality, year=year, chon=chon)
        said: dict[str, Any] = {"year": year, "people": words.people(value.people)}
        key = f"{lineality}_{chon}"
        sentence, short = text(f"report.finding.{key}", **said), text(f"report.short.{key}", **said)
        found.append(Finding(words.share(value.value), _interval(value.low, value.high), sentence, short))
    vetting = published["vetting"]
    rule = f"cognatic:{pairs[2][1]}"
    row = vetting.where(rule=rule, year=latest_year(vetting), songbun=ALL)
    if len(row):
        share, low, high = (float(row.column(name)[0]) for name in ("share", "low", "high"))
        chon = pairs[2][1]
        sentence, short = (
            text("report.finding.vetting", year=latest_year(vetting), chon=chon),
            text("report.short.vetting", chon=chon, **words.known_share()),
        )
        found.append(Finding(words.share(share), _interval(low, high), sentence, short))
    return found


def _interval(low: float, high: float) -> str:
    if not (is_known(low) and is_known(high)) or words.share(low) == words.share(high):
        return ""
    return text(
        "report.finding.interval", low=words.without_unit(words.share(low), words.share(high)), high=words.share(high)
    )


def verdict(published: Mapping[str, Table]) -> list[str]:
    """The two claims, and how they fare."""
    from yeonjwa.reach.claims import in_words

    claims = text("report.claims.both", arrivals=f"{figure('claimed_arrivals').value:,.0f}")
    return [claims, in_words(published["large_or_small"])[-1]]
