"""Loss of Party membership: relatives of a leaver are expelled from the Party, which closes office and rank to them.

Told of the past and feared; against it, families are told to keep their cards, and visits even deliver new ones
(PartyCardPretext_DNK14, EliteKinOnlyWatched_DNK15). Mode: on departure (sweeps over members are left out). Kin: to 2
chon. Visibility: known to the family and the workplace. Assumed: chance and loss.
"""

from __future__ import annotations

from yeonjwa.practices.shared import note, struck
from yeonjwa.system.known import Cases
from yeonjwa.system.run import System

NAME = "loss_of_party_membership"
KIN = "cognatic:2"
VISIBILITY = 0.3


def strike(system: System, cases: Cases) -> None:
    """Expel relatives who are members."""
    state, f = system.state, system.state.figure
    hit = struck(system, NAME, cases, KIN)
    if not len(hit) or "party_person" not in state.columns:
        return
    hit = hit.where(~state.people.lost_party[state.people.row_of[hit.id]])
    hit = hit.where(state.country.at("is_party_member", hit.id, state.month))
    if len(hit):
        rows = state.rows(hit.id)
        state.people.lost_party[rows] = True
        note(system, NAME, cases, hit, f("loss_of_party_membership_loss"), VISIBILITY)
