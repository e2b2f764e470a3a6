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

from yeonjwa.beliefs.levels import by_place
from yeonjwa.beliefs.news import heard
from yeonjwa.departures.close_kin import listed
from yeonjwa.system.arrays import distinct, one_of
from yeonjwa.system.register import HOME, IN_EXILE, WHERE
from yeonjwa.system.run import System
from yeonjwa.system.state import State
from yeonjwa.system.threads import each, parts_of_range

FULL_WATCH = 3.0
FEWEST_IN_A_THREAD = 20_000


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
    f = state.figure
    persons = np.asarray(persons, dtype=np.int64)
    if not persons.size:
        return
    at, ids, weight = circle(system, persons)
    rows = state.rows(ids)
    felt_by = distinct(rows)
    own = np.searchsorted(felt_by, rows)
    blow = weight * _each(loss, at)
    felt = np.bincount(own, weights=blow)
    anger = f("grievance_of_kin") * np.bincount(own, weights=blow * _each(is_unjust, at))
    put(state, "grievance", felt_by, anger)
    _note_blows(state, felt_by, anger)
    if chon is not None:
        put(state, "fear", felt_by, f("fear_of_kin_struck") * felt)
        if not is_avoidable:
            put(state, "inevitability", felt_by, f("fear_of_kin_struck") * felt)
    system.deciding.update_caps(state, felt_by)


def _each(value: Any, at: NDArray[np.int64]) -> Any:
    """The value of each of ``at``: one for all, or one by position."""
    value = np.asarray(value, dtype=np.float64)
    return value[at] if value.ndim else value


def circle(
    system: System, persons: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Who feels what befalls ``persons``: position of the person, id and weight omega; first the persons themselves (weight 1)."""
    at, kin, kind = listed(*system.deciding.close_kin(system.state, persons))
    return (
        np.concatenate([np.arange(persons.size), at]),
        np.concatenate([persons, kin]),
        np.concatenate([np.ones(persons.size), system.deciding.weight[kind]]),
    )


def forced_call(system: System, persons: Any) -> None:
    """Persons were made to telephone a relative abroad this month; nothing else need follow."""
    _touch(system, persons, "forced_call", fear=True)


def minder(system: System, persons: Any, severity: Any = 1.0) -> None:
    """Leaders of units and cadres of workplaces were sanctioned for somebody's absence; severity 0 to 1."""
    _touch(system, persons, "minder", severity=severity)


def gift(system: System, persons: Any) -> None:
    """Persons were consoled with a gift: less grievance, and less fear, since the state shows that it spares them."""
    _touch(system, persons, "gift", sign=-1.0, fear=True)


def _note_blows(state: State, rows: NDArray[Any], anger: NDArray[Any]) -> None:
    """Add up what blows added to the grievance of members of family files, by year and stratum of the file."""
    file = state.people.file[rows]
    in_file = np.flatnonzero(file >= 0)
    file = file[in_file]
    table = state.memory.blows.setdefault(state.year, np.zeros((len(WHERE), 2)))
    np.add.at(table.reshape(-1), state.files.where[file].astype(np.int64) * 2 + state.files.who[file], anger[in_file])


def blows_of_year(state: State) -> NDArray[np.float64]:
    """Grievance that blows added in the latest year told of (this one or the last), per member of a family file, float64[5, 2]."""
    tables, files = state.memory.blows, state.files
    latest = (
        tables.get(state.year - 1) if state.month % 12 < 11 and state.year - 1 in tables else tables.get(state.year)
    )
    if latest is None or not len(files):
        return np.zeros((len(WHERE), 2))
    at = files.where.astype(np.int64) * 2 + files.who
    members = np.bincount(at, weights=files.members.astype(np.float64), minlength=2 * len(WHERE)).reshape(-1, 2)
    return np.asarray(latest / np.maximum(members, 1.0))


def _touch(
    system: System, persons: Any, what: str, *, sign: float = 1.0, severity: Any = 1.0, fear: bool = False
) -> None:
    state = system.state
    persons = np.asarray(persons, dtype=np.int64)
    if not persons.size:
        return
    rows, amount = state.rows(persons), np.asarray(severity, dtype=np.float64)
    _add(state, "grievance", rows, sign * state.figure(f"grievance_of_{what}") * amount)
    if fear:
        _add(state, "fear", rows, sign * state.figure(f"fear_of_{what}") * amount)
    system.deciding.update_caps(state, rows)


def _of_the_watched(system: System) -> None:
    """A year of watch, added at once as what is left of it at the year's end."""
    state = system.state
    f, people = state.figure, state.people
    left = sum((1 - forgotten(state)) ** month for month in range(12))

    def anger(part: tuple[int, int]) -> NDArray[np.int64]:
        rows = part[0] + np.flatnonzero(people.watch[slice(*part)])
        rows = rows[one_of(people.whereabouts[rows], (HOME, IN_EXILE))]
        put(state, "grievance", rows, f("grievance_of_watch") * left * people.watch[rows] / FULL_WATCH)
        return rows

    for rows in each(anger, parts_of_range(0, len(people), FEWEST_IN_A_THREAD)):
        system.deciding.update_caps(state, rows)


def put(state: State, name: str, rows: Any, amount: Any) -> None:
    """Add to a fading value of rows that stand once each, which saves sorting them again."""
    people, rate = state.people, state.figure(f"fading_{name}")
    value = np.minimum(people.faded(name, rows, state.month, rate) + amount, most(state, name))
    getattr(people, name)[rows], getattr(people, name + "_month")[rows] = value, state.month


def _add(state: State, name: str, rows: Any, amount: Any) -> None:
    state.people.add_to(name, rows, amount, state.month, state.figure(f"fading_{name}"), most(state, name))


def most(state: State, name: str) -> float:
    """Bound of a fading value: grievance saturates, the others do not."""
    return state.figure("grievance_most") if name == "grievance" else np.inf


def _is_elite(system: System) -> NDArray[np.float64]:
    """float64[PLACES, 2]: 1 for cadre of the capital and all who are posted abroad, as in ``deciding``."""
    return system.deciding.is_elite.astype(np.float64)


__all__ = ["blows_of_year", "circle", "feel", "forced_call", "forgotten", "gift", "minder", "most", "put", "strike"]
