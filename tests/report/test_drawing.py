"""The pen: scales, ticks, labels that do not collide, outlines that keep their shape."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeonjwa.population.places import PROVINCES
from yeonjwa.report import words
from yeonjwa.report.charts import Bar, Series, bars, changes, curves, year_ticks
from yeonjwa.report.provinces_map import outlines, simplified
from yeonjwa.report.svg import Scale, broken, spread, ticks, width_of


@given(st.floats(1e-6, 1e9))
def test_ticks_are_round_few_and_within_the_range(high):
    found = ticks(0, high)
    assert found[0] == 0
    assert 2 <= len(found) <= 12
    assert all(t <= high * 1.001 for t in found)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=8))
def test_labels_are_spread_apart_and_keep_their_order(places):
    found = spread(places, 14, 0, 300)
    order = sorted(range(len(places)), key=lambda i: places[i])
    assert all(found[b] - found[a] >= 14 - 1e-6 for a, b in pairwise(order))


def test_a_scale_maps_its_ends_to_its_places():
    scale = Scale(0, 10, 100, 300)
    assert (scale(0), scale(10), scale(5)) == (100, 300, 200)
    assert Scale(0, 0, 10, 20)(0) == 10


def test_words_are_broken_at_spaces_and_none_is_lost():
    sentence = "known arrivals are placed on synthetic people by assumption"
    lines = broken(sentence, 100, 11)
    assert " ".join(lines) == sentence
    assert len(lines) > 2
    assert width_of("가나다", 10) > width_of("abc", 10)


@pytest.mark.parametrize(("first", "last"), [(1998, 2024), (2016, 2016), (2010, 2013), (1998, 2010)])
def test_year_ticks_hold_the_first_and_the_last_year(first, last):
    found = year_ticks(first, last)
    assert found[0] == first
    assert found[-1] == last
    assert len(found) < 10


def test_a_hidden_bar_says_so_and_has_no_length():
    drawing = bars("t", "d", [Bar("a", math.nan, is_hidden=True), Bar("b", 0.5)], words.share, "hidden").svg("k")
    assert drawing.count("<rect") == 1
    assert ">hidden<" in drawing


def test_long_labels_take_the_room_they_need_and_never_overlap():
    long = "first cousin three times removed, of a generation much older than that of the person (7)"
    drawing = bars("t", "d", [Bar(long, 1.0), Bar("short", 2.0), Bar(long, 3.0)], words.share, "hidden").svg("k")
    labels = re.findall(r'<text x="[^"]*" y="([^"]*)" font-size="11.5"[^>]*text-anchor="end">([^<]*)<', drawing)
    assert " ".join(w for _, w in labels) == f"{long} short {long}"
    assert all(float(below) - float(above) >= 12 for (above, _), (below, _) in pairwise(labels))


def test_a_change_is_drawn_from_the_usual_value_in_its_direction():
    rows = [Bar("more", 0.4, 0.39, 0.41), Bar("fewer", 0.2)]
    drawing = changes("t", "d", rows, 0.3, "default", words.share).svg("k")
    boxes = [tuple(map(float, b)) for b in re.findall(r'<rect x="([^"]*)" y="[^"]*" width="([^"]*)"', drawing)]
    (more, wide), (fewer, narrow) = boxes
    assert more == pytest.approx(fewer + narrow, abs=0.2)
    assert wide == pytest.approx(narrow, abs=0.2)
    assert "40.0 % (×1.33)" in drawing


def test_a_curve_breaks_where_numbers_are_hidden():
    series = Series("s", [0.1, 0.2, math.nan, 0.3, 0.4])
    drawing = curves("t", "d", [2000, 2001, 2002, 2003, 2004], [series], words.share).svg("k")
    assert drawing.count("<path") == 2


def test_words_of_others_cannot_become_markup():
    drawing = bars("<script>", "a & b", [Bar("<b>", 1.0)], words.share, "hidden", ["<i>"]).svg("k")
    assert "<script>" not in drawing
    assert "&lt;script&gt;" in drawing
    assert "<i>" not in drawing


def test_the_map_has_the_ten_census_provinces_each_with_its_label_on_the_page():
    assert set(outlines()) == set(PROVINCES)
    for data, (x, y) in outlines().values():
        assert data.startswith("M")
        assert 0 < x < 400
        assert 0 < y < 420


def test_joined_provinces_hold_both_outlines():
    assert outlines()["North Hamgyong"][0].count("M") >= 2  # with Rason
    assert outlines()["South Pyongan"][0].count("M") >= 2  # with Nampo


def test_a_simplified_line_stays_near_the_given_one():
    line = [(x / 10, math.sin(x / 10)) for x in range(100)]
    short = simplified(line, 0.05)
    assert len(short) < 40
    assert short[0] == line[0]
    assert short[-1] == line[-1]
    assert simplified([(0, 0), (1, 0.001), (2, 0)], 0.1) == [(0, 0), (2, 0)]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0 %"),
        (0.00004, "< 0.01 %"),
        (0.00051, "0.051 %"),
        (0.0046, "0.46 %"),
        (0.034, "3.4 %"),
        (0.61, "61.0 %"),
        (0.99999, "> 99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_shares_are_said_with_as_many_digits_as_they_bear(value, said):
    assert words.share(value) == said


def test_people_are_said_to_three_digits():
    assert words.people(132_280) == "132,000"
    assert words.people(15_719_342) == "15.7 million"
    assert words.with_interval("4.1 %", "3.9 %", "4.4 %") == "4.1 % (3.9–4.4 %)"
    assert words.with_interval("0.2 %", "0.2 %", "0.2 %") == "0.2 %"
