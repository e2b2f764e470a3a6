"""Consolation by list: loyal families with nothing against them get a small present and political encouragement.

On an order of June 2020 (ConsolationOrder_DNK20, LoyalAndUnmarked_DNK20, MaterialAndPolitical_DNK20); visits and gifts
are told as plans. Mode: sweep by list, of families of whom somebody is away. Kin: the file's members at home. Coverage:
staff hours over families on the list (ListsOfHouseholds_DNK20). Visibility: meant to be secret
(ReportsThroughInnerChannels_DNK20), but the unit leader, the committee and the food factory know, so that it leaks
after some time. A visit is evidence of either sign: some take it for safety, others for notice being taken. No harm is
counted. Assumed: shares and effects.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.beliefs import grievance
from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.practices.demotion import MARKED
from yeonjwa.practices.exile import HOUSEHOLD_CHON
from yeonjwa.practices.over_files import affordable, be_seen, members_at_home, press, whose_turn
from yeonjwa.practices.shared import is_off
from yeonjwa.system.run import System
from yeonjwa.units import officers

NAME = "consolation"
YEARLY = 12
REGISTERED, UNMARKED = 1, 0


def give(system: System) -> None:
    """Visit families on the list, each at most once a year, as far as there is time."""
    state = system.state
    state.totals.setdefault("seen", []).extend(state.memory.leaks.pop(state.month, []))
    if is_off(system, NAME):
        return
    f, table = state.figure, state.files
    chance = by_stratum(state, NAME, "actual") * f("consolation_per_month")
    files = whose_turn(system, "turn for consolation", chance)
    recently = (table.consoled[files] >= 0) & (table.consoled[files] > state.month - YEARLY)
    files = listed(system, files[~recently])
    if not files.size:
        return
    state.ledger.add("consolation_families_listed", state.year, files.size)
    coverage = affordable(system, NAME, files, np.ones(files.size), officers.available(system).consolations)
    files = files[state.luck.happens("time for consolation", table.keeper[files], state.month, coverage)]
    if not files.size:
        return
    table.consoled[files] = state.month
    at, rows, person = members_at_home(system, files)
    people = state.people
    people.gifts[rows] = np.minimum(people.gifts[rows].astype(np.int64) + 1, 255)
    takes_for_safety = state.luck.happens(
        "consolation taken for safety", person, state.month, f("consolation_believed")
    )
    grievance.gift(system, person[takes_for_safety])
    press(system, rows[~takes_for_safety], fear=f("consolation_alarm"))
    lighter = state.luck.happens("mark lightened", table.keeper[files], state.month, f("consolation_lightens"))[at]
    lighter &= people.mark[rows] == REGISTERED
    people.mark[rows[lighter]] = UNMARKED
    delay = round(f("consolation_leak_months"))
    be_seen(
        system, NAME, files, f("consolation_leniency"), f("consolation_visibility"), "leniency", state.month + delay
    )
    officers.report_upward(system, "consolation_families", files.size)
    state.ledger.add("marks_lightened", state.year, int(lighter.sum()))


def listed(system: System, files: np.ndarray) -> np.ndarray:
    """Those of ``files`` who are taken for loyal: no contact found out, never exiled, nobody of the home marked or
    punished, and judged dutiful."""
    state = system.state
    table, people = state.files, state.people
    files = files[~table.contact[files] & (table.exiled[files] < 0)]
    files = files[
        state.luck.happens("judged dutiful", table.keeper[files], state.year, state.figure("consolation_dutiful"))
    ]
    at, rows = table.rows_of(people, files)
    # The home is judged, as it lives there: not brothers with homes of their own, the dead, or those who left.
    person = people.person[rows].astype(np.int64)
    is_home = (people.chon[rows] <= HOUSEHOLD_CHON) & state.at_home(person)
    has_mark = ((people.mark[rows] >= MARKED) | people.lost_party[rows] | people.lost_post[rows]) & is_home
    marked = np.bincount(at, weights=has_mark, minlength=files.size) > 0
    return np.asarray(files[~marked])


__all__ = ["NAME", "give", "listed"]
