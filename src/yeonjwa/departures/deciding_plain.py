"""Slow twin of the hazard of leaving, one person at a time in plain Python, written from the formula at the head of ``deciding``."""

from __future__ import annotations

import math
from typing import Any

from yeonjwa.departures.close_kin import MOST
from yeonjwa.departures.deciding import REGION
from yeonjwa.population.places import CAPITAL, PROVINCES, counties
from yeonjwa.system.register import (
    ABROAD,
    BANDS,
    EXILED,
    HOME,
    IN_CAMPS,
    is_border_county,
    recode_plain,
)
from yeonjwa.system.state import State

SONGBUN = ("leaving_core", "leaving_wavering", "leaving_hostile")
NORTH_EASTERN = ("South Hamgyong", "North Hamgyong", "Ryanggang")


def hazard_plain(state: State, person: int, *, with_kin: bool = True) -> float:
    """Hazard of leaving of one person this month, 1 / month; with_kin=False leaves out the fear for kin."""
    f, fields, c = state.figure, state.fields, state.columns
    group = recode_plain(
        person, state.month, state.year, c, state.gone, state.whereabouts, state.post_now, state.union_end
    )
    if group == 0:
        return 0.0
    rest, band = divmod(group - 1, len(BANDS))
    rest, sex = divmod(rest, 2)
    place, cadre = divmod(rest, 2)
    is_abroad = place == ABROAD

    log = math.log(f("leaving_base")) + f(f"leaving_age_{BANDS[band]}")
    if place < ABROAD:
        log += f("leaving_region_" + REGION.get(_province(place), "inland"))
        log += f("leaving_border_county") if is_border_county()[place] else 0.0
    else:
        log += f(
            {ABROAD: "leaving_posted_abroad", IN_CAMPS: "leaving_in_the_army", EXILED: "leaving_from_exile"}[place]
        )
    log += f("leaving_women") if sex == 0 else 0.0
    log += f("leaving_cadre") if cadre else 0.0
    log += f(SONGBUN[int(c["songbun"][person])])

    log += f("hardship_effect") * float(fields.hardship[place, cadre])
    log += f("grievance_effect") * float(fields.grievance[place, cadre])
    if is_abroad or (cadre and place < ABROAD and counties().province[place] == CAPITAL):
        log += f("purge_effect") * fields.purge
    price = 0.0
    if not is_abroad:  # who is abroad pays no crossing and passes no border
        capture = float(fields.capture[place, cadre])
        steep = capture / (1 + math.exp(-(capture - f("capture_threshold")) / f("capture_threshold_width")))
        log -= f("own_loss_effect") * steep * f("own_loss_to_2013" if state.year < 2014 else "own_loss_from_2014")
        usd = float(fields.price[1 if place < ABROAD and _province(place) in NORTH_EASTERN else 0])
        funds = f("funds_cadre" if cadre else "funds_ordinary")
        price = f("price_effect") * max(0.0, math.log(max(usd, 1.0) / funds))
    log -= price
    log -= f("limits_effect") * float(fields.limits[place, cadre])

    row = int(state.people.row_of[person])
    own = {name: column[row].item() for name, column in state.people.as_dict().items()}
    if row:
        south = max(own["south"], 0)
        away = max(own["left"] - own["south"], 0)
        log += f("chain_effect") * math.log(1 + south + f("chain_weight_on_the_way") * away)
        log += f("contact_effect") if own["contact_until"] >= state.month else 0.0
        log += f("recall_effect") if own["recalled_until"] >= state.month else 0.0
        log += f("grievance_effect") * _faded(state, own, "grievance")
        log += f("hardship_effect") * _faded(state, own, "hardship")
        log += price if own["funded"] else 0.0
        log -= f("watch_effect") * own["watch"] / 3
    if with_kin:
        leaving = float(fields.punish[place, cadre]) + (_faded(state, own, "fear") if row else 0.0)
        staying = float(fields.stay[place, cadre]) + (_faded(state, own, "inevitability") if row else 0.0)
        log -= f("kin_fear_effect") * max(0.0, leaving - staying) * stake_plain(state, person)
    return math.exp(log)


def stake_plain(state: State, person: int) -> float:
    """Sum of exp(-chon / delta) over the first 16 of spouse, children, parents and siblings through the mother, of those at home."""
    c, month = state.columns, state.month

    def lives(other: int) -> bool:
        return bool(c["birth_month"][other] <= month < state.gone[other])

    mother, father = int(c["mother"][person]), int(c["father"][person])
    rows = ((c["union_wife"] == person) | (c["union_husband"] == person)).nonzero()[0].tolist()
    in_force = [k for k in rows if c["union_start"][k] <= month < state.union_end[k]]
    spouses = [int(c["union_wife"][k]) + int(c["union_husband"][k]) - person for k in in_force]
    children = (c["mother"] == person).nonzero()[0].tolist() + (c["father"] == person).nonzero()[0].tolist()
    siblings = [s for s in (c["mother"] == mother).nonzero()[0].tolist() if s != person] if mother >= 0 else []
    near = [(other, 0) for other in spouses if lives(other)]
    near += [(other, 1) for other in children if lives(other)]
    near += [(other, 1) for other in (mother, father) if other >= 0 and lives(other)]
    near += [(other, 2) for other in siblings if lives(other)]
    delta = state.figure("kin_weight_range")
    return sum(math.exp(-chon / delta) for other, chon in near[:MOST] if state.whereabouts[other] == HOME)


def _province(place: int) -> str:
    return PROVINCES[int(counties().province[place])]


def _faded(state: State, own: dict[str, Any], name: str) -> float:
    months = state.month - own[f"{name}_month"]
    return float(own[name] * math.exp(-state.figure(f"fading_{name}") * months))


__all__ = ["hazard_plain", "stake_plain"]
