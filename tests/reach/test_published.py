"""Attacks on the tables of a run together: the same cell in two of them, sets and rules that hold each other, intervals."""

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.disclosure import FLOOR_PEOPLE, publish_all
from yeonjwa.outcome import ALL
from yeonjwa.reach import observed_tables
from yeonjwa.scenario import Scenario

SCALE = 0.004


@pytest.fixture(scope="module", params=[(5, 1), (6, 3), (7, 2)], ids=lambda p: f"{p[1]} placings")
def run(request):
    seed, placings = request.param
    country = toy_country(12_000, seed, scale=SCALE)
    tables = observed_tables(
        country, Scenario(departures="observed", seed=seed, population=country.spec, placement_seeds=placings)
    )
    return tables, publish_all(tables, SCALE)


def cells(run, name, column="reached", **where):
    """Cells of a published table by its other dimensions: (true count, whether it is shown)."""
    true, shown = (tables[name].where(**where) for tables in run)
    at = zip(*(true.column(d).tolist() for d in true.dimensions if d not in where), strict=True)
    values = zip(true.column(column).tolist(), (~np.isnan(shown.column(column))).tolist(), strict=True)
    return dict(zip(at, values, strict=True))


def told_apart(inner, outer):
    """Cells shown in both although the outer holds the inner and fewer than the floor more."""
    return [
        key
        for key in inner.keys() & outer.keys()
        if inner[key][1] and outer[key][1] and 0 < outer[key][0] - inner[key][0] < FLOOR_PEOPLE
    ]


def test_a_cell_hidden_in_one_table_is_hidden_in_every_other(run):
    reach = cells(run, "reach", set="arrived", clustering="central")
    for (line, year, chon), (_, shown) in cells(run, "reach_by_province", province=ALL).items():
        assert reach[line, year, chon][1] == shown, (line, year, chon)
    known = cells(run, "reach", set="known", clustering="central", lineality="cognatic")
    for (year, quantity), (_, shown) in cells(run, "close_kin_and_capacity", "counted").items():
        if quantity.startswith("kin_within_"):
            assert known[year, int(quantity[-1])][1] == shown, (year, quantity)


def test_a_range_over_clusterings_does_not_tell_the_hidden_one_of_them(run):
    all_shown = {}
    for (_, line, year, chon), (_, shown) in cells(run, "reach", set="arrived").items():
        all_shown[year, line, chon] = all_shown.get((year, line, chon), True) and shown
    claims = cells(run, "large_or_small", province=ALL)
    assert all(all_shown[key] for key, (_, shown) in claims.items() if shown)


def test_sets_that_hold_each_other_do_not_differ_by_a_few(run):
    """With one placing everybody who had arrived is among those who had left, so that the rest are those on the way."""
    by_set = {
        name: cells(run, "reach", set=name, clustering="central") for name in ("arrived", "known", "in-china", "left")
    }
    placings = {name: run[0]["reach"].where(set=name, clustering="central").column("placings")[0] for name in by_set}
    for name in ("arrived", "known", "in-china"):
        if placings[name] == placings["left"]:
            assert not told_apart(by_set[name], by_set["left"])


def test_adults_who_fail_and_people_reached_do_not_differ_by_a_few_children(run):
    known = cells(run, "reach", set="known", clustering="central")
    adults = {}
    for (rule, year), cell in cells(run, "vetting", songbun=ALL).items():
        line, _, depth = rule.partition(":")
        if depth:
            adults[line, year, int(depth)] = cell
    assert not told_apart(adults, known)


@pytest.mark.parametrize(("inner", "outer"), [
    ("cognatic:4", "6/4"), ("6/4", "cognatic:6"), ("agnatic:4", "6/4"), ("agnatic:6", "6/4"),
    ("agnatic:4", "cognatic:4"), ("agnatic:6", "cognatic:6"),
])  # fmt: skip
def test_rules_that_hold_each_other_do_not_differ_by_a_few(run, inner, outer):
    assert not told_apart(cells(run, "vetting", rule=inner), cells(run, "vetting", rule=outer))


@pytest.mark.parametrize("name", ["reach", "reach_by_province", "vetting", "large_or_small", "close_kin_and_capacity"])
def test_the_ends_of_an_interval_rest_on_enough_people_in_their_one_placing(run, name):
    table = run[1][name]
    raw, value = ("counted", "people") if name == "close_kin_and_capacity" else ("reached", "share")
    count = table.column(raw) * table.column("low") / table.column(value)
    assert not (count < FLOOR_PEOPLE - 0.5).any()
    if value == "share":
        rest = table.column("at_home") * (1 - table.column("high"))
        assert not (rest < FLOOR_PEOPLE - 0.5).any()
