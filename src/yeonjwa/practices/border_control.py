"""Control of the border by patrol and by sealing.

Reported as raised after the change of leader and tightened again in 2016 (TighterSinceSuccession_DNK14,
TighterBorder_DNK16), as brief in its effect (TighteningIsBrief_DNK16), and as sealed from 2020. It aims at everybody
who would leave, not at relatives. Patrols wear off as guards and brokers adapt; fences and a closed zone do not. The
level is the effort; how much of it each of two segments gets and how fast it wears is assumed. Harm: whoever is caught
on the way; with a level of 0 nobody is.

Mode: standing. Kin rule: none. Visibility: public. Capacity: none told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.dated import path
from yeonjwa.practices.shared import levels
from yeonjwa.system.fields import SEGMENTS
from yeonjwa.system.ledger import SELF
from yeonjwa.system.register import ORDINARY, WHERE
from yeonjwa.system.run import System

BORDER = WHERE.index("border")


def effort(system: System) -> NDArray[np.float64]:
    """Effort of control on each segment this month, float64[2] in 0 to 1, before it wears."""
    level = float(levels(system, "border_control", BORDER, ORDINARY))
    return np.array([level * system.state.figure(f"border_control_{name}") for name in SEGMENTS])


def sealed(system: System) -> float:
    """Share of attempts that barriers alone stop: their dated share, as far as control stands at all."""
    level = float(levels(system, "border_control", BORDER, ORDINARY))
    return path(system.state, "sealed") * min(1.0, level) if level else 0.0


def presence(system: System) -> float:
    """How much of the border is guarded at all, 0 to 1: nobody is caught where nobody stands, whatever the odds are."""
    level = float(levels(system, "border_control", BORDER, ORDINARY))
    return min(1.0, level / system.state.figure("border_control_manned"))


def left_of_it(system: System) -> NDArray[np.float64]:
    """Control that is not worn off, e_eff = e (1 - x), float64[2]; what is sealed does not wear."""
    fields = system.state.fields
    return np.asarray(fields.control * (1 - fields.worn * (1 - fields.sealed)))


def wear(system: System) -> None:
    """Guards and brokers adapt: x <- x + eta (x_end - x) while e > e_base, x_end falling to 0 with sealing.

    A tightening adds control that nobody has adapted to yet: what is worn off stays as it was, its share falls.
    """
    state, fields = system.state, system.state.fields
    before = fields.control if state.memory.control_before is None else state.memory.control_before
    rises = fields.control > before
    fields.worn[rises] *= before[rises] / fields.control[rises]
    eta = np.log(2) / state.figure("wear_half_life")
    end = state.figure("wear_limit") * (1 - fields.sealed)
    adapts = fields.control > state.figure("wear_base")
    fields.worn[adapts] += eta * (end - fields.worn[adapts])
    state.memory.control_before = fields.control.copy()


def caught(
    system: System, persons: NDArray[Any], place: NDArray[Any], where: NDArray[Any], who: NDArray[Any], loss: float
) -> None:
    """Note the harm to those caught on the way (ids, with place and stratum at leaving), which neighbours hear of."""
    state = system.state
    state.harm("border_control", persons, SELF, where=where, who=who)
    state.ledger.add("caught_leaving", state.year, persons.size)
    state.totals.setdefault("seen", []).append(
        ("border_control", place, who, np.full(persons.size, loss), state.figure("capture_heard"), "capture")
    )
