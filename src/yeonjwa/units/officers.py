"""Officers: how many there are for families in each province, and what they spend their hours on.

    share(task) = exp(tau_u value(task)) / sum over the tasks in force
    value(return) = r_1 prestige Pr(contact) Pr(return); capture r_2; phone trace r_3; denunciation r_4; bribe y; consolation x(t)

tau_u = 0 is no tournament: hours are spread evenly over the tasks in force. State security has about 50,000 people; the share
that works on families of those who left is assumed, and they are spread like the civil population. Results are reported upward as more than they
are (ResultsReportedUpward_DNK20). A part of the traced calls is let pass for a share of the money (dailynk-12116).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.practices import points
from yeonjwa.practices.over_files import prestige, province_of_place
from yeonjwa.practices.stock import stock_of
from yeonjwa.system.run import System

TASKS = ("return", "capture", "phone_trace", "denunciation", "bribe", "consolation")
RETURN, CAPTURE, TRACE, DENUNCIATION, BRIBE, CONSOLATION = range(len(TASKS))
PRACTICES = {RETURN: ("lure_visits", "forced_calls"), TRACE: ("phone_interception",), CONSOLATION: ("consolation",)}
"""Tasks that are in force only where one of these practices is; the others always are."""
FULL_WATCH = 3


@dataclass(frozen=True)
class Allotment:
    """What the officers of each province have time for this month, at the country's scale.

    hours : float64[tasks, provinces]. watch_hours : float64[provinces], for watching families. visits, calls, traces, consolations : int64[provinces], number of acts. let_pass : float64[provinces],
    share of traced calls that are let pass for money.
    """

    hours: NDArray[np.float64]
    watch_hours: NDArray[np.float64]
    visits: NDArray[np.int64]
    calls: NDArray[np.int64]
    traces: NDArray[np.int64]
    consolations: NDArray[np.int64]
    let_pass: NDArray[np.float64]


def allot(system: System) -> Allotment:
    """Share out the month's hours; the result also stands in ``state.memory``."""
    state = system.state
    f = state.figure
    points.award(system)
    worked = officers(system) * f("officer_hours_month")
    hours = shares(system) * worked * (1 - f("officers_watch_share"))
    on_calls = f("officers_call_share") * (points.by_province(state, "forced_calls") > 0)
    found = Allotment(
        hours,
        worked * f("officers_watch_share"),
        visits=_acts(system, "visits", hours[RETURN] * (1 - on_calls) / f("lure_visit_hours")),
        calls=_acts(system, "calls", hours[RETURN] * on_calls / f("forced_call_hours")),
        traces=_acts(system, "traces", hours[TRACE] / f("phone_trace_hours")),
        consolations=_acts(system, "consolations", hours[CONSOLATION] / f("consolation_hours")),
        let_pass=hours[BRIBE] / np.maximum(hours[BRIBE] + hours[TRACE], 1e-12),
    )
    state.memory.officers = found
    for name, spent in zip(TASKS, hours.sum(axis=1).tolist(), strict=True):
        state.ledger.add(f"officer_hours_{name}", state.year, spent)
    if state.month % 12 == 11:
        _count_watch(system)
    return found


def available(system: System) -> Allotment:
    """This month's allotment."""
    found = system.state.memory.officers
    return allot(system) if found is None else found


def officers(system: System) -> NDArray[np.float64]:
    """Officers of each province who work on families of those who left, float64[provinces] (whole numbers).

    A part are spread like people, the others like the families of whom somebody is away.
    """
    state = system.state
    spread = _of_civil_population()
    away = np.bincount(province_of_place()[stock_of(state).away.place], minlength=len(PROVINCES))
    if away.any():
        follow = state.figure("officers_follow_families")
        spread = (1 - follow) * spread + follow * away / away.sum()
    number = state.figure("state_security_officers") * state.figure("officers_on_families") * spread
    # One draw per province and year: an office does not change its size from month to month.
    draw = state.luck.uniform("officers of a province", np.arange(len(PROVINCES)), state.year)
    return np.asarray(np.floor(number * state.scale + draw))


@cache
def _of_civil_population() -> NDArray[np.float64]:
    """float64[provinces]: each province's share of it."""
    people = np.bincount(counties().province, weights=counties().population)
    return np.asarray(people / people.sum())


def shares(system: System) -> NDArray[np.float64]:
    """Share of the hours for each task, float64[tasks, provinces]; columns add up to 1."""
    state = system.state
    weight = np.exp(points.tau(system) * values(system))
    for task, practices in PRACTICES.items():
        weight[task] *= sum(points.by_province(state, name) for name in practices) > 0
    return np.asarray(weight / weight.sum(axis=0))


def values(system: System) -> NDArray[np.float64]:
    """What an hour on each task is worth to a unit, float64[tasks, provinces], in points."""
    state = system.state
    f, files = state.figure, state.files
    known = stock_of(state).south
    province = province_of_place()[known.place]
    each = prestige(state, files.songbun[known.file], known.stratum & 1)
    worth = np.bincount(province, each, minlength=len(PROVINCES))
    mean = worth / np.maximum(np.bincount(province, minlength=len(PROVINCES)), 1)
    value = np.empty((len(TASKS), len(PROVINCES)))
    value[RETURN] = f("officers_value_return") * mean * f("officers_chance_contact") * f("officers_chance_return")
    value[CAPTURE], value[TRACE], value[DENUNCIATION], value[BRIBE] = (
        f("officers_value_capture"), f("officers_value_trace"), f("officers_value_denunciation"), f("officers_value_bribe"),
    )  # fmt: skip
    value[CONSOLATION] = points.by_province(state, "consolation")
    return value


def watch_hours(system: System, watch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hours in a month that officers spend on families watched at levels ``watch`` (0 to 3), float64[n].

    Two officers for a family at level 1 and up to seven at level 3, each of whom has other families too.
    """
    f = system.state.figure
    before, most = f("officers_per_family_before"), f("officers_per_family_2017")
    number = np.where(watch < 1, before * watch, before + (most - before) * (watch - 1) / (FULL_WATCH - 1))
    return np.asarray(number * f("watch_hours_family"))


def report_upward(system: System, name: str, number: float) -> None:
    """Note what units report of a result, which is more than there was."""
    state = system.state
    state.ledger.add(name, state.year, number)
    state.ledger.add(f"{name}_reported_upward", state.year, number * (1 + state.figure("officers_over_reporting")))


def _acts(system: System, name: str, number: NDArray[np.float64]) -> NDArray[np.int64]:
    draw = system.state.luck.uniform(f"time for {name}", np.arange(len(PROVINCES)), system.state.month)
    return np.floor(number + draw * (number > 0)).astype(np.int64)


def _count_watch(system: System) -> None:
    """Each December: officers whose whole time the reported watch of the families would take, beside those there are for it."""
    from yeonjwa.practices import case_kinds, watching

    state = system.state
    files = np.arange(len(state.files))
    hours = watch_hours(system, watching.wanted(system, files, case_kinds.of_files(state, files)))
    month = state.figure("officer_hours_month")
    state.ledger.add("watch_officers_needed", state.year, float(hours.sum()) / month)
    state.ledger.add("watch_officers_available", state.year, float(available(system).watch_hours.sum()) / month)


__all__ = ["TASKS", "Allotment", "allot", "available", "officers", "report_upward", "shares", "values", "watch_hours"]
