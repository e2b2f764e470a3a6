"""Family files: the households that the state takes for families of people who left.

A file is opened with the first known leaver of a family and holds the close relatives of that person at home; who
leaves later from among them adds to it. It is the unit of the sweeps (exile pulses, visits, calls, consolation): they
go over files, not over persons.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.read_ahead import ask_for
from yeonjwa.system.columns import Growing
from yeonjwa.system.people import AffectedPeople

TOGETHER = 32
"""Files whose members are looked up together."""


@njit(cache=True, nogil=True)
def chained(first, following, files, room):
    """Rows on the chains of ``files``: position of the file and row, int32 each."""
    position = np.empty(room, dtype=np.int32)
    found = np.empty(room, dtype=np.int32)
    size = 0
    for k in range(files.size):
        row = first[files[k]]
        while row >= 0:
            position[size], found[size] = k, row
            size += 1
            row = following[row]
    return position[:size], found[:size]


@njit(cache=True, nogil=True)
def living_on_chains(first, members, following, files, month, where, born, gone, whereabouts, person):
    """Those on the chains of ``files`` who live at ``where`` and whose id is below ``born``: position of the file, row, id.

    first : int32, members : int16 by file; following, person : int32, gone : int16, whereabouts : uint8, columns of the affected.
    Returns int32, int32 and int64, in order of the files.
    """
    room = 0
    for k in range(files.size):
        room += members[files[k]]
    position = np.empty(room, dtype=np.int32)
    found = np.empty(room, dtype=np.int32)
    ids = np.empty(room, dtype=np.int64)
    row = np.empty(TOGETHER, dtype=np.int32)
    begins = np.empty(TOGETHER, dtype=np.int64)
    size = 0
    for begin in range(0, files.size, TOGETHER):
        count = min(TOGETHER, files.size - begin)
        end = size
        for j in range(count):
            row[j], begins[j] = first[files[begin + j]], end
            end += members[files[begin + j]]
        for at in range(size, end):
            found[at] = -1
        # A step along each of the chains at a time: the reads of a step do not wait for one another.
        step, going = 0, True
        while going:
            going = False
            for j in range(count):
                if row[j] >= 0:
                    ask_for(gone, row[j])
                    ask_for(whereabouts, row[j])
                    ask_for(person, row[j])
                    found[begins[j] + step] = row[j]
                    row[j] = following[row[j]]
                    going = True
            step += 1
        kept = size
        for j in range(count):
            for at in range(begins[j], begins[j] + members[files[begin + j]]):
                own = found[at]
                position[kept], found[kept], ids[kept] = (
                    begin + j,
                    own,
                    person[own],
                )  # overwritten by the next, unless it counts
                kept += (own >= 0) & (gone[own] > month) & (whereabouts[own] == where) & (person[own] < born)
        size = kept
    return position[:size], found[:size], ids[:size]


class FamilyFiles(Growing):
    """Family files.

    keeper : int32, id of the first known leaver, the key of the file's draws. opened : int16. first_row : int32, head of the
    chain of members (``AffectedPeople.next_of_file``). members : int16. left : int16, people known to have left or tried.
    away : int16, of them those who are abroad or passed for it. south : int16, of them those taken to be in the South. place, where, who : uint8, at opening. songbun : uint8, of the keeper. contact : bool, contact with someone
    away was found out. watch : uint8. visited, called, consoled, exiled : int16, month of the latest (-1 never).
    """

    def __init__(self) -> None:
        super().__init__(
            keeper=("int32", -1), opened=("int16", 0), first_row=("int32", -1), members=("int16", 0), left=("int16", 0),
            away=("int16", 0), south=("int16", 0), place=("uint8", 0), where=("uint8", 0), who=("uint8", 0), songbun=("uint8", 0),
            contact=("bool", False), watch=("uint8", 0), visited=("int16", -1), called=("int16", -1),
            consoled=("int16", -1), exiled=("int16", -1),
        )  # fmt: skip

    def rows_of(self, people: AffectedPeople, files: Any) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Members of ``files``: position in ``files`` and row among the affected, in order of the files."""
        files = np.ascontiguousarray(files, dtype=np.int64)
        room = int(self.members[files].astype(np.int64).sum())
        return chained(self.first_row, people.next_of_file, files, room)

    def living_rows_of(
        self, people: AffectedPeople, files: Any, month: int, where: int, born: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        """Members of ``files`` who live at one of WHEREABOUTS in ``month`` and whose id is below ``born``: position in ``files``, row
        among the affected and id, in order of the files."""
        return living_on_chains(
            self.first_row, self.members, people.next_of_file, np.ascontiguousarray(files, dtype=np.int64), month, where, born,
            people.gone, people.whereabouts, people.person,
        )  # fmt: skip


__all__ = ["FamilyFiles", "living_on_chains"]
