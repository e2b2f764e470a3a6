"""What the sweeps have in common: which families, at which level, how many can be reached, and what it does to members.

A sweep goes over family files. Capacity is one number per province and month: where more is wanted than there is time
or room, each family's chance is lowered by the same share (``affordable``), or the places go to the most severe
(``places_for``). Both numbers are kept in ``state.totals["cuts"]`` and taken from ``state.totals["replay"]`` if they
stand there.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.population.places import CAPITAL, PROVINCES, counties
from yeonjwa.practices.capacity_rationing import ration, within_means
from yeonjwa.practices.pressing import move_on, press_files
from yeonjwa.practices.stock import stock_of
from yeonjwa.system.drawing import drawn
from yeonjwa.system.kin import KinList
from yeonjwa.system.register import HOME, PLACES
from yeonjwa.system.run import System
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_FILES_IN_A_THREAD = 500
SPOKEN_TO_FROM = 16
"""Age in years from which a member of a family is spoken to."""


@cache
def province_of_place() -> NDArray[np.int64]:
    """int64[PLACES]: province (position in PROVINCES); the posted, the army and the exiled belong to the offices of the
    capital."""
    province = np.full(PLACES, CAPITAL, dtype=np.int64)
    province[:208] = counties().province
    return province


def of_people_in_the_south(system: System, practice: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Files with somebody taken to be in the South for whom a practice is on this month, and its level for each."""
    south = stock_of(system.state).south
    level = by_stratum(system.state, practice, "actual").take(south.stratum)
    is_on = level > 0
    return south.file[is_on], level[is_on]


def whose_turn(system: System, decision: str, chance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Files, rising, of whom somebody is away and whom the draw of the family hits this month.

    chance : float64[WHERE, 2], of the families of each stratum.
    """
    state = system.state
    away = stock_of(state).away
    return away.file[drawn(state.luck, decision, away.keeper, state.month, away.stratum, chance.ravel())]


def prestige(state: State, songbun: Any, who: Any) -> NDArray[np.float64]:
    """How much a return would be worth to a unit, 0 to 1: good songbun and a former post (GoodSongbunFirst_DNK14)."""
    f = state.figure
    of_class = np.array([f("prestige_core"), f("prestige_wavering"), 0.0])
    return np.minimum(1.0, of_class[np.asarray(songbun)] + f("prestige_cadre") * np.asarray(who))


def affordable(
    system: System, practice: str, files: NDArray[Any], wanted: NDArray[np.float64], capacity: NDArray[Any]
) -> NDArray[np.float64]:
    """``wanted`` (expected number of acts per file) lowered to what the officers of each province have time for.

    capacity : number of acts by province, [len(PROVINCES)].
    """
    return affordable_at(system, practice, system.state.files.place[files], wanted, capacity)


def affordable_at(
    system: System, practice: str, place: NDArray[Any], wanted: NDArray[np.float64], capacity: NDArray[Any]
) -> NDArray[np.float64]:
    """As ``affordable``, for acts at places (see ``register``) instead of files."""
    state = system.state
    province = province_of_place()[place]
    expected = np.bincount(province, weights=wanted, minlength=len(PROVINCES))
    share = np.minimum(1.0, np.asarray(capacity) / np.maximum(expected, 1e-12))
    share = within_means(system, share, np.ones(share.shape))
    kept = (f"share:{practice}", state.month)
    share = state.totals.get("replay", {}).get(kept, share)
    state.totals.setdefault("cuts", {})[kept] = share
    return np.asarray(wanted * share[province])


def places_for(
    system: System, practice: str, files: NDArray[Any], severity: NDArray[Any], places: int
) -> NDArray[np.bool_]:
    """Which of ``files`` get one of the ``places``, the most severe first; ties are broken by a draw of the family."""
    keeper = system.state.files.keeper[files]
    none = np.zeros(files.size, dtype=np.int8)
    kin = KinList(none.astype(np.int32), keeper, none, none, none, none.astype(bool))
    return ration(system, practice, kin, severity, places)


def members_at_home(
    system: System, files: NDArray[Any], youngest: int = SPOKEN_TO_FROM
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Members of ``files`` who live free in the country: position of the file, row among the affected, id."""
    state, people = system.state, system.state.people
    born = state.born_before(state.month + 1 - 12 * youngest)

    def look(part: tuple[int, int]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
        position, rows, person = state.files.living_rows_of(people, files[slice(*part)], state.month, HOME, born)
        return position + np.int32(part[0]), rows, person

    parts = each(look, parts_of_range(0, files.size, FEWEST_FILES_IN_A_THREAD))
    position, rows, person = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
    return position, rows, person


def press(system: System, rows: NDArray[Any], *, fear: Any = 0.0, clemency: Any = 0.0, grievance: float = 0.0) -> None:
    """What pressure does to those who meet it (rows, each once): each belief moves the given share of the way to 1,
    grievance adds up."""
    if not rows.size:
        return
    move_on(system.state, rows, fear, clemency, grievance)
    system.deciding.update_caps(system.state, rows)


def press_members(
    system: System, practice: str, files: NDArray[Any], *, fear: Any = 0.0, clemency: Any = 0.0, grievance: float = 0.0
) -> None:
    """``members_at_home`` of ``files`` are harmed by ``practice``, and ``press``ed; fear, clemency: for all, or one each."""
    for rows in press_files(system.state, practice, files, SPOKEN_TO_FROM, fear, clemency, grievance):
        system.deciding.update_caps(system.state, rows)


def be_seen(
    system: System,
    practice: str,
    files: NDArray[Any],
    severity: float,
    visibility: float,
    kind: str,
    month: int | None = None,
) -> None:
    """Let neighbours learn of what was done to ``files`` this month, or in a later ``month``."""
    table = system.state.files
    if not files.size:
        return
    entry = (practice, table.place[files], table.who[files], severity, visibility, kind)
    if month is None or month <= system.state.month:
        system.state.totals.setdefault("seen", []).append(entry)
    else:
        system.state.memory.leaks.setdefault(month, []).append(entry)


__all__ = [
    "affordable", "affordable_at", "be_seen", "members_at_home", "places_for", "press",
    "press_members", "prestige", "province_of_place", "whose_turn",
]  # fmt: skip
