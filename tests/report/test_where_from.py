"""Two steps lead from every number of the report to its source."""

from __future__ import annotations

import re

import pytest

from yeonjwa import messages, report
from yeonjwa.catalogue import figures, sources
from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.files import areas, one
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.tables import behind, tables
from yeonjwa.errors import InputError
from yeonjwa.report.blocks import Figure, Grid, Origin, Section
from yeonjwa.report.where_from import SECTION, SHOWN, UNSHOWN, of_practices, practices_section, with_origins


@pytest.mark.parametrize("kind", SHOWN)
def test_every_table_of_a_run_is_shown_in_a_section_or_traced_in_the_last(kind):
    named = {name for names in SHOWN[kind].values() for name in names} | set(UNSHOWN[kind])
    assert named <= set(tables())
    if kind == "observed":
        assert not set(one("results")["areas"]["departures"]) - named


def test_the_tables_of_an_observed_outcome_are_all_covered(toy_outcome):
    shown = {name for names in SHOWN["observed"].values() for name in names} | set(UNSHOWN["observed"])
    assert set(toy_outcome.tables) == shown


def test_the_tables_of_a_simulated_outcome_are_all_covered():
    from tests.population.society_tools import with_society
    from yeonjwa.scenario import Scenario
    from yeonjwa.simulate import simulate

    country = with_society()
    found = simulate(country, Scenario(departures="simulated", population=country.spec))
    shown = {name for names in SHOWN["simulated"].values() for name in names} | set(UNSHOWN["simulated"])
    assert set(found.tables) == shown


@pytest.mark.parametrize("name", tables())
def test_behind_every_table_stand_figures_or_data_and_their_sources(name):
    found = behind(name)
    assert found.figures or found.areas or found.series
    assert found.sources
    assert set(found.areas) <= set(areas("figures"))
    assert all(any(file in s.series for s in sources().values()) for file in found.series)


def test_a_table_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="Did you mean 'harm_by_kin'"):
        behind("harm_by_kim")


def test_the_section_on_practices_names_every_practice_with_its_claims_and_every_report():
    lists = [block for block in practices_section(()).blocks if isinstance(block, Origin)]
    rows = {term: [part.words for part in parts] for block in lists for term, parts in block.rows}
    for entry in practices().values():
        said = " ".join(rows[entry.title])
        assert all(f"claim {claims()[key].number} " in said for key in entry.claims), entry.key
    assert set(reports()) <= set(rows)


def test_a_section_that_is_not_known_is_left_as_it_is():
    unknown = Section("new", "New")
    assert with_origins([unknown], {}, "observed") == [unknown]


@pytest.fixture(params=["en", "ko"])
def html(request, published, run):
    messages.use(language=request.param)
    yield report.render(published, run)
    messages.use(language="en")


def test_every_section_with_numbers_of_a_run_says_where_they_come_from(html):
    title = {"이 숫자들은 어디에서 왔는가", "Where these numbers come from"}
    for part in re.split(r"(?=<section id=)", html)[1:]:
        key = re.match(r'<section id="([\w-]+)"', part)[1]
        if key in SHOWN["observed"]:
            assert any(t in part for t in title), key


def test_every_figure_and_source_has_a_place_that_its_links_lead_to(html):
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {f"figure-{key}" for key in figures()} <= set(ids)
    needed = (
        {f.source for f in figures().values()} | set(of_practices()) | {k for k, s in sources().items() if s.series}
    )
    assert {f"source-{key}" for key in needed} <= set(ids)
    assert all(to in ids for to in re.findall(r'href="#([^"]+)"', html))


def test_blocks_without_addresses_are_drawn_as_before():
    assert Grid("c", ["a"], [["b"]]).ids == ()
    assert Grid("c", ["a"], [["b"]]).links == {}
    assert Figure("k", [], "c").table is None


def test_the_section_stands_before_the_sources_of_a_simulated_run():
    keys = [s.key for s in with_origins([Section("harm", "h"), Section("sources", "s")], {}, "simulated")]
    assert keys == ["harm", SECTION, "sources"]
