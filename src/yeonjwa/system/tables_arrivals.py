"""Those who arrive in a simulated run, beside the published arrivals: by year and sex, by period and home province, age, and company."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.arrivals_data import AGE_FROM, AGES, arrivals
from yeonjwa.departures.groups import family_unit_share
from yeonjwa.departures.home import home_province
from yeonjwa.departures.raking import raked_arrivals
from yeonjwa.months import EPOCH_YEAR, NEVER
from yeonjwa.outcome import ALL, Table
from yeonjwa.population.places import PROVINCES_NOW
from yeonjwa.reach.arrivals import SEXES
from yeonjwa.system.state import State
from yeonjwa.system.table_columns import (
    JUDGED,
    column,
    counted,
    dimensions,
    estimated,
    judged,
    table_of,
)

PERIODS: dict[str, tuple[int, int]] = {
    "1998-2001": (1998, 2001),
    "2002-2008": (2002, 2008),
    "2009-2016": (2009, 2016),
    "2017-2020": (2017, 2020),
    "2021-2024": (2021, 2024),
}
"""As for the observed departures; the years before 1998 are run but not reported."""
SIZES = ("alone", "2", "3", "4 or more")
"""How many of those who left together arrived."""
CALIBRATED_TO = 2012
"""Last year whose arrivals the base hazard and the border path were set on."""

_BESIDE = (*dimensions(), *counted("people"), column("published", "observed", "real people"), *JUDGED)


def periods(first_year: int, last_year: int) -> dict[str, tuple[int, int]]:
    """The periods that lie in the years reported, cut at their ends."""
    cut = {name: (max(low, first_year), min(high, last_year)) for name, (low, high) in PERIODS.items()}
    return {
        name if span == PERIODS[name] else f"{span[0]}-{span[1]}": span
        for name, span in cut.items()
        if span[0] <= span[1]
    }


def arrivals_tables(state: State, first_year: int, last_year: int) -> dict[str, Table]:
    """``arrivals``, ``arrivals_by_province``, ``arrivals_by_age`` and ``arrivals_in_company``."""
    table = state.leavers
    rows = np.flatnonzero(table.arrived < NEVER)
    person, month = table.person[rows].astype(np.int64), table.arrived[rows].astype(np.int64)
    year = EPOCH_YEAR + month // 12
    sex = table.sex[rows]
    data, cells = arrivals(), raked_arrivals()
    found: list[dict[str, Any]] = []
    for y in range(first_year, last_year + 1):
        count = np.bincount(sex[year == y], minlength=2)
        published = data.year_sex[(data.last_year == y)].sum(axis=0)
        warning = "calibrated" if y <= CALIBRATED_TO else "arrivals"
        for s, name in enumerate((*SEXES, ALL)):
            n, beside = (count.sum(), published.sum()) if name == ALL else (count[s], published[s])
            found.append({
                "year": str(y), "sex": name, **estimated(n, state.scale), "published": round(float(beside), 1),
                **judged(warning, identified=True),
            })  # fmt: skip
    tables = {"arrivals": table_of("arrivals", (*dimensions("year", "sex"), *_BESIDE), found, sums=("sex",))}
    age = np.searchsorted(AGE_FROM, (month - state.birth[person].astype(np.int64)) // 12, "right") - 1
    province = home_province(state.country, person, table.month[rows])
    spans = periods(first_year, last_year)
    by: dict[str, tuple[tuple[str, ...], NDArray[Any], tuple[int, ...]]] = {
        "province": (PROVINCES_NOW, province, (0, 1, 2)), "age": (AGES, age, (0, 1, 3)),
    }  # fmt: skip
    for dimension, (labels, which, axes) in by.items():
        found = []
        for period, (low, high) in spans.items():
            count = np.bincount(which[(year >= low) & (year <= high)], minlength=len(labels))
            beside = cells[(data.last_year >= low) & (data.last_year <= high)].sum(axis=axes)
            for label, n, published in (*zip(labels, count, beside, strict=True), (ALL, count.sum(), beside.sum())):
                found.append({
                    "period": period, dimension: label, **estimated(n, state.scale), "published": round(float(published), 1),
                    **judged("arrivals", identified=True),
                })  # fmt: skip
        fields = (*dimensions("period", dimension), *_BESIDE)
        if dimension == "province":
            tables["arrivals_by_province"] = table_of("arrivals_by_province", fields, found, sums=(dimension,))
        else:
            tables["arrivals_by_age"] = table_of("arrivals_by_age", fields, found, sums=(dimension,))
    tables["arrivals_in_company"] = _in_company(state, rows, year, spans)
    return tables


def company(state: State, rows: NDArray[Any]) -> NDArray[np.int64]:
    """int64[n]: how many of ``rows`` (arrived) left with each, themselves counted: one decision, one month."""
    table = state.leavers
    both = table.group[rows].astype(np.int64) * 65536 + table.month[rows]
    _, at, size = np.unique(both, return_inverse=True, return_counts=True)
    return np.asarray(size[at])


def _in_company(state: State, rows: NDArray[Any], year: NDArray[Any], spans: dict[str, tuple[int, int]]) -> Table:
    size = np.minimum(company(state, rows), len(SIZES)) - 1
    data = arrivals()
    found = []
    for period, (low, high) in spans.items():
        count = np.bincount(size[(year >= low) & (year <= high)], minlength=len(SIZES))
        of_year = np.array([data.year_sex[data.last_year == y].sum() for y in range(low, high + 1)])
        units = float(np.average([family_unit_share(y) for y in range(low, high + 1)], weights=of_year))
        total = int(count.sum())
        for k, name in enumerate(SIZES):
            n = estimated(count[k], state.scale)
            share = float(count[k]) / max(total, 1)
            found.append({
                "period": period, "size": name, "arrived": total, "synthetic": n["synthetic"], "people": n["people"], "share": share,
                "low": _part(n["low"], n["people"], share), "high": min(1.0, _part(n["high"], n["people"], share)),
                "published": 1 - units if k == 0 else float("nan"), **judged("behaviour"),
            })  # fmt: skip
    fields = (
        *dimensions("period", "size"),
        column("arrived", "raw", "people"),
        column("synthetic", "raw", "people", of="arrived"),
        column("people", "estimate", "real people", of="synthetic"),
        column("share", "share", "share", of="synthetic"),
        column("low", "low", "share", of="share"),
        column("high", "high", "share", of="share"),
        column("published", "observed", "share", of_table="company"),
        *JUDGED,
    )
    return table_of("arrivals_in_company", fields, found, sums=("size",))


def _part(end: float, whole: float, share: float) -> float:
    return share * end / whole if whole > 0 else 0.0


__all__ = ["CALIBRATED_TO", "PERIODS", "SIZES", "arrivals_tables", "company", "periods"]
