"""The builder: a country grown person by person from founders of about 1850 to 2025.

Order of a year: single men and brides are gathered by marriage pool; couples are matched; they settle; then the
children of the year get their parents. Deaths and the losses of 1950-57 are fixed at birth (``lives``), since nothing
in the genealogy depends on a scenario.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.draws import stream, uniforms
from yeonjwa.months import NEVER, month_of
from yeonjwa.population import births, lives, marriages, migration
from yeonjwa.population.nuptiality import nuptiality
from yeonjwa.population.places import CAPITAL, counties
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import VitalRates, shares_leaving, vital_rates

FOUNDER_AGES = 60
CLASSES_SINCE = 1958
"""Year from which the loyalty class decides on marriage and on residence in the capital."""
BLOCKS = 64
"""Blocks in which people are counted; fixed, so that threads cannot change a sum."""

Progress = Callable[[str, float, int], None]
"""Called with (stage, share done of the whole build, people so far)."""


@dataclass(frozen=True)
class Built:
    """Columns of a country and facts about it for the manifest."""

    columns: dict[str, NDArray[Any]]
    facts: dict[str, Any]


@dataclass
class _Growth:
    """The arrays that grow during the build; persons by id, unions by row."""

    start: NDArray[np.int64]  # first person of each birth year, and one past the last
    first_birth_year: int
    mother: NDArray[np.int32]
    father: NDArray[np.int32]
    birth_month: NDArray[np.int16]
    death_month: NDArray[np.int16]
    separated_month: NDArray[np.int16]
    sex: NDArray[np.uint8]
    songbun: NDArray[np.uint8]
    birth_place: NDArray[np.uint16]
    first_union: NDArray[np.int32]
    # Needed only while growing.
    leaves: NDArray[np.int16]
    enter: NDArray[np.int16]
    strong: NDArray[np.uint8]
    place: NDArray[np.uint16]
    current_union: NDArray[np.int32]
    wed_from: NDArray[np.int16]
    wed_to: NDArray[np.int16]
    last_birth: NDArray[np.int16]
    # Unions.
    unions: int
    union_wife: NDArray[np.int32]
    union_husband: NDArray[np.int32]
    union_start: NDArray[np.int16]
    union_end: NDArray[np.int16]
    union_place: NDArray[np.uint16]
    wife_next: NDArray[np.int32]
    husband_next: NDArray[np.int32]

    def cohort(self, year: int) -> int:
        """Position of a birth year in ``start``, clipped to the years that exist."""
        return int(np.clip(year - self.first_birth_year, 0, self.start.size - 1))

    def reserve(self, more: int) -> None:
        """Make room for ``more`` unions."""
        if self.unions + more <= self.union_wife.size:
            return
        size = int((self.unions + more) * 1.3) + 1024
        for name in (
            "union_wife",
            "union_husband",
            "union_start",
            "union_end",
            "union_place",
            "wife_next",
            "husband_next",
        ):
            old = getattr(self, name)
            new = np.empty(size, dtype=old.dtype)
            new[: self.unions] = old[: self.unions]
            setattr(self, name, new)


def _sizes(rates: VitalRates, scale: float) -> tuple[NDArray[np.int64], int]:
    """First person of each birth year: founders by age, then the births; rounded so that running totals stay right."""
    by_year = np.concatenate([rates.founders.sum(axis=0)[::-1], rates.births])
    edges = np.rint(np.concatenate([[0.0], np.cumsum(by_year)]) * scale).astype(np.int64)
    return edges, rates.first_year - FOUNDER_AGES


def _shares_lost(
    rates: VitalRates, first_birth_year: int, n_cohorts: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chance by birth year and sex, of those alive then, to be lost in mid 1950 and to go south in mid 1950..1957."""
    lost_by_age, separated_by_age = shares_leaving(rates)
    lost = np.zeros((n_cohorts, 2))
    separated = np.zeros((8, n_cohorts, 2))
    for cohort in range(n_cohorts):
        for y in range(8):
            age = 1950 + y - (first_birth_year + cohort)  # at the end of the year
            if 1 <= age < 110:
                separated[y, cohort] = separated_by_age[y, :, age]
                if y == 0:
                    lost[cohort] = lost_by_age[:, age]
    return lost, separated


def _begin(spec: PopulationSpec, rates: VitalRates) -> tuple[_Growth, Any]:
    start, first_birth_year = _sizes(rates, spec.scale)
    n = int(start[-1])
    n_cohorts = start.size - 1
    table = nuptiality(spec, rates, first_birth_year, first_birth_year + n_cohorts - 1)
    founders_female = rates.founders[0] / np.maximum(rates.founders.sum(axis=0), 1e-9)
    female = np.concatenate([founders_female[::-1], rates.female_fraction])
    lost, separated = _shares_lost(rates, first_birth_year, n_cohorts)
    g = _Growth(
        start=start, first_birth_year=first_birth_year,
        mother=np.full(n, -1, np.int32), father=np.full(n, -1, np.int32),
        birth_month=np.empty(n, np.int16), death_month=np.empty(n, np.int16), separated_month=np.empty(n, np.int16),
        sex=np.empty(n, np.uint8), songbun=np.zeros(n, np.uint8), birth_place=np.zeros(n, np.uint16),
        first_union=np.full(n, -1, np.int32), leaves=np.empty(n, np.int16), enter=np.empty(n, np.int16),
        strong=np.empty(n, np.uint8), place=np.zeros(n, np.uint16), current_union=np.full(n, -1, np.int32),
        wed_from=np.full(n, NEVER, np.int16), wed_to=np.full(n, -1, np.int16), last_birth=np.full(n, -100, np.int16),
        unions=0, union_wife=np.empty(0, np.int32), union_husband=np.empty(0, np.int32),
        union_start=np.empty(0, np.int16), union_end=np.empty(0, np.int16), union_place=np.empty(0, np.uint16),
        wife_next=np.empty(0, np.int32), husband_next=np.empty(0, np.int32),
    )  # fmt: skip
    g.reserve(int(n * 0.33))
    lives.begin_lives(
        start, first_birth_year, month_of(rates.first_year),
        stream(spec.seed, "sex and death"), stream(spec.seed, "going south in 1950-57"), stream(spec.seed, "lost before 1951"),
        stream(spec.seed, "age at first marriage and personal factor of fertility"),
        female, rates.hazard, rates.first_year, rates.infant_first_month_share, lost, separated, lives.LOST_MONTH,
        table.entry_age_months, table.never, 0.5,
        g.birth_month, g.sex, g.death_month, g.separated_month, g.leaves, g.enter, g.strong,
    )  # fmt: skip
    founders = np.arange(int(start[FOUNDER_AGES]))
    shares = migration.wanted_shares(rates.first_year)
    where = uniforms(stream(spec.seed, "place of founders"), founders)
    g.place[: founders.size] = np.searchsorted(np.cumsum(shares)[:-1], where, side="right")
    g.birth_place[: founders.size] = g.place[: founders.size]
    classes = np.array([figure("songbun_core").value, figure("songbun_wavering").value])
    g.songbun[: founders.size] = np.searchsorted(
        np.cumsum(classes), uniforms(stream(spec.seed, "class of founders"), founders), side="right"
    )
    return g, table


class _Ids:
    """Scratch room for ids that is used again every year, so that the system need not clear fresh memory for it."""

    def __init__(self) -> None:
        self.room = np.empty(0, np.int32)

    def __call__(self, size: int) -> NDArray[np.int32]:
        if self.room.size < size:
            self.room = np.empty(size + size // 4, np.int32)
        return self.room[:size]


class _Market:
    """The marriages of each year: pools, wanted shares and keys of luck, prepared once."""

    def __init__(self, spec: PopulationSpec, table: Any) -> None:
        self.spec = spec
        self.table = table
        self.key_pool = stream(spec.seed, "pool of the bride")
        self.key_match = stream(spec.seed, "match")
        self.key_place = stream(spec.seed, "settling of the couple")
        self.key_widowed = stream(spec.seed, "remarriage")
        self.capital = counties().province == CAPITAL
        self.pull = migration.pull(migration.census_shares())
        self.pull_alone = np.diff(self.pull, axis=1, prepend=0.0)
        self.pool = np.zeros(migration.N_COUNTIES, np.int64)
        self.pooled_at = self.counted_at = -(10**6)
        shares = [figure(f"songbun_{name}").value for name in ("core", "wavering", "hostile")]
        entry = [1.0, figure("capital_entry_wavering").value, figure("capital_entry_hostile").value]
        self.let_in = float(np.dot(shares, entry))
        self.parts = np.zeros((BLOCKS, migration.N_PLACES), np.int64)
        self.unmatched = 0
        self.ids = _Ids()

    def people_by_place(self, g: _Growth, year: int) -> NDArray[np.float64]:
        low, high = g.start[g.cohort(year - 100)], g.start[g.cohort(year)]
        births.count_places(low, high, month_of(year), g.leaves, g.place, self.parts)
        return self.parts.sum(axis=0).astype(np.float64)

    def hold(self, g: _Growth, year: int) -> None:
        """Match and settle the couples of one year."""
        begin, end = month_of(year), month_of(year + 1)
        if year >= 1985 or year - self.counted_at >= 3:
            self.people = self.people_by_place(g, year)
            self.counted_at = year
        people = self.people
        if year - self.pooled_at >= 10:
            self.pool = migration.marriage_pools(people[0::2] + people[1::2])
            self.pooled_at = year
        n_pools = int(self.pool.max()) + 1

        def gather(
            is_male: int, oldest: int, head_start: int, outside: float
        ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
            low, high = int(g.start[g.cohort(year - oldest - 1)]), int(g.start[g.cohort(year - 13)])
            ids, counts = self.ids(high - low + BLOCKS), np.zeros(BLOCKS, np.int64)
            marriages.list_seekers(low, high, is_male, begin, end + head_start, g.sex, g.enter, g.leaves, ids, counts)
            offsets = np.zeros((2 * n_pools * marriages.AGES if is_male else n_pools) + 1, np.int64)
            people = np.empty(int(counts.sum()), np.int32)
            marriages.by_pool(
                high - low, ids, counts, is_male == 1, begin, end, n_pools, g.birth_month, g.enter, g.current_union, g.place,
                self.pool, self.pull, outside, self.key_pool, offsets, people,
            )  # fmt: skip
            return offsets, people[: offsets[-1]]

        t = self.table
        men_offsets, men = gather(1, marriages.HIGHEST_AGE, marriages.HEAD_START, 0.0)
        bride_offsets, brides = gather(0, t.last_age_of_brides, 0, t.outside_county)
        groom = np.empty(brides.size, np.int32)
        # Nobody had a class to marry by before there were classes; until then the column says who the ancestors are.
        accepted = (t.class_distance_one, t.class_distance_two) if year >= CLASSES_SINCE else (1.0, 1.0)
        marriages.match(
            self.key_match, begin, self.spec.marriage_bar, t.gap_mean, t.gap_sd, t.impatience, *accepted,
            bride_offsets, brides, men_offsets, men, g.birth_month, g.enter, g.leaves, g.songbun, g.mother, g.father, groom,
        )  # fmt: skip
        matched = groom >= 0
        self.unmatched += int(brides.size - matched.sum())
        # Who found nobody looks again next year.
        waiting = brides[~matched]
        g.enter[waiting] = np.maximum(g.enter[waiting], begin) + 12
        self._settle(g, year, brides[matched], groom[matched], people)

    def _settle(
        self, g: _Growth, year: int, brides: NDArray[np.int32], groom: NDArray[np.int32], people: NDArray[np.float64]
    ) -> None:
        wanted = migration.wanted_shares(year) * people.sum()
        couples = np.bincount(g.place[groom], minlength=migration.N_PLACES)
        urban = wanted[1::2] / np.maximum(wanted[0::2] + wanted[1::2], 1e-9)
        # Couples who move by their own choice shift the shares too: what they do is foreseen.
        movers = self.spec.kin_dispersion * couples
        arrivals = (movers[0::2] + movers[1::2]) @ self.pull_alone
        foreseen = people - 2.0 * movers
        foreseen[0::2] += 2.0 * arrivals * (1.0 - urban)
        foreseen[1::2] += 2.0 * arrivals * urban
        excess = foreseen - wanted
        leaving = np.clip(excess / np.maximum(2.0 * couples, 1.0), 0.0, 0.9)
        lacking = np.maximum(-excess, 0.0)
        if year >= CLASSES_SINCE:
            # Couples turned away from the capital must be made up for by more who try.
            lacking[np.repeat(self.capital, 2)] /= self.let_in
        arriving = np.cumsum(lacking if lacking.sum() > 0 else wanted)
        g.reserve(brides.size)
        t = self.table
        marriages.settle(
            self.key_place, self.key_widowed, month_of(year), g.unions, brides, groom, self.capital, year >= CLASSES_SINCE,
            leaving, self.pull, arriving[:-1] / arriving[-1], self.spec.kin_dispersion, urban,
            figure("capital_entry_wavering").value, figure("capital_entry_hostile").value, figure("capital_exit_hostile").value,
            t.remarry_men, t.remarry_women, t.remarry_age_men, t.remarry_age_women, t.remarry_delay, t.first_birth,
            g.birth_month, g.leaves, g.songbun, g.enter, g.place, g.current_union, g.first_union, g.wed_from, g.wed_to,
            g.union_wife, g.union_husband, g.union_start, g.union_end, g.union_place, g.wife_next, g.husband_next,
        )  # fmt: skip
        g.unions += brides.size


class _Nursery:
    """The births of each year."""

    def __init__(self, spec: PopulationSpec, rates: VitalRates) -> None:
        self.rates = rates
        self.key_cohort = stream(spec.seed, "cohort of the mother")
        self.key_mother = stream(spec.seed, "mother")
        self.key_songbun = stream(spec.seed, "class of the child")
        # A two-point factor 1 - s or 1 + s has variance s squared; only the variance matters for kin.
        self.spread = float(np.sqrt(spec.fertility_spread))
        self.orphans = 0
        self.ids = _Ids()
        self.total_fertility: dict[int, float] = {}

    def hold(self, g: _Growth, year: int) -> None:
        """Give every child of ``year`` its parents."""
        first, last = int(g.start[g.cohort(year)]), int(g.start[g.cohort(year) + 1])
        n = last - first
        if n == 0:
            return
        top = year - births.YOUNGEST - g.first_birth_year
        women = np.zeros(births.COHORTS, np.int64)
        wives = np.zeros(births.COHORTS, np.int64)
        able = np.zeros((births.COHORTS, 12), np.int64)
        oldest, youngest = int(g.start[max(top - births.COHORTS + 1, 0)]), int(g.start[max(top + 1, 0)])
        listed = self.ids(youngest - oldest)
        births.list_wives(
            g.start, top, month_of(year), g.sex, g.leaves, g.wed_from, g.wed_to, women, wives, able, listed
        )
        fertility = self.rates.fertility[year - self.rates.first_year]
        ages = births.YOUNGEST + np.arange(births.COHORTS)  # reached in the year
        # In whole months, those born in a month have passed their birthday in it.
        passed = (np.arange(12)[:, None] + 1.0) / 12.0
        by_birthday = np.stack([fertility[ages - 1], fertility[ages]])
        rate = passed * by_birthday[1] + (1 - passed) * by_birthday[0]
        # A cohort cannot bear more than its wives can: the rest goes to the other ages.
        weight = np.minimum(rate * women, figure("most_births_of_wives").value * able.T)
        total = weight.sum(axis=1, keepdims=True)
        if total.min() <= 0:
            self.orphans += n
            return
        self.total_fertility[year] = float(n / max((rate.mean(axis=0) * women).sum(), 1e-9) * fertility.sum())
        cumulative = np.ascontiguousarray(np.cumsum(weight / total, axis=1))
        cumulative[:, -1] = 1.0
        # Rounding must not choose the oldest cohorts, which may have no wife.
        for month in range(12):
            cumulative[month, int(np.max(np.nonzero(weight[month])[0])) :] = 1.0
        offsets = np.zeros(births.COHORTS + 1, np.int64)
        order = np.empty(n, np.int32)
        births.assign_cohorts(self.key_cohort, first, n, cumulative, offsets, order)
        interval = int(figure("shortest_birth_interval").value)
        accept_age = by_birthday / np.maximum(by_birthday.max(axis=0), 1e-12)
        births.find_parents(
            self.key_mother, self.key_songbun, g.start, top, wives, listed, offsets, order,
            self._accept_weak(np.diff(offsets) / np.maximum(able.sum(axis=1), 1), interval), accept_age, interval,
            figure("songbun_mobility").value, figure("songbun_core").value, figure("songbun_wavering").value,
            g.birth_month, g.wed_from, g.wed_to, g.strong, g.last_birth, g.current_union, g.union_husband, g.place, g.songbun,
            g.mother, g.father, g.birth_place,
        )  # fmt: skip
        lost = np.nonzero(g.mother[first:last] < 0)[0] + first
        if lost.size:
            self._adopt(g, lost, year)

    def _accept_weak(self, births_per_month: NDArray[np.float64], interval: int) -> NDArray[np.float64]:
        """float64[COHORTS]: chance to accept a woman of weak factor so that births, not tries, stand as 1 - s to 1 + s.

        Who bears ``r`` children a month cannot bear in a share ``r * interval`` of the time, and is drawn in vain then.
        The fertile would lose by this what the factor gives them: without the correction a variance of 0.15 comes to 0.1.
        """
        free = [
            np.maximum(1.0 - births_per_month * factor * interval, 0.05)
            for factor in (1.0 - self.spread, 1.0 + self.spread)
        ]
        return (1.0 - self.spread) / (1.0 + self.spread) * free[1] / free[0]

    def _adopt(self, g: _Growth, children: NDArray[np.int64], year: int) -> None:
        """Children for whom the cohort had no wife left (small scales) go to any wife of the year, in a fixed order."""
        low, high = int(g.start[g.cohort(year - births.OLDEST)]), int(g.start[g.cohort(year - 15)])
        ids = np.arange(low, high)
        for child in children:
            born = int(g.birth_month[child])
            able = ids[(g.wed_from[low:high] <= born) & (g.wed_to[low:high] > born)]
            if able.size == 0:
                self.orphans += 1
                continue
            rested = able[born - g.last_birth[able] >= figure("shortest_birth_interval").value]
            able = rested if rested.size else able
            woman = able[int(uniforms(self.key_mother, child, 0, 2) * able.size)]
            man = g.union_husband[g.current_union[woman]]
            g.last_birth[woman] = born
            g.mother[child], g.father[child] = woman, man
            g.songbun[child] = g.songbun[man]
            g.place[child] = g.birth_place[child] = g.place[woman]


@contextmanager
def _threads_that_sleep() -> Iterator[None]:
    """Let the threads of parallel loops, if the first of the program begins here, sleep while they wait for the next; else they are
    busy waiting for a seventh of a build. What the user has set holds."""
    name = "OMP_WAIT_POLICY"  # read once, when the threads begin
    if name in os.environ:
        yield
        return
    os.environ[name] = "passive"
    try:
        yield
    finally:
        del os.environ[name]


def build(spec: PopulationSpec, progress: Progress | None = None) -> Built:
    """Grow a country.

    Parameters
    ----------
    spec : PopulationSpec
        What determines the country. Equal specs give equal columns, bit for bit, for any number of threads.
    progress : callable, optional
        Called with (stage, share done, people so far).

    Returns
    -------
    Built
        All columns of ``Country`` and facts for the manifest.
    """
    from yeonjwa.kinship.children import children_index
    from yeonjwa.population.facts import genealogy_facts
    from yeonjwa.population.society import society

    began = time.perf_counter()
    say = progress or (lambda stage, share, people: None)
    rates = vital_rates(spec)
    say("lives", 0.0, 0)
    with _threads_that_sleep():
        g, table = _begin(spec, rates)
    market, nursery = _Market(spec, table), _Nursery(spec, rates)
    people_total = g.mother.size
    for year in range(rates.first_year - FOUNDER_AGES + 15, rates.last_year + 1):
        market.hold(g, year)
        if year >= rates.first_year:
            nursery.hold(g, year)
            done = int(g.start[g.cohort(year) + 1])
            say("genealogy", 0.1 + 0.7 * done / people_total, done)
    columns = _columns(g)
    facts = {
        "unmatched_bride_years": market.unmatched,
        "births_without_parents": nursery.orphans,
        "total_fertility": {str(y): round(v, 4) for y, v in nursery.total_fertility.items()},
        "vital_rates": rates.notes,
    }
    del g, market, nursery  # what follows works in their memory
    facts.update(genealogy_facts(columns, spec, rates))
    say("society", 0.85, people_total)
    more, society_facts = society(columns, spec, progress)
    columns.update(more)
    index = children_index(columns["mother"], columns["father"])
    columns.update(child_start=index.start, child=index.child)
    facts["society"] = society_facts
    facts["build_seconds"] = round(time.perf_counter() - began, 2)
    say("done", 1.0, people_total)
    return Built(columns=columns, facts=facts)


def _columns(g: _Growth) -> dict[str, NDArray[Any]]:
    u = g.unions
    return {
        "mother": g.mother,
        "father": g.father,
        "birth_month": g.birth_month,
        "death_month": g.death_month,
        "separated_month": g.separated_month,
        "sex": g.sex,
        "songbun": g.songbun,
        "birth_place": g.birth_place,
        "first_union": g.first_union,
        "union_wife": g.union_wife[:u],
        "union_husband": g.union_husband[:u],
        "union_start": g.union_start[:u],
        "union_end": g.union_end[:u],
        "union_place": g.union_place[:u],
        "wife_next_union": g.wife_next[:u],
        "husband_next_union": g.husband_next[:u],
    }
