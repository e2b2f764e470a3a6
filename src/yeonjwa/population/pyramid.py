"""The living by age and sex at one date or more, beside what the United Nations give for the same dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.months import month_of
from yeonjwa.outcome import ALL, Field, Table
from yeonjwa.population.country import FEMALE, MALE, Country
from yeonjwa.population.facts import populations_by_age
from yeonjwa.population.places import read_rows

FIRST_YEAR, LAST_YEAR = 1950, 2024
AGE_GROUPS: tuple[str, ...] = (*(f"{age}-{age + 4}" for age in range(0, 100, 5)), "100+")
_SERIES = {"wpp2024": ("wpp2024_pop_5yr_reconstructed.csv", "year_end"), "wpp2019": ("wpp2019_pop_5yr.csv", "year")}
"""File and column of the year, by the revision."""
SEXES: dict[str, int] = {"male": MALE, "female": FEMALE}


def pyramid(country: Country, years: int | Sequence[int], has_totals: bool = False, name: str = "pyramid") -> Table:
    """People by year, sex and 21 age groups: synthetic, in real people, and by World Population Prospects.

    The date is that of the United Nations' series which the country was built from: the end of the year for WPP 2024,
    the middle of the year for WPP 2019 (every fifth year only; NaN in ``wpp`` otherwise).

    Parameters
    ----------
    years : a year, or several
    has_totals : whether both sexes together, and all ages together, are rows too
    name : of the table

    Raises
    ------
    InputError
        A year is not between 1950 and 2024.
    """
    asked = [years] if isinstance(years, int) else list(years)
    for year in asked:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise InputError(f"year is {year}: expected {FIRST_YEAR} to {LAST_YEAR}.")
    is_end = country.spec.rates == "wpp2024"
    sexes, ages = list(SEXES), list(AGE_GROUPS)
    synthetic, expected = [], []
    months = [month_of(year, 12 if is_end else 6) for year in asked]
    for year, counts in zip(asked, populations_by_age(country.columns, months), strict=True):
        here = np.array([counts[code] for code in SEXES.values()])
        wpp = united_nations(country.spec.rates, year)
        beside = np.array([wpp[sex] for sex in SEXES])
        synthetic.append(_with_totals(here) if has_totals else here)
        expected.append(_with_totals(beside) if has_totals else beside)
    if has_totals:
        sexes, ages = [*sexes, ALL], [*ages, ALL]
    raw = np.concatenate([block.ravel() for block in synthetic])
    return Table(
        name=name,
        title="population.pyramid.title",
        fields=(
            Field("year", "dimension", "year", f"population.pyramid.year_{'end' if is_end else 'middle'}"),
            Field("sex", "dimension", "sex", "population.pyramid.sex"),
            Field("age", "dimension", "years", "population.pyramid.age"),
            Field("synthetic", "raw", "people", "population.pyramid.synthetic"),
            Field("people", "estimate", "people", "population.pyramid.people"),
            Field("wpp", "observed", "people", "population.pyramid.wpp"),
        ),
        data={
            "year": np.repeat(asked, len(sexes) * len(ages)),
            "sex": np.tile(np.repeat(sexes, len(ages)), len(asked)),
            "age": np.tile(ages, len(asked) * len(sexes)),
            "synthetic": raw,
            "people": raw / country.spec.scale,
            "wpp": np.concatenate([block.ravel() for block in expected]),
        },
        sums=("sex", "age"),
    )


def _with_totals(counts: NDArray[Any]) -> NDArray[Any]:
    """[2, 21] by sex and age with a row for both sexes and a column for all ages: [3, 22]."""
    by_sex = np.concatenate([counts, counts.sum(axis=0, keepdims=True)])
    return np.concatenate([by_sex, by_sex.sum(axis=1, keepdims=True)], axis=1)


def united_nations(rates: str, year: int) -> dict[str, NDArray[np.float64]]:
    """float64[21] by sex: people by age group in World Population Prospects; NaN where it has no such year."""
    name, column = _SERIES[rates]
    thousands = {(r["sex"], r["age"]): float(r["pop_thousand"]) for r in read_rows(name) if r[column] == str(year)}
    return {sex: np.array([1000 * thousands.get((sex[0].upper(), age), np.nan) for age in AGE_GROUPS]) for sex in SEXES}
