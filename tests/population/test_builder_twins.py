"""The builder's kernels against their plain twins: equal to the last bit, in real years and in small invented markets.

Real years: a country of scale 0.0005 (about 29,000 persons ever born) is built while every kernel is watched, and in
some years each call is repeated by its twin; kernels that look at some hundred people at a time also in a larger country. Invented markets: few people, near kin everywhere, so that the bar, the
second look and remarriage all matter.
"""

from __future__ import annotations

import inspect
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import random_parents
from yeonjwa.draws import stream
from yeonjwa.months import NEVER, month_of
from yeonjwa.population import births, build, lives, marriages
from yeonjwa.population.marriage_bar import are_kin, least_union_chon, list_ancestors
from yeonjwa.population.plain import (
    BirthRules,
    LifeRates,
    People,
    cohorts_plain,
    least_chon_plain,
    life_plain,
    parents_plain,
    places_plain,
    wives_plain,
)
from yeonjwa.population.plain_market import (
    MatchRules,
    SettleRules,
    Union,
    brides_by_pool_plain,
    match_plain,
    men_by_pool_plain,
    seekers_plain,
    settle_plain,
)
from yeonjwa.population.spec import PopulationSpec

YEARS = (1805, 1850, 1888, 1931, 1951, 1966, 2008)
"""Years whose calls are repeated: founders among themselves, the first births, after the losses, with and without classes."""
COLUMNS = list(People.__annotations__)
UNIONS = {
    "wife": "union_wife",
    "husband": "union_husband",
    "start": "union_start",
    "end": "union_end",
    "place": "union_place",
}


def people_of(args: dict) -> People:
    """The columns among the arguments of a kernel."""
    return People(**{name: args[name].tolist() for name in COLUMNS if isinstance(args.get(name), np.ndarray)})


def rules_of(kind, args: dict):
    """A set of rules from arguments of the same names."""
    return kind(**{k: v.tolist() if isinstance(v, np.ndarray) else v for k in kind.__annotations__ for v in [args[k]]})


def buckets(offsets: np.ndarray, people: np.ndarray) -> dict[int, list[int]]:
    """Lists of people from offsets, those that are not empty."""
    return {
        b: people[offsets[b] : offsets[b + 1]].tolist() for b in range(offsets.size - 1) if offsets[b] < offsets[b + 1]
    }


def men_lists(args: dict) -> tuple[dict, dict]:
    """Men who look now and later, by (pool, age), from the offsets of ``match``."""
    lists: tuple[dict, dict] = ({}, {})
    pools = args["bride_offsets"].size - 1
    for b, men in buckets(args["men_offsets"], args["men"]).items():
        later, rest = divmod(b, pools * marriages.AGES)
        lists[later][rest // marriages.AGES, rest % marriages.AGES + marriages.LOWEST_AGE] = men
    return lists


def check_lives(before, after):
    keys = {name: int(before[f"key_{name}"]) for name in ("life", "separated", "lost", "wedlock")}
    rates = rules_of(LifeRates, before)
    start = before["start"].tolist()
    for person in range(0, start[-1], max(start[-1] // 500, 1)):
        life = life_plain(person, start, before["first_birth_year"], keys, rates)
        assert {name: int(after[name][person]) for name in life.__annotations__} == vars(life)


def check_seekers(before, after):
    blocks, span = after["counts"].size, before["high"] - before["low"]
    step = (span + blocks - 1) // blocks
    found = [p for b in range(blocks) for p in after["ids"][b * (step + 1) :][: after["counts"][b]].tolist()]
    persons = range(before["low"], before["high"])
    assert found == seekers_plain(
        people_of(before), persons, before["is_male"], before["year_start"], before["last_entry"]
    )


def check_pools(before, after):
    args, people, pool = before, people_of(before), before["pool"].tolist()
    blocks = args["counts"].size
    step = (args["span"] + blocks - 1) // blocks
    seekers = [p for b in range(blocks) for p in args["ids"][b * (step + 1) :][: args["counts"][b]].tolist()]
    if not args["by_age"]:
        expected = brides_by_pool_plain(
            int(args["key"]), people, seekers, args["year_start"], pool, args["elsewhere"].tolist(), args["outside"]
        )
        assert buckets(after["offsets"], after["people"]) == expected
        return
    now, later = men_by_pool_plain(people, seekers, args["year_start"], pool)
    named = {"bride_offsets": np.zeros(args["n_pools"] + 1), "men_offsets": after["offsets"], "men": after["people"]}
    assert men_lists(named) == (dict(now), dict(later))


def check_match(before, after):
    people = people_of({k: v for k, v in before.items() if k != "brides"})
    brides = buckets(before["bride_offsets"], before["brides"])
    grooms = match_plain(
        int(before["key"]), people, brides, *men_lists(before), before["year_start"], rules_of(MatchRules, before)
    )
    assert after["groom"].tolist() == [grooms[bride] for bride in before["brides"].tolist()]
    return grooms


def check_settle(before, after):
    people, rows = people_of(before), before["first_row"]
    unions = [Union(*row) for row in zip(*(before[n][:rows].tolist() for n in union_columns()), strict=True)]
    couples = list(zip(before["brides"].tolist(), before["groom"].tolist(), strict=True))
    rules = rules_of(SettleRules, before)
    settle_plain(
        int(before["key_place"]), int(before["key_widowed"]), people, unions, couples, before["year_start"], rules
    )
    for name, column in union_columns().items():
        assert after[name][: len(unions)].tolist() == [getattr(u, column) for u in unions], name
    for name in COLUMNS:
        if isinstance(after.get(name), np.ndarray):
            assert after[name].tolist() == getattr(people, name), name


def union_columns() -> dict[str, str]:
    """Column of the kernel: field of a plain union, in the order of the fields."""
    return {v: k for k, v in UNIONS.items()} | {"wife_next": "wife_next", "husband_next": "husband_next"}


def check_wives(before, after):
    people, start, first = people_of(before), before["start"], before["first_cohort"]
    base = start[max(first - births.COHORTS + 1, 0)]
    for c in range(births.COHORTS):
        persons = range(start[first - c], start[first - c + 1]) if first >= c else range(0)
        expected = wives_plain(people, persons, before["year_start"])
        into = (start[first - c] if first >= c else base) - base
        assert after["listed"][into : into + after["wives"][c]].tolist() == expected.wives
        assert (after["women"][c], after["able"][c].tolist()) == (expected.living, expected.able)


def check_cohorts(before, after):
    expected = cohorts_plain(int(before["key"]), before["first"], before["n"], before["cumulative"].tolist())
    assert [
        after["order"][a:b].tolist() for a, b in zip(after["offsets"], after["offsets"][1:], strict=False)
    ] == expected


def check_parents(before, after):
    people, start, first = people_of(before), before["start"], before["first_cohort"]
    base, rules = start[max(first - births.COHORTS + 1, 0)], rules_of(BirthRules, before)
    wives, children = [], []
    for c, size in enumerate(before["wives"]):
        into = start[max(first - c, 0)] - base
        wives.append(before["listed"][into : into + size].tolist())
        children.append(before["order"][before["offsets"][c] : before["offsets"][c + 1]].tolist())
    husbands = before["union_husband"].tolist()
    parents_plain(int(before["key"]), int(before["key_songbun"]), people, husbands, wives, children, rules)
    for name in ("mother", "father", "songbun", "place", "birth_place", "last_birth"):
        assert after[name].tolist() == getattr(people, name), name


def check_places(before, after):
    counts = places_plain(people_of(before), before["low"], before["high"], before["month"])
    assert {int(p): int(after["parts"].sum(axis=0)[p]) for p in np.nonzero(after["parts"].sum(axis=0))[0]} == dict(
        counts
    )


CHECKS = {
    (lives, "begin_lives"): (check_lives, lambda a: None),
    (marriages, "list_seekers"): (check_seekers, lambda a: a["year_start"]),
    (marriages, "by_pool"): (check_pools, lambda a: a["year_start"]),
    (marriages, "match"): (check_match, lambda a: a["year_start"]),
    (marriages, "settle"): (check_settle, lambda a: a["year_start"]),
    (births, "list_wives"): (check_wives, lambda a: a["year_start"]),
    (births, "assign_cohorts"): (check_cohorts, lambda a: None),
    (births, "find_parents"): (check_parents, lambda a: a["birth_month"][a["order"][0]]),
    (births, "count_places"): (check_places, lambda a: a["month"]),
}


def watch(monkeypatch, seen: Counter, names=frozenset(name for _, name in CHECKS), years=YEARS) -> None:
    """Repeat the calls of kernels by their twins in the chosen years (all calls, where a kernel knows no year)."""
    for (module, name), (check, month) in CHECKS.items():
        if name not in names:
            continue
        kernel = getattr(module, name)
        arguments = list(inspect.signature(kernel.py_func).parameters)

        def call(*args, kernel=kernel, arguments=arguments, check=check, month=month):
            when = month(dict(zip(arguments, args, strict=True)))
            if when is not None and 1800 + int(when) // 12 not in years:
                return kernel(*args)
            before = {n: a.copy() if isinstance(a, np.ndarray) else a for n, a in zip(arguments, args, strict=True)}
            kernel(*args)
            check(before, dict(zip(arguments, args, strict=True)))
            seen[kernel.__name__] += 1
            return None

        monkeypatch.setattr(module, name, call)


def test_every_kernel_does_in_real_years_what_its_twin_does(monkeypatch):
    seen: Counter = Counter()
    watch(monkeypatch, seen)
    build.build(PopulationSpec(scale=0.0005, seed=5))
    assert set(seen) == {name for _, name in CHECKS}
    assert min(seen[name] for name in ("list_seekers", "by_pool", "match", "settle", "find_parents")) >= 5


def test_batches_follow_each_other_as_people_do_one_by_one(monkeypatch):
    """At this scale there are several batches: of seekers and wives (1,024), and of the births of a cohort's mothers (128)."""
    seen: Counter = Counter()
    most = Counter()

    def sized(name, module, of):
        kernel = getattr(module, name)
        arguments = list(inspect.signature(kernel.py_func).parameters)

        def call(*args):
            most[name] = max(most[name], of(dict(zip(arguments, args, strict=True))))
            return kernel(*args)

        call.py_func, call.__name__ = kernel.py_func, name
        monkeypatch.setattr(module, name, call)

    sized("list_seekers", marriages, lambda a: (a["high"] - a["low"]) // a["counts"].size)
    sized("list_wives", births, lambda a: int(np.diff(a["start"]).max()))
    sized("find_parents", births, lambda a: int(np.diff(a["offsets"]).max()))
    watch(monkeypatch, seen, {"list_seekers", "list_wives", "find_parents"}, (1966,))
    build.build(PopulationSpec(scale=0.01, seed=5))
    assert set(seen) == {"list_seekers", "list_wives", "find_parents"}
    assert most["list_seekers"] > marriages.AT_ONCE
    assert most["list_wives"] > births.PEOPLE_AT_ONCE
    assert most["find_parents"] > births.AT_ONCE


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**31), st.integers(2, 12), st.sampled_from([4, 8]))
def test_who_is_kin_within_the_bar_is_that_of_a_breadth_first_search(seed, spread, bar):
    """The list of one is asked twice, as the market does: what it was used for must not tell."""
    mother, father = random_parents(seed, 60, spread)
    hers, his = np.empty(2**bar, np.int64), np.empty(2**bar, np.int64)
    woman, *men = np.random.default_rng(seed).choice(60, 6, replace=False).tolist()
    list_ancestors(mother, father, woman, bar // 2, -1, hers)
    for man in men:
        list_ancestors(mother, father, man, bar // 2, -2, his)
        chon = least_chon_plain(mother.tolist(), father.tolist(), woman, man, bar - 1)
        assert are_kin(mother, father, hers, his, bar) == (chon is not None and chon <= bar)


def test_lives_agree_where_many_are_lost_and_many_go_south():
    """The real shares concern one in ten; here half of every cohort alive is lost or goes south."""
    years = np.arange(1880, 1950)
    n = years.size
    start = np.arange(0, 7 * n + 1, 7)
    rng = np.random.default_rng(4)
    out = {
        "birth_month": np.int16, "sex": np.uint8, "death_month": np.int16, "separated_month": np.int16,
        "leaves": np.int16, "enter": np.int16, "strong": np.uint8,
    }  # fmt: skip
    args = {
        "start": start, "first_birth_year": 1880, "start_month": month_of(1900),
        **{f"key_{k}": stream(2, k) for k in ("life", "separated", "lost", "wedlock")},
        "female_fraction": np.full(n, 0.48), "hazard": rng.uniform(0, 0.04, (100, 2, 110)), "first_year": 1900,
        "first_month_share": 0.3, "lost_share": rng.uniform(0, 0.5, (n, 2)), "separated_share": rng.uniform(0, 0.2, (8, n, 2)),
        "lost_month": lives.LOST_MONTH, "entry_age": rng.uniform(180, 400, (2, n, 256)), "never": 0.1, "factor_low": 0.5,
        **{name: np.zeros(start[-1], dtype) for name, dtype in out.items()},
    }  # fmt: skip
    lives.begin_lives(*args.values())
    check_lives(args, args)
    assert (args["separated_month"] < NEVER).sum() > 50
    assert (args["death_month"] == lives.LOST_MONTH).sum() > 50


def random_market(seed: int, bar: int) -> dict:
    """Arguments of ``match`` for a village of 60 seekers in two pools, most of them kin; dtypes are those of the builder."""
    rng = np.random.default_rng(seed)
    n, year_start = 120, month_of(1960)
    mother, father = random_parents(seed, n)
    sex = np.arange(n) % 2
    born = (year_start - 12 * rng.uniform(17, 26, n)).astype(np.int16)
    enter = rng.integers(year_start - 12, year_start + 18, n).astype(np.int16)
    leaves = (enter + rng.integers(1, 60, n)).astype(np.int16)
    brides = np.flatnonzero((sex == 0) & (np.arange(n) >= n // 2) & (leaves > np.maximum(enter, year_start))).astype(
        np.int32
    )
    men = np.flatnonzero((sex == 1) & (np.arange(n) >= n // 2) & (leaves > np.maximum(enter, year_start))).astype(
        np.int32
    )
    age = (year_start - born[men].astype(int)) // 12 - marriages.LOWEST_AGE
    bucket = (enter[men] >= year_start + 12) * 2 * marriages.AGES + rng.integers(0, 2, men.size) * marriages.AGES + age
    men_offsets = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=4 * marriages.AGES))])
    half = brides.size // 2
    return {
        "key": stream(seed, "match"), "year_start": year_start, "bar": bar, "gap_mean": 1.0, "gap_sd": 2.0, "impatience": 0.5,
        "distance_one": 0.5, "distance_two": 0.2, "bride_offsets": np.array([0, half, brides.size]), "brides": brides,
        "men_offsets": men_offsets, "men": men[np.argsort(bucket, kind="stable")], "birth_month": born, "enter": enter,
        "leaves": leaves, "songbun": rng.integers(0, 3, n).astype(np.uint8), "mother": mother, "father": father,
        "groom": np.full(brides.size, -7, np.int32),
    }  # fmt: skip


def matched(args: dict) -> dict[int, int]:
    """Run the kernel and its twin on one market; the grooms they agree on."""
    after = {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in args.items()}
    marriages.match(*after.values())
    return check_match(args, after)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**31), st.sampled_from([4, 8]))
def test_a_village_of_kin_is_matched_alike(seed, bar):
    args = random_market(seed, bar)
    mother, father = args["mother"].tolist(), args["father"].tolist()
    grooms = [man for man in matched(args).values() if man >= 0]
    assert len(set(grooms)) == len(grooms)
    for bride, man in matched(args).items():
        chon = least_chon_plain(mother, father, bride, man, bar - 1) if man >= 0 else None
        assert chon is None or chon > bar


def test_the_bar_decides_in_some_villages():
    """Else the test above would not see a bar that does nothing."""
    first, second = ([matched(random_market(seed, bar)) for seed in range(10)] for bar in (4, 8))
    assert sum(a != b for a, b in zip(first, second, strict=True)) >= 5


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**31), st.integers(2, 12), st.sampled_from([2, 4, 8]))
def test_the_chon_of_spouses_is_that_of_a_breadth_first_search(seed, spread, limit):
    mother, father = random_parents(seed, 60, spread)
    a, b = np.random.default_rng(seed).integers(0, 60, (2, 40)).astype(np.int32)
    a, b = a[a != b], b[a != b]
    found = least_union_chon(mother, father, a, b, limit).tolist()
    plain = [
        least_chon_plain(mother.tolist(), father.tolist(), int(x), int(y), limit) for x, y in zip(a, b, strict=True)
    ]
    assert found == [c if c is not None and c <= limit else 127 for c in plain]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 2**31), st.booleans())
def test_couples_in_and_around_the_capital_settle_alike(seed, restricted):
    """Half of the couples live in the capital, classes are alike frequent, most couples move, many spouses die early."""
    rng = np.random.default_rng(seed)
    n, couples, year_start = 80, 25, month_of(1970)
    persons = rng.permutation(n).astype(np.int32)
    earlier = 10  # unions of the years before, of whom some marry again
    pairs = {"union_wife": persons[:earlier], "union_husband": persons[earlier : 2 * earlier]}
    first_union = np.full(n, -1, np.int32)
    for rows in pairs.values():
        first_union[rows] = np.arange(earlier)
    brides = np.concatenate([persons[:5], persons[20:40]])
    groom = np.concatenate([persons[10:15], persons[40:60]])
    enter = rng.integers(year_start - 24, year_start + 30, n).astype(np.int16)
    enter[brides] = np.minimum(enter[brides], year_start + 11)
    capital = np.arange(208) < 2
    place = rng.integers(0, 8, n).astype(np.uint16)
    table = np.int32, np.int32, np.int16, np.int16, np.uint16, np.int32, np.int32
    names = ("union_wife", "union_husband", "union_start", "union_end", "union_place", "wife_next", "husband_next")
    unions = {name: np.full(earlier + couples, 0, dtype) for name, dtype in zip(names, table, strict=True)}
    for name, rows in pairs.items():
        unions[name][:earlier] = rows
    unions["wife_next"][:] = unions["husband_next"][:] = -1
    arriving = np.cumsum(np.where(np.arange(416) < 8, 1.0, 0.0))
    args = {
        "key_place": stream(seed, "place"), "key_widowed": stream(seed, "widowed"), "year_start": year_start,
        "first_row": earlier, "brides": brides, "groom": groom, "capital": capital, "restricted": restricted,
        "leaving": np.full(416, 0.4), "elsewhere": np.tile(np.minimum(np.arange(1, 209) / 4, 1.0), (208, 1)),
        "arriving": arriving[:-1] / arriving[-1], "moving": 0.5, "urban_chance": np.full(208, 0.6), "entry_wavering": 0.5,
        "entry_hostile": 0.2, "exit_hostile": 0.7, "remarry_men": 0.6, "remarry_women": 0.5, "last_age_men": 660,
        "last_age_women": 432, "delay": 12, "first_birth": 1, "birth_month": (year_start - rng.integers(200, 700, n)).astype(np.int16),
        "leaves": (year_start + rng.integers(18, 60, n)).astype(np.int16), "songbun": rng.integers(0, 3, n).astype(np.uint8),
        "enter": enter, "place": place, "current_union": first_union.copy(), "first_union": first_union,
        "wed_from": np.full(n, NEVER, np.int16), "wed_to": np.full(n, -1, np.int16), **unions,
    }  # fmt: skip
    after = {k: v.copy() if isinstance(v, np.ndarray) else v for k, v in args.items()}
    marriages.settle(*after.values())
    check_settle(args, after)
