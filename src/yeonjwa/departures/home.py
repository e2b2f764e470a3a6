"""Where people lived at different months: the county of each, at the month asked of each."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.population.country import Country
from yeonjwa.population.places import counties
from yeonjwa.population.spells import chain, frozen, latest_union


@njit(cache=True, nogil=True)
def _places_at(persons, months, birth_place, union_place, sex, first_union, union_start, wife_next, husband_next):
    out = birth_place[persons]
    for i in range(persons.size):
        row = latest_union(persons[i], months[i], sex, first_union, union_start, wife_next, husband_next)
        if row >= 0:
            out[i] = union_place[row]
    return out


def home_province(country: Country, persons: NDArray[np.integer], months: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Home province of each person at a month of their own, as ``country.at("county")`` gives it at one month for all.

    Returns
    -------
    uint8[n]
        Position in PROVINCES_NOW, the units in which arrivals are published. Conscripts keep the home of their family.
    """
    c = country.columns
    places = _places_at(
        frozen(np.asarray(persons, dtype=np.int32)), frozen(np.asarray(months, dtype=np.int16)),
        frozen(c["birth_place"]), frozen(c["union_place"]), *chain(c),
    )  # fmt: skip
    return counties().province_now[places // 2]
