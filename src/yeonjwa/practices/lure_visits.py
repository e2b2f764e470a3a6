"""Visits to lure the person back: officers come again and again, now friendly, now threatening, often under a pretext.

Told from late 2012 on, of the north-east first (FamiliesAsLure_DNK14, RepeatedHomeVisits_DNK14,
CourtingAndThreat_DNK14), with promises of pardon (PromisedPardon_DNK14, ClemencyOnVisits_DNK16) and pretexts such as
new Party cards (PartyCardPretext_DNK14). Mode: sweep over families of people in the South. Kin: the members of the file
at home, from 16 on. Choice: good songbun and former posts first (GoodSongbunFirst_DNK14); see ``points``. Visibility:
what officers say goes round as rumour (VisitRumours_DNK14), unless they come under a pretext. Capacity: officers'
hours. It weighs on families by itself. Assumed: rates and effects.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.population.places import PROVINCES
from yeonjwa.practices import points
from yeonjwa.practices.over_files import (
    affordable,
    be_seen,
    of_people_in_the_south,
    press_members,
    province_of_place,
)
from yeonjwa.practices.shared import is_off
from yeonjwa.system.run import System
from yeonjwa.units import officers

NAME = "lure_visits"
VISIBILITY = 0.3
SONGBUN = ("core", "wavering", "hostile")


def visit(system: System) -> None:
    """Visit families of people taken to be in the South, as far as officers have time."""
    if is_off(system, NAME):
        return
    state, f = system.state, system.state.figure
    table = state.files
    files, level = of_people_in_the_south(system, NAME)
    if not files.size:
        return
    wanted = np.minimum(1.0, level * f("lure_visits_per_month") * _weight(system, files))
    chance = affordable(system, NAME, files, wanted, officers.available(system).visits)
    files = files[state.luck.happens("visit to lure a relative back", table.keeper[files], state.month, chance)]
    if not files.size:
        return
    table.visited[files] = state.month
    keeper = table.keeper[files]
    friendly = state.luck.happens("friendly visit", keeper, state.month, f("lure_friendly_share"))
    is_pretext = state.luck.happens("visit under a pretext", keeper, state.month, f("lure_pretext_share"))
    press_members(
        system, NAME, files, fear=np.where(friendly, 0.0, f("lure_threat")),
        clemency=np.where(friendly, f("lure_clemency"), 0.0), grievance=f("lure_grievance"),
    )  # fmt: skip
    be_seen(system, NAME, files[friendly & ~is_pretext], f("lure_clemency"), VISIBILITY, "leniency")
    be_seen(system, NAME, files[~friendly & ~is_pretext], f("lure_threat"), VISIBILITY, "punishment")
    _note_hours(system, files)
    state.ledger.add("lure_visits_under_a_pretext", state.year, int(is_pretext.sum()))


def _weight(system: System, files: np.ndarray) -> np.ndarray:
    """How often each home is chosen against the mean of its province, 1 on average."""
    weight = np.exp(points.pull(system, files))
    province = province_of_place()[system.state.files.place[files]]
    total = np.bincount(province, weights=weight, minlength=len(PROVINCES))
    number = np.bincount(province, minlength=len(PROVINCES))
    return np.asarray(weight * number[province] / total[province])


def _note_hours(system: System, files: np.ndarray) -> None:
    state = system.state
    visits = np.bincount(state.files.songbun[files], minlength=len(SONGBUN))[: len(SONGBUN)]
    officers.report_upward(system, "lure_visits", int(visits.sum()))
    for name, number in zip(SONGBUN, visits.tolist(), strict=True):
        state.ledger.add(f"officer_hours_on_{name}", state.year, number * state.figure("lure_visit_hours"))


__all__ = ["NAME", "visit"]
