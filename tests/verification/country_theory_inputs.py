"""What time-varying two-sex theory needs to speak of the country: its vital rates, and two facts that they do not hold.

The vital rates say who dies, who leaves and which women bear. They say nothing on the ages of fathers, and nothing on
whether births gather on few mothers; both follow from marriage and are measured from the columns of parents, by year
of birth, with no walk through kin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yeonjwa.kinship.theory import KinTheory
from yeonjwa.kinship.theory_changing import changing_kin, rates_by_year
from yeonjwa.months import year_of
from yeonjwa.population.country import FEMALE, MALE, Country
from yeonjwa.population.projection import woman_years
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.vital_rates import VitalRates, projected_years, shares_leaving, vital_rates

AGES = 101


@dataclass(frozen=True)
class Inputs:
    """Rates by calendar year and age: px float64[Y, 101, 2]; fx float64[Y, 101]; mothers, men float64[Y, 101].

    mothers: ages of mothers among the births of a year (rows add up to 1). men: men living in mid-year.
    """

    rates: VitalRates
    px: np.ndarray
    fx: np.ndarray
    mothers: np.ndarray
    men: np.ndarray

    @classmethod
    def of(cls, spec: PopulationSpec) -> Inputs:
        rates = vital_rates(spec)
        years = rates.births.size
        hazard = rates.hazard[:, :, :AGES].copy()
        lost, separated = shares_leaving(rates)  # who left or was lost is not living kin, as if dead
        for k in range(8):
            stay = (1 - separated[k]) * ((1 - lost) if k == 0 else 1.0)
            hazard[1950 + k - rates.first_year] -= np.log(np.maximum(stay[:, :AGES], 1e-6))
        # Births are given by number: their level is the fertility that they imply, and not that of ``fertility``.
        fx = np.zeros((years, AGES))
        fx[:, : rates.fertility.shape[1]] = rates.fertility * (rates.implied_tfr / rates.fertility.sum(axis=1))[:, None]
        mothers, men = np.zeros_like(fx), np.zeros_like(fx)
        for row, (_, year) in enumerate(projected_years(rates)):
            bearing = woman_years(year.mid) * fx[row, : rates.fertility.shape[1]]
            mothers[row, : bearing.size] = bearing / bearing.sum()
            men[row] = year.mid[MALE, :AGES].sum(axis=1)
        return cls(rates, np.exp(-hazard).transpose(0, 2, 1), fx, mothers, men)

    def siblings_if_independent(self) -> np.ndarray:
        """float64[Y]: siblings ever born, through the mother, of those born in each year, were births independent."""
        years = self.fx.shape[0]
        expected = np.zeros(years)
        for t in range(years):
            for a in np.flatnonzero(self.mothers[t] > 0):
                older = self.fx[t, a] / 2 + sum(self.fx[max(t - a + b, 0), b] for b in range(a))
                younger, alive = self.fx[t, a] / 2, 1.0
                for b in range(a + 1, 60):
                    if t - a + b >= years:
                        break
                    alive *= self.px[t - a + b - 1, b - 1, FEMALE]
                    younger += alive * self.fx[t - a + b, b]
                expected[t] += self.mothers[t, a] * (older + younger)
        return expected


def fathers(country: Country, inputs: Inputs) -> np.ndarray:
    """float64[Y, 101]: births per man (in shape; the level follows from the women's), by five years of calendar time."""
    child = np.flatnonzero(country.father >= 0)
    born = country.birth_month[child].astype(int)
    age = np.minimum((born - country.birth_month[country.father[child]]) // 12, AGES - 1)
    row = year_of(born) - inputs.rates.first_year
    births = np.zeros_like(inputs.fx)
    np.add.at(births, (row, age), 1.0)
    rate = np.empty_like(births)
    for begin in range(0, births.shape[0], 5):
        part = slice(begin, begin + 5)
        rate[part] = births[part].sum(axis=0) / np.maximum(inputs.men[part].sum(axis=0), 1e-9)
    return rate


def siblings(country: Country) -> np.ndarray:
    """float64[Y]: siblings and half-siblings ever born of those born in each year, from the first year of births on."""
    child = np.flatnonzero(country.mother >= 0)
    mother, father = country.mother[child].astype(np.int64), country.father[child].astype(np.int64)
    of_mother, of_father = np.bincount(mother)[mother], np.bincount(father)[father]
    _, couple, both = np.unique(mother << 32 | father, return_inverse=True, return_counts=True)
    number = of_mother + of_father - both[couple] - 1
    row = year_of(country.birth_month[child].astype(int))
    row -= row.min()
    return np.bincount(row, weights=number) / np.bincount(row)


def theory_of(
    country: Country,
    inputs: Inputs,
    year: int,
    women_among_focals: float,
    *,
    gathered: bool = True,
    **other: np.ndarray,
) -> KinTheory:
    """Expected kin at the start of ``year`` for Focal of either sex.

    gathered : take from the country how births gather on mothers; else the theory as published. other: ``px`` or
    ``fx`` in place of the right ones.
    """
    given = {"px": inputs.px, "fx": inputs.fx} | other
    series = rates_by_year(
        given["px"], given["fx"], inputs.rates.first_year,
        female_fraction=float(inputs.rates.female_fraction.mean()), fx_men=fathers(country, inputs),
    )  # fmt: skip
    turn = siblings(country) / inputs.siblings_if_independent() if gathered else None
    by_sex = [changing_kin(series, [year], "both", focal_sex=sex, siblings=turn)[year] for sex in (FEMALE, MALE)]
    mixed = {
        place: women_among_focals * women + (1 - women_among_focals) * by_sex[MALE].kin[place]
        for place, women in by_sex[FEMALE].kin.items()
    }
    return KinTheory(mixed, 2)
