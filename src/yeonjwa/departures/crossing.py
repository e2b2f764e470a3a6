"""Crossing the border: price, guards who let pass for money, and who gets through, is caught or is shot.

    price      ln p = c_0 + c_1 e_eff + c_2 retro + c_3 China + c_5 sealed - c_4 arrears
    guards     accept with level / (1 + exp(-(b_0 + b_1 ln(p / pay) + b_2 arrears - b_3 retro - b_4 e_eff)))
    outcome    through : caught : shot = (1 - sealed) : presence * exp(k_0 + k_1 e_eff - k_a accepted)
                                       : shooting * exp(s_0 + s_1 e_eff - k_a accepted)
    adaptation e_eff = e (1 - x (1 - sealed)), see ``practices.border_control``

A group crosses together and meets one fate. Who is posted abroad crosses nothing. Of the border only two segments are
kept, and nothing of them is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs import grievance
from yeonjwa.departures import attempts
from yeonjwa.departures.dated import path
from yeonjwa.departures.deciding import segment_of_place
from yeonjwa.practices import border_control, guard_bribes, shooting_on_sight
from yeonjwa.system import away
from yeonjwa.system.arrays import first_of_each
from yeonjwa.system.register import ABROAD, WHERE
from yeonjwa.system.run import System
from yeonjwa.system.state import SHOT, STOPPED

if TYPE_CHECKING:
    from yeonjwa.families.group_plans import Plans

THROUGH, CAUGHT, WAS_SHOT = range(3)


def set_prices(system: System) -> None:
    """Price of a crossing on each segment this month, USD of 2010."""
    state, fields, f = system.state, system.state.fields, system.state.figure
    fields.price = np.exp(
        path(state, "crossing_price_base")
        + f("price_control") * border_control.left_of_it(system)
        + f("price_retro") * guard_bribes.retro(system)
        + f("price_china") * fields.china
        + f("price_sealed") * fields.sealed
        - f("price_arrears") * fields.arrears
    )


def fates(
    system: System, deciders: NDArray[Any], segment: NDArray[Any], where: NDArray[Any], who: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """What befalls each plan (THROUGH, CAUGHT, WAS_SHOT), int64[n], and whether a guard took money, bool[n]."""
    state, f = system.state, system.state.figure
    control = border_control.left_of_it(system)[segment]
    accepted = state.luck.happens(
        "a guard lets them pass for money", deciders, state.month,
        guard_bribes.acceptance(system, segment, where, who, control),
    )  # fmt: skip
    odds = f("crossing_caught") + f("crossing_control") * control - f("crossing_accepted") * accepted
    caught = border_control.presence(system) * np.exp(odds)
    shot = shooting_on_sight.weight(system, where, who, control, accepted)
    through = 1.0 - state.fields.sealed
    total = np.maximum(through + caught + shot, np.finfo(float).tiny)
    # One draw, shooting at one end and getting through at the other, so that more control never helps anybody through.
    name = "what befalls them at the border"
    passes = state.luck.happens(name, deciders, state.month, through / total)
    is_shot = ~state.luck.happens(name, deciders, state.month, 1.0 - shot / total)
    return np.where(passes, THROUGH, np.where(is_shot, WAS_SHOT, CAUGHT)), accepted


def cross(system: System, plans: Plans) -> None:
    """Everybody of every plan that was not stopped meets the border this month; then guards and brokers adapt and prices follow."""
    border_control.wear(system)
    set_prices(system)
    _sum_of_prices(system)
    goes = np.flatnonzero(~np.asarray(plans.is_stopped)[plans.position])
    if goes.size:
        _meet_the_border(system, plans, goes)


def _meet_the_border(system: System, plans: Plans, goes: NDArray[np.int64]) -> None:
    """The members at positions ``goes`` of plans, whole plans each, meet the border."""
    state, table = system.state, system.state.leavers
    deciders, member, position = plans.deciders, plans.member[goes], plans.position[goes]
    rows = attempts.record(system, member, deciders[position], plans.close_kin_of(system, goes))
    # Place and standing of a plan are those of whoever decided, who is one of its members.
    lead = np.flatnonzero(member == deciders[position])
    plan, of_row = position[lead], np.cumsum(first_of_each(position)) - 1
    place, where, who = (getattr(table, name)[rows[lead]] for name in ("place", "where", "who"))
    crosses = place != ABROAD
    fate = np.full(plan.size, THROUGH)
    accepted = np.zeros(plan.size, dtype=bool)
    segment = segment_of_place()[place]
    fate[crosses], accepted[crosses] = fates(
        system, deciders[plan[crosses]], segment[crosses], np.where(where[crosses] == WHERE.index("abroad"), 0, where[crosses]),
        who[crosses],
    )  # fmt: skip
    size = np.bincount(of_row)
    _pay(system, deciders[plan], segment, size, accepted, fate == THROUGH, crosses)
    away.set_out(system, rows[fate[of_row] == THROUGH])
    _catch(system, rows[fate[of_row] == CAUGHT])
    _shoot(system, rows[fate[of_row] == WAS_SHOT])
    state.ledger.add("attempts", state.year, rows.size)
    state.ledger.add("crossed", state.year, int((fate[of_row] == THROUGH).sum()))


def _catch(system: System, rows: NDArray[Any]) -> None:
    if not rows.size:
        return
    table = system.state.leavers
    persons = table.person[rows].astype(np.int64)
    place, where, who = table.place[rows].copy(), table.where[rows].copy(), table.who[rows].copy()
    loss = system.deciding.own_loss(system.state)
    border_control.caught(system, persons, place, where, who, loss)
    grievance.strike(system, persons, None, loss, system.state.figure("capture_unjust"))
    attempts.detain(system, rows, STOPPED, attempts.terms(system, table.group[rows]))


def _shoot(system: System, rows: NDArray[Any]) -> None:
    if not rows.size:
        return
    state, table = system.state, system.state.leavers
    persons = table.person[rows].astype(np.int64)
    place, where, who = table.place[rows].copy(), table.where[rows].copy(), table.who[rows].copy()
    dies = shooting_on_sight.strike(system, persons, place, where, who)
    grievance.strike(system, persons, None, state.figure("shot_loss"))
    attempts.detain(system, rows[~dies], SHOT, attempts.terms(system, table.group[rows[~dies]]))
    table.stage[rows[dies]], table.moved[rows[dies]] = SHOT, state.month
    state.kill(persons[dies])


def _pay(
    system: System, deciders: NDArray[Any], segment: NDArray[Any], size: NDArray[Any], accepted: NDArray[Any],
    through: NDArray[Any], crosses: NDArray[Any],
) -> None:  # fmt: skip
    """Money: the price for each member of a plan that a guard let pass or that got through; guards may be punished for it."""
    state = system.state
    price = state.fields.price[segment] * size
    state.ledger.add("crossing_fees_usd", state.year, float(price[crosses & (through | accepted)].sum()))
    state.ledger.add("bribes_paid", state.year, int(accepted.sum()))
    state.ledger.add("bribes_usd", state.year, float(price[accepted].sum()) * state.figure("bribe_share"))
    guard_bribes.punish(system, deciders[accepted])


def _sum_of_prices(system: System) -> None:
    """The mean price of the year so far over both segments, each month alike: adds a twelfth a month."""
    state = system.state
    state.ledger.add("fee_mean_usd", state.year, float(state.fields.price.mean()) / 12)


__all__ = ["CAUGHT", "THROUGH", "WAS_SHOT", "cross", "fates", "set_prices"]
