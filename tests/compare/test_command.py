"""`yeonjwa compare` as it is typed, with stand-in worlds."""

import csv
import io
import json

import pytest

from tests.compare.conftest import POPULATION
from yeonjwa import messages
from yeonjwa.cli import main
from yeonjwa.cli.help import columns


@pytest.fixture
def typed(here, tmp_path, monkeypatch, capsys):
    """Type a command in an empty folder; the runs are made within this process."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        here_was_set = here(assumptions="shipped", seeds=(1,))  # puts the stand-in worlds in place
        assert here_was_set.rows
        code = main.run_command(["compare", *words, "--quiet"])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    messages.use(language="en", terms="defector")


def test_json_is_a_list_of_objects_and_hidden_numbers_are_null(typed):
    code, out, _ = typed("reported", "no-kin-consequence", "--scale", "0.01", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert isinstance(rows, list)
    assert len({tuple(row) for row in rows}) == 1
    wanted = {
        "subject",
        "name",
        "band",
        "period",
        "unit",
        "a",
        "b",
        "difference",
        "low",
        "high",
        "runs",
        "raw_a",
        "raw_b",
    }
    assert wanted | {"identified", "warning", "direction", "harm"} <= set(rows[0])
    assert rows[0]["subject"] == "harm"
    hidden = [row for row in rows if row["suppressed"]]
    assert hidden
    for row in hidden:
        assert {row[name] for name in ("a", "b", "difference", "low", "high", "raw_a", "raw_b")} == {None}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_table_puts_harm_first_warns_at_both_ends_and_fits(typed, language):
    code, out, _ = typed("reported", "no-kin-consequence", "--scale", "0.01", "--lang", language)
    assert code == 0
    said = " ".join(out.split())
    warning = " ".join(messages.text("compare.warning.all", lang=language).split())
    assert said.index(warning[:40]) < said.index(messages.text("compare.heading.harm", lang=language))
    assert said.endswith(warning)
    heads = [messages.text(f"compare.heading.{k}", lang=language) for k in ("harm", "dread", "departures", "parts")]
    assert [said.index(head) for head in heads] == sorted(said.index(head) for head in heads)
    assert max(columns(line.rstrip()) for line in out.splitlines()) <= 100


def test_csv_and_one_period(typed):
    _, out, _ = typed("reported", "no-kin-consequence", "--scale", "0.01", "--format", "csv", "--period", "2012-2019")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["harm_period"] for row in rows} == {"2012-2019"}
    assert {row["identified"] for row in rows} == {"False"}


def test_out_holds_both_files_with_how_they_were_made(typed, tmp_path):
    import pyarrow.parquet as pq

    (tmp_path / "half.toml").write_text(
        "departures = 'simulated'\nwithout = ['exile']\n[population]\nscale = 0.01\nseed = 1\n", encoding="utf-8"
    )
    code, _, said = typed(
        "reported",
        str(tmp_path / "half.toml"),
        "--scale",
        "0.01",
        "--seeds",
        "1-2",
        "--out",
        "both",
        "--format",
        "json",
    )
    assert code == 0
    assert "Written: both/compare.json" in said
    kept = json.loads((tmp_path / "both" / "compare.json").read_text(encoding="utf-8"))
    assert (
        kept["about"]["command"] == "yeonjwa compare reported half.toml --seeds 1-2 --assumptions corners --scale 0.01"
    )
    assert kept["about"]["scenarios"]["b"]["without"] == ["exile"]
    assert kept["about"]["seeds"] == [1, 2]
    assert len(kept["about"]["design"]) == 8
    table = pq.read_table(tmp_path / "both" / "compare.parquet")
    assert table.num_rows == len(kept["rows"])
    assert json.loads(table.schema.metadata[b"yeonjwa.provenance"])["names"] == {"a": "reported", "b": "half"}
    assert json.loads(table.schema.metadata[b"yeonjwa.made"]) == kept["made"]
    assert {"time", "machine"} <= kept["made"].keys()
    assert table.to_pylist() == kept["rows"]
    assert str(tmp_path) not in json.dumps(kept)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["reportd", "no-kin-consequence"], "Did you mean 'reported'"),
        (["reported", "missing.toml"], "does not exist"),
        (["reported", "no-kin-consequence", "--format", "jsn"], "expected table or json or csv"),
        (["reported", "no-kin-consequence", "--assumptions", "corner"], "Did you mean 'corners'"),
        (["reported", "no-kin-consequence", "--period", "2012-2018"], "Did you mean '2012-2019'"),
        (["reported", "no-kin-consequence", "--seeds", "0"], "--seeds"),
        (["reported", "no-kin-consequence", "--seeds", "5-2"], "runs backwards"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_run(typed, tmp_path, words, sentence):
    code, out, said = typed(*words, "--out", "both")
    assert code == 2
    assert sentence in said
    assert out == ""
    assert not (tmp_path / "both").exists()


def test_a_folder_that_holds_something_else_is_refused(typed, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, said = typed("reported", "no-kin-consequence", "--out", "full")
    assert code == 2
    assert "is not empty" in said


def test_an_observed_scenario_is_refused_in_words(typed, tmp_path):
    (tmp_path / "known.toml").write_text(
        f"departures = 'observed'\n[population]\nscale = {POPULATION['scale']}\n", encoding="utf-8"
    )
    code, _, said = typed("reported", "known.toml", "--scale", "0.01")
    assert code == 2
    assert "the same in every world by construction" in said
