"""The files of tested claims: whole, with their provenance, read back for the report of a run, and refused where they are not ours."""

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.claims.test_table import FEW, MANY, RESULTS
from tests.same_files import assert_same
from yeonjwa import kept_tables, messages
from yeonjwa.claims.files import read, write
from yeonjwa.claims.running import Findings
from yeonjwa.errors import InputError
from yeonjwa.provenance.made import made_now
from yeonjwa.report.claims_section import claims_section

COMMAND = "yeonjwa claims T1 T14 T4 --scale 0.1 --seeds 2"
TESTED = Findings(RESULTS, {}, 0.1, (1, 2))


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "out", TESTED, COMMAND)
    return tmp_path / "out"


def test_files_are_written_whole_and_can_be_read(tmp_path):
    names = [path.name for path in write(tmp_path / "out", TESTED, COMMAND)]
    assert names == ["claims.parquet", "claims_sensitivity.parquet", "claims.json", "report.html"]
    sheet = pq.read_table(tmp_path / "out" / "claims.parquet")
    assert sheet.column("estimate").to_pylist()[:2] == [0.0314, None]
    assert json.loads((tmp_path / "out" / "claims.json").read_text(encoding="utf-8"))[1]["estimate"] is None
    assert not list((tmp_path / "out").glob(".*"))


def test_the_tables_say_how_they_were_made_and_what_to_bear_in_mind(folder):
    for name in ("claims", "claims_sensitivity"):
        notes = pq.read_schema(folder / f"{name}.parquet").metadata
        made = json.loads(notes[b"yeonjwa.provenance"])
        assert (made["command"], made["scale"], made["seeds"]) == (COMMAND, 0.1, [1, 2])
        assert {"version", "hash", "parts"} <= made["catalogue"].keys()
        assert "synthetic" in notes[b"yeonjwa.warning"].decode()
        assert {"time", "machine", "python", "libraries"} == json.loads(notes[b"yeonjwa.made"]).keys()


def test_the_same_results_give_the_same_files_whenever_they_are_written(folder, tmp_path, monkeypatch):
    later = {**made_now(), "time": "2031-01-01T00:00:00+00:00"}
    monkeypatch.setattr(kept_tables, "made_now", lambda: later)
    write(tmp_path / "again", TESTED, COMMAND)
    for path in folder.iterdir():
        assert_same(path, tmp_path / "again" / path.name)
    assert read(tmp_path / "again")[1].made == later


def test_what_is_read_back_makes_the_same_section(folder):
    results, kept = read(folder)
    assert [r.claim for r in results] == ["T1", "T14", "T4"]
    assert repr(claims_section(results, 0.1, (1, 2))) == repr(claims_section(RESULTS, 0.1, (1, 2)))
    assert set(kept.files) == {"claims.parquet", "claims_sensitivity.parquet"}


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_one_row_holds_verdict_number_flag_and_warning(language):
    messages.use(language=language)
    table = claims_section(RESULTS, 0.1, (1, 2)).blocks[1]
    row = next(row for row in table.rows if row[0].startswith("T1."))
    assert "3.1" in row[2]
    assert row[3] == messages.text("claims.no")
    assert row[4] == messages.text("claims.warning.T1")
    fixed = claims_section(RESULTS, 0.1, (1, 2)).blocks[2]
    assert fixed.is_folded
    assert len(fixed.rows) == len(RESULTS)


def changed(folder, name="claims", **columns):
    path = folder / f"{name}.parquet"
    sheet = pq.read_table(path)
    for key, value in columns.items():
        at = sheet.column_names.index(key)
        sheet = sheet.set_column(at, key, pa.array([value] * sheet.num_rows))
    pq.write_table(sheet, path)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"claim": "T99"}, "T99"),
        ({"verdict": "proven"}, "does not know"),
        ({"estimate": 0.5, "rests_on": 3}, "rests on too few"),
    ],
)
def test_a_table_that_was_changed_is_refused(folder, columns, reason):
    changed(folder, **columns)
    with pytest.raises(InputError, match=reason):
        read(folder)


def test_a_folder_without_tested_claims_is_refused(tmp_path, folder):
    with pytest.raises(InputError, match=r"claims\.parquet"):
        read(tmp_path)
    (folder / "claims.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        read(folder)
    pq.write_table(pa.table({"name": ["somebody"]}), folder / "claims.parquet")
    with pytest.raises(InputError, match="other columns"):
        read(folder)


def test_numbers_that_are_hidden_stay_hidden(folder):
    results, _ = read(folder)
    few = next(r for r in results if r.claim == FEW.claim)
    assert few.verdict == FEW.verdict
    assert np.isnan(few.measured.estimate)
    assert dataclasses.replace(MANY.measured, by_assumption=(), details=()).estimate == results[0].measured.estimate
