"""`yeonjwa` with a cache of its own and a toy in the place of the builder."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.population.store_tools import FakeBuilder
from yeonjwa.cli.main import run_command
from yeonjwa.population import store


@pytest.fixture
def persons() -> int:
    """Persons ever born in the toy; a module that needs more says so in a fixture of this name."""
    return 3_000


@pytest.fixture
def yeonjwa(tmp_path, monkeypatch, capsys, persons):
    """Runs a command; gives exit code, output, errors, the folder of stored countries and the builder."""
    cache = tmp_path / "cache"
    monkeypatch.setenv("YEONJWA_CACHE", str(cache))
    builder = FakeBuilder(log=tmp_path / "builds.log", persons=persons)
    monkeypatch.setattr(store, "_builder", lambda: builder)

    def run(*words):
        capsys.readouterr()
        code = run_command([str(word) for word in words])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err, folder=cache / "countries", builder=builder)

    return run
