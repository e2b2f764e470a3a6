"""With whom people left: family units and followers, by year of arrival.

Two published definitions of a family unit differ by a factor of nearly two, and both are modelled: ``units`` (38 to
54 per cent, by period) and ``alone`` (29.6 per cent of all arrivals left with family, 70.4 alone). Followers are
people whose close kin left earlier; how many there are is the clustering: low, central or high.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.catalogue import figure
from yeonjwa.departures.timing import between
from yeonjwa.errors import InputError, did_you_mean

Clustering = Literal["low", "central", "high"]
FamilyUnitDefinition = Literal["units", "alone"]
CLUSTERINGS: tuple[str, ...] = ("low", "central", "high")
DEFINITIONS: tuple[str, ...] = ("units", "alone")

UNIT_SHARES = ((1993, "family_unit_share_1993"), (2001, "family_unit_share_2001"), (2010, "family_unit_share_2010"),
               (2013, "family_unit_share_2013"), (2016, "family_unit_share_2016"))  # fmt: skip

LARGEST_UNIT = 4


def check_clustering(clustering: str) -> str:
    """``clustering`` if it is known, else an InputError with the near miss."""
    if clustering not in CLUSTERINGS:
        raise InputError(
            f"clustering is '{clustering}'; expected low, central or high. {did_you_mean(clustering, CLUSTERINGS)}"
        )
    return clustering


def family_unit_share(year: int, definition: str = "units") -> float:
    """Share of the arrivals of ``year`` who came as part of a family unit, by one of the two definitions."""
    if definition not in DEFINITIONS:
        raise InputError(
            f"family_unit_definition is '{definition}'; expected units or alone. {did_you_mean(definition, DEFINITIONS)}"
        )
    if definition == "alone":
        return figure("family_departure_share").value
    return float(between(UNIT_SHARES, year))


def follower_share(year: int, clustering: str = "central") -> float:
    """Share of the arrivals of ``year`` whose close kin had left before: 0 before 1998, linear from 2004 to 2012."""
    check_clustering(clustering)
    if year < 1998:
        return 0.0
    late = figure("follower_share_2012")
    ends: dict[str, Any] = {"low": late.low, "central": late.value, "high": late.high}  # assumed, so it has a range
    return float(np.interp(year, [2004, 2012], [figure("follower_share_2004").value, ends[clustering]]))


def unit_sizes(seed: int, placing: int, person: NDArray[np.integer], year: int) -> NDArray[np.int64]:
    """How many people a family unit headed by ``person`` counts if it forms: 2, 3 or 4."""
    u = draws.uniforms(draws.stream(seed, "size of a family unit"), person, time=year, other=placing)
    two = figure("family_units_of_two").value
    three = figure("family_units_of_three").value
    return 2 + (u >= two).astype(np.int64) + (u >= two + three)
