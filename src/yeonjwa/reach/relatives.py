"""Who the relatives of those who left are: living relatives at home by kin term, sex and age."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.departures.sets import end_of, index_of_year
from yeonjwa.kinship.relatives import count_relatives
from yeonjwa.kinship.terms import kin_classes
from yeonjwa.outcome import ALL, Table
from yeonjwa.reach.columns import JUDGED, column, dimensions, table_of
from yeonjwa.reach.world import World

FOCAL = 500
"""Leavers whose relatives are walked; more would only make the standard error smaller."""

CHILD_MONTHS = 18 * 12
SEXES: tuple[str, ...] = ("female", "male")
AGES: tuple[str, ...] = (ALL, "under 18")


def relatives_by_term(world: World, years: tuple[int, ...]) -> Table:
    """Living relatives at home per person who left, by steps up and down, sex, and children under 18.

    Rests on a keyed sample of those who had arrived by the year; the interval is 1.96 standard errors of the mean over
    the sample, for both sexes together, and in proportion for one sex.
    """
    return table_of(
        "relatives_by_term",
        (
            *dimensions("year", "age", "sex", "chon", "up", "down"),
            column("relatives_counted", "raw", "relatives"),
            column("per_leaver", "estimate", "relatives per person who left", of="relatives_counted"),
            column("low", "low", "relatives per person who left", of="per_leaver"),
            column("high", "high", "relatives per person who left", of="per_leaver"),
            column("leavers", "raw", "people"),  # a mean over fewer people than the floor is hidden
            *JUDGED,
        ),
        _term_rows(world, years),
        sums=("sex",),
        nested=(("age", tuple(reversed(AGES))),),
    )


def _term_rows(world: World, years: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    sex = np.asarray(world.country.sex)
    for year in years:
        month = end_of(year)
        focal = sample_of_leavers(world, month)
        home = world.is_at_home(month)
        minors = home & (world.country.birth_month > month - CHILD_MONTHS)
        for age, counted in zip(AGES, (home, minors), strict=True):
            found = count_relatives(world.close_kin.pedigree, focal, counted, sex, threads=2)
            totals = found.total[0].sum(axis=2)  # [up, down, sex]
            error = 1.96 * found.standard_error()[0]
            for up, down in kin_classes():
                both = int(totals[up, down].sum())
                for name, count in ((ALL, both), *zip(SEXES, totals[up, down].tolist(), strict=True)):
                    mean = count / max(focal.size, 1)
                    half = float(np.nan_to_num(error[up, down])) * (count / both if both else 0)
                    yield {
                        "year": year, "age": age, "sex": name, "chon": up + down, "up": up, "down": down,
                        "relatives_counted": count, "per_leaver": mean, "low": max(mean - half, 0.0), "high": mean + half,
                        "leavers": int(focal.size),
                    }  # fmt: skip


def sample_of_leavers(world: World, month: int) -> NDArray[np.int32]:
    """int32[<= 500]: people who had arrived by the end of ``month``, those with the lowest keyed numbers."""
    people = world.departures.person[world.departures.arrived_month <= month]
    luck = draws.uniforms(draws.stream(world.seed, "whose relatives are counted"), people)
    return people[np.sort(np.argsort(luck, kind="stable")[:FOCAL])]


def relatives_by_chon(world: World, times: NDArray[np.uint8], years: tuple[int, ...]) -> Table:
    """Distinct people at home by their least degree to anybody who had arrived, each counted once.

    Parameters
    ----------
    times : uint8[n, 9]
        ``World.times`` of the arrived, cognatic. 0 chon is the spouse.
    """
    rows = []
    for year in years:
        month = end_of(year)
        home = np.flatnonzero(world.is_at_home(month))
        is_within = times[home] <= index_of_year(year)
        least = np.where(is_within[:, -1], is_within.argmax(axis=1), is_within.shape[1])
        is_minor = world.country.birth_month[home] > month - CHILD_MONTHS
        sex = world.country.sex[home]
        for age, chosen in ((ALL, np.ones(home.size, bool)), ("under 18", is_minor)):
            counts = np.stack([np.bincount(least[chosen & (sex == s)], minlength=10)[:9] for s in (0, 1)])
            for chon in range(9):
                for name, count in ((ALL, counts[:, chon].sum()), *zip(SEXES, counts[:, chon], strict=True)):
                    rows.append({
                        "year": year, "age": age, "sex": name, "chon": chon, "relatives": int(count),
                        "people": count / world.country.spec.scale,
                    })  # fmt: skip
    return table_of(
        "relatives_by_chon",
        (
            *dimensions("year", "age", "sex", "chon"),
            column("relatives", "raw", "people"),
            column("people", "estimate", "real people", of="relatives"),
            *JUDGED,
        ),
        rows,
        sums=("sex",),
        nested=(("age", tuple(reversed(AGES))),),
    )
