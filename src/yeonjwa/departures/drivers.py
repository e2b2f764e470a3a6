"""What comes from outside the model: economy, famine, purges, the border as ordered, China; read each month.

Hardship is 1 for ordinary people of the country in the worst year (1997). It adds two parts: the shortfall of income, cumulated
from the growth of the economy since 1990, and the famine, a dated figure. Cadre and the capital had less of it, the
north-east more.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.dated import path
from yeonjwa.departures.deciding import segment_of_place
from yeonjwa.months import month_of
from yeonjwa.population.places import read_rows
from yeonjwa.practices import border_control, china_rewards, movement_limits
from yeonjwa.system.fields import NORTH_EAST
from yeonjwa.system.register import ABROAD, CADRE, EXILED, IN_CAMPS, ORDINARY, PLACES, WHERE, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import State

WORST_YEAR = 1997
MIDDLE = 7


@cache
def income() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Month index of the middle of each year, and income as a share of that of 1989, cumulated from revised growth."""
    rows = read_rows("econ_yearly.csv")
    months = np.array([month_of(int(row["year"]), MIDDLE) for row in rows])
    growth = np.array([float(row["bok_gdp_growth_pct_revised"]) for row in rows])
    return months, np.asarray(np.cumprod(1 + growth / 100), dtype=np.float64)


def shortfall(month: int) -> float:
    """Income missing against 1989, as a share of what was missing in the worst year."""
    months, index = income()
    worst = 1 - float(np.interp(month_of(WORST_YEAR, MIDDLE), months, index))
    return (1 - float(np.interp(month, months, index))) / worst


def hardship(state: State) -> NDArray[np.float64]:
    """Hardship this month by place and standing, float64[PLACES, 2]."""
    f = state.figure
    weight = f("famine_weight")
    level = weight * path(state, "famine") + (1 - weight) * shortfall(state.month)
    by_place = np.ones(PLACES)
    by_place[segment_of_place() == NORTH_EAST] = f("hardship_north_east")
    by_place[where_of_place() == WHERE.index("capital")] = f("hardship_capital")
    for place, name in ((ABROAD, "abroad"), (IN_CAMPS, "in_the_army"), (EXILED, "in_exile")):
        by_place[place] = f(f"hardship_{name}")
    found = np.empty((PLACES, 2))
    found[:, ORDINARY] = level * by_place
    # What the north-east lacked more was food that ordinary people had to buy; its cadre had what cadre have.
    found[:, CADRE] = level * f("hardship_cadre") * np.minimum(by_place, 1.0)
    return found


def read(system: System) -> None:
    """Set the fields that come from outside for this month."""
    state, fields = system.state, system.state.fields
    fields.hardship = hardship(state)
    fields.purge = path(state, "purge")
    fields.arrears = np.full(2, path(state, "pay_arrears"))
    fields.control = border_control.effort(system)
    fields.sealed = border_control.sealed(system)
    fields.china = china_rewards.hazard(system)
    fields.limits = movement_limits.limits(system)
