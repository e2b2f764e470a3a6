"""Deaths, births and leaving for the South, 1850 to 2025, by single year of age and sex.

From 1950 on the rates are those of World Population Prospects; before, mortality is one of two named assumptions and
births are those that lead to the pyramid of the end of 1950 (``back_projection``). ``expected_population`` runs the
same rates as a deterministic cohort projection, with the simulation's own convention of time (``projection``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.errors import InputError
from yeonjwa.population import wpp
from yeonjwa.population.back_projection import look_back
from yeonjwa.population.graduation import AGES
from yeonjwa.population.places import read_rows
from yeonjwa.population.projection import step
from yeonjwa.population.spec import PopulationSpec

Floats = NDArray[np.float64]

FOUNDER_AGES = 60
_DEATHS_ROUNDS = 4


@dataclass(frozen=True)
class VitalRates:
    """Vital rates of a country of real size; every count is in real people.

    first_year, last_year: calendar years of the rows; births to mothers start in first_year.
    hazard: float64[n_years, 2, 110], cumulative hazard over a year of age by calendar year, sex (0 female, 1 male) and
        completed age. A month takes a twelfth; age 0 is front-loaded by infant_first_month_share.
    births: float64[n_years], live births. female_fraction: float64[n_years], share of girls among them.
    fertility: float64[n_years, 60], births of both sexes per woman-year by age of the mother. Its shape says who bears
        the births of a year; the level is that of the source and not of ``births``.
    founders: float64[2, 60], living at the start of first_year by sex and completed age.
    lost_before_1951: float64[2, 110], removed at mid-1950, by sex and age at the end of 1950.
    separated: float64[n_years, 2, 110], gone south at mid-year, by sex and age at the end of the year.
    infant_first_month_share: share of the hazard of age 0 that falls in the month of birth.
    implied_tfr: float64[n_years], total fertility that follows from births and the women then living.
    notes: facts for the manifest.
    """

    first_year: int
    last_year: int
    hazard: Floats
    births: Floats
    female_fraction: Floats
    fertility: Floats
    founders: Floats
    lost_before_1951: Floats
    separated: Floats
    infant_first_month_share: float
    implied_tfr: Floats
    notes: dict[str, Any] = field(default_factory=dict)


def target_1950() -> Floats:
    """float64[2, 21], persons at the end of 1950 by sex and five-year age 0-4 .. 95-99, 100+ (WPP 2024)."""
    return wpp.pyramids()[1950].copy()


def vital_rates(spec: PopulationSpec) -> VitalRates:
    """The vital rates of one set of assumptions (``rates``, ``pre1950`` and ``famine`` of ``spec``)."""
    if not isinstance(spec, PopulationSpec):
        raise InputError(f"vital_rates takes a PopulationSpec, not {type(spec).__name__}.")
    return _vital_rates(spec.rates, spec.pre1950, spec.famine)


@cache
def _vital_rates(revision: str, pre1950: str, famine: str) -> VitalRates:
    first_year = int(figure("vital_rates.first_year").value)
    share = figure("vital_rates.infant_first_month_share").value
    n_years = wpp.LAST - first_year + 1
    at_1950 = 1950 - first_year

    hazard = np.empty((n_years, 2, AGES))
    hazard[:at_1950] = _mortality_before_1950(pre1950)
    hazard[at_1950:] = wpp.hazards()
    fertility = np.empty((n_years, 60))
    fertility[:at_1950] = _fertility_before_1950()
    fertility[at_1950:] = wpp.fertility()
    males_per_female = wpp.annual("srb_male_per_female")
    female_fraction = np.full(n_years, 1 / (1 + males_per_female[0]))
    female_fraction[at_1950:] = 1 / (1 + males_per_female)
    south = np.where(np.arange(1950, wpp.LAST + 1) <= 1957, -wpp.annual("net_migration_thousand"), 0.0)
    ages_south = (int(figure("vital_rates.separated_from_age").value), int(figure("vital_rates.separated_to_age").value))

    past = look_back(
        target_1950(), hazard[0], hazard[at_1950], wpp.annual("births_thousand")[0], female_fraction[at_1950],
        south[0], ages_south, first_year, int(figure("vital_rates.growth_window_year").value), share,
    )  # fmt: skip
    births = np.concatenate([past.births, wpp.annual("births_thousand")])

    goes = (np.arange(AGES) >= ages_south[0]) & (np.arange(AGES) <= ages_south[1])
    separated = np.zeros((n_years, 2, AGES))
    separated[at_1950] = past.separated
    implied = np.empty(n_years)
    factor = np.ones(n_years)
    living = np.repeat(past.founders[:, :, None] / 12, 12, axis=2)
    for i in range(n_years):
        sexes = births[i] * np.array([female_fraction[i], 1 - female_fraction[i]])
        leave = separated[i] + (past.lost if i == at_1950 else 0.0)
        year = step(living, sexes, hazard[i], leave, share)
        if i > at_1950:
            for _ in range(_DEATHS_ROUNDS):
                at_mid = year.mid.sum(axis=2)
                separated[i] = np.where(goes, at_mid, 0.0) * (south[i - at_1950] / at_mid[:, goes].sum())
                change = wpp.annual("deaths_thousand")[i - at_1950] / year.deaths
                factor[i] *= change
                hazard[i] *= change
                year = step(living, sexes, hazard[i], separated[i], share)
        women = year.mid[0].sum(axis=1)
        woman_years = (women[:60] + women[1:61]) / 2
        implied[i] = births[i] / (woman_years @ fertility[i]) * fertility[i].sum()
        living = year.end

    lost = past.lost
    notes = {
        "revision": revision,
        "pre1950": pre1950,
        "famine": famine,
        "growth_of_births_before_seen": past.growth,
        "lost_before_1951_men_15_34": float(lost[1, 15:35].sum()),
        "lost_before_1951_others": float(lost.sum() - lost[1, 15:35].sum()),
        "separated_1950_57": float(separated.sum()),
        "persons_ever": float(past.founders[:, :FOUNDER_AGES].sum() + births.sum()),
        "deaths_factor": {first_year + i: round(float(f), 4) for i, f in enumerate(factor) if i > at_1950},
        "implied_tfr_by_decade": {
            y: round(float(implied[y - first_year : y - first_year + 10].mean()), 2) for y in range(first_year, 1950, 10)
        },
    }
    rates = VitalRates(
        first_year, wpp.LAST, hazard, births, female_fraction, fertility, past.founders[:, :FOUNDER_AGES].copy(),
        lost, separated, share, implied, notes,
    )  # fmt: skip
    for array in (hazard, births, female_fraction, fertility, rates.founders, lost, separated, implied):
        wpp.freeze(array)
    return rates


def _mortality_before_1950(pre1950: str) -> Floats:
    """float64[2, 110], hazards of every year before 1950."""
    if pre1950 == "as_1955":
        return wpp.hazards()[1955 - wpp.FIRST]
    rows = read_rows("rates_PRK_pre1950_initTFR6.csv")
    survival = np.array([[float(r[c]) for r in rows] for c in ("px_female", "px_male")])
    hazard = -np.log(survival)
    return np.concatenate([hazard, np.repeat(hazard[:, -1:], AGES - hazard.shape[1], axis=1)], axis=1)


def _fertility_before_1950() -> Floats:
    """float64[60], births per woman-year by age of mother before 1950."""
    rows = read_rows("rates_PRK_pre1950_initTFR6.csv")
    out = np.zeros(60)
    out[:] = [float(r["fx_per_woman"]) for r in rows[:60]]
    return out


def expected_population(rates: VitalRates, years: Iterable[int]) -> dict[int, Floats]:
    """Expected persons at the end of ``years`` by sex and completed age (projection of the same rates).

    Returns
    -------
    dict of int to float64[2, 110]
    """
    wanted = {int(y) for y in years}
    for y in wanted:
        if not rates.first_year <= y <= rates.last_year:
            raise InputError(f"year {y} is outside {rates.first_year} to {rates.last_year}, the years of the rates.")
    living = np.zeros((2, AGES, 12))
    living[:, : rates.founders.shape[1]] = rates.founders[:, :, None] / 12
    out: dict[int, Floats] = {}
    for i, y in enumerate(range(rates.first_year, max(wanted, default=rates.first_year) + 1)):
        girls = rates.female_fraction[i]
        leave = rates.separated[i] + (rates.lost_before_1951 if y == 1950 else 0.0)
        share = rates.infant_first_month_share
        living = step(living, rates.births[i] * np.array([girls, 1 - girls]), rates.hazard[i], leave, share).end
        if y in wanted:
            out[y] = living.sum(axis=2)
    return out
