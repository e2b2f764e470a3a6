"""The tables of a run: nothing that the ledger holds is lost, margins agree, words exist, and the run repeats."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest
from scipy.stats import chi2

from tests import scan
from tests.population.society_tools import with_society
from yeonjwa.disclosure import publish_all
from yeonjwa.messages import catalogue
from yeonjwa.outcome import ALL
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.system.observe import STOCKS
from yeonjwa.system.table_columns import luck
from yeonjwa.system.tables_harm import ANY, AT_THE_BORDER, HARMS, stray_bands
from yeonjwa.system.tables_reach import SimulatedWorld
from yeonjwa.system.tables_yearly import NOWHERE, QUANTITIES


def ledger_names():
    """First arguments of every ``ledger.add``: literal names, and patterns of glued ones."""
    literal, glued = set(), set()
    for path, tree in scan.modules().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in ("add", "add_sum"):
                continue
            of = node.func.value
            if not (getattr(of, "attr", "") == "ledger" or getattr(of, "id", "") == "ledger"):
                continue
            name = node.args[0]
            if isinstance(name, ast.Constant):
                literal.add(name.value)
            elif isinstance(name, ast.JoinedStr):
                glued.add("".join(v.value if isinstance(v, ast.Constant) else r"\w+" for v in name.values))
            else:
                assert isinstance(name, ast.Name), (path, ast.dump(name))
    return literal, glued


def test_every_yearly_total_in_the_code_stands_in_a_table():
    literal, glued = ledger_names()
    assert len(literal) > 50
    assert literal <= set(QUANTITIES)
    assert not [p for p in glued if not any(re.fullmatch(p, name) for name in QUANTITIES)]
    kept = [q for q in QUANTITIES if q not in literal and not any(re.fullmatch(p, q) for p in glued)]
    # Passed on by name: stocks, and what units report upward.
    assert set(kept) == {*STOCKS.values(), "lure_visits", "forced_calls", "private_persuasion", "consolation_families"}


def test_only_what_would_tell_too_much_stands_nowhere():
    assert {name for name, q in QUANTITIES.items() if q.table == NOWHERE} == {"contacts", "deaths_in_detention"}


def test_every_yearly_total_of_a_run_stands_in_a_table_with_words(simulated_run, simulated):
    assert set(simulated_run.state.ledger.yearly) <= set(QUANTITIES)
    for name, quantity in QUANTITIES.items():
        assert quantity.table in simulated or quantity.table == NOWHERE, name
        assert quantity.rests_on in ("", *QUANTITIES), name
        if quantity.table == NOWHERE:
            assert not any(name in t.column("quantity") for t in simulated.values() if "quantity" in t.dimensions)
            continue
        table = simulated[quantity.table]
        if "quantity" in table.dimensions:
            assert name in table.column("quantity"), name
            assert all(f"system.quantity.{name}" in catalogue(lang) for lang in ("en", "ko")), name


def test_every_harm_of_a_run_stands_in_the_tables_and_in_the_bands_that_its_rule_reaches(simulated_run):
    ledger = simulated_run.state.ledger
    assert set(ledger.people) <= set(HARMS)
    assert not {name: stray_bands(ledger, name) for name in HARMS if stray_bands(ledger, name)}


def test_every_table_and_column_has_words(simulated):
    for table in simulated.values():
        for language in ("en", "ko"):
            assert table.title in catalogue(language)
            assert all(field.description in catalogue(language) for field in table.fields), table.name
            warnings = {w for f in table.of_role("warning") for w in table.column(f.name).tolist()}
            assert warnings <= set(catalogue(language))
        assert table.of_role("identified") or not table.of_role("estimate"), table.name


def test_nothing_is_finer_than_the_margins_that_may_be_published(simulated):
    allowed = {
        ("practice", "period", "kin"), ("practice", "period", "stratum"), ("practice", "period", "sex", "age"), ("practice", "year"),
        ("year", "outcome"), ("quantity", "year"), ("year", "where"), ("year", "kind"), ("year",), ("year", "sex"),
        ("period", "province"), ("period", "age"), ("period", "size"), ("belief", "year", "stratum"),
        ("set", "clustering", "lineality", "year", "chon"), ("rule", "year", "songbun"),
    }  # fmt: skip
    assert {t.dimensions for t in simulated.values()} <= allowed
    assert not set(simulated["harm_by_stratum"].column("practice").tolist()) & set(AT_THE_BORDER)
    beliefs = simulated["beliefs"]
    assert set(beliefs.where(belief="capture").column("stratum").tolist()) == {ALL}


def test_the_margins_of_harm_agree(simulated):
    kin, strata, sexes, years = (simulated[f"harm_by_{n}"] for n in ("kin", "stratum", "sex_and_age", "year"))
    for name in HARMS:
        for period in dict.fromkeys(kin.column("period").tolist()):
            rows = kin.where(practice=name, period=period)
            total = rows.where(kin=ALL).column("synthetic")[0]
            assert rows.column("synthetic").sum() == 2 * total
            both = sexes.where(practice=name, period=period, sex=ALL)
            assert both.where(age=ALL).column("synthetic")[0] == total
            assert both.where(age="under 18").column("synthetic")[0] <= total
            if name not in AT_THE_BORDER:
                assert strata.where(practice=name, period=period, stratum=ALL).column("synthetic")[0] == total
            first, last = (int(y) for y in period.split("-"))
            of = years.where(practice=name)
            in_it = of.column("synthetic")[(of.column("year") >= first) & (of.column("year") <= last)]
            assert in_it.max(initial=0) <= total <= in_it.sum()
            if name not in (ANY, "dread"):
                assert total <= kin.where(practice=ANY, period=period, kin=ALL).column("synthetic")[0]


def test_attempts_end_in_one_of_three_ways_and_arrivals_are_those_who_reached_the_south(simulated_run, simulated):
    table = simulated["departures"]
    for year in range(1998, 2025):
        rows = table.where(year=year).column("synthetic")
        assert rows[:-1].sum() == rows[-1]
    ledger = simulated_run.state.ledger
    arrived = simulated["arrivals"].where(sex=ALL).column("synthetic")
    assert arrived.tolist() == ledger.yearly["arrivals"][5:].astype(int).tolist()


def test_whom_the_reach_counts_is_at_home(simulated_run, simulated):
    state = simulated_run.state
    away = np.isin(state.whereabouts, (1, 2, 3, 7))
    at_home = int(((state.birth <= state.month) & (state.gone > state.month) & ~away).sum())
    rows = simulated["reach"].where(year=2024)
    assert set(rows.column("at_home").tolist()) == {at_home}
    shares = rows.where(set="known", lineality="cognatic").column("reached")
    assert (np.diff(shares) >= 0).all()


def test_whom_the_reach_leaves_out_as_away_has_died_no_earlier_after_it(simulated_run):
    state = simulated_run.state
    before = state.gone.copy()
    with SimulatedWorld.of(state) as world:
        assert (world.until < before).any()
    assert np.array_equal(state.gone, before)


def test_the_interval_of_luck_is_that_of_a_poisson_mean():
    counts = np.array([0, 1, 7, 40, 5000])
    low, high = luck(counts)
    assert low[0] == 0
    assert low[1:] == pytest.approx(chi2.ppf(0.025, 2 * counts[1:]) / 2)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * counts + 2) / 2)


def test_the_interval_of_luck_covers_the_mean_as_often_as_it_says():
    """Null: coverage at least 0.95. 4,000 counts with mean 12; the share covered below 0.935 would happen once in 10^5."""
    from yeonjwa.draws import stream, uniforms

    draws = uniforms(stream(5, "counts of a test"), np.arange(4000))
    from scipy.stats import poisson

    low, high = luck(poisson.ppf(draws, 12))
    covered = ((low <= 12) & (high >= 12)).mean()
    assert covered >= 0.935
    narrow_low, narrow_high = luck(poisson.ppf(draws, 12) * 4)  # a wrong model: as if four times as many had been seen
    assert ((narrow_low / 4 <= 12) & (narrow_high / 4 >= 12)).mean() < 0.9


@pytest.mark.verify
def test_simulate_gives_the_tables_of_the_run_twice_the_same():
    country = with_society()
    scenario = Scenario(departures="simulated", population=country.spec)
    one, other = (simulate(country, scenario) for _ in range(2))
    assert one.run["simulation"]["figures"]["leaving_base"] > 0
    assert next(iter(one.tables)) == "harm_by_kin"
    for name, table in one.tables.items():
        for column in table.data:
            a, b = table.column(column), other.tables[name].column(column)
            assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f"), (name, column)


def test_what_is_published_of_a_run_rests_on_enough(simulated):
    for table in publish_all(simulated, 0.0005).values():
        shown = table.column("suppressed") == ""
        for field in table.of_role("raw"):
            floor = 10 if field.unit.startswith("event") else 20
            assert not (table.column(field.name)[shown] < floor).any(), table.name
