"""The bargain of lighter penalties: people abroad are told that their families suffer less if they come back.

Told in 2016 (ReturnForLighterPenalty_DNK16), against the same report's words on declining punishment: the promise
presupposes that families are punished. Mode: standing, towards everybody in the South who can be reached
(``relief``), and when somebody is back (``keep``). Kin: the file's members. Visibility: hidden. Capacity: none. What
is kept: the family is watched less until the watch is set anew in January, and may come home from exile; a demotion
stays. Assumed: how much is lightened, and whether it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices import points
from yeonjwa.practices.shared import highest_level, is_off, levels
from yeonjwa.system.arrays import distinct
from yeonjwa.system.register import HOME, IN_CAMP, IN_EXILE
from yeonjwa.system.run import System

NAME = "lighter_penalties_bargain"
FULL_WATCH = 3.0
FARTHEST = 8


def relief(system: System, leavers: NDArray[Any]) -> NDArray[np.float64]:
    """What rows ``leavers`` are told that their family would be spared if they came back, float64[n], loss (1 = five
    years of prison).

    Sum over the family of exp(-chon / delta) times the loss that can be lightened (exile, camp, watch), times level and
    the share lightened. Whether it is believed (the belief in pardon) is the caller's.
    """
    told = np.zeros(len(leavers))
    file = system.state.leavers.file[leavers].astype(np.int64)
    known = np.flatnonzero(file >= 0)
    if is_off(system, NAME) or not known.size:
        return told
    files, at = np.unique(file[known], return_inverse=True)
    told[known] = _burden(system, files)[at]
    return told * _lightened(system, leavers)


def most_relief(system: System, leavers: NDArray[Any]) -> NDArray[np.float64]:
    """A bound on ``relief`` without looking at members: each of the family bears the heaviest loss at weight 1."""
    if is_off(system, NAME):
        return np.zeros(len(leavers))
    return np.asarray(
        members_of_families(system, leavers) * _heaviest(system.state.figure) * _lightened(system, leavers)
    )


def most_relief_by_family(system: System, members: NDArray[Any]) -> NDArray[np.float64]:
    """A bound on ``most_relief`` of everybody whose family's file has so many ``members``."""
    f = system.state.figure
    return np.asarray(members * _heaviest(f) * (highest_level(system, NAME) * f("bargain_lightens")))


def members_of_families(system: System, leavers: NDArray[Any]) -> NDArray[np.int16]:
    """Members of the family's file of each of rows ``leavers``, int16[n]; 0 where there is no file."""
    files = system.state.files
    file = system.state.leavers.file[leavers]
    return files.members.take(file) * (file >= 0) if len(files) else np.zeros(len(leavers), dtype=np.int16)


def _heaviest(f: Callable[[str], float]) -> float:
    return max(f("camp_loss"), f("exile_loss"), f("watch_loss"))


def _lightened(system: System, leavers: NDArray[Any]) -> NDArray[np.float64]:
    t = system.state.leavers
    return levels(system, NAME, t.where[leavers], t.who[leavers]) * system.state.figure("bargain_lightens")


def keep(system: System) -> None:
    """Families of those who came back from the South last month: watched less, and perhaps home from exile."""
    if is_off(system, NAME):
        return
    state, f = system.state, system.state.figure
    t, table, people = state.leavers, state.files, state.people
    back = points.returned(state)
    chance = levels(system, NAME, t.where[back], t.who[back]) * f("bargain_kept")
    back = back[state.luck.happens("bargain kept", t.person[back], state.month, chance)]
    files = distinct(t.file[back]).astype(np.int64)
    if not files.size:
        return
    table.watch[files] //= 2
    at, rows = table.rows_of(people, files)
    people.watch[rows] = table.watch[files][at]
    person = people.person[rows].astype(np.int64)
    state.move(distinct(person[state.lives(person) & (state.whereabouts[person] == IN_EXILE)]), HOME)
    state.ledger.add("bargains_kept", state.year, files.size)


def _burden(system: System, files: NDArray[np.int64]) -> NDArray[np.float64]:
    """Loss that each family bears for a leaver and that could be lightened."""
    state, f = system.state, system.state.figure
    people = state.people
    at, rows = state.files.rows_of(people, files)
    person = people.person[rows]
    where = state.whereabouts[person]
    loss = np.select(
        [where == IN_CAMP, where == IN_EXILE, where == HOME],
        [f("camp_loss"), f("exile_loss"), f("watch_loss") * people.watch[rows] / FULL_WATCH],
        0.0,
    )
    chon = people.chon[rows].astype(np.float64)
    weight = np.where(chon <= FARTHEST, np.exp(-chon / f("kin_weight_range")), 0.0) * state.lives(person)
    return np.bincount(at, weights=weight * loss, minlength=files.size).astype(np.float64)


__all__ = ["NAME", "keep", "members_of_families", "most_relief", "most_relief_by_family", "relief"]
