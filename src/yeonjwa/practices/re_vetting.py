"""Re-vetting of incumbents: files of people in office are examined again; a leaver among relatives ends the post.

Told of April 2016 before a Party Congress, down to second cousins (dailynk-13864), and against it that senior families
kept their posts (NoPartyExpulsion_DNK15). Mode: sweep over incumbents, whoever the relatives are. Kin: 6 chon on either
side (side and in-laws are not told). Visibility: colleagues see it. At level 1 every file is examined within the three
months of a campaign. Assumed: the chance that a finding ends the post, its fall per chon, and the share of findings
that are bought off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.kinship.rules import KinRule
from yeonjwa.practices.loss_of_post import dismiss
from yeonjwa.practices.shared import levels
from yeonjwa.system.arrays import one_of
from yeonjwa.system.kin import KinList
from yeonjwa.system.ledger import SELF, kin_band
from yeonjwa.system.register import kind_of_post
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST
from yeonjwa.system.threads import each, parts_of_range

NAME = "re_vetting"
KIN = "cognatic:6"
VISIBILITY = 0.5
TURNS = 3
"""Months of a campaign, a third of the files in each."""
CAMPAIGN = 0.5
"""Level from which a campaign is on; below it the level is the share of all files that are looked at in a year
(assumed)."""
FEWEST_IN_A_THREAD = 1000
YOUNGEST, OLDEST = 16, 85
"""Ages in years between which anybody is in office."""


def examine(system: System) -> None:
    """Examine the files of incumbents whose turn it is, each with the chance that the level gives."""
    state, f = system.state, system.state.figure
    strongest = float(state.schedule.table(NAME, "actual")[state.month - FIRST].max())
    is_campaign = strongest >= CAMPAIGN
    if strongest == 0 or not (is_campaign or state.month % 12 == 0):
        return
    person = incumbents(system, TURNS if is_campaign else 1)
    draw = state.luck.uniform("file of an incumbent examined again", person, state.month)
    person, draw = person[draw < strongest], draw[draw < strongest]
    here = state.at_home(person)
    person, draw = person[here], draw[here]
    where, who = state.stratum_of(person)
    person = person[draw < levels(system, NAME, where, who)]
    state.ledger.add("files_examined_again", state.year, person.size)
    # Relatives are looked up only for those whose post would end if a nearest one were found: looking up costs most.
    by_chon = (
        f("re_vetting_chance") * (1 - f("re_vetting_bought_off")) * np.exp(-f("re_vetting_per_chon") * np.arange(128))
    )
    by_chon[KinRule.parse(KIN).limit + 1 :] = 0.0
    person = person[state.luck.happens("a relative found ends a post", person, state.month, by_chon[0])]
    parts = parts_of_range(0, person.size, FEWEST_IN_A_THREAD)
    chon = np.concatenate(each(lambda part: state.known.chon(person[slice(*part)], KinRule.parse(KIN)), parts))
    falls = state.luck.happens("a relative found ends a post", person, state.month, by_chon[chon])
    _strike(system, person[falls], chon[falls])


def incumbents(system: System, turns: int = 1) -> NDArray[np.int64]:
    """Cadre in office, the dead not yet taken out, rising ids; with ``turns`` those whose turn it is this month, by their id.

    One look over the ages that can be in office, in the few months that need it.
    """
    state = system.state
    first, last = state.born_before(state.month - 12 * OLDEST), state.born_before(state.month - 12 * YOUNGEST)
    first += (state.month - first) % turns

    def look(part: tuple[int, int]) -> NDArray[np.int64]:
        begin, end = (first + turns * k for k in part)
        person = begin + turns * np.flatnonzero(state.post_now[begin : min(end, last) : turns] != 0)
        return np.asarray(person[one_of(kind_of_post()[state.post_now[person]], (1, 2))])

    return np.concatenate(each(look, parts_of_range(0, max(-(-(last - first) // turns), 0), 100 * FEWEST_IN_A_THREAD)))


def _strike(system: System, person: NDArray[np.int64], chon: NDArray[np.int8]) -> None:
    state, f = system.state, system.state.figure
    if not person.size:
        return
    where, who = state.stratum_of(person)
    place = state.place_of(person)
    # By blood nobody is at degree 0 but the person who once left.
    state.harm(NAME, person, np.where(chon == 0, SELF, kin_band(chon)), where=where, who=who)
    state.totals.setdefault("seen", []).append((NAME, place, who, f("loss_of_post_loss"), VISIBILITY, "punishment"))
    none = np.zeros(person.size, dtype=np.int8)
    dismiss(system, KinList(none.astype(np.int32), person.astype(np.int32), chon, none, none, none.astype(bool)))
    grievance.strike(system, person, chon, f("loss_of_post_loss"), True, is_avoidable=False)


__all__ = ["NAME", "examine", "incumbents"]
