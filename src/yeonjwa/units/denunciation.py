"""Reports of plans by those who know of them.

A close relative who stays, or a neighbour, who is aware of a plan reports it with log odds

    chi_0 + chi_1 ln(1 + B / w) - chi_2 tie - chi_3 grievance

B being the reward they believe in, w monthly income, the tie that of a spouse 1, less by degree, of a neighbour 0. False
reports come besides, phi_0 (1 + B / w)^chi_4 a year per 100,000 residents: people who planned nothing are held for a while.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.beliefs.levels import both
from yeonjwa.departures import attempts
from yeonjwa.departures.close_kin import listed
from yeonjwa.practices import informer_bounty
from yeonjwa.system.arrays import among, rows_of_first
from yeonjwa.system.ledger import NOT_KIN, SELF
from yeonjwa.system.register import DETAINED, PLACES, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import STOPPED

if TYPE_CHECKING:
    from yeonjwa.families.group_plans import Plans

ADULT = 16
FIRST_TRIES, LATER_TRIES = np.arange(6), np.arange(6, 24)
"""Most are met in the first tries; the others are drawn only for those who are not."""


def report(system: System, plans: Plans) -> Plans:
    """Which plans are reported this month: their members are held; the plans come back with ``is_stopped`` set."""
    state, table = system.state, system.state.leavers
    _false_reports(system)
    if not len(plans.deciders):
        return plans
    stopped, for_reward = told_on(system, plans)
    stopped &= ~plans.is_stopped
    at = plans.position
    taken = np.flatnonzero(stopped[at])
    if taken.size:
        of_them = plans.close_kin_of(system, taken)
        rows = attempts.record(system, plans.member[taken], plans.deciders[at[taken]], of_them)
        persons = table.person[rows].astype(np.int64)
        place, where, who = (getattr(table, name)[rows].copy() for name in ("place", "where", "who"))
        paid = for_reward[at[taken]]
        state.harm(informer_bounty.PRACTICE, persons[paid], SELF, where=where[paid], who=who[paid])
        state.ledger.add("plans_reported", state.year, int(stopped.sum()))
        state.ledger.add("people_reported", state.year, rows.size)
        lead = np.flatnonzero(stopped)
        county = state.place_of(plans.deciders[lead])
        bounty = informer_bounty.paid(system, where_of_place()[county], 0)
        state.ledger.add("bounties_usd", state.year, float(bounty.sum()))
        months = state.figure("denounced_months")
        attempts.detain(system, rows, STOPPED, attempts.terms(system, table.group[rows], months))
        state.totals.setdefault("seen", []).append(
            (
                informer_bounty.PRACTICE,
                place,
                who,
                np.full(rows.size, state.figure("denounced_loss")),
                state.figure("capture_heard"),
                "capture",
            )
        )
    return replace(plans, is_stopped=plans.is_stopped | stopped)


def told_on(system: System, plans: Plans) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which plans somebody reports, bool[n], and which of them nobody would have without the reward, bool[n]."""
    state, f = system.state, system.state.figure
    deciders = np.asarray(plans.deciders)
    n = deciders.size
    place = state.place_of(deciders)
    plan, person, kind = listed(*(plans.close_kin or system.deciding.close_kin(state, deciders)))
    where, who = where_of_place()[place], attempts.stands_by(state, deciders, plan, person, kind)
    reward = f("report_bounty") * informer_bounty.in_incomes(system, where, who)

    knows = state.luck.happens("knows of a relative's plan", person, state.month, f("relatives_aware"), deciders[plan])
    plan, person, kind = plan[knows], person[knows], kind[knows]
    stays = state.at_home(person) & state.has_completed(person, ADULT) & ~among(person, plans.member)
    plan, person, tie = plan[stays], person[stays], system.deciding.weight[kind[stays]]

    rows = state.people.row_of[person]
    own = np.maximum(state.people.faded("grievance", rows, state.month, f("fading_grievance")), 0)
    anger = state.fields.grievance[place, who]
    odds = f("report_base") - f("report_tie") * tie - f("report_grievance") * (own + anger[plan])
    name = "a relative reports a plan"
    by_kin = np.bincount(plan[_happens(system, name, person, odds + reward[plan], deciders[plan])], minlength=n) > 0
    anyway = np.bincount(plan[_happens(system, name, person, odds, deciders[plan])], minlength=n) > 0

    odds_near = f("report_base") - f("report_grievance") * anger
    aware = f("neighbours_aware")
    name = "a neighbour reports a plan"
    for odds_of, found in ((odds_near + reward, by_kin), (odds_near, anyway)):
        chance = 1 - (1 - 1 / (1 + np.exp(-odds_of))) ** aware
        found |= state.luck.happens(name, deciders, state.month, chance)
    return by_kin, by_kin & ~anyway


def _happens(
    system: System, name: str, person: NDArray[Any], odds: NDArray[Any], decider: NDArray[Any]
) -> NDArray[np.bool_]:
    return system.state.luck.happens(name, person, system.state.month, 1 / (1 + np.exp(-odds)), decider)


def _false_reports(system: System) -> None:
    """People who planned nothing are reported and held for a while."""
    state, f = system.state, system.state.figure
    residents = both(state.fields.residents)
    where = where_of_place()
    rate = f("false_reports_base") / 1e5 / 12
    plain = residents * rate
    exponent = f("false_reports_bounty")
    believed = informer_bounty.believed(system, where, 0) / f("monthly_income")
    expected = plain * (1 + believed) ** exponent
    keys = np.arange(PLACES)
    draw = state.luck.uniform("false reports of a place", keys, state.month)
    number, without = np.floor(expected + draw).astype(np.int64), np.floor(plain + draw).astype(np.int64)
    if not number.any():
        return
    at = np.repeat(keys, number)
    turn = np.arange(at.size) - np.repeat(np.cumsum(number) - number, number)
    person = _somebody(system, at, turn)
    met = np.flatnonzero(person >= 0)
    met = met[rows_of_first(person[met])]
    person, extra = person[met], (turn >= without[at])[met]
    state.ledger.add("false_reports", state.year, int(number.sum()))
    state.harm(informer_bounty.PRACTICE, person[extra], NOT_KIN)
    months = attempts.terms(system, person, f("wrongly_held_months"), attempt=1)
    state.move(person, DETAINED, state.month + months, kin_band=NOT_KIN)
    attempts.hold(system, person)
    grievance.strike(system, person, None, f("wrongly_held_loss"), is_avoidable=False)


def _somebody(system: System, place: NDArray[Any], turn: NDArray[Any]) -> NDArray[np.int64]:
    """A grown-up at home in the same kind of place, by a keyed draw; -1 where none is met."""
    state = system.state
    first, last = state.born_before(state.month - 60 * 12), state.born_before(state.month - ADULT * 12)
    if last <= first:
        return np.full(place.size, -1, dtype=np.int64)
    where, found, waiting = where_of_place(), np.full(place.size, -1, dtype=np.int64), np.arange(place.size)
    for tries in FIRST_TRIES, LATER_TRIES:
        of = (place[waiting, None], turn[waiting, None])
        draw = state.luck.uniform("who is wrongly reported", of[0], state.month, of[1], tries)
        people = first + (draw * (last - first)).astype(np.int64)
        fits = state.at_home(people) & (where[state.place_of(people.ravel())].reshape(people.shape) == where[of[0]])
        is_met = fits.any(axis=1)
        found[waiting[is_met]] = people[is_met, fits[is_met].argmax(axis=1)]
        waiting = waiting[~is_met]
        if not waiting.size:
            break
    return found
