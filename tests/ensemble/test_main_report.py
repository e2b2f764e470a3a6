"""The main report over runs: the report of one run with bands over many, made from pooled and protected tables."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.ensemble import worlds
from tests.population.society_tools import with_society
from tests.report.conftest import enlarged
from tests.report.test_page import Page
from yeonjwa import messages
from yeonjwa.ensemble.main_report import as_of_one_run, can_be_made, main_report, seeds_in_words
from yeonjwa.ensemble.pooling import pool
from yeonjwa.ensemble.publishing import published_tables
from yeonjwa.messages import text
from yeonjwa.report.bands import band, runs_of
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.tables_io import run_file

FACTS = {"vary": {"kin_fear_effect": [0.0, 3.0]}, "schedule_varied": True, "points": [{}, {}]}


def test_seeds_in_words_join_spans():
    assert seeds_in_words([1]) == "1"
    assert seeds_in_words([4, 1, 2, 2, 3]) == "1–4"
    assert seeds_in_words([1, 2, 7, 9, 10]) == "1–2, 7, 9–10"


def test_a_pooled_table_reads_like_that_of_one_run_with_the_interval_over_the_runs():
    runs = [worlds.harm(seed) for seed in range(1, 9)]
    published = published_tables({"harm": pool(runs, ["one"] * 8)}, 0.1)["harm"]
    found = as_of_one_run(published, runs[0])
    assert [f.name for f in found.fields][: len(runs[0].fields)] == [f.name for f in runs[0].fields]
    assert (found.column("low") == published.column("share_low")).all()
    assert (found.column("high") == published.column("share_high")).all()
    assert (found.column("harmed") == published.column("harmed")).all()
    assert not {"share_low", "people_low"} & set(found.data)
    assert runs_of(found) == 8
    assert band(found) == "middle 90 % of 8 runs"
    assert (runs_of(runs[0]), band(runs[0])) == (None, "luck of this run")
    assert not can_be_made({"harm": published})


@pytest.fixture(scope="module")
def outcome():
    country = with_society()
    return simulate(country, Scenario(departures="simulated", population=country.spec))


@pytest.fixture(params=["en", "ko"])
def page(request, outcome):
    """The report of three runs: one of a toy country, enlarged, and two whose counts differ from it."""
    messages.use(language=request.param)
    one = {name: enlarged(table) for name, table in outcome.tables.items()}
    tables = [one, *({name: _times(table, factor) for name, table in one.items()} for factor in (2, 3))]
    pooled = {name: pool([of[name] for of in tables], ["a", "b", "c"]) for name in one}
    published = published_tables(pooled, 1.0)
    run = run_file(outcome.run, published, "yeonjwa ensemble reported --seeds 1-3", False)
    yield main_report(published, outcome.tables, run, "1–3", FACTS)
    messages.use(language="en")


def _times(table, factor):
    data = dict(table.data)
    for f in table.fields:
        if f.role == "raw" or (f.role in ("estimate", "low", "high") and "people" in f.unit):
            data[f.name] = np.asarray(table.column(f.name)) * factor
    return replace(table, data=data)


@pytest.mark.verify
def test_the_report_over_runs_is_whole_and_says_what_its_bands_hold(page):
    found = Page(page)
    assert found.open == []
    words = re.sub(r"<[^>]*>", " ", page)
    assert "nan" not in words.lower().split()
    assert text("simulated.band.runs", runs=3) in words
    assert text("simulated.note_runs", runs=3)[:40] in words
    assert text("simulated.band.luck") not in words
    assert "1–3" in words
    assert "kin_fear_effect 0–3" in words
    assert "1–2" in words  # the draws of the schedule
