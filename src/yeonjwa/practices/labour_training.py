"""Labour training of families: grown relatives of a leaver are held for some months of labour and re-education.

None of the five reports tells of it; others tell of short detention with labour where several of a family are thought
to have left. In the ladder it stands for what befalls those whom a camp would have struck. Mode: on departure. Kin:
spouse, parents, children, brothers and sisters from 16 on. Visibility: high. Assumed: chance and length.
"""

from __future__ import annotations

from yeonjwa.departures import attempts
from yeonjwa.practices.shared import note, struck
from yeonjwa.system.known import Cases
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import DETAINED
from yeonjwa.system.run import System

NAME = "labour_training"
KIN = "cognatic:2"
YOUNGEST = 16
VISIBILITY = 0.6


def strike(system: System, cases: Cases) -> None:
    """Hold relatives for ``labour_training_months``."""
    state, f = system.state, system.state.figure
    hit = struck(system, NAME, cases, KIN)
    hit = hit.where(state.has_completed(hit.id, YOUNGEST))
    if not len(hit):
        return
    state.move(
        hit.id, DETAINED, state.month + round(f("labour_training_months")), cause=NAME, kin_band=kin_band(hit.chon)
    )
    attempts.hold(system, hit.id)
    note(system, NAME, cases, hit, f("labour_training_loss"), VISIBILITY)
