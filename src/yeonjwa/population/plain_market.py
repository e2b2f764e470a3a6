"""Slow twins of the marriage market's kernels in plain Python; the tests compare the two."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from yeonjwa.draws import uniform_pair_plain, uniform_plain
from yeonjwa.months import NEVER
from yeonjwa.population.marriages import AGE_REACH, CANDIDATES, HIGHEST_AGE, LOWEST_AGE
from yeonjwa.population.plain import People, least_chon_plain

HOSTILE = 2
MenByPool = dict[tuple[int, int], list[int]]
"""Men by (pool, age in years)."""


def seekers_plain(people: People, persons: Iterable[int], sex: int, year_start: int, last_entry: int) -> list[int]:
    """Twin of ``list_seekers``: who begins to look before ``last_entry`` and is there when the search begins."""
    return [
        p
        for p in persons
        if people.sex[p] == sex and people.enter[p] < last_entry and people.leaves[p] > max(people.enter[p], year_start)
    ]


def brides_by_pool_plain(
    key: int,
    people: People,
    brides: Iterable[int],
    year_start: int,
    pool: Sequence[int],
    elsewhere: Sequence[Sequence[float]],
    outside: float,
) -> dict[int, list[int]]:
    """Twin of ``by_pool`` for brides: the pool in which each looks, her own county's or another's."""
    pools = defaultdict(list)
    for bride in brides:
        county = people.place[bride] // 2
        goes, where = uniform_pair_plain(key, bride, year_start)
        if goes < outside:
            county = bisect_right(elsewhere[county], where)
        pools[pool[county]].append(bride)
    return dict(pools)


def men_by_pool_plain(
    people: People, men: Iterable[int], year_start: int, pool: Sequence[int]
) -> tuple[MenByPool, MenByPool]:
    """Twin of ``by_pool`` for men: those who look this year, and the never married who will look later."""
    now: MenByPool = defaultdict(list)
    later: MenByPool = defaultdict(list)
    for man in men:
        age = (year_start - people.birth_month[man]) // 12
        if not LOWEST_AGE <= age <= HIGHEST_AGE:
            continue
        bucket = (pool[people.place[man] // 2], age)
        if people.enter[man] < year_start + 12:
            now[bucket].append(man)
        elif people.current_union[man] < 0:
            later[bucket].append(man)
    return now, later


@dataclass(frozen=True)
class MatchRules:
    """Wishes of brides and bars to a match; fields as in ``marriages.match``."""

    bar: int
    gap_mean: float
    gap_sd: float
    impatience: float
    distance_one: float
    distance_two: float


def wedding_plain(people: People, bride: int, man: int, year_start: int) -> int:
    """Month of the wedding; a man who was not to look this year follows the bride."""
    months = [year_start, people.enter[bride]]
    if people.enter[man] < year_start + 12:
        months.append(people.enter[man])
    return max(months)


def _is_suited(people: People, bride: int, man: int, year_start: int, luck: float, rules: MatchRules) -> bool:
    wedding = wedding_plain(people, bride, man, year_start)
    if min(people.leaves[man], people.leaves[bride]) <= wedding:
        return False
    apart = abs(people.songbun[man] - people.songbun[bride])
    if luck >= {0: 1.0, 1: rules.distance_one, 2: rules.distance_two}[apart]:
        return False
    chon = least_chon_plain(people.mother, people.father, bride, man, rules.bar - 1)
    return chon is None or chon > rules.bar


def _look_plain(
    key: int,
    people: People,
    bride: int,
    year_start: int,
    wished: int,
    tries: int,
    men: Mapping[int, list[int]],
    rules: MatchRules,
) -> tuple[int, int]:
    """(groom or -1, candidates seen so far); nearest wished age first, the older of two equally near."""
    by_nearness = sorted(range(wished - AGE_REACH, wished + AGE_REACH + 1), key=lambda age: (abs(age - wished), -age))
    for age in by_nearness:
        there = men.get(age, [])
        for _ in range(CANDIDATES):
            if not there:
                break
            tries += 1
            pick, accept = uniform_pair_plain(key, bride, year_start, 0, tries)
            at = int(pick * len(there))
            man = there[at]
            if _is_suited(people, bride, man, year_start, accept, rules):
                # The last of the list takes the free place.
                there[at] = there[-1]
                there.pop()
                return man, tries
    return -1, tries


def match_plain(
    key: int,
    people: People,
    brides: Mapping[int, Sequence[int]],
    now: MenByPool,
    later: MenByPool,
    year_start: int,
    rules: MatchRules,
) -> dict[int, int]:
    """Twin of ``match``: the groom of each bride, -1 for none; the lists of men are used up."""
    grooms = {}
    for pool, her_pool in brides.items():
        looking = {age: men for (p, age), men in now.items() if p == pool}
        not_yet = {age: men for (p, age), men in later.items() if p == pool}
        for bride in reversed(her_pool):
            u, v = uniform_pair_plain(key, bride, year_start)
            third = u * 4096.0 % 1.0
            wish = rules.gap_mean + rules.gap_sd * 2.0 * (u + v + third - 1.5)
            wished = int((year_start - people.birth_month[bride]) / 12.0 + wish)
            man, tries = _look_plain(key, people, bride, year_start, wished, 0, looking, rules)
            if man < 0 and uniform_plain(key, bride, year_start, 1) < rules.impatience:
                man, tries = _look_plain(key, people, bride, year_start, wished, tries, not_yet, rules)
            grooms[bride] = man
    return grooms


@dataclass(frozen=True)
class SettleRules:
    """Where couples may settle and who may marry again; fields as in ``marriages.settle``."""

    capital: Sequence[bool]
    restricted: bool
    leaving: Sequence[float]
    elsewhere: Sequence[Sequence[float]]
    arriving: Sequence[float]
    moving: float
    urban_chance: Sequence[float]
    entry_wavering: float
    entry_hostile: float
    exit_hostile: float
    remarry_men: float
    remarry_women: float
    last_age_men: int
    last_age_women: int
    delay: int
    first_birth: int


@dataclass
class Union:
    """One union: who, from when to when, where, and the next one of each."""

    wife: int
    husband: int
    start: int
    end: int
    place: int
    wife_next: int = -1
    husband_next: int = -1


def _wished_place(key: int, husband: int, here: int, year_start: int, rules: SettleRules) -> int:
    """His own place, one that lacks people (where his must be left), or one chosen by size and distance."""
    u, v = uniform_pair_plain(key, husband, year_start)
    if u < rules.leaving[here]:
        return bisect_right(rules.arriving, v)
    if u < rules.leaving[here] + rules.moving * (1.0 - rules.leaving[here]):
        county = bisect_right(rules.elsewhere[here // 2], v)
        return 2 * county + (uniform_plain(key, husband, year_start, 1) < rules.urban_chance[county])
    return here


def settled_place_plain(key: int, husband: int, here: int, songbun: int, year_start: int, rules: SettleRules) -> int:
    """Where a couple settles, after the capital has turned away or sent away some by class."""
    goes = _wished_place(key, husband, here, year_start, rules)
    if not rules.restricted or not rules.capital[goes // 2]:
        return goes
    if not rules.capital[here // 2]:
        let_in = (1.0, rules.entry_wavering, rules.entry_hostile)[songbun]
        return goes if uniform_plain(key, husband, year_start, 2) < let_in else here
    if songbun == HOSTILE and uniform_plain(key, husband, year_start, 3) < rules.exit_hostile:
        luck = uniform_plain(key, husband, year_start, 4)
        goes = bisect_right(rules.arriving, luck)
        if rules.capital[goes // 2]:
            county = bisect_right(rules.elsewhere[here // 2], luck)
            is_urban = uniform_pair_plain(key, husband, year_start)[1] < rules.urban_chance[county]
            goes = 2 * county + is_urban
    return goes


def settle_plain(
    key_place: int,
    key_widowed: int,
    people: People,
    unions: list[Union],
    couples: Iterable[tuple[int, int]],
    year_start: int,
    rules: SettleRules,
) -> None:
    """Twin of ``settle``: adds the unions of the year and writes what changes for both spouses."""
    for wife, husband in couples:
        start = wedding_plain(people, wife, husband, year_start)
        end = min(people.leaves[wife], people.leaves[husband])
        place = settled_place_plain(
            key_place, husband, people.place[husband], people.songbun[husband], year_start, rules
        )
        row = len(unions)
        unions.append(Union(wife, husband, start, end, place))
        for person, link in ((wife, "wife_next"), (husband, "husband_next")):
            if people.current_union[person] < 0:
                people.first_union[person] = row
            else:
                setattr(unions[people.current_union[person]], link, row)
            people.current_union[person] = row
            people.place[person] = place
            people.enter[person] = NEVER
        people.wed_from[wife] = start + rules.first_birth
        people.wed_to[wife] = min(people.leaves[wife], people.leaves[husband] + 9)
        if people.leaves[wife] == people.leaves[husband]:
            continue
        survivor, last_age, chance = (
            (husband, rules.last_age_men, rules.remarry_men)
            if people.leaves[wife] == end
            else (wife, rules.last_age_women, rules.remarry_women)
        )
        if end - people.birth_month[survivor] < last_age and uniform_plain(key_widowed, survivor, end) < chance:
            people.enter[survivor] = end + rules.delay
