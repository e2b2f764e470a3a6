"""What is written from the program and the catalogue says all that it should, and names only what exists."""

from __future__ import annotations

import re

import pytest
from written import coverage, figures, pages, practices, process, results, source, state, symbols

from tests.docs.conftest import DOCS
from yeonjwa import messages
from yeonjwa.catalogue import figures as all_figures
from yeonjwa.catalogue.claims import LAST_OF_LEDGER, claims, processes
from yeonjwa.catalogue.figures import areas_of_figures
from yeonjwa.catalogue.files import areas
from yeonjwa.catalogue.histories import histories, schedule
from yeonjwa.catalogue.trace import trace
from yeonjwa.months import month_of

PAGES = sorted(p for p in DOCS.rglob("*.md") if not {"_build", "_generated"} & set(p.parts))
UNREAD = {"delay_mean_years_2005", "delay_mean_years_2009", "household_size_low_2008", "household_size_high_2008"}
"""Figures that only tests and checks look at."""


def rows_of(table: str) -> list[list[str]]:
    """Cells of each row of all tables of a fragment, heads included."""
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_figure_stands_in_the_parameter_tables_with_its_value_and_standing():
    rows = {r[0].split("`")[1]: r for r in rows_of(figures.parameters()) if r[0].startswith("<a id=")}
    assert set(rows) == set(all_figures())
    for key, f in all_figures().items():
        assert float(rows[key][1]) == pytest.approx(f.value, rel=1e-11)
        assert rows[key][4].startswith(f.standing)


@pytest.mark.parametrize("area", ["behaviour", "border", "practices", "families", "units"])
def test_every_figure_of_behaviour_is_read_by_a_module_that_the_tables_name(area):
    own = [k for k, a in areas_of_figures().items() if a == area]
    assert own
    assert [k for k in own if not source.readers(k)] == []


def test_no_other_figure_is_read_by_nothing():
    assert {k for k in all_figures() if not source.readers(k)} <= UNREAD


@pytest.mark.parametrize("key", sorted(UNREAD))
def test_a_figure_that_no_run_reads_says_so_and_leads_to_no_table(key):
    assert "No run reads it" in all_figures()[key].note
    assert trace(key).tables == ()


def test_a_figure_that_nobody_names_has_no_reader():
    assert source.readers("no_such_figure_at_all") == []


@pytest.mark.parametrize("row", [r for rows in symbols.listed().values() for r in rows], ids=lambda r: r["symbol"])
def test_every_symbol_names_figures_and_a_function_that_exist(row):
    module, name = row["code"].split(":")
    assert source.definition(module, name)
    assert set(row["figures"]) <= set(all_figures())


def test_each_symbol_is_listed_once():
    listed = [r["symbol"] for rows in symbols.listed().values() for r in rows]
    assert len(listed) == len(set(listed))


def test_the_month_is_printed_whole_and_in_order():
    rows = rows_of(process.month().split("### ")[0])[1:]
    steps = [int(r[0]) for r in rows]
    assert steps == sorted(steps)
    assert set(steps) == set(range(1, 15))
    body = source.path("system.month").read_text(encoding="utf-8").split('"""')[-1]
    statements = [line for line in body.splitlines() if "(system" in line or "(state" in line]
    assert len(rows) == len(statements)
    assert all(said for *_, said in rows)


def test_every_state_variable_has_a_meaning():
    for module, name, _ in state.TABLES:
        assert [c for c in state.declared(module, name) if not state.meanings(module, name).get(c)] == []
    known = state.fields()
    assert set(state.meanings("system.fields", "Fields", set(known))) == set(known)


def test_every_entry_of_the_ledger_stands_in_the_coverage_with_a_mechanism_or_a_reason():
    rows = rows_of(coverage.by_claim())[1:]
    numbers = [int(r[0].split()[0]) for r in rows]
    assert sorted(numbers) == sorted(c.number for c in claims().values())
    assert set(range(1, LAST_OF_LEDGER + 1)) <= set(numbers)
    assert all(r[2] for r in rows)


def test_every_process_names_modules_that_exist():
    assert set(coverage.CODE) == set(coverage.PAGES) == set(processes())
    assert [m for modules in coverage.CODE.values() for m in modules if not source.exists(m)] == []


def test_every_practice_has_its_section_and_its_module():
    written = practices.one_by_one()
    for name in areas("practices"):
        assert f"(practice-{name.replace('_', '-')})=" in written
        assert practices.in_code(name) != "not in this version", name


@pytest.mark.parametrize("practice", ["raids", "exile", "consolation"])
def test_the_levels_are_those_of_the_schedule(practice):
    rows = [r for r in rows_of("\n".join(practices.by_history(practice))) if r[1] == "actual"]
    of = {key: r[2:] for r in rows for key in re.findall(r"`([^`]+)`", r[0])}
    assert set(of) == set(histories())
    for key, cells in of.items():
        for year, cell in zip(practices.YEARS, cells, strict=True):
            at = schedule(key).table(practice, "actual")[month_of(year, 7) - month_of(1993)]
            low, _, high = cell.partition("–")
            assert float(low) == pytest.approx(at.min())
            assert float(high or low) == pytest.approx(at.max())


def test_every_fragment_is_included_and_every_include_is_written():
    included = {m[1] for page in PAGES for m in re.finditer(r"_generated/([\w.-]+)", page.read_text(encoding="utf-8"))}
    assert included == set(pages.FRAGMENTS)


def test_ready_results_lie_in_their_intervals_and_carry_known_warnings():
    assert set(results.kept()) == set(results.KINDS)
    for run in results.kept().values():
        assert {"date", "version", "command", "scale", "catalogue"} <= set(run["made"])
        assert {"seeds", "digest"} & set(run["made"])
        for part in run["tables"]:
            assert part["rows"], part["title"]
            assert all(len(row) == len(part["columns"]) for row in part["rows"])
            assert set(part["warnings"]) <= set(messages.catalogue("en"))
            if {"share", "low", "high"} <= set(part["columns"]):
                at = [part["columns"].index(c) for c in ("low", "share", "high")]
                for low, share, high in ([row[k] for k in at] for row in part["rows"]):
                    assert share is None or low <= share <= high
