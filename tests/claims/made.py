"""Worlds made by hand for the experiments: outcomes whose tables hold what a test says, every year alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from yeonjwa.claims.counting import CONTROL, COUNTS
from yeonjwa.months import month_of
from yeonjwa.outcome import ALL, Field, Outcome, Role, Table
from yeonjwa.system.tables_harm import STRATA
from yeonjwa.system.terms import PARTS

YEARS = range(1998, 2025)
ROLES: dict[str, Role] = {
    "synthetic": "raw",
    "count": "raw",
    "reached": "raw",
    "counted": "raw",
    "residents": "raw",
    "sampled": "raw",
}


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    """A table from rows; every column that counts nobody is a dimension, which is all that reading it needs."""
    rows = list(rows)
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    fields = tuple(Field(key, ROLES.get(key, "dimension"), "", "") for key in columns)
    return Table(name, "", fields, columns)


def long(name: str, quantities: Mapping[str, float], scale: float = 0.1) -> Table:
    """A table of yearly quantities: the same raw count every year."""
    return table(
        name,
        [
            {"quantity": q, "year": y, "synthetic": n, "total": n / scale, "count": n}
            for q, n in quantities.items()
            for y in YEARS
        ],
    )


def hazards(parts: Mapping[str, float], strata: Iterable[str] = STRATA, sampled: int = 500) -> Table:
    """Parts of the log hazard, the same in each stratum and year; those not named are 0."""
    return table(
        "terms_of_leaving",
        [
            {"year": y, "stratum": s, "part": p, "sampled": sampled, "log_hazard": parts.get(p, 0.0)}
            for y in YEARS
            for s in strata
            for p in PARTS
        ],
    )


def beliefs(**means: float) -> Table:
    """Means of beliefs of the nation."""
    return table(
        "beliefs",
        [
            {"belief": b, "year": y, "stratum": ALL, "residents": 1_600_000, "mean": m}
            for b, m in means.items()
            for y in YEARS
        ],
    )


def struck(people: float, practices: Iterable[str] = ("any_practice", "lure_visits")) -> Table:
    """People struck, the same for each practice and period."""
    return table(
        "harm_by_kin",
        [
            {"practice": p, "period": period, "kin": ALL, "synthetic": people, "people": people / 0.1}
            for p in practices
            for period in ("1998-2003", "2004-2011", "2012-2019", "2020-2024")
        ],
    )


def outcome(**given: Any) -> Outcome:
    """A world: ``counts``, ``acts``, ``money``, ``after``, ``officers``, ``held``, ``dread`` by quantity; ``hazard`` by part; the rest usual."""
    long_tables = {
        COUNTS: {"tries": 300, "plans": 200, "size_squared": 600, "arrivals": 100, "cadre_arrivals": 5, **given.get("counts", {})},
        "acts_by_year": {
            "extortion_bluffs_paid": 10, "extortion_cases": 20, "support_cases": 30, "forced_calls": 50, "consolation_families": 100,
            "false_alarms": 80, "minders_criticised": 200, "minders_dismissed": 30, **given.get("acts", {}),
        },
        "money_by_year": {"fee_mean_usd": 1000, "support_usd": 500, **given.get("money", {})},
        "departures_and_after": {"false_reports": 20, "plans_reported": 10, **given.get("after", {})},
        "officers_by_year": {f"officer_hours_on_{s}": 100 for s in ("core", "wavering", "hostile")} | given.get("officers", {}),
        "held_by_year": {"families_on_file": 1000, "people_on_file": 5000, **given.get("held", {})},
        "dread_by_year": {"dread_person_months": 1000, **given.get("dread", {})},
    }  # fmt: skip
    tables = {name: long(name, quantities) for name, quantities in long_tables.items()}
    tables["terms_of_leaving"] = hazards(given.get("hazard", {}))
    tables["beliefs"] = beliefs(capture=given.get("capture", 0.4), grievance=0.3)
    tables["harm_by_kin"] = struck(given.get("struck", 1000))
    through = given.get("through", 100)
    tables["departures"] = table(
        "departures",
        [{"year": y, "outcome": o, "synthetic": n} for y in YEARS for o, n in (("through", through), ("all", 300))],
    )
    tables["returns"] = table(
        "returns",
        [{"year": str(y), "kind": "returned_from_the_south", "synthetic": given.get("returns", 5)} for y in YEARS],
    )
    return Outcome(tables, {"scenario": {"population": {"scale": 0.1}}})


def step(half_life: float, limit: float = 0.4) -> Outcome:
    """A world in which control of effort 0.6 begins in 2012 and wears off with a half-life in months."""
    months = np.arange(month_of(1993), month_of(2025))
    since = months - month_of(2012)
    effort = np.where(since >= 0, 0.6, 0.0)
    worn = np.where(since >= 0, effort * limit * (1 - np.exp2(-(since + 1.0) / half_life)), 0.0)
    rows = [
        {"month": int(m), "effort": e, "worn": w, "sealed": 0.0} for m, e, w in zip(months, effort, worn, strict=True)
    ]
    made = outcome()
    return Outcome({**made.tables, CONTROL: table(CONTROL, rows)})


def observed(
    near: float = 0.005,
    cousins: float = 0.03,
    wide: float = 0.5,
    failing: float = 0.15,
    camp_ratio: float = 0.8,
    spread: float = 0.1,
) -> Outcome:
    """Known arrivals placed: shares of the country reached within 2 to 3, 4, and 6 to 8 chon; of adults failing; kin over camps."""

    def ends(value: float) -> dict[str, float]:
        return {"low": value * (1 - spread), "high": value * (1 + spread)}

    shares = {2: near, 3: near, 4: cousins, 6: wide, 8: wide}
    reach = [
        {
            "year": 2016, "lineality": line, "province": place, "chon": chon, "reached": 1000, "people": 1e4, "share": share, **ends(share),
        }
        for line in ("cognatic", "agnatic")
        for place in (ALL, "North Hamgyong", "Ryanggang")
        for chon, share in shares.items()
    ]  # fmt: skip
    vetting = [
        {
            "rule": f"{line}:{d}",
            "year": 2015,
            "songbun": ALL,
            "reached": 1000,
            "people": 1e4,
            "share": failing,
            **ends(failing),
        }
        for line in ("cognatic", "agnatic")
        for d in (4, 6, 8)
    ]
    capacity = [
        {
            "year": 2016, "quantity": q, "counted": 1000, "people": 120_000 * camp_ratio, "reported_high": 120_000.0,
            **ends(120_000 * camp_ratio),
        }
        for q in ("kin_within_1", "kin_within_2", "officers_per_family_before", "officers_per_family_2017")
    ]  # fmt: skip
    tables = {"large_or_small": reach, "vetting": vetting, "close_kin_and_capacity": capacity}
    return Outcome({name: table(name, rows) for name, rows in tables.items()})
