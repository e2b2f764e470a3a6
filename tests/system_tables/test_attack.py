"""Attacks on the published tables of harm: what can be worked out from all of them together, by linear programmes of our own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog

from tests.system_tables.made_counts import strike
from yeonjwa.disclosure import FLOOR_PEOPLE, publish_all
from yeonjwa.draws import stream, uniforms
from yeonjwa.months import month_of
from yeonjwa.outcome import ALL
from yeonjwa.system.ledger import Ledger
from yeonjwa.system.tables_harm import harm_tables

PRACTICES = ("exile", "watching", "shooting_on_sight")
NAMES = ("harm_by_kin", "harm_by_stratum", "harm_by_sex_and_age", "harm_by_year")


def small_tables(seed):
    """Tables of a ledger with few people, many of them struck again and by several practices."""
    ledger = Ledger(0.01)
    turn = 0

    def some(most):
        nonlocal turn
        turn += 1
        return int(uniforms(stream(seed, "numbers of a test"), turn)[()] * most)

    for month in range(month_of(1998), month_of(2025)):
        if month % 12 == 5:
            for practice, most, room in zip(PRACTICES, (60, 160, 30), (300, 400, 200), strict=True):
                count = some(most)
                key = stream(seed, f"people of a test {practice}")
                people = np.unique((uniforms(key, np.arange(count), month) * room).astype(np.int64))
                kin = 0 if practice == "shooting_on_sight" else 1 + people % 4
                strike(ledger, practice, people, kin, 3.0)
        ledger.close_month(month)
    return harm_tables(SimpleNamespace(ledger=ledger), 1998, 2024)


class Attack:
    """All tables of harm that agree with what is published: unknowns are cells, relations are what a reader knows."""

    def __init__(self, tables, published):
        self.at, self.true, shown = {}, [], []
        for name in NAMES:
            table = tables[name]
            rows = zip(*(table.column(d).tolist() for d in table.dimensions), strict=True)
            for row, key in enumerate(rows):
                self.at[(name, *key)] = len(self.true)
                self.true.append(float(table.column("synthetic")[row]))
                shown.append(float(published[name].column("synthetic")[row]))
        self.true, self.shown = np.array(self.true), np.array(shown)
        self.equal, self.below = [], []
        self._relate(tables)

    def _relate(self, tables):
        at = self.at
        for practice in sorted({key[1] for key in at}):
            for period in dict.fromkeys(tables["harm_by_kin"].column("period").tolist()):
                total = at["harm_by_kin", practice, period, ALL]
                for name in ("harm_by_kin", "harm_by_stratum"):
                    parts = [i for k, i in at.items() if k[:3] == (name, practice, period) and k[3] != ALL]
                    if parts:
                        self.equal.append([(i, 1) for i in parts] + [(total, -1)])
                        self.equal.append([(at[name, practice, period, ALL], 1), (total, -1)])
                sexes = {k[3:]: i for k, i in at.items() if k[:3] == ("harm_by_sex_and_age", practice, period)}
                self.equal.append([(sexes[ALL, ALL], 1), (total, -1)])
                for age in (ALL, "under 18"):
                    self.equal.append([(sexes["female", age], 1), (sexes["male", age], 1), (sexes[ALL, age], -1)])
                self.below += [[(sexes[s, "under 18"], 1), (sexes[s, ALL], -1)] for s in ("female", "male")]
                first, last = (int(y) for y in period.split("-"))
                years = [at["harm_by_year", practice, y] for y in range(first, last + 1)]
                self.below += [[(y, 1), (total, -1)] for y in years]
                self.below.append([(total, 1), *((y, -1) for y in years)])
                if practice not in ("any_practice", "dread"):
                    self.below.append([(total, 1), (at["harm_by_kin", "any_practice", period, ALL], -1)])

    def matrix(self, relations):
        rows = np.zeros((len(relations), self.true.size))
        for k, relation in enumerate(relations):
            for cell, weight in relation:
                rows[k, cell] += weight
        return rows

    def widths(self, combinations):
        known = ~np.isnan(self.shown)
        equal = np.vstack([self.matrix(self.equal), np.eye(self.true.size)[known]])
        right = np.concatenate([np.zeros(len(self.equal)), self.shown[known]])
        below = self.matrix(self.below)
        assert np.allclose(equal @ self.true, right)
        assert (below @ self.true <= 1e-9).all()
        limits = {"A_eq": equal, "b_eq": right, "A_ub": below, "b_ub": np.zeros(len(below)), "bounds": (0, 5000)}
        found = []
        for combination in combinations:
            direction = self.matrix([combination])[0]
            low, high = linprog(direction, **limits), linprog(-direction, **limits)
            assert low.status == high.status == 0
            found.append(-high.fun - low.fun)
        return found


def of_one(tables, practice):
    """The tables with one practice and all together, so that the programmes stay small."""
    keep = {practice, "any_practice"}
    return {
        name: replace(t, data={c: t.column(c)[np.isin(t.column("practice"), list(keep))] for c in t.data})
        for name, t in tables.items()
    }


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_small_cell_of_harm_follows_from_all_tables_together(practice, seed):
    tables = small_tables(seed)
    attack = Attack(of_one(tables, practice), of_one(publish_all(tables, 0.01), practice))
    shown = attack.shown[~np.isnan(attack.shown)]
    assert shown.size
    assert (shown >= FLOOR_PEOPLE).all()
    hidden = np.flatnonzero(np.isnan(attack.shown) & (attack.true < FLOOR_PEOPLE))
    some = hidden[:: max(1, hidden.size // 25)]
    assert some.size
    assert min(attack.widths([[(i, 1)] for i in some])) >= 1


@pytest.mark.parametrize("practice", ["watching", "vetting", "raids", "detention", "lure_visits"])
def test_no_small_cell_of_a_small_run_follows_either(practice, simulated):
    """Its 12,500 living give counts around the floor."""
    published = publish_all(simulated, 0.0005)
    attack = Attack(
        of_one({n: simulated[n] for n in NAMES}, practice), of_one({n: published[n] for n in NAMES}, practice)
    )
    hidden = np.flatnonzero(np.isnan(attack.shown) & (attack.true < FLOOR_PEOPLE))
    some = hidden[:: max(1, hidden.size // 20)]
    assert min(attack.widths([[(i, 1)] for i in some])) >= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_small_difference_is_shown_between_years_and_periods_or_one_practice_and_all(seed):
    published = publish_all(small_tables(seed), 0.01)
    kin, years = published["harm_by_kin"], published["harm_by_year"]
    checked = 0
    for period in dict.fromkeys(kin.column("period").tolist()):
        first, last = (int(y) for y in period.split("-"))
        for practice in ("any_practice", *PRACTICES):
            total = kin.where(practice=practice, period=period, kin=ALL).column("synthetic")[0]
            of = years.where(practice=practice)
            counts = of.column("synthetic")[(of.column("year") >= first) & (of.column("year") <= last)]
            known = counts[~np.isnan(counts)]
            if np.isnan(total):
                continue
            checked += known.size
            assert not [c for c in known if 0 < total - c < FLOOR_PEOPLE]
            if known.size == counts.size:
                assert not 0 < counts.sum() - total < FLOOR_PEOPLE
            everybody = kin.where(practice="any_practice", period=period, kin=ALL).column("synthetic")[0]
            assert not 0 < everybody - total < FLOOR_PEOPLE
    assert checked


def test_the_attack_succeeds_where_only_small_cells_are_hidden():
    tables = small_tables(1)
    naive = {
        name: replace(t, data={**t.data, "synthetic": np.where(t.column("synthetic") < FLOOR_PEOPLE, np.nan, t.column("synthetic"))})
        for name, t in tables.items()
    }  # fmt: skip
    found = []
    for practice in PRACTICES:
        attack = Attack(of_one(tables, practice), of_one(naive, practice))
        hidden = np.flatnonzero(np.isnan(attack.shown))
        found += attack.widths([[(i, 1)] for i in hidden[:: max(1, hidden.size // 25)]])
    assert min(found) < 1e-6
