"""Who lives with whom: households of a month, worked out by rule from unions, births and posts.

Couples live together with their children who never married; widows and widowers keep the home. Elder parents, alone
or as a couple, live with their eldest married son in the same county, or else their eldest married daughter there, so
that a given share of all elder parents does (``elder_coresidence``, calibrated on the mean size in the 2008 census).
Those who never married and have no parent at home live with a grandparent, father's side first; else with a married
brother or sister in the county; else the brothers and sisters among them live together; else alone. Conscripts and
those posted abroad are absent, and so are spouses and some children who live abroad with them. Children under 16
whom the rules leave without any grown person count as being in homes for children, outside households.

Nothing is stored: the same month of the same country always gives the same households.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniform, uniforms
from yeonjwa.population.country import Country
from yeonjwa.population.posts import CODE
from yeonjwa.population.spells import chain, frozen, latest_union

GROWN_MONTHS = 16 * 12
GONE, NEVER_MARRIED = -1, -2  # not at home; at home and to be placed by the rules for those who never married

_FAMILY_KEYS = {
    "official_abroad": "abroad_with_family_official",
    "trader_abroad": "abroad_with_family_trader",
    "worker_abroad": "abroad_with_family_worker",
}


@dataclass(frozen=True)
class Households:
    """Households of one month.

    person : int32[k], ids of all who live in a household, ascending.
    household : int32[k], their household, 0 .. h - 1.
    head : int32[h], the head's id, ascending; it names a household from month to month as long as the head lives.
    place : uint16[h], county * 2 + urban.
    size : int32[h], persons.
    """

    month: int
    person: NDArray[np.int32]
    household: NDArray[np.int32]
    head: NDArray[np.int32]
    place: NDArray[np.uint16]
    size: NDArray[np.int32]

    @property
    def mean_size(self) -> float:
        """Persons per household."""
        return self.person.size / max(1, self.head.size)


@njit(cache=True, parallel=True)
def _at_home(month, first, absent, birth, death, separated, birth_place, union_place, union_wife, union_husband, union_end,
             sex, first_union, union_start, wife_next, husband_next, own, place):  # fmt: skip
    """Own home of persons ``first`` onward: the head's id (husband, or wife if he is away), GONE or NEVER_MARRIED."""
    for k in prange(own.size):
        i = first + k
        own[k] = GONE
        if birth[i] > month or death[i] <= month or separated[i] <= month:
            continue
        union = latest_union(i, month, sex, first_union, union_start, wife_next, husband_next)
        place[k] = union_place[union] if union >= 0 else birth_place[i]
        if absent[k]:
            continue
        if union < 0:
            own[k] = NEVER_MARRIED
        elif union_end[union] <= month:
            own[k] = i
        else:
            husband = union_husband[union]
            own[k] = union_wife[union] if absent[husband - first] else husband


@njit(inline="always")
def _home_of(person, first, own):
    """Home of an ancestor's own household, or GONE; founders' parents and those who never married have none."""
    return own[person - first] if person >= first and own[person - first] >= 0 else GONE


@njit(cache=True, parallel=True)
def _place_unmarried(first, mother, father, own, home):
    """Home of everybody: as ``own``, but those who never married join a parent or a grandparent, if there is one."""
    for k in prange(own.size):
        home[k] = own[k]
        if own[k] != NEVER_MARRIED:
            continue
        ma, fa = mother[first + k], father[first + k]
        found = _home_of(ma, first, own)
        if found < 0:
            found = _home_of(fa, first, own)
        for parent in (fa, ma):
            if found < 0 and parent >= 0:
                found = _home_of(father[parent], first, own)
                if found < 0:
                    found = _home_of(mother[parent], first, own)
        if found >= 0:
            home[k] = found


@njit(cache=True)
def _join_elders(key, share, month, elder_months, first, mother, father, birth, sex, own, place, nearest, host):
    """Elder homes that join a married child's home in the county: host[head] = head of that home, else -1.

    The eldest son comes first; where no son lives in the county, the eldest daughter. Persons are in order of birth,
    so the first found is the eldest. The head of the home joined is younger than the elders' own head, so homes never
    join in a circle. ``share`` is of all elder homes with a married child anywhere, so that it does not depend on how
    far children live; where too few have one in the county, all of those join.
    ``nearest`` (uint8, zeros) is filled: 0 no married child, 1 elsewhere, 2 daughter, 3 son in the county.
    """
    for k in range(own.size):
        host[k] = -1
    parents, near = 0, 0
    for k in range(own.size):
        i = first + k
        if own[k] < 0 or father[i] < 0:
            continue
        elders = _home_of(father[i], first, own)
        if elders < 0:
            elders = _home_of(mother[i], first, own)
        if elders < 0 or elders >= own[k] or month - birth[elders] < elder_months:
            continue
        e = elders - first
        rank = (3 if sex[i] == 1 else 2) if place[e] // 2 == place[k] // 2 else 1
        if rank > nearest[e]:
            parents += nearest[e] == 0
            near += nearest[e] < 2 and rank >= 2
            nearest[e] = rank
            if rank >= 2:
                host[e] = own[k]
    chance = share * parents / max(near, 1)
    for k in range(own.size):
        if host[k] >= 0 and uniform(key, first + k) >= chance:
            host[k] = -1


@njit(cache=True, parallel=True)
def _settle(first, host, home):
    """Follow the elders to the home they joined."""
    for k in prange(home.size):
        head = home[k]
        while head >= 0 and host[head - first] >= 0:
            head = host[head - first]
        home[k] = head


@njit(cache=True)
def _count(first, home, number):
    """Number the heads of homes in order of birth; gives the homes and the persons in them."""
    people, homes = 0, 0
    for k in range(home.size):
        if home[k] >= 0:
            people += 1
            number[home[k] - first] = 0
    for k in range(home.size):
        if number[k] == 0:
            number[k] = homes
            homes += 1
    return homes, people


@njit(cache=True)
def _list(first, home, number, person, household, head, size):
    """Write the persons with their homes, and the heads and sizes of homes."""
    at = 0
    for k in range(home.size):
        if number[k] >= 0:
            head[number[k]] = first + k
        if home[k] >= 0:
            person[at], household[at] = first + k, number[home[k] - first]
            size[household[at]] += 1
            at += 1


def _absent(country: Country, month: int, first: int, last: int) -> NDArray[np.bool_]:
    """bool[last - first]: away in service or abroad, alone or with the family."""
    c, seed = country.columns, country.spec.seed
    absent = np.zeros(last - first, dtype=bool)
    serving = (c["conscript_start"] <= month) & (c["conscript_end"] > month)
    away = [c["conscript_person"][serving]]
    held = (c["post_start"] <= month) & (c["post_end"] > month)
    families = []
    for name, key in _FAMILY_KEYS.items():
        who = c["post_person"][held & (c["post_code"] == CODE[name])]
        away.append(who)
        families.append(who[uniforms(stream(seed, "family lives abroad"), who) < figure(key).value])
    spouses = country.at("spouse", np.concatenate(families), month)
    away.append(spouses[spouses >= 0])
    for ids in away:
        absent[ids[(ids >= first) & (ids < last)] - first] = True
    # Children under 18 of a couple who both live abroad: some go along, the others stay with relatives.
    young = int(np.searchsorted(c["birth_month"], np.int16(month - 18 * 12)))
    parents_away = np.zeros(country.persons_ever + 1, dtype=bool)  # the last is for parents unknown (-1)
    parents_away[spouses[spouses >= 0]] = True
    parents_away[np.concatenate(families)] = True
    children = young + np.flatnonzero(parents_away[c["mother"][young:last]] & parents_away[c["father"][young:last]])
    along = uniforms(stream(seed, "child lives abroad"), children) < figure("abroad_children_along").value
    absent[children[along] - first] = True
    return absent


def _place_orphans(
    columns, first: int, month: int, own: NDArray[np.int32], place: NDArray[np.uint16], home: NDArray[np.int32]
) -> None:
    """Those left without elders: with the eldest married sibling in the county, else with each other, headed by the eldest.

    Children under 16 who then have no grown person with them go to homes (GONE).
    """
    alone = first + np.flatnonzero(home == NEVER_MARRIED)
    mother = columns["mother"][alone].astype(np.int64)
    # Married brothers and sisters, the eldest of each county. A mother unknown (-1) is nobody's mother.
    is_asked = np.zeros(columns["mother"].size + 1, dtype=bool)
    is_asked[mother] = True
    is_asked[-1] = False
    married = first + np.flatnonzero((own >= 0) & is_asked[columns["mother"][first : first + own.size]])
    kin = columns["mother"][married].astype(np.int64) * 1024 + place[married - first] // 2
    kin, eldest_row = np.unique(kin, return_index=True)
    asked = mother * 1024 + place[alone - first] // 2
    row = np.searchsorted(kin, asked)
    joins = row < kin.size
    joins[joins] = kin[row[joins]] == asked[joins]
    home[alone[joins] - first] = own[married[eldest_row[row[joins]]] - first]
    alone, mother = alone[~joins], mother[~joins]
    _, family = np.unique(np.where(mother >= 0, mother, -1 - alone), return_inverse=True)
    eldest = np.full(int(family.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(eldest, family, alone)
    head = eldest[family]
    grown = month - columns["birth_month"][head].astype(np.int32) >= GROWN_MONTHS
    home[alone - first] = np.where(grown, head, GONE)


def households(country: Country, month: int) -> Households:
    """Households at the start of ``month`` (1990 to 2025, the years for which posts and service are known)."""
    c = country.columns
    birth = frozen(c["birth_month"])
    first = int(np.argmax((c["death_month"] > month) & (c["separated_month"] > month)))  # the oldest
    last = int(np.searchsorted(birth, np.int16(month), side="right"))
    own, home = np.empty(last - first, np.int32), np.empty(last - first, np.int32)
    place = np.zeros(last - first, dtype=np.uint16)
    names = ("death_month", "separated_month", "birth_place", "union_place", "union_wife", "union_husband", "union_end")
    _at_home(
        month,
        first,
        frozen(_absent(country, month, first, last)),
        birth,
        *(frozen(c[n]) for n in names),
        *chain(c),
        own,
        place,
    )
    mother, father = frozen(c["mother"]), frozen(c["father"])
    _place_unmarried(first, mother, father, own, home)
    _place_orphans(c, first, month, own, place, home)
    host = np.empty(last - first, dtype=np.int32)
    key = stream(country.spec.seed, "elders live with a child")
    elder_months = round(12 * figure("elder_age").value)
    share = figure("elder_coresidence").value
    nearest = np.zeros(last - first, dtype=np.uint8)
    _join_elders(
        key, share, month, elder_months, first, mother, father, birth, frozen(c["sex"]), own, place, nearest, host
    )
    _settle(first, host, home)
    number = np.full(last - first, -1, dtype=np.int32)
    homes, people = _count(first, home, number)
    person, household = np.empty(people, np.int32), np.empty(people, np.int32)
    head, size = np.empty(homes, np.int32), np.zeros(homes, np.int32)
    _list(first, home, number, person, household, head, size)
    return Households(month=month, person=person, household=household, head=head, place=place[head - first], size=size)
