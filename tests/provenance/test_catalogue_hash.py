"""The hash of the catalogue: in every outcome, the same on every system, and different once an entry is corrected."""

import json
import shutil
from importlib import resources
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from yeonjwa.provenance import catalogue_hash
from yeonjwa.provenance.catalogue_hash import catalogue_record


@pytest.fixture
def copy_of_package(tmp_path, monkeypatch):
    """A copy of the data files in the place of the package; gives its folder and a way to hash it again."""
    for name in ("catalogue", "data"):
        shutil.copytree(Path(str(resources.files("yeonjwa") / name)), tmp_path / name)
    monkeypatch.setattr(catalogue_hash.resources, "files", lambda _: tmp_path)
    return tmp_path, catalogue_record.__wrapped__


def test_a_corrected_figure_changes_the_hash_of_the_figures_and_of_the_whole(copy_of_package):
    folder, again = copy_of_package
    before = again()
    path = folder / "catalogue" / "figures" / "society.yaml"
    path.write_bytes(path.read_bytes() + b"\n# corrected\n")
    after = again()
    assert {k for k in before["parts"] if before["parts"][k] != after["parts"][k]} == {"figures"}
    assert before["hash"] != after["hash"]


def test_ends_of_lines_and_results_of_runs_do_not_count(copy_of_package):
    folder, again = copy_of_package
    before = again()
    path = folder / "catalogue" / "reports.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "data" / "sensitivity.csv").write_text("a\n")
    assert again() == before == catalogue_record()


def test_every_part_of_the_catalogue_is_hashed():
    parts = catalogue_record()["parts"]
    assert {"claims", "figures", "practices", "sources", "reports", "mechanisms", "results", "data"} <= set(parts)


def test_run_json_and_parquet_carry_the_catalogue(outcome):
    run = json.loads((outcome / "run.json").read_text(encoding="utf-8"))
    assert run["catalogue"] == catalogue_record()
    for name in run["tables"]:
        notes = pq.read_schema(outcome / "tables" / f"{name}.parquet").metadata
        assert json.loads(notes[b"yeonjwa.provenance"])["catalogue"] == run["catalogue"]
        assert json.loads(notes[b"yeonjwa.made"]) == run["made"]
