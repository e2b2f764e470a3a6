"""The command kin: columns, refusals, notes, both languages."""

import csv
import io
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from yeonjwa import messages
from yeonjwa.cli import kin
from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import read_rates
from yeonjwa.kinship.theory import constant_kin, kin_classes

DATA = Path(__file__).parents[1] / "data"
SWEDEN, FRANCE, KOREA = (str(DATA / f"rates_{name}.csv") for name in ("SWE2015", "FRA2012", "PRK_annual"))


def call(*words: str):
    app = typer.Typer()

    @app.callback()
    def root() -> None:
        """Hold the command."""

    kin.register(app)
    return CliRunner().invoke(app, ["kin", *words])


def rows_of(result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.exception
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_theory_prints_each_class_at_each_age():
    rows = rows_of(call("--rates", SWEDEN, "--theory", "--ages", "0,40", "--format", "csv"))
    assert list(rows[0]) == list(kin.COLUMNS)
    assert [(int(r["gen_up"]), int(r["gen_down"])) for r in rows] == kin_classes() * 2
    assert all(int(r["chon"]) == int(r["gen_up"]) + int(r["gen_down"]) for r in rows)
    assert {r["standard_error"] for r in rows} == {"0.000000"}
    theory = constant_kin(read_rates(SWEDEN))
    for r in rows:
        expected = theory.living(int(r["gen_up"]), int(r["gen_down"]), int(r["focal_age"]))
        assert float(r["living_female"]) == pytest.approx(expected[0], abs=1e-6)
        assert r["living"] == r["living_female"]
        assert r["living_male"] == "0.000000"
    assert rows[0]["kin"] == "mother"


def test_a_simulation_prints_the_same_columns_cleanly_and_repeats_itself():
    words = (
        "--rates",
        FRANCE,
        "--persons",
        "4000",
        "--years",
        "200",
        "--ages",
        "20",
        "--line",
        "both",
        "--format",
        "csv",
    )
    first, second = call(*words), call(*words)
    rows = rows_of(first)
    assert first.stdout == second.stdout
    assert len(rows) == 44
    parent = rows[0]
    assert parent["kin"] == "parent"
    assert float(parent["living"]) == pytest.approx(1.9, abs=0.1)
    assert float(parent["living"]) == pytest.approx(
        float(parent["living_female"]) + float(parent["living_male"]), abs=2e-6
    )
    assert float(parent["standard_error"]) > 0
    assert "siblings at age 20 have a standard error" in first.stderr
    assert "200 years are too few for ancestors" in first.stderr


def test_what_is_missing_in_a_file_is_said():
    result = call("--rates", SWEDEN, "--theory", "--line", "both", "--format", "csv", "--ages", "40")
    assert "shifted 3 years" in result.stderr
    assert "men live as long as women" in result.stderr


def test_rates_may_change_in_theory():
    words = ("--rates", KOREA, "--theory", "--year", "2000", "--ages", "40", "--format", "csv")
    constant, changing = rows_of(call(*words)), rows_of(call(*words, "--changing"))
    assert float(changing[3]["living"]) > 1.2 * float(constant[3]["living"])  # sisters, born when families were larger


def test_a_table_to_read_holds_all_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")  # narrow terminals break the names at the underscore
    result = call("--rates", SWEDEN, "--theory", "--ages", "40")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in kin.COLUMNS)
    assert "third cousin" in result.stdout


def test_names_of_kin_follow_the_language():
    messages.use(language="ko")
    try:
        rows = rows_of(call("--rates", SWEDEN, "--theory", "--ages", "40", "--format", "csv"))
    finally:
        messages.use(language="en")
    assert rows[0]["kin"] == "어머니"
    assert list(rows[0]) == list(kin.COLUMNS)


BAD = {
    "no such file": (["--rates", "no.csv"], "does not exist"),
    "nobody": (["--rates", SWEDEN, "--persons", "0"], "--persons is 0"),
    "no time": (["--rates", SWEDEN, "--years", "0"], "--years is 0"),
    "too short": (["--rates", SWEDEN, "--years", "50"], "too short"),
    "an age below 0": (["--rates", SWEDEN, "--ages", "-1"], "--ages is -1"),
    "an age above 100": (["--rates", SWEDEN, "--theory", "--ages", "20,101"], "--ages is 101"),
    "no age": (["--rates", SWEDEN, "--ages", "twenty"], "--ages is 'twenty'"),
    "an unknown line": (["--rates", SWEDEN, "--line", "femal"], "Did you mean 'female'"),
    "an unknown form": (["--rates", SWEDEN, "--format", "cvs"], "Did you mean 'csv'"),
    "an unknown sex": (["--rates", SWEDEN, "--line", "both", "--focal-sex", "man"], "--focal-sex"),
    "men in the female line": (["--rates", SWEDEN, "--focal-sex", "male"], "Expected --line both"),
    "a share above 1": (["--rates", SWEDEN, "--female-fraction", "1.5"], "--female-fraction is 1.5"),
    "no year": (["--rates", KOREA], "choose one of them with --year"),
    "a year outside": (["--rates", KOREA, "--year", "1900"], "--year is 1900"),
    "changing without theory": (["--rates", KOREA, "--year", "2000", "--changing"], "needs --theory"),
    "changing without a year": (["--rates", KOREA, "--theory", "--changing"], "needs --year"),
    "changing with one year": (["--rates", FRANCE, "--theory", "--changing", "--year", "2012"], "'year' column"),
    "a scale with rates": (["--rates", SWEDEN, "--scale", "0.1"], "--scale is about the synthetic country"),
    "theory without rates": (["--theory"], "--theory is about rates"),
    "persons without rates": (["--persons", "100"], "--persons is about rates"),
    "a country too large": (["--scale", "50"], "--scale is 50"),
    "a country of no year": (["--year", "1066"], "--year is 1066"),
    "a seed below 0": (["--rates", SWEDEN, "--seed", "-1"], "--seed is -1"),
}


@pytest.mark.parametrize(("words", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_before_any_work(words, sentence):
    result = call(*words)
    assert isinstance(result.exception, InputError)
    assert sentence in str(result.exception)
    assert result.stdout == ""


def test_the_command_line_ends_with_code_2(capsys):
    from yeonjwa.cli.main import run_command

    assert run_command(["kin", "--rates", SWEDEN, "--persons", "0"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.strip().splitlines()) == 1
