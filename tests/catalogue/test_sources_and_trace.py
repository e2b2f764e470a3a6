"""Sources outside the reports, and the walk from a figure to what rests on it."""

import pytest

from yeonjwa import catalogue
from yeonjwa.catalogue.claims import claims, processes
from yeonjwa.catalogue.figures import areas_of_figures
from yeonjwa.catalogue.files import areas, one
from yeonjwa.catalogue.histories import levels
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.trace import figures_of, kind_of, rests_on_source, trace, trace_claim, trace_practice
from yeonjwa.errors import InputError

TABLES = {
    "arrivals", "arrivals_by_age", "arrivals_by_province", "census_ages", "close_kin_and_capacity", "large_or_small", "mask",
    "population_pyramid", "provinces", "reach", "reach_by_province", "relatives_by_chon", "relatives_by_term", "vetting",
    "harm_by_kin", "harm_by_stratum", "harm_by_sex_and_age", "harm_by_year", "departures", "departures_and_after", "left_and_where",
    "returns", "arrivals_in_company", "held_by_year", "acts_by_year", "money_by_year", "dread_by_year", "officers_by_year", "beliefs",
    "births", "terms_of_leaving",
}  # fmt: skip


def test_what_is_known_from_memory_alone_is_marked_weak():
    assert not [s.key for s in catalogue.sources().values() if s.seen == "recalled" and not s.weak]


def test_a_source_outside_says_when_and_where_it_was_printed_and_how_that_is_known_or_why_not():
    for area in ("outside", "quantities"):
        for key in areas("sources")[area]:
            source = catalogue.sources()[key]
            assert source.date or source.weak or "year" in source.note, key
            assert bool(source.date) == bool(source.date_known), key
            assert source.date_known != "recalled" or source.weak, key
            assert source.url is None or source.url.startswith("https://"), key


def test_a_source_that_is_one_of_the_reports_names_it():
    named = {s.report for s in catalogue.sources().values() if s.report}
    assert named
    assert named <= set(reports())


def used_sources() -> set[str]:
    """Sources on which a figure, a packaged series, a claim, a practice or a right rests."""
    from yeonjwa.catalogue.practices import SERIES

    used = {f.source for f in catalogue.figures().values()} | {k for k, s in catalogue.sources().items() if s.series}
    used |= {k for c in claims().values() for k in (*c.corroborated_by, *c.contradicted_by)}
    for entry in practices().values():
        used |= {s for name in SERIES for e in getattr(entry.series, name) for s in e.sources}
        used |= {r.source for r in entry.rights}
    used |= {s for file in levels().values() for w in file.windows for s in w.sources}
    return used & set(catalogue.sources())  # a claim may also be borne out by another claim


def test_every_source_is_used_or_says_why_nothing_rests_on_it():
    with_reason = {k for k, s in catalogue.sources().items() if s.not_modelled}
    assert not set(catalogue.sources()) - used_sources() - with_reason
    assert not used_sources() & with_reason, "these are used: take their line not_modelled away"


def test_every_packaged_series_has_a_source_and_every_series_named_is_packaged():
    from importlib import resources

    made_here = {"errata.json", "sensitivity.csv"}
    packaged = {e.name for e in (resources.files("yeonjwa") / "data").iterdir() if not e.name.startswith("_")}
    named = {name for s in catalogue.sources().values() for name in s.series}
    assert named == packaged - made_here


def test_results_name_real_tables_real_areas_and_patterns_that_fit():
    results = one("results")
    named = {t for tables in (*results["figures"].values(), *results["areas"].values()) for t in tables}
    assert named <= TABLES
    assert set(results["areas"]) == set(areas("figures"))
    from fnmatch import fnmatchcase

    for pattern in results["figures"]:
        assert any(fnmatchcase(key, pattern) for key in catalogue.figures()), pattern


def test_the_tables_of_a_run_are_the_tables_that_results_speak_of():
    # Every name stands in the code that makes it; no table is made without being named here.
    import re

    from tests import scan

    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in scan.modules()
        if path.parent.name in ("reach", "population", "system")
    )
    made = set(re.findall(r"table_of\(\s*\"(\w+)\"", code))
    assert made <= TABLES
    assert all(f'"{name}"' in code or name.startswith("arrivals_by_") for name in TABLES)


@pytest.mark.parametrize("key", sorted(catalogue.figures()))
def test_every_figure_can_be_traced(key):
    found = trace(key)
    assert found.area == areas_of_figures()[key]
    assert found.source.key == catalogue.figure(key).source
    assert found.grain in ("figure", "area")


def test_a_trace_walks_from_the_number_to_the_claim_the_practice_and_the_table():
    found = trace("vetting_depth_officials")
    assert found.claims == ("VettingOfficials_RFA15",)
    assert found.practices == ("vetting",)
    assert found.tables == ("vetting",)
    assert found.grain == "figure"
    assert "VettingSecurityAgents_RFA15" in found.of_report


def test_a_trace_says_its_grain_where_it_is_coarse():
    found = trace("party_age_min")
    assert found.grain == "area"
    assert not found.claims
    assert "reach" in found.tables


def test_an_unknown_figure_cannot_be_traced():
    with pytest.raises(InputError, match="Did you mean 'known_share'"):
        trace("known_shar")


# --- The other ways: from a sentence to its mechanism, and through practices, sources, levels and tables ---


@pytest.mark.parametrize("key", sorted(claims()))
def test_every_claim_leads_to_a_mechanism_a_check_or_a_reason(key):
    found = trace_claim(key)
    assert found.practices or found.processes or found.checks or found.not_modelled
    assert found.claim.report
    if found.practices or found.processes:
        assert found.tables
        # Of these the dated levels are all that a claim can move.
        assert found.figures or found.windows or not found.practices


@pytest.mark.parametrize("name", sorted(practices()))
def test_every_practice_leads_back_to_claims_or_sources_and_on_to_tables(name):
    found = trace_practice(name)
    assert found.claims or found.sources
    assert found.windows
    assert found.tables


@pytest.mark.parametrize("key", sorted(catalogue.sources()))
def test_every_source_says_what_rests_on_it_or_why_nothing_does(key):
    found = rests_on_source(key)
    resting = found.figures or found.claims or found.practices or found.series
    assert resting or found.why_not


def test_a_walk_from_a_sentence_ends_in_code():
    from importlib import resources

    for name, row in processes().items():
        for module in row["code"]:
            path = resources.files("yeonjwa").joinpath(*module.split("."))
            assert path.with_name(path.name + ".py").is_file() or path.is_dir(), (name, module)
    assert trace_claim("72").practices == ("informer_bounty",)
    assert "bounty_full" in trace_claim("InformerReward_DNK16").figures
    assert "informer_bounty/five_million" in trace_claim("72").windows
    assert "claims" in trace_claim("72").tables


def test_each_name_that_a_trace_prints_can_be_traced_itself():
    assert kind_of("72") == "claim"
    assert kind_of("exile_chance") == "figure"
    assert kind_of("exile") == "practice"
    assert kind_of("dailynk-12234") == "source"
    assert kind_of("rfa-2015-03-23") == "report"
    assert kind_of("denunciation") == kind_of("T10") == "mechanism"
    assert kind_of("exile/wave_of_2011") == "level"
    assert kind_of("harm_by_kin") == kind_of("tables/reach") == "table"
    for claim in claims():
        found = trace_claim(claim)
        for name in (
            *found.practices,
            *found.processes,
            *found.checks,
            *found.figures,
            *found.windows,
            *found.claim.report,
        ):
            assert kind_of(name)
        assert all(kind_of(f"tables/{name}") == "table" for name in found.tables if name != "claims")
    with pytest.raises(InputError, match="Did you mean 'exile/wave_of_2005' or 'exile/wave_of_2011'"):
        kind_of("exile/wave_of_2010")


def test_the_figures_of_a_practice_are_those_that_it_names_and_those_of_its_name():
    assert "exile_chance" in figures_of("exile")
    shared = set(figures_of("loss_of_post")) & set(figures_of("loss_of_party_membership"))
    assert shared  # those that both entries name
    assert all(key.startswith("families_of_") for key in shared)
    assert trace("exile_chance").practices == ("exile",)


def test_a_figure_leads_to_the_process_that_reads_it():
    assert trace("chain_effect").processes == ("decide",)
    assert "transit" in trace("china_arrest_2012").processes
    assert "denunciation" in trace("report_bounty").processes
    assert all(row["tables"] for row in processes().values())
