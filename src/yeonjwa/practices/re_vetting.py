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
from yeonjwa.practices.loss_of_post import CADRE_KINDS, dismiss
from yeonjwa.practices.shared import levels
from yeonjwa.system.arrays import ids_among, one_of
from yeonjwa.system.kin import KinList
from yeonjwa.system.ledger import SELF, kin_band
from yeonjwa.system.register import kind_of_post
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST, State
from yeonjwa.system.threads import each, parts_of_range

NAME = "re_vetting"
KIN = "cognatic:6"
VISIBILITY = 0.5
TURNS = 3
"""Months of a campaign, a third of the files in each."""
CAMPAIGN = 0.5
"""Level from which a campaign is on; below it the level is the share of all files that are looked at in a year
(assumed)."""
YOUNGEST, OLDEST = 16, 85
"""Ages in years between which anybody is in office."""
FEWEST_IN_A_THREAD = 1_000_000


def examine(system: System) -> None:
    """Examine the files of incumbents whose turn it is, each with the chance that the level gives."""
    state, f = system.state, system.state.figure
    strongest = float(state.schedule.table(NAME, "actual")[state.month - FIRST].max())
    is_campaign = strongest >= CAMPAIGN
    if strongest == 0 or not (is_campaign or state.month % 12 == 0):
        return

    def look(part: tuple[int, int]) -> NDArray[np.int64]:
        person = in_office(state, *part)
        if is_campaign:
            person = person[person % TURNS == state.month % TURNS]
        draw = state.luck.uniform("file of an incumbent examined again", person, state.month)
        drawn = np.flatnonzero(draw < strongest)
        drawn = drawn[state.at_home(person[drawn])]
        person, draw = person[drawn], draw[drawn]
        where, who = state.stratum_of(person)
        return person[draw < levels(system, NAME, where, who)]

    first, last = state.born_before(state.month - 12 * OLDEST), state.born_before(state.month - 12 * YOUNGEST)
    person = np.concatenate(each(look, parts_of_range(first, last, FEWEST_IN_A_THREAD)))
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


def in_office(state: State, first: int, last: int) -> NDArray[np.int64]:
    """Cadre in office wherever they are among ids ``first`` to ``last`` - 1, rising; one look over all, in the few months that need it."""
    return np.asarray(ids_among(state.post_now, one_of(kind_of_post(), CADRE_KINDS), first, last)).astype(np.int64)


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


__all__ = ["NAME", "examine", "in_office"]
