"""`yeonjwa claims`: what it prints and writes, and what it refuses."""

import json

import pytest

from tests.claims.test_table import RESULTS
from yeonjwa.claims import running
from yeonjwa.cli.main import run_command


@pytest.fixture
def command(monkeypatch, capsys):
    asked = {}

    def stand_in(claims, **given):
        asked.update(given, claims=claims)
        failed = {"T5": "it broke."} if claims == ("T5",) else {}
        return running.Findings(RESULTS, failed, given["scale"], given["seeds"])

    monkeypatch.setattr(running, "run_claims", stand_in)

    def run(*words):
        code = run_command(["claims", "--quiet", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err, asked

    return run


def test_all_claims_are_tested_at_the_usual_scale_without_any_word(command):
    code, out, _, asked = command()
    assert code == 0
    assert (len(asked["claims"]), asked["scale"], asked["seeds"], asked["out"]) == (18, 0.1, (1, 2), None)
    assert "T1   depends on degree in chon" in out
    assert "3.1 % (2.6 % to 3.6 %)" in out
    assert "yeonjwa catalogue claims" in " ".join(out.split())


def test_one_claim_is_told_in_full(command):
    _, out, _, asked = command("t4", "--seeds", "3", "--scale", "0.01")
    assert (asked["claims"], asked["seeds"], asked["scale"]) == (("T4",), (1, 2, 3), 0.01)
    assert "Would refute it" in out
    assert "Bear in mind" in out


def test_json_is_a_list_of_objects_and_nothing_else(command):
    code, out, _, _ = command("--format", "json")
    assert code == 0
    assert [row["claim"] for row in json.loads(out)] == ["T1", "T14", "T4"]


def test_files_are_written_where_asked_and_named(command, tmp_path):
    folder = tmp_path / "out"
    _, _, err, asked = command("--out", folder)
    assert asked["out"] == folder
    assert str(folder / "claims.parquet") in err
    assert (folder / "claims.json").exists()


def test_a_claim_that_could_not_be_tested_is_named_and_the_command_says_so(command):
    code, _, err, _ = command("T5")
    assert code == 1
    assert "T5 could not be tested: it broke." in err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("T19",), "Did you mean 'T1'"),
        (("--format", "csv"), "csv"),
        (("--seeds", "x"), "--seeds"),
        (("--seeds", "0"), "--seeds"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_what_cannot_be_is_refused_before_any_run(command, words, reason):
    code, _, err, asked = command(*words)
    assert (code, asked) == (2, {})
    assert reason in err


def test_a_folder_that_holds_something_else_is_refused(command, tmp_path):
    (tmp_path / "letter.txt").write_text("x")
    code, _, err, asked = command("--out", tmp_path)
    assert (code, asked) == (2, {})
    assert "not empty" in err
