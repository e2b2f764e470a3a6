"""Reading the tables of the runs: sums over years, means over seeds, intervals of luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from yeonjwa.claims.counting import COUNTS
from yeonjwa.outcome import ALL, Outcome

Runs = Mapping[str, Sequence[Outcome]]
"""The runs of each world by its name, one for each seed, in order of the seeds."""
Z = 1.96


def total(outcome: Outcome, table: str, quantity: str, first: int, last: int, column: str = "synthetic") -> float:
    """Sum of a yearly quantity from ``first`` to ``last``; by default of the raw synthetic count."""
    found = outcome.tables[table]
    year = found.column("year").astype(np.int64)
    keep = (found.column("quantity") == quantity) & (year >= first) & (year <= last)
    assert keep.any(), (table, quantity)
    return float(found.column(column)[keep].sum())


def acts(outcome: Outcome, quantity: str, first: int, last: int, column: str = "synthetic") -> float:
    """The same of ``acts_by_year``."""
    return total(outcome, "acts_by_year", quantity, first, last, column)


def counted(outcome: Outcome, quantity: str, first: int, last: int) -> float:
    """The same of the counts made for the claims."""
    return total(outcome, COUNTS, quantity, first, last, "count")


def belief(outcome: Outcome, name: str, first: int, last: int) -> float:
    """Mean of a field over the nation and some years."""
    found = outcome.tables["beliefs"].where(belief=name, stratum=ALL)
    year = found.column("year").astype(np.int64)
    return float(found.column("mean")[(year >= first) & (year <= last)].mean())


def log_hazard(
    outcome: Outcome, parts: Sequence[str], first: int, last: int, strata: Sequence[str] = ()
) -> tuple[float, float]:
    """Mean of the sum of some parts of the log hazard over the fixed sample, and people of the sample in a year.

    strata : only these; all of them if none is named.
    """
    found = outcome.tables["terms_of_leaving"]
    year = found.column("year").astype(np.int64)
    keep = (year >= first) & (year <= last)
    if strata:
        keep &= np.isin(found.column("stratum"), list(strata))
    weight = found.column("sampled").astype(np.float64)
    value = found.column("log_hazard")
    part = found.column("part")
    mean = sum(float(np.average(value[keep & (part == name)], weights=weight[keep & (part == name)])) for name in parts)
    people = weight[keep & (part == parts[0])].sum() / (last - first + 1)
    return mean, float(people)


def people_harmed(outcome: Outcome, practice: str, periods: Sequence[str]) -> tuple[float, float]:
    """Relatives and others struck by a practice in some periods, raw and in real people; a person counts once in each period."""
    found = outcome.tables["harm_by_kin"].where(practice=practice, kin=ALL)
    keep = np.isin(found.column("period"), list(periods))
    return float(found.column("synthetic")[keep].sum()), float(found.column("people")[keep].sum())


def ratio_of_counts(above: float, below: float) -> tuple[float, float, float]:
    """Ratio of two independent counts with its interval of luck (95 per cent, on the log scale); NaN where one is 0."""
    if above <= 0 or below <= 0:
        return (float("nan"),) * 3
    ratio, spread = above / below, Z * np.sqrt(1 / above + 1 / below)
    return ratio, ratio * float(np.exp(-spread)), ratio * float(np.exp(spread))


def share_of(part: float, whole: float) -> tuple[float, float, float]:
    """A share with its interval of luck (95 per cent, Wilson 1927); NaN where nothing was counted."""
    if whole <= 0:
        return (float("nan"),) * 3
    p, n = part / whole, whole
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    spread = Z * float(np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))) / (1 + Z**2 / n)
    return p, max(0.0, min(p, middle - spread)), min(1.0, max(p, middle + spread))


__all__ = ["Runs", "acts", "belief", "counted", "log_hazard", "people_harmed", "ratio_of_counts", "share_of", "total"]
