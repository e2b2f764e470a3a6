"""Deciding to leave: the monthly hazard of each person, and who leaves this month.

The hazard is an intensity per month, h = h_group * exp(personal raise) * exp(-fear for kin), with

    ln h_group = ln h_0 + region + border county + sex + age band + standing + alpha_H hardship + alpha_g grievance
                 + alpha_z purge (cadre of the capital, posted abroad) - beta_own f(capture) own loss - beta_p price - limits
    raise      = alpha_n ln(1 + kin in the South + w kin on the way) + alpha_r contact + alpha_g own grievance + alpha_H own hardship
                 + alpha_rec recalled + relief from the price if kin pay + songbun - beta_v watch
    fear       = beta_kin * max(0, Delta) * stake

Delta is the *marginal* penalty: the loss of a close relative believed to follow from leaving less the one believed to come
anyway. The stake is the sum of exp(-chon / delta) over spouse, parents, children, brothers and sisters at home, so that who has taken the
family along, or has nobody left, has less to fear for. The chance of leaving in a month is 1 - exp(-h); see ``points``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.close_kin import CHILD, PARENT, SIBLING, SPOUSE, gather_close_kin
from yeonjwa.departures.points import GROUP, leaves
from yeonjwa.departures.raising import effects_of
from yeonjwa.departures.searching import SLACK, search
from yeonjwa.departures.stake import CloseKin, stakes
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.population.spells import frozen
from yeonjwa.system.fields import NORTH_EAST, WEST
from yeonjwa.system.register import (
    ABROAD,
    BANDS,
    CADRE,
    EXILED,
    GROUPS,
    IN_CAMPS,
    ORDINARY,
    PLACES,
    WHERE,
    is_border_county,
    parts_of,
    where_of_place,
)
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 250
REGION = {
    "Pyongyang": "capital", "Jagang": "jagang", "South Hamgyong": "south_hamgyong", "North Hamgyong": "north_hamgyong",
    "Ryanggang": "ryanggang", "North Pyongan": "north_pyongan",
}  # fmt: skip
"""Regions with an effect of their own; the other provinces share one."""


@cache
def segment_of_place() -> NDArray[np.int64]:
    """int64[PLACES]: the segment of the border that people of a place would cross."""
    segment = np.full(PLACES, WEST)
    segment[:208][
        np.isin(counties().province, [PROVINCES.index(p) for p in ("South Hamgyong", "North Hamgyong", "Ryanggang")])
    ] = NORTH_EAST
    return segment


@dataclass
class GroupTerms:
    """What the group of a person gives: hazard float64[GROUPS + 1] (0 for the absent), and the part of it that a paid-for
    crossing would give back, as a log, float64[GROUPS + 1]."""

    hazard: NDArray[np.float64]
    price: NDArray[np.float64]


class Deciders(NamedTuple):
    """Who decides to leave in a month: ids, int64[n], rising, and their close kin as ``Deciding.close_kin`` gives them then."""

    person: NDArray[np.int64]
    close_kin: CloseKin


class Deciding:
    """The hazard of leaving in one run; holds what does not change from month to month."""

    def __init__(self, state: State):
        f = state.figure
        place, cadre, sex, band = parts_of(np.arange(1, GROUPS + 1))
        province = np.append(counties().province, [99] * (PLACES - 208))
        region = np.array(
            [f("leaving_region_" + REGION.get(PROVINCES[p], "inland")) if p < 99 else 0.0 for p in province.tolist()]
        )
        region[:208] += f("leaving_border_county") * is_border_county()
        self.region = region
        region[ABROAD], region[IN_CAMPS], region[EXILED] = (
            f("leaving_posted_abroad"), f("leaving_in_the_army"), f("leaving_from_exile"),
        )  # fmt: skip
        ages = np.array([f(f"leaving_age_{first}") for first in BANDS])
        self.fixed = (
            np.log(f("leaving_base"))
            + region[place]
            + f("leaving_women") * (sex == 0)
            + ages[band]
            + f("leaving_cadre") * cadre
        )
        self.place, self.cadre = place, cadre
        where, stands = where_of_place()[:, None], np.array([ORDINARY, CADRE])
        self.is_elite = ((where == WHERE.index("capital")) & (stands == CADRE)) | (where == WHERE.index("abroad"))
        # Who is abroad already pays no crossing and passes no border.
        self.crosses = (np.arange(PLACES) != ABROAD).astype(np.float64)[:, None]
        self.segment = segment_of_place()[:, None]
        self.funds = np.array([f("funds_ordinary"), f("funds_cadre")])
        self.songbun = np.array([f("leaving_core"), f("leaving_wavering"), f("leaving_hostile")])
        if self.songbun.max() > 0:
            raise ValueError("effects of songbun on leaving must not exceed 0: the bounds of the groups rest on it.")
        delta = f("kin_weight_range")
        self.weight = np.zeros(4)
        self.weight[[SPOUSE, CHILD, PARENT, SIBLING]] = np.exp(-np.array([0.0, 1.0, 1.0, 2.0]) / delta)
        unions = state.pedigree.require_unions("deciding")
        children = state.pedigree.children
        links = (
            state.pedigree.mother, state.pedigree.father, state.birth, state.gone, unions.first, unions.wife, unions.husband,
            unions.start, state.union_end, unions.wife_next, unions.husband_next, children.start, children.child,
        )  # fmt: skip
        self._links = tuple(frozen(column) for column in links)

    # The hazard.

    def groups(self, state: State) -> GroupTerms:
        """Hazards of the groups this month."""
        f, fields = state.figure, state.fields
        capture = fields.capture
        steep = capture / (1 + np.exp(-(capture - f("capture_threshold")) / f("capture_threshold_width")))
        price = (
            f("price_effect")
            * np.maximum(0.0, np.log(np.maximum(fields.price, 1.0)[self.segment] / self.funds))
            * self.crosses
        )
        # By place and standing, and then by sex and age band, which are the last parts of a group's code.
        log = self.fixed.reshape(PLACES, 2, -1).copy()
        for part in (
            f("hardship_effect") * fields.hardship,
            f("grievance_effect") * fields.grievance,
            f("purge_effect") * fields.purge * self.is_elite,
            -(f("own_loss_effect") * steep * self.own_loss(state) * self.crosses),
            -price,
            -(f("limits_effect") * fields.limits),
        ):
            log += part[:, :, None]
        terms = GroupTerms(np.zeros(GROUPS + 1), np.zeros(GROUPS + 1))
        np.exp(log.reshape(-1), out=terms.hazard[1:])
        terms.price[1:] = np.repeat(price, log.shape[2])
        return terms

    def region_of(self, state: State, persons: NDArray[Any]) -> NDArray[np.float64]:
        """Effect on the log hazard of the county in which each person would live if not banished."""
        county = state.country.at("county", persons, state.month)
        return np.asarray(self.region[county])

    def own_loss(self, state: State) -> float:
        """Loss if one is caught: dated by the rule in force."""
        return state.figure("own_loss_to_2013" if state.year < 2014 else "own_loss_from_2014")

    def raise_of(self, state: State, rows: NDArray[Any]) -> NDArray[np.float64]:
        """Personal raise of the log hazard that can be positive, for rows among the affected (without relief from the price)."""
        return self.raise_and_relief(state, rows)[0]

    def raise_and_relief(self, state: State, rows: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The raise (see ``raise_of``), and what money, gifts and consolation take off the log hazard, at most 0: no part of the cap,
        which it only lowers."""
        f, p = state.figure, state.people
        of_grievance, of_hardship = f("grievance_effect"), f("hardship_effect")
        south, left = p.south[rows], p.left[rows]
        away = np.maximum(left - south, 0).astype(np.float64)
        grievance = p.faded("grievance", rows, state.month, f("fading_grievance"))
        hardship = p.faded("hardship", rows, state.month, f("fading_hardship"))
        raised = (
            f("chain_effect") * np.log1p(np.maximum(south, 0) + f("chain_weight_on_the_way") * away)
            + f("contact_effect") * (p.contact_until[rows] >= state.month)
            + of_grievance * np.maximum(grievance, 0)
            + of_hardship * np.maximum(hardship, 0)
            + f("recall_effect") * (p.recalled_until[rows] >= state.month)
        )
        return raised, of_grievance * np.minimum(grievance, 0) + of_hardship * np.minimum(hardship, 0)

    def update_caps(self, state: State, rows: Any) -> None:
        """Something happened to ``rows`` that may raise a hazard: their bounds are worked out anew before anybody decides."""
        state.warm.note(rows)

    def renew_bounds(self, state: State) -> None:
        """Work out the bounds on the raise of all rows to which something happened since they were last worked out."""
        state.warm.renew(state.month, effects_of(state.figure), state.people)

    def hazards(
        self, state: State, persons: NDArray[Any], terms: GroupTerms, *, with_kin: bool = True
    ) -> NDArray[np.float64]:
        """Exact hazard of each person this month, float64[n]; with_kin=False leaves out the fear for kin (an upper bound)."""
        f, p = state.figure, state.people
        code = (state.code[persons] & GROUP).astype(np.int64)
        rows = p.row_of[persons]
        lives = state.lives(persons) & (code > 0)
        log = self.songbun[state.columns["songbun"][persons]]
        own = np.flatnonzero(rows)
        r = rows[own]
        raised, relief = self.raise_and_relief(state, r)
        log[own] += raised + relief + p.funded[r] * terms.price[code[own]] - f("watch_effect") * p.watch[r] / 3.0
        hazard = terms.hazard[code] * np.exp(log)
        hazard[~lives] = 0.0
        return hazard * self.fear_for_kin(state, persons) if with_kin else hazard

    def fear_for_kin(self, state: State, persons: NDArray[Any], close: CloseKin | None = None) -> NDArray[np.float64]:
        """What fear for kin leaves of the hazard of each person, as a share, float64[n]; close : see ``stake``."""
        code = (state.code[persons] & GROUP).astype(np.int64)
        penalty = self.marginal_penalty(state, persons, code, state.people.row_of[persons])
        return np.exp(-state.figure("kin_fear_effect") * penalty * self.stake(state, persons, close))

    def marginal_penalty(
        self, state: State, persons: NDArray[Any], code: NDArray[Any], rows: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Delta: believed loss of a close relative if one leaves, less that if one stays; at least 0."""
        f, p, fields = state.figure, state.people, state.fields
        group = np.maximum(code, 1) - 1
        place, cadre = self.place[group], self.cadre[group]
        fear = p.faded("fear", rows, state.month, f("fading_fear"))
        anyway = p.faded("inevitability", rows, state.month, f("fading_inevitability"))
        return np.maximum(0.0, fields.punish[place, cadre] + fear - fields.stay[place, cadre] - anyway)

    def stake(self, state: State, persons: NDArray[Any], close: CloseKin | None = None) -> NDArray[np.float64]:
        """Sum of exp(-chon / delta) over the close kin of each person who are at home; close : these kin, looked up if not given."""
        return stakes(state, persons, close or self.close_kin(state, persons), self.weight)

    def close_kin(self, state: State, persons: NDArray[Any]) -> CloseKin:
        """Living spouse, children, parents, brothers and sisters of each person: int32[n, 16], int8[n, 16], -1 for none."""
        parts = parts_of_range(0, len(persons), FEWEST_IN_A_THREAD)
        found = each(lambda part: self.gather(state, persons[slice(*part)]), parts)
        return (
            found[0]
            if len(found) == 1
            else (np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found]))
        )

    def gather(self, state: State, persons: NDArray[Any]) -> CloseKin:
        """``close_kin`` in the thread of the caller."""
        n = len(persons)
        kin, kind = np.empty((n, 16), dtype=np.int32), np.empty((n, 16), dtype=np.int8)
        gather_close_kin(
            np.ascontiguousarray(persons, dtype=np.int32), np.full(n, state.month, dtype=np.int16),
            *self._links, kin, kind,
        )  # fmt: skip
        return kin, kind

    # Who leaves.

    def leavers(self, state: State) -> Deciders:
        """Those who decide to leave this month."""
        terms = self.groups(state)
        bound = terms.hazard * SLACK
        self.renew_bounds(state)
        near = search(state, bound, terms.price)
        without_kin = self.hazards(state, near.person, terms, with_kin=False)
        close = np.flatnonzero(leaves(near, without_kin))
        persons = near.person[close]
        kin, kind = self.close_kin(state, persons)
        hazard = without_kin[close] * self.fear_for_kin(state, persons, (kin, kind))
        goes = np.flatnonzero(near.height[close] < hazard)
        return Deciders(persons[goes], (kin[goes], kind[goes]))

    def leavers_dense(self, state: State) -> NDArray[np.int64]:
        """The slow reference of ``leavers``: everybody's hazard beside everybody's lowest point, without any bound."""
        everybody = np.arange(state.country.persons_ever)
        return np.flatnonzero(state.points.everybody(state.month) < self.hazards(state, everybody, self.groups(state)))
