"""Tables about the country itself: its people by age and sex beside the UN figures, its provinces beside the census."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from yeonjwa.months import month_of
from yeonjwa.outcome import Field, Table
from yeonjwa.population.country import Country
from yeonjwa.population.facts import population_by_age
from yeonjwa.population.places import PROVINCES, counties, read_rows
from yeonjwa.population.pyramid import pyramid

CENSUS_MONTH = month_of(2008, 9)
"""The census counted on 1 October 2008, the end of this month."""

PYRAMID_YEARS: dict[str, tuple[int, ...]] = {
    "wpp2024": (1950, 1975, 1993, 2000, 2008, 2024),
    "wpp2019": (1950, 1975, 1995, 2000, 2010, 2020),
}
"""Years of the pyramids by revision: ends of years for WPP 2024, middles of years (every fifth) for WPP 2019."""


def country_tables(country: Country) -> dict[str, Table]:
    """All tables about the country by name: ``population_pyramid``, ``census_ages``, ``provinces``."""
    years = PYRAMID_YEARS[country.spec.rates]
    tables = (
        pyramid(country, years, has_totals=True, name="population_pyramid"),
        census_ages(country),
        provinces(country),
    )
    return {table.name: table for table in tables}


def census_ages(country: Country) -> Table:
    """Age group: people of the country on 1 October 2008 beside the census, as numbers and as shares of each total."""
    census = {r["age"]: float(r["total"]) for r in read_rows("census2008_age.csv")}
    counts = population_by_age(dict(country.columns), CENSUS_MONTH).sum(axis=0)
    lows = np.arange(0, 105, 5)
    people = [
        counts[
            (lows >= int(age.rstrip("+").split("-")[0])) & (lows <= (int(age.split("-")[1]) if "-" in age else 200))
        ].sum()
        for age in census
    ]
    return _beside_census("census_ages", "age", "years", np.array(people, dtype=np.int64), census, country.spec.scale)


def provinces(country: Country) -> Table:
    """Province (10 units): civil population of 1 October 2008, without conscripts in camps, beside the census."""
    from yeonjwa.population.spells import living_by_place

    by_name = {
        r["province"]: float(r["total"])
        for r in read_rows("census2008_province.csv")
        if r["boundaries"].startswith("census")
    }
    civil = living_by_place(country, CENSUS_MONTH)
    if "conscript_person" in country.columns:  # a genealogy alone has no conscripts
        c = country.columns
        serving = (c["conscript_start"] <= CENSUS_MONTH) & (c["conscript_end"] > CENSUS_MONTH)
        soldiers = c["conscript_person"][serving]  # each once: nobody serves twice at a time
        lives = (c["birth_month"][soldiers] <= CENSUS_MONTH) & (c["death_month"][soldiers] > CENSUS_MONTH)
        soldiers = soldiers[lives & (c["separated_month"][soldiers] > CENSUS_MONTH)]
        civil -= np.bincount(country.at("place", soldiers, CENSUS_MONTH), minlength=civil.size)
    people = np.zeros(len(PROVINCES), dtype=np.int64)
    np.add.at(people, np.repeat(counties().province, 2), civil)
    census = {name: by_name[name] for name in PROVINCES}
    return _beside_census("provinces", "province", "", people, census, country.spec.scale)


def _beside_census(
    name: str, dimension: str, unit: str, synthetic: NDArray[np.int64], census: Mapping[str, float], scale: float
) -> Table:
    """One row per key of ``census``: people here and there, and shares of each total."""
    observed = np.array(list(census.values()))
    return Table(
        name,
        f"report.table.{name}",
        (
            Field(dimension, "dimension", unit, f"report.column.{dimension}"),
            Field("synthetic", "raw", "people", "report.column.synthetic"),
            Field("people", "estimate", "people", "report.column.people"),
            Field("share", "share", "1", "report.column.share"),
            Field("census", "observed", "people", "report.column.census"),
            Field("census_share", "observed", "1", "report.column.census_share"),
        ),
        {
            dimension: np.array(list(census)),
            "synthetic": synthetic,
            "people": synthetic / scale,
            "share": synthetic / max(int(synthetic.sum()), 1),
            "census": observed,
            "census_share": observed / observed.sum(),
        },
        sums=(dimension,),
    )
