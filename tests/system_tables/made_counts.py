"""Yearly counts of a run that never was: few people, flows of each year by keyed draws, and stocks and harm that follow from them as in the model."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from scipy.stats import poisson

from tests.system_tables.attacks import YEARS
from yeonjwa.draws import stream, uniforms
from yeonjwa.months import month_of
from yeonjwa.outcome import ALL
from yeonjwa.system.ledger import ROW, Ledger
from yeonjwa.system.table_columns import column, counted, dimensions, estimated, judged, table_of
from yeonjwa.system.tables_arrivals import PERIODS
from yeonjwa.system.tables_harm import harm_tables
from yeonjwa.system.tables_yearly import yearly_tables

SCALE = 0.01
MEANS = {
    "crossed": (160, 70, 60, 25, 9, 2), "caught_leaving": (40, 18, 15, 8, 9, 7), "shot_leaving": (0, 0, 0.1, 0.1, 0.3, 0.5),
    "arrivals": (2, 10, 26, 18, 15, 1), "returned_by_force": (12, 16, 18, 6, 6, 1), "returned_from_china": (140, 45, 25, 5, 1, 0),
    "deaths_in_china": (1, 1, 1, 0, 0, 0), "camp_places_found": (16, 17, 13, 5, 1, 0), "released_from_camp": (0, 4, 6, 7, 3, 1),
    "deaths_in_camps": (6, 9, 8, 7, 3, 1), "extortion_cases": (14, 10, 11, 9, 8, 6), "bribes_paid": (100, 48, 40, 12, 5, 1),
    "remittances": (0, 5, 35, 60, 70, 43),
}  # fmt: skip
"""Means of six spans of years, as in a run at this scale."""
ON_MONEY = {
    "crossing_fees_usd": ("crossed", 900), "bribes_usd": ("bribes_paid", 150), "extortion_usd": ("extortion_cases", 80),
    "remittance_sent_usd": ("remittances", 1500),
}  # fmt: skip
AT_FIRST = {"stock_in_china": 320, "stock_in_the_south": 3, "stock_in_camps": 70}


def flows(seed, size=1):
    """By name, counts of each year: Poisson, by keyed draws, with ``size`` times the means."""
    span = np.minimum((np.array(YEARS) - YEARS[0]) // 5, 5)
    drawn = {}
    for name, means in MEANS.items():
        u = uniforms(stream(seed, f"flow of a test {name}"), np.array(YEARS))
        drawn[name] = poisson.ppf(u, size * np.array(means)[span]).astype(int)
    return drawn


def made_tables(seed, size=1):
    """The tables of harm, of yearly counts and of arrivals."""
    drawn = flows(seed, size)
    ledger = Ledger(SCALE)
    stock = {name: size * float(first) for name, first in AT_FIRST.items()}
    held, camp, someone = 0.0, list(range(int(stock["stock_in_camps"]))), 1000
    for k, year in enumerate(YEARS):
        of = {name: float(counts[k]) for name, counts in drawn.items()}
        of["released_from_camp"] = min(of["released_from_camp"], len(camp) / 2)
        of["deaths_in_camps"] = min(of["deaths_in_camps"], len(camp) // 2)
        of["released_from_camp"] = float(int(of["released_from_camp"]))
        of["attempts"] = of["crossed"] + of["caught_leaving"] + of["shot_leaving"]
        gone = of["returned_by_force"] + of["returned_from_china"] + of["deaths_in_china"]
        stock["stock_in_china"] = max(stock["stock_in_china"] + of["crossed"] - of["arrivals"] - gone, 0)
        stock["stock_in_the_south"] += of["arrivals"] - (k % 3 == 2)
        found = int(of["camp_places_found"])
        camp += range(someone, someone + found)
        someone += found
        dead = camp[: int(of["deaths_in_camps"])]
        left = camp[len(dead) : len(dead) + int(of["released_from_camp"])]
        strike(ledger, "three_generations", camp, months=6.0)
        strike(ledger, "deaths_in_camps", dead)
        camp = camp[len(dead) + len(left) :]
        stock["stock_in_camps"] = float(len(camp))
        for practice, count in (("border_control", of["caught_leaving"]), ("shooting_on_sight", of["shot_leaving"])):
            strike(ledger, practice, range(someone, someone + int(count)))
            someone += int(count)
        money = {name: of[count] * usd for name, (count, usd) in ON_MONEY.items()}
        for name, amount in {**of, **stock, **money, "stock_held_in_china": held, "fee_mean_usd": 900.0}.items():
            ledger.add(name, year, amount)
        ledger.close_month(month_of(year, 12))
    state = SimpleNamespace(ledger=ledger, scale=SCALE, figure=lambda key: 6.0)
    span = YEARS[0], YEARS[-1]
    return {**harm_tables(state, *span), **yearly_tables(state, *span), **_arrivals(seed, drawn["arrivals"])}


def strike(ledger, practice, people, kin=1, months=0.0):
    """Note in a ledger that a practice struck people, of strata, sexes and ages by their ids."""
    rows = np.zeros(len(people), dtype=ROW)
    rows["person"] = people = np.array(people)
    rows["kin"], rows["stratum"], rows["sex_age"], rows["months"] = (
        kin,
        people % 7,
        people % 2 * 2 + (people % 5 == 0),
        months,
    )
    ledger.note(practice, rows)


def _arrivals(seed, counts):
    fields = (*counted("people"), column("identified", "identified", "yes or no"), column("warning", "warning", "key"))
    sexes, ages = [], []
    women = (0.7 * counts).astype(int)
    for year, n, w in zip(YEARS, counts, women, strict=True):
        for sex, part in (("female", w), ("male", n - w), (ALL, n)):
            sexes.append({"year": str(year), "sex": sex, **estimated(part, SCALE), **judged("arrivals")})
    for period, (first, last) in PERIODS.items():
        total = int(counts[(np.array(YEARS) >= first) & (np.array(YEARS) <= last)].sum())
        for age, part in (("under 30", total // 2), ("over", total - total // 2), (ALL, total)):
            ages.append({"period": period, "age": age, **estimated(part, SCALE), **judged("arrivals")})
    return {
        "arrivals": table_of("arrivals", (*dimensions("year", "sex"), *fields), sexes, sums=("sex",)),
        "arrivals_by_age": table_of("arrivals_by_age", (*dimensions("period", "age"), *fields), ages, sums=("age",)),
    }
