"""The reach of one set at the end of one year: what the command line asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.sets import check_set, end_of
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.population.country import Country
from yeonjwa.population.places import PROVINCES
from yeonjwa.reach.columns import SHARE_OF_HOME, dimensions, interval, table_of
from yeonjwa.reach.counting import count_by_year
from yeonjwa.reach.measure import provinces_at, share_reached
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World

_CHON = tuple(range(MAX_CHON + 1))


def reach_at(
    country: Country, scenario: Any, of_set: str = "arrived", year: int = 2016, *, say: Callable[..., None] | None = None,
) -> Table:  # fmt: skip
    """Share of the people at home with somebody of a set within 0 to 8 chon, at the end of a year, by home province.

    Parameters
    ----------
    country, scenario : as for ``observed_tables``
    of_set : "left", "in-china", "arrived" or "known"
    year : 1998 to the last year of the scenario

    Returns
    -------
    Table
        Every cell, both lines; mean and range over ``scenario.placement_seeds`` placings.
    """
    check_set(of_set)
    tell = say or (lambda stage, share=0.0, people=None: None)
    close_kin = CloseKin(country)
    where = provinces_at(country, (year,))
    everybody = np.zeros(country.persons_ever, dtype=np.uint8)
    placings = int(scenario.placement_seeds)
    reached: dict[str, list[np.ndarray]] = {line: [] for line in LINEALITIES}
    home: dict[str, list[np.ndarray]] = {line: [] for line in LINEALITIES}
    for placing in range(placings):
        world = World.placed(
            country, close_kin, scenario.seed, placing, scenario.clustering, scenario.family_unit_definition, int(scenario.last_year)
        )  # fmt: skip
        members = world.members_at(of_set, end_of(year))
        for line in LINEALITIES:
            counts = count_by_year(
                world.times(members, line), country.birth_month, world.home_until, everybody, (year, year),
                where=where, places=len(PROVINCES),
            )  # fmt: skip
            reached[line].append(counts.reached_at[0])
            home[line].append(counts.at_home_at[0])
        tell(text("reach.stage.placing"), (placing + 1) / placings, people=country.persons_ever)
    rows = []
    for line in LINEALITIES:
        of_line, residents = np.stack(reached[line]), np.stack(home[line])
        for chon in _CHON:
            parts = [_row(of_line[:, p, chon], residents[:, p], country.spec.scale) for p in range(len(PROVINCES))]
            whole = _row(of_line[:, :, chon].sum(axis=1), residents.sum(axis=1), country.spec.scale)
            # Rounded means need not add up; the total is that of the rounded parts.
            whole |= {name: sum(part[name] for part in parts) for name in ("at_home", "reached")}
            for province, part in ((ALL, whole), *zip(PROVINCES, parts, strict=True)):
                rows.append({
                    "set": of_set, "year": year, "clustering": scenario.clustering, "lineality": line, "province": province,
                    "chon": chon, **part,
                })  # fmt: skip
    fields = (*dimensions("set", "year", "clustering", "lineality", "province", "chon"), *SHARE_OF_HOME)
    return table_of("reach", fields, rows, sums=("province",), nested=(("chon", _CHON),))


def _row(reached: np.ndarray, home: np.ndarray, scale: float) -> dict[str, Any]:
    return {
        "at_home": round(float(home.mean())), "reached": round(float(reached.mean())),
        "people": float(reached.mean()) / scale, **interval(share_reached(reached, home)),
    }  # fmt: skip
