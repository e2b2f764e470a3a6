"""From two scenarios to protected rows: run both worlds, line up their tables, judge the differences, hide what must be hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from yeonjwa.compare import rows_made, worlds
from yeonjwa.compare.both import Both
from yeonjwa.compare.judging import LEVEL
from yeonjwa.compare.known_zeros import known_zeros
from yeonjwa.compare.protecting import hidden_rows
from yeonjwa.compare.rows import Row
from yeonjwa.errors import InputError
from yeonjwa.scenario import Scenario

Assumptions = Literal["shipped", "corners"]
ASSUMPTIONS: tuple[Assumptions, ...] = ("shipped", "corners")
LONG_RUN = (2020, 2024)


@dataclass(frozen=True)
class Comparison:
    """Rows of a comparison, fit to leave the program, and how they were made.

    names : of A and B. about : everything needed to make it again, as written to compare.json. is_coupled : whether both worlds share
    their people; without, intervals are unpaired. failed : sentences of runs that failed, by key.
    """

    names: tuple[str, str]
    rows: tuple[Row, ...]
    about: Mapping[str, Any]
    is_coupled: bool
    failed: Mapping[str, str]


def compare(
    name_a: str,
    name_b: str,
    a: Scenario,
    b: Scenario,
    seeds: Sequence[int],
    folder: Path | str,
    *,
    assumptions: Assumptions = "corners",
    **given: Any,
) -> Comparison:
    """Run two worlds with the same luck and say what differs.

    Main parameters
    ---------------
    name_a, name_b : names under which the scenarios are spoken of
    a, b : the scenarios, simulated, over the same years
    seeds : of the runs; both worlds are run with each

    Other parameters
    ----------------
    folder : of the runs, a working cache with unprotected cells; the same call goes on where it stopped
    assumptions : "corners" looks at differences in departures at every point of a fixed design of assumed figures; with "shipped"
        they stay not identified
    **given : further arguments of ``ensemble.work_off``

    Raises
    ------
    InputError
        The scenarios cannot be compared, or there are no seeds.
    MachineError
        No pair of runs could be finished.
    """
    worlds.check((name_a, name_b), a, b)
    if not seeds:
        raise InputError("there are no seeds; expected at least one.")
    first = worlds.first_year_of_difference(a, b)
    horizons = horizons_of(first, (a.first_year, a.last_year))
    points = worlds.design(a, b) if assumptions == "corners" else ()
    found = worlds.run_worlds(a, b, seeds, points, horizons, folder, **given)
    countries = _country(a), _country(b)
    both = {name: Both.of([m[name] for m in found.a], [m[name] for m in found.b], countries) for name in found.a[0]}
    scales = a.population.scale, b.population.scale
    zeros = known_zeros(a, both, 0), known_zeros(b, both, 1)
    hidden = hidden_rows(both, scales, zeros)
    rows = rows_made.rows_of(both, hidden, found, len(points) + 1 if points else 0)
    about = {
        "names": {"a": name_a, "b": name_b},
        "scenarios": {"a": a.model_dump(mode="json"), "b": b.model_dump(mode="json")},
        "seeds": list(found.seeds),
        "same_country": countries[0] == countries[1],
        "level": LEVEL,
        "assumptions": assumptions,
        "design": [dict(point) for point in points],
        "schedules_differ_from": first,
        "masked_births": dict(zip("ab", (None if s is None else round(s, 4) for s in found.masked), strict=True)),
        **_versions(),
    }
    return Comparison((name_a, name_b), rows, about, countries[0] == countries[1], found.failed)


def horizons_of(first: int, reported: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """The years of the short run, the first in which the schedules differ and the next, and of the long run, by name.

    first : year from which the schedules differ. reported : first and last year reported; what lies outside is left out.
    """
    begin = max(first, reported[0])
    cut = [(begin, min(begin + 1, reported[1])), (max(LONG_RUN[0], reported[0]), min(LONG_RUN[1], reported[1]))]
    return {_span(years): years for years in cut if years[0] <= years[1]}


def _span(years: tuple[int, int]) -> str:
    return f"{years[0]}-{years[1]}" if years[0] < years[1] else str(years[0])


def _country(scenario: Scenario) -> str:
    from yeonjwa.population.store import path_of

    return path_of(scenario.population).name


def _versions() -> dict[str, Any]:
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    return {"version": __version__, "catalogue": catalogue_record(), "numpy": np.__version__}


__all__ = ["ASSUMPTIONS", "LONG_RUN", "Assumptions", "Comparison", "compare", "horizons_of"]
