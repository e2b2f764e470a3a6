"""Beliefs about what follows from leaving: being caught, relatives struck, pardon on return.

    q(t+1) = (1 - rho) q + rho [(1 - o) anchor + o prior + rumour - leniency seen]

The anchor of ``punish`` is the *believed* series of each practice that strikes relatives, not the actual one: level times the chance at full strength (as far as
people take it at its word) times the loss. Rules that cannot be read (``formal_rule``) widen it towards what is feared where nothing is known, with opacity
o. Execution is a tail that is believed in although nothing happens. ``stay`` is what is believed to strike relatives although nobody leaves. Own and
relatives' experience lies on top as a personal deviation (``grievance.strike``). ``capture`` weighs a prior with what is heard of captures and of
successes, and with meetings that claim that everybody is caught.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import dread
from yeonjwa.beliefs.levels import by_place, by_stratum, spread_out
from yeonjwa.beliefs.news import heard
from yeonjwa.departures.deciding import segment_of_place
from yeonjwa.practices import formal_rule, meeting_broadcast
from yeonjwa.system.register import WHERE
from yeonjwa.system.run import System
from yeonjwa.system.state import State

TIED = {
    "three_generations": ("three_generations_chance", "three_generations_per_chon", "camp_loss"),
    "labour_training": ("labour_training_chance", "labour_training_per_chon", "labour_training_loss"),
    "demotion": ("demotion_chance", "demotion_per_chon", "demotion_loss"),
    "loss_of_party_membership": ("loss_of_party_membership_chance", "loss_of_party_membership_per_chon", "loss_of_party_membership_loss"),
    "loss_of_post": ("loss_of_post_chance", "loss_of_post_per_chon", "loss_of_post_loss"),
    "raids": ("raids_chance", "raids_per_chon", "raids_loss"),
}  # fmt: skip
"""Practices tied to a departure: figures of their chance, its fall per chon and their loss. Believed at 1 chon."""
SWEPT = ("exile", "watching", "forced_calls", "lure_visits")
"""Practices that go over the families of those who left: figures ``believed_<practice>_chance`` and ``believed_<practice>_loss``."""


def learn(system: System) -> None:
    """All beliefs of this month; each December the year's dread is noted."""
    state = system.state
    fields = state.fields
    targets = {
        "punish": believed_loss(state), "stay": believed_anyway(state), "capture": believed_capture(state),
        "clemency": believed_clemency(state),
    }  # fmt: skip
    rate = state.figure("belief_rate") if state.memory.has_beliefs else 1.0
    state.memory.has_beliefs = True
    for name, target in targets.items():
        setattr(fields, name, (1 - rate) * getattr(fields, name) + rate * target)
    dread.count(system)


def believed_loss(state: State) -> NDArray[np.float64]:
    """What ``punish`` moves to, float64[PLACES, 2], loss."""
    f = state.figure
    opacity = formal_rule.opacity(state)
    anchor = (1 - opacity) * of_practices(state) + opacity * f("loss_feared_where_nothing_is_known")
    news = heard(state)
    lenient = news["leniency"] / (news["leniency"] + f("leniency_half"))
    rumour = f("belief_of_rumour") * state.fields.rumour_punish[:, None]
    return np.asarray((anchor + rumour) * (1 - f("belief_of_leniency") * lenient))


def of_practices(state: State) -> NDArray[np.float64]:
    """Loss of a close relative that the practices are believed to bring to who leaves, float64[PLACES, 2]."""
    f = state.figure
    total = np.zeros((len(WHERE), 2))
    for practice, (chance, per_chon, loss) in TIED.items():
        total += by_stratum(state, practice) * f(chance) * np.exp(-f(per_chon)) * f(loss)
    for practice in SWEPT:
        total += by_stratum(state, practice) * f(f"believed_{practice}_chance") * f(f"believed_{practice}_loss")
    tail = by_stratum(state, "three_generations") * f("believed_execution_chance") * f("believed_execution_loss")
    return spread_out(f("belief_in_full_strength") * total + tail)


def believed_anyway(state: State) -> NDArray[np.float64]:
    """What ``stay`` moves to: exile falls on families for other grounds too, and on families that nobody left of late."""
    f = state.figure
    exile = by_place(state, "exile") * f("believed_exile_chance") * f("believed_exile_loss")
    return np.asarray(f("belief_in_full_strength") * f("exile_without_leaving") * exile)


def believed_capture(state: State) -> NDArray[np.float64]:
    """What ``capture`` moves to, 0 to 1: prior, captures, and what officials claim, over all of that and successes."""
    f, fields = state.figure, state.fields
    segment = segment_of_place()
    seen = np.maximum(fields.control * (1 - fields.worn), fields.sealed)[segment]
    prior = f("capture_believed_before") + (1 - f("capture_believed_before")) * f("capture_seen_in_control") * np.clip(
        seen, 0.0, 1.0
    )
    claimed = f("trust_in_officials") * meeting_broadcast.loudness(state)
    weight = f("capture_prior_weight")
    caught = f("capture_rumour_weight") * fields.rumour_capture[:, None]
    through = f("capture_rumour_weight") * fields.rumour_success[:, None]
    return np.asarray(
        (weight * prior[:, None] + caught + weight * claimed) / (weight + caught + through + weight * claimed)
    )


def believed_clemency(state: State) -> NDArray[np.float64]:
    """What ``clemency`` moves to, 0 to 1: the offers told of, as far as officials are trusted, less punishment heard of."""
    f = state.figure
    offered = 1 - (1 - by_place(state, "lighter_penalties_bargain")) * (1 - by_place(state, "lure_visits"))
    told = np.clip(
        offered * (f("clemency_told_at_home") + (1 - f("clemency_told_at_home")) * meeting_broadcast.loudness(state)),
        0.0,
        1.0,
    )
    doubt = 1 / (1 + f("clemency_doubt") * state.fields.rumour_punish[:, None])
    return np.asarray(f("clemency_trust") * told * doubt)


__all__ = [
    "SWEPT",
    "TIED",
    "believed_anyway",
    "believed_capture",
    "believed_clemency",
    "believed_loss",
    "learn",
    "of_practices",
]
