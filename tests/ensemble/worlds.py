"""Worlds that stand in for the model: small tables made from their seed, importable by worker processes.

Each function has the form of ``simulate``; the country is not looked at. What they did is noted in the folder named by
the environment variable ``WORLDS``, which worker processes inherit.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from yeonjwa.outcome import ALL, Field, Outcome, Table

YEARS = (2008, 2009, 2010)
SEXES = (ALL, "female", "male")
DEADLY, FAILING = 3, 2
"""Seeds at which a world ends its process, or raises an error."""


def quick(country: Any, scenario: Any) -> Outcome:
    """Harm by year and sex: Poisson-like counts of some 30 women and 5 men among 1000 people."""
    _note(scenario.seed)
    return Outcome({"harm": harm(scenario.seed)}, {"scenario": scenario.model_dump(mode="json"), **RECORD})


RECORD: dict[str, Any] = {"version": "0", "country": {"digest": "d"}, "catalogue": {"hash": "h"}}


def harm(seed: int) -> Table:
    """A table with a base, a count, an estimate, a share, an interval of its own and words."""
    base = np.array([1000, 500, 500] * len(YEARS))
    parts = np.random.default_rng(seed).poisson([30, 5], (len(YEARS), 2))
    count = np.column_stack([parts.sum(axis=1), parts]).ravel()
    year, sex = np.repeat(YEARS, 3), np.tile(SEXES, len(YEARS))
    fields = (
        Field("year", "dimension", "year", "reach.field.year"),
        Field("sex", "dimension", "name", "reach.field.sex"),
        Field("residents", "raw", "people", "reach.field.at_home"),
        Field("harmed", "raw", "people", "reach.field.reached", of="residents"),
        Field("people", "estimate", "real people", "reach.field.people", of="harmed"),
        Field("share", "share", "share", "reach.field.share", of="harmed"),
        Field("low", "low", "share", "reach.field.low", of="share"),
        Field("high", "high", "share", "reach.field.high", of="share"),
        Field("identified", "identified", "yes or no", "reach.field.identified"),
    )
    data = {
        "year": year, "sex": sex, "residents": base, "harmed": count, "people": count / 0.1, "share": count / base,
        "low": count / base, "high": count / base, "identified": np.zeros(len(year), dtype=bool),
    }  # fmt: skip
    return Table("harm", "reach.table.reach", fields, data, sums=("sex",))


def slow(country: Any, scenario: Any) -> Outcome:
    """The same after a moment."""
    time.sleep(0.15)
    return quick(country, scenario)


def deadly_once(country: Any, scenario: Any) -> Outcome:
    """Ends its process at one seed, the first time."""
    if scenario.seed == DEADLY and not _was_noted("died"):
        _note("died")
        os.kill(os.getpid(), signal.SIGKILL)
    return slow(country, scenario)


def deadly(country: Any, scenario: Any) -> Outcome:
    """Ends its process at one seed, each time."""
    if scenario.seed == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(country, scenario)


def failing(country: Any, scenario: Any) -> Outcome:
    """Fails at one seed with an error whose text holds a number that must not be published."""
    if scenario.seed == FAILING and not _was_noted("mended"):
        raise RuntimeError("7 people")
    return quick(country, scenario)


def of_persons(country: Any, scenario: Any) -> Outcome:
    """A table with a row per person, which no bank takes."""
    fields = (Field("person", "dimension", "name", "x"), Field("count", "raw", "people", "x"))
    return Outcome({"rows": Table("rows", "x", fields, {"person": np.arange(3), "count": np.ones(3)})})


def busy(country: Any, scenario: Any) -> Outcome:
    """A fixed amount of work on one core, about a second."""
    values = np.linspace(0, 1, 200_000)
    for _ in range(400):
        values = np.sqrt(values * values + 1e-9)
    return quick(country, scenario)


def noted() -> list[str]:
    """What the worlds noted, one entry per run."""
    return sorted(path.name.split("-")[0] for path in Path(os.environ["WORLDS"]).iterdir())


def mend() -> None:
    """Let ``failing`` fail no more."""
    _note("mended")


def _note(words: Any) -> None:
    if "WORLDS" in os.environ:
        (Path(os.environ["WORLDS"]) / f"{words}-{os.getpid()}-{time.monotonic_ns()}").touch()


def _was_noted(words: str) -> bool:
    return words in noted()
