"""An outcome folder of the toy country, as `yeonjwa run` leaves it."""

from __future__ import annotations

import shutil

import pytest

from tests.report import conftest as report
from yeonjwa.report.shown import shown
from yeonjwa.scenario import Scenario
from yeonjwa.tables_io import write_outcome

toy_outcome, published, run_of_toy = report.toy_outcome, report.published, report.run


@pytest.fixture(scope="session")
def besides():
    """What a report shows besides its run."""
    return shown({}, Scenario(departures="simulated"))


@pytest.fixture(scope="session")
def run(run_of_toy, besides):
    """Its run.json, with what the manifest of a built country adds, and results of other commands in the report."""
    built = {**run_of_toy.country, "digest": "0123456789abcdef0123", "model": "7", "checksums": {"birth_month": "c4"}}
    return run_of_toy.model_copy(update={"country": built, "shown": besides.record})


@pytest.fixture(scope="session")
def written(tmp_path_factory, published, run, besides):
    """The folder, written once (read-only)."""
    folder = tmp_path_factory.mktemp("outcomes") / "first"
    write_outcome(
        folder, published, run, "<!doctype html><html lang='en'><title>x</title></html>", besides.files, besides.tables
    )
    return folder


@pytest.fixture
def outcome(written, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(written, tmp_path / "outcome")
