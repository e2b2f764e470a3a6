"""People to whom something has happened: sparse rows beside a country of millions who have none.

Whoever left, has a relative who left, was punished, watched, paid or consoled has one row; row 0 is nobody and holds
the neutral values, so that a column can be read for anyone through ``row_of``. What fades (grievance, fear, belief in
pardon, hardship) is kept as a value and the month it was last changed in, and read by its closed form.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points_kernels import ABSENT, RAISED
from yeonjwa.departures.raising import CAP_MARGIN
from yeonjwa.months import NEVER
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.arrays import distinct
from yeonjwa.system.columns import Growing
from yeonjwa.system.threads import each, parts_of_range

FADING = ("grievance", "fear", "clemency", "hardship", "inevitability")
"""Personal deviations that fade, each at the rate of the figure ``fading_<name>`` (1 / month).

grievance: anger at what was done to kin or to oneself. fear: belief, beyond that of the neighbourhood, that kin will be
punished if one leaves. inevitability: belief that they are punished whether one leaves or not. clemency: belief in pardon
on return. hardship: loss of means.
"""
NOBODY = 0
FEWEST_IN_A_THREAD = 500
READ_TOGETHER = (
    "cap", "grievance", "hardship", "fear", "left", "south", "contact_until", "recalled_until", "grievance_month",
    "hardship_month", "fear_month", "code",
)  # fmt: skip
"""What the bound on a hazard rests on, and what a blow changes: 32 bytes of each person."""
ROOM_OF_PERSONS = 8
"""There is room for one in so many of all persons from the beginning: about one in seventeen comes to be affected."""


class AffectedPeople(Growing):
    """Rows of people to whom something has happened.

    person : int32. file : int32, family file or -1. chon : uint8, degree to the nearest known leaver of the file (127 none).
    left, south : int16, relatives within 3 chon or spouse who are away, and of those in the South.
    contact_until : int16, month to which contact by phone or money with someone away lasts (-1 none).
    mark : uint8, 0 none, 1 registered as family, 2 marked (bars from posts). mark_month : int16.
    watch : uint8, officers' watch level 0 to 3. gifts : uint8, consolations received.
    lost_post, lost_party, demoted : bool. recalled_until : int16. leaver : int32, latest row among the leavers, -1 none.
    away_since, back_since : int16, the latest spell away from home (left, detained, in a camp); away_before, back_before : the one before.
    until : int16, month in which the present whereabouts end, NEVER if none is set.
    cap : float32, bound on the personal raise of the log hazard, without relief from the price (see ``departures.raising``), above 0. funded : bool, somebody
    in the South pays. code : uint16, the group of the person (see ``register``), with RAISED. since : int16, month of the latest change of
    whereabouts; cause : uint8, position in ``state.CAUSES`` of what holds the person; kin_band : uint8, degree to the leaver for whom (see ``ledger``).
    gone : int16, month of death or separation; whereabouts : uint8; both the person's own as in ``State``, so that a look over
    many reads on in order. slot : int32, scratch of ``beliefs.blows``: 0 between its uses. is_warm : bool, see ``departures.warm``.
    """

    def __init__(self, row_of: NDArray[np.int32]):
        """With room for the rows of all persons; row_of : int32 by person, all ``NOBODY``."""
        super().__init__(
            room=max(1024, row_of.size // ROOM_OF_PERSONS),
            together=READ_TOGETHER,
            person=("int32", -1), file=("int32", -1), chon=("uint8", 127), next_of_file=("int32", -1),
            left=("int16", 0), south=("int16", 0), contact_until=("int16", -1), mark=("uint8", 0),
            mark_month=("int16", NEVER), watch=("uint8", 0), gifts=("uint8", 0), lost_post=("bool", False),
            lost_party=("bool", False), demoted=("bool", False), recalled_until=("int16", -1), leaver=("int32", -1),
            away_since=("int16", NEVER), back_since=("int16", -1), away_before=("int16", NEVER), back_before=("int16", -1),
            until=("int16", NEVER), cap=("float32", CAP_MARGIN), funded=("bool", False),
            code=("uint16", 0), since=("int16", 0), cause=("uint8", 0), kin_band=("uint8", 0),
            **dict.fromkeys(FADING, ("float32", 0.0)),
            **{f"{name}_month": ("int16", 0) for name in FADING},
            gone=("int16", NEVER), whereabouts=("uint8", 0), slot=("int32", 0), is_warm=("bool", False),
        )  # fmt: skip
        self.row_of = row_of
        self.add(1, cap=0.0)

    def rows(
        self, persons: Any, code: NDArray[np.uint16], gone: NDArray[np.int16], whereabouts: NDArray[np.uint8]
    ) -> NDArray[np.int32]:
        """Row of each person (ids, repeats allowed), made where there is none yet, in the order in which they are met: relatives who are
        listed together stand together, and are in the cache together ever after.

        code, gone, whereabouts : of everybody. Those to whom something happens for the first time are marked as RAISED in ``code``.
        """
        persons = np.ascontiguousarray(persons, dtype=np.int64)
        rows, new = np.empty(persons.size, dtype=np.int32), np.empty(persons.size, dtype=np.int32)
        first = len(self)
        new = new[: number(persons, first, self.row_of, rows, new)]
        if new.size:
            self.enter(new, code, gone, whereabouts)
        return rows

    def enter(
        self, new: NDArray[np.int32], code: NDArray[np.uint16], gone: NDArray[np.int16], whereabouts: NDArray[np.uint8]
    ) -> NDArray[np.int64]:
        """Make the next rows, which are returned, those of ``new`` (ids), to whom they are given in ``row_of`` already; as for ``rows``."""
        first, made = len(self), self.add(new.size, person=new)

        def enrol_part(part: tuple[int, int]) -> None:
            own = slice(first + part[0], first + part[1])
            enrol(new[slice(*part)], code, gone, whereabouts, self.records[own], self.gone[own], self.whereabouts[own])

        each(enrol_part, parts_of_range(0, new.size, FEWEST_IN_A_THREAD))
        return made

    def faded(self, name: str, rows: Any, month: int, rate: float) -> NDArray[np.float64]:
        """A fading value at ``month``: value * exp(-rate * months since it was changed)."""
        rows, value, since = np.asarray(rows), getattr(self, name), getattr(self, name + "_month")
        left: NDArray[np.float64] = left_of(
            np.ascontiguousarray(rows.ravel(), np.int32), month, left_after(rate), value, since
        )
        return left.reshape(rows.shape)

    def add_to(self, name: str, rows: Any, amount: Any, month: int, rate: float, most: float = np.inf) -> None:
        """Add ``amount`` (scalar or one per row; repeated rows add up) to a fading value at ``month``, up to ``most``."""
        rows = np.asarray(rows)
        own = distinct(rows)
        added = np.bincount(np.searchsorted(own, rows), weights=np.zeros(rows.size) + amount)
        self.add_to_each(name, own, added, month, rate, most)

    def add_to_each(self, name: str, rows: Any, amount: Any, month: int, rate: float, most: float = np.inf) -> None:
        """``add_to`` for rows that stand once each, which need not be sorted."""
        rows = np.ascontiguousarray(rows, dtype=np.int32)
        amount = np.atleast_1d(np.asarray(amount, dtype=np.float64))
        value, since = getattr(self, name), getattr(self, name + "_month")
        add_fading(rows, amount, month, left_after(rate), most, value, since)


@njit(cache=True, nogil=True)
def left_of(rows, month, left, value, since):
    """What is left at ``month`` of the value of ``rows`` (int32), float64; the others as for ``add_fading``."""
    now = np.empty(rows.size, dtype=np.float64)
    for k in range(rows.size):
        if k + AHEAD < rows.size:
            ask_for(value, rows[k + AHEAD])
        now[k] = value[rows[k]] * left[month - since[rows[k]]]
    return now


@njit(cache=True, nogil=True)
def add_fading(rows, amount, month, left, most, value, since):
    """Let the value of ``rows`` (int32, each once) fade to ``month`` and add to it, up to ``most``.

    amount : float64, one for all or one each; left : float64, what is left after 0, 1, ... months; value : float32, since : int16,
    columns of the affected, written
    """
    of_amount = min(amount.size - 1, 1)
    for k in range(rows.size):
        if k + AHEAD < rows.size:
            ask_for(value, rows[k + AHEAD])
        row = rows[k]
        value[row] = min(value[row] * left[month - since[row]] + amount[k * of_amount], most)
        since[row] = month


@njit(cache=True, nogil=True)
def number(persons, first, row_of, rows, new):
    """Write the row of each of ``persons`` (int64) into ``rows``; who has none gets the next, from ``first`` on, in ``row_of`` (int32 by
    person, ``NOBODY``: none) and is listed in ``new``. rows, new : int32. Returns how many are new."""
    size = 0
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            ask_for(row_of, persons[k + AHEAD])
        person = persons[k]
        row = row_of[person]
        if row == NOBODY:
            row = first + size
            row_of[person], new[size] = row, person
            size += 1
        rows[k] = row
    return size


def add_fading_plain(rows: Any, amount: Any, month: int, left: Any, most: float, value: Any, since: Any) -> None:
    """Slow twin of ``add_fading``; amount : one each."""
    for row, added in zip(rows, amount, strict=True):
        value[row] = min(float(value[row]) * float(left[month - since[row]]) + added, most)
        since[row] = month


def number_plain(persons: list[int], first: int, row_of: list[int]) -> tuple[list[int], list[int]]:
    """Slow twin of ``number``: rows of the persons, and who is new."""
    new = [person for person in dict.fromkeys(persons) if row_of[person] == NOBODY]
    row = dict(enumerate(row_of)) | {person: first + k for k, person in enumerate(new)}
    return [row[person] for person in persons], new


@njit(cache=True, nogil=True)
def enrol(new, code, gone, whereabouts, records, own_gone, own_whereabouts):
    """Enter ``new`` persons (int32, each once) among the affected as of now.

    code : uint16, gone : int16, whereabouts : uint8, by person; written: RAISED in ``code``
    records, own_gone, own_whereabouts : of the rows of ``new``, written
    """
    for i in range(new.size):
        person = new[i]
        own = code[person]
        if own != ABSENT:
            own |= np.uint16(RAISED)
            code[person] = own
        records[i].code, own_gone[i], own_whereabouts[i] = own, gone[person], whereabouts[person]


def enrol_plain(person: int, code: Any, gone: Any, whereabouts: Any) -> tuple[int, int, int]:
    """Slow twin of ``enrol``: what the row of one new person holds (code, gone, whereabouts)."""
    own = int(code[person])
    return (own if own == ABSENT else own | RAISED), int(gone[person]), int(whereabouts[person])


@cache
def left_after(rate: float) -> NDArray[np.float64]:
    """What is left after 0, 1, 2, ... months of a value that fades at ``rate`` (1 / month), float64: for more months than there
    are, since what never changed counts from month 0."""
    return np.asarray(np.exp(-rate * np.arange(1 << 12)))


__all__ = [
    "FADING", "NOBODY", "AffectedPeople", "add_fading", "add_fading_plain", "enrol", "enrol_plain", "left_after", "left_of", "number",
    "number_plain",
]  # fmt: skip
