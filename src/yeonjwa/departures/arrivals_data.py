"""Known arrivals in the South: the published margins, brought to one total.

Rows are years of arrival; the first holds everybody to 1989. Before 2002 the split by sex is published for two blocks
only (to 1998, 1999-2001) and is taken to hold in each of their years. Age at arrival is published for all arrivals to
September 2020 and to 2024, home province to 2016 (both sexes together, some provinces in pairs) and to 2024 (by sex);
the differences give the later periods. Sources: figures area ``departures``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.population.places import PROVINCES_NOW, read_rows

AGES: tuple[str, ...] = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60+")
AGE_FROM = np.array([0, 10, 20, 30, 40, 50, 60])
AGE_TO = np.array([10, 20, 30, 40, 50, 60, 90])  # the last band is open; nobody older is placed

LAST_YEAR_OF_FIRST_AGES = 2020  # published in September 2020, taken as the end of that year
LAST_YEAR_OF_FIRST_PROVINCES = 2016

# Provinces as published for the end of 2016, in the names of PROVINCES_NOW; the others are known as a remainder.
PUBLISHED_2016: dict[str, tuple[str, ...]] = {
    "North Hamgyong": ("North Hamgyong",),
    "Ryanggang": ("Ryanggang",),
    "South Hamgyong + South Pyongan": ("South Hamgyong", "South Pyongan"),
    "Jagang": ("Jagang",),
    "North Pyongan": ("North Pyongan",),
    "Pyongyang": ("Pyongyang",),
}
REST_2016: tuple[str, ...] = ("Kangwon", "Nampo", "South Hwanghae", "North Hwanghae")


@dataclass(frozen=True)
class Arrivals:
    """Published margins of the arrivals, real people, each adding to the same total.

    first_year, last_year: int[rows], years of arrival that a row spans. year_sex: float64[rows, 2] (female, male).
    age_sex: float64[2, 7, 2], period to 2020 and after. province_sex: float64[11, 2], in the order of PROVINCES_NOW.
    province_group: int[11], group of the figures for 2016. group_period: float64[groups, 2], to 2016 and after.
    """

    first_year: NDArray[np.int64]
    last_year: NDArray[np.int64]
    year_sex: NDArray[np.float64]
    age_sex: NDArray[np.float64]
    province_sex: NDArray[np.float64]
    province_group: NDArray[np.int64]
    group_period: NDArray[np.float64]

    @property
    def age_period(self) -> NDArray[np.int64]:
        """int[rows]: 0 to 2020, 1 after."""
        return (self.last_year > LAST_YEAR_OF_FIRST_AGES).astype(np.int64)

    @property
    def province_period(self) -> NDArray[np.int64]:
        """int[rows]: 0 to 2016, 1 after."""
        return (self.last_year > LAST_YEAR_OF_FIRST_PROVINCES).astype(np.int64)


def _year_rows() -> tuple[list[int], list[int], list[list[float]]]:
    """Years and arrivals by sex; blocks are split by the yearly totals at the block's shares of the sexes."""
    early = {row["period"]: float(row["total"]) for row in read_rows("arrivals_early_split.csv")}
    blocks = {"to1998": range(1990, 1999), "1999-2001": range(1999, 2002)}
    first, last, counts = [], [], []
    for row in read_rows("arrivals_year_sex.csv"):
        female, male = float(row["female"]), float(row["male"])
        if row["period"] not in blocks:
            first.append(int(row["period"]))
            last.append(int(row["period"]))
            counts.append([female, male])
            continue
        parts = [(year, year, early[str(year)]) for year in blocks[row["period"]]]
        if row["period"] == "to1998":
            parts.insert(0, (int(figure("first_arrival_year").value), 1989, early["to1989"]))
        total = sum(people for _, _, people in parts)
        for start, end, people in parts:
            first.append(start)
            last.append(end)
            counts.append([female * people / total, male * people / total])
    return first, last, counts


def _composition(dimension: str, as_of: str) -> dict[str, list[float]]:
    return {
        row["category"]: [float(row["female"]), float(row["male"])]
        for row in read_rows("arrivals_composition.csv")
        if row["dimension"] == dimension and row["as_of"].startswith(as_of)
    }


@cache
def arrivals() -> Arrivals:
    """The margins of all arrivals to 2024, consistent with each other."""
    first, last, counts = _year_rows()
    year_sex = np.array(counts)
    by_sex = year_sex.sum(axis=0)
    total = by_sex.sum()
    is_late = np.array(last) > LAST_YEAR_OF_FIRST_AGES

    early_ages = np.array([_composition("age_at_arrival", "2020-09")[age] for age in AGES])
    all_ages = np.array([_composition("age_at_arrival", "2024-09")[age] for age in AGES])
    age_sex = np.stack([early_ages, np.clip(all_ages - early_ages, 0, None)])
    for period, rows in enumerate((~is_late, is_late)):
        age_sex[period] *= year_sex[rows].sum(axis=0) / age_sex[period].sum(axis=0)

    now = _composition("home_province", "2024-09")
    province_sex = np.array([now[province] for province in PROVINCES_NOW])
    province_sex *= by_sex / province_sex.sum(axis=0)

    groups = [*PUBLISHED_2016.values(), REST_2016]
    province_group = np.array([next(g for g, names in enumerate(groups) if p in names) for p in PROVINCES_NOW])
    to_2016 = year_sex[np.array(last) <= LAST_YEAR_OF_FIRST_PROVINCES].sum()
    history = {
        r["province"]: r["cumulative"] for r in read_rows("arrivals_home_province_history.csv") if r["as_of"] == "2016"
    }
    published = {name: float(history[name]) for name in PUBLISHED_2016 if name in history}
    published["North Pyongan"] = float(history["Jagang + North Pyongan"]) - published["Jagang"]
    # The remainder of 2016 holds the people of unknown home, who are spread over all provinces here as in 2024.
    unknown = sum(now["unknown_or_other"]) * to_2016 / total
    rest = to_2016 - sum(published.values()) - unknown
    by_2016 = np.array([*(published[name] for name in PUBLISHED_2016), rest])
    by_2016 *= to_2016 / by_2016.sum()
    all_groups = np.bincount(province_group, weights=province_sex.sum(axis=1))
    assert (all_groups >= by_2016).all(), "home provinces of 2016 exceed those of 2024"
    return Arrivals(
        np.array(first), np.array(last), year_sex, age_sex, province_sex, province_group,
        np.stack([by_2016, all_groups - by_2016], axis=1),
    )  # fmt: skip
