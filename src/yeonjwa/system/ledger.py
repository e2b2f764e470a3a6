"""What is counted: who was harmed by which practice, for how long, and yearly events. No person leaves this object.

Within a period a person counts once per practice, however often it struck; months add up. Persons are kept only until
the period ends; what remains are counts by practice and kin band, practice and stratum, practice, sex and age.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.months import year_of
from yeonjwa.system.exposure import Exposure
from yeonjwa.system.threads import each

FIRST_YEAR, LAST_YEAR = 1993, 2024
YEARS = LAST_YEAR - FIRST_YEAR + 1
PERIODS: tuple[tuple[int, int], ...] = ((1993, 1997), (1998, 2003), (2004, 2011), (2012, 2019), (2020, 2024))
"""Years of each period, inclusive; the first is run but not reported."""
KIN_BANDS = ("self", "0-1", "2", "3-4", "5-8", "not_kin")
SELF, CLOSE, SIBLINGS, COUSINS, DISTANT, NOT_KIN = range(len(KIN_BANDS))
OWN_FILE = 127
"""Degree of those on file who are nobody's relative there: the people who left, when they are back."""
STRATA = 10
"""where (5) by who (2): position where * 2 + who."""
ANY = "any_practice"
"""Everybody whom some practice struck, each once; an exposure is no practice and is left out."""
ONCE_A_YEAR = ("watching",)
"""Noted in one piece for a whole year, each person once: nothing to merge before the period ends."""
SEX_AGE = 4
"""sex * 2 + (1 if under 18)."""

ROW = np.dtype([("person", "i4"), ("kin", "u1"), ("stratum", "u1"), ("sex_age", "u1"), ("months", "f4")])
"""One person struck by one practice in one month."""


def kin_band(chon: Any) -> NDArray[np.uint8]:
    """Band of degrees in chon (spouse 0); above 8: NOT_KIN; ``OWN_FILE``, whoever is on file without a degree: the leaver, SELF."""
    return _bands()[np.asarray(chon)]


@cache
def _bands() -> NDArray[np.uint8]:
    """uint8[256] by degree in chon."""
    bands = np.full(256, NOT_KIN, dtype=np.uint8)
    bands[:9] = [CLOSE, CLOSE, SIBLINGS, COUSINS, COUSINS, DISTANT, DISTANT, DISTANT, DISTANT]
    bands[OWN_FILE] = SELF
    return bands


def period_of(year: int) -> int:
    """Position in PERIODS of a year."""
    return next(k for k, (first, last) in enumerate(PERIODS) if first <= year <= last)


class Ledger:
    """Counts of one run.

    people[practice] : dict of int64 arrays, distinct persons by [period, kin band], [period, stratum], [period, sex_age];
    months[practice] : the same for person-months. yearly[name] : float64[32] of events or amounts.
    """

    def __init__(self, scale: float, persons: int):
        self.scale = scale
        # Scratch of ``merge``: what was written before ``_taken`` rose counts as 0, so that it need not be cleared.
        self._slot = np.zeros(persons, dtype=np.int32)
        self._taken = 0
        shapes = {"kin": len(KIN_BANDS), "stratum": STRATA, "sex_age": SEX_AGE}
        self.people: dict[str, dict[str, NDArray[np.int64]]] = defaultdict(
            lambda: {name: np.zeros((len(PERIODS), size), np.int64) for name, size in shapes.items()}
        )
        self.months: dict[str, dict[str, NDArray[np.float64]]] = defaultdict(
            lambda: {name: np.zeros((len(PERIODS), size)) for name, size in shapes.items()}
        )
        self.people_of_year: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(YEARS, np.int64))
        self.yearly: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(YEARS))
        self._of_year: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self._of_period: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self.exposed: dict[str, Exposure] = defaultdict(Exposure)
        """What people live with although nothing happens (``dread``), in the period so far."""

    def harm(
        self, practice: str, persons: Any, kin: Any, stratum: Any, sex: Any, is_minor: Any, months: Any = 0.0
    ) -> None:
        """Note that ``practice`` struck ``persons`` (ids) this month, for ``months`` person-months (0: an event).

        kin : position in KIN_BANDS; stratum : where * 2 + who; each a scalar or one per person.
        """
        persons = np.asarray(persons)
        if not persons.size:
            return
        rows = np.empty(persons.size, dtype=ROW)
        rows["person"], rows["kin"], rows["stratum"], rows["months"] = persons, kin, stratum, months
        rows["sex_age"] = np.asarray(sex) * 2 + is_minor
        self._of_year[practice].append(rows)

    def add(self, name: str, year: int, amount: float = 1.0) -> None:
        """Add to a yearly total (events, money, hours)."""
        self.yearly[name][year - FIRST_YEAR] += amount

    def _one_row_each(self, parts: dict[str, list[NDArray[Any]]]) -> dict[str, list[NDArray[Any]]]:
        """Each practice's rows with one row per person, by practice in order of name; the older half of people and the younger."""
        if not parts:
            return {}
        practices = sorted(parts)
        ids = np.concatenate([part["person"][::64] for name in practices for part in parts[name]])
        middle = int(np.median(ids))
        room = max(sum(part.size for part in rows) for rows in parts.values())

        def merge_half(ends: tuple[int, int]) -> dict[str, NDArray[Any]]:
            out, taken, done = np.empty(room, dtype=ROW), self._taken, {}
            for name in practices:
                size = 0
                for part in parts[name]:
                    size = merge(part, *ends, self._slot, taken, size, out)
                done[name] = out[:size].copy()
                taken += size
            return done

        halves = each(merge_half, ((0, middle), (middle, self._slot.size)))
        self._taken += max(sum(rows.size for rows in half.values()) for half in halves)
        return {name: [half[name] for half in halves] for name in practices}

    def close_month(self, month: int) -> None:
        """After the last month of a year or period, count distinct persons and let them go."""
        year = year_of(month)
        if month % 12 != 11:
            return
        whole = {name: self._of_year.pop(name) for name in ONCE_A_YEAR if len(self._of_year.get(name, ())) == 1}
        struck = self._one_row_each(self._of_year) | whole
        anybody = [rows for practice in sorted(struck) for rows in struck[practice]]
        for practice, merged in (struck | self._one_row_each({ANY: anybody} if anybody else {})).items():
            self.people_of_year[practice][year - FIRST_YEAR] = sum(half.size for half in merged)
            self._of_period[practice] += merged
        self._of_year.clear()
        period = period_of(year)
        if year != PERIODS[period][1]:
            return
        for practice, merged in self._one_row_each(self._of_period).items():
            for half in merged:
                self._count(practice, period, half)
        for name, exposure in self.exposed.items():
            self._count(name, period, exposure.take())
        self._of_period.clear()

    def _count(self, practice: str, period: int, struck: Any) -> None:
        """Count persons, who stand once each; ``struck`` holds a column for each of the counts, and months."""
        for name, counts in self.people[practice].items():
            months, size = self.months[practice][name], counts.shape[1]
            counts[period] += np.bincount(struck[name], minlength=size)
            months[period] += np.bincount(struck[name], weights=struck["months"], minlength=size)


@njit(cache=True, nogil=True)
def merge(rows, low, high, slot, taken, size, out):
    """Add ``rows`` of persons ``low`` to ``high`` - 1 to those in ``out``, one row per person: least kin band, first stratum and
    age, months added up.

    rows, out : records of ``Ledger.harm``; slot : int32 by person, where each stands in ``out``, counted from 1 beyond ``taken``;
    up to it, nowhere. Returns how many rows of ``out`` are filled, ``size`` of them before.
    """
    for i in range(rows.size):
        person = rows[i]["person"]
        if person < low or person >= high:
            continue
        at = slot[person] - taken - 1
        if at >= 0:
            out[at]["kin"] = min(out[at]["kin"], rows[i]["kin"])
            out[at]["months"] += rows[i]["months"]
        else:
            out[size] = rows[i]
            size += 1
            slot[person] = taken + size
    return size
