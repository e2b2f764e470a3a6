"""`yeonjwa run` from the words of the command to the folder, on the toy country."""

from __future__ import annotations

import json
import re
import webbrowser
from dataclasses import replace

import pytest

from tests.population.society_tools import with_society
from tests.same_files import assert_same
from yeonjwa import messages, tables_io
from yeonjwa.cli import run as run_module
from yeonjwa.cli.help import WIDTH, columns
from yeonjwa.cli.main import run_command
from yeonjwa.population import store
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch, toy):
    """The toy country in the place of a built one, and an empty folder to stand in."""
    monkeypatch.setattr(store, "open_or_build", lambda spec, **_: replace(toy, spec=spec))
    monkeypatch.chdir(tmp_path)
    yield
    messages.use(language="en", terms="defector")


QUICK = ["run", "--departures", "observed", "--placement-seeds", "1", "--first-year", "2020", "--quiet"]


def test_a_run_writes_a_folder_and_says_where_with_five_lines_of_results(tmp_path, capsys):
    assert run_command(QUICK) == 0
    said = capsys.readouterr().out.strip().splitlines()
    assert len(said) == 8, "a heading of two lines, five results, and where they lie"
    assert said[-1] == "Report: outcome/report.html"
    assert {p.name for p in (tmp_path / "outcome").iterdir()} == {"report.html", "run.json", "CITATION.txt", "tables"}


def test_a_run_simulates_unless_told_otherwise_and_says_harm_first(tmp_path, capsys, monkeypatch):
    society = with_society()
    monkeypatch.setattr(store, "open_or_build", lambda spec, **_: replace(society, spec=spec))
    assert run_command(["run", "--quiet", "--lang", "ko"]) == 0
    said = capsys.readouterr().out
    keys = ("simulated.short.any", "simulated.short.arrivals", "simulated.note", "system.warning.harm")
    at = [" ".join(said.split()).find(messages.text(key, lang="ko")) for key in keys]
    assert -1 not in at
    assert at == sorted(at)
    assert max(columns(line) for line in said.splitlines()) <= WIDTH
    record = json.loads((tmp_path / "outcome" / "run.json").read_text(encoding="utf-8"))
    assert record["scenario"]["departures"] == "simulated"
    assert "harm_by_kin" in record["tables"]
    # Whoever runs nothing else finds the tested claims and the rival histories too, with their tables.
    page = (tmp_path / "outcome" / "report.html").read_text(encoding="utf-8")
    words = (tmp_path / "outcome" / "tables" / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    assert 'id="tested-claims"' in page
    assert 'id="histories"' in page
    assert {kind: shown["origin"] for kind, shown in record["shown"].items()} == dict.fromkeys(
        ("claims", "histories"), "shipped"
    )
    for table in (name for shown in record["shown"].values() for name in shown["tables"]):
        assert (tmp_path / "outcome" / "tables" / f"{table}.parquet").is_file()
        assert f"## {table}\n" in words


def test_a_run_is_repeated_from_its_file_bit_for_bit(tmp_path, capsys):
    assert run_command([*QUICK, "--seed", "3", "--csv", "--lang", "ko", "--terms", "escapee"]) == 0
    assert run_command(["run", "--from", "outcome/run.json", "--out", "again", "--quiet"]) == 0
    assert "똑같습니다" in capsys.readouterr().out
    for file in (tmp_path / "outcome" / "tables").iterdir():
        assert_same(file, tmp_path / "again" / "tables" / file.name)
    assert '<html lang="ko">' in (tmp_path / "again" / "report.html").read_text(encoding="utf-8")


def test_a_run_of_another_version_warns_and_names_it(tmp_path, capsys, monkeypatch):
    assert run_command(QUICK) == 0
    path = tmp_path / "outcome" / "run.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["version"] = "0.0.9"
    content["tables"]["reach"] = "0" * 64
    path.write_text(json.dumps(content), encoding="utf-8")
    erratum = tables_io.Erratum(
        date="2027-01-01", versions=("0.0.9",), tables=("reach",), en="reach was doubled", ko=""
    )
    monkeypatch.setattr(tables_io, "errata", lambda version: [erratum] if version == "0.0.9" else [])
    capsys.readouterr()
    assert run_command(["run", "--from", "outcome", "--out", "again", "--quiet"]) == 0
    said = capsys.readouterr().err
    assert "made with version 0.0.9" in said
    assert "correction of 2027-01-01 concerns results of version 0.0.9 (reach): reach was doubled" in said
    assert "these tables differ from those of the first run (version 0.0.9): reach." in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scale", "50"], "scale must lie between 0.0005 and 1"),
        (["--scale", "0"], "scale must lie between 0.0005 and 1"),
        (["--scale", "nan"], "scale must lie between 0.0005 and 1"),
        (["--scale", "many"], "--scale is 'many'"),
        (["--seed", "-4"], "option --seed is -4; expected"),
        (["--famine", "wpp2023"], "option --famine is 'wpp2023'; expected .* Did you mean 'wpp2024'"),
        (["--clustering", "hihg"], "option --clustering is 'hihg'; .* Did you mean 'high'"),
        (["--first-year", "1990"], "option --first-year is 1990; expected"),
        (["--first-year", "2010", "--last-year", "2005"], "after last_year"),
        (["--departures", "observed", "--placement-seeds", "0"], "option --placement-seeds is 0"),
        (["--fertility-spread", "-1"], "option --fertility-spread is -1"),
        (["--sead", "3"], "Did you mean '--seed'"),
        (["--from", "none.json"], "there is no file 'none.json'"),
        (["--from", "none.json", "--scale", "0.1"], "--scale cannot be given with it"),
        (["--sensitivity", "--departures", "observed", "--scale", "0.01"], "--sensitivity needs --scale 0.1"),
        (["--sensitivity"], "--sensitivity belongs to observed departures.*add --departures observed"),
        (["--clustering", "high"], "option --clustering belongs to observed departures.*--departures observed"),
        (["--lang", "fr"], "option --lang is 'fr'"),
    ],
)
def test_bad_input_is_refused_before_any_work_and_nothing_is_written(tmp_path, capsys, monkeypatch, words, sentence):
    def never(*_, **__):
        raise AssertionError("work was begun")

    monkeypatch.setattr(store, "open_or_build", never)
    assert run_command(["run", *words]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said

    assert re.search(sentence, said), said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert run_command([*QUICK, "--out", "full"]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_ctrl_c_leaves_nothing_behind(tmp_path, monkeypatch, capsys):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables_io, "write_tables", stop)
    assert run_command(QUICK) == 130
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in capsys.readouterr().err


def test_the_report_is_opened_when_asked(monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert run_command([*QUICK, "--open"]) == 0
    assert opened[0].startswith("file://")
    assert opened[0].endswith("/outcome/report.html")


def test_the_command_in_the_record_names_every_option_that_is_not_the_default_and_no_folder():
    usual = run_module.command_of(Scenario(), False)
    assert usual == "yeonjwa run --scale 0.1 --seed 1 --departures simulated"
    other = Scenario(
        departures="observed",
        seed=4,
        clustering="high",
        first_year=2005,
        population=PopulationSpec(scale=0.02, famine="statkorea", marriage_bar=8),
    )
    words = run_module.command_of(other, True)
    for part in (
        "--scale 0.02",
        "--seed 4",
        "--departures observed",
        "--clustering high",
        "--first-year 2005",
        "--famine statkorea",
        "--marriage-bar 8",
        "--csv",
    ):
        assert part in words


@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_explains_every_option(capsys, language):
    assert run_command(["run", "--help", "--lang", language]) == 0
    said = capsys.readouterr().out
    for name in (
        *run_module.SCENARIO_OPTIONS,
        *run_module.POPULATION_OPTIONS,
        "out",
        "open",
        "csv",
        "from",
        "sensitivity",
    ):
        assert f"--{name.replace('_', '-')}" in said


def test_progress_tells_stages_on_the_error_stream_only(capsys):
    assert run_command([word for word in QUICK if word != "--quiet"]) == 0
    captured = capsys.readouterr()
    assert "Country beside UN and census figures" in captured.err
    assert "Country beside UN" not in captured.out


def test_a_second_run_without_a_folder_takes_the_next_free_name(tmp_path, monkeypatch):
    from yeonjwa.cli.run import next_free

    monkeypatch.chdir(tmp_path)
    assert next_free("outcome") == "outcome"
    (tmp_path / "outcome").mkdir()
    assert next_free("outcome") == "outcome", "an empty folder is free"
    (tmp_path / "outcome" / "report.html").write_text("kept")
    (tmp_path / "outcome-2").write_text("a file")
    assert next_free("outcome") == "outcome-3"
