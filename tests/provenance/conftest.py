"""An outcome folder of the toy country, as `yeonjwa run` leaves it."""

from __future__ import annotations

import shutil

import pytest

from tests.report.conftest import published, run, toy_outcome
from yeonjwa.tables_io import write_outcome

__all__ = ["published", "run", "toy_outcome"]


@pytest.fixture(scope="session")
def written(tmp_path_factory, published, run):
    """The folder, written once (read-only)."""
    folder = tmp_path_factory.mktemp("outcomes") / "first"
    write_outcome(folder, published, run, "<!doctype html><html lang='en'><title>x</title></html>")
    return folder


@pytest.fixture
def outcome(written, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(written, tmp_path / "outcome")
