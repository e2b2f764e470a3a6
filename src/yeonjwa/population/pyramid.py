"""The living by age and sex at one date, beside what the United Nations give for the same date."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.months import month_of
from yeonjwa.outcome import Field, Table
from yeonjwa.population.country import FEMALE, MALE, Country
from yeonjwa.population.facts import population_by_age
from yeonjwa.population.places import read_rows

FIRST_YEAR, LAST_YEAR = 1950, 2024
AGE_GROUPS: tuple[str, ...] = (*(f"{age}-{age + 4}" for age in range(0, 100, 5)), "100+")
_SERIES = {"wpp2024": ("wpp2024_pop_5yr_reconstructed.csv", "year_end"), "wpp2019": ("wpp2019_pop_5yr.csv", "year")}
"""File and column of the year, by the revision."""
SEXES: dict[str, int] = {"male": MALE, "female": FEMALE}


def pyramid(country: Country, year: int) -> Table:
    """The pyramid of one year: 21 age groups x 2 sexes, raw, in real people, and by World Population Prospects.

    The date is that of the United Nations' series which the country was built from: the end of the year for WPP 2024,
    the middle of the year for WPP 2019 (every fifth year only; NaN in ``wpp`` otherwise).

    Raises
    ------
    InputError
        The year is not between 1950 and 2024.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"year is {year}: expected {FIRST_YEAR} to {LAST_YEAR}.")
    is_end = country.spec.rates == "wpp2024"
    counts = population_by_age(dict(country.columns), month_of(year, 12 if is_end else 6))
    expected = united_nations(country.spec.rates, year)
    raw = np.concatenate([counts[code] for code in SEXES.values()])
    return Table(
        name="pyramid",
        title="population.pyramid.title",
        fields=(
            Field("year", "dimension", "year", "population.pyramid.year"),
            Field("sex", "dimension", "sex", "population.pyramid.sex"),
            Field("age", "dimension", "years", "population.pyramid.age"),
            Field("synthetic", "raw", "people", "population.pyramid.synthetic"),
            Field("people", "estimate", "people", "population.pyramid.people"),
            Field("wpp", "observed", "people", "population.pyramid.wpp"),
        ),
        data={
            "year": np.full(raw.size, year),
            "sex": np.repeat(list(SEXES), len(AGE_GROUPS)),
            "age": np.tile(AGE_GROUPS, len(SEXES)),
            "synthetic": raw,
            "people": raw / country.spec.scale,
            "wpp": np.concatenate([expected[sex] for sex in SEXES]),
        },
        sums=("sex", "age"),
    )


def united_nations(rates: str, year: int) -> dict[str, NDArray[np.float64]]:
    """float64[21] by sex: people by age group in World Population Prospects; NaN where it has no such year."""
    name, column = _SERIES[rates]
    thousands = {(r["sex"], r["age"]): float(r["pop_thousand"]) for r in read_rows(name) if r[column] == str(year)}
    return {sex: np.array([1000 * thousands.get((sex[0].upper(), age), np.nan) for age in AGE_GROUPS]) for sex in SEXES}
