"""Pages of memory that are found before they are written to: what stands in memory stays, whether or not the machine takes the advice."""

import mmap
import resource
import sys

import numpy as np
import pytest

from yeonjwa.system import pages
from yeonjwa.system.pages import AT_ONCE, PAGE, find_pages, find_pages_aside


def fresh(size):
    """Zeros on memory that nothing was written to, which ``np.zeros`` gives only if nothing of the size was let go before."""
    return np.frombuffer(mmap.mmap(-1, size), dtype=np.uint8)


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def faults_of_writing(array):
    before = faults()
    array[::PAGE] = 1
    return faults() - before


def faults_of_reading(array):
    before = faults()
    array[::PAGE].sum()
    return faults() - before


def advice_is_taken():
    probe = np.zeros(4 * PAGE, dtype=np.uint8)
    advise = pages._advise()
    return advise is not None and not advise(-(-probe.ctypes.data // PAGE) * PAGE, PAGE, pages.POPULATE["write"])


def test_what_stands_in_memory_stays_and_is_there_at_the_first_write():
    array = fresh(3 * AT_ONCE + 12_345)
    array[7], array[-1] = 3, 4
    find_pages([array[5:], array[:0], np.arange(10)])
    assert (array[7], array[-1], array.sum(dtype=np.int64)) == (3, 4, 7)
    found = faults_of_writing(array)
    if advice_is_taken():
        assert found < array.size // PAGE // 10
    # Of an array that nobody asked about each page is found at the first write to it, or some at once where pages are large.
    assert faults_of_writing(fresh(3 * AT_ONCE + 12_345)) > 0


def test_a_file_is_there_at_the_first_look(tmp_path):
    content = np.arange(3 * AT_ONCE, dtype=np.uint8)
    np.save(tmp_path / "column.npy", content)
    usual = faults_of_reading(np.load(tmp_path / "column.npy", mmap_mode="r").view(np.ndarray))
    column = np.load(tmp_path / "column.npy", mmap_mode="r").view(np.ndarray)
    find_pages([column[7:], column], "read")
    found = faults_of_reading(column)
    if advice_is_taken():
        assert found < usual / 2
    np.testing.assert_array_equal(column, content)


@pytest.mark.parametrize("size", [100, pages.FEWEST])
def test_others_may_write_while_pages_are_found(size):
    array = np.zeros(size, dtype=np.uint8)
    find_pages_aside([array])
    array[:] = np.arange(size, dtype=np.uint8)
    np.testing.assert_array_equal(array, np.arange(size, dtype=np.uint8))


def test_elsewhere_nothing_is_asked_for(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    pages._advise.cache_clear()
    array = np.ones(10)
    find_pages([array])
    assert array.sum() == 10
    pages._advise.cache_clear()
