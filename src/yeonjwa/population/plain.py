"""Slow twins of the builder's kernels about lives, kin and births, in plain Python; the tests compare the two.

They are written from what a year means, person by person, with lists and dictionaries. Only where the order of
additions decides the last bit of a number do they add in the order of the kernels.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Any

from yeonjwa.draws import uniform_pair_plain, uniform_plain
from yeonjwa.months import EPOCH_YEAR, NEVER
from yeonjwa.population.births import STEPS, TRIES, YOUNGEST
from yeonjwa.population.lives import MONTHS_OF_LIFE, STEP_DEATH, STEP_SEX

FEMALE = 0


class People:
    """Columns of a growing country as plain lists by person id; a twin needs only those that it reads."""

    birth_month: list[int]
    sex: list[int]
    songbun: list[int]
    mother: list[int]
    father: list[int]
    leaves: list[int]
    enter: list[int]
    strong: list[int]
    place: list[int]
    birth_place: list[int]
    first_union: list[int]
    current_union: list[int]
    wed_from: list[int]
    wed_to: list[int]
    last_birth: list[int]

    def __init__(self, **columns: Iterable[int]):
        for name, column in columns.items():
            setattr(self, name, [int(value) for value in column])


@dataclass(frozen=True)
class Life:
    """What is fixed about a person at birth, in months."""

    birth_month: int
    sex: int
    death_month: int
    separated_month: int
    leaves: int
    enter: int
    strong: int


@dataclass(frozen=True)
class LifeRates:
    """What lives are drawn from; shapes as in ``lives.begin_lives``."""

    start_month: int
    female_fraction: Any
    hazard: Any
    first_year: int
    first_month_share: float
    lost_share: Any
    separated_share: Any
    lost_month: int
    entry_age: Any
    never: float
    factor_low: float


def _hazard_of_month(rates: LifeRates, born: int, age: int, sex: int) -> float:
    """Hazard of the month in which somebody born in ``born`` is ``age`` months old."""
    year = EPOCH_YEAR + (born + age) // 12 - rates.first_year
    yearly = rates.hazard[min(max(year, 0), len(rates.hazard) - 1)][sex][age // 12]
    if age == 0:
        return float(yearly / 12.0 * (12.0 * rates.first_month_share))
    if age < 12:
        return float(yearly / 12.0 * ((1.0 - rates.first_month_share) * 12.0 / 11.0))
    return float(yearly / 12.0)


def _month_of_death(rates: LifeRates, born: int, sex: int, luck: float) -> int:
    """The month in which the hazards since birth (since the start, for founders) first exceed what ``luck`` allows."""
    founder_until = max(rates.start_month - born, 0)
    allowed = -log1p(-luck)
    reached = 0.0
    for age in range(MONTHS_OF_LIFE):
        if age == founder_until and age > 0:
            allowed += reached
        reached += _hazard_of_month(rates, born, age, sex)
        if age >= founder_until and reached > allowed:
            return born + age
    return born + MONTHS_OF_LIFE - 1


def _losses(
    rates: LifeRates, keys: Mapping[str, int], person: int, cohort: int, sex: int, dies: int
) -> tuple[int, int]:
    """(month of death, month of going south): mid-1950 first south, then lost; later years south only."""
    for years in range(8):
        summer = rates.lost_month + 12 * years
        share = rates.separated_share[years][cohort][sex]
        if share > 0 and dies > summer and uniform_plain(keys["separated"], person, summer) < share:
            return dies, summer
        share = rates.lost_share[cohort][sex]
        if years == 0 and share > 0 and dies > summer and uniform_plain(keys["lost"], person) < share:
            return summer, NEVER
    return dies, NEVER


def life_plain(
    person: int, start: Sequence[int], first_birth_year: int, keys: Mapping[str, int], rates: LifeRates
) -> Life:
    """Twin of ``begin_lives`` for one person; keys are those of "life", "separated", "lost" and "wedlock"."""
    cohort = bisect_right(start, person) - 1
    first, after = start[cohort], start[cohort + 1]
    born = (first_birth_year + cohort - EPOCH_YEAR) * 12 + 12 * (person - first) // (after - first)
    shift_sex, shift_death = uniform_pair_plain(keys["life"], 0)
    sex = 0 if (shift_sex + person * STEP_SEX) % 1.0 < rates.female_fraction[cohort] else 1
    dies = _month_of_death(rates, born, sex, (shift_death + person * STEP_DEATH) % 1.0)
    dies, south = _losses(rates, keys, person, cohort, sex, dies)
    wish, factor = uniform_pair_plain(keys["wedlock"], person)
    alone = rates.never if sex == FEMALE else 0.0
    enter = NEVER
    if wish >= alone:
        ages = rates.entry_age[sex][cohort]
        enter = born + int(ages[int((wish - alone) / (1.0 - alone) * len(ages))])
    strong = int(sex == FEMALE and factor >= rates.factor_low)
    return Life(born, sex, dies, south, min(dies, south), enter, strong)


def ancestors_plain(mother: Sequence[int], father: Sequence[int], person: int, levels: int) -> dict[int, int]:
    """Each ancestor within ``levels`` steps (the person included) with the fewest steps up, generation by generation."""
    steps = {person: 0}
    generation = {person}
    for step in range(1, levels + 1):
        generation = {p for child in generation for p in (mother[child], father[child]) if p >= 0}
        for ancestor in generation:
            steps.setdefault(ancestor, step)
    return steps


def least_chon_plain(mother: Sequence[int], father: Sequence[int], a: int, b: int, levels: int) -> int | None:
    """Chon of two people through their nearest common ancestor at most ``levels`` above either, None if there is none."""
    ups, downs = ancestors_plain(mother, father, a, levels), ancestors_plain(mother, father, b, levels)
    return min((ups[x] + downs[x] for x in ups.keys() & downs.keys()), default=None)


@dataclass(frozen=True)
class CohortOfWomen:
    """Women of one birth cohort in one year: how many live in mid-year, who may bear, how many may in each month."""

    living: int
    wives: list[int]
    able: list[int]


def wives_plain(people: People, persons: Iterable[int], year_start: int) -> CohortOfWomen:
    """Twin of ``list_wives`` for the ``persons`` of one birth year."""
    months = range(year_start, year_start + 12)
    living, wives, able = 0, [], [0] * 12
    for p in persons:
        living += people.sex[p] == FEMALE and people.leaves[p] > year_start + 6
        bearing = [people.wed_from[p] <= month < people.wed_to[p] for month in months]
        if any(bearing):
            wives.append(p)
        able = [count + can for count, can in zip(able, bearing, strict=True)]
    return CohortOfWomen(living, wives, able)


def cohorts_plain(key: int, first: int, n: int, cumulative: Sequence[Sequence[float]]) -> list[list[int]]:
    """Twin of ``assign_cohorts``: the births of a year by the mother's cohort."""
    births: list[list[int]] = [[] for _ in cumulative[0]]
    for k in range(n):
        shares = cumulative[12 * k // n]
        luck = uniform_plain(key, first + k)
        births[sum(share <= luck for share in shares)].append(first + k)
    return births


@dataclass(frozen=True)
class BirthRules:
    """How a mother is chosen and a class inherited.

    accept_weak: chance by cohort to accept a weak woman (strong: always). accept_age: chances by cohort before and after
    the birthday of the year. interval: months between births. mobility: chance that the class is drawn anew. core,
    wavering: shares of the first two classes then.
    """

    accept_weak: Sequence[float]
    accept_age: Sequence[Sequence[float]]
    interval: int
    mobility: float
    core: float
    wavering: float


def _mother_plain(
    key: int, child: int, people: People, wives: Sequence[int], cohort: int, rules: BirthRules
) -> int | None:
    born = people.birth_month[child]

    def can_bear(woman: int) -> bool:
        in_marriage = people.wed_from[woman] <= born < people.wed_to[woman]
        return in_marriage and born - people.last_birth[woman] >= rules.interval

    if not wives:
        return None
    for attempt in range(TRIES):
        pick, accept = uniform_pair_plain(key, child, 0, 0, attempt)
        woman = wives[int(pick * len(wives))]
        age = (born - people.birth_month[woman]) // 12
        had_birthday = age == YOUNGEST + cohort
        chance = rules.accept_age[had_birthday][cohort] * (1.0 if people.strong[woman] else rules.accept_weak[cohort])
        if can_bear(woman) and accept < chance:
            return woman
    first = int(uniform_plain(key, child, 0, 1) * len(wives))
    in_turn = [*wives[first:], *wives[:first]][:STEPS]
    return next((woman for woman in in_turn if can_bear(woman)), None)


def parents_plain(
    key: int,
    key_songbun: int,
    people: People,
    union_husband: Sequence[int],
    wives: Sequence[Sequence[int]],
    births: Sequence[Sequence[int]],
    rules: BirthRules,
) -> None:
    """Twin of ``find_parents``: wives and births by cohort; writes parents, class and place of each child."""
    for cohort, (of_cohort, children) in enumerate(zip(wives, births, strict=True)):
        for child in children:
            woman = _mother_plain(key, child, people, of_cohort, cohort, rules)
            if woman is None:
                continue
            man = union_husband[people.current_union[woman]]
            people.last_birth[woman] = people.birth_month[child]
            people.mother[child], people.father[child] = woman, man
            people.place[child] = people.birth_place[child] = people.place[woman]
            people.songbun[child] = people.songbun[man]
            anew, which = uniform_pair_plain(key_songbun, child)
            if anew < rules.mobility:
                people.songbun[child] = (which >= rules.core) + (which >= rules.core + rules.wavering)


def places_plain(people: People, low: int, high: int, month: int) -> Counter[int]:
    """Twin of ``count_places``: people who have not left by ``month``, by place."""
    return Counter(people.place[p] for p in range(low, high) if people.leaves[p] > month)
