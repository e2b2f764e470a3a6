"""The tables of a run, and the words on the two claims."""

import dataclasses

import numpy as np
import pytest

from tests.toy import toy_country
from yeonjwa.disclosure import publish, publish_all
from yeonjwa.messages import catalogue
from yeonjwa.outcome import ALL
from yeonjwa.reach import observed, observed_tables
from yeonjwa.reach.asked import reach_at
from yeonjwa.reach.capacity import reading
from yeonjwa.reach.claims import DEPENDS, LARGE, SMALL, in_words, percent, verdict
from yeonjwa.scenario import Scenario


@pytest.fixture(scope="module")
def country():
    return toy_country(12_000, 5, scale=0.004)


@pytest.fixture(scope="module")
def scenario(country):
    return Scenario(departures="observed", seed=1, population=country.spec, placement_seeds=3)


@pytest.fixture(scope="module")
def tables(country, scenario):
    return observed_tables(country, scenario)


def test_every_table_is_there_with_a_description_of_each_column(tables):
    assert set(tables) == {
        "reach", "reach_by_province", "large_or_small", "vetting", "relatives_by_term", "relatives_by_chon",
        "close_kin_and_capacity", "arrivals", "arrivals_by_province", "arrivals_by_age", "mask",
    }  # fmt: skip
    for language in ("en", "ko"):
        known = catalogue(language)
        for table in tables.values():
            assert table.title in known
            assert all(f.description in known for f in table.fields), table.name


def test_reach_grows_with_degree_and_lies_within_its_interval(tables):
    for name in ("reach", "reach_by_province", "large_or_small"):
        t = tables[name]
        share, low, high = (t.column(c) for c in ("share", "low", "high"))
        assert ((low <= share + 1e-12) & (share <= high + 1e-12)).all()
        others = [t.column(name) for name in t.dimensions if name != "chon"]
        order = np.lexsort((t.column("chon").astype(int), *others))
        chon, share = t.column("chon")[order].astype(int), share[order]
        assert (np.diff(share)[np.diff(chon) > 0] >= -1e-12).all()
    agnatic, cognatic = (tables["reach"].where(lineality=line).column("share") for line in ("agnatic", "cognatic"))
    assert (agnatic <= cognatic).all()


def test_reach_names_its_set_and_all_sets_are_there(tables):
    t = tables["reach"]
    assert set(t.column("set")) == {"left", "in-china", "arrived", "known"}
    assert set(t.column("clustering")) == {"low", "central", "high"}
    arrived = t.where(set="arrived", clustering="central", lineality="cognatic", chon=8)
    assert arrived.column("year").tolist() == list(range(1998, 2025))
    assert set(arrived.column("placings")) == {3}


def test_sets_side_by_side_are_of_the_same_placings(tables):
    """Everybody who has arrived has left, so in the same placings no degree is reached by fewer of those who left."""
    t = tables["reach"].where(clustering="central")
    assert set(t.column("placings")) == {3}
    for line in ("cognatic", "agnatic"):
        left, arrived, known = (
            t.where(set=name, lineality=line).column("reached") for name in ("left", "arrived", "known")
        )
        assert (left >= arrived).all()
        assert (left >= known).all()
    china, left = (t.where(set=name, year=2016).column("reached") for name in ("in-china", "left"))
    assert (left >= china).all()


def test_near_real_size_the_arrived_of_the_same_placing_stand_beside_the_other_sets(country, scenario, monkeypatch):
    monkeypatch.setattr(observed, "LARGE_SCALE", 0.001)
    t = observed_tables(country, scenario)["reach"].where(clustering="central", lineality="cognatic")
    beside, left = (t.where(set=name) for name in (observed.ARRIVED_BESIDE, "left"))
    assert set(beside.column("placings")) == set(left.column("placings")) == {1}
    assert set(t.where(set="arrived").column("placings")) == {3}
    assert (left.column("reached") >= beside.column("reached")).all()


def test_the_interval_of_vetting_is_over_the_share_known_too(country, scenario, tables):
    """At 40 per cent known fewer adults fail than at 70, at 95 more; one class has the interval over placings only."""
    t = tables["vetting"].where(rule="cognatic:6", year=2016)
    whole = t.where(songbun=ALL)
    share, low, high = (float(whole.column(c)[0]) for c in ("share", "low", "high"))
    assert low < 0.8 * share
    assert high > 1.05 * share
    wavering = t.where(songbun="wavering")
    assert float(wavering.column("low")[0]) > low
    assert float(wavering.column("high")[0]) < high
    assert "share known" in catalogue("en")[next(f.description for f in t.fields if f.name == "low")]


def test_capacity_is_read_over_the_share_known():
    at = [np.array([x]) for x in (90.0, 50.0, 130.0)]  # at the share known, at its low end, at its high end
    assert reading(at, 10, 40) == "above"
    assert reading(at, 200, 300) == "below"
    assert reading(at, 80, 120) == "share_known"
    assert reading(at, 140, 160) == "below"
    assert reading(at, 40, 140) == "between"


def test_means_over_few_people_who_left_are_hidden(tables):
    t = tables["relatives_by_term"]
    few = dataclasses.replace(t, data={**t.data, "leavers": np.full(len(t), 19)})
    assert np.isnan(publish(few, 0.1).column("per_leaver")).all()
    assert not np.isnan(publish(t, 0.1).column("per_leaver")).all()


def test_the_claims_show_the_reach_itself_with_a_range_over_all_clusterings(tables):
    claims, reach = tables["large_or_small"].where(province=ALL), tables["reach"].where(set="arrived", year=2016)
    for line in ("cognatic", "agnatic"):
        for chon in (2, 8):
            row, of = claims.where(lineality=line, chon=chon), reach.where(lineality=line, chon=chon)
            for column in ("reached", "at_home", "share", "people"):
                assert row.column(column)[0] == of.where(clustering="central").column(column)[0]
            assert row.column("low")[0] == of.column("low").min()
            assert row.column("high")[0] == of.column("high").max()


def test_provinces_add_up_to_the_nation(tables):
    t = tables["reach_by_province"]
    whole = t.where(province=ALL)
    for name in ("reached", "at_home"):
        parts = t.column(name)[t.column("province") != ALL].reshape(len(whole), 10).sum(axis=1)
        assert parts.tolist() == whole.column(name).tolist()


def test_vetting_widens_with_the_rule(tables):
    t = tables["vetting"].where(songbun=ALL, year=2020)
    share = dict(zip(t.column("rule"), t.column("share"), strict=True))
    assert share["cognatic:4"] <= share["6/4"] <= share["cognatic:6"] <= share["cognatic:8"]
    assert all(share[f"agnatic:{d}"] <= share[f"cognatic:{d}"] for d in (4, 6, 8))


def test_arrivals_stand_beside_the_published_ones(tables):
    t = tables["arrivals"].where(year="2009")
    assert dict(zip(t.column("sex"), t.column("published"), strict=True)) == {"female": 2252, "male": 662, "all": 2914}
    assert tables["arrivals_by_age"].where(age=ALL).column("published").sum() == pytest.approx(34_314, abs=1)


def test_relatives_by_chon_counts_each_person_once(tables):
    reach = tables["reach"].where(set="arrived", clustering="central", lineality="cognatic", year=2016, chon=8)
    once = tables["relatives_by_chon"].where(year=2016, age=ALL, sex=ALL).column("relatives").sum()
    # One placing beside the mean of three.
    assert once == pytest.approx(reach.column("reached")[0], rel=0.3)


def test_the_tables_do_not_depend_on_what_ran_before(country, scenario, tables):
    again = observed_tables(country, scenario)
    for name, table in tables.items():
        for f in table.fields:
            # As text, because a low end that would rest on too few people is NaN.
            assert str(table.column(f.name).tolist()) == str(again[name].column(f.name).tolist()), (name, f.name)


def test_a_run_that_ends_early_places_nobody_later(country):
    early = Scenario(
        departures="observed", seed=1, population=country.spec, placement_seeds=1, first_year=2000, last_year=2010
    )
    tables = observed_tables(country, early)
    assert tables["reach"].column("year").max() == 2010
    for name in ("large_or_small", "relatives_by_term", "relatives_by_chon", "close_kin_and_capacity"):
        assert set(tables[name].column("year")) == {2010}, name
    assert "2011" not in tables["arrivals"].column("year")


def test_no_published_cell_rests_on_few_people(tables):
    for name, table in publish_all(tables, 0.004).items():
        for column in (f for f in table.fields if f.role == "raw" and f.unit == "people"):
            shown = table.column(column.name)
            assert not (shown[~np.isnan(shown)] < 20).any(), name


def test_the_reach_of_one_year_is_that_of_the_run(country, scenario, tables):
    one = reach_at(country, scenario, "arrived", 2016)
    run = tables["reach_by_province"].where(year=2016)
    for line in ("cognatic", "agnatic"):
        asked, given = one.where(lineality=line), run.where(lineality=line)
        order = np.lexsort((asked.column("province"), asked.column("chon")))
        other = np.lexsort((given.column("province"), given.column("chon")))
        assert asked.column("reached")[order].tolist() == given.column("reached")[other].tolist()


def test_large_was_fixed_beforehand_at_ten_per_cent():
    assert verdict(0.11, 0.2) == LARGE
    assert verdict(0.01, 0.1) == SMALL
    assert verdict(0.09, 0.11) == DEPENDS


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_words_follow_the_numbers(tables, lang):
    table = tables["large_or_small"].where(province=ALL)

    def with_shares(wide):
        values = np.where(table.column("chon") >= 6, wide, 0.01)
        return dataclasses.replace(table, data={**table.data, "share": values, "low": values, "high": values})

    both = catalogue(lang)["reach.words.reading_both"]
    open_ = catalogue(lang)["reach.words.reading_open"]
    assert in_words(with_shares(0.3), lang)[-1] == both
    assert in_words(with_shares(0.02), lang)[-1] == open_
    assert in_words(with_shares(np.nan), lang)[-1] == open_


def test_per_cent_has_two_digits():
    assert [percent(x) for x in (0.5612, 0.0996, 0.028, 0.0046)] == ["56.1 %", "10.0 %", "2.8 %", "0.46 %"]
