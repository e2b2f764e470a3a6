"""Worlds made by hand for the histories: small tables from history, figures and seed, importable by worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from yeonjwa.outcome import ALL, Outcome
from yeonjwa.outcome import Table as OneTable
from yeonjwa.system.ledger import KIN_BANDS
from yeonjwa.system.table_columns import column, dimensions, table_of
from yeonjwa.system.tables_arrivals import PERIODS

YEARS = range(1998, 2025)
HARM_PERIODS = ("1998-2003", "2004-2011", "2012-2019", "2020-2024")
SCALE = 0.1
PUBLISHED = 1000.0
FEMALE = 0.7


def _table(
    name: str, dims: tuple[str, ...], rows: Iterable[Mapping[str, Any]], *more: Any, sums: tuple[str, ...] = ()
) -> OneTable:
    fields = (*dimensions(*dims), column("synthetic", "raw", "people"), *more)
    return table_of(name, fields, rows, sums=sums)


def outcome(
    arrivals: int = 100, struck: Mapping[str, int] | None = None, alone: float = 0.6, price: float = 8000.0, returns: int = 2,
    in_china: int = 3000,
) -> Outcome:  # fmt: skip
    """Every year alike: ``arrivals`` a year, ``struck`` by watching in each band and period."""
    bands = {"0-1": 400, "2": 300, "3-4": 200, "5-8": 100, "self": 50, "not_kin": 30, **(struck or {})}
    harm = [
        {"practice": practice, "period": period, "kin": kin, "synthetic": n}
        for practice in ("any_practice", "watching")
        for period in HARM_PERIODS
        for kin, n in (*((band, bands[band]) for band in KIN_BANDS), (ALL, sum(bands.values())))
    ]
    female = round(FEMALE * arrivals)
    by_sex = {"female": (female, 700.0), "male": (arrivals - female, 300.0), ALL: (arrivals, PUBLISHED)}
    observed = column("published", "observed", "real people")
    by_period = {name: len(range(low, high + 1)) * arrivals for name, (low, high) in PERIODS.items()}
    provinces = {"North Hamgyong": 0.6, "Ryanggang": 0.2, "Pyongyang": 0.2, ALL: 1.0}
    tables = [
        _table("harm_by_kin", ("practice", "period", "kin"), harm, sums=("kin",)),
        _table(
            "arrivals", ("year", "sex"),
            [{"year": str(y), "sex": s, "synthetic": n, "published": p} for y in YEARS for s, (n, p) in by_sex.items()], observed,
            sums=("sex",),
        ),
        _table(
            "arrivals_by_province", ("period", "province"),
            [
                {"period": period, "province": place, "synthetic": round(n * part), "published": 100 * part}
                for period, n in by_period.items() for place, part in provinces.items()
            ], observed,
        ),
        _table(
            "arrivals_in_company", ("period", "size"),
            [
                {"period": period, "size": "alone", "synthetic": round(n * alone), "arrived": n, "published": 0.5}
                for period, n in by_period.items()
            ], column("arrived", "raw", "people"), observed,
        ),
        _table("left_and_where", ("year", "where"), [{"year": y, "where": "in China", "synthetic": in_china} for y in YEARS]),
        _table(
            "money_by_year", ("quantity", "year"),
            [{"quantity": "fee_mean_usd", "year": y, "synthetic": 500, "total": price} for y in YEARS],
            column("total", "estimate", "USD", of="synthetic"),
        ),
        _table(
            "returns", ("year", "kind"),
            [{"year": str(y), "kind": "returned_from_the_south", "synthetic": returns} for y in YEARS],
        ),
    ]  # fmt: skip
    return Outcome({table.name: table for table in tables}, {"scenario": {}})


def simulate(country: Any, scenario: Any) -> Outcome:
    """Fewer leave where relatives are harmed, unless fear for them is at its low end; the history of 2020 fails, with a count in its words."""
    with open(Path(os.environ["RIVALS_LOG"]), "a") as log:
        log.write(f"{scenario.seed} {scenario.history}\n")
    if scenario.history == "report-dailynk-2020-06":
        raise ValueError("12345 people")
    luck = int(np.random.default_rng(scenario.seed).poisson(10))
    figures = dict(scenario.figures)
    is_harmed = scenario.history != "no-kin-consequence"
    pull = (20 if "kin_fear_effect" in figures else -20) if is_harmed else 0
    made = outcome(100 + luck + pull, None if is_harmed else {"0-1": 0, "2": 0, "3-4": 0, "5-8": 0})
    return Outcome(made.tables, {"scenario": scenario.model_dump(mode="json")})
