"""Support of poor relatives: people posted abroad and high cadre, who have much to lose, pay poor kin so that these do not leave.

    T = min(budget, kappa_T * averted),   averted = P(leaves) P(sanction | degree) V (1 - exp(-relief)),   paid if T is worth sending

Told in 2015: it happens sometimes and cannot be kept up, and fear of heavy punishment is the motive. The sanction is the *believed* series of recall (for the
posted) and of loss of post (for the others): where nothing is believed to follow, nobody pays. Each payer looks round once in some months. Poor kin may
hint (``extortion``), which raises what the payer thinks likely.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import by_place
from yeonjwa.families import extortion
from yeonjwa.families.poor_kin import in_need
from yeonjwa.families.posted import holders
from yeonjwa.system.arrays import distinct, first_of_each
from yeonjwa.system.register import ABROAD, CADRE, WHERE, where_of_place
from yeonjwa.system.run import System

KIN = "cognatic:3"
"""Kin who are looked after; the report says poor relatives and gives no degree (assumed)."""
GROWN = 16


def pay(system: System) -> None:
    """Transfers of the month from those who look round among their kin."""
    state = system.state
    f, ledger = state.figure, state.ledger
    payers = _payers(system)
    fear = _sanction(system, payers)
    payers, fear = payers[fear > 0], fear[fear > 0]
    if not payers.size:
        return
    kin = state.kin(payers, KIN, grown=GROWN)
    needy, hardship = in_need(state, kin.id, GROWN, f("support_from_hardship"))
    poor, at, chon = kin.id[needy].astype(np.int64), kin.position[needy], kin.chon[needy]
    if not poor.size:
        return
    hinted = extortion.hints(system, poor, payers[at], hardship)
    likely = np.minimum(
        1.0, f("leaving_believed_by_payers") * (1 + hardship) * np.where(hinted, f("hint_believed"), 1.0)
    )
    sanction = fear[at] * np.exp(-f("sanction_per_chon") * chon)
    averted = likely * sanction * f("value_of_post_usd") * -np.expm1(-f("support_averts"))
    money = np.minimum(f("support_budget_usd"), f("support_of_averted") * averted)
    paid = dearest(at, money, f("support_least_usd"))
    ledger.add("extortion_hints", state.year, int(hinted.sum()))
    if not paid.size:
        return
    got = money[paid]
    ledger.add("support_cases", state.year, paid.size)
    ledger.add("support_usd", state.year, float(got.sum()))
    by_hint = hinted[paid]
    if by_hint.any():
        bluff = extortion.is_bluff(system, poor[paid][by_hint])
        ledger.add("extortion_cases", state.year, int(by_hint.sum()))
        ledger.add("extortion_usd", state.year, float(got[by_hint].sum()))
        ledger.add("extortion_bluffs_paid", state.year, int(bluff.sum()))
    rows = state.rows(poor[paid])
    relief = -f("relief_per_1000_usd") * got / 1000
    state.people.add_to("hardship", rows, relief, state.month, f("fading_hardship"))


def dearest(at: NDArray[Any], money: NDArray[np.float64], least: float) -> NDArray[np.int64]:
    """Positions of those for whom each payer (``at``, rising) would pay most, ``least`` or more; ties fall to the first, whose id is lower."""
    worth = np.flatnonzero(money >= least)
    if not worth.size:
        return worth
    is_first, money = first_of_each(at[worth]), money[worth]
    of_payer = np.cumsum(is_first) - 1
    most = np.flatnonzero(money == np.maximum.reduceat(money, np.flatnonzero(is_first))[of_payer])
    return worth[most[first_of_each(of_payer[most])]]


def _payers(system: System) -> NDArray[np.int64]:
    """Holders of high posts whose turn it is to look round, ids."""
    state = system.state
    table = holders(state)
    rows = table.looking_round(state.month, round(state.figure("support_looks_every_months")))
    return distinct(table.person[table.held(state, rows)])


def _sanction(system: System, payers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Believed chance that a payer is punished if a relative leaves, before degree."""
    state = system.state
    place = state.place_of(payers)
    recall, post = by_place(state, "recall_abroad"), by_place(state, "loss_of_post")
    return np.asarray(
        np.where(
            where_of_place()[place] == WHERE.index("abroad"),
            state.figure("recall_chance") * recall[ABROAD, CADRE],
            state.figure("loss_of_post_chance") * post[place, CADRE],
        )
    )


__all__ = ["KIN", "dearest", "pay"]
