"""Demotion of class: relatives of a leaver are written down into a lower class, which closes schools and posts to them.

Told of the past (PastClassDemotion_DNK16) and of re-classifications such as that before the Party Congress of 2016.
Mode: on departure (re-classification in sweeps is left out). Kin: to 4 chon on the father's side, 2 on the mother's
(the class is inherited from the father; the depth is assumed). Visibility: known to the family. What it does: a
lasting loss of means and a mark that bars from posts.
"""

from __future__ import annotations

from yeonjwa.practices.shared import note, struck
from yeonjwa.system.known import Cases
from yeonjwa.system.run import System

NAME = "demotion"
KIN = "4/2"
MARKED = 2
VISIBILITY = 0.3


def strike(system: System, cases: Cases) -> None:
    """Demote relatives who were not demoted before."""
    state, f = system.state, system.state.figure
    hit = struck(system, NAME, cases, KIN)
    if not len(hit):
        return
    hit = hit.where(~state.people.demoted[state.people.row_of[hit.id]])
    if not len(hit):
        return
    rows = state.rows(hit.id)
    state.people.demoted[rows] = True
    state.people.mark[rows], state.people.mark_month[rows] = MARKED, state.month
    state.people.add_to_each("hardship", rows, f("demotion_hardship"), state.month, f("fading_hardship"))
    system.deciding.update_caps(state, rows)
    note(system, NAME, cases, hit, f("demotion_loss"), VISIBILITY)
