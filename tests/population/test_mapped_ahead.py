"""Pages mapped ahead hold what they held, and need not be mapped again when they are read."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from yeonjwa.population import mapped_ahead
from yeonjwa.population.mapped_ahead import map_ahead

ENTRIES = 1 << 23
PAGE_OF_ENTRIES = 4096 // 4


def _stored(folder: Path) -> Path:
    path = folder / "column.npy"
    np.save(path, np.arange(ENTRIES, dtype=np.int32))
    return path


def _opened(path: Path) -> NDArray[np.int32]:
    return np.load(path, mmap_mode="r").view(np.ndarray)


def _faults_of_reading(column: NDArray[np.int32]) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    assert int(column[::PAGE_OF_ENTRIES].sum()) == int(np.arange(0, ENTRIES, PAGE_OF_ENTRIES).sum())
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_pages_mapped_ahead_are_not_mapped_again_when_they_are_read(tmp_path: Path) -> None:
    path = _stored(tmp_path)
    usual = _faults_of_reading(_opened(path))
    column = _opened(path)
    taken = map_ahead([column])
    assert _faults_of_reading(column) < usual / 2 or not taken
    assert np.array_equal(column, np.arange(ENTRIES))


def test_any_piece_of_memory_may_be_asked_for(tmp_path: Path) -> None:
    column = _opened(_stored(tmp_path))
    in_memory = np.arange(1000)
    map_ahead([column[5:7], column[:0], in_memory[3:900]])
    assert np.array_equal(in_memory, np.arange(1000))


def test_where_the_system_does_not_take_the_hint_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped_ahead.sys, "platform", "darwin")
    assert not map_ahead([np.arange(1000)])
