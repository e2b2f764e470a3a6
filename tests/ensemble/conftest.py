"""Fixtures of the tests of ensembles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yeonjwa import ensemble
from yeonjwa.scenario import Scenario


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Start an ensemble of stand-in worlds: ``start("quick", range(4), out=...)``; no country is built."""
    notes = tmp_path / "worlds"
    notes.mkdir()
    monkeypatch.setenv("WORLDS", str(notes))

    def run(world: str = "quick", seeds: Any = range(1, 5), out: str = "bank", **more: Any) -> ensemble.Bank:
        given = {"workers": 2, "open_country": lambda spec: None, "simulate": f"tests.ensemble.worlds:{world}", **more}
        return ensemble.run(given.pop("scenarios", Scenario()), seeds, out=tmp_path / out, **given)

    return run
