"""Dask distributed: a cluster on this machine, a scheduler that runs already, or SLURM through dask-jobqueue.

Workers on other machines need the same program and must see the folders of the ensemble and of the stored countries
under the same paths (a shared file system); the country is mapped into memory there and never sent.
"""

from __future__ import annotations

import contextlib
import importlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from yeonjwa.ensemble.local import TRIES
from yeonjwa.ensemble.work import Done, Task, do
from yeonjwa.errors import InputError, MachineError

EXTRA = "cluster"
PREFIX = "dask://"
SECONDS_TO_CONNECT = 20
SLURM_MEMORY = "8 GB"
"""What a job asks for where the site's configuration of dask-jobqueue says nothing."""


def check_backend(backend: str, workers: int | None) -> None:
    """Refuse a backend that is not known, or whose extra is not installed, before anything is begun.

    Raises
    ------
    InputError
        With the command that installs what is missing.
    """
    known = ("local", "dask", f"{PREFIX}HOST:PORT", "slurm")
    if backend not in ("local", "dask", "slurm") and not _address(backend):
        raise InputError(f"the backend is '{backend}'; expected {', '.join(known[:-1])} or {known[-1]}.")
    if workers is not None and workers < 1:
        raise InputError(f"the number of workers is {workers}; expected 1 or more.")
    if _address(backend) and workers is not None:
        raise InputError("a scheduler that runs already has its own workers; leave --workers out.")
    if backend != "local":
        _module("distributed", backend)
    if backend == "slurm":
        _module("dask_jobqueue", backend)


def run_tasks(tasks: Iterable[Task], backend: str, workers: int) -> Iterator[Done]:
    """Give what became of each task, in the order in which they end.

    Raises
    ------
    MachineError
        No scheduler answers at the address.
    """
    distributed = _module("distributed", backend)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_our_settings())
        if address := _address(backend):
            try:
                client = stack.enter_context(distributed.Client(address, timeout=SECONDS_TO_CONNECT))
            except OSError:
                raise MachineError(
                    f"no Dask scheduler answers at {address}. Start it, or correct the address."
                ) from None
        else:
            cluster = stack.enter_context(slurm_cluster(workers) if backend == "slurm" else _here(workers, stack))
            client = stack.enter_context(distributed.Client(cluster))
        # A run is luck keyed by its seed, so doing it twice gives the same file: nothing speaks against a retry.
        futures = {client.submit(do, task, key=f"yeonjwa-{task.key}", pure=False): task for task in tasks}
        try:
            for future in distributed.as_completed(list(futures)):
                yield _done(future, futures[future])
        finally:
            client.cancel(list(futures))


def slurm_cluster(workers: int) -> Any:
    """A cluster of SLURM jobs, one run at a time each; ``job_script()`` gives the text of a job.

    Partition, account, memory and time limit come from the site's ``~/.config/dask/jobqueue.yaml``. No job is asked for
    if ``workers`` is 0.
    """
    jobqueue = _module("dask_jobqueue", "slurm")
    import dask

    def asked(name: str, usual: Any) -> Any:
        return dask.config.get(f"jobqueue.slurm.{name}", None) or usual

    cluster = jobqueue.SLURMCluster(
        cores=asked("cores", 1),
        processes=asked("processes", 1),
        memory=asked("memory", SLURM_MEMORY),
        job_name="yeonjwa",
        # Pages of the mapped country would count as the worker's own, and it would be killed for them.
        worker_extra_args=[*(asked("worker-extra-args", None) or []), "--memory-limit", "0"],
        scheduler_options={"dashboard": False},
    )
    if workers:
        # Jobs end at their time limit; others take their place until all runs are done.
        cluster.adapt(minimum_jobs=workers, maximum_jobs=workers)
    return cluster


def _here(workers: int, stack: contextlib.ExitStack) -> Any:
    """A cluster of processes on this machine, without a page of its own and without a limit of memory."""
    distributed = _module("distributed", "dask")
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="yeonjwa-dask-", ignore_cleanup_errors=True))
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        memory_limit=0,
        dashboard_address=None,
        local_directory=scratch,
        silence_logs="ERROR",
    )


def _our_settings() -> Any:
    import dask

    return dask.config.set({
        # How many deaths of a worker a task may be the cause of, before it is given up.
        "distributed.scheduler.allowed-failures": TRIES - 1,
        # Runs differ little in length; moving those that wait from worker to worker gains nothing.
        "distributed.scheduler.work-stealing": False,
        "distributed.scheduler.worker-saturation": 1.0,
        "distributed.worker.memory.terminate": False,
        "distributed.worker.memory.pause": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.target": False,
    })  # fmt: skip


def _done(future: Any, task: Task) -> Done:
    error = future.exception()
    if error is None:
        done: Done = future.result()
        return done
    if type(error).__name__ == "KilledWorker":
        return Done(task.key, None, f"the process ended {TRIES} times during this run.")
    return Done(task.key, None, f"the cluster could not do this run ({type(error).__name__}).", repr(error))


def _address(backend: str) -> str | None:
    """``tcp://HOST:PORT`` of ``dask://HOST:PORT``; None if it is none."""
    host, colon, port = backend.removeprefix(PREFIX).rpartition(":")
    if not backend.startswith(PREFIX) or not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        return None
    return f"tcp://{host}:{port}"


def _module(name: str, backend: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise InputError(
            f"the backend '{backend}' needs the extra '{EXTRA}', which is not installed: pip install 'yeonjwa[{EXTRA}]'. "
            "Without it, --backend local runs on this machine."
        ) from None
