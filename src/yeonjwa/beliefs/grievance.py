"""Grievance: anger at the state that builds up slowly and fades slowly, of the struck, of their kin and of onlookers.

    g(t+1) = (1 - mu) g + gamma_1 sum_j omega(d_j) L_j + gamma_2 watch + gamma_3 forced call + gamma_4 sanction as a minder - gamma_5 gift   (personal)
    G(t+1) = (1 - mu) G + gamma_6 hardship + gamma_7 purge (elite) + gamma_8 (punishment, shootings, limits seen) - gamma_9 leniency seen   (field)

Both saturate: neither rises above g_most, or blow upon blow would multiply the hazard of leaving without end where anger weighs much and
fear nothing. mu = 1 - exp(-fading_grievance) is the share forgotten in a month. omega(d) = exp(-d / delta) weighs relatives by degree, 1 for oneself. Who is
struck gives fear to relatives as well (they expect the same if they leave) and, where nobody could have avoided it, the
belief that it comes anyway; so that what a blow does to leaving depends on whether it is tied to leaving (see ``backfire``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.blows import add_up, be_watched, look_up_rows, take_in
from yeonjwa.beliefs.levels import by_place
from yeonjwa.beliefs.news import heard
from yeonjwa.system.arrays import table_of
from yeonjwa.system.people import left_after
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_STRUCK_IN_A_THREAD, FEWEST_ROWS_IN_A_THREAD = 150, 20_000
FULL_WATCH = 3.0


def forgotten(state: State) -> float:
    """mu: share of grievance that is forgotten in a month."""
    return float(-np.expm1(-state.figure("fading_grievance")))


def feel(system: System) -> None:
    """The field of grievance of this month; each January the personal grievance of those who are watched."""
    state = system.state
    f, fields = state.figure, state.fields
    news = heard(state)
    limits = by_place(state, "movement_limits", "actual")
    change = (
        f("grievance_of_hardship") * np.maximum(fields.hardship, 0)
        + f("grievance_of_purge") * fields.purge * _is_elite(system)
        + f("grievance_of_onlooker") * (news["punishment"] + news["shooting"])
        + f("grievance_of_limits") * limits
        - f("grievance_of_leniency") * news["leniency"]
    )
    fields.grievance = np.clip((1 - forgotten(state)) * fields.grievance + change, 0.0, f("grievance_most"))
    if state.month % 12 == 0:
        _of_the_watched(system)


def strike(
    system: System, persons: Any, chon: Any, loss: Any, is_unjust: Any = True, *, is_avoidable: bool = True
) -> None:
    """Persons were struck this month: grievance and fear of theirs and of their spouses, parents, children, brothers and sisters.

    Parameters
    ----------
    persons : int[n], each once
    chon : int or int[n]
        Degree to the person for whose leaving they are struck; None where it is for an act of their own (leaving, a call): that
        angers, but teaches nobody to fear for relatives.
    loss : float or float[n]
        1 = five years of prison.
    is_unjust : bool or float, or one per person
        Whether, or as what share, those who know them see it as unjust; the rest frightens but angers nobody.
    is_avoidable : bool
        False for blows that fall whether or not anybody leaves: they teach that staying is no protection.
    """
    state = system.state
    f, people = state.figure, state.people
    persons = np.asarray(persons, dtype=np.int64)
    if not persons.size:
        return
    kin, kind, rows = circle(system, persons)
    felt_by, felt, angers, new, at_new = add_up(
        persons, kin, kind, rows, system.deciding.weight, _listed(loss), _listed(is_unjust), len(people), people.row_of, people.slot
    )  # fmt: skip
    if new.size:
        made = state.enter(new)
        people.slot[made] = at_new + 1
    felt_by.sort()
    in_order = take_in(
        felt_by, people.slot, felt, angers, state.month, f("grievance_of_kin"), left_after(f("fading_grievance")),
        most(state, "grievance"), chon is not None, f("fear_of_kin_struck"), left_after(f("fading_fear")), people.records,
    )  # fmt: skip
    if chon is not None and not is_avoidable:
        put(state, "inevitability", felt_by, f("fear_of_kin_struck") * in_order)
    system.deciding.update_caps(state, felt_by)


def _listed(value: Any) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))


def circle(system: System, persons: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int32]]:
    """Who feels what befalls each of ``persons``: ids, what they are, and their rows among the affected (0 none), [n, 16] each."""
    state, deciding = system.state, system.deciding

    def of_part(part: tuple[int, int]) -> tuple[NDArray[Any], ...]:
        kin, kind = deciding.gather(state, persons[slice(*part)])
        rows = np.empty_like(kin)
        look_up_rows(kin, state.people.row_of, rows)
        return kin, kind, rows

    parts = each(of_part, parts_of_range(0, persons.size, FEWEST_STRUCK_IN_A_THREAD))
    kin, kind, rows = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
    return kin, kind, rows


def forced_call(system: System, persons: Any) -> None:
    """Persons were made to telephone a relative abroad this month; nothing else need follow."""
    _touch(system, persons, "forced_call")


def minder(system: System, persons: Any, severity: Any = 1.0) -> None:
    """Leaders of units and cadres of workplaces, each once, were sanctioned for somebody's absence; severity 0 to 1."""
    state = system.state
    if np.size(persons):
        rows = state.rows(persons)
        put(state, "grievance", rows, state.figure("grievance_of_minder") * np.asarray(severity))
        system.deciding.update_caps(state, rows)


def gift(system: System, persons: Any) -> None:
    """Persons were consoled with a gift: less grievance, and less fear, since the state shows that it spares them."""
    _touch(system, persons, "gift", -1.0)


def _touch(system: System, persons: Any, what: str, sign: float = 1.0) -> None:
    state = system.state
    persons = np.asarray(persons, dtype=np.int64)
    if not persons.size:
        return
    rows = state.rows(persons)
    for name, figure in (("grievance", f"grievance_of_{what}"), ("fear", f"fear_of_{what}")):
        amount, rate = sign * state.figure(figure), state.figure(f"fading_{name}")
        state.people.add_to(name, rows, amount, state.month, rate, most(state, name))
    system.deciding.update_caps(state, rows)


def _of_the_watched(system: System) -> None:
    """A year of watch, added at once as what is left of it at the year's end."""
    state = system.state
    f, people = state.figure, state.people
    left = sum((1 - forgotten(state)) ** month for month in range(12))
    of_watch = f("grievance_of_watch") * left * np.arange(256) / FULL_WATCH

    def anger(part: tuple[int, int]) -> NDArray[np.int32]:
        watched: NDArray[np.int32] = be_watched(
            *part, people.watch, people.whereabouts, table_of((HOME, IN_EXILE)), of_watch, state.month,
            left_after(f("fading_grievance")), most(state, "grievance"), people.records,
        )  # fmt: skip
        return watched

    for rows in each(anger, parts_of_range(0, len(people), FEWEST_ROWS_IN_A_THREAD)):
        system.deciding.update_caps(state, rows)


def put(state: State, name: str, rows: Any, amount: Any) -> None:
    """Add to a fading value of rows that stand once each."""
    state.people.add_to_each(name, rows, amount, state.month, state.figure(f"fading_{name}"), most(state, name))


def most(state: State, name: str) -> float:
    """Bound of a fading value: grievance saturates, the others do not."""
    return state.figure("grievance_most") if name == "grievance" else np.inf


def _is_elite(system: System) -> NDArray[np.float64]:
    """float64[PLACES, 2]: 1 for cadre of the capital and all who are posted abroad, as in ``deciding``."""
    return system.deciding.is_elite.astype(np.float64)


__all__ = ["circle", "feel", "forced_call", "forgotten", "gift", "minder", "most", "put", "strike"]
