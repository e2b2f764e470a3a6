"""What members of family files live with all the year: found in one look over the affected, and kept by their rows.

Hundreds of thousands are exposed each year, most of them year after year. Kept by row, in the order of the affected, who was
exposed before is met again without a search.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray


class Exposure:
    """Who was exposed to one thing in the period so far, by row of the affected.

    months : int16, months in all, 0 for nobody; kin : uint8, least of the bands; stratum, sex_age : uint8, as when first exposed.
    """

    def __init__(self) -> None:
        self.months = np.empty(0, dtype=np.int16)
        self.kin, self.stratum, self.sex_age = (np.empty(0, dtype=np.uint8) for _ in range(3))

    def columns(self, rows: int) -> tuple[NDArray[Any], ...]:
        """kin, stratum, sex_age and months, with room for ``rows`` rows and, if there was too little, for more to come."""
        names = ("kin", "stratum", "sex_age", "months")
        size = self.months.size
        if rows > size:
            for name in names:
                column = getattr(self, name)
                roomy = np.zeros(2 * rows, dtype=column.dtype)  # untouched memory costs nothing
                roomy[:size] = column
                setattr(self, name, roomy)
        return tuple(getattr(self, name) for name in names)

    def take(self) -> dict[str, NDArray[Any]]:
        """``kin``, ``stratum``, ``sex_age`` and ``months`` of everybody exposed in the period, which ends."""
        exposed = np.flatnonzero(self.months != 0)  # of truth values: several times as fast
        found = {name: getattr(self, name)[exposed] for name in ("kin", "stratum", "sex_age", "months")}
        self.months[exposed] = 0
        return found


@njit(cache=True, nogil=True)
def living_among(first, last, month, is_due, is_there, file, gone, whereabouts):
    """Rows ``first`` to ``last`` - 1 of the affected, int32, rising, whose file ``is_due`` (bool by file) and whose person lives
    where ``is_there`` (bool by code). file, gone, whereabouts : columns of the affected."""
    rows = np.empty(last - first, dtype=np.int32)  # mostly never touched
    found = 0
    for row in range(first, last):
        rows[found] = row  # overwritten by the next, unless it counts: no branch to foresee
        own = file[row]
        found += (own >= 0) & is_due[max(own, 0)] & (gone[row] > month) & is_there[whereabouts[row]]
    return rows[:found].copy()


@njit(cache=True, nogil=True)
def live_in_fear(first, last, month, is_there, file, gone, whereabouts, fear, fear_month, left, around, least, months_of,
                 stratum_of, band_of, minor_from, chon, person, sex, kin, stratum, sex_age, months):  # fmt: skip
    """Note members of files in rows ``first`` to ``last`` - 1 of the affected who live where ``is_there`` and fear more than ``least``.

    Parameters
    ----------
    is_there : bool by code of whereabouts; left : float64, what is left of own fear after 0, 1, ... months
    file, gone, whereabouts, fear, fear_month, chon, person : columns of the affected; sex : uint8 by person
    around : float64, fear that the neighbours have; months_of : int16, 1 and more; stratum_of : uint8; by file
    band_of : uint8 by chon; minor_from : first id under age
    kin, stratum, sex_age : uint8, months : int16 by row, written: months and least band since months were 0, the rest as it was then

    Returns
    -------
    float64[n]
        Months times what is feared, of each in order of rows; and the sum of the months.
    """
    weighed = np.empty(last - first)  # mostly never touched
    found, total = 0, 0
    for row in range(first, last):
        own = file[row]
        if own < 0 or gone[row] <= month or not is_there[whereabouts[row]]:
            continue
        feared = max(0.0, around[own] + fear[row] * left[month - fear_month[row]])
        if feared <= least:
            continue
        band, lived = band_of[chon[row]], months_of[own]
        if months[row] == 0:
            who = person[row]
            kin[row], stratum[row] = band, stratum_of[own]
            sex_age[row] = sex[who] * 2 + (1 if who >= minor_from else 0)
        elif band < kin[row]:
            kin[row] = band
        months[row] += lived
        weighed[found] = lived * feared
        found += 1
        total += lived
    return weighed[:found].copy(), total


__all__ = ["Exposure", "live_in_fear", "living_among"]
