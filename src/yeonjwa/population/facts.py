"""Facts about a finished genealogy for its manifest: how well it meets the census, the UN figures and itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import stream, uniforms
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.marriage_bar import least_union_chon
from yeonjwa.population.migration import N_PLACES, census_shares
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.spells import frozen
from yeonjwa.population.vital_rates import VitalRates, pyramid_1950
from yeonjwa.system.threads import each, parts_of_range

UNIONS_SAMPLED = 20_000
OLDEST_MONTHS = 130 * 12


@njit(cache=True, nogil=True)
def count_lives(first, last, birth, death, separated, sex, outlived, counts):
    """Add persons ``first`` to ``last`` - 1 to ``counts`` (int64[months of birth from that of the first, 2, n]) by month of birth, sex and
    what ``outlived`` (uint8 by month of death or going, below n) says."""
    earliest = birth[first]
    for i in range(first, last):
        counts[birth[i] - earliest, sex[i], outlived[min(death[i], separated[i])]] += 1


def populations_by_age(columns: Mapping[str, NDArray[Any]], months: Sequence[int]) -> NDArray[np.int64]:
    """int64[months, 2, 21]: as ``population_by_age`` at several months, in one look at everybody."""
    asked = np.sort(np.asarray(months))
    born = columns["birth_month"]
    first = int(np.searchsorted(born, np.int16(max(int(asked[0]) - OLDEST_MONTHS, 0)), side="left"))
    last = int(np.searchsorted(born, np.int16(asked[-1]), side="right"))
    people = [frozen(columns[name]) for name in ("birth_month", "death_month", "separated_month", "sex")]
    outlived = np.searchsorted(asked, np.arange(NEVER + 1)).astype(
        np.uint8
    )  # how many of the months somebody lived beyond
    found = np.zeros((len(months), 2, 21), dtype=np.int64)

    def count_part(part: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        births = np.arange(int(born[part[0]]), int(born[part[1] - 1]) + 1)
        counts = np.zeros((births.size, 2, asked.size + 1), dtype=np.int64)
        count_lives(*part, *people, outlived, counts)
        return births, counts

    parts = [part for part in parts_of_range(first, last, 100_000) if part[0] < part[1]]
    for births, counts in each(count_part, parts):
        for k, month in enumerate(months):
            age = month - births
            fits = np.flatnonzero((age >= 0) & (age <= OLDEST_MONTHS))
            live = counts[fits, :, np.searchsorted(asked, month) + 1 :].sum(axis=2)
            np.add.at(found[k].T, np.minimum(age[fits] // 60, 20), live)
    return found


def population_by_age(columns: dict[str, NDArray[Any]], month: int) -> NDArray[np.int64]:
    """int64[2, 21]: synthetic people living at the end of ``month`` by sex and 5-year age group (100+ last)."""
    return populations_by_age(columns, [month])[0]


def people_by_place(columns: dict[str, NDArray[Any]], month: int) -> NDArray[np.int64]:
    """int64[416]: synthetic people living at the end of ``month`` by place (conscripts at their homes)."""
    place = columns["birth_place"].copy()
    rows = np.nonzero(columns["union_start"] <= month)[0]
    # Rows are in order of years, so that the latest union writes last.
    place[columns["union_wife"][rows]] = columns["union_place"][rows]
    place[columns["union_husband"][rows]] = columns["union_place"][rows]
    alive = (columns["birth_month"] <= month) & (columns["death_month"] > month) & (columns["separated_month"] > month)
    return np.bincount(place[alive], minlength=N_PLACES)


def _share_errors(columns: dict[str, NDArray[Any]]) -> dict[str, Any]:
    people = people_by_place(columns, month_of(2008, 9)).astype(float)
    here, wanted = people / people.sum(), census_shares()
    of_county = np.abs((here[0::2] + here[1::2]) / (wanted[0::2] + wanted[1::2]) - 1)
    province = np.repeat(counties().province, 2)
    by_province = np.bincount(province, weights=here) / np.bincount(province, weights=wanted) - 1
    return {
        "province_share_error_2008": {name: round(float(e), 5) for name, e in zip(PROVINCES, by_province, strict=True)},
        "province_share_error_2008_largest": round(float(np.abs(by_province).max()), 5),
        "county_share_error_2008_median": round(float(np.median(of_county)), 5),
        "urban_share_2008": round(float(here[1::2].sum()), 4),
    }


def _unions_between_kin(columns: dict[str, NDArray[Any]], spec: PopulationSpec) -> dict[str, Any]:
    recent = np.nonzero(columns["union_start"] >= month_of(1990))[0]
    luck = uniforms(stream(spec.seed, "unions looked at for kinship"), np.arange(min(UNIONS_SAMPLED, 4 * recent.size)))
    rows = recent[np.unique((luck * recent.size).astype(np.int64))]
    chon = least_union_chon(
        columns["mother"], columns["father"], columns["union_wife"][rows], columns["union_husband"][rows], 8
    )
    n = max(rows.size, 1)
    return {
        "unions_sampled_for_kinship": int(rows.size),
        "share_of_unions_within_4_chon": round(float((chon <= 4).sum() / n), 6),
        "share_of_unions_at_5_to_8_chon": round(float(((chon >= 5) & (chon <= 8)).sum() / n), 6),
    }


def genealogy_facts(columns: dict[str, NDArray[Any]], spec: PopulationSpec, rates: VitalRates) -> dict[str, Any]:
    """Counts and checks that the manifest and ``yeonjwa population info`` show."""
    end_1950 = population_by_age(columns, month_of(1950, 12)) / spec.scale
    wanted = pyramid_1950(spec)
    to_80 = np.s_[:, :16]
    living = int(population_by_age(columns, month_of(2024, 12)).sum())
    start, end = columns["union_start"], columns["union_end"]
    wives = columns["union_wife"]
    first = columns["first_union"][wives] == np.arange(wives.size)
    in_2008 = first & (start >= month_of(2008)) & (start < month_of(2009))
    age = (start[in_2008].astype(int) - columns["birth_month"][wives[in_2008]]) / 12.0
    his = (start[in_2008].astype(int) - columns["birth_month"][columns["union_husband"][in_2008]]) / 12.0
    grown = columns["songbun"][columns["birth_month"] >= month_of(1940)]
    return {
        "persons_ever": int(columns["mother"].size),
        "living": living,
        "unions": int(start.size),
        "end_1950_largest_error_to_age_80": round(float(np.abs(end_1950[to_80] / wanted[to_80] - 1).max()), 5),
        "end_1950_total_error": round(float(end_1950.sum() / wanted.sum() - 1), 5),
        "women_age_at_first_marriage_2008": round(float(age.mean()), 2) if age.size else None,
        "grooms_of_first_brides_age_2008": round(float(his.mean()), 2) if his.size else None,
        "share_of_unions_ended_by_2025": round(float((end < month_of(2025)).mean()), 4),
        "songbun_shares": [round(float((grown == c).mean()), 4) for c in range(3)],
        **_share_errors(columns),
        **_unions_between_kin(columns, spec),
    }
