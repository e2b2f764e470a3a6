"""People's units (inminban): blocks of 20 to 50 neighbouring households, each with a leader.

Within each place (county, urban or rural) the households stand in a stable keyed order and are cut into blocks of
nearly equal size. A place with fewer than 20 households has one smaller unit; no unit mixes places. The leader is a
woman of the unit's own keyed list of 8: women of the right age who live in it, those without another post first. The
first unbarred takes it, as with the other posts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform, uniforms
from yeonjwa.population.country import FEMALE, Country
from yeonjwa.population.households import Households, households
from yeonjwa.population.spells import frozen

LIST_LENGTH = 8


@dataclass(frozen=True)
class PeopleUnits:
    """People's units of one month.

    unit : int32[h], unit of each household (rows as in ``homes``), 0 .. u - 1, ordered by place.
    place : uint16[u], county * 2 + urban.
    size : int32[u], households.
    reserve : int32[u, 8], women who could lead the unit, in order, -1 where there are fewer.
    leader : int32[u], the first of them, -1 if none.
    """

    month: int
    homes: Households
    unit: NDArray[np.int32]
    place: NDArray[np.uint16]
    size: NDArray[np.int32]
    reserve: NDArray[np.int32]
    leader: NDArray[np.int32]


def units_in(households_: int, low: int, usual: int, high: int) -> int:
    """How many units a place with so many households has: near ``usual`` each, within ``low`` to ``high`` if it can be."""
    fewest, most = math.ceil(households_ / high), households_ // low
    return max(1, min(max(round(households_ / usual), fewest), max(most, fewest)))


@njit(cache=True)
def _candidates(key, women, unit, busy, score, reserve):
    """Sort each woman into the list of her unit: lowest score first, those with another post after all others."""
    last = reserve.shape[1] - 1
    for k in range(women.size):
        mine = uniform(key, women[k]) + (1.0 if busy[k] else 0.0)
        u = unit[k]
        if mine >= score[u, last]:
            continue
        at = last
        while at > 0 and score[u, at - 1] > mine:
            score[u, at] = score[u, at - 1]
            reserve[u, at] = reserve[u, at - 1]
            at -= 1
        score[u, at] = mine
        reserve[u, at] = women[k]


def _reserves(country: Country, homes: Households, unit: NDArray[np.int32], units: int) -> NDArray[np.int32]:
    c, month = country.columns, homes.month
    youngest, oldest = (round(12 * figure(f"unit_leader_age_{end}").value) for end in ("min", "max"))
    # Persons are in order of birth, so the right ages are one stretch.
    first = int(np.searchsorted(c["birth_month"], np.int16(month - oldest - 11)))
    last = int(np.searchsorted(c["birth_month"], np.int16(month - youngest), side="right"))
    span = slice(np.searchsorted(homes.person, first), np.searchsorted(homes.person, last))
    is_woman = c["sex"][homes.person[span]] == FEMALE
    women = homes.person[span][is_woman]
    held = (c["post_start"] <= month) & (c["post_end"] > month)
    has_post = np.zeros(country.persons_ever, dtype=bool)
    has_post[c["post_person"][held]] = True
    score, reserve = np.full((units, LIST_LENGTH), np.inf), np.full((units, LIST_LENGTH), -1, dtype=np.int32)
    key = stream(country.spec.seed, "leads the people's unit")
    _candidates(
        key, frozen(women), frozen(unit[homes.household[span][is_woman]]), frozen(has_post[women]), score, reserve
    )
    return reserve


def people_units(country: Country, month: int, homes: Households | None = None) -> PeopleUnits:
    """People's units at the start of ``month``; ``homes`` saves working out the households again."""
    homes = homes or households(country, month)
    order_key = uniforms(stream(country.spec.seed, "order of homes in a county"), homes.head)
    order = np.argsort(homes.place + order_key, kind="stable")  # place is whole, the key a fraction
    places, first, count = np.unique(homes.place[order], return_index=True, return_counts=True)
    sizes = tuple(int(figure(f"unit_households{part}").value) for part in ("_low", "", "_high"))
    units = np.array([units_in(int(n), *sizes) for n in count], dtype=np.int64)
    rank = np.arange(order.size) - np.repeat(first, count)
    block = rank * np.repeat(units, count) // np.repeat(count, count) + np.repeat(np.cumsum(units) - units, count)
    unit = np.empty(order.size, dtype=np.int32)
    unit[order] = block
    reserve = _reserves(country, homes, unit, int(units.sum()))
    return PeopleUnits(
        month=month,
        homes=homes,
        unit=unit,
        place=np.repeat(places, units),
        size=np.bincount(block, minlength=int(units.sum())).astype(np.int32),
        reserve=reserve,
        leader=reserve[:, 0].copy(),
    )


def unit_leaders(units: PeopleUnits, barred: NDArray[np.bool_] | None = None) -> NDArray[np.int32]:
    """int32[u]: the leader of each unit when some persons (bool[persons_ever]) are barred; -1: nobody is left."""
    if barred is None:
        return units.leader
    free = (units.reserve >= 0) & ~barred[units.reserve]
    chosen = units.reserve[np.arange(units.reserve.shape[0]), np.argmax(free, axis=1)]
    return np.where(free.any(axis=1), chosen, -1).astype(np.int32)
