"""Tables about the country itself: its people by age and sex beside the UN figures, its provinces beside the census."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.months import month_of
from yeonjwa.outcome import ALL, Field, Table
from yeonjwa.population.country import FEMALE, MALE, Country
from yeonjwa.population.places import PROVINCES, read_rows

AGES: tuple[str, ...] = (*(f"{a}-{a + 4}" for a in range(0, 100, 5)), "100+")
SEXES: tuple[tuple[str, int], ...] = (("female", FEMALE), ("male", MALE))
CENSUS_MONTH = month_of(2008, 10)

PYRAMID_YEARS: dict[str, tuple[int, ...]] = {
    "wpp2024": (1950, 1975, 1993, 2008, 2024),
    "wpp2019": (1950, 1975, 1995, 2010, 2020),
}
"""Years of the pyramids by revision: ends of years for WPP 2024, middles of years (every fifth) for WPP 2019."""

_COUNT_FIELDS = (
    Field("people", "raw", "people", "report.column.people_raw"),
    Field("number", "estimate", "people", "report.column.number"),
)


def country_tables(country: Country) -> dict[str, Table]:
    """All tables about the country by name: ``population_pyramid``, ``census_ages``, ``provinces``."""
    tables = (population_pyramid(country), census_ages(country), provinces(country))
    return {table.name: table for table in tables}


def people_by_age(country: Country, month: int) -> NDArray[np.int64]:
    """int64[2, 21]: synthetic people living at the start of ``month`` by sex (female first) and 5-year age group."""
    from yeonjwa.population.facts import population_by_age

    return population_by_age(dict(country.columns), month)


def population_pyramid(country: Country) -> Table:
    """Year x sex x age with both margins: people of the country beside the UN revision whose rates it was built from."""
    revision = country.spec.rates
    is_end_of_year = revision == "wpp2024"
    rows: list[tuple[int, str, str, int]] = []
    for at in PYRAMID_YEARS[revision]:
        counts = people_by_age(country, month_of(at + 1) if is_end_of_year else month_of(at, 7))
        by_sex = {name: counts[code] for name, code in SEXES} | {ALL: counts.sum(axis=0)}
        for name, by_age in by_sex.items():
            rows += [(at, name, age, int(by_age[i])) for i, age in enumerate(AGES)]
            rows.append((at, name, ALL, int(by_age.sum())))
    year, sex, age, people = (np.array(column) for column in zip(*rows, strict=True))
    wpp = _wpp(revision)
    return Table(
        "population_pyramid",
        "report.table.population_pyramid",
        (
            Field(
                "year",
                "dimension",
                "year",
                "report.column.year_end" if is_end_of_year else "report.column.year_mid",
            ),
            Field("sex", "dimension", "", "report.column.sex"),
            Field("age", "dimension", "years", "report.column.age"),
            *_COUNT_FIELDS,
            Field("wpp", "observed", "people", "report.column.wpp"),
        ),
        {
            "year": year,
            "sex": sex,
            "age": age,
            "people": people,
            "number": people / country.spec.scale,
            "wpp": np.array([wpp.get(key[:3], np.nan) for key in rows]),
        },
        sums=("age", "sex"),
    )


def _wpp(revision: str) -> dict[tuple[Any, ...], float]:
    """People by (year, sex, age) from the packaged UN tables."""
    name, year = {
        "wpp2024": ("wpp2024_pop_5yr_reconstructed.csv", "year_end"),
        "wpp2019": ("wpp2019_pop_5yr.csv", "year"),
    }[revision]
    sexes = {"F": "female", "M": "male"}
    found: dict[tuple[Any, ...], float] = {}
    for r in read_rows(name):
        for sex in (sexes[r["sex"]], ALL):
            for age in (r["age"], ALL):
                key = (int(r[year]), sex, age)
                found[key] = found.get(key, 0.0) + 1000 * float(r["pop_thousand"])
    return found


def census_ages(country: Country) -> Table:
    """Age group: people of the country in October 2008 beside the census, as numbers and as shares of each total."""
    census = {r["age"]: float(r["total"]) for r in read_rows("census2008_age.csv")}
    counts = people_by_age(country, CENSUS_MONTH).sum(axis=0)
    lows = np.arange(0, 105, 5)
    groups = {
        age: counts[
            (lows >= int(age.rstrip("+").split("-")[0])) & (lows <= (int(age.split("-")[1]) if "-" in age else 200))
        ].sum()
        for age in census
    }
    people = np.array(list(groups.values()), dtype=np.int64)
    observed = np.array(list(census.values()))
    return Table(
        "census_ages",
        "report.table.census_ages",
        (
            Field("age", "dimension", "years", "report.column.age"),
            *_COUNT_FIELDS,
            Field("share", "share", "1", "report.column.share"),
            Field("census", "observed", "people", "report.column.census"),
            Field("census_share", "observed", "1", "report.column.census_share"),
        ),
        {
            "age": np.array(list(groups)),
            "people": people,
            "number": people / country.spec.scale,
            "share": people / max(int(people.sum()), 1),
            "census": observed,
            "census_share": observed / observed.sum(),
        },
        sums=("age",),
    )


def provinces(country: Country) -> Table:
    """Province (10 units): civil population of October 2008, without conscripts in camps, beside the census."""
    census = {
        r["province"]: float(r["total"])
        for r in read_rows("census2008_province.csv")
        if r["boundaries"].startswith("census")
    }
    living = np.flatnonzero(country.is_living(CENSUS_MONTH))
    has_service = "conscript_person" in country.columns  # a genealogy alone has no conscripts
    civil = living[~country.at("is_conscript", living, CENSUS_MONTH)] if has_service else living
    home = np.asarray(country.at("province", civil, CENSUS_MONTH), dtype=np.int64)
    people = np.bincount(home[home >= 0], minlength=len(PROVINCES))[: len(PROVINCES)]
    observed = np.array([census[name] for name in PROVINCES])
    return Table(
        "provinces",
        "report.table.provinces",
        (
            Field("province", "dimension", "", "report.column.province"),
            *_COUNT_FIELDS,
            Field("share", "share", "1", "report.column.share"),
            Field("census", "observed", "people", "report.column.census"),
            Field("census_share", "observed", "1", "report.column.census_share"),
        ),
        {
            "province": np.array(PROVINCES),
            "people": people,
            "number": people / country.spec.scale,
            "share": people / max(int(people.sum()), 1),
            "census": observed,
            "census_share": observed / observed.sum(),
        },
        sums=("province",),
    )
