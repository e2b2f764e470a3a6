"""Who may leave in a month: the few with a point below what bounds their own hazard, found without a look at everybody."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points import BLOCK, CEILING, GROUP, Candidates, joined
from yeonjwa.departures.warm import FAR
from yeonjwa.months import month_of
from yeonjwa.population.lives import MONTHS_OF_LIFE
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.people import AffectedPeople
from yeonjwa.system.register import BANDS
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

SLACK = 1 + 1e-6
"""Bounds are raised by it, so that rounding never puts a hazard above its bound."""
UNSEEN = 1e-5
"""So much below the ceiling (a log) the hot begin, so that rounding never keeps from them whose bound exceeds it."""
MOST_OF_WARM = np.array([CEILING * np.exp(FAR)])
"""A bound on the hazard of each of the warm who are not far above the ceiling, float64[1]."""
FEWEST_BLOCKS_IN_A_THREAD = 100


def search(state: State, bound: NDArray[np.float64], price: NDArray[np.float64]) -> Candidates:
    """Those whose lowest point lies below the bound on their own hazard; the caps of the affected are to be up to date.

    bound : float64[groups], on the hazard by group; price : what money for a crossing adds to its log at most, by group.
    """
    p = state.people
    with np.errstate(divide="ignore"):
        need = np.repeat(np.log(CEILING / bound) - UNSEEN, 2).reshape(-1, 2)
    need[:, 1] -= price
    warm, far = state.warm.lists(need, p)
    first, last = blocks(state)
    members = state.crowd.members(state.code, bound, first * BLOCK, min(last * BLOCK, state.code.size))
    parts = parts_of_range(first, last, FEWEST_BLOCKS_IN_A_THREAD)

    def share(k: int, count: int) -> slice:
        return slice(k * count // len(parts), (k + 1) * count // len(parts))

    def bound_of(rows: NDArray[np.int32]) -> NDArray[np.float64]:
        return own_bounds(p, rows, p.code[rows], bound, price)

    def points_of_warm(ids: NDArray[np.int32]) -> Candidates:
        return state.points.above(state.month, ids, MOST_OF_WARM, lambda at: bound_of(p.row_of[ids[at]]))

    def points_of_part(k: int) -> list[Candidates]:
        below = state.points.below(state.month, state.code, bound, blocks=parts[k])
        near, own = within_own_bounds(below.person, below.height, state.code, bound, price, p.row_of, p.records)
        return [
            Candidates(below.person[near], below.height[near], own, below.drawn),
            points_of_warm(warm[share(k, warm.size)]),
            state.points.of_hot(state.month, far[share(k, far.size)], need, p.records, p.person, bound_of),
            state.points.of_groups(state.month, state.code, bound, members[share(k, members.size)]),
        ]

    found = each(points_of_part, range(len(parts)))
    return joined([near for kind in zip(*found, strict=True) for near in kind])


def own_bounds(
    people: AffectedPeople,
    rows: NDArray[Any],
    code: NDArray[np.uint16],
    bound: NDArray[np.float64],
    price: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Bound on the hazard of each person (row among the affected or 0, and group), float64[n]: that of the group, raised by what
    befell them and by money for the price."""
    group = code & GROUP
    return np.asarray(
        bound[group] * np.exp(people.cap[rows].astype(np.float64) + people.funded[rows] * price[group]) * SLACK
    )


@njit(cache=True, nogil=True)
def within_own_bounds(person, height, codes, bound, price, row_of, people):
    """Positions, rising, int64, of those of ``person`` (int64) whose lowest point (``height``, float64) lies below the bound on their own
    hazard, and these bounds, float64: see ``own_bounds``. codes : uint16, row_of : int32, by person; people : records of the affected."""
    rows = np.empty(person.size, dtype=np.int32)
    for k in range(person.size):
        if k + AHEAD < person.size:
            ask_for(row_of, person[k + AHEAD])
        rows[k] = row_of[person[k]]
    near, own = np.empty(person.size, dtype=np.int64), np.empty(person.size, dtype=np.float64)
    size = 0
    for k in range(person.size):
        if k + AHEAD < person.size:
            ask_for(people, rows[k + AHEAD])
        one, group = people[rows[k]], codes[person[k]] & GROUP
        near[size] = k  # overwritten by the next, unless it counts
        own[size] = bound[group] * np.exp(one.cap + (one.south > 0) * price[group]) * SLACK
        size += height[k] < own[size]
    return near[:size].copy(), own[:size].copy()


def blocks(state: State) -> tuple[int, int]:
    """Blocks of those who can be 16 or older and alive; nobody lives beyond 110 years."""
    first, last = (
        state.born_before(state.month - MONTHS_OF_LIFE),
        state.born_before(month_of(state.year - BANDS[0] + 1)),
    )
    return first // BLOCK, -(-last // BLOCK)


__all__ = ["SLACK", "blocks", "own_bounds", "search", "within_own_bounds"]
