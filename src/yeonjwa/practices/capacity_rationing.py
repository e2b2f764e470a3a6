"""Capacity rationing: there are fewer places than a rule would need, so that it turns into something milder.

No report says that places ran short (an inference of this project, tested as T17); published sizes of the camps fall
from 150,000-200,000 to 53,000-65,000. A share of the inmates is there by association; families of leavers compete for
the places that open when inmates die or are let go. Who finds no place is left to the next practice in
``on_departure``. Mode: on departure, and in sweeps. Kin rule: none. Visibility: hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.months import month_of
from yeonjwa.practices.shared import is_off, ration
from yeonjwa.system.kin import KinList
from yeonjwa.system.run import System

NAME = "capacity_rationing"
SIZES = (1995, 2009, 2013, 2024)
"""Years with a figure for the size of the camps."""


def camp_places(system: System, kin: KinList, severity: NDArray[Any]) -> NDArray[np.bool_]:
    """Who of ``kin`` gets a place this month, the most severe first; everybody where rationing is off."""
    if is_off(system, NAME):
        return np.ones(len(kin), dtype=bool)
    state, f = system.state, system.state.figure
    size = np.interp(state.month, [month_of(y) for y in SIZES], [f(f"camp_population_{y}") for y in SIZES])
    monthly = size * f("camp_share_by_association") * f("camp_share_for_leavers") * f("camp_turnover_year") / 12
    places = state.luck.rounded("places in the camps", monthly, state.month, state.scale)
    given = ration(system, NAME, kin, severity, places)
    state.ledger.add("camp_places_wanted", state.year, len(kin))
    state.ledger.add("camp_places_found", state.year, int(given.sum()))
    return given
