"""Pages of memory, found before they are read or written to.

The first look at each page of a file, and the first write to each page of memory that was never written to, wait until the machine has
found (and cleared) one, which may take as long as a hundred reads. Who knows what will be looked at has the pages found beside other
work, many at once.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from functools import cache
from threading import Thread
from typing import Any, Literal

from numpy.typing import NDArray

PAGE = 4096
POPULATE = {"read": 22, "write": 23}
"""Advice to Linux (from 5.14 on) to find pages, without changing what stands there. Elsewhere it is not given, or refused."""
AT_ONCE = 1 << 22
"""Bytes asked for in one call."""
FEWEST = 1 << 24
"""Bytes from which on it is worth a thread."""

Use = Literal["read", "write"]


@cache
def _advise() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None).madvise  # lets go of the interpreter, as ``mmap.madvise`` does not
    found.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return found


def find_pages(arrays: Iterable[NDArray[Any]], use: Use = "write") -> None:
    """Have pages found for contiguous ``arrays``; what stands in them does not change, and others may use them meanwhile.

    use : what will be done; arrays over files that may only be read can be asked for to read.
    """
    advise = _advise()
    for array in arrays if advise else ():
        first, end = array.ctypes.data // PAGE * PAGE, array.ctypes.data + array.nbytes
        for begin in range(first, end, AT_ONCE):
            if advise(begin, min(AT_ONCE, -(-(end - begin) // PAGE) * PAGE), POPULATE[use]):
                return


def find_pages_aside(arrays: list[NDArray[Any]], use: Use = "write") -> None:
    """The same beside what follows, if they are large: in a thread of its own, as files that are not in memory yet take as long as the disk does."""
    if sum(array.nbytes for array in arrays) >= FEWEST:
        Thread(target=find_pages, args=(arrays, use), name="yeonjwa-pages", daemon=True).start()


__all__ = ["find_pages", "find_pages_aside"]
