"""World Population Prospects (WPP) 2024 by single year of age, from the packaged tables.

United Nations, Department of Economic and Social Affairs, Population Division; CC BY 3.0 IGO.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from yeonjwa.population.graduation import GROUP_STARTS, single_year_fertility, single_year_hazards
from yeonjwa.population.places import read_rows

Floats = NDArray[np.float64]

FIRST, LAST = 1950, 2025
YEARS = LAST - FIRST + 1
SEXES = "FM"
END_OF_SEPARATION = 1957
"""Last year of leaving for the South; later net migration is left out, because departures of the model replace it."""


class Revision(NamedTuple):
    """The rates of one revision of WPP, 1950-2025.

    hazard: float64[76, 2, 110]. fertility: float64[76, 60], births per woman-year by age. female_fraction: float64[76],
    share of girls among births. births_1950: live births of 1950. births, deaths: float64[76], yearly counts, or None
    where the revision gives none (births then follow from women and fertility). gone_south: float64[76], persons.
    pyramid_1950: float64[2, 21], persons at the end of 1950 by sex and five-year age.
    """

    hazard: Floats
    fertility: Floats
    female_fraction: Floats
    births_1950: float
    births: Floats | None
    deaths: Floats | None
    gone_south: Floats
    pyramid_1950: Floats


def freeze(array: Floats) -> Floats:
    """The same array, read-only, because cached arrays are shared."""
    array.flags.writeable = False
    return array


def first_age(label: str) -> int:
    """First age of a group written "0-4", "5" or "100+"."""
    return int(label.split("-")[0].rstrip("+"))


@cache
def annual(column: str) -> Floats:
    """float64[76], one column of WPP 2024's yearly indicators, 1950-2025. Counts are in persons."""
    rows = {int(r["year"]): r for r in read_rows("wpp_annual.csv")}
    unit = 1000.0 if column.endswith("_thousand") else 1.0
    return freeze(np.array([float(rows[y][column]) * unit for y in range(FIRST, LAST + 1)]))


@cache
def death_rates() -> Floats:
    """float64[76, 2, 22], yearly central death rates of WPP 2024 by sex and age group of GROUP_STARTS."""
    column = {int(a): i for i, a in enumerate(GROUP_STARTS)}
    out = np.full((YEARS, 2, GROUP_STARTS.size), np.nan)
    for r in read_rows("wpp_mx_annual_derived.csv"):
        if FIRST <= int(r["year"]) <= LAST:
            out[int(r["year"]) - FIRST, SEXES.index(r["sex"]), column[first_age(r["age"])]] = float(r["mx"])
    return freeze(out)


@cache
def hazards() -> Floats:
    """float64[76, 2, 110], WPP 2024 mortality by single year of age."""
    rates = death_rates()
    return freeze(np.array([[single_year_hazards(rates[y, sex], sex) for sex in (0, 1)] for y in range(YEARS)]))


@cache
def fertility() -> Floats:
    """float64[76, 60], WPP 2024 births per woman-year by single year of age."""
    groups = np.zeros((YEARS, 9))
    for r in read_rows("wpp_asfr_annual.csv"):
        if FIRST <= int(r["year"]) <= LAST:
            groups[int(r["year"]) - FIRST, (first_age(r["age"]) - 10) // 5] = float(r["asfr_per_woman_year"])
    return freeze(np.array([single_year_fertility(g) for g in groups]))


@cache
def pyramids() -> dict[int, Floats]:
    """Persons at the end of each year 1950-2025 by sex and five-year age: float64[2, 21] by year (reconstructed)."""
    out: dict[int, Floats] = {}
    for r in read_rows("wpp2024_pop_5yr_reconstructed.csv"):
        table = out.setdefault(int(r["year_end"]), np.zeros((2, 21)))
        table[SEXES.index(r["sex"]), first_age(r["age"]) // 5] = float(r["pop_thousand"]) * 1000
    return {year: freeze(table) for year, table in out.items()}


def revision() -> Revision:
    """WPP 2024 as the model uses it."""
    years = np.arange(FIRST, LAST + 1)
    births = annual("births_thousand")
    return Revision(
        hazard=hazards(),
        fertility=fertility(),
        female_fraction=1 / (1 + annual("srb_male_per_female")),
        births_1950=float(births[0]),
        births=births,
        deaths=annual("deaths_thousand"),
        gone_south=np.where(years <= END_OF_SEPARATION, -annual("net_migration_thousand"), 0.0),
        pyramid_1950=pyramids()[1950],
    )
