"""Counts that are zero because of what the scenario says, not because of what happened in a run.

A practice that is off has struck nobody; everybody who knows the scenario knows that. Such a zero tells of no person, so it may stand where
a small count must be hidden. Without this the comparison with a world in which a practice never happens would show nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare.both import Both
from yeonjwa.compare.margins import HARM
from yeonjwa.outcome import ALL
from yeonjwa.scenario import Scenario
from yeonjwa.system.ledger import ANY, KIN_BANDS
from yeonjwa.system.tables_harm import BANDS_OF, DREAD, HARMS, RELATIVES

FOLLOWS_FROM = {"deaths_in_camps": "three_generations", "shot_dead": "shooting_on_sight"}
"""What cannot happen without a practice."""
IN_DETENTION = ("detention", "deaths_in_detention")
OF_EVERYBODY = ("self", "not_kin")
"""Bands in which detention falls on people for what they did or are said to have done; relatives are held for contact only."""
CONTACT = "phone_interception"
ONLY_WHEN_IT_RISES = ("media_narrative",)
"""Strikes in the months in which its actual level rises; a steady tone strikes nobody."""
ONLY_WHERE_LOSS_IS_EXPECTED = ("media_narrative",)
"""Frightens only those who expect something to befall relatives: nobody, where no practice on relatives is written, ordered, done or believed."""
SERIES = ("instructed", "actual", "believed")
"""A rule on paper alone strikes nobody."""


def known_zeros(scenario: Scenario, tables: Mapping[str, Both], side: int) -> dict[str, NDArray[np.bool_]]:
    """bool[rows] by table: rows whose count in one world is zero by its scenario (0: A, 1: B)."""
    off = _off(scenario, {key["period"] for key in tables[HARM[0]].keys})
    found = {}
    for name, both in tables.items():
        certain = np.array([_is_certain(name, key, off) for key in both.keys], dtype=bool)
        found[name] = certain & (both.raw[side] == 0)
    return found


def _off(scenario: Scenario, periods: set[str]) -> dict[str, frozenset[str]]:
    """By period, the practices that were off from the first month of the run to the last of the period."""
    from yeonjwa.catalogue.histories import FIRST_MONTH, levels
    from yeonjwa.months import month_of
    from yeonjwa.system.schedules import schedule_of

    schedule = schedule_of(scenario)
    starts: dict[str, int | None] = {}
    for practice in levels():
        if practice in ONLY_WHEN_IT_RISES:
            is_on = np.append(False, (np.diff(schedule.table(practice, "actual"), axis=0) > 0).any(axis=(1, 2)))
        else:
            is_on = np.any([schedule.table(practice, series).any(axis=(1, 2)) for series in SERIES], axis=0)
        starts[practice] = int(np.argmax(is_on)) + FIRST_MONTH if is_on.any() else None
    on_relatives = [name for name, file in levels().items() if file.touches == "relatives"]
    if all(starts[name] is None and not schedule.table(name, "formal").any() for name in on_relatives):
        starts |= dict.fromkeys(ONLY_WHERE_LOSS_IS_EXPECTED)
    return {
        period: frozenset(p for p, start in starts.items() if start is None or start > month_of(int(period[-4:]), 12))
        for period in periods
    }


def _is_certain(name: str, key: Mapping[str, str], off: Mapping[str, frozenset[str]]) -> bool:
    practice = key.get("practice") or key.get("quantity", "")
    if key["period"] not in off:
        return False
    absent = off[key["period"]]
    if FOLLOWS_FROM.get(practice, practice) in absent:
        return True
    if name not in HARM:
        return practice.startswith(DREAD) and _nothing_to_dread(absent)
    if practice == DREAD:
        return _nothing_to_dread(absent)
    band = key.get("kin", ALL)
    return band != ALL and not _reaches(practice, band, absent)


def _nothing_to_dread(absent: frozenset[str]) -> bool:
    return all(FOLLOWS_FROM.get(p, p) in absent for p in RELATIVES)


def _reaches(practice: str, band: str, absent: frozenset[str]) -> bool:
    """Whether a practice, or any, can strike people of a band while some are absent."""
    if practice == ANY:
        return any(
            _reaches(p, band, absent) for p in HARMS if p not in (ANY, DREAD) and FOLLOWS_FROM.get(p, p) not in absent
        )
    if practice in IN_DETENTION:
        return band in OF_EVERYBODY or CONTACT not in absent
    return band in BANDS_OF.get(practice, KIN_BANDS)


__all__ = ["known_zeros"]
