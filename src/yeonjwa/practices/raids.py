"""Raids on ordinary provincial families: security and police burst in, shout and beat all who are present.

Told for 2015 of ordinary families of the provinces, against settlement in private for cadre of the capital and hubs
(LeniencyByStratum_DNK15, ProvincialRaids_DNK15); a report nine months earlier tells of courting in one province, and
both can hold. Mode: on departure. Kin: those at the leaver's home (spouse, parents, children, brothers and sisters in
the same county). Visibility: neighbours hear it. Assumed: chance and loss.
"""

from __future__ import annotations

from yeonjwa.practices.shared import drawn, note, one_each
from yeonjwa.system.known import Cases
from yeonjwa.system.run import System

NAME = "raids"
KIN = "cognatic:2"
VISIBILITY = 0.8


def strike(system: System, cases: Cases) -> None:
    """Raid the homes: everybody in the leaver's place within two degrees is present."""
    state = system.state
    kin = drawn(system, NAME, cases, KIN)
    if not len(kin):
        return
    of_leaver = state.leavers.place[cases.leaver]
    raided = one_each(kin.where(state.place_of(kin.id) == of_leaver[kin.position]))
    note(system, NAME, cases, raided, state.figure("raids_loss"), VISIBILITY, of_leaver[raided.position])
