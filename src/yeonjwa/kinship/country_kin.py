"""Living kin in the synthetic country: how many of each class, by sex and age of Focal.

Unlike the populations under constant rates, the country has unions, rates that change, and half-siblings through
fathers as well as mothers. Everybody is counted once, at the least degree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from yeonjwa.disclosure import FARTHEST_CHON_OF_SMALL, FLOOR_PEOPLE, SMALL_SCALE
from yeonjwa.errors import InputError
from yeonjwa.kinship.theory import MAX_CHON, kin_classes
from yeonjwa.population.country import FEMALE, MALE, Country

FOCALS = 1000
"""Focal persons counted for each sex and age, drawn by a keyed score from those of that age."""


@dataclass(frozen=True)
class CountryKin:
    """Mean living kin of one class for Focal of one sex and age; None where too few people stand behind a number.

    focals : Focal persons the numbers rest on. standard_error : of ``living``, with Focal as independent draws.
    """

    up: int
    down: int
    sex: int
    age: int
    living: float | None
    living_female: float | None
    living_male: float | None
    standard_error: float | None
    focals: int


def kin_table(
    country: Country,
    year: int,
    ages: Sequence[int],
    *,
    focals: int = FOCALS,
    threads: int = 1,
    progress: Callable[[float], None] | None = None,
) -> list[CountryKin]:
    """Living kin in the middle of a year, by sex and completed age of Focal, for all classes to 8 chon.

    Parameters
    ----------
    year : calendar year, 1950 to 2024; kin are those living at the start of July.
    ages : completed years of Focal, 0 to 100.
    focals : most Focal persons of each sex and age.

    Returns
    -------
    list of CountryKin
        A number that rests on fewer than 20 Focal persons or counted kin is None, and so are those by sex if either
        is; below scale 0.1 so is every class beyond 6 chon.

    Raises
    ------
    InputError
        The year or an age is not possible.
    """
    from yeonjwa.draws import stream, uniforms
    from yeonjwa.kinship.pedigree import Pedigree
    from yeonjwa.kinship.relatives import count_relatives
    from yeonjwa.months import month_of

    if not 1950 <= year <= 2024:
        raise InputError(f"option --year is {year}; expected 1950 to 2024.")
    for age in ages:
        if not 0 <= age <= 100:
            raise InputError(f"option --ages holds {age}; expected whole years from 0 to 100.")
    month = month_of(year, 7)
    is_living = country.is_living(month)
    age_now = country.age_years(month)
    key = stream(country.spec.seed, "focal of a kin table")
    pedigree = Pedigree.of(country)
    far = FARTHEST_CHON_OF_SMALL if country.spec.scale < SMALL_SCALE else MAX_CHON
    rows = []
    groups = [(sex, age) for age in ages for sex in (FEMALE, MALE)]
    for at, (sex, age) in enumerate(groups):
        ids = np.flatnonzero(is_living & (age_now == age) & (country.sex == sex))
        if ids.size > focals:
            score = uniforms(key, ids, month)
            ids = np.sort(ids[np.argpartition(score, focals)[:focals]])
        if ids.size:
            counts = count_relatives(pedigree, ids, is_living, country.sex, f"cognatic:{MAX_CHON}", threads=threads)
            total = counts.total[0].sum(axis=2)  # up, down, sex of kin
            error = counts.standard_error()[0]
        else:
            total, error = np.zeros((MAX_CHON + 1, MAX_CHON + 1, 2), dtype=np.int64), np.zeros((MAX_CHON + 1,) * 2)
        for up, down in kin_classes():
            rows.append(_row(up, down, sex, age, total[up, down], float(error[up, down]), int(ids.size), far))
        if progress:
            progress((at + 1) / len(groups))
    return rows


def _row(up: int, down: int, sex: int, age: int, kin: np.ndarray, error: float, focals: int, far: int) -> CountryKin:
    """One class, with what is too small taken out; zero counts as small, as everywhere else."""
    if focals < FLOOR_PEOPLE or kin.sum() < FLOOR_PEOPLE or up + down > far:
        return CountryKin(up, down, sex, age, None, None, None, None, focals if focals >= FLOOR_PEOPLE else 0)
    living = float(kin.sum()) / focals
    if kin.min() < FLOOR_PEOPLE:
        return CountryKin(up, down, sex, age, living, None, None, error, focals)
    return CountryKin(up, down, sex, age, living, float(kin[FEMALE]) / focals, float(kin[MALE]) / focals, error, focals)
