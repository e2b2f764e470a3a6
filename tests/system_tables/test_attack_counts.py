"""Attacks on all yearly counts of a run, or of a pool of runs, together: no hidden cell is given by the other tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.system_tables import attacks
from tests.system_tables.made_counts import SCALE, made_tables
from yeonjwa import disclosure
from yeonjwa.disclosure import publish, publish_all
from yeonjwa.ensemble.pooling import pool
from yeonjwa.ensemble.publishing import published_tables
from yeonjwa.outcome import ALL

SEEDS = (1, 2)


def pooled_of(seeds):
    """Tables of several runs pooled, every cell and as they leave the program."""
    runs = [made_tables(seed) for seed in seeds]
    pooled = {name: pool([run[name] for run in runs], [str(s) for s in seeds]) for name in runs[0]}
    return {name: one.table for name, one in pooled.items()}, published_tables(pooled, SCALE)


def told(runs):
    """All that any attack tells of (unpublished, published) tables."""
    found = [formula for _, _, formula in attacks.recovered(attacks.series_of(runs))]
    for tables, published in runs:
        found += attacks.told_by_margins(tables, published)
        found += attacks.told_by_periods(tables, published)
        found += attacks.told_together(attacks.series_of([(tables, published)]), attacks.periods_shown(published))
    return found


def one_by_one(tables):
    """The leaky way: each table protected as if it were the only one."""
    return {name: publish(table, SCALE) for name, table in tables.items()}


def test_no_hidden_count_of_a_run_is_given_by_its_other_tables():
    runs = [(tables, publish_all(tables, SCALE)) for tables in map(made_tables, SEEDS)]
    series = attacks.series_of(runs)
    assert sum(attacks.secret(series, i).sum() for i in range(len(series.names))) > 300
    assert (~np.isnan(series.shown)).sum() > 500
    assert told(runs) == []


def test_no_hidden_count_of_a_pool_is_given_by_its_other_tables():
    """Two runs together, whose counts lie around the floor."""
    pools = [pooled_of(seeds) for seeds in ((1, 2), (3, 4))]
    assert told(pools) == []


@pytest.mark.parametrize("is_pool", [False, True])
def test_the_attack_finds_every_leak_of_tables_protected_one_by_one(is_pool):
    pools = ((1, 2), (3, 4)) if is_pool else ()
    whole = [pooled_of(seeds)[0] for seeds in pools] or [made_tables(seed) for seed in SEEDS]
    runs = [(tables, one_by_one(tables)) for tables in whole]
    found = told(runs)
    formulas = " ".join(map(str, found))
    for leak in (
        "departures/synthetic/all - money_by_year/synthetic/crossing_fees_usd",
        "money_by_year/synthetic/fee_mean_usd - money_by_year/synthetic/crossing_fees_usd",
        "acts_by_year/synthetic/deaths_in_camps",
        "in the South - left_and_where/synthetic/in the South of the year before",
    ):
        assert leak in formulas, leak
    assert any("stock_in_camps" in str(leak) or "camp_places_found" in str(leak) for leak in found)


@pytest.mark.parametrize(
    ("left_out", "leak"),
    [
        (["same_counts"], "crossing_fees_usd"),
        (["cover_stocks"], "in the South"),
        (["cover_sums", "cover_stocks"], "stock_in_camps"),
    ],
)
def test_without_a_relation_what_it_covers_is_given(left_out, leak, monkeypatch):
    for name in left_out:
        module = "stocks" if name == "cover_stocks" else "counts"
        monkeypatch.setattr(f"yeonjwa.disclosure_{module}.{name}", lambda *_: set())
    runs = [(tables, publish_all(tables, SCALE)) for tables in map(made_tables, SEEDS)]
    assert [found for found in told(runs) if leak in str(found)]


@pytest.mark.parametrize(("size", "seed"), [(3, 2), (12, 2)])
def test_larger_runs_hold_too_and_their_periods_tell_no_year(size, seed, monkeypatch):
    """Counts of a scale of 0.03 and of 0.12, of which fewer are hidden."""
    tables = made_tables(seed, size)
    assert told([(tables, publish_all(tables, SCALE))]) == []
    monkeypatch.setattr("yeonjwa.disclosure_counts.cover_sums", lambda *_: set())
    leaks = attacks.told_by_periods(tables, publish_all(tables, SCALE))
    assert {practice for practice, _ in leaks} == {"deaths_in_camps", "shooting_on_sight"}


def test_cells_of_one_count_are_hidden_together():
    tables = made_tables(1)
    published = publish_all(tables, SCALE)

    def hidden(name, **where):
        return np.isnan(published[name].where(**where).column("synthetic"))

    for one, other in (
        (hidden("departures", outcome="through"), hidden("money_by_year", quantity="crossing_fees_usd")),
        (hidden("departures", outcome=ALL), hidden("money_by_year", quantity="fee_mean_usd")),
        (hidden("departures", outcome="caught"), hidden("harm_by_year", practice="border_control")),
        (hidden("departures", outcome="shot"), hidden("harm_by_year", practice="shooting_on_sight")),
        (hidden("acts_by_year", quantity="deaths_in_camps"), hidden("harm_by_year", practice="deaths_in_camps")),
        (hidden("acts_by_year", quantity="extortion_cases"), hidden("money_by_year", quantity="extortion_usd")),
    ):
        assert np.array_equal(one, other)


def test_events_that_count_people_have_the_floor_of_people():
    published = publish_all(made_tables(1), SCALE)
    for name, where in (
        ("acts_by_year", {"quantity": "deaths_in_camps"}),
        ("departures", {"outcome": "caught"}),
        ("held_by_year", {"quantity": "stock_in_camps"}),
    ):
        counts = published[name].where(**where).column("synthetic")
        assert not (counts < disclosure.FLOOR_PEOPLE).any()


def test_stocks_are_shown_where_no_hidden_flow_lies_between():
    """Arrivals of 50 and more a year: every stock is shown, and hiding one year's arrivals hides no more than must be."""
    tables = made_tables(1)
    arrivals = tables["arrivals"]

    def published_with(counts):
        changed = dict(zip(attacks.YEARS, counts, strict=True))
        n = np.array([
            changed[int(y)] * {"female": 0.5, "male": 0.5, ALL: 1}[s]
            for y, s in zip(arrivals.column("year"), arrivals.column("sex"), strict=True)
        ]).astype(int)  # fmt: skip
        table = replace(arrivals, data={**arrivals.data, "synthetic": n, "people": n / SCALE})
        of = tables["left_and_where"]
        stock = np.where(of.column("where") == "in the South", 0, of.column("synthetic"))
        stock[of.column("where") == "in the South"] = 30 + np.cumsum(counts)
        away = replace(of, data={**of.data, "synthetic": stock})
        parts = {"departures": tables["departures"], "arrivals": table, "left_and_where": away}
        return publish_all(parts, SCALE)["left_and_where"].where(where="in the South").column("synthetic")

    counts = np.full(len(attacks.YEARS), 50)
    assert not np.isnan(published_with(counts)).any()
    counts[-3:] = 12, 16, 8
    assert np.isnan(published_with(counts)).nonzero()[0].tolist() == [24, 26]
    counts[-3:], counts[10] = 50, 12
    shown = ~np.isnan(published_with(counts))
    assert not (shown[:10].any() and shown[10:].any())
    assert shown.sum() == 17
