"""Liability of unit leaders and workplaces.

A day's absence in a family on file brings the leader of the people's unit and cadres of the enterprise at least a harsh
criticism session (OneDayAbsence_DNK15, EnterpriseAnswers_DNK15); leaders of one county office were dismissed after a
family left again. Not relatives: those who must watch them. Sanctions raise the vigilance of the place, and with it
false alarms. Chances are assumed. Who leads a unit is not followed month by month: a woman (for the workplace, a man)
of the right age and the same kind of place stands for the leader, the same one for a family for five years.

Mode: on a departure, and sweep. Kin rule: none, minders only. Visibility: public. Capacity: none told.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.beliefs.levels import both
from yeonjwa.departures.attempts import of_age
from yeonjwa.departures.points_kernels import ABSENT, GROUP
from yeonjwa.draws import uniform
from yeonjwa.population.country import FEMALE
from yeonjwa.practices.shared import levels
from yeonjwa.system.arrays import rows_of_first
from yeonjwa.system.ledger import NOT_KIN
from yeonjwa.system.register import EXILED, GROUPS, parts_of, where_of_place
from yeonjwa.system.run import System

PRACTICE = "unit_leader_liability"
TRIES = 48
TERM = 60  # months


def level(system: System, where: Any, who: Any) -> NDArray[np.float64]:
    """Level this month for each stratum."""
    return levels(system, PRACTICE, where, who)


def stand_ins(system: System, keys: NDArray[Any], places: NDArray[Any], sex: int, role: str) -> NDArray[np.int64]:
    """A person of ``sex`` and the right age, of the same kind of place, for each key (an id), -1 where none is met.

    Drawn by the key alone from those who were of age when the term of five years began, so that it is the same one for
    a family.
    """
    state = system.state
    began = state.month // TERM * TERM
    first, last = of_age(state, began, *(round(12 * state.figure(f"unit_leader_age_{end}")) for end in ("min", "max")))
    if not keys.size or last <= first:
        return np.full(keys.size, -1, dtype=np.int64)
    met: NDArray[np.int64] = first_who_fit(
        state.luck.key(f"who is the {role}"), began, keys, first, last, where_of_place()[places], _where_of_group(sex), state.month,
        state.code, state.gone,
    )  # fmt: skip
    return met


@cache
def _where_of_group(sex: int) -> NDArray[np.uint8]:
    """uint8[GROUPS + 1]: position in WHERE of each group of ``sex`` at home, else 255."""
    place, _, own, _ = parts_of(np.arange(GROUPS + 1))
    where = np.where((own == sex) & (place != EXILED), where_of_place()[place], 255).astype(np.uint8)
    where[ABSENT] = 255
    return where


@njit(cache=True, nogil=True)
def first_who_fit(key, began, keys, first, last, where, where_of_group, month, codes, gone):
    """The first in ``TRIES`` of persons ``first`` to ``last`` - 1, drawn by each of ``keys``, who lives in a group of the place that
    is asked for (``where``, uint8 by key; ``where_of_group``, uint8 by group; ``codes``, uint16 by person), -1 if none does; int64."""
    found = np.full(keys.size, -1, dtype=np.int64)
    waiting = np.arange(keys.size)
    met = np.empty(keys.size, dtype=np.int64)
    size = keys.size
    for attempt in range(TRIES):
        # A try of all who wait at a time: the reads do not wait for one another.
        for j in range(size):
            draw = uniform(key, keys[waiting[j]], began, 0, attempt)
            met[j] = first + np.int64(draw * (last - first))
        left = 0
        for j in range(size):
            k, person = waiting[j], met[j]
            if where_of_group[codes[person] & GROUP] == where[k] and gone[person] > month:
                found[k] = person
            else:
                waiting[left] = k
                left += 1
        size = left
    return found


def sanction(system: System, keys: NDArray[Any], places: NDArray[Any], where: NDArray[Any], who: NDArray[Any]) -> int:
    """Sanctions for absences in families on file (key: an id of the family; its place and stratum); returns how
    many."""
    if not keys.size:
        return 0
    state, f = system.state, system.state.figure
    at = level(system, where, who)
    total = 0
    for role, sex, figure in (
        ("leader of a unit", FEMALE, "leader"),
        ("cadre of a workplace", 1 - FEMALE, "workplace"),
    ):
        drawn = state.luck.happens(f"the {role} is sanctioned", keys, state.month, at * f(f"{figure}_sanctioned"))
        hit = np.flatnonzero(drawn)
        if not hit.size:
            continue
        dismissed = state.luck.happens(f"the {role} is dismissed", keys[hit], state.month, f("leader_dismissed"))
        state.ledger.add("minders_criticised", state.year, hit.size - int(dismissed.sum()))
        state.ledger.add("minders_dismissed", state.year, int(dismissed.sum()))
        people = stand_ins(system, keys[hit], places[hit], sex, role)
        met = np.flatnonzero(people >= 0)
        met = met[rows_of_first(people[met])]
        struck = people[met]
        state.harm(PRACTICE, struck, NOT_KIN)
        grievance.minder(system, struck, np.where(dismissed[met], 1.0, f("criticism_severity")))
        loss = np.where(dismissed, 1.0, f("criticism_severity")) * f("dismissal_loss")
        state.totals.setdefault("seen", []).append(
            (PRACTICE, places[hit], who[hit], loss, f("sanction_heard"), "punishment")
        )
        total += hit.size
        residents = np.maximum(both(state.fields.residents), 100.0)
        np.add.at(state.fields.vigilance, places[hit], f("vigilance_raised") * 100 / residents[places[hit]])
    return total
