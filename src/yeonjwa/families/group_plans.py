"""Leaving together: who of the close kin, or of the colleagues abroad, goes along with a person who decides to leave.

    logit = xi_0(who) + xi_1 beta_kin omega Delta - xi_2 ln(price / funds) - xi_3 risk of betrayal + xi_4 if relatives in the South pay

omega Delta is what staying behind would cost the relative: who comes along can no longer be punished, so that liability of kin makes groups
larger (GroupPlansAbroad_DNK15). Only who lives in the same place is asked. Children under 16 go with a parent, all of one parent's or none, and nearly always if
both parents go; the old rarely. Colleagues abroad who came to the same kind of post in the same month are asked as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.departures.close_kin import CHILD, PARENT, SIBLING, SPOUSE, listed
from yeonjwa.departures.deciding import segment_of_place
from yeonjwa.departures.stake import CloseKin
from yeonjwa.families.posted import ABROAD as POSTED_CODES
from yeonjwa.families.posted import holders, standing
from yeonjwa.practices import children_kept_home
from yeonjwa.system.arrays import first_of_each, one_of
from yeonjwa.system.register import ABROAD, IN_CAMPS
from yeonjwa.system.run import System
from yeonjwa.system.state import State

GROWN = 16
OLD = 60
KIND = {SPOUSE: "spouse", CHILD: "child", PARENT: "parent", SIBLING: "sibling"}
MOST_COLLEAGUES = 20
"""Colleagues who are asked, the next in the order of ids; a crew of one month may be larger at full scale."""


@dataclass
class Plans:
    """Plans to leave of one month.

    deciders : int64[n], rising, one for each plan. member : int64[k], ids, each once; position : int64[k], plan of each member, rising; the decider is a
    member too. is_stopped : bool[n], the plan was denounced.
    close_kin : of the deciders, as ``Deciding.close_kin`` gives them this month; None if they were not looked up.
    """

    deciders: NDArray[np.int64]
    member: NDArray[np.int64]
    position: NDArray[np.int64]
    is_stopped: NDArray[np.bool_]
    close_kin: CloseKin | None = None

    def __len__(self) -> int:
        return int(self.deciders.size)

    def close_kin_of(self, system: System, members: NDArray[np.int64]) -> CloseKin:
        """Close kin of ``members`` (positions in ``member``); those of the deciders as they were looked up this month."""
        person, plan = self.member[members], self.position[members]
        if self.close_kin is None:
            return system.deciding.close_kin(system.state, person)
        kin, kind = self.close_kin[0][plan], self.close_kin[1][plan]
        rest = np.flatnonzero(person != self.deciders[plan])
        kin[rest], kind[rest] = system.deciding.close_kin(system.state, person[rest])
        return kin, kind

    def sizes(self) -> NDArray[np.int64]:
        """Members of each plan, int64[n]."""
        return np.bincount(self.position, minlength=len(self))


def form(system: System, deciders: NDArray[Any], close: CloseKin | None = None) -> Plans:
    """Plans of this month's deciders (ids, rising), with all who come along; close : their close kin, looked up if not given."""
    state = system.state
    deciders = np.asarray(deciders, dtype=np.int64)
    if not deciders.size:
        empty = np.empty(0, dtype=np.int64)
        return Plans(empty, empty.copy(), empty.copy(), np.empty(0, dtype=bool))
    close = close or system.deciding.close_kin(state, deciders)
    kin_plan, kin = relatives_along(system, deciders, close)
    crew_plan, crew = colleagues_along(state, deciders)
    plan = np.concatenate([np.arange(deciders.size), kin_plan, crew_plan])
    member = np.concatenate([deciders, kin, crew])
    plans = united(deciders, plan, member)
    kept = np.searchsorted(deciders, plans.deciders)
    return replace(plans, close_kin=(close[0][kept], close[1][kept]))


def united(deciders: NDArray[np.int64], plan: NDArray[np.int64], member: NDArray[np.int64]) -> Plans:
    """Plans in which each person stands once: a decider who goes along with a lower id brings everybody into that plan.

    Parameters
    ----------
    deciders : int64[n], rising; plan, member : int64[m], pairs of a plan (position in ``deciders``) and a person, repeats allowed
    """
    root = np.arange(deciders.size)
    while True:
        # Each person draws its plan to the lowest plan it belongs to; repeated until nothing moves.
        ordered = np.sort((member << 32) | root[plan])
        people, of_each = ordered >> 32, ordered & 0xFFFF_FFFF
        first = first_of_each(people)
        lowest = of_each[first]
        new = root.copy()
        np.minimum.at(new, of_each, lowest[np.cumsum(first) - 1])
        new = new[new][root]
        if (new == root).all():
            break
        root = new
    is_kept = np.zeros(deciders.size, dtype=bool)
    is_kept[root] = True
    own = (np.cumsum(is_kept) - 1)[lowest]
    order = own.argsort(kind="stable")
    return Plans(deciders[is_kept], people[first][order], own[order], np.zeros(int(is_kept.sum()), dtype=bool))


def relatives_along(
    system: System, deciders: NDArray[np.int64], close: CloseKin | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Relatives who go along: plan and id, int64[k] each; close : close kin of the deciders, looked up if not given."""
    state, deciding = system.state, system.deciding
    f = state.figure
    plan, who, what = listed(*(close or deciding.close_kin(state, deciders)))
    home = state.place_of(deciders)
    can = state.at_home(who)
    plan, who, what = plan[can], who[can], what[can]
    with_them = _lives_with(state, deciders[plan], home[plan], who, what)
    plan, who, what = plan[with_them], who[with_them], what[with_them]

    code = (state.code[deciders] & 0x7FFF).astype(np.int64)
    penalty = deciding.marginal_penalty(state, deciders, code, state.people.row_of[deciders])[plan]
    start = np.array([f(f"join_{KIND[k]}") for k in range(4)])[what]
    grown = state.has_completed(who, GROWN)
    is_child = ~grown
    logit = (
        np.where(is_child, f("join_child"), start)
        + f("join_fear_effect") * f("kin_fear_effect") * deciding.weight[what] * penalty
        + _circumstances(system, deciders, home)[plan]
        + np.where(state.has_completed(who, OLD), f("join_old"), 0.0)
    )
    # Children of one parent share one draw: a parent takes them along or leaves them.
    other = np.where(is_child & (what == CHILD), -1, who)
    draw = state.luck.uniform("relative goes along", deciders[plan], state.month, other)
    goes = draw < 1 / (1 + np.exp(-logit))
    has_spouse = np.zeros(deciders.size, dtype=bool)
    has_spouse[plan[goes & grown & (what == SPOUSE)]] = True
    goes |= is_child & (what == CHILD) & has_spouse[plan] & (draw < f("child_goes_with_both_parents"))
    return plan[goes], who[goes]


def colleagues_along(state: State, deciders: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Colleagues abroad who go along: plan and id, int64[k] each."""
    posted = np.flatnonzero(one_of(state.post_now[deciders], POSTED_CODES))
    if not posted.size:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    table = holders(state)
    chance = state.figure("colleague_goes_along")
    plans, members = [], []
    for plan in posted.tolist():
        own = table.of_person(state, int(deciders[plan]), POSTED_CODES)
        if not own.size:
            continue
        asked = table.colleagues(state, int(own[0]))[:MOST_COLLEAGUES]
        goes = state.luck.happens("colleague goes along", deciders[plan], state.month, chance, asked)
        members.append(asked[goes])
        plans.append(np.full(int(goes.sum()), plan))
    if not plans:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate(plans).astype(np.int64), np.concatenate(members).astype(np.int64)


def _lives_with(
    state: State, decider: NDArray[Any], home: NDArray[Any], who: NDArray[Any], what: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether each relative lives where the decider does; of who is posted abroad, spouse and children who live there too."""
    from yeonjwa.families.abroad import lives_abroad_too

    same = (state.place_of(who) == home) & (home != IN_CAMPS)
    abroad = np.flatnonzero((home == ABROAD) & one_of(what, (SPOUSE, CHILD)))
    if abroad.size:
        decider, who, is_child = decider[abroad], who[abroad], what[abroad] == CHILD
        stays = is_child & (children_kept_home.are_kept(state, decider, who) | state.has_completed(who, 18))
        same[abroad] = lives_abroad_too(state, decider, who, is_child) & ~stays
    return np.asarray(same)


def _circumstances(system: System, deciders: NDArray[np.int64], home: NDArray[Any]) -> NDArray[np.float64]:
    """What price, risk of betrayal and money from the South add to the logit of all who could go along with each decider."""
    state = system.state
    f, people = state.figure, state.people
    cadre = standing(state, deciders) == 1
    funds = np.where(cadre, f("funds_cadre"), f("funds_ordinary"))
    price = np.maximum(state.fields.price, 1.0)[segment_of_place()[home]]
    dear = np.maximum(0.0, np.log(price / funds)) * (home != ABROAD)
    rows = people.row_of[deciders]
    funded = people.funded[rows]
    bounty = by_place(state, "informer_bounty")[home, cadre.astype(np.int64)]
    betrayal = bounty + people.watch[rows] / 3.0
    return np.asarray(
        -f("join_price_effect") * dear * ~funded - f("join_betrayal_effect") * betrayal + f("join_funded") * funded
    )


__all__ = ["Plans", "colleagues_along", "form", "relatives_along", "united"]
