"""Processes on this machine. A killed one costs the run it was at, which is tried once more; the others go on.

The processes are started anew (not forked), which works on every system. Each holds one connection and is given one
run at a time, so it is always known which run a killed process was at.
"""

from __future__ import annotations

import contextlib
import multiprocessing as mp
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from yeonjwa.ensemble.work import Done, Task, do
from yeonjwa.errors import MachineError

TRIES = 2
READY = "ready"
STARTS_THAT_MAY_FAIL = 3


def run_tasks(tasks: Iterable[Task], workers: int) -> Iterator[Done]:
    """Give what became of each task, in the order in which they end.

    Raises
    ------
    MachineError
        Processes end before they can take a run.
    """
    waiting = deque(tasks)
    tries = dict.fromkeys((task.key for task in waiting), 0)
    failed_starts = 0
    at_work: list[_Worker] = []
    try:
        at_work += [_Worker() for _ in range(min(workers, len(waiting)))]
        while at_work:
            ended = wait([w.connection for w in at_work])
            for worker in [w for w in at_work if w.connection in ended]:
                said = worker.hear()
                if said is None:  # it has died
                    at_work.remove(worker)
                    code = worker.end()
                    if worker.task is None:
                        failed_starts += 1
                        if failed_starts >= STARTS_THAT_MAY_FAIL:
                            raise MachineError(f"worker processes end before they can begin (exit code {code}).")
                    else:
                        tries[worker.task.key] += 1
                        if tries[worker.task.key] < TRIES:
                            waiting.appendleft(worker.task)
                        else:
                            yield Done(
                                worker.task.key,
                                None,
                                f"the process ended {TRIES} times during this run ({_ending(code)}).",
                            )
                    if len(at_work) < min(workers, len(waiting)):
                        at_work.append(_Worker())
                    continue
                worker.task = None
                if waiting:
                    worker.give(waiting.popleft())
                else:
                    at_work.remove(worker)
                    worker.end()
                if isinstance(said, Done):
                    failed_starts = 0
                    yield said
            # Retried runs may outnumber the processes left.
            while len(at_work) < min(workers, len(waiting)):
                at_work.append(_Worker())
    finally:
        for worker in at_work:
            worker.kill()


class _Worker:
    """A process, our end of its connection, and the task it is at."""

    def __init__(self) -> None:
        context = mp.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.task: Task | None = None
        with _deaf_to_ctrl_c():  # inherited: the child must not print a traceback of its own while it starts
            self.process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        self.task = task
        with contextlib.suppress(OSError):  # it has died: the next look at its connection tells
            self.connection.send(task)

    def hear(self) -> Any:
        """What it says; None if it has died."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return None

    def end(self) -> int | None:
        """Let it end, and give its exit code."""
        self.connection.close()
        self.process.join()
        return self.process.exitcode

    def kill(self) -> None:
        """End it at once; what it had not finished is lost, what it had is on the disk."""
        self.connection.close()
        self.process.kill()
        self.process.join()


def _serve(connection: Connection) -> None:
    """The life of a worker process: take a task, do it, say what became of it, until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    said: Any = READY
    while True:
        try:
            connection.send(said)
            task = connection.recv()
        except (EOFError, OSError):
            return
        said = do(task)


def _end_with_parent() -> None:
    """A killed command leaves no process behind that works on for nobody."""
    parent = mp.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
