"""Work on independent parts in two threads: the kernels let go of the interpreter, and no part reads what another writes.

The results are joined in the order of the parts, so that they do not depend on which thread is faster, nor on whether
there are threads at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

THREADS = 2


class _Handed:
    """A part that was handed over: whoever takes it first works on it. A future does the same in twice the time."""

    __slots__ = ("_done", "_error", "_free", "_result", "part", "work")

    def __init__(self, work: Callable[[Any], Any], part: Any):
        self.work, self.part = work, part
        self._free, self._done = Lock(), Lock()
        self._error: BaseException | None = None
        self._done.acquire()

    def take(self) -> bool:
        """Whether nobody else has begun it; whoever is told so has to do it."""
        return self._free.acquire(blocking=False)

    def do(self) -> None:
        """Work on it and keep what comes of it for ``result``, errors too."""
        try:
            self._result = self.work(self.part)
        except BaseException as error:
            self._error = error
        self._done.release()

    def result(self) -> Any:
        """Wait for who took it, and give the result, or raise the error; several may ask."""
        with self._done:
            pass
        if self._error is not None:
            raise self._error
        return self._result


@cache
def _handed_over() -> SimpleQueue[_Handed]:
    """What is handed over to the other threads, which begin when it is first asked for and last as long as the program."""
    queue: SimpleQueue[_Handed] = SimpleQueue()
    for k in range(max(THREADS - 1, 1)):
        Thread(target=_help, args=(queue,), name=f"yeonjwa-help_{k}", daemon=True).start()
    return queue


def _help(queue: SimpleQueue[_Handed]) -> None:
    while True:
        one = queue.get()
        if one.take():
            one.do()
        del one  # else its arrays would last until the next comes


@cache
def _pool() -> ThreadPoolExecutor:
    """For what runs aside, which may be long: meanwhile ``each`` has its own."""
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
    others = [_Handed(work, part) for part in parts[1:]]
    queue = _handed_over()
    for other in others:
        queue.put(other)
    first = work(parts[0])
    # What nobody has begun is done here; the rest is under way, or done.
    own = {k: work(other.part) for k, other in enumerate(others) if other.take()}
    return [first, *(own[k] if k in own else other.result() for k, other in enumerate(others))]


class Begun(Generic[Result]):
    """Work that others may have begun (see ``begin``)."""

    def __init__(self, work: Callable[[Any], Result], parts: Sequence[Any]):
        self.parts = [_Handed(work, part) for part in parts]

    def results(self) -> list[Result]:
        """What comes of the parts, in their order, whoever asks and how often. What nobody has begun is done here, the last part first."""
        for one in reversed(self.parts):
            if one.take():
                one.do()
        return [one.result() for one in self.parts]


def begin(work: Callable[[Part], Result], parts: Sequence[Part], *, is_long: bool) -> Begun[Result]:
    """Have others begin ``work`` on ``parts`` beside what follows, which must read nothing that it writes; if it is not long, it
    waits until somebody asks for the results. Unlike ``aside``, whoever asks helps with what is not begun."""
    begun = Begun(work, parts)
    if is_long:
        for part in begun.parts:
            _handed_over().put(part)
    return begun


def aside(work: Callable[[], Result], *, is_long: bool) -> Future[Result]:
    """Begin ``work`` beside what follows, which must read nothing that it writes until its ``result()`` is there; at once if short."""
    if is_long:
        return _pool().submit(work)
    done: Future[Result] = Future()
    done.set_result(work())
    return done


__all__ = ["THREADS", "Begun", "aside", "begin", "each", "parts_of_range"]
