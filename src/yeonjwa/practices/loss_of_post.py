"""Loss of post: relatives of a leaver who hold a post of authority are dismissed or moved to lesser work.

Told of officials with a leaver in the family down to second cousins (2016) and of serving officials under heavier
liability by 2015; against it, families in the capital keep working and are not dismissed (EliteKinOnlyWatched_DNK15).
Mode: on departure (sweeps over incumbents: ``re_vetting``). Kin: to 4 chon. Visibility: colleagues see it. Assumed:
chance and loss.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.practices.shared import drawn, note, one_each
from yeonjwa.system.arrays import one_of
from yeonjwa.system.kin import KinList
from yeonjwa.system.known import Cases
from yeonjwa.system.register import kind_of_post
from yeonjwa.system.run import System

NAME = "loss_of_post"
KIN = "cognatic:4"
VISIBILITY = 0.5
CADRE_KINDS = (1, 2)
"""Kinds of post of cadre, at home and abroad (see ``register.kind_of_post``)."""


def strike(system: System, cases: Cases) -> None:
    """Dismiss relatives from posts of authority."""
    hit = drawn(system, NAME, cases, KIN)
    hit = one_each(hit.where(_is_cadre_post()[system.state.post_now[hit.id]]))
    dismiss(system, hit)
    note(system, NAME, cases, hit, system.state.figure("loss_of_post_loss"), VISIBILITY)


@cache
def _is_cadre_post() -> NDArray[np.bool_]:
    """bool[256] by post code."""
    return one_of(kind_of_post(), CADRE_KINDS)


def dismiss(system: System, kin: KinList) -> None:
    """End the posts of ``kin`` at once: the seat stays empty until its next vacancy, and the household has less."""
    if not len(kin):
        return
    state, f = system.state, system.state.figure
    rows = state.rows(kin.id)
    state.people.lost_post[rows] = True
    state.people.add_to_each("hardship", rows, f("loss_of_post_hardship"), state.month, f("fading_hardship"))
    system.posts.lose(state, kin.id)
    system.deciding.update_caps(state, rows)
