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
from yeonjwa.departures.sets import index_of_year
from yeonjwa.outcome import Table
from yeonjwa.reach.columns import JUDGED, column, dimensions, table_of
from yeonjwa.reach.measure import Measure
from yeonjwa.reach.world import World


def close_kin_and_capacity(measures: list[Measure], first_year: int, years: tuple[int, ...], scale: float) -> Table:
    """Close kin of known leavers, and families times officers, beside the reported sizes.

    Parameters
    ----------
    measures : placings that measured the known
    first_year : first year that they cover
    years : years shown
    scale : synthetic people per real person
    """
    rows = []
    for year in years:
        camp = figure("camp_population_2013" if year < 2024 else "camp_population_2024")
        officers = figure("state_security_officers")
        close = [m.nation["known", "cognatic"][0][:, year - first_year] for m in measures]
        families = np.array([m.known_families[year] for m in measures])
        for chon in (1, 2):
            rows.append(_row(year, f"kin_within_{chon}", np.array([c[chon] for c in close]), 1.0, scale, camp))
        for key in ("officers_per_family_before", "officers_per_family_2017"):
            rows.append(_row(year, key, families, figure(key).value, scale, officers))
    return table_of(
        "close_kin_and_capacity",
        (
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
        ),
        rows,
    )


def known_families(world: World, years: tuple[int, ...]) -> dict[int, int]:
    """Families with a known leaver by year: people who left together, and those who followed them, are one."""
    family, entry = world.families(), world.entries("known")
    return {year: int(np.unique(family[entry <= index_of_year(year)]).size) for year in years}


def _row(
    year: int, quantity: str, counted: NDArray[Any], factor: float, scale: float, reported: Figure
) -> dict[str, Any]:
    real = counted * factor / scale
    low = reported.low if reported.low is not None else reported.value
    high = reported.high if reported.high is not None else reported.value
    if real.min() > high:
        reading = "reach.reading.above"
    elif real.max() < low:
        reading = "reach.reading.below"
    else:
        reading = "reach.reading.between"
    return {
        "year": year, "quantity": quantity, "counted": round(float(counted.mean())), "people": float(real.mean()),
        "low": float(real.min()), "high": float(real.max()), "placings": counted.size, "reported_low": low, "reported_high": high, "reading": reading,
    }  # fmt: skip
