"""`yeonjwa scenario`, and runs of scenario files and of options over them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from yeonjwa import messages
from yeonjwa.cli.help import columns
from yeonjwa.cli.main import run_command
from yeonjwa.cli.run_options import command_of, scenario_of
from yeonjwa.population import store
from yeonjwa.scenario import Scenario
from yeonjwa.scenario_checks import figures_to_override, known_histories, known_practices
from yeonjwa.scenario_files import read, write

FIGURE, (LOW, HIGH) = next(iter(figures_to_override().items()))


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    messages.use(language="en", terms="defector")


def said(capsys, *words: str, code: int = 0) -> str:
    """What a command says: its output, or where it is refused its errors."""
    capsys.readouterr()
    assert run_command(words) == code
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return err if code else out


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", known_histories())
def test_every_history_is_shown_with_all_practices_within_the_page(capsys, name, language):
    shown = said(capsys, "scenario", "show", name, "--lang", language)
    assert max(columns(line) for line in shown.splitlines()) <= 100
    for practice in known_practices():
        assert re.search(rf"^{practice} ", shown, re.MULTILINE), practice
    assert {"en": "Departures", "ko": "탈북"}[language] in shown


def test_without_kin_consequences_no_practice_that_touches_relatives_stands(capsys):
    shown = said(capsys, "scenario", "show", "no-kin-consequence")
    assert re.search(r"^exile +nothing$", shown, re.MULTILINE)
    assert re.search(r"^border_control +0\.", shown, re.MULTILINE)


def test_spans_cover_the_switches_of_a_scenario(tmp_path, capsys):
    scenario = Scenario(
        departures="simulated",
        without=["watching"],
        off=[("border_control", "2003-05", "2004-06")],
        figures={FIGURE: HIGH},
    )
    (tmp_path / "mine.toml").write_text(write(scenario), encoding="utf-8")
    (found,) = json.loads(said(capsys, "scenario", "show", "mine.toml", "--format", "json"))
    assert Scenario(**found["scenario"]) == scenario
    assert found["practices"]["watching"]["actual"] == []
    spans = found["practices"]["border_control"]["actual"]
    assert all(span["level"] > 0 and "1993-01" <= span["since"] <= span["until"] <= "2024-12" for span in spans)
    assert not [s for s in spans if s["since"] <= "2004-06" and s["until"] >= "2003-05"]
    assert {"2003-04"} <= {s["until"] for s in spans}
    assert {"2004-07"} <= {s["since"] for s in spans}
    shown = said(capsys, "scenario", "show", "mine.toml")
    assert re.search(r"^watching +switched off$", shown, re.MULTILINE)
    assert "border_control 2003-05..2004-06" in shown
    assert f"{FIGURE} = {HIGH:.10g}" in shown


def test_observed_departures_are_shown_without_practices(tmp_path, capsys):
    (tmp_path / "mine.toml").write_text("departures = 'observed'\nclustering = 'high'\n", encoding="utf-8")
    shown = said(capsys, "scenario", "show", "mine.toml")
    assert re.search(r"^Clustering +high$", shown, re.MULTILINE)
    assert "exile" not in shown
    assert "practices" not in json.loads(said(capsys, "scenario", "show", "mine.toml", "--format", "json"))[0]


def test_files_are_checked_one_by_one(tmp_path, capsys):
    (tmp_path / "good.toml").write_text("seed = 3\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text("\nsead = 3\n", encoding="utf-8")
    assert said(capsys, "scenario", "check", "good.toml") == "good.toml: can be run.\n"
    refused = said(capsys, "scenario", "check", "none.toml", "bad.toml", "good.toml", code=2).splitlines()
    assert refused == [
        "Error: file 'none.toml' does not exist.",
        "Error: file 'bad.toml', line 2: 'sead' is not a key of a scenario. Did you mean 'seed'?",
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_new_file_can_be_run_as_it_is_and_nothing_is_overwritten_unasked(tmp_path, capsys, language):
    assert "mine.toml" in said(capsys, "scenario", "new", "mine.toml", "--lang", language)
    path = tmp_path / "mine.toml"
    assert read(path) == Scenario(departures="simulated")
    assert read(path) == Scenario(), "a file to start from is the usual scenario"
    assert path.read_text(encoding="utf-8").count("\n# ") > 15
    assert path.stat().st_mode & 0o444 == 0o444 & ~_umask()
    path.write_text("mine", encoding="utf-8")
    assert "overwrite it with --force" in said(capsys, "scenario", "new", "mine.toml", code=2)
    assert path.read_text(encoding="utf-8") == "mine"
    said(capsys, "scenario", "new", "mine.toml", "--force", "--from", "no-kin-consequence")
    assert read(path).history == "no-kin-consequence"
    assert [p.name for p in tmp_path.iterdir()] == ["mine.toml"]


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("new reported", "expected a name that ends in .toml"),
        ("new none/mine.toml", "its folder does not exist"),
        ("new mine.toml --from reportd", "neither a file nor a history. Did you mean 'reported'"),
        ("show reportd", "Did you mean 'reported'"),
        ("show reported --format csv", "expected table or json"),
        ("check", "FILE... is missing"),
        ("chek x.toml", "Did you mean 'check'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(tmp_path, capsys, words, sentence):
    assert sentence in said(capsys, "scenario", *words.split(), code=2)
    assert list(tmp_path.iterdir()) == []


# -- runs


def test_a_run_of_a_file_is_repeated_from_its_record(tmp_path, monkeypatch, capsys, toy):
    monkeypatch.setattr(store, "open_or_build", lambda spec, **_: replace(toy, spec=spec))
    (tmp_path / "mine.toml").write_text("departures = 'observed'\nseed = 4\nfirst_year = 2020\n", encoding="utf-8")
    said(capsys, "run", "--scenario", "mine.toml", "--placement-seeds", "1", "--quiet")
    record = json.loads((tmp_path / "outcome" / "run.json").read_text(encoding="utf-8"))
    assert Scenario(**record["scenario"]) == Scenario(departures="observed", seed=4, first_year=2020, placement_seeds=1)
    repeated = said(capsys, "run", "--from", "outcome", "--out", "again", "--quiet")
    assert "identical" in repeated


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"without": ["exile", "raids"], "seed": 3}),
        ({"seed": 9}, {"seed": 9}),
        ({"scale": 0.02}, {"population": {"scale": 0.02}}),
        ({"without": ["vetting"]}, {"without": ["vetting"]}),
        ({"off": ["vetting=2001-01..2001-02"]}, {"off": [("vetting", "2001-01", "2001-02")]}),
        ({"figures": [f"{FIGURE}={HIGH!r}"]}, {"figures": {FIGURE: HIGH}}),
        ({"history": "by-selection"}, {"history": "by-selection"}),
    ],
)
def test_options_given_beside_a_file_override_it(tmp_path, given, expected):
    base = {
        "departures": "simulated", "seed": 3, "without": ["exile", "raids"], "figures": {FIGURE: LOW},
        "off": [("lure_visits", "2001-01", "2001-02")],
    }  # fmt: skip
    (tmp_path / "mine.toml").write_text(write(Scenario(**base)), encoding="utf-8")
    assert scenario_of({"scenario": "mine.toml", **given}) == Scenario(**{**base, **expected})


def test_the_command_of_a_run_gives_the_same_scenario(monkeypatch):
    scenario = Scenario(
        departures="simulated", history="by-selection", seed=5, without=["exile", "raids"], figures={FIGURE: LOW},
        off=[("vetting", "2001-01", "2001-02"), ("vetting", "2003-01", "2003-02")],
    )  # fmt: skip
    found = {}

    def stop(given, *_):
        found["scenario"] = scenario_of(given)

    from yeonjwa.cli import run

    monkeypatch.setattr(run, "run_and_write", stop)
    import shlex

    assert run_command(shlex.split(command_of(scenario, False))[1:]) == 0
    assert found["scenario"] == scenario


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--scenario none.toml", "file 'none.toml' does not exist"),
        ("--scenario reportd", "Did you mean 'reported'"),
        ("--scenario=", "option --scenario is empty"),
        ("--departures simulatd", "option --departures is 'simulatd'; .* Did you mean 'simulated'"),
        ("--scenario reported --history reportd", "option --history is 'reportd'; .* Did you mean 'reported'"),
        ("--scenario reported --without exil", "option --without is 'exil', .* Did you mean 'exile'"),
        ("--scenario reported --without exile --without exile", "option --without names 'exile' twice"),
        ("--scenario reported --off exile", "option --off is 'exile'; expected a practice and two months"),
        ("--scenario reported --off exile=2011-08..2011-07", "option --off: off.since is '2011-08', after"),
        ("--scenario reported --set x", "option --set is 'x'; expected a figure and a number"),
        (f"--scenario reported --set {FIGURE}=nan", f"option --set: figure '{FIGURE}' is nan; expected a number from"),
        (f"--scenario reported --set {FIGURE}={LOW!r} --set {FIGURE}={LOW!r}", "twice"),
        ("--scenario reported --clustering low", "option --clustering belongs to observed departures"),
        ("--departures observed --without exile", "option --without belongs to simulated .* --departures simulated"),
        (
            "--placement-seeds 2",
            r"option --placement-seeds belongs to observed .* 'simulated' \(the default\); .* --departures observed",
        ),
        ("--from x --set a=1", "--set cannot be given with it"),
        ("--from x --scenario reported", "--scenario cannot be given with it"),
    ],
)
def test_a_run_that_cannot_be_is_refused_before_any_work(tmp_path, monkeypatch, capsys, words, sentence):
    def never(*_, **__):
        raise AssertionError("work was begun")

    monkeypatch.setattr(store, "open_or_build", never)
    refused = said(capsys, "run", *words.split(), code=2)
    assert re.search(sentence, refused), refused
    assert refused.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
