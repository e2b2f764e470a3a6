"""News: how what was seen, done and achieved becomes known to others; one step a month.

    R(t+1) = R + zeta R' (1 - R / R_max) - theta R + events,   R' = what people of a place meet: R of their county, province and the nation

R counts events per 100,000 residents, weighted by severity and by the share of people who come to know. Practices, guards and the
way abroad append what was visible to ``state.totals["seen"]``: (practice, place uint8[n], who uint8[n], severity, visibility 0..1, kind), kind one of
KINDS; here it is read and cleared. Success travels by three ways: in public, less what is covered up; by phone from relatives in
the South, which cover-up does not touch; and by guess, where absence is read as flight.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.levels import both, by_place, higher
from yeonjwa.departures.points import GROUP
from yeonjwa.population.places import counties
from yeonjwa.practices import cover_up, media_narrative, showpiece_families
from yeonjwa.system.arrays import one_of
from yeonjwa.system.register import GROUPS, PLACES, parts_of
from yeonjwa.system.run import System
from yeonjwa.system.state import LEAVING, SHOT, STOPPED, State
from yeonjwa.system.threads import each, parts_of_range

KINDS = ("punishment", "shooting", "leniency", "capture", "success")
PER = 100_000
CHUNK = 1 << 17
"""Persons whose groups are counted at once: few enough to stay near."""


def heard(state: State) -> dict[str, NDArray[np.float64]]:
    """Severity-weighted events per 100,000 residents that became visible last month, by kind, float64[PLACES, 2] each."""
    found = state.memory.heard
    return found if found is not None else {kind: np.zeros((PLACES, 2)) for kind in KINDS}


def spread(system: System) -> None:
    """News of the last month: what was seen becomes heard, rumours travel and fade, relatives tell by phone."""
    state = system.state
    if not state.fields.residents.any():
        state.fields.residents = count_residents(state)
    showpiece_families.show(system)
    media_narrative.tell(system)
    news = dict(zip(KINDS, _per_residents(state, _seen(state)), strict=True))
    news["success"] = news["success"] * cover_up.told(state)
    state.memory.heard = news
    success = higher(news["success"]) + by_phone(state) + guessed(state)
    capture, punish = higher(news["capture"] + news["shooting"]), higher(news["punishment"])
    fields = state.fields
    rumours = np.stack([fields.rumour_success, fields.rumour_capture, fields.rumour_punish])
    fields.rumour_success, fields.rumour_capture, fields.rumour_punish = _travel(
        state, rumours, np.stack([success, capture, punish])
    )


def count_residents(state: State) -> NDArray[np.float64]:
    """People of 16 and older by place and standing, float64[PLACES, 2]; counted once, since places change little in size."""

    def count_part(part: tuple[int, int]) -> NDArray[np.float64]:
        found = np.zeros(GROUPS + 1)
        for first in range(*part, CHUNK):
            codes = state.code[first : min(first + CHUNK, part[1])]
            found += np.bincount(codes & GROUP, minlength=GROUPS + 1)[: GROUPS + 1]
        return found

    born = state.born_before(state.month + 1)
    counts = np.add.reduce(each(count_part, parts_of_range(0, born, CHUNK)))
    place, cadre, _, _ = parts_of(np.arange(1, GROUPS + 1))
    table = np.bincount(place * 2 + cadre, weights=counts[1:], minlength=PLACES * 2)
    return np.asarray(table.reshape(PLACES, 2), dtype=np.float64)


def by_phone(state: State) -> NDArray[np.float64]:
    """Arrivals of the last month that relatives at home were told of by phone, per 100,000 residents, float64[PLACES]."""
    f, table = state.figure, state.leavers
    place = table.place[table.arrived == state.month - 1]
    reach = np.where(_is_border(), f("phone_reach_border"), f("phone_reach_elsewhere"))
    told = reach * phones(state) * (1 - f("phone_restraint") * higher(by_place(state, "phone_interception")))
    return np.asarray(_of_people(state, np.bincount(place, minlength=PLACES).astype(np.float64)) * told)


def phones(state: State) -> float:
    """Share of the border region's final reach of foreign phones that exists by the year, 0 to 1."""
    first, full = state.figure("phone_first_year"), state.figure("phone_full_year")
    return float(min(max((state.year - first) / (full - first), 0.0), 1.0))


def guessed(state: State) -> NDArray[np.float64]:
    """Absences of the last month that others read as "another one fled", per 100,000 residents, float64[PLACES].

    P(fled | absent) = s / (s + a): s the success that people know of, a the absences for other reasons, both per 100,000.
    """
    f, table = state.figure, state.leavers
    first, last = np.searchsorted(table.month, np.array([state.month - 1, state.month], dtype=table.month.dtype))
    absent = ~one_of(table.stage[first:last], (LEAVING, STOPPED, SHOT))  # rows stand in order of the month of leaving
    missing = _of_people(state, np.bincount(table.place[first:last][absent], minlength=PLACES).astype(np.float64))
    known = state.fields.rumour_success
    return np.asarray(
        missing * known / (known + f("innocent_absences")) * f("absence_is_noticed") * higher(cover_up.guessing(state))
    )


def _seen(state: State) -> NDArray[np.float64]:
    """Events of the list, severity times visibility, float64[kinds, PLACES, 2]; the list is cleared."""
    tables = np.zeros((len(KINDS), PLACES * 2))
    for practice, place, who, severity, visibility, kind in state.totals.pop("seen", []):
        if kind not in KINDS:
            raise ValueError(f"practice '{practice}' was seen as '{kind}'; expected one of {', '.join(KINDS)}.")
        at = np.atleast_1d(np.asarray(place, dtype=np.int64)) * 2 + who
        weight = np.zeros(at.size) + np.multiply(severity, visibility)
        tables[KINDS.index(kind)] += np.bincount(at, weights=weight, minlength=PLACES * 2)
    return tables.reshape(-1, PLACES, 2)


def _per_residents(state: State, tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each standing of a place comes to know: its own events in full, those of the other standing in part."""
    share = state.figure("other_standing_hears")
    return _of_people(state, tables + share * tables[..., ::-1])


def _of_people(state: State, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Per 100,000 residents of the place (both standings), at most ``rumour_most``; 0 where hardly anybody lives."""
    people = both(state.fields.residents)
    least = state.figure("residents_least") * state.scale
    people = np.where(people > 0, np.maximum(people, least), np.inf)
    people = people[:, None] if counts.ndim > 1 else people
    return np.asarray(np.minimum(counts * PER / people, state.figure("rumour_most")))


def _travel(state: State, rumours: NDArray[np.float64], events: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each of ``rumours`` a month later, float64[rumours, PLACES]."""
    f = state.figure
    most = f("rumour_most")
    passed = f("rumour_passing") * _met(state, rumours) * (1 - np.minimum(rumours / most, 1.0))
    return np.asarray(np.minimum(np.maximum(rumours + passed - f("rumour_fading") * rumours + events, 0.0), most))


def _met(state: State, rumours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rumours among those whom people of each place meet; limits on movement keep people among their own."""
    f = state.figure
    people, region = both(state.fields.residents), _region()
    size, everybody = np.maximum(np.bincount(region, weights=people), 1.0), max(people.sum(), 1.0)
    told = people * rumours
    province = np.stack([(np.bincount(region, weights=by_place) / size)[region] for by_place in told])
    nation = np.array([[by_place.sum() / everybody] for by_place in told])
    open_ = 1 - np.clip(both(state.fields.limits) / 2, 0.0, 1.0)
    near, far = f("rumour_from_province") * open_, f("rumour_from_nation") * open_
    return np.asarray((1 - near - far) * rumours + near * province + far * nation)


@cache
def _region() -> NDArray[np.int64]:
    """int64[PLACES]: province; those abroad, in camps and exiled are among themselves."""
    return np.append(counties().province.astype(np.int64), [20, 21, 22])


@cache
def _is_border() -> NDArray[np.bool_]:
    from yeonjwa.system.register import is_border_county

    return np.append(is_border_county(), np.zeros(PLACES - 208, dtype=bool))


__all__ = ["KINDS", "by_phone", "count_residents", "guessed", "heard", "phones", "spread"]
