"""Fixtures of the tests of stored countries."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.population.store_tools import FakeBuilder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder of its own; gives the folder of the stored countries (which does not exist yet)."""
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "countries"


@pytest.fixture
def builder(tmp_path: Path) -> FakeBuilder:
    """A builder of a toy country that counts its builds."""
    return FakeBuilder(log=tmp_path / "builds.log")
