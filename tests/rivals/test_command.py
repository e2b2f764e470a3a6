"""`yeonjwa histories`: what it prints and writes, and what it refuses."""

import json

import pytest

from yeonjwa.cli.main import run_command
from yeonjwa.rivals import running

HARSH = "report-rfa-2015-03-23"


@pytest.fixture
def command(run, monkeypatch, capsys):
    asked = {}

    def stand_in(names, *, scale, seeds, **given):
        asked.update(given, names=names, scale=scale, seeds=seeds)
        return run(*names, seeds=seeds)

    monkeypatch.setattr(running, "run_histories", stand_in)

    def go(*words):
        code = run_command(["histories", "--quiet", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err, asked

    return go


def test_a_history_is_told_with_harm_before_arrivals(command):
    code, out, _, asked = command(HARSH)
    assert (code, asked["scale"], asked["seeds"], asked["out"]) == (0, 0.1, (1, 2, 3), None)
    assert out.index("struck 1998–2003") < out.index("arrivals 2001–2012") < out.index("rejected by")
    assert "not ranked" in " ".join(out.split())


def test_json_is_a_list_of_objects_and_nothing_else(command):
    _, out, _, _ = command(HARSH, "reported", "--format", "json")
    assert [row["history"] for row in json.loads(out)] == ["reported", HARSH]


def test_files_are_written_where_asked_and_named(command, tmp_path):
    folder = tmp_path / "rivals"
    _, _, err, _ = command(HARSH, "--out", folder, "--seeds", "2", "--lang", "ko")
    assert str(folder / "histories.parquet") in err
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert f"yeonjwa histories {HARSH} --scale 0.1 --seeds 2 --lang ko" in page
    assert str(tmp_path) not in page


def test_a_history_that_could_not_be_run_is_named_and_the_command_says_so(command):
    code, _, err, _ = command(HARSH, "report-dailynk-2020-06")
    assert code == 1
    assert "'report-dailynk-2020-06' could not be run" in err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("reportd",), "Did you mean 'reported'"),
        (("--format", "csv"), "csv"),
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
