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

from yeonjwa.practices.shared import note, struck
from yeonjwa.system.arrays import one_of
from yeonjwa.system.kin import KinList
from yeonjwa.system.known import Cases
from yeonjwa.system.register import kind_of_post
from yeonjwa.system.run import System
from yeonjwa.system.threads import each, parts_of_range

NAME = "loss_of_post"
KIN = "cognatic:4"
VISIBILITY = 0.5
FEWEST_IN_A_THREAD = 4000
CADRE_KINDS = (1, 2)
"""Kinds of post of cadre, at home and abroad (see ``register.kind_of_post``)."""


def strike(system: System, cases: Cases) -> None:
    """Dismiss relatives from posts of authority."""
    # Few hold a post, so that it is looked up before the draw.
    post, kin, is_cadre = system.state.post_now, cases.kin.id, _is_cadre_post()
    parts = parts_of_range(0, kin.size, FEWEST_IN_A_THREAD)
    in_office = np.concatenate(each(lambda part: part[0] + np.flatnonzero(is_cadre[post[kin[slice(*part)]]]), parts))
    hit = struck(system, NAME, cases, KIN, cases.kin.where(in_office))
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
