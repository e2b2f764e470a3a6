"""Histories run by a stand-in for the model, in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yeonjwa.ensemble import local, work
from yeonjwa.rivals.running import Findings, run_histories


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Seed and history of each run that was made."""
    # Work is done in this process: that others do it the same is tested with the ensemble.
    monkeypatch.setattr(local, "run_tasks", lambda tasks, workers: (work.do(task) for task in tasks))
    path = tmp_path / "log.txt"
    monkeypatch.setenv("RIVALS_LOG", str(path))
    return lambda: path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def run(log: Callable[[], list[str]], tmp_path: Path) -> Callable[..., Findings]:
    """Run histories by name into ``tmp_path / "out"``."""

    def go(*names: str, seeds: Any = (1, 2, 3), **given: Any) -> Findings:
        given = {"simulate": "tests.rivals.made:simulate", "open_country": lambda spec: None, "workers": 1, **given}
        return run_histories(names, scale=0.1, seeds=seeds, out=tmp_path / "out", **given)

    return go
