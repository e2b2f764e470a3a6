"""What a run says by itself of the known course of arrivals: each answer, on tables made to have it."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest

from yeonjwa import messages
from yeonjwa.messages import text
from yeonjwa.outcome import Table
from yeonjwa.population.places import PROVINCES_NOW
from yeonjwa.report.simulated_patterns import in_words, patterns, patterns_grid
from yeonjwa.system.table_columns import column, dimensions

PUBLISHED = {2008: 2803, 2009: 2914, 2010: 2402, 2011: 2706, 2012: 1502, 2018: 1137, 2019: 1047, 2020: 229}
NUMBERS = (column("people", "estimate"), column("low", "low"), column("high", "high"), column("published", "observed"))


def arrivals(luck: float = 0.02, women: float = 0.7, **years: float) -> Table:
    """The published course with some years changed; nan hides a year. ``luck``: half of the interval, as a share."""
    people = {**PUBLISHED, **{int(y.removeprefix("y")): v for y, v in years.items()}}
    rows = [(str(y), sex, people[y] * share, PUBLISHED[y] * of) for y in PUBLISHED for sex, share, of in (("all", 1, 1), ("female", women, 0.7), ("male", 1 - women, 0.3))]  # fmt: skip
    year, sex, here, there = (np.array(c) for c in zip(*rows, strict=True))
    data = {"year": year, "sex": sex, "people": here, "low": here * (1 - luck), "high": here * (1 + luck), "published": there}  # fmt: skip
    return Table("arrivals", "t", (*dimensions("year", "sex"), *NUMBERS), data)


def provinces(north: float = 600, ryanggang: float = 200, other: float = 100, hidden: float = 20) -> Table:
    """One period: the two north-eastern provinces, South Hamgyong, and all others hidden, ``hidden`` in all."""
    shown = {"North Hamgyong": north, "Ryanggang": ryanggang, "South Hamgyong": other}
    names = ["all", *PROVINCES_NOW]
    people = np.array([sum(shown.values()) + hidden, *(shown.get(p, np.nan) for p in PROVINCES_NOW)])
    data = {
        "period": np.array(["2009-2016"] * len(names)), "province": np.array(names), "people": people, "low": people,
        "high": people, "published": np.array([1000.0, *(float(shown.get(p, 5)) for p in PROVINCES_NOW)]),
    }  # fmt: skip
    return Table("arrivals_by_province", "t", (*dimensions("period", "province"), *NUMBERS), data)


def states(by_year: Table, by_province: Table) -> dict[str, str]:
    found = patterns({"arrivals": by_year, "arrivals_by_province": by_province})
    return {p.name: p.state for p in found}


def test_the_course_of_these_tests_is_the_published_one():
    lines = (resources.files("yeonjwa") / "data" / "arrivals_year_sex.csv").read_text(encoding="utf-8").splitlines()
    published = {row["period"]: row for row in csv.DictReader(lines)}
    assert all(int(published[str(y)]["total"]) == v for y, v in PUBLISHED.items())


def test_the_published_course_holds_in_everything():
    assert set(states(arrivals(), provinces()).values()) == {"holds"}
    said = in_words(
        patterns({"arrivals": arrivals(), "arrivals_by_province": provinces()}), text("simulated.band.luck")
    )
    assert said.startswith("It shows all that is known of their course: the peak of 2009; the fall of 2012;")


@pytest.mark.parametrize(
    ("years", "by_province", "expected"),
    [
        ({"y2008": 4000}, {}, {"peak": "fails"}),
        ({"y2008": 2950}, {}, {"peak": "luck"}),
        ({"y2009": np.nan}, {}, {"peak": "hidden"}),
        ({"y2012": 2600}, {}, {"fall_2012": "fails"}),
        ({"y2012": 2150}, {}, {"fall_2012": "luck"}),
        ({"y2012": 2050}, {}, {}),
        ({"y2012": np.nan}, {}, {"fall_2012": "hidden"}),
        ({"y2020": 900}, {}, {"fall_2020": "fails"}),
        ({"y2020": np.nan}, {}, {"fall_2020": "hidden"}),
        ({"women": 0.45}, {}, {"women": "fails"}),
        ({"women": np.nan}, {}, {"women": "hidden"}),
        ({}, {"ryanggang": 90}, {"north_east": "fails"}),
        ({}, {"other": 700}, {"north_east": "fails"}),
        ({}, {"hidden": 150}, {"north_east": "hidden"}),
        ({}, {"ryanggang": np.nan}, {"north_east": "hidden"}),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_else(years, by_province, expected):
    found = states(arrivals(**years), provinces(**by_province))
    assert {name: state for name, state in found.items() if state != "holds"} == expected


def test_what_does_not_hold_is_named_with_both_numbers():
    found = patterns({"arrivals": arrivals(y2012=2150, y2020=900), "arrivals_by_province": provinces(ryanggang=np.nan)})
    said = in_words(found, text("simulated.band.luck"))
    assert "It does not show: the fall of 2012 (-21 %; published -44 %; within the luck of this run)" in said
    assert "the collapse of 2020 (-14 %; published -78 %)." in said
    assert said.endswith("It cannot tell, because numbers are hidden or outside its years: North Hamgyong and Ryanggang before all other provinces.")  # fmt: skip
    assert [row[3] for row in patterns_grid(found).rows] == ["holds", "does not hold, within the interval", "does not hold", "holds", "cannot be told"]  # fmt: skip


def test_a_run_of_which_everything_is_hidden_claims_nothing():
    nothing = dict.fromkeys((f"y{y}" for y in PUBLISHED), np.nan)
    found = patterns({"arrivals": arrivals(**nothing), "arrivals_by_province": provinces(north=np.nan)})
    assert {p.state for p in found} == {"hidden"}
    assert in_words(found, text("simulated.band.luck")).startswith("It cannot tell")


def test_it_is_said_in_korean():
    messages.use(language="ko")
    try:
        said = in_words(
            patterns({"arrivals": arrivals(y2020=900), "arrivals_by_province": provinces()}),
            text("simulated.band.luck"),
        )
        assert "나타나지 않는 것: 2020년의 급감(-14%, 공표 -78%)." in said
    finally:
        messages.use(language="en")
