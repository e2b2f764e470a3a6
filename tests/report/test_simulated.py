"""The report of a simulated run: harm first, plain about misfit, warnings in every image, both languages."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.population.society_tools import with_society
from tests.report.conftest import enlarged
from tests.report.test_page import Page
from yeonjwa import messages, report
from yeonjwa.disclosure import publish_all
from yeonjwa.outcome import Table
from yeonjwa.report.simulated_departures import _masked, misfit
from yeonjwa.report.simulated_harm import practice_name
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.system.table_columns import column, dimensions
from yeonjwa.system.tables_harm import HARMS
from yeonjwa.tables_io import run_file


@pytest.fixture(scope="session")
def outcome():
    country = with_society()
    return simulate(
        country, Scenario(departures="simulated", population=country.spec, off=[("exile", "2011-08", "2011-10")])
    )


@pytest.fixture(scope="session", params=["shown", "hidden"])
def published(request, outcome):
    """The tables enlarged, so that most numbers are shown; and as they are, with next to none."""
    tables = outcome.tables
    if request.param == "shown":
        tables = {name: enlarged(table) for name, table in tables.items()}
    return publish_all(tables, 1.0 if request.param == "shown" else 0.0005)


@pytest.fixture(params=["en", "ko"])
def html(request, published, outcome):
    messages.use(language=request.param)
    yield report.render(published, run_file(outcome.run, published, "yeonjwa run --departures simulated", False))
    messages.use(language="en")


def test_the_page_is_whole_and_every_image_carries_a_warning(html):
    page = Page(html)
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert all(link["href"].removeprefix("#") in ids for link in page.of("a"))
    synthetic = messages.text("report.warning_synthetic", scale="0.0005").split()[0]
    drawings = [d for d in re.findall(r"<svg.*?</svg>", html, flags=re.S) if 'id="standing-t"' not in d]
    assert len(drawings) > 15
    assert all(f">{synthetic}" in d for d in drawings)
    assert "nan" not in re.sub(r"<[^>]*>", " ", html).lower().split()


def test_harm_stands_before_departures(html):
    order = [
        html.index(f'<section id="{key}"') for key in ("harm", "children", "dread", "leavers", "arrivals", "departures")
    ]
    assert order == sorted(order)
    first = html[: html.index('class="contents"')]
    any_practice = messages.text("simulated.finding.any", period="2012–2019")
    assert first.index(any_practice[:40]) < first.index(messages.text("simulated.verdict"))


def test_all_that_a_run_tells_stands_in_the_page(html):
    """Every table of the simulation is drawn or printed: none is only in the folder."""
    say = messages.text
    for key in ("kin", "kin_years", "stratum", "stratum_years"):
        assert say(f"simulated.tables.{key}", period=say("simulated.tables.all_periods")) in html, key
    for key in (
        "system.table.dread_by_year", "system.table.arrivals_by_province", "system.table.arrivals_by_age", "system.table.beliefs",
        "system.table.officers_by_year", "system.table.acts_by_year", "system.table.money_by_year", "system.table.returns",
        "system.table.held_by_year", "system.table.departures_and_after", "simulated.reach.tables",
    ):  # fmt: skip
        assert f"{say('report.numbers')}: {say(key)}" in html, key
    assert "yeonjwa run --departures observed" in html


def test_what_was_switched_off_is_said(html):
    assert "exile 2011-08–2011-10" in html


def test_the_short_form_for_the_terminal_begins_with_harm(published):
    lines = report.summary(published, "central")
    assert "2012–2019" in lines[0]
    arrivals = lines.index(messages.text("simulated.short.arrivals"))
    assert arrivals > next(k for k, line in enumerate(lines) if messages.text("simulated.short.vetting") in line)
    assert all("published" in line for line in lines[arrivals + 1 : arrivals + 6])
    assert "within a factor of two" in lines[arrivals + 6]
    assert lines[-2:] == [messages.text("simulated.note"), messages.text("system.warning.harm")]


def test_every_harm_has_a_name_in_both_languages():
    for language in ("en", "ko"):
        messages.use(language=language)
        try:
            assert all(practice_name(name) for name in HARMS)
        finally:
            messages.use(language="en")


def test_years_that_are_off_by_more_than_a_factor_of_two_are_named():
    data = {
        "year": np.array(["2001", "2002", "2003", "2004"]), "sex": np.array(["all"] * 4),
        "people": np.array([100.0, 30.0, np.nan, 900.0]), "published": np.array([120.0, 100.0, 50.0, 100.0]),
    }  # fmt: skip
    fields = (*dimensions("year", "sex"), *(f for f in _numbers()))
    words = misfit(Table("arrivals", "t", fields, data))
    assert "in 1 of the 3 years" in words
    assert "2002 (×0.3), 2004 (×9)" in words
    assert "too few synthetic people: 1;" in words


def _numbers():
    from yeonjwa.system.table_columns import column

    return column("people", "estimate"), column("published", "observed")


def births(masked):
    years = np.arange(1998, 2001)
    columns = {"year": years, "births": np.full(3, 10_000), "masked": np.full(3, masked)}
    fields = (*dimensions("year"), column("births", "raw", "births"), column("masked", "raw", "births"))
    return Table("births", "system.table.births", fields, columns)


@pytest.mark.parametrize(("masked", "is_warning"), [(40, False), (60, True)])
def test_the_share_of_births_masked_stands_in_the_report_and_warns_above_its_bound(masked, is_warning):
    (block,) = _masked(births(masked))
    assert f"{masked / 100:.2f}%" in block.words
    assert "0.5%" in block.words
    assert block.is_warning == is_warning


def test_a_share_of_births_masked_that_rests_on_too_few_is_not_told():
    assert _masked(births(6)) == []
