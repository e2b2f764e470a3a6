"""Worlds that stand in for the model in comparisons: small tables made from history, figures and seed, importable by workers.

Harm is made in ``reported`` only. In its border stratum fear of ``kin_fear_effect`` holds back and grievance of ``grievance_effect``
drives out; elsewhere nothing differs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from yeonjwa.outcome import ALL, Outcome, Table
from yeonjwa.system.ledger import KIN_BANDS, PERIODS
from yeonjwa.system.table_columns import column, dimensions, table_of
from yeonjwa.system.terms import PARTS

SHOWN = PERIODS[1:]
YEARS = range(1998, 2025)
SCALE = 0.01
PRACTICES = ("watching", "three_generations", "border_control")
STRATA = ("border, ordinary", "capital, cadre")
LUCK = 40


def tables(
    history: str, seed: int, fear: float = 1.0, grievance: float = 0.5, struck: int = 500, few: int = 0
) -> dict[str, Table]:
    """All tables that a comparison reads.

    struck : relatives watched in each band and period; few : people of 5-8 chon who are watched besides.
    """
    luck = np.random.default_rng(seed).poisson(LUCK, len(SHOWN)).tolist()
    is_on = history == "reported"
    kin, strata, sexes = [], [], []
    for k, (low, high) in enumerate(SHOWN):
        about = {"period": f"{low}-{high}"}
        bands = {
            "watching": {"0-1": struck, "2": struck, "3-4": 0, "5-8": few} if is_on else {},
            "three_generations": {"0-1": 60, "2": 30} if is_on else {},
            "border_control": {"self": 300 + luck[k]},
        }
        together: dict[str, int] = {}
        for of in bands.values():
            for band, n in of.items():
                together[band] = together.get(band, 0) + n
        for practice, of in {"any_practice": together, **bands}.items():
            total = sum(of.values())
            for band in KIN_BANDS:
                if practice == "border_control" and band != "self":
                    continue
                kin.append({"practice": practice, **about, "kin": band, **_people(of.get(band, 0))})
            kin.append({"practice": practice, **about, "kin": ALL, **_people(total)})
            half = total // 2
            if practice != "border_control":
                for stratum, n in zip((*STRATA, ALL), (half, total - half, total), strict=True):
                    strata.append({"practice": practice, **about, "stratum": stratum, **_people(n)})
            for age, part in ((ALL, 1), ("under 18", 4)):
                of_age = total // part
                for sex, n in zip(("female", "male", ALL), (of_age // 2, of_age - of_age // 2, of_age), strict=True):
                    sexes.append({"practice": practice, **about, "sex": sex, "age": age, **_people(n)})
    pull = (np.exp(0.8 * grievance - 0.3 * fear) if is_on else 1.0) * (100 + luck[0])
    numbers = (
        column("synthetic", "raw", "people"), column("people", "estimate", "real people", of="synthetic"),
        column("person_months", "estimate", "real person-months", of="synthetic"),
    )  # fmt: skip
    found = {
        "harm_by_kin": table_of("harm_by_kin", (*dimensions("practice", "period", "kin"), *numbers), kin, sums=("kin",)),
        "harm_by_stratum": table_of(
            "harm_by_stratum", (*dimensions("practice", "period", "stratum"), *numbers), strata, sums=("stratum",)
        ),
        "harm_by_sex_and_age": table_of(
            "harm_by_sex_and_age", (*dimensions("practice", "period", "sex", "age"), *numbers), sexes, sums=("sex",)
        ),
        "terms_of_leaving": _terms(is_on, fear, grievance),
        "births": table_of(
            "births", (*dimensions("year"), column("births", "raw", "births"), column("masked", "raw", "births")),
            [{"year": year, "births": 10_000, "masked": 42 if is_on else 81} for year in YEARS],
        ),
    }  # fmt: skip
    left = round(pull)
    found |= {
        "departures": _yearly("departures", "outcome", "attempts", {ALL: left, "through": left * 3 // 4, "caught": left // 4}),
        "arrivals": _yearly("arrivals", "sex", "people", {ALL: left // 2}),
        "departures_and_after": _yearly("departures_and_after", "quantity", "total", {"shot_dead": 6, "deaths_in_china": 7}),
        "returns": _yearly("returns", "kind", "returns", {"returned_by_force": 15 + luck[1] // 10}),
        "money_by_year": _yearly("money_by_year", "quantity", "total", {"remittance_sent_usd": 50, "bribes_usd": left * 3 // 4}),
        "dread_by_year": _yearly("dread_by_year", "quantity", "total", {"dread_believed_loss_months": 100 if is_on else 0}),
    }  # fmt: skip
    return found


def _people(n: int) -> dict[str, float]:
    return {"synthetic": n, "people": n / SCALE, "person_months": 12 * n / SCALE}


def _yearly(name: str, dimension: str, number: str, amounts: dict[str, int]) -> Table:
    rows = [
        {dimension: category, "year": year, "synthetic": n, number: n / SCALE} for category, n in amounts.items() for year in YEARS
    ]  # fmt: skip
    fields = (
        *dimensions(dimension, "year"),
        column("synthetic", "raw", "events"),
        column(number, "estimate", "real", of="synthetic"),
    )
    return table_of(name, fields, rows)


def _terms(is_on: bool, fear: float, grievance: float) -> Table:
    rows = []
    for year in YEARS:
        for stratum in STRATA:
            acts = is_on and stratum.startswith("border")
            values = (-0.3 * fear, 0.8 * grievance, 0.0, 0.0) if acts else (0.0,) * 4
            rows += [
                {"year": year, "stratum": stratum, "part": part, "sampled": 1000, "log_hazard": value}
                for part, value in zip(PARTS, values, strict=True)
            ]
    fields = (
        *dimensions("year", "stratum", "part"), column("sampled", "raw", "people"),
        column("log_hazard", "estimate", "log hazard", of="sampled"),
    )  # fmt: skip
    return table_of("terms_of_leaving", fields, rows)


def simulate(country: Any, scenario: Any) -> Outcome:
    """The form of the program's own ``simulate``; the country is not looked at."""
    figures = dict(scenario.figures)
    fear, grievance = figures.get("kin_fear_effect", 1.0), figures.get("grievance_effect", 0.5)
    made = tables(scenario.history, scenario.seed, fear, grievance)
    record: dict[str, Any] = {"version": "0", "country": {"digest": "d"}, "catalogue": {"hash": "h"}}
    return Outcome(made, {"scenario": scenario.model_dump(mode="json"), **record})
