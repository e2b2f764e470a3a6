"""Money and calls from abroad: people in the South, and some in China, call relatives at home and send them money through brokers.

Contact lasts for a time and draws others after it; money lowers hardship of the household that receives it. A fee stays with the broker, a share with
agents who let it pass (PhoneContactTolerated_DNK14). The border's closing and the family's silence cut it off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.news import phones
from yeonjwa.departures.close_kin import CHILD, PARENT, SIBLING
from yeonjwa.families.receivers import receivers_at_home
from yeonjwa.families.silence import chance_of_silence
from yeonjwa.practices import phone_interception
from yeonjwa.system.arrays import rows_of_first
from yeonjwa.system.drawing import drawn
from yeonjwa.system.run import System
from yeonjwa.system.state import CHINA, SETTLED, SOUTH, STAGES, State

CHON = np.zeros(4, dtype=np.int64)
CHON[[CHILD, PARENT, SIBLING]] = 1, 1, 2
"""Degree by kind of close relative; 0 for the spouse."""


def send(system: System) -> None:
    """Contacts of the month: who is called, who is sent money, what arrives, and what is found out."""
    state = system.state
    f, people, ledger = state.figure, state.people, state.ledger
    senders, is_south = _callers(state)
    kin, kind = system.deciding.close_kin(state, senders)
    at, slot = receivers_at_home(state, senders, kin)
    receivers, chon = kin[at, slot].astype(np.int64), CHON[kind[at, slot]]
    silent = state.luck.happens(
        "call let pass", receivers, state.month, chance_of_silence(state, receivers), senders[at]
    )
    ledger.add("calls_let_pass_for_fear", state.year, int(silent.sum()))
    calls = np.flatnonzero(~silent)
    receivers, at, chon = receivers[calls], at[calls], chon[calls]
    senders, is_south, kin = senders[at], is_south[at], kin[at]
    if not receivers.size:
        return
    ledger.add("contacts", state.year, receivers.size)
    sends = state.luck.happens(
        "money with a call", senders, state.month, np.where(is_south, f("money_with_call"), f("money_with_call_china"))
    )
    amount = np.where(sends, f("money_sent_usd") * (0.5 + state.luck.uniform("money sent", senders, state.month)), 0.0)
    fee = amount * f("broker_fee")
    agents = (amount - fee) * phone_interception.share_taken(system, receivers)
    arrived = amount - fee - agents
    for name, money in (("sent", amount), ("to_brokers", fee), ("to_agents", agents), ("arrived", arrived)):
        ledger.add(f"remittance_{name}_usd", state.year, float(money.sum()))
    ledger.add("remittances", state.year, int(sends.sum()))

    position, household = _household(system, receivers, kin)
    rows = state.rows(household)
    # A contact reaches all of the household, and is one of the caller's as well; money is shared by the household.
    shared = arrived[position] / np.bincount(position, minlength=receivers.size)[position]
    both = np.concatenate([rows, state.rows(senders)])
    people.contact_until[both] = np.maximum(people.contact_until[both], state.month + round(f("contact_lasts_months")))
    people.add_to("hardship", rows, -f("relief_per_1000_usd") * shared / 1000, state.month, f("fading_hardship"))
    first = rows_of_first(receivers)
    phone_interception.listen(system, receivers[first], senders[first], chon[first])
    system.deciding.update_caps(state, both)


def _callers(state: State) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Ids of those abroad who call this month, and whether from the South."""
    f, table = state.figure, state.leavers
    open_ = phones(state) * (1 - f("calls_lost_by_sealing") * min(max(state.fields.sealed, 0.0), 1.0))
    chance = np.zeros(len(STAGES))
    chance[[CHINA, SETTLED, SOUTH]] = (
        np.array([f("call_month_china"), f("call_month_china"), f("call_month_south")]) * open_
    )
    calls = drawn(state.luck, "calls home", table.person, state.month, table.stage, chance)
    calls = calls[state.gone[table.person[calls]] > state.month]
    return table.person[calls].astype(np.int64), table.stage[calls] == SOUTH


def _household(
    system: System, receivers: NDArray[np.int64], kin: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Receivers and the sender's other close kin at home (``kin``) in the same place: position of the receiver and id."""
    state = system.state
    slots = np.flatnonzero((kin >= 0) & (kin != receivers[:, None]))
    at, ids = slots // kin.shape[1], kin.reshape(-1)[slots].astype(np.int64)
    with_them = np.flatnonzero(state.place_of(ids) == state.place_of(receivers)[at])
    return (
        np.concatenate([np.arange(receivers.size), at[with_them]]),
        np.concatenate([receivers, ids[with_them]]),
    )


__all__ = ["send"]
