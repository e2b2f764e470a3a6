"""The way in: what ``simulate`` gives, that it repeats, and that what is published of it holds together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from yeonjwa.disclosure import FLOOR_PEOPLE, publish_all
from yeonjwa.errors import InputError
from yeonjwa.messages import catalogue
from yeonjwa.months import month_of
from yeonjwa.outcome import ALL
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.population.tables import country_tables
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate


@pytest.fixture(scope="module")
def outcome(toy):
    return simulate(toy, Scenario(departures="observed", population=toy.spec, placement_seeds=2))


def test_the_same_scenario_gives_the_same_tables(toy, outcome):
    again = simulate(toy, Scenario(departures="observed", population=toy.spec, placement_seeds=2))
    for name, table in outcome.tables.items():
        for column in table.data:
            assert np.array_equal(
                table.column(column),
                again.tables[name].column(column),
                equal_nan=table.column(column).dtype.kind == "f",
            )


def test_a_country_of_another_spec_is_refused(toy):
    with pytest.raises(InputError, match="another population"):
        simulate(toy, Scenario(population=PopulationSpec(scale=0.37)))


def test_progress_is_told(toy):
    told = []
    simulate(
        toy,
        Scenario(departures="observed", population=toy.spec, placement_seeds=1),
        lambda stage, share=0.0, people=None: told.append((stage, share)),
    )
    assert told[0][1] == 0
    assert told[-1][1] == 1


def test_no_table_is_about_less_than_a_province_or_lacks_words(outcome):
    for table in outcome.tables.values():
        assert not {"county", "person", "household"} & set(table.dimensions)
        for language in ("en", "ko"):
            assert table.title in catalogue(language)
            assert all(field.description in catalogue(language) for field in table.fields), table.name


def test_what_is_published_of_a_small_country_rests_on_no_fewer_than_twenty(outcome):
    for table in publish_all(outcome.tables, 1.0).values():
        for field in table.of_role("raw"):
            shown = table.column(field.name)[table.column("suppressed") == ""]
            assert not (shown < FLOOR_PEOPLE).any(), table.name


def test_the_record_of_a_run_holds_no_small_count_of_the_country(outcome):
    assert outcome.run["scenario"]["placement_seeds"] == 2
    assert set(outcome.run["country"]) >= {"persons_ever", "checksums", "facts"}
    assert "society" not in outcome.run["country"]["facts"]


def test_the_pyramid_adds_up_to_the_living(toy):
    table = country_tables(toy)["population_pyramid"]
    whole = table.where(year=2008, sex=ALL, age=ALL).column("synthetic")[0]
    parts = table.where(year=2008)
    assert parts.column("synthetic").sum() == 4 * whole  # each person stands in a cell and in three totals
    assert whole == toy.is_living(month_of(2008, 12)).sum()


def test_the_un_pyramid_adds_up_to_its_own_total(toy):
    rows = country_tables(toy)["population_pyramid"].where(year=2008)
    total = rows.where(sex=ALL, age=ALL).column("wpp")[0]
    assert total == pytest.approx(24.8e6, rel=0.01)
    assert rows.where(sex="female", age=ALL).column("wpp")[0] + rows.where(sex="male", age=ALL).column("wpp")[
        0
    ] == pytest.approx(total)


def test_census_shares_add_to_one(toy):
    tables = country_tables(toy)
    for name in ("provinces", "census_ages"):
        assert tables[name].column("census_share").sum() == pytest.approx(1)
        assert tables[name].column("share").sum() == pytest.approx(1)
    assert tables["provinces"].column("census").sum() == 23_349_859
    assert tables["census_ages"].column("census").sum() == 24_052_231


def test_provinces_count_the_civil_population_as_asking_for_each_person_does(toy):
    month = month_of(2008, 9)
    serving = np.flatnonzero(toy.is_living(month))[[3, 5, 8]].astype(np.int32)
    spells = {
        "conscript_person": serving,
        "conscript_start": np.array([month - 9, month, month - 30], np.int16),
        "conscript_end": np.array([month + 1, month + 40, month], np.int16),  # the third has come home
    }
    country = replace(toy, columns={**toy.columns, **spells})
    civil = [p for p in np.flatnonzero(toy.is_living(month)) if not country.at("is_conscript", p, month)]
    homes = [int(country.at("province", p, month)) for p in civil]
    table = country_tables(country)["provinces"]
    assert len(civil) == toy.is_living(month).sum() - 2
    assert table.column("synthetic").tolist() == [homes.count(code) for code in range(len(table))]


def test_the_pyramid_stands_beside_the_revision_the_country_was_built_from(toy):
    older = replace(toy, spec=PopulationSpec(rates="wpp2019"))
    table = country_tables(older)["population_pyramid"]
    assert sorted(set(table.column("year").tolist())) == [1950, 1975, 1995, 2000, 2010, 2020]
    assert not np.isnan(table.column("wpp")).any()
    assert all(field.description in catalogue("en") for field in table.fields)
