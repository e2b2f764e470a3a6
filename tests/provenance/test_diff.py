"""`yeonjwa diff`: inputs and tables side by side, and nothing that the tables hide."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from yeonjwa import messages
from yeonjwa.cli.main import run_command
from yeonjwa.outcome import Field, Table
from yeonjwa.provenance.diff import compare
from yeonjwa.provenance.folders import open_outcome
from yeonjwa.tables_io import write_outcome


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    messages.use(language="en", terms="defector")


KIN = Table(
    "harm_by_chon",
    "report.title",
    (
        Field("chon", "dimension", "chon", "report.title"),
        Field("reached", "raw", "people", "report.title"),
        Field("people", "estimate", "people", "report.title"),
        Field("share", "share", "1", "report.title"),
        Field("suppressed", "note", "words", "report.title"),
    ),
    {
        "chon": np.array([1, 2, 4]),
        "reached": np.array([100.0, 200.0, np.nan]),
        "people": np.array([1000.0, 2000.0, np.nan]),
        "share": np.array([0.1, 0.2, np.nan]),
        "suppressed": np.array(["", "", "hidden"]),
    },
)


def moved(table: Table, **columns) -> Table:
    return replace(table, data={**table.data, **{n: np.array(v, dtype=float) for n, v in columns.items()}})


@pytest.fixture
def outcome_of(tmp_path, run, besides):
    """Writes tables as an outcome and opens it; settings of the scenario and of run.json can be changed."""

    def write(name, tables, scenario=None, **changes):
        found = {"population": {**run.scenario["population"], "scale": 0.1}, **(scenario or {})}
        made = run.model_copy(
            update={"scenario": {**run.scenario, **found}, "tables": dict.fromkeys(tables, "0"), **changes}
        )
        write_outcome(tmp_path / name, tables, made, "<html></html>", besides.files, besides.tables)
        return open_outcome(tmp_path / name, "argument A")

    return write


def test_the_same_outcome_does_not_differ(outcome, capsys):
    shutil.copytree(outcome, "again")
    assert run_command(["diff", "outcome", "again"]) == 0
    said = capsys.readouterr().out
    assert "No input differs." in said
    assert "14 the same, 0 changed" in said


def test_inputs_that_differ_are_named_with_their_values(outcome_of, run):
    a = outcome_of("a", {"kin": KIN})
    parts = {**run.catalogue["parts"], "figures": "f00"}
    b = outcome_of(
        "b", {"kin": KIN}, {"clustering": "high"}, version="9.9", catalogue={**run.catalogue, "hash": "x", "parts": parts},
        made={**run.made, "time": "2031-01-01T00:00:00+00:00", "machine": {"system": "Windows"}},
    )  # fmt: skip
    changes = {(c.group, c.name): (c.a, c.b) for c in compare(a, b).inputs}
    assert changes["scenario", "clustering"] == ("central", "high")
    assert changes["version", "yeonjwa"][1] == "9.9"
    assert changes["machine", "system"][1] == "Windows"
    assert changes["catalogue", "parts.figures"][1] == "f00"
    assert ("catalogue", "hash") in changes
    assert not any("time" in name or name.startswith("parts.claims") for _, name in changes)


def test_other_results_in_the_report_are_named_but_not_when_they_were_made(outcome_of, run, besides):
    fewer = {"claims": run.shown["claims"]}
    a, b = outcome_of("a", {"harm": KIN}), outcome_of("b", {"harm": KIN}, shown=fewer)
    found = {(c.group, c.name) for c in compare(a, b).inputs}
    assert ("shown", "histories.tables.histories_harm") in found
    assert not [name for _, name in found if name.startswith("claims.") or "made" in name]


def test_the_largest_relative_change_is_found_with_its_row(outcome_of):
    a = outcome_of("a", {"kin": KIN})
    b = outcome_of("b", {"kin": moved(KIN, reached=[100, 260, np.nan], people=[1000, 2600, np.nan], share=[0.1, 0.25, np.nan])})  # fmt: skip
    (change,) = compare(a, b).tables
    assert (change.state, change.rows, change.rows_changed) == ("changed", 3, 1)
    assert (change.column, change.where, change.a, change.b) == ("people", {"chon": "2"}, 2000.0, 2600.0)
    assert change.relative_change == pytest.approx(0.3)
    assert change.rows_too_small == change.rows_hidden_in_one == 0


def test_a_change_that_rests_on_too_few_people_is_not_shown(outcome_of):
    few = moved(KIN, reached=[100, 219, np.nan], people=[1000, 2190, np.nan], share=[0.1, 0.219, np.nan])
    enough = moved(KIN, reached=[100, 220, np.nan], people=[1000, 2200, np.nan], share=[0.1, 0.22, np.nan])
    home = Field("at_home", "raw", "people", "report.title")
    with_base = replace(KIN, fields=(*KIN.fields, home), data={**KIN.data, "at_home": np.full(3, 1000.0)})
    only_share = moved(with_base, share=[0.1, 0.219, np.nan])  # 0.019 of a base of 1,000 people
    a = outcome_of("a", {"kin": KIN})
    (hidden,) = compare(a, outcome_of("few", {"kin": few})).tables
    (shown,) = compare(a, outcome_of("enough", {"kin": enough})).tables
    (share,) = compare(outcome_of("base", {"kin": with_base}), outcome_of("share", {"kin": only_share})).tables
    assert (hidden.relative_change, hidden.a, hidden.column, hidden.rows_too_small) == (None, None, None, 1)
    assert shown.relative_change == pytest.approx(0.1)
    assert (share.relative_change, share.rows_too_small) == (None, 1)


def test_a_cell_that_one_outcome_hides_gives_no_number(outcome_of):
    other = moved(KIN, reached=[100, np.nan, 50], people=[1000, np.nan, 500], share=[0.1, np.nan, 0.05])
    (change,) = compare(outcome_of("a", {"kin": KIN}), outcome_of("b", {"kin": other})).tables
    assert (change.rows_hidden_in_one, change.relative_change, change.where) == (2, None, {})


def test_outcomes_on_different_countries_say_so_and_are_compared_whole(outcome_of, run, capsys):
    few = moved(KIN, reached=[100, 210, np.nan], people=[1000, 2100, np.nan])
    outcome_of("a", {"kin": KIN})
    outcome_of("b", {"kin": few}, country={**run.country, "digest": "other"})
    assert run_command(["diff", "a", "b"]) == 0
    said = capsys.readouterr().out
    assert "+5 % in people (chon 2): 2,000 → 2,100" in said
    assert "stand on different countries" in said


ON_LEAVING = ("arrivals_by_age", "terms_of_leaving", "reach", "departures", "left_and_where", "returns")
SIMULATED = {"departures": "simulated", "history": "reported", "without": [], "off": [], "figures": {}}


@pytest.mark.parametrize(
    "change",
    [
        {"history": "no-kin-consequence"}, {"without": ["exile"]}, {"off": [["exile", "2011-08", "2011-10"]]},
        {"figures": {"hardship_effect": 1.0}}, {"departures": "observed"},
    ],
)  # fmt: skip
def test_how_many_leave_is_never_compared_between_other_practices_where_it_is_simulated(outcome_of, change):
    more = moved(KIN, reached=[300, 900, np.nan], people=[3000, 9000, np.nan])
    names = ("harm_by_kin", "vetting", *ON_LEAVING)
    a = outcome_of("a", dict.fromkeys(names, KIN), SIMULATED)
    b = outcome_of("b", dict.fromkeys(names, more), SIMULATED | change)
    for first, second in ((a, b), (b, a)):
        found = {t.table: t for t in compare(first, second).tables}
        assert {name for name, t in found.items() if t.withheld} == set(ON_LEAVING)
        assert all(found[name].state == "changed" for name in ON_LEAVING)
        assert all(found[name].relative_change is found[name].a is found[name].b is None for name in ON_LEAVING)
        assert abs(found["harm_by_kin"].relative_change) > 0.5


def test_with_the_same_practices_everything_is_compared(outcome_of, run):
    """The seed, the country or the version differ: no number tells what a practice does to leaving."""
    more = moved(KIN, reached=[300, 900, np.nan], people=[3000, 9000, np.nan])
    a = outcome_of("a", dict.fromkeys(ON_LEAVING, KIN), SIMULATED)
    b = outcome_of("b", dict.fromkeys(ON_LEAVING, more), SIMULATED | {"seed": 9}, version="9.9")
    assert all(t.relative_change == pytest.approx(3.5) and not t.withheld for t in compare(a, b).tables)
    corrected = {**run.catalogue, "hash": "x"}
    c = outcome_of("c", dict.fromkeys(ON_LEAVING, more), SIMULATED, catalogue=corrected)
    assert all(t.withheld for t in compare(a, c).tables)


def test_rows_and_tables_of_one_outcome_only_are_counted_and_harm_stands_first(outcome_of, capsys):
    shorter = replace(KIN, data={n: c[:2] for n, c in KIN.data.items()})
    outcome_of("a", {"reach": KIN, "harm_by_chon": KIN, "mask": KIN})
    outcome_of("b", {"vetting": KIN, "reach": shorter, "harm_by_chon": KIN})
    assert run_command(["diff", "a", "b", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [t["table"] for t in found["tables"]] == ["harm_by_chon", "reach", "mask", "vetting"]
    assert [t["state"] for t in found["tables"]] == ["same", "changed", "only_a", "only_b"]
    assert found["tables"][1]["rows_only_a"] == 1
    assert found["same_country"] is True


def test_a_number_that_was_zero_has_no_relative_change(outcome_of):
    zero = moved(KIN, reached=[100, 0, np.nan], people=[1000, 0, np.nan], share=[0.1, 0, np.nan])
    (change,) = compare(outcome_of("a", {"kin": zero}), outcome_of("b", {"kin": KIN})).tables
    assert (change.rows_from_zero, change.relative_change) == (1, None)


def test_it_speaks_korean(outcome_of, capsys):
    outcome_of("a", {"kin": KIN})
    outcome_of("b", {"kin": moved(KIN, reached=[100, 260, np.nan], people=[1000, 2600, np.nan])}, {"seed": 5})
    assert run_command(["diff", "a", "b", "--lang", "ko"]) == 0
    said = capsys.readouterr().out
    assert "시나리오  seed" in said
    assert "가장 큰 변화: people에서 +30 %" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["outcome", "outcom"], "argument B: there is no folder 'outcom'. Did you mean 'outcome'?"),
        (["outcome"], "argument B is missing"),
        (["outcome", "outcome", "--format", "jsn"], "expected table or json. Did you mean 'json'?"),
        (["", "outcome"], "argument A is empty"),
        (["outcome/tables", "outcome"], "argument A: 'outcome/tables' is not an outcome folder"),
    ],
)
def test_what_cannot_be_compared_is_refused(outcome, capsys, words, sentence):
    assert run_command(["diff", *words]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
