"""Recall from a posting: who is posted abroad and has a close relative who leaves is called home at once and loses the
post.

Told of traders in China in 2015 (RecallFromAbroad_RFA15), and that officials under threat leave instead of going home
(ThreatWhilePosted_DNK15). Mode: on departure, upward: from the one who left to the relative with much to lose. Kin: to
2 chon with the spouse; the report says close. Visibility: colleagues abroad see it. Capacity: none told. What it does:
for some months between the call and the way home the pull to flee is high; then the post is lost. Assumed: chance,
months, loss.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.families.posted import ABROAD
from yeonjwa.practices.shared import is_off, levels, one_each, treatment, under
from yeonjwa.system.arrays import one_of
from yeonjwa.system.known import Cases
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import WHERE, kind_of_post
from yeonjwa.system.run import System

NAME = "recall_abroad"
KIN = "cognatic:2"
VISIBILITY = 0.6
CADRE_POST = 2


def on_departure(system: System, cases: Cases) -> None:
    """Call home relatives of this month's cases who are posted abroad and were not called already."""
    state = system.state
    if not len(cases) or is_off(system, NAME):
        return
    f, people = state.figure, state.people
    kin = under(system, cases, KIN)
    kin = kin.where(np.flatnonzero(one_of(state.post_now[kin.id], ABROAD)))
    if not len(kin):
        return
    kin = one_each(kin.where(state.at_home(kin.id)))
    kin = kin.where(people.recalled_until[people.row_of[kin.id]] < state.month)
    if not len(kin):
        return
    who = (kind_of_post()[state.post_now[kin.id]] == CADRE_POST).astype(np.uint8)
    where = np.full(len(kin), WHERE.index("abroad"), dtype=np.uint8)
    chance = f("recall_chance") * levels(system, NAME, where, who)
    chance = chance * treatment(system, cases)[0][kin.position]
    hit = state.luck.happens(
        "recalled from abroad after a departure", kin.id, state.month, chance, cases.person[kin.position]
    )
    kin, who, where = kin.where(hit), who[hit], where[hit]
    if len(kin):
        _call_home(system, kin.id.astype(np.int64), kin.chon, where, who)


def _call_home(system: System, persons: np.ndarray, chon: np.ndarray, where: np.ndarray, who: np.ndarray) -> None:
    from yeonjwa.beliefs import grievance

    state = system.state
    f, people = state.figure, state.people
    place = state.place_of(persons)
    until = state.month + round(f("recall_months"))
    rows = state.rows(persons)
    people.recalled_until[rows], people.lost_post[rows] = until, True
    people.add_to_each("hardship", rows, f("recall_hardship"), state.month, f("fading_hardship"))
    # The term ends with the way home; the run's own list of ending terms does the rest.
    state.busy_until[persons] = np.minimum(state.busy_until[persons], until)
    state.at_ends_of(until, "post", persons)
    state.harm(NAME, persons, kin_band(chon), where=where, who=who)
    state.ledger.add("recalled_from_abroad", state.year, persons.size)
    grievance.strike(system, persons, chon, f("recall_loss"))
    state.totals.setdefault("seen", []).append((NAME, place, who, f("recall_loss"), VISIBILITY, "punishment"))


__all__ = ["KIN", "NAME", "on_departure"]
