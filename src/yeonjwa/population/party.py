"""Membership of the Workers' Party: who enters, when, and who would enter instead.

Every grown person has a keyed score, divided by a weight for songbun and service; the lowest scores of each sex
enter, as many as make the known membership of January 2021 with the share of women. Holders of posts that need a
member enter at the latest on taking the first of them. Membership lasts for life.

Each entry is a vacancy with its own list of 8 reserves, found on demand and never stored: the entries of a month are
numbered, a keyed permutation shuffles all ids of entry age, and entry number j of e looks at the places j, j + e,
j + 2e, ... of it, keeping those of the entrant's sex and songbun who are there and never enter themselves. Because a
permutation meets nobody twice, no person stands on two lists in one month.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform, uniform_plain
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.conscripts import lowest
from yeonjwa.population.country import FEMALE, MALE, Country
from yeonjwa.population.posts import IN_PARTY
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.spells import frozen

COUNT_MONTH = month_of(2021)
OLDEST_MONTHS = 100 * 12  # members born earlier are dead before 1990 and left out
FIRST_MONTH = month_of(1990)
END_MONTH = month_of(2026)
RESERVES = 8

PARTY_COLUMNS: dict[str, str] = {
    "party_person": "int32",  # sorted
    "party_month": "int16",  # month of entry; membership then lasts for life
}


@njit(cache=True, parallel=True)
def _entries(
    key_choice,
    key_age,
    first,
    youngest,
    span,
    shape,
    chance,
    served_weight,
    served,
    post_from,
    birth,
    death,
    sex,
    songbun,
    score,
    entry,
):
    """Score (float32) and month of entry (int16) of persons ``first`` onward.

    Infinity where the person dies before; -1 (enters for sure) where a post that needs a member is held from the month
    ``post_from`` (NEVER: no such post). chance : float64[3], by songbun.
    """
    for k in prange(score.size):
        i = first + k
        month = birth[i] + youngest + int(span * uniform(key_age, i) ** shape)
        weight = chance[songbun[i]] * (served_weight if served[k] else 1.0)
        chosen = np.inf
        if weight > 0 and month < death[i]:
            chosen = uniform(key_choice, i) / weight
        if post_from[k] < 32767:
            month, chosen = min(month, post_from[k]), -1.0
        score[k], entry[k] = chosen, min(month, 32767)


def party(columns: Mapping[str, NDArray[Any]], spec: PopulationSpec) -> dict[str, NDArray[Any]]:
    """Entries to the Party of everybody who is a member at some time from 1990 to 2025 (PARTY_COLUMNS).

    ``columns`` holds the genealogy, the conscripts and the posts. In January 2021 the members are the known number
    times the scale, by sex and exactly (to a few persons with equal scores), unless fewer can enter.
    """
    birth = frozen(columns["birth_month"])
    youngest = round(12 * figure("party_age_min").value)
    span = 12 * (figure("party_age_max").value - figure("party_age_min").value)
    first = int(np.searchsorted(birth, np.int16(FIRST_MONTH - OLDEST_MONTHS)))
    last = int(np.searchsorted(birth, np.int16(END_MONTH - youngest)))
    served = np.zeros(last - first, dtype=bool)
    rows = columns["conscript_person"]
    served[rows[(rows >= first) & (rows < last)] - first] = True
    post_from = np.full(last - first, NEVER, dtype=np.int16)
    needs = np.isin(columns["post_code"], IN_PARTY)
    holder = columns["post_person"][needs]
    inside = (holder >= first) & (holder < last)
    # Sorted by person and start: written backwards, the first such post of a person stays.
    post_from[(holder[inside] - first)[::-1]] = columns["post_start"][needs][inside][::-1]
    chance = np.array([1.0, figure("party_chance_wavering").value, figure("party_chance_hostile").value])
    score, entry = np.empty(last - first, np.float32), np.empty(last - first, np.int16)
    _entries(
        stream(spec.seed, "who enters the Party"), stream(spec.seed, "age at entry to the Party"), first, youngest, span,
        figure("party_age_shape").value, chance, figure("party_chance_served").value, served, post_from, birth,
        *(frozen(columns[n]) for n in ("death_month", "sex", "songbun")), score, entry,
    )  # fmt: skip
    death, sex = columns["death_month"][first:last], columns["sex"][first:last]
    counted = (entry <= COUNT_MONTH) & (death > COUNT_MONTH) & np.isfinite(score)
    members = figure("party_members_2021").value * spec.scale
    women = figure("party_share_women").value
    enters = np.zeros(last - first, dtype=bool)
    for code, share in ((FEMALE, women), (MALE, 1 - women)):
        bar = lowest(score[counted & (sex == code)], round(members * share))
        enters |= (sex == code) & ((score <= bar) | (score < 0)) & np.isfinite(score)
    enters &= (death > FIRST_MONTH) & (entry < END_MONTH)
    chosen = np.flatnonzero(enters)
    return {"party_person": (chosen + first).astype(np.int32), "party_month": entry[chosen]}


def members_at(columns: Mapping[str, NDArray[Any]], month: int) -> NDArray[np.int32]:
    """int32[members]: ids of the living members at the start of ``month``."""
    who = columns["party_person"]
    return who[(columns["party_month"] <= month) & (columns["death_month"][who] > month)]


def permuted(place: int, size: int, key: int) -> int:
    """Where a keyed permutation of 0 .. size - 1 sends ``place``.

    A Feistel network of four keyed rounds over the next square power of two, walked until it lands inside.
    """
    half = max(1, (max(size - 1, 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = place >> half, place & mask
        for turn in range(4):
            left, right = right, left ^ int(uniform_plain(key, right, turn) * (mask + 1))
        place = (left << half) | right
        if place < size:
            return place


def reserves_for_entry(country: Country, person: int) -> NDArray[np.int32]:
    """int32[up to 8]: who would enter the Party in place of ``person``, in order. Empty for somebody who never enters.

    The reserves are of the same sex and songbun, alive, of entry age, out of service or not, and never enter
    themselves. Lists of entries of one month share nobody. The county is not matched (see sdr-0033).
    """
    c = country.columns
    row = int(np.searchsorted(c["party_person"], person))
    if row == c["party_person"].size or c["party_person"][row] != person:
        return np.empty(0, dtype=np.int32)
    month = int(c["party_month"][row])
    peers = np.flatnonzero(c["party_month"] == month)
    number, entries = int(np.searchsorted(peers, row)), peers.size
    low, high = (
        int(np.searchsorted(c["birth_month"], np.int16(month - 12 * figure(f"party_age_{end}").value)))
        for end in ("max", "min")
    )
    key = int(stream(country.spec.seed, f"reserves for entry to the Party {month}"))
    found: list[int] = []
    for place in range(number, high - low, entries):
        other = low + permuted(place, high - low, key)
        if c["sex"][other] != c["sex"][person] or c["songbun"][other] != c["songbun"][person]:
            continue
        if min(c["death_month"][other], c["separated_month"][other]) <= month:
            continue
        at = int(np.searchsorted(c["party_person"], other))
        if at < c["party_person"].size and c["party_person"][at] == other:
            continue
        found.append(other)
        if len(found) == RESERVES:
            break
    return np.array(found, dtype=np.int32)
