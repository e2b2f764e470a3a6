"""What is counted: who was harmed by which practice, for how long, and yearly events. No person leaves this object.

Within a period a person counts once per practice, however often it struck; months add up. Persons are kept only until
the period ends; what remains are counts by practice and kin band, practice and stratum, practice, sex and age.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import Future
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.months import year_of
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.exposure import Exposure
from yeonjwa.system.threads import aside

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
FEWEST_ASIDE = 20_000
"""Rows of a year, from which on they are merged beside the months that follow."""
FEWEST_SLOTS = 1024
ONCE_A_YEAR = ("watching",)
"""Noted in one piece for a whole year, each person once: nothing to merge before the period ends."""
SEX_AGE = 4
"""sex * 2 + (1 if under 18)."""

ROW = np.dtype([("person", "i4"), ("kin", "u1"), ("stratum", "u1"), ("sex_age", "u1"), ("months", "f4")])
"""One person struck by one practice in one month."""


_BANDS = np.full(256, NOT_KIN, dtype=np.uint8)
_BANDS[:9] = CLOSE, CLOSE, SIBLINGS, COUSINS, COUSINS, DISTANT, DISTANT, DISTANT, DISTANT
_BANDS[OWN_FILE] = SELF


def kin_band(chon: Any) -> NDArray[np.uint8]:
    """Band of degrees in chon (spouse 0, at most 255); above 8: NOT_KIN; ``OWN_FILE``, whoever is on file without a degree: the leaver, SELF."""
    return np.asarray(_BANDS[np.asarray(chon)])


def period_of(year: int) -> int:
    """Position in PERIODS of a year."""
    return next(k for k, (first, last) in enumerate(PERIODS) if first <= year <= last)


class Ledger:
    """Counts of one run.

    people[practice] : dict of int64 arrays, distinct persons by [period, kin band], [period, stratum], [period, sex_age];
    months[practice] : the same for person-months; people_of_year[practice] : int64[32], distinct persons. yearly[name] : float64[32]
    of events or amounts. What a year holds is counted beside the next months, for which nothing depends on it: whoever asks for
    the counts waits for them.
    """

    def __init__(self, scale: float):
        self.scale = scale
        # Scratch of ``merge``: what was written before ``_taken`` rose counts as 0, so that it need not be cleared.
        self._slot = np.zeros(FEWEST_SLOTS, dtype=np.int32)
        self._taken = 0
        shapes = {"kin": len(KIN_BANDS), "stratum": STRATA, "sex_age": SEX_AGE}
        self._people: dict[str, dict[str, NDArray[np.int64]]] = defaultdict(
            lambda: {name: np.zeros((len(PERIODS), size), np.int64) for name, size in shapes.items()}
        )
        self._months: dict[str, dict[str, NDArray[np.float64]]] = defaultdict(
            lambda: {name: np.zeros((len(PERIODS), size)) for name, size in shapes.items()}
        )
        self._people_of_year: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(YEARS, np.int64))
        self._yearly: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(YEARS))
        self._of_year: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self._to_sum: list[tuple[str, int, NDArray[np.float64]]] = []
        self._of_period: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self.exposed: dict[str, Exposure] = defaultdict(Exposure)
        """What people live with although nothing happens (``dread``), in the period so far."""
        self._closing: Future[None] | None = None

    @property
    def people(self) -> dict[str, dict[str, NDArray[np.int64]]]:
        """Distinct persons by practice in the periods that are over."""
        self._settle()
        return self._people

    @property
    def months(self) -> dict[str, dict[str, NDArray[np.float64]]]:
        """Person-months by practice in the periods that are over."""
        self._settle()
        return self._months

    @property
    def people_of_year(self) -> dict[str, NDArray[np.int64]]:
        """Distinct persons by practice and year."""
        self._settle()
        return self._people_of_year

    @property
    def yearly(self) -> dict[str, NDArray[np.float64]]:
        """Events and amounts by name and year."""
        self._settle()
        return self._yearly

    def harm(
        self, practice: str, persons: NDArray[np.int64], kin: Any, stratum: Any, sex: NDArray[np.uint8], first_minor: int,
        months: Any = 0.0,
    ) -> None:  # fmt: skip
        """Note that ``practice`` struck ``persons`` (ids) this month, for ``months`` person-months (0: an event).

        kin : position in KIN_BANDS; stratum : where * 2 + who; each a scalar or one per person, as are the months.
        sex : of everybody, by id; first_minor : first id of those under 18
        """
        rows = np.empty(persons.size, dtype=ROW)
        write_rows(
            persons, np.array(kin, dtype=np.uint8, ndmin=1), np.array(stratum, dtype=np.uint8, ndmin=1), sex, first_minor,
            np.array(months, dtype=np.float64, ndmin=1), rows,
        )  # fmt: skip
        self.note(practice, rows)

    def note(self, practice: str, rows: NDArray[Any]) -> None:
        """``harm`` to people whose ``ROW`` is filled in already."""
        if rows.size:
            self._of_year[practice].append(rows)

    def add(self, name: str, year: int, amount: float = 1.0) -> None:
        """Add to a yearly total (events, money, hours)."""
        self._yearly[name][year - FIRST_YEAR] += amount

    def add_sum(self, name: str, year: int, amounts: NDArray[np.float64]) -> None:
        """Add many amounts to a yearly total when the year closes: in order of size, so that the order in which they were met does not
        show in the last digit."""
        self._to_sum.append((name, year, amounts))

    def _one_row_each(self, parts: dict[str, list[NDArray[Any]]]) -> dict[str, NDArray[Any]]:
        """Each practice's rows with one row per person, by practice in order of name."""
        out = np.empty(max((sum(part.size for part in rows) for rows in parts.values()), default=0), dtype=ROW)
        done = {}
        for name in sorted(parts):
            # As bytes: NumPy would first compare the fields of each part with those of each other.
            rows = np.concatenate([part.view(np.uint8) for part in parts[name]]).view(ROW)
            done[name] = out[: merge(rows, self._slots(rows.size), self._taken, out)].copy()
            self._taken += done[name].size
        return done

    def _slots(self, rows: int) -> NDArray[np.int32]:
        """Room to merge so many rows: a power of 2, at least twice as much as they can fill."""
        size = max(FEWEST_SLOTS, 1 << (2 * rows - 1).bit_length())
        if size > self._slot.size:
            self._slot = np.zeros(size, dtype=np.int32)
        return self._slot[:size]

    def close_month(self, month: int) -> None:
        """After the last month of a year or period, count distinct persons and let them go."""
        if month % 12 != 11:
            return
        self._settle()
        noted, exposed, to_sum = dict(self._of_year), {}, self._to_sum
        self._of_year.clear()
        self._to_sum = []
        year = year_of(month)
        if year == PERIODS[period_of(year)][1]:
            exposed = {name: exposure.take() for name, exposure in self.exposed.items()}
        size = sum(part.size for parts in noted.values() for part in parts)
        self._closing = aside(lambda: self._close_year(year, noted, exposed, to_sum), is_long=size >= FEWEST_ASIDE)

        if self._closing.done():
            self._settle()

    def __getstate__(self) -> dict[str, Any]:
        self._settle()  # what is under way cannot be copied
        return self.__dict__

    def _settle(self) -> None:
        """Wait until what was begun aside is done."""
        if self._closing is not None:
            self._closing.result()
            self._closing = None

    def _close_year(
        self,
        year: int,
        noted: dict[str, list[NDArray[Any]]],
        exposed: dict[str, Any],
        to_sum: list[tuple[str, int, NDArray[np.float64]]],
    ) -> None:
        """Merge the rows of a year, and at its end those of a period; exposed : what ``Exposure.take`` gave of the period, if it ends;
        to_sum : see ``add_sum``."""
        for name, of, amounts in to_sum:
            self.add(name, of, float(np.sort(amounts).sum()))
        whole = {name: noted.pop(name)[0] for name in ONCE_A_YEAR if len(noted.get(name, ())) == 1}
        struck = self._one_row_each(noted) | whole
        anybody = {ANY: [struck[practice] for practice in sorted(struck)]} if struck else {}
        for practice, merged in (struck | self._one_row_each(anybody)).items():
            self._people_of_year[practice][year - FIRST_YEAR] = merged.size
            self._of_period[practice].append(merged)
        period = period_of(year)
        if year != PERIODS[period][1]:
            return
        for practice, merged in self._one_row_each(self._of_period).items():
            self._count(practice, period, merged)
        for name, taken in exposed.items():
            self._count(name, period, taken)
        self._of_period.clear()

    def _count(self, practice: str, period: int, struck: Any) -> None:
        """Count persons, who stand once each; ``struck`` holds a column for each of the counts, and months."""
        for name, counts in self._people[practice].items():
            months, size = self._months[practice][name], counts.shape[1]
            counts[period] += np.bincount(struck[name], minlength=size)
            months[period] += np.bincount(struck[name], weights=struck["months"], minlength=size)


@njit(cache=True, nogil=True)
def write_rows(persons, kin, stratum, sex, first_minor, months, rows):
    """Write into ``rows`` (see ``ROW``) who was struck: ``Ledger.harm``. kin, stratum : uint8, months : float64, one for all or one each."""
    of_kin, of_stratum, of_months = min(kin.size - 1, 1), min(stratum.size - 1, 1), min(months.size - 1, 1)
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(sex, persons[k + AHEAD])
        row, person = rows[k], persons[k]
        row["person"], row["kin"], row["stratum"] = person, kin[k * of_kin], stratum[k * of_stratum]
        row["sex_age"], row["months"] = sex[person] * 2 + (1 if person >= first_minor else 0), months[k * of_months]


@njit(cache=True, nogil=True)
def merge(rows, slot, taken, out):
    """Merge ``rows`` into ``out``, one row per person: least kin band, first stratum and age, months added up. Returns how many.

    rows, out : records of ``Ledger.harm``; slot : int32, a power of 2 of them, where each person stands in ``out``, counted from 1
    beyond ``taken``; up to it, nowhere. A person has the slot of the last digits of the id, or the next that is free.
    """
    size, last = 0, slot.size - 1
    for i in range(rows.size):
        if i + AHEAD < rows.size:
            ask_for(slot, rows[i + AHEAD]["person"] & last)
        person = rows[i]["person"]
        own = person & last
        at = slot[own] - taken - 1
        while at >= 0 and out[at]["person"] != person:
            own = (own + 1) & last
            at = slot[own] - taken - 1
        if at >= 0:
            out[at]["kin"] = min(out[at]["kin"], rows[i]["kin"])
            out[at]["months"] += rows[i]["months"]
        else:
            out[size] = rows[i]
            size += 1
            slot[own] = taken + size
    return size
