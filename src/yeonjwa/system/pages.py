"""Pages of memory, found before they are written to.

Memory that was never written to costs nothing, but the first write to each page of it waits until the machine has found and cleared
one, which may take as long as a hundred reads. Who knows what will be written to has the pages found beside other work.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from functools import cache
from threading import Thread
from typing import Any

from numpy.typing import NDArray

PAGE = 4096
POPULATE_WRITE = 23
"""Advice to Linux (from 5.14 on) to find pages as for writing, without changing what stands there. Elsewhere it is not given, or refused."""
AT_ONCE = 1 << 22
"""Bytes asked for in one call."""
FEWEST = 1 << 24
"""Bytes from which on it is worth a thread."""


@cache
def _advise() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None).madvise
    found.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return found


def find_pages(arrays: Iterable[NDArray[Any]]) -> None:
    """Have pages found for contiguous ``arrays``; what stands in them does not change, and others may read and write them meanwhile."""
    advise = _advise()
    for array in arrays if advise else ():
        first, end = array.ctypes.data // PAGE * PAGE, array.ctypes.data + array.nbytes
        for begin in range(first, end, AT_ONCE):
            if advise(begin, min(AT_ONCE, -(-(end - begin) // PAGE) * PAGE), POPULATE_WRITE):
                return


def find_pages_aside(arrays: list[NDArray[Any]]) -> None:
    """The same beside what follows, if they are large."""
    if sum(array.nbytes for array in arrays) >= FEWEST:
        Thread(target=find_pages, args=(arrays,), name="yeonjwa-pages", daemon=True).start()


__all__ = ["find_pages", "find_pages_aside"]
