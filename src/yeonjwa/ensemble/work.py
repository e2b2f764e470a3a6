"""One run as a piece of work: what a worker is told, what it does, and what it gives back.

A worker writes its own file and returns the path; neither the country nor an outcome ever travels between processes.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from yeonjwa.errors import InputError, YeonjwaError

SIMULATE = "yeonjwa.simulate:simulate"


@dataclass(frozen=True)
class Task:
    """What a worker is told. ``country``: folder of the stored country, mapped into memory by the worker; None if
    the function takes none. ``simulate``: ``module:function`` that turns country and scenario into an outcome."""

    key: str
    scenario: Mapping[str, Any]
    country: str | None
    folder: str
    simulate: str
    version: str
    catalogue: str


@dataclass(frozen=True)
class Done:
    """What a worker gives back: the path of the run's file, or what went wrong.

    ``error`` can be published: it holds words of ours, or the kind of an unexpected error and its place, never its
    text, which could carry counts. ``trace`` is for the working cache.
    """

    key: str
    path: str | None
    error: str = ""
    trace: str = ""


def do(task: Task) -> Done:
    """Run one task; an error is given back, not raised, so that it stops no other run."""
    try:
        _refuse_another_program(task)
        from yeonjwa.ensemble import run_files
        from yeonjwa.scenario import Scenario

        module, _, name = task.simulate.partition(":")
        simulate = getattr(importlib.import_module(module), name)
        country = _country(task.country) if task.country is not None else None
        outcome = simulate(country, Scenario(**task.scenario))
        files = Path(task.folder)
        run_files.note_made(files, task.key)
        return Done(task.key, str(run_files.write(files, task.key, outcome)))
    except Exception as error:
        return Done(task.key, None, _sentence(error), traceback.format_exc())


@lru_cache(maxsize=2)
def _country(folder: str) -> Any:
    from yeonjwa.population.store import open_country

    # The command has compared the checksums once, before the first run.
    return open_country(Path(folder), verify=False)


def _refuse_another_program(task: Task) -> None:
    """A worker on another machine may have another version installed; its runs would stand under a wrong key."""
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    if __version__ != task.version:
        raise InputError(f"this worker has version {__version__}; the ensemble is made with {task.version}.")
    if catalogue_record()["hash"] != task.catalogue:
        raise InputError(
            "this worker reads another catalogue of figures than the command began with; leave it unchanged, and the same everywhere."
        )


def _sentence(error: Exception) -> str:
    if isinstance(error, YeonjwaError):
        return str(error)
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "yeonjwa" in Path(f.filename).parts]
    frames = [f for f in ours if Path(f.filename) != Path(__file__)]
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
