"""A dense scan for those who leave: everybody's hazard of a month against everybody's lowest point, as fast as a loop can.

The same formula as ``yeonjwa.departures.deciding`` (see its head), the same points, no bounds and no sparse search. Groups
and songbun are looked up, exponentials are worked out only for those who were struck by something, and points above the
ceiling are read only for those whose hazard exceeds it, so that what is left is what every scan must do.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.close_kin import gather_close_kin
from yeonjwa.departures.points import BLOCK, CEILING, GROUP
from yeonjwa.departures.points_kernels import points_below
from yeonjwa.departures.searching import blocks
from yeonjwa.draws import uniform
from yeonjwa.system.register import GROUPS, kind_of_post, parts_of
from yeonjwa.system.run import System
from yeonjwa.system.threads import each, parts_of_range

FADING = ("grievance", "hardship", "fear", "inevitability")


class Effects(NamedTuple):
    """Figures of the formula; see ``deciding``."""

    chain: float
    on_the_way: float
    contact: float
    grievance: float
    hardship: float
    recall: float
    watch: float
    kin_fear: float
    fading_grievance: float
    fading_hardship: float
    fading_fear: float
    fading_inevitability: float


@njit(nogil=True)
def scan(month, first, last, key_above, person, height, code, gone, songbun, row_of, own, fading, changed, group, e,
         with_kin, links, weight, at_home, posted, stake_of_posted):  # fmt: skip
    """Who of ids ``first`` to ``last`` - 1 leaves, int64, rising, and their lowest points, float64.

    person, height : lowest points below the ceiling, by rising id; own, fading, changed : columns of the affected, with row 0
    for everybody else; group : hazard, price and penalty by group, factor by songbun. with_kin : the fear for kin too,
    else whoever may leave without it. posted : rising ids of those posted abroad, whose stakes are given.
    """
    south, left, contact_until, recalled_until, funded, watch = own
    hazard_of, price, penalty_of, by_songbun = group
    kin, kind = np.empty((1, 16), dtype=np.int32), np.empty((1, 16), dtype=np.int8)
    one, now = np.empty(1, dtype=np.int32), np.full(1, month, dtype=np.int16)
    found, lows = np.empty(1024, dtype=np.int64), np.empty(1024, dtype=np.float64)
    n = at = next_posted = 0
    for i in range(first, last):
        low = np.inf
        if at < person.size and person[at] == i:
            low = height[at]
            at += 1
        g = code[i] & GROUP
        if g == 0 or gone[i] <= month:
            continue
        hazard = hazard_of[g] * by_songbun[songbun[i]]
        row = row_of[i]
        if row:
            away = max(left[row] - south[row], 0)
            hazard *= np.exp(
                e.chain * np.log1p(max(south[row], 0) + e.on_the_way * away)
                + e.contact * (contact_until[row] >= month)
                + e.recall * (recalled_until[row] >= month)
                + e.grievance * fading[0][row] * np.exp(-e.fading_grievance * (month - changed[0][row]))
                + e.hardship * fading[1][row] * np.exp(-e.fading_hardship * (month - changed[1][row]))
                + funded[row] * price[g]
                - e.watch * watch[row] / 3.0
            )
        if with_kin:
            penalty = penalty_of[g]
            if row:
                penalty += fading[2][row] * np.exp(-e.fading_fear * (month - changed[2][row]))
                penalty -= fading[3][row] * np.exp(-e.fading_inevitability * (month - changed[3][row]))
            if penalty > 0:
                stake = 0.0
                while next_posted < posted.size and posted[next_posted] < i:
                    next_posted += 1
                if next_posted < posted.size and posted[next_posted] == i:
                    stake = stake_of_posted[next_posted]
                else:
                    one[0] = i
                    gather_close_kin(one, now, *links, kin, kind)
                    for k in range(16):
                        if kin[0, k] >= 0 and at_home[kin[0, k]] == 0:
                            stake += weight[kind[0, k]]
                hazard *= np.exp(-e.kin_fear * penalty * stake)
        if low == np.inf and hazard > CEILING:
            low = CEILING - np.log1p(-uniform(key_above, i, month))
        if low < hazard:
            if n == found.size:
                found = np.concatenate((found, np.empty(n, dtype=np.int64)))
                lows = np.concatenate((lows, np.empty(n, dtype=np.float64)))
            found[n], lows[n] = i, low
            n += 1
    return found[:n].copy(), lows[:n].copy()


def leavers_by_scan(system: System, *, kin_of_everybody: bool) -> NDArray[np.int64]:
    """Ids, rising, of those who decide to leave this month, by two threads like ``Deciding.leavers``.

    kin_of_everybody : the fear for kin enters everybody's hazard; else only the hazard of those who would leave without it.
    """
    state, deciding = system.state, system.deciding
    f, p, points, terms = state.figure, state.people, state.points, deciding.groups(state)
    place, cadre, _, _ = parts_of(np.arange(1, GROUPS + 1))
    penalty = np.append(0.0, (state.fields.punish - state.fields.stay)[place, cadre])
    e = Effects(
        f("chain_effect"), f("chain_weight_on_the_way"), f("contact_effect"), f("grievance_effect"), f("hardship_effect"),
        f("recall_effect"), f("watch_effect"), f("kin_fear_effect"), *(f(f"fading_{name}") for name in FADING),
    )  # fmt: skip
    own = (p.south, p.left, p.contact_until, p.recalled_until, p.funded, p.watch)
    fading = tuple(getattr(p, name) for name in FADING)
    changed = tuple(getattr(p, f"{name}_month") for name in FADING)
    group = (terms.hazard, terms.price, penalty, np.exp(deciding.songbun))
    # Whoever is posted abroad has kin along whom the model finds by draws of their own; they are few.
    posted = (
        np.flatnonzero(np.isin(kind_of_post()[state.post_now], (2, 3))) if kin_of_everybody else np.empty(0, np.int64)
    )
    stake = deciding.stake(state, posted) if posted.size else np.empty(0)
    everything = np.append(0.0, np.full(GROUPS, np.inf))  # bounds that dismiss nobody who is there

    def part_of(blocks: tuple[int, int]) -> tuple[NDArray[Any], NDArray[Any]]:
        first, last = blocks
        person, height, _, _ = points_below(
            points.key_number, points.key_point, state.month, first, last, points.persons, points.chances,
            points.chances_end, state.code, everything,
        )  # fmt: skip
        ids = first * BLOCK, min(last * BLOCK, points.persons)
        of_part = slice(*np.searchsorted(posted, ids))
        return scan(
            state.month, *ids, points.key_above, person, height, state.code, state.gone, state.columns["songbun"], p.row_of,
            own, fading, changed, group, e, kin_of_everybody, deciding._links, deciding.weight, state.whereabouts,
            posted[of_part], stake[of_part],
        )  # fmt: skip

    first, last = blocks(state)
    found, low = (np.concatenate(parts) for parts in zip(*each(part_of, parts_of_range(first, last, 1)), strict=True))
    return found if kin_of_everybody else found[low < deciding.hazards(state, found, terms)]
