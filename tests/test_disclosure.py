"""Nothing below the floor leaves the program, and nothing hidden can be worked out: attacks by differencing."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from yeonjwa.disclosure import FLOOR_PEOPLE, HIDDEN, TOO_SMALL_A_COUNTRY, publish
from yeonjwa.errors import InputError
from yeonjwa.outcome import ALL, Field, Table

WHERE, SEX, CHON = (
    Field("province", "dimension", "", "d"),
    Field("sex", "dimension", "", "d"),
    Field("chon", "dimension", "chon", "d"),
)
PEOPLE = Field("people", "raw", "people", "d")


def table_of(fields, rows, **how):
    columns = list(zip(*rows, strict=True))
    return Table("t", "t", tuple(fields), {f.name: np.array(c) for f, c in zip(fields, columns, strict=True)}, **how)


def two_way(counts):
    """province x sex with both margins and the grand total in the table."""
    rows = []
    for province in (*counts, ALL):
        for sex in ("female", "male", ALL):
            here = counts.values() if province == ALL else [counts[province]]
            rows.append((province, sex, sum(sum(c) if sex == ALL else c[sex == "male"] for c in here)))
    return table_of((WHERE, SEX, PEOPLE), rows, sums=("province", "sex"))


def attack(table, published, equations, orders):
    """Width of what is possible for each hidden cell, by linear programmes written apart from the program's own.

    equations: lists of (row, weight) that add up to zero; orders: (inner row, outer row).
    """
    n = len(table)
    shown = ~np.isnan(published.column("people"))
    true = table.column("people").astype(float)
    rows, right = [], []
    for i in np.flatnonzero(shown):
        row = np.zeros(n)
        row[i] = 1
        rows.append(row)
        right.append(true[i])
    for equation in equations:
        row = np.zeros(n)
        for i, weight in equation:
            row[i] += weight
        rows.append(row)
        right.append(0.0)
    above = np.zeros((len(orders), n))
    for k, (inner, outer) in enumerate(orders):
        above[k, inner], above[k, outer] = 1, -1
    limits = {"A_eq": np.array(rows), "b_eq": np.array(right), "bounds": (0, 10 * true.sum() + 100)}
    if orders:
        limits |= {"A_ub": above, "b_ub": np.zeros(len(orders))}

    def width(direction):
        low = linprog(direction, **limits)
        high = linprog(-direction, **limits)
        assert low.status == high.status == 0
        return -high.fun - low.fun

    return {i: width(np.eye(n)[i]) for i in np.flatnonzero(~shown)}, width


@st.composite
def small_two_way(draw):
    provinces = draw(st.integers(2, 5))
    count = st.one_of(st.integers(0, 25), st.integers(0, 400))
    return {f"p{i}": (draw(count), draw(count)) for i in range(provinces)}


@given(small_two_way())
@settings(max_examples=60, deadline=None)
def test_hidden_cells_of_a_two_way_table_cannot_be_worked_out_from_its_margins(counts):
    table = two_way(counts)
    published = publish(table, 0.1)
    at = {(p, s): i for i, (p, s) in enumerate(zip(table.column("province"), table.column("sex"), strict=True))}
    equations = [[(at[p, s], 1) for s in ("female", "male")] + [(at[p, ALL], -1)] for p in (*counts, ALL)]
    equations += [[(at[p, s], 1) for p in counts] + [(at[ALL, s], -1)] for s in ("female", "male", ALL)]
    shown = published.column("people")
    assert not (shown < FLOOR_PEOPLE).any()
    widths, _ = attack(table, published, equations, [])
    for cell, width in widths.items():
        if table.column("people")[cell] < FLOOR_PEOPLE:
            assert width >= 1, (table.data, shown)


@st.composite
def cumulative(draw):
    provinces = draw(st.integers(2, 4))
    steps = draw(st.integers(2, 4))
    step = st.one_of(st.integers(0, 25), st.integers(0, 300))
    return [[draw(step) for _ in range(steps)] for _ in range(provinces)]


@given(cumulative())
@settings(max_examples=60, deadline=None)
def test_neither_a_cell_nor_a_step_of_a_cumulative_table_can_be_worked_out(steps):
    chon = list(range(len(steps[0])))
    counts = np.cumsum(steps, axis=1)
    rows = [(f"p{i}", d, int(counts[i, d])) for i in range(len(steps)) for d in chon]
    rows += [(ALL, d, int(counts[:, d].sum())) for d in chon]
    table = table_of((WHERE, CHON, PEOPLE), rows, sums=("province",), nested=(("chon", tuple(chon)),))
    published = publish(table, 1.0)
    at = {(p, d): i for i, (p, d, _) in enumerate(rows)}
    places = [f"p{i}" for i in range(len(steps))]
    equations = [[(at[p, d], 1) for p in places] + [(at[ALL, d], -1)] for d in chon]
    orders = [(at[p, a], at[p, b]) for p in (*places, ALL) for a, b in pairwise(chon)]
    widths, width = attack(table, published, equations, orders)
    raw, shown = table.column("people"), published.column("people")
    for cell, free in widths.items():
        if raw[cell] < FLOOR_PEOPLE:
            assert free >= 1
    for inner, outer in orders:
        step = raw[outer] - raw[inner]
        if 0 < step < FLOOR_PEOPLE:
            direction = np.eye(len(table))[outer] - np.eye(len(table))[inner]
            assert width(direction) >= 1, (rows, shown)
    for p in (*places, ALL):  # shown neighbours, with hidden ones between them
        seen = [shown[at[p, d]] for d in chon if not np.isnan(shown[at[p, d]])]
        assert all(b - a == 0 or b - a >= FLOOR_PEOPLE for a, b in pairwise(seen))


def test_the_attack_succeeds_on_a_table_with_primary_suppression_only():
    counts = {"p0": (3, 100), "p1": (200, 300)}
    table = two_way(counts)
    naive = Table(
        "t",
        "t",
        table.fields,
        {**table.data, "people": np.where(table.column("people") < 20, np.nan, table.column("people"))},
    )
    widths, _ = attack(table, naive, [[(0, 1), (1, 1), (2, -1)]], [])
    assert widths[0] < 1e-6
    assert np.isnan(publish(table, 1.0).column("people")).sum() >= 4


def test_a_small_cell_is_hidden_with_its_estimate_share_and_interval():
    fields = (WHERE, PEOPLE, Field("number", "estimate", "people", "d"), Field("low", "low", "people", "d", of="number"),
              Field("share", "share", "1", "d"), Field("census", "observed", "people", "d"))  # fmt: skip
    table = table_of(fields, [("a", 19, 190.0, 100.0, 0.1, 185), ("b", 20, 200.0, 100.0, 0.2, 210)])
    published = publish(table, 0.1)
    for name in ("people", "number", "low", "share"):
        assert np.isnan(published.column(name)).tolist() == [True, False], name
    assert published.column("census").tolist() == [185, 210]
    assert published.column("suppressed").tolist() == [HIDDEN, ""]


def test_ten_events_are_enough_and_nine_are_not():
    table = table_of((WHERE, Field("returns", "raw", "events", "d")), [("a", 9), ("b", 10)])
    assert np.isnan(publish(table, 1.0).column("returns")).tolist() == [True, False]


def test_all_but_a_few_is_hidden_too():
    fields = (WHERE, Field("people", "raw", "people", "d", of="residents"), Field("residents", "raw", "people", "d"))
    published = publish(table_of(fields, [("a", 995, 1000), ("b", 500, 1000)]), 1.0)
    assert np.isnan(published.column("people")).tolist() == [True, False]


def test_one_hidden_part_takes_another_with_it_when_the_total_stands_elsewhere():
    table = table_of((WHERE, PEOPLE), [("a", 5), ("b", 50), ("c", 500)], sums=("province",))
    assert np.isnan(publish(table, 1.0).column("people")).tolist() == [True, True, False]
    alone = table_of((WHERE, PEOPLE), [("a", 5), ("b", 50), ("c", 500)])
    assert np.isnan(publish(alone, 1.0).column("people")).tolist() == [True, False, False]


def test_people_without_a_province_are_a_cell_as_well():
    """300 = 100 + 195 + 5 who live in no province: the five follow from the parts unless one is hidden."""
    table = table_of((WHERE, PEOPLE), [("a", 100), ("b", 195), (ALL, 300)], sums=("province",))
    assert np.isnan(publish(table, 1.0).column("people")).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["county", "inminban", "household", "person"])
def test_a_table_below_province_is_refused(name):
    table = table_of((Field(name, "dimension", "", "d"), PEOPLE), [("a", 1000)])
    with pytest.raises(InputError, match="nothing below province"):
        publish(table, 1.0)


def test_numbers_without_a_raw_count_are_refused():
    table = table_of((WHERE, Field("share", "share", "1", "d")), [("a", 0.5)])
    with pytest.raises(InputError, match="no raw count"):
        publish(table, 1.0)


def test_kin_beyond_six_chon_are_not_reported_for_a_small_country():
    table = table_of((CHON, PEOPLE), [(6, 100), (8, 500)])
    assert publish(table, 0.05).column("suppressed").tolist() == ["", TOO_SMALL_A_COUNTRY]
    assert publish(table, 0.1).column("suppressed").tolist() == ["", ""]
    bands = table_of((Field("kin", "dimension", "", "d"), PEOPLE), [("3-4", 100), ("5-8", 500)])
    assert publish(bands, 0.05).column("suppressed").tolist() == ["", TOO_SMALL_A_COUNTRY]
    assert publish(bands, 0.1).column("suppressed").tolist() == ["", ""]


def test_a_table_of_the_size_of_the_reach_is_published_within_seconds():
    years, provinces, chon = range(1998, 2025), [f"p{i}" for i in range(10)], range(9)
    rows = []
    for year, line in product(years, ("agnatic", "cognatic")):
        counts = np.array(
            [[(year - 1997) * (p + 1) * 2**d * (1 + (line == "cognatic")) // 6 for d in chon] for p in range(10)]
        )
        rows += [(year, line, p, d, int(counts[i, d])) for i, p in enumerate(provinces) for d in chon]
        rows += [(year, line, ALL, d, int(counts[:, d].sum())) for d in chon]
    fields = (Field("year", "dimension", "", "d"), Field("lineality", "dimension", "", "d"), WHERE, CHON, PEOPLE)
    table = table_of(
        fields, rows, sums=("province",), nested=(("chon", tuple(chon)), ("lineality", ("agnatic", "cognatic")))
    )
    published = publish(table, 1.0)
    shown = published.column("people")
    assert 0.1 < np.isnan(shown).mean() < 0.5
    assert not (shown < FLOOR_PEOPLE).any()
