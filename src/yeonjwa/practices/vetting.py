"""Vetting of candidates: relatives of whoever is next on the list for a post are looked into, as deep as the post asks.

Four, six or eight chon by kind of post (VettingAdministrators_RFA15, VettingOfficials_RFA15, VettingSecurityAgents_RFA15),
deeper on the father's side in a plan for bodyguards. Mode: at each vacancy (``system.posts``), whatever was done when
the relative left. Kin: depth by post and side, by blood. Visibility: known to the family. What it does: a known leaver
within the depth bars, by a draw of the candidate and the post, and the next on the list is looked at. Assumed: that a
finding bars at all, and how often; the report tells what is looked into.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.posts import CODE, WITH_VACANCIES, vetting
from yeonjwa.system.ledger import SELF, kin_band
from yeonjwa.system.state import State

NAME = "vetting"


def depths() -> NDArray[np.int8]:
    """How many chon are looked into on the father's and on the mother's side, int8[2, post codes]; 0 without vetting."""
    found = np.zeros((2, max(CODE.values()) + 1), dtype=np.int8)
    for name in WITH_VACANCIES:
        rule = vetting(name)
        found[:, CODE[name]] = rule.father_chon, rule.mother_chon
    return found


def chance_of_bar(state: State) -> float:
    """Chance that a relative found bars from a post this month."""
    level = float(state.schedule.level(NAME, "actual", state.month, "other", "ordinary"))
    return level * state.figure("vetting_finding_bars")


def note(state: State, barred: NDArray[np.int32]) -> None:
    """Note those who were barred, int32[n, 3]: person, post code, chon; nobody is at degree 0 but the person who once left."""
    state.harm(NAME, barred[:, 0], np.where(barred[:, 2] == 0, SELF, kin_band(barred[:, 2])))
    state.ledger.add("vetting_failures", state.year, len(barred))


__all__ = ["NAME", "chance_of_bar", "depths", "note"]
