"""Deaths, births and leaving for the South, 1850 to 2025, by single year of age and sex.

From 1950 on the rates are those of World Population Prospects; before, mortality is one of two named assumptions and
births are those that lead to the pyramid of the end of 1950 (``back_projection``). ``expected_population`` runs the
same rates as a deterministic cohort projection, with the simulation's own convention of time (``projection``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.catalogue import figure
from yeonjwa.errors import InputError
from yeonjwa.population import wpp, wpp2019
from yeonjwa.population.back_projection import look_back
from yeonjwa.population.famine import other_mortality
from yeonjwa.population.graduation import AGES
from yeonjwa.population.places import read_rows
from yeonjwa.population.projection import Year, leavers, step, woman_years
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.wpp import YEARS

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


def pyramid_1950(spec: PopulationSpec | None = None) -> Floats:
    """float64[2, 21], persons at the end of 1950 by sex and five-year age 0-4 .. 95-99, 100+, of the spec's revision."""
    return _revision("wpp2024" if spec is None else spec.rates).pyramid_1950.copy()


def vital_rates(spec: PopulationSpec) -> VitalRates:
    """The vital rates of one set of assumptions (``rates``, ``pre1950`` and ``famine`` of ``spec``).

    Raises
    ------
    InputError
        ``spec`` is not a PopulationSpec.
    """
    if not isinstance(spec, PopulationSpec):
        raise InputError(f"vital_rates takes a PopulationSpec, not {type(spec).__name__}.")
    return _vital_rates(spec.rates, spec.pre1950, spec.famine)


@cache
def _vital_rates(revision: str, pre1950: str, famine: str) -> VitalRates:
    base = _base(revision, pre1950)
    replaced = other_mortality(famine, revision, base.infant_first_month_share)
    hazard = base.hazard.copy()
    for year, other in replaced.items():
        hazard[year - base.first_year] = other
    notes = base.notes | {"famine": famine}
    if replaced:
        notes["years_of_other_mortality"] = [min(replaced), max(replaced)]
        notes["warnings"] = [
            f"mortality of {min(replaced)}-{max(replaced)} is that of {famine}, all else of {revision}"
        ]
    rates = replace(base, hazard=wpp.freeze(hazard), notes=notes)
    return replace(rates, implied_tfr=wpp.freeze(_implied_tfr(rates)))


@cache
def _base(revision: str, pre1950: str) -> VitalRates:
    """The rates with the famine of their own revision, and its births; deaths brought to the revision's number."""
    now = _revision(revision)
    first_year = int(figure("vital_rates.first_year").value)
    share = figure("vital_rates.infant_first_month_share").value
    n_years = wpp.LAST - first_year + 1
    at_1950 = 1950 - first_year

    hazard = np.empty((n_years, 2, AGES))
    hazard[:at_1950] = _mortality_before_1950(pre1950)
    hazard[at_1950:] = now.hazard
    fertility = np.empty((n_years, 60))
    fertility[:at_1950] = _fertility_before_1950()
    fertility[at_1950:] = now.fertility
    female_fraction = np.full(n_years, now.female_fraction[0])
    female_fraction[at_1950:] = now.female_fraction
    past = look_back(
        now.pyramid_1950, hazard[0], hazard[at_1950], now.births_1950, now.female_fraction[0],
        now.gone_south[0], _ages_south(), first_year,
        int(figure("vital_rates.births_trusted_since").value), int(figure("vital_rates.growth_until").value), share,
    )  # fmt: skip

    births = np.concatenate([past.births, np.full(YEARS, now.births_1950) if now.births is None else now.births])
    separated = np.zeros((n_years, 2, AGES))
    separated[at_1950] = past.separated
    factor = np.ones(n_years)
    living = np.repeat(past.founders[:, :, None] / 12, 12, axis=2)
    for i in range(n_years):
        sexes = np.array([female_fraction[i], 1 - female_fraction[i]])
        leave = separated[i] + (past.lost if i == at_1950 else 0.0)
        year = step(living, births[i] * sexes, hazard[i], leave, share)
        if i > at_1950:
            if now.births is None:
                births[i] = woman_years(year.mid) @ fertility[i]
            for _ in range(_DEATHS_ROUNDS):
                if now.gone_south[i - at_1950] > 0:
                    separated[i] = leavers(year.mid, now.gone_south[i - at_1950], _ages_south())
                if now.deaths is not None:
                    change = now.deaths[i - at_1950] / year.deaths
                    factor[i] *= change
                    hazard[i] *= change
                year = step(living, births[i] * sexes, hazard[i], separated[i], share)
        living = year.end

    founders = past.founders[:, :FOUNDER_AGES].copy()
    men = past.lost[1]
    notes: dict[str, Any] = {
        "revision": revision,
        "pre1950": pre1950,
        "first_year": first_year,
        "persons_ever": round(float(founders.sum() + births.sum())),
        "founders": round(float(founders.sum())),
        "growth_of_births_before_trusted": round(past.growth, 5),
        "lost_before_1951_men_15_34": round(float(men[15:35].sum())),
        "lost_before_1951_boys_0_14": round(float(men[:15].sum())),
        "lost_before_1951_men_35_59": round(float(men[35:60].sum())),
        "lost_before_1951_women": round(float(past.lost[0].sum())),
        "lost_before_1951_all": round(float(past.lost.sum())),
        "separated_1950_57": round(float(separated.sum())),
        "deaths_factor": {y: round(float(factor[y - first_year]), 4) for y in range(1951, wpp.LAST + 1)},
    }
    for array in (hazard, births, female_fraction, fertility, founders, past.lost, separated):
        wpp.freeze(array)
    rates = VitalRates(
        first_year, wpp.LAST, hazard, births, female_fraction, fertility, founders,
        past.lost, separated, share, np.zeros(n_years), notes,
    )  # fmt: skip
    implied = _implied_tfr(rates)
    decades = range(first_year, 1950, 10)
    notes["implied_tfr_by_decade"] = {y: round(float(implied[y - first_year :][:10].mean()), 2) for y in decades}
    return replace(rates, implied_tfr=wpp.freeze(implied))


def _ages_south() -> tuple[int, int]:
    return int(figure("vital_rates.separated_from_age").value), int(figure("vital_rates.separated_to_age").value)


def _revision(name: str) -> wpp.Revision:
    if name == "wpp2019":
        return wpp2019.revision(_ages_south(), figure("vital_rates.infant_first_month_share").value)
    return wpp.revision()


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
    return np.array([float(r["fx_per_woman"]) for r in rows[:60]])


def projected_years(rates: VitalRates) -> Iterator[tuple[int, Year]]:
    """Each calendar year of the rates with its projection from the founders on."""
    living = np.zeros((2, AGES, 12))
    living[:, :FOUNDER_AGES] = rates.founders[:, :, None] / 12
    for i, y in enumerate(range(rates.first_year, rates.last_year + 1)):
        sexes = np.array([rates.female_fraction[i], 1 - rates.female_fraction[i]])
        leave = rates.separated[i] + (rates.lost_before_1951 if y == 1950 else 0.0)
        year = step(living, rates.births[i] * sexes, rates.hazard[i], leave, rates.infant_first_month_share)
        yield y, year
        living = year.end


def _implied_tfr(rates: VitalRates) -> Floats:
    """float64[n_years], total fertility if the births of each year fall on women in the proportions of ``fertility``."""
    out = np.empty_like(rates.births)
    for i, (_, year) in enumerate(projected_years(rates)):
        fertility = rates.fertility[i]
        out[i] = rates.births[i] / (woman_years(year.mid) @ fertility) * fertility.sum()
    return out


def expected_population(rates: VitalRates, years: Iterable[int]) -> dict[int, Floats]:
    """Expected persons at the end of ``years`` by sex and completed age: the deterministic twin of the simulation.

    Returns
    -------
    dict of int to float64[2, 110]

    Raises
    ------
    InputError
        A year is outside the years of the rates.
    """
    wanted = {int(y) for y in years}
    for y in wanted:
        if not rates.first_year <= y <= rates.last_year:
            raise InputError(f"year {y} is outside {rates.first_year} to {rates.last_year}, the years of the rates.")
    return {y: year.end.sum(axis=2) for y, year in projected_years(rates) if y in wanted}


def shares_leaving(rates: VitalRates) -> tuple[Floats, Floats]:
    """Chance of those alive at mid-year to leave then, by age at the end of the year.

    Returns
    -------
    lost : float64[2, 110]
        Of those alive at mid-1950 and not gone south then, by sex.
    separated : float64[8, 2, 110]
        To go south in 1950, ..., 1957, by sex.
    """
    lost = np.zeros((2, AGES))
    separated = np.zeros((8, 2, AGES))
    for y, year in projected_years(rates):
        if 1950 <= y <= wpp.END_OF_SEPARATION:
            there = year.mid.sum(axis=2)
            south = rates.separated[y - rates.first_year]
            np.divide(south, there, out=separated[y - 1950], where=there > 0)
            if y == 1950:
                np.divide(rates.lost_before_1951, there - south, out=lost, where=there > south)
    return np.minimum(lost, 1.0), np.minimum(separated, 1.0)
