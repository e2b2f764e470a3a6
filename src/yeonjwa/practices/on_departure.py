"""What follows for relatives when the state learns that somebody left: the harshest practice that strikes comes first.

Who is sent to a camp is not also demoted; who finds no place in a camp falls to the next milder practice. Raids and
watching come on top, for those who are still at home.
"""

from __future__ import annotations

from yeonjwa.practices import (
    demotion,
    labour_training,
    loss_of_party_membership,
    loss_of_post,
    raids,
    recall_abroad,
    three_generations,
    watching,
)
from yeonjwa.system.known import Cases
from yeonjwa.system.run import System


def follow(system: System, cases: Cases) -> None:
    """All practices that are tied to a departure, for the departures that became known this month."""
    three_generations.die(system)
    if len(cases):
        three_generations.strike(system, cases)
        labour_training.strike(system, cases)
        demotion.strike(system, cases)
        loss_of_party_membership.strike(system, cases)
        loss_of_post.strike(system, cases)
        recall_abroad.on_departure(system, cases)
        raids.strike(system, cases)
        watching.begin(system, cases)
