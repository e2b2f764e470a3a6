"""Capacity rationing: there are fewer places than a rule would need, so that it turns into something milder.

No report says that places ran short (an inference of this project, tested as T17); published sizes of the camps fall
from 150,000-200,000 to 53,000-65,000. A share of the inmates is there by association; families of leavers compete for
the places that open when inmates die or are let go. Who finds no place is left to the next practice in
``on_departure``; homes in a wave of exile go to the most severe cases, and officers' hours lower all chances of a
province alike (``over_files``). Mode: on departure, and in sweeps. Kin rule: none. Visibility: hidden.
"""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from yeonjwa.months import month_of
from yeonjwa.practices.shared import highest_level, is_off
from yeonjwa.system.kin import KinList
from yeonjwa.system.run import System

NAME = "capacity_rationing"
SIZES = (1995, 2009, 2013, 2024)
"""Years with a figure for the size of the camps."""


Amount = TypeVar("Amount", float, NDArray[np.float64])


def within_means(system: System, has: Amount, wants: Amount) -> Amount:
    """What can be given of what is wanted: at level 1 what there ``has`` to be, at 0 all, between them in proportion."""
    level = highest_level(system, NAME)
    return has if level == 1 else has + (1 - level) * np.maximum(0, wants - has)


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


def ration(system: System, practice: str, kin: KinList, severity: NDArray[Any], places: float) -> NDArray[np.bool_]:
    """Whom limited places reach: the ``places`` highest by severity, ties broken by a keyed draw; bool[len(kin)].

    The cut is kept in ``state.totals`` and, if a value stands there from another world, taken from it (see ``replay``).
    """
    state = system.state
    places = within_means(system, places, len(kin))
    score = (
        np.asarray(severity, dtype=np.float64) + state.luck.uniform(f"rank for {practice}", kin.id, state.month) * 1e-3
    )
    replayed = state.totals.get("replay", {}).get((f"cut:{practice}", state.month))
    if replayed is None:
        free = max(math.ceil(places), 0)
        ranked = np.sort(score)[::-1]
        cut = ranked[free - 1] if 0 < free <= ranked.size else (-np.inf if free > ranked.size else np.inf)
    else:
        cut = replayed
    state.totals.setdefault("cuts", {})[(f"cut:{practice}", state.month)] = cut
    return np.asarray(score >= cut)


__all__ = ["NAME", "camp_places", "ration", "within_means"]
