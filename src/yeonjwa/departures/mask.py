"""World = genealogy + mask: which births did not happen because somebody had left.

The genealogy is built once and knows nothing of those who left. A birth is masked when the mother had left by the
month of birth, when the father had left more than nine months before, or when the parents' union began after one of
them had left (it does not happen; nobody else is married in their place). Descendants of a masked birth are masked
too. Children born abroad are not modelled, and a return would not bring back the births missed. The mask is reported
with every run and has to stay below 0.5 % of births.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.assigning import union_began
from yeonjwa.departures.observed import Departures
from yeonjwa.months import NEVER
from yeonjwa.population.country import Country
from yeonjwa.population.spells import frozen


@njit(cache=True, nogil=True)
def mask_births(first, left_of, mother, father, birth, first_union, union_husband, union_start, wife_next, masked):
    """Mark masked births among persons ``first`` and later, who are in order of birth.

    Parameters
    ----------
    left_of : int16[n], month of leaving or NEVER; mother, father : int32[n]; birth : int16[n]
    first_union : int32[n]; union_husband, wife_next : int32[u]; union_start : int16[u]
    masked : bool[n], written
    """
    for child in range(first, mother.size):
        woman, man = mother[child], father[child]
        if woman < 0 or man < 0:
            continue
        if masked[woman] or masked[man] or left_of[woman] <= birth[child] or left_of[man] < birth[child] - 9:
            masked[child] = True
        elif left_of[man] <= birth[child]:
            # He left in the nine months before: the child is his unless they married only after he had left.
            wedding = union_began(woman, man, first_union, union_husband, union_start, wife_next)
            masked[child] = wedding != NEVER and wedding > left_of[man]


def months_of_leaving(country: Country, departures: Departures) -> NDArray[np.int16]:
    """int16[persons_ever]: month in which each person left, NEVER for the others."""
    left_of = np.full(country.persons_ever, NEVER, dtype=np.int16)
    left_of[departures.person] = departures.left_month
    return left_of


def masked_births(country: Country, departures: Departures) -> NDArray[np.bool_]:
    """bool[persons_ever]: births that did not happen, with all their descendants."""
    masked = np.zeros(country.persons_ever, dtype=np.bool_)
    if len(departures) == 0:
        return masked
    c = country.columns
    birth = frozen(c["birth_month"])
    first = int(np.searchsorted(birth, departures.left_month.min(), side="left"))
    mask_births(
        first, months_of_leaving(country, departures), frozen(c["mother"]), frozen(c["father"]), birth,
        frozen(c["first_union"]), frozen(c["union_husband"]), frozen(c["union_start"]), frozen(c["wife_next_union"]), masked,
    )  # fmt: skip
    return masked


def births_since(country: Country, departures: Departures) -> int:
    """Births, masked or not, since the first departure."""
    if len(departures) == 0:
        return 0
    return country.persons_ever - int(np.searchsorted(country.birth_month, departures.left_month.min(), side="left"))


def masked_share(country: Country, departures: Departures) -> float:
    """Masked births as a share of all births since the first departure."""
    return float(masked_births(country, departures).sum() / max(births_since(country, departures), 1))
