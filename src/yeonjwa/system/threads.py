"""Work on independent parts in two threads: the kernels let go of the interpreter, and no part reads what another writes.

The results are joined in the order of the parts, so that they do not depend on which thread is faster, nor on whether
there are threads at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

THREADS = 2


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(THREADS - 1, 1), thread_name_prefix="yeonjwa")


def parts_of_range(first: int, last: int, least: int) -> list[tuple[int, int]]:
    """``first`` to ``last`` in as many parts as there are threads, or in one if a part would hold fewer than ``least``."""
    if last - first < THREADS * least:
        return [(first, last)]
    edges = [first + (last - first) * k // THREADS for k in range(THREADS + 1)]
    return list(pairwise(edges))


def each(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """The result of ``work`` for each of ``parts``, in their order.

    The calling thread takes the first part, and then whatever no other has begun: to hand over every part and to wait would
    cost twice as many switches of thread.
    """
    if len(parts) == 1:
        return [work(parts[0])]
    if not parts:
        return []
    others = [_pool().submit(work, part) for part in parts[1:]]
    first = work(parts[0])
    # What could be taken back from the pool is done here; the rest is under way, or done.
    own = {k: work(parts[k + 1]) for k, other in enumerate(others) if other.cancel()}
    return [first, *(own[k] if k in own else other.result() for k, other in enumerate(others))]


def aside(work: Callable[[], Result], *, is_long: bool) -> Future[Result]:
    """Begin ``work`` beside what follows, which must read nothing that it writes until its ``result()`` is there; at once if short."""
    if is_long:
        return _pool().submit(work)
    done: Future[Result] = Future()
    done.set_result(work())
    return done


__all__ = ["THREADS", "aside", "each", "parts_of_range"]
