"""Harm to members of family files, noted under the stratum of their file, in one look at each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.ledger import ROW, kin_band
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 5_000
GROWN = 18
_BANDS = kin_band(np.arange(256))
_AN_EVENT = np.empty(0, dtype=np.int16)


def harm_members(state: State, practice: str, rows: NDArray[np.int32], months: NDArray[np.int16] = _AN_EVENT) -> None:
    """Note harm done by ``practice`` to members of files (rows), with the stratum of the file; months : person-months by file, an event
    if not given."""
    struck = np.empty(rows.size, dtype=ROW)

    def note_part(part: tuple[int, int]) -> None:
        struck_members(state, rows[slice(*part)], months, struck[slice(*part)])

    each(note_part, parts_of_range(0, rows.size, FEWEST_IN_A_THREAD))
    state.ledger.note(practice, struck)


def struck_members(
    state: State, rows: NDArray[np.int32], months: NDArray[np.int16] = _AN_EVENT, struck: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Records (``ledger.ROW``) of harm to members of files, as for ``harm_members``."""
    people, files = state.people, state.files
    struck = np.empty(rows.size, dtype=ROW) if struck is None else struck
    minors = state.born_before(state.month + 1 - 12 * GROWN)
    write_struck(
        rows, people.person, people.chon, people.file, files.where, files.who, months, state.columns["sex"], minors, _BANDS, struck
    )  # fmt: skip
    return struck


@njit(cache=True, nogil=True)
def write_struck(rows, person, chon, file, where, who, months, sex, minors, band_of, struck):
    """Write who is struck into ``struck`` (records of ``Ledger.harm``), in order of ``rows`` (int32, members of files).

    person, chon, file : columns of the affected; where, who : uint8, and months : int16, by file (empty: 0 months); sex : uint8 by
    person; minors : first id under age; band_of : uint8 by chon.
    """
    for k in range(rows.size):
        if k + 2 * AHEAD < rows.size:
            ahead = rows[k + 2 * AHEAD]
            ask_for(person, ahead)
            ask_for(chon, ahead)
            ask_for(file, ahead)
            ask_for(sex, person[rows[k + AHEAD]])
        row, noted = rows[k], struck[k]
        one, own = person[row], file[row]
        noted.person, noted.kin, noted.stratum = one, band_of[chon[row]], where[own] * 2 + who[own]
        noted.sex_age = sex[one] * 2 + (1 if one >= minors else 0)
        noted.months = months[own] if months.size else 0


def write_struck_plain(state: State, rows: list[int], months: list[int]) -> list[tuple[int, ...]]:
    """Slow twin of ``write_struck``: person, kin, stratum, sex_age and months of each."""
    people, files = state.people, state.files
    found: list[tuple[int, ...]] = []
    for row in rows:
        person, file = int(people.person[row]), int(people.file[row])
        is_minor = state.month + 1 - 12 * GROWN <= int(state.birth[person])
        sex_age = 2 * int(state.columns["sex"][person]) + is_minor
        stratum = 2 * int(files.where[file]) + int(files.who[file])
        found.append((person, int(kin_band(people.chon[row])), stratum, sex_age, months[file] if months else 0))
    return found


__all__ = ["harm_members", "struck_members", "write_struck", "write_struck_plain"]
