"""What cannot be right is refused before any work: code 2, one sentence, nothing written anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yeonjwa import messages
from yeonjwa.cli.main import run_command
from yeonjwa.population import store
from yeonjwa.scenario import Scenario

SWEDEN = (Path(__file__).parents[1] / "data" / "rates_SWE2015.csv").read_text(encoding="ascii")
LINES = SWEDEN.splitlines()


@pytest.fixture
def refusal(tmp_path, monkeypatch, capsys):
    """Runs words that must be refused and gives the sentence; fails if work was begun or anything was written."""

    class Never:
        MODEL = "never"

        def build(self, spec, progress=None):
            raise AssertionError("work was begun")

    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "_builder", Never)

    def everything():
        return {p: p.lstat().st_mtime_ns for p in tmp_path.rglob("*")}

    def run(*words: str) -> str:
        before = everything()
        capsys.readouterr()
        code = run_command(words)
        said = capsys.readouterr()
        assert (code, said.out) == (2, ""), said.err
        assert said.err.count("\n") == 1
        assert "Traceback" not in said.err
        assert everything() == before
        return said.err

    yield run
    messages.use(language="en", terms="defector")


SCALE = "scale must lie between 0.0005 and 1"
COMMAND_LINES = {
    "populaton build": "Did you mean 'population'?",
    "Run": "Did you mean 'run'?",
    "helpp": "command 'helpp' is not known.",
    "population": "`yeonjwa population` needs a command: build, info, pyramid, list, remove.",
    "population bild": "Did you mean 'build'?",
    "population remove": "argument DIGEST|outdated|all is missing",
    "population list all": "'all' is not expected here",
    "run 0.1": "'0.1' is not expected here",
    "run -scale 0.1": "option '-scale' is not known to `yeonjwa run`. Did you mean '--scale'?",
    "run --SCALE 0.1": "Did you mean '--scale'?",
    "reach --placment-seeds 3": "Did you mean '--placement-seeds'?",
    "kin --focal_sex male": "Did you mean '--focal-sex'?",
    "run --scale": "option --scale needs a value. See `yeonjwa run --help`.",
    "run --scale 0,1": "option --scale is '0,1'; expected a number with a decimal point, such as 0.1.",
    "run --seed 1.5": "option --seed is '1.5'; expected a whole number",
    "run --scale inf": f"option --scale is inf; {SCALE}",
    "reach --scale -1": f"option --scale is -1; {SCALE}",
    "population build --scale 0": f"option --scale is 0; {SCALE}",
    "population info --scale 50": f"option --scale is 50; {SCALE}",
    "kin --scale nan": "option --scale is nan; expected 0.0005 to 1.",
    "run --seed 9223372036854775808": "expected a whole number from 0 to 9223372036854775807.",
    "population build --seed -1": "option --seed is -1; expected a whole number from 0 to 9223372036854775807.",
    "kin --seed -1": "option --seed is -1; expected 0 to 9223372036854775807.",
    "run --first-year 1700": "option --first-year is 1700; expected a whole number from 1998 to 2024.",
    "run --last-year 2100": "option --last-year is 2100; expected a whole number from 1998 to 2024.",
    "reach --year 2100": "option --year is 2100; expected 1998 to 2024.",
    "kin --year 1700": "option --year is 1700; expected 1950 to 2024.",
    "population pyramid --year 1949": "option --year is 1949; expected 1950 to 2024.",
    "population build --fertility-spread nan": "option --fertility-spread is nan; expected 0 to 1",
    "reach --kin-dispersion 1": "option --kin-dispersion is 1; expected 0 to 0.9.",
    "population build --marriage-bar 5": "option --marriage-bar is 5; expected 4 or 8.",
    "reach --lineality cognate": "expected cognatic or agnatic. Did you mean 'cognatic'?",
    "reach --set in_chnia": "Did you mean 'in-china'?",
    "reach --by Pyongyang": "option --by is 'Pyongyang'; expected nation or province.",
    "kin --ages -1": "option --ages is -1; expected 0 to 100.",
    "kin --ages 0,200": "option --ages is 200; expected 0 to 100.",
    "kin --ages 20,40,20": "20 stands twice",
    "run --terms refugee": "option --terms is 'refugee'; expected defector or escapee.",
    "run --lang": "option --lang needs a value; expected en or ko.",
}


@pytest.mark.parametrize(("line", "sentence"), COMMAND_LINES.items(), ids=COMMAND_LINES)
def test_a_command_that_cannot_be_right(refusal, line, sentence):
    assert sentence in refusal(*line.split())


def test_a_language_of_the_environment_is_named_as_such(refusal, monkeypatch):
    monkeypatch.setenv("YEONJWA_LANG", "ko_KR.UTF-8")
    assert "environment variable YEONJWA_LANG is 'ko_KR.UTF-8'; expected en or ko." in refusal("run")


def changed(line: int, column: int, cell: str) -> str:
    """The rates of Sweden with one cell changed; line 1 holds the names."""
    rows = [row.split(",") for row in LINES]
    rows[line - 1][column] = cell
    return "\n".join(",".join(row) for row in rows)


AGE, PX, FX = 0, 1, 2
NO_RATES: dict[str, tuple[str | bytes, str]] = {
    "a rate above 1": (changed(11, PX, "1.2"), "line 11, column 'px_female': 1.2; expected a chance of survival"),
    "a rate below 0": (changed(31, FX, "-0.1"), "line 31, column 'fx_per_woman': -0.1; expected births"),
    "NaN": (changed(11, PX, "NaN"), "line 11, column 'px_female': holds no number"),
    "infinity": (changed(11, PX, "inf"), "expected a finite number"),
    "too large a number": (changed(11, PX, "1e999"), "expected a finite number"),
    "a percentage": (changed(11, PX, "99%"), "holds a percentage where a number such as 0.98 is expected"),
    "a formula": (changed(11, PX, "=1+1"), "holds words"),
    "a decimal comma": (changed(11, PX, "0,99"), "line 11: 4 cells where the header names 3"),
    "an empty cell": (changed(11, PX, ""), "empty"),
    "an age above 100": (changed(102, AGE, "200"), "line 102, column 'age': 200; expected 0 to 100."),
    "an age below 0": (changed(2, AGE, "-1"), "line 2, column 'age': -1"),
    "an age twice": (changed(3, AGE, "0"), "line 3: the same age stands in an earlier row"),
    "a missing age": ("\n".join(LINES[:50] + LINES[51:]), "no row for age 49 (1 of 101 ages are missing)"),
    "no fertility": ("\n".join(",".join(row.split(",")[:2]) for row in LINES), "'fx_per_woman' and 'fx_female'"),
    "nobody survives": (
        "\n".join([LINES[0], *(f"{a},0,0.1" for a in range(100)), "100,0,0"]),
        "no population lives so",
    ),
    "no names": ("\n".join(LINES[1:]), "does not begin with a line of column names"),
    "a near name": (SWEDEN.replace("px_female", "qx_female"), "Did you mean 'px_female'"),
    "another column": ("\n".join(f"{row},x" for row in LINES), "column 4 is not known"),
    "a trailing comma": ("\n".join(f"{row}," for row in LINES), "column 4 has no name"),
    "a comment": ("# Sweden\n" + SWEDEN, "line 1 is a comment"),
    "semicolons": (SWEDEN.replace(",", ";"), "separated by semicolons; expected commas"),
    "tabs": (SWEDEN.replace(",", "\t"), "separated by tabs; expected commas"),
    "names of persons": ("name,age\nKim,40\n", "column 1 seems to hold names of persons"),
    "persons in Korean": ("이름,생년월일\n김철수,1980-01-01\n", "nothing about persons or families"),
    "an empty file": ("", "is empty"),
    "a mark of UTF-8 alone": (b"\xef\xbb\xbf", "is empty"),
    "names alone": (LINES[0] + "\n", "no rows"),
    "bytes": (bytes(range(256)) * 9, "is not text"),
    "a workbook": (b"PK\x03\x04" + b"x" * 99, "save as CSV UTF-8"),
    "a legacy code page": ("나이,px_female".encode("cp949"), "is not UTF-8 text"),
    "UTF-16": (SWEDEN.encode("utf-16"), "is not text"),
    "a broken line": (SWEDEN[:1000], "cells where the header names 3"),
}


@pytest.mark.parametrize(("content", "sentence"), NO_RATES.values(), ids=NO_RATES)
def test_a_file_that_holds_no_rates(refusal, content, sentence):
    Path("rates.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    assert sentence in refusal("kin", "--rates", "rates.csv", "--theory")


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + SWEDEN.encode(), SWEDEN.replace("\n", "\r").encode(), SWEDEN.replace("\n", "\r\n\r\n").encode()],
    ids=["with a mark of UTF-8", "with line ends of old", "with empty lines"],
)
def test_a_file_of_another_system_is_read_all_the_same(tmp_path, capsys, content):
    (tmp_path / "rates.csv").write_bytes(content)
    words = ["kin", "--theory", "--ages", "20", "--format", "csv", "--rates"]
    assert run_command([*words, str(tmp_path / "rates.csv")]) == 0
    here = capsys.readouterr().out
    assert run_command([*words, str(Path(__file__).parents[1] / "data" / "rates_SWE2015.csv")]) == 0
    assert capsys.readouterr().out == here


def test_a_refusal_of_a_file_never_repeats_what_stood_in_it(refusal):
    Path("list.csv").write_text("Kim Chol Su 40 Chongjin,px_female\n1,2\n", encoding="utf-8")
    assert "Chol" not in refusal("kin", "--rates", "list.csv")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("none.csv", "does not exist"),
        (".", "is not a file"),
        ("", "option --rates is empty"),
        ("~nobody-here/x", "'~'"),
    ],
)
def test_a_file_of_rates_that_is_not_there(refusal, path, sentence):
    assert sentence in refusal("kin", "--rates", path)


RUN = {
    "format": 1, "version": "0.0.1", "command": "yeonjwa run", "scenario": Scenario().model_dump(mode="json"),
    "country": {}, "language": "en", "terms": "defector", "csv": False, "made": {}, "tables": {},
}  # fmt: skip
POPULATION = RUN["scenario"]["population"]  # type: ignore[index]


def with_scenario(**changes):
    return {**RUN, "scenario": {**RUN["scenario"], **changes}}  # type: ignore[dict-item]


NO_RUN: dict[str, tuple[object, str]] = {
    "cut off": (json.dumps(RUN)[:200], "cannot be read as a run.json"),
    "empty": ("", "cannot be read as a run.json"),
    "too deep": ("[" * 100_000, "cannot be read as a run.json"),
    "a list": ([], "is not a run.json of this program"),
    "of another program": ({"name": "x", "version": "1.0"}, "is not a run.json of this program"),
    "of another format": ({**RUN, "format": 99}, "has format 99; this version reads format 1."),
    "with a key too many": ({**RUN, "tabels": {}}, "'tabels' is not a key of a runfile. Did you mean 'tables'?"),
    "with a key too few": ({k: v for k, v in RUN.items() if k != "tables"}, "'tables' is missing from a runfile."),
    "in another language": ({**RUN, "language": "fr"}, "language is 'fr'; expected 'en' or 'ko'."),
    "in other terms": ({**RUN, "terms": "x"}, "terms is 'x'"),
    "with no scenario": ({**RUN, "scenario": [1]}, "scenario is a list of 1 entries; expected an object"),
    "with an unknown choice": (
        with_scenario(sead=1),
        "scenario: 'sead' is not a key of a scenario. Did you mean 'seed'?",
    ),
    "with an unknown assumption": (
        with_scenario(population={**POPULATION, "famin": "x"}),
        "'population.famin' is not a key of a scenario. Did you mean 'famine'?",
    ),
    "too large": (with_scenario(population={**POPULATION, "scale": 50}), f"population.scale is 50; {SCALE}"),
    "of no size": (
        with_scenario(population={**POPULATION, "scale": float("nan")}),
        f"population.scale is nan; {SCALE}",
    ),
    "of an unknown set": (
        with_scenario(departures="simulatd"),
        "departures is 'simulatd'; expected 'observed' or 'simulated'.",
    ),
    "with words for a seed": (with_scenario(seed="1; rm"), "seed is '1; rm'; expected a whole number from 0 to"),
}


@pytest.mark.parametrize(("content", "sentence"), NO_RUN.values(), ids=NO_RUN)
def test_a_run_that_cannot_be_repeated(refusal, content, sentence):
    Path("run.json").write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    said = refusal("run", "--from", "run.json")
    assert sentence in said
    assert "'run.json'" in said


@pytest.mark.parametrize(
    "option", ["--scale 0.1", "--seed 1", "--clustering low", "--last-year 2020", "--famine wpp2019", "--sensitivity"]
)
def test_a_run_is_repeated_as_it_was(refusal, option):
    Path("run.json").write_text(json.dumps(RUN), encoding="utf-8")
    assert f"{option.split()[0]} cannot be given with it" in refusal("run", "--from", "run.json", *option.split())


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("full", "is not empty"),
        ("file", "is a file, not a folder"),
        ("file/deeper", "cannot be made"),
        ("link", "is a file, not a folder"),
        ("", "option --out is empty"),
        ("x" * 300, "cannot be a folder (File name too long)"),
        ("~nobody-here/x", "home folder"),
    ],
)
def test_an_output_that_cannot_be_written(refusal, out, sentence):
    Path("full").mkdir()
    Path("full", "mine").write_text("mine", encoding="utf-8")
    Path("file").write_text("mine", encoding="utf-8")
    Path("link").symlink_to("nowhere")
    assert sentence in refusal("run", "--out", out)
