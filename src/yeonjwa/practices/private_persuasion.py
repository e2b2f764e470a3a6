"""Private persuasion: relatives of senior people are met in private and pressed to win the person back.

Told of the capital and other major hubs in 2015 (PrivatePressure_DNK15, SettledInsideSecurity_DNK15,
MajorHubsToo_DNK15, RelativesPressedToo_DNK15), where ordinary families of the provinces meet force (``raids``). Mode:
sweep over cadre families of whom somebody is known to be away, in the South or not: delay and silence bring it too.
Kin: the file's members at home from 16 on. Visibility: hidden. Capacity: none told, since cases are few. A pardon is
spoken of and called a pretext, so that fear grows with hope. Assumed: rate and effects.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.beliefs.levels import by_stratum
from yeonjwa.practices.over_files import press_members, whose_turn
from yeonjwa.practices.shared import is_off
from yeonjwa.system.run import System

NAME = "private_persuasion"
OF_CADRE = np.array([0.0, 1.0])
"""By standing: ordinary families are not met in private."""


def persuade(system: System) -> None:
    """Meet cadre families of the capital and the hubs in private."""
    if is_off(system, NAME):
        return
    state, f = system.state, system.state.figure
    table = state.files
    chance = by_stratum(state, NAME, "actual") * OF_CADRE * f("private_persuasion_per_month")
    files = whose_turn(system, "private persuasion", chance)
    if not files.size:
        return
    table.visited[files] = state.month
    press_members(
        system, NAME, files, fear=f("private_persuasion_fear"), clemency=f("private_persuasion_clemency"),
        grievance=f("lure_grievance"),
    )  # fmt: skip
    state.ledger.add(NAME, state.year, files.size)


__all__ = ["NAME", "persuade"]
