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
from yeonjwa.kinship.rules import BEYOND, KinRule
from yeonjwa.practices.loss_of_post import dismiss
from yeonjwa.practices.shared import levels
from yeonjwa.system.arrays import distinct
from yeonjwa.system.kin import KinList
from yeonjwa.system.ledger import SELF, kin_band
from yeonjwa.system.register import is_cadre_post
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST

NAME = "re_vetting"
KIN = "cognatic:6"
VISIBILITY = 0.5
TURNS = 3
"""Months of a campaign, a third of the files in each."""
CAMPAIGN = 0.5
"""Level from which a campaign is on; below it the level is the share of all files that are looked at in a year
(assumed)."""
LOOKED_AT = "file of an incumbent examined again"


def examine(system: System) -> None:
    """Examine the files of incumbents whose turn it is, each with the chance that the level gives."""
    state, f = system.state, system.state.figure
    strongest = float(state.schedule.table(NAME, "actual")[state.month - FIRST].max())
    is_campaign = strongest >= CAMPAIGN
    if strongest == 0 or not (is_campaign or state.month % 12 == 0):
        return

    person = incumbents(system, strongest, TURNS if is_campaign else 1)
    where, who = state.stratum_of(person)
    level = levels(system, NAME, where, who)
    person = person[state.luck.happens(LOOKED_AT, person, state.month, level)]
    state.ledger.add("files_examined_again", state.year, person.size)
    by_chon = (
        f("re_vetting_chance") * (1 - f("re_vetting_bought_off")) * np.exp(-f("re_vetting_per_chon") * np.arange(128))
    )
    by_chon[KinRule.parse(KIN).limit + 1 :] = 0.0
    # A person's draw says how near a relative must be to end the post, and nobody is looked for farther off: that costs most.
    draw = state.luck.uniform("a relative found ends a post", person, state.month)
    highest = np.maximum.accumulate(by_chon[::-1])[::-1]
    depth = np.searchsorted(-highest, -draw) - 1
    chon = np.full(person.size, BEYOND, dtype=np.int8)
    for limit in range(KinRule.parse(KIN).limit + 1):
        of_it = np.flatnonzero(depth == limit)
        chon[of_it] = state.known.chon(person[of_it], KinRule(limit, limit))
    falls = state.luck.happens("a relative found ends a post", person, state.month, by_chon[chon])
    _strike(system, person[falls], chon[falls])


def incumbents(system: System, most: float, turns: int = 1) -> NDArray[np.int64]:
    """Cadre in office, at home and free, rising, whose turn it is (one in ``turns``) and whose draw is below ``most``."""
    state = system.state
    person = system.posts.appointed(state)
    if turns > 1:
        person = person[person % turns == state.month % turns]
    person = person[state.luck.rare(LOOKED_AT, person, state.month, most)]
    person = person[is_cadre_post()[state.post_now[person]]]
    return distinct(person[state.at_home(person)]).astype(np.int64)


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
