"""Matrix kinship theory under rates that change from year to year (Caswell and Song 2021; two sexes as Caswell 2022).

The recursion of ``theory`` runs in calendar time for all ages of Focal at once:

    k_{u,d}(x + 1, t + 1) = U_t k_{u,d}(x, t) + F_t k_{u,d-1}(x, t),    k_{u,d}(0, t) = sum of pi_t(i) k_{u-1,d}(i, t)

It begins with the stable kin of the first year's rates, and ``pi_t``, the ages of parents at births at time t, comes
from projecting the stable population of that year with the same rates.

The published theory lets a woman's births be independent of each other. Where they gather on fewer women (those with
a husband) people have more siblings for the same rates; ``siblings`` brings that in from outside. Every class beside
the direct line holds one turn at a pair of siblings, so the one factor is enough for cousins of all degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import AGES, FEMALE, MALE, Rates, shifted_fertility
from yeonjwa.kinship.theory import MAX_CHON, KinTheory, _by_year, _levels, at_birth, new_births, sexes_of, years_of
from yeonjwa.kinship.theory_steps import (
    Floats,
    Steps,
    _centred,
    births_by_step,
    exact_steps,
    growth_rate,
    newborn_by_step,
    survival_by_step,
    years_lived,
)


def changing_kin(
    series: Sequence[Rates],
    years: Iterable[int],
    line: str = "female",
    *,
    focal_sex: int = FEMALE,
    max_chon: int = MAX_CHON,
    per_year: int = 1,
    siblings: NDArray[np.float64] | None = None,
) -> dict[int, KinTheory]:
    """Expected kin at the start of each wanted year.

    Parameters
    ----------
    series : rates of years that follow each other; those of year y hold from its start to the start of y + 1.
    years : wanted years, from the first of the series to one after its last.
    line, focal_sex, max_chon, per_year : as in ``theory.constant_kin``. Steps of a year are right to about 0.1 %, to
        0.9 % for kin who are rare at an age (great-aunts at 40); half-years to a quarter of that.
    siblings : float64[years of the series], siblings ever born of those born in each year, relative to what independent
        births give; None: 1. Exact for siblings, and for kin through an ancestor's siblings but those born after Focal,
        whose own year of birth is taken for the factor.

    Raises
    ------
    InputError
        The years have gaps, a wanted year lies outside, or ``siblings`` has another number of years.
    """
    known = years_of(series)
    turn = np.ones(len(series)) if siblings is None else np.asarray(siblings, dtype=np.float64)
    if turn.shape != (len(series),):
        raise InputError(f"siblings has the shape {turn.shape}; expected one factor for each of {len(series)} years.")
    wanted = set(years)
    for year in sorted(wanted):
        if not known[0] <= year <= known[-1] + 1:
            raise InputError(
                f"year {year} lies outside the rates, which reach from {known[0]} to the start of {known[-1] + 1}."
            )
    sexes = sexes_of(line)
    steps = exact_steps(series[0], sexes, per_year)
    people = _stable_people(series[0], sexes, per_year)
    start: Floats | None = None
    states: list[Floats] = []
    for up in range(max_chon + 1):
        start = _levels(steps, up, start, FEMALE, max_chon, "all")
        states.append(start)
    for up in range(1, max_chon + 1):
        states[up][1:] *= turn[0]
    focal = states[0] if focal_sex == FEMALE else _levels(steps, 0, None, focal_sex, max_chon, "all")

    found: dict[int, KinTheory] = {}
    for index, year in enumerate(known):
        if year in wanted:
            found[year] = _seen(states, focal, per_year, sexes)
        if max(wanted, default=year) <= year:
            break
        now = series[index]
        following = series[min(index + 1, len(series) - 1)]
        for part in range(per_year):
            steps, people = _advance(now, people, following if part == per_year - 1 else now, sexes, per_year)
            if focal_sex != FEMALE:
                focal = _older(focal, 0, steps, focal_sex)
            of_age = turn[np.maximum(index - np.arange(AGES * per_year) // per_year, 0)]
            for up in range(max_chon + 1):
                states[up] = _older(states[up], up, steps, FEMALE, of_age if up == 1 else turn[index])
                if up:
                    states[up][..., 0] = at_birth(states[up - 1][: max_chon - up + 1], up, steps)
                if up == 1:
                    states[1][1:, ..., 0] *= turn[index]
            if focal_sex == FEMALE:
                focal = states[0]
    if known[-1] + 1 in wanted:
        found[known[-1] + 1] = _seen(states, focal, per_year, sexes)
    return found


def rates_by_year(
    px: NDArray[np.float64],
    fx: NDArray[np.float64],
    first_year: int,
    *,
    female_fraction: float,
    fx_men: NDArray[np.float64] | None = None,
) -> list[Rates]:
    """The vital rates of a country by calendar year as the series that ``changing_kin`` takes.

    Parameters
    ----------
    px : float64[year, 101, 2], survival from exact age x to x + 1, women and men.
    fx : float64[year, 101], births of both sexes per woman and year.
    first_year : calendar year of row 0.
    fx_men : float64[year, 101], births per man; where None, the women's, shifted by the catalogue's figure.

    Raises
    ------
    InputError
        ``px`` or ``fx`` has another shape.
    """
    from yeonjwa.catalogue.figures import figure

    if px.shape != (fx.shape[0], 101, 2) or fx.shape[1] != 101:
        raise InputError(f"px has the shape {px.shape} and fx {fx.shape}; expected (years, 101, 2) and (years, 101).")
    shift = int(figure("male_fertility_shift_years").value)
    return [
        Rates(
            px=np.ascontiguousarray(px[row].T),
            fx=np.stack([fx[row], shifted_fertility(fx[row], shift) if fx_men is None else fx_men[row]]),
            female_fraction=female_fraction,
            year=first_year + row,
        )
        for row in range(fx.shape[0])
    ]


def _stable_people(rates: Rates, sexes: int, per_year: int) -> Floats:
    """float64[S, A]: women (and men) by age class in the stable population, per birth and year."""
    r = growth_rate(rates)
    shares = [rates.female_fraction, 1 - rates.female_fraction]
    return np.stack([shares[s] * years_lived(rates.hazards()[s], r, per_year) for s in range(sexes)])


def _advance(now: Rates, people: Floats, following: Rates, sexes: int, per_year: int) -> tuple[Steps, Floats]:
    """One step of the population: the step's matrices, with the parents' ages at its end, and the people then."""
    survive = np.stack([survival_by_step(now.hazards()[s], per_year) for s in range(sexes)])
    pairs = [births_by_step(now.fx[s], survive[s], per_year) for s in range(sexes)]
    births, own = (np.stack(column) for column in zip(*pairs, strict=True))
    total = float(births[FEMALE] @ people[FEMALE])
    if sexes == 2:
        factor = total / float(births[MALE] @ people[MALE])  # men father what women bear
        births[MALE] *= factor
        own[MALE] *= factor
    newborn = newborn_by_step(now, sexes, per_year)
    after = np.zeros_like(people)
    after[:, 1:] = people[:, :-1] * survive[:, :-1]
    after[:, -1] += people[:, -1] * survive[:, -1]
    after[:, 0] = total * newborn
    # At the instant between two years the rates are those half-way.
    parents = after * np.repeat((now.fx + following.fx)[:sexes] / 2, per_year, axis=1)
    parents /= parents.sum(axis=1, keepdims=True)
    return Steps(per_year, survive, births, own, newborn, parents, _centred(parents)), after


def _older(k: Floats, up: int, steps: Steps, focal_sex: int, turn: Floats | float = 1.0) -> Floats:
    """k_{up,d} one step later for Focal's exact ages 1, 2, ...; the column of age 0 is left to the caller (0 for up = 0).

    turn : float64[X] or float, factor on the births to ancestors: siblings of Focal or of a nearer ancestor.
    """
    after = np.zeros_like(k)
    after[:, :, 1:, 1:] = k[:, :, :-1, :-1] * steps.survive[None, :, :-1, None]
    after[:, :, -1, 1:] += k[:, :, -1, :-1] * steps.survive[None, :, -1, None]
    if k.shape[0] > 1:
        born = new_births(k[..., :-1], up, steps)
        if up == 0:
            born[0] = steps.own_births[focal_sex, : k.shape[-1] - 1]
        else:
            born[0] *= turn[: k.shape[-1] - 1] if isinstance(turn, np.ndarray) else turn
        after[1:, :, 0, 1:] = born[:, None] * steps.newborn[None, :, None]
    return after


def _seen(states: list[Floats], focal: Floats, per_year: int, sexes: int) -> KinTheory:
    """The state at one instant as a result by year of age."""
    found = {}
    for up, k in enumerate(states):
        shown = focal if up == 0 else k
        for down in range(shown.shape[0]):
            if up or down:
                found[(up, down)] = _by_year(shown[down], per_year).copy()
    return KinTheory(found, sexes)
