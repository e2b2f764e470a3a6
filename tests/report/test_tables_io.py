"""Outcome folders: whole or not there, readable elsewhere, the same tables for the same run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.same_files import assert_same
from yeonjwa.errors import InputError, YeonjwaError
from yeonjwa.outcome import ALL
from yeonjwa.provenance.made import made_of
from yeonjwa.tables_io import RunFile, checksum, errata, folder_in_one_piece, read_run, write_outcome, write_tables


@pytest.fixture
def written(tmp_path, published, run):
    folder = tmp_path / "new" / "outcome"
    write_outcome(folder, published, run.model_copy(update={"csv": True}), "<html></html>", {"sensitivity.csv": "a\n"})
    return folder


def test_a_folder_holds_report_tables_dictionary_citation_and_run(written, published):
    assert sorted(p.name for p in written.iterdir()) == ["CITATION.txt", "report.html", "run.json", "tables"]
    names = {p.name for p in (written / "tables").iterdir()}
    assert names == {f"{n}.{end}" for n in published for end in ("parquet", "csv")} | {
        "DATA_DICTIONARY.md",
        "sensitivity.csv",
    }
    assert [p for p in written.parent.iterdir() if p != written] == []


def test_parquet_holds_the_numbers_hidden_ones_as_null_and_the_provenance(written, published, run):
    table = pq.read_table(written / "tables" / "population_pyramid.parquet")
    source = published["population_pyramid"]
    hidden = np.isnan(source.column("synthetic"))
    assert table["synthetic"].type == "int64"
    assert table["synthetic"].null_count == hidden.sum() > 0
    notes = table.schema.metadata
    assert json.loads(notes[b"yeonjwa.provenance"])["scenario"]["seed"] == run.scenario["seed"]
    made_with = json.loads(notes[b"yeonjwa.versions"])
    assert made_with == {"python": run.made["python"], **run.made["libraries"]}
    assert json.loads(notes[b"yeonjwa.made"]) == run.made
    assert run.version in notes[b"yeonjwa.citation"].decode()
    assert table.schema.field("synthetic").metadata[b"unit"] == b"people"


def test_csv_opens_cleanly_in_a_spreadsheet(written):
    content = (written / "tables" / "population_pyramid.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert rows[1]["age"] == "5–9"  # "5-9" would become the ninth of May
    shown = next(r for r in rows if not r["suppressed"])
    assert shown["synthetic"].isdigit()
    hidden = next(r for r in rows if r["suppressed"])
    assert hidden["synthetic"] == hidden["people"] == ""
    assert "비공개" in hidden["suppressed"]


def test_the_dictionary_names_every_table_and_column_in_both_languages(written, published):
    words = (written / "tables" / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    for name, table in published.items():
        assert f"## {name}\n" in words
        assert all(f"| `{f.name}` | {f.role}" in words for f in table.fields)
    assert "가상 인물" in words


def test_the_same_tables_give_the_same_files_whenever_they_are_written(tmp_path, published, run):
    later = run.model_copy(update={"made": {**run.made, "time": "2031-01-01T00:00:00+00:00", "machine": {}}})
    for folder, made in (("a", run), ("b", later)):
        write_tables(tmp_path / folder, published, made, True)
    for file in (tmp_path / "a").iterdir():
        assert_same(file, tmp_path / "b" / file.name)
    sheet = tmp_path / "b" / "provinces.parquet"
    assert made_of(pq.read_schema(sheet).metadata) == later.made
    assert sheet.read_bytes() != (tmp_path / "a" / sheet.name).read_bytes()


def test_checksums_see_a_changed_number_and_not_the_file_format(published):
    table = published["provinces"]
    changed = {**table.data, "census": table.column("census") + 1}
    assert checksum(table) == checksum(type(table)(table.name, table.title, table.fields, dict(table.data)))
    assert checksum(table) != checksum(type(table)(table.name, table.title, table.fields, changed))


def test_a_run_survives_the_way_through_its_file(written, run):
    found, scenario = read_run(written)
    assert found.tables == run.tables
    assert scenario.model_dump(mode="json") == run.scenario
    words = (written / "run.json").read_text(encoding="utf-8")
    assert Path.home().name not in words or Path.home().name in ("root", "")
    assert "hostname" not in words


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: "", "cannot be read as a run.json"),
        (lambda d: "[1]", "expected an object"),
        (lambda d: b"\x00\xff\xfe", "cannot be read as a run.json"),
        (lambda d: json.dumps({**d, "fromat": 1}), "'fromat' is not a key .* Did you mean 'format'"),
        (lambda d: json.dumps({k: v for k, v in d.items() if k != "scenario"}), "scenario"),
        (lambda d: json.dumps({**d, "format": 99}), "format 99"),
        (lambda d: json.dumps({**d, "language": "fr"}), "language is 'fr'"),
        (lambda d: json.dumps({**d, "scenario": {**d["scenario"], "sead": 3}}), "Did you mean 'seed'"),
    ],
)
def test_a_file_that_is_no_run_is_refused_with_a_sentence(tmp_path, run, change, sentence):
    content = change(json.loads(run.model_dump_json()))
    path = tmp_path / "run.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=sentence):
        read_run(path)


def test_a_missing_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no file"):
        read_run(tmp_path / "none.json")


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "deep" / "outcome"

    def fail():
        with folder_in_one_piece(folder) as partial:
            (partial / "half.txt").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_filled_meanwhile_is_left_alone(tmp_path):
    folder = tmp_path / "outcome"

    def fill():
        with folder_in_one_piece(folder):
            folder.mkdir()
            (folder / "mine.txt").write_text("mine")

    with pytest.raises(YeonjwaError, match="was filled while the run went on"):
        fill()
    assert [p.name for p in folder.iterdir()] == ["mine.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["outcome"]


def test_errata_concern_the_versions_they_name():
    entry = {"date": "2027-01-01", "versions": ["0.1.0"], "tables": ["reach"], "en": "wrong", "ko": "틀림"}
    assert [e.en for e in errata("0.1.0", [entry])] == ["wrong"]
    assert errata("0.2.0", [entry]) == []
    assert isinstance(errata("0.1.0"), list)


def test_totals_of_published_tables_are_marked_as_such(published):
    assert ALL in published["population_pyramid"].column("sex").tolist()


def test_run_files_refuse_unknown_keys(run):
    with pytest.raises(ValueError, match="extra"):
        RunFile(**run.model_dump(), host="x")
