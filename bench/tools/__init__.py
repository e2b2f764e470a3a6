"""What the timings share: a table of text, a child process with its own caches, and the targets."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yeonjwa.population.country import Country
    from yeonjwa.scenario import Scenario

REAL_SIZE = 1.0


@dataclass(frozen=True)
class Used:
    """What a process took: when it was begun (``time.time()``), wall and CPU seconds to its end, largest resident memory (bytes), and
    what it printed last."""

    began: float
    seconds: float
    cpu_seconds: float
    memory_bytes: int
    said: Any


def options(doc: str | None, **more: Any) -> argparse.Namespace:
    """The options of a timing; all share ``--scale``, so that one set of options serves `make bench`."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=REAL_SIZE, help="no country larger than this (default: 1)")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    chosen = parser.parse_args()
    if not 0.001 <= chosen.scale <= 1:
        parser.error(f"--scale is {chosen.scale:g}; expected 0.001 to 1")
    return chosen


def in_a_process(code: str, environment: Mapping[str, str] | None = None) -> Used:
    """Run Python code in a process of its own; it may print one line of JSON as its last."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    at, began = time.time(), time.perf_counter()
    # A child's peak is known to the child alone: the largest of all children is what the parent would be told.
    peak = "\nimport resource, sys\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stdout)\n"
    done = subprocess.run(
        [sys.executable, "-c", code + peak],
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"a timed process ended with {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    *lines, last = done.stdout.splitlines()
    unit = 1 if sys.platform == "darwin" else 1024
    said = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else None
    return Used(at, seconds, cpu, int(last) * unit, said)


def country_and_scenario(scale: float) -> tuple[Country, Scenario]:
    """The stored country of a scale, built if need be, and the system at work in it as reported."""
    from yeonjwa.population.store import open_or_build
    from yeonjwa.scenario import Scenario

    scenario = Scenario(departures="simulated", population={"scale": scale, "seed": 1})
    return open_or_build(scenario.population), scenario


def show(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column stands left, the others right."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        first, *others = (
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([first, *others]).rstrip())
    print(flush=True)


def target(
    what: str, must: float, aim: float, measured: float | None, unit: str = "", more_is_better: bool = False
) -> list[str]:
    """A row of the table of targets: what, must, aim, measured, and how they compare ('-' if not measured)."""
    if measured is None:
        return [what, f"{must:g}{unit}", f"{aim:g}{unit}", "-", "not measured"]

    def holds(limit: float) -> bool:
        return measured >= limit if more_is_better else measured <= limit

    verdict = "aim met" if holds(aim) else "must met" if holds(must) else "MISSED"
    return [what, f"{must:g}{unit}", f"{aim:g}{unit}", f"{measured:.3g}{unit}", verdict]


TARGET_HEADS = ("target", "must", "aim", "measured", "")
