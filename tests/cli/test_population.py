"""`yeonjwa population` as a user meets it, on toy countries."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from tests.population.store_tools import FakeBuilder, entries
from tests.toy import toy_country
from yeonjwa.cli.country import OPTIONS
from yeonjwa.cli.help import columns
from yeonjwa.disclosure import HIDDEN, publish
from yeonjwa.months import month_of
from yeonjwa.population import machine, store
from yeonjwa.population.pyramid import AGE_GROUPS, pyramid
from yeonjwa.population.spec import PopulationSpec

BUILD = ["population", "build", "--scale", "0.001", "--seed", "7"]
INFO = ["population", "info", "--scale", "0.001", "--seed", "7"]
PYRAMID = ["population", "pyramid", "--scale", "0.001", "--seed", "7"]


def test_the_options_are_the_fields_of_a_spec_with_the_same_defaults():
    spec = PopulationSpec()
    assert list(OPTIONS) == list(PopulationSpec.model_fields)
    for name, (kind, default, form) in OPTIONS.items():
        assert default == getattr(spec, name)
        assert kind is type(default)
        if "|" in form:
            for value in form.split("|"):
                PopulationSpec(**{name: kind(value)})


def test_build_says_what_it_needs_then_its_stages_then_what_came_out(yeonjwa):
    result = yeonjwa(*BUILD)
    assert result.code == 0
    needs, *stages = result.err.splitlines()
    assert "will take about" in needs
    assert "MB of memory" in needs
    assert stages
    assert any("3,000 synthetic, for 3,000,000 real people" in line for line in result.out.splitlines())
    assert "Births and deaths 50%" in result.err
    assert "150 people" in result.err
    again = yeonjwa(*BUILD)
    assert again.code == 0
    assert "stored already" in again.out
    assert again.builder.builds == 1
    assert "stored already" not in yeonjwa(*BUILD, "--rebuild").out
    assert again.builder.builds == 2


def test_build_mends_a_damaged_store_and_says_so(yeonjwa):
    folder = next(yeonjwa(*BUILD).folder.iterdir())
    (folder / "sex.npy").write_bytes(b"")
    result = yeonjwa(*BUILD)
    assert result.code == 0
    assert "sex.npy" in result.err
    assert "built again" in result.err


def test_a_machine_that_is_too_small_ends_with_code_3_and_one_sentence(yeonjwa, monkeypatch):
    small = machine.Machine(memory_bytes=10**9, free_memory_bytes=10**9, free_disk_bytes=10**10, cpus=1)
    monkeypatch.setattr(machine, "machine", lambda folder: small)
    result = yeonjwa("population", "build", "--scale", "1")
    assert result.code == 3
    assert "would fit" in result.err
    assert "Traceback" not in result.err
    assert entries(result.folder) == []


def test_info_gives_json_with_what_others_read(yeonjwa):
    yeonjwa(*BUILD)
    said = json.loads(yeonjwa(*INFO, "--format", "json").out)
    assert said["persons_ever"] == 3_000
    assert 0 < said["living"] < 3_000
    assert 0 <= said["masked_share"] < 0.2
    assert said["spec"] == PopulationSpec(scale=0.001, seed=7).model_dump(mode="json")
    assert set(said["checksums"]) == set(said["columns"])
    assert all(len(c) == 64 for c in said["checksums"].values())
    assert said["facts"]["total_fertility"] == {"1950": 4.1}


def test_info_hides_a_masked_share_that_rests_on_few_births(yeonjwa, monkeypatch):
    yeonjwa(*BUILD)
    monkeypatch.setattr("yeonjwa.disclosure.FLOOR_PEOPLE", 10**9)
    assert json.loads(yeonjwa(*INFO, "--format", "json").out)["masked_share"] == "fewer than 20"
    assert "masked" not in yeonjwa(*INFO).out


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_info_in_words_fits_a_terminal(yeonjwa, lang):
    yeonjwa(*BUILD)
    result = yeonjwa(*INFO, "--lang", lang)
    assert result.code == 0
    assert {"en": "Births that do not happen", "ko": "일어나지 않은 출생"}[lang] in result.out
    assert max(columns(line) for line in result.out.splitlines()) <= 100


def test_info_and_pyramid_of_a_country_that_is_not_built_say_what_to_type(yeonjwa):
    for command in (INFO, PYRAMID):
        result = yeonjwa(*command, "--famine", "statkorea")
        assert result.code == 3
        assert result.err.count("\n") == 1
        assert "yeonjwa population build --scale 0.001 --seed 7 --famine statkorea" in result.err
        assert result.builder.builds == 0


def test_info_refuses_a_damaged_store_and_names_the_file(yeonjwa):
    folder = next(yeonjwa(*BUILD).folder.iterdir())
    (folder / "father.npy").unlink()
    result = yeonjwa(*INFO)
    assert result.code == 3
    assert "father.npy" in result.err
    assert "yeonjwa population build" in result.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--scale", "0"], "0.0005"),
        (["--scale", "50"], "between 0.0005 and 1"),
        (["--scale", "nan"], "between 0.0005 and 1"),
        (["--scale", "big"], "--scale is 'big'"),
        (["--seed", "-1"], "--seed is -1"),
        (["--rates", "wpp2025"], "Did you mean 'wpp2024'"),
        (["--famine", "statskorea"], "Did you mean 'statkorea'"),
        (["--pre1950", "as1955"], "Did you mean 'as_1955'"),
        (["--nuptiality", "sensus"], "Did you mean 'census'"),
        (["--fertility-spread", "-0.1"], "--fertility-spread is -0.1"),
        (["--kin-dispersion", "2"], "--kin-dispersion is 2"),
        (["--marriage-bar", "6"], "4 or 8"),
        (["--scle", "1"], "Did you mean '--scale'"),
        (["--rebiuld"], "Did you mean '--rebuild'"),
    ],
)
def test_impossible_options_are_refused_before_any_work(yeonjwa, words, expected):
    result = yeonjwa("population", "build", *words)
    assert result.code == 2
    assert expected in result.err
    assert result.err.count("\n") == 1
    assert result.out == ""
    assert not result.folder.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["population", "pyramid", "--year", "1949"], "expected 1950 to 2024"),
        (["population", "pyramid", "--format", "cvs"], "Did you mean 'csv'"),
        (["population", "info", "--format", "jsn"], "Did you mean 'json'"),
        (["population", "piramid"], "Did you mean 'pyramid'"),
        (["population", "remove"], "missing"),
        (["population", "remove", "everything"], "No stored country is named 'everything'"),
    ],
)
def test_other_wrong_words_are_refused_too(yeonjwa, words, expected):
    result = yeonjwa(*words)
    assert result.code == 2
    assert expected in result.err
    assert "Traceback" not in result.err


def test_the_pyramid_is_the_same_in_all_three_forms(yeonjwa):
    yeonjwa(*BUILD)
    said = json.loads(yeonjwa(*PYRAMID, "--format", "json").out)["rows"]
    rows = list(csv.DictReader(io.StringIO(yeonjwa(*PYRAMID, "--format", "csv").out)))
    words = yeonjwa(*PYRAMID).out
    assert len(said) == len(rows) == 42
    for a, b in zip(said, rows, strict=True):
        assert (a["sex"], a["age"]) == (b["sex"], b["age"])
        assert b["people"] == ("" if a["people"] is None else str(a["people"]))
        if a["people"] is not None:
            assert f"{a['people'] / 1000:,.1f}" in words
    assert "100+" in words
    assert max(columns(line) for line in words.splitlines()[1:26]) <= 100


def test_small_cells_of_the_pyramid_are_hidden_in_every_form_and_said_so(yeonjwa):
    yeonjwa(*BUILD)
    country = store.open_country(PopulationSpec(scale=0.001, seed=7))
    small = pyramid(country, 2008).column("synthetic") < 20
    assert small.any(), "the toy must have small cells"
    said = json.loads(yeonjwa(*PYRAMID, "--format", "json").out)["rows"]
    for row, is_small in zip(said, small, strict=True):
        if is_small:
            assert row["people"] is row["synthetic"] is None
            assert row["suppressed"] == HIDDEN
        assert row["wpp"] is not None
    assert "cells are hidden" in yeonjwa(*PYRAMID).out


def test_the_pyramid_counts_people_as_a_slow_count_does():
    country = toy_country(2_000)
    table = pyramid(country, 2008)
    end = month_of(2009)  # the instant after the last of the months of 2008
    expected = dict.fromkeys([(sex, age) for sex in ("male", "female") for age in AGE_GROUPS], 0)
    for born, died, gone, sex in zip(
        country.birth_month.tolist(),
        country.death_month.tolist(),
        country.separated_month.tolist(),
        country.sex.tolist(),
        strict=True,
    ):
        if born < end <= min(died, gone):
            # Born in the middle of a month, on average.
            expected[("female", "male")[sex], AGE_GROUPS[min(int((end - born - 0.5) / 60), 20)]] += 1
    got = zip(
        table.column("sex").tolist(), table.column("age").tolist(), table.column("synthetic").tolist(), strict=True
    )
    assert {(sex, age): raw for sex, age, raw in got} == expected
    assert table.column("people").sum() == pytest.approx(sum(expected.values()) / 0.001)


def test_the_pyramid_stands_beside_the_revision_of_its_rates():
    later = pyramid(toy_country(600), 2008)
    assert later.column("wpp").sum() == pytest.approx(24.8e6, rel=0.01)
    earlier = pyramid(toy_country(600, rates="wpp2019"), 2010)
    assert earlier.column("wpp").sum() == pytest.approx(24.5e6, rel=0.01)
    between = pyramid(toy_country(600, rates="wpp2019"), 2008)
    assert np.isnan(between.column("wpp")).all()
    assert np.isnan(publish(between, 0.001).column("wpp")).all()


def test_a_year_without_united_nations_figures_says_which_year_has_them(yeonjwa):
    yeonjwa(*BUILD, "--rates", "wpp2019")
    assert "--year 2010" in yeonjwa(*PYRAMID, "--rates", "wpp2019").out
    assert "--year" not in yeonjwa(*PYRAMID, "--rates", "wpp2019", "--year", "2010").out


def test_list_shows_scale_seed_size_age_and_state(yeonjwa):
    assert "No country is stored" in yeonjwa("population", "list").out
    yeonjwa(*BUILD)
    yeonjwa(*BUILD, "--famine", "statkorea")
    result = yeonjwa("population", "list")
    assert result.code == 0
    lines = result.out.splitlines()
    assert len([line for line in lines if " ok" in line and "0.001" in line and "0 min" in line]) == 2
    assert any("--famine statkorea" in line for line in lines)
    folder = next(result.folder.iterdir())
    content = bytearray((folder / "mother.npy").read_bytes())
    content[-1] ^= 1
    (folder / "mother.npy").write_bytes(content)
    assert "damaged" not in yeonjwa("population", "list").out
    assert "damaged" in yeonjwa("population", "list", "--checksums").out
    result.builder.MODEL = "toy-2"
    assert yeonjwa("population", "list").out.count("outdated") == 2


def test_remove_asks_first(yeonjwa, monkeypatch):
    folder = yeonjwa(*BUILD).folder
    result = yeonjwa("population", "remove", "all")
    assert result.code == 2
    assert "--yes" in result.err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer in ("", "n", "no"):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        assert "Nothing was removed" in yeonjwa("population", "remove", "all").out
    assert len(entries(folder)) == 1
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert "Removed" in yeonjwa("population", "remove", entries(folder)[0][:6]).out
    assert entries(folder) == []


def test_remove_with_yes_does_not_ask(yeonjwa):
    yeonjwa(*BUILD)
    assert yeonjwa("population", "remove", "outdated", "--yes").out == "Nothing to remove.\n"
    result = yeonjwa("population", "remove", "all", "--yes")
    assert result.code == 0
    assert entries(result.folder) == []


def test_ctrl_c_ends_cleanly_and_leaves_the_cache_as_it_was(yeonjwa, monkeypatch):
    folder = yeonjwa(*BUILD).folder
    before = entries(folder)

    def stop(self, spec, progress=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeBuilder, "build", stop)
    result = yeonjwa("population", "build", "--scale", "0.002")
    assert result.code == 130
    assert "Traceback" not in result.err
    assert entries(folder) == before


def test_a_full_disk_ends_with_one_sentence(yeonjwa, monkeypatch):
    import errno
    import os

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    result = yeonjwa(*BUILD)
    assert result.code == 3
    assert "disk is full" in result.err
    assert result.err.strip().count("\n") <= 3, "stages and one sentence"
    assert entries(result.folder) == []


def test_help_starts_without_the_libraries_of_the_model():
    import subprocess
    import sys

    code = (
        "import sys; from yeonjwa.cli.main import run_command; run_command(['population', '--help']);"
        "print([m for m in ('numpy', 'numba', 'scipy', 'pyarrow', 'matplotlib', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", ["build", "info", "pyramid", "list", "remove"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_command_has_help(yeonjwa, name, lang):
    result = yeonjwa("population", name, "--help", "--lang", lang)
    assert result.code == 0
    assert f"yeonjwa population {name}" in result.out


def test_an_unwritable_cache_is_refused_before_the_build(yeonjwa, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "file"))
    result = yeonjwa(*BUILD)
    assert result.code == 3
    assert "YEONJWA_CACHE" in result.err
    assert result.builder.builds == 0
