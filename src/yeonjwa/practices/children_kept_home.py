"""Children kept at home: who is posted abroad may take one child along at most; the others stay as a pledge.

An old rule told from outside for before 2002, after 2007, in 2013 and 2016; a report of 2015 has officials plan to
leave with their families (GroupPlansAbroad_DNK15). Mode: standing. Kin: children under 18 of cadre posted abroad.
Visibility: known among the posted. Capacity: none. What it does: such a child cannot leave with its parents and stays
within reach. Assumed: that the youngest may go along, and that the rule holds for each child at the chance of its
level.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.families.posted import CADRE_ABROAD, holders
from yeonjwa.system.arrays import one_of
from yeonjwa.system.ledger import CLOSE
from yeonjwa.system.register import CADRE, WHERE
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST, State

NAME = "children_kept_home"
KIN = "children"
GROWN = 18


def are_kept(state: State, posted: NDArray[Any], children: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether the rule keeps each child at home this month; ``posted`` holds the parent of each who is abroad."""
    level = float(_level(state))
    draw = state.luck.uniform("child kept at home", children, 0)
    last = youngest_of(state, posted)
    is_cadre = one_of(state.post_now[posted], CADRE_ABROAD)
    return np.asarray(is_cadre & (draw < level) & (children != last) & ~state.has_completed(children, GROWN))


def youngest_of(state: State, parents: NDArray[Any]) -> NDArray[np.int64]:
    """The last born of the living children of each of ``parents`` (ids), -1 where there is none."""
    index = state.pedigree.children
    first, at = index.start[parents].astype(np.int64), index.start[parents + 1].astype(np.int64) - 1
    # Children stand in order of birth, those yet to be born and those who died among them.
    while (going := np.flatnonzero(at >= first)).size:
        going = going[~state.lives(index.child[at[going]])]
        if not going.size:
            break
        at[going] -= 1
    found = np.full(at.shape, -1, dtype=np.int64)
    has = at >= first
    found[has] = index.child[at[has]]
    return found


def count(system: System) -> None:
    """Each December: the children kept at home in the year, with the months in which a parent was posted."""
    state = system.state
    if state.month % 12 != 11 or not _level(state):
        return
    table = holders(state)
    rows = table.now(state, CADRE_ABROAD)
    posted = table.person[rows]
    if not posted.size:
        return
    at, children = _minors(state, posted)
    kept = are_kept(state, posted[at], children) & state.at_home(children)
    months = np.minimum(12, state.month + 1 - table.start[rows[at[kept]]])
    state.harm(NAME, children[kept], CLOSE, months, where=WHERE.index("abroad"), who=CADRE)


def _minors(state: State, parents: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Children of ``parents`` (ids) who live, or are yet to be born, and have not grown up: position of the parent and id."""
    index = state.pedigree.children
    start = index.start[parents].astype(np.int64)
    count = index.start[parents + 1] - start
    at = np.repeat(np.arange(parents.size), count)
    children = index.child[np.repeat(start - np.cumsum(count) + count, count) + np.arange(at.size)].astype(np.int64)
    young = np.flatnonzero(~state.has_completed(children, GROWN))
    return at[young], children[young]


def _level(state: State) -> float:
    return float(state.schedule.table(NAME, "actual")[max(state.month - FIRST, 0), WHERE.index("abroad"), CADRE])


__all__ = ["GROWN", "KIN", "NAME", "are_kept", "count"]
