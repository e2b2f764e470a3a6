"""Close kin beside what the reports say of camps and officers: a test of the reports, never a statement of need.

Reports speak of whole families sent to camps, and of two to seven officers following one family. Whether the camps and
the security organs that are reported could have held and followed the close kin of all who left says something about
how far such reports can be read as a rule for everybody. It says nothing about what anybody needs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import Figure, figure
from yeonjwa.outcome import Table
from yeonjwa.reach.columns import JUDGED, column, dimensions, lowest, over_known_share, table_of
from yeonjwa.reach.measure import Measure


def close_kin_and_capacity(measures: list[Measure], first_year: int, years: tuple[int, ...], scale: float) -> Table:
    """Close kin of known leavers, and families times officers, beside the reported sizes.

    The interval and the reading are over the placings and over the assumed share of departures that the state knows of.

    Parameters
    ----------
    measures : placings that measured the known, some of them at both ends of that share too
    first_year : first year that they cover
    years : years shown
    scale : synthetic people per real person
    """
    rows = []
    by_share = [measures, *([m.at_known_share[end] for m in measures if m.at_known_share] for end in ("low", "high"))]
    for year in years:
        camp = figure("camp_population_2013" if year < 2024 else "camp_population_2024")
        officers = figure("state_security_officers")
        for chon in (1, 2):
            close = [
                np.array([m.nation["known", "cognatic"][0][chon, year - first_year] for m in of]) for of in by_share
            ]
            rows.append(_row(year, f"kin_within_{chon}", close, 1.0, scale, camp))
        families = [np.array([m.known_families[year] for m in of]) for of in by_share]
        for key in ("officers_per_family_before", "officers_per_family_2017"):
            rows.append(_row(year, key, families, figure(key).value, scale, officers))
    return table_of(
        "close_kin_and_capacity",
        over_known_share((
            *dimensions("year", "quantity"),
            column("counted", "raw", "people"),
            column("people", "estimate", "real people", of="counted"),
            column("low", "low", "real people", of="people"),
            column("high", "high", "real people", of="people"),
            column("placings", "note", "placings"),
            column("reported_low", "observed", "real people"),
            column("reported_high", "observed", "real people"),
            column("reading", "note", "words"),
            *JUDGED,
        )),
        rows,
    )  # fmt: skip


def reading(by_share: list[NDArray[Any]], low: float, high: float) -> str:
    """How estimates at several shares known lie to a reported size: one reading, or that it depends on the share."""
    found = {"above" if e.min() > high else "below" if e.max() < low else "between" for e in by_share}
    return found.pop() if len(found) == 1 else "share_known"


def _row(
    year: int, quantity: str, by_share: list[NDArray[Any]], factor: float, scale: float, reported: Figure
) -> dict[str, Any]:
    """One comparison; ``by_share`` holds raw counts by placing at the share known, and at its low and high end."""
    counted = by_share[0]
    real = [c * factor / scale for c in by_share]
    low = reported.low if reported.low is not None else reported.value
    high = reported.high if reported.high is not None else reported.value
    everything = np.concatenate(real)
    return {
        "year": year, "quantity": quantity, "counted": round(float(counted.mean())), "people": float(real[0].mean()),
        "low": lowest(everything, np.concatenate(by_share)), "high": float(everything.max()), "placings": counted.size,
        "reported_low": low, "reported_high": high, "reading": f"reach.reading.{reading(real, low, high)}",
    }  # fmt: skip
