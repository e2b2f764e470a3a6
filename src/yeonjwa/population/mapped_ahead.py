"""Pages of a country's files, mapped many at once before they are read.

A page that is met for the first time in a random walk through a file is mapped then and there, and the walk waits; a run of
the whole country meets half a million of them. To map them in order takes a small part of that time, and another thread can do it.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

POPULATE_READ = 22
"""Advice to Linux (from 5.14 on) to map pages as if each had been read: ``madvise(2)``. Python does not name it."""
PIECE_BYTES = 1 << 23
"""Mapped at a time: meanwhile no other thread can take memory."""


def map_ahead(columns: Iterable[NDArray[Any]]) -> bool:
    """Map every page of ``columns`` (arrays over files, of any type), reading from the disk what is not in memory yet.

    A hint: nothing that is read later depends on it. Returns whether the system took it; others map pages when they are read.
    """
    if sys.platform != "linux":
        return False
    advise = ctypes.CDLL(None).madvise  # lets go of the interpreter, as ``mmap.madvise`` does not
    page = ctypes.CDLL(None).getpagesize()
    for column in columns:
        first = column.ctypes.data // page * page
        end = column.ctypes.data + column.nbytes
        for piece in range(first, end, PIECE_BYTES):
            size = min(PIECE_BYTES, end - piece)
            if advise(ctypes.c_void_p(piece), ctypes.c_size_t(size), POPULATE_READ) != 0:
                return False
    return True


__all__ = ["map_ahead"]
