"""The plan of an ensemble: which runs, and the key of each, made from everything that determines it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yeonjwa.ensemble.design import Point, with_figures
from yeonjwa.errors import InputError
from yeonjwa.scenario import Scenario

KEY_BYTES = 16
MOST_RUNS = 100_000


@dataclass(frozen=True)
class Run:
    """One run of the plan.

    scenario: name under which its results are pooled. point: number of the point of the design, 0 without a design.
    figures: what the point sets. content: the whole scenario as it is run. country: digest of its country.
    """

    key: str
    scenario: str
    seed: int
    point: int
    figures: Mapping[str, float]
    content: Mapping[str, Any] = field(repr=False)
    country: str


def seeds_from(words: str) -> tuple[int, ...]:
    """Seeds in words: "1-64", "1,2,5" or both; each once, in the order given.

    Raises
    ------
    InputError
        Not whole numbers, a range that runs backwards, a seed twice, or far too many.
    """
    found: list[int] = []
    for word in words.split(","):
        match = re.fullmatch(r"\s*(\d{1,18})\s*(?:-\s*(\d{1,18})\s*)?", word)
        if match is None:
            raise InputError(f"option --seeds is '{words}'; expected seeds such as 1-64 or 1,2,5.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise InputError(f"option --seeds is '{words}'; {first}-{last} runs backwards.")
        if last - first >= MOST_RUNS:
            raise InputError(f"option --seeds is '{words}'; expected at most {MOST_RUNS:,} seeds.")
        found += range(first, last + 1)
    if (twice := _first_twice(found)) is not None:
        raise InputError(f"option --seeds is '{words}'; seed {twice} stands twice.")
    return tuple(found)


def named(scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Scenarios by the names under which their results will stand (a single one without a name is "scenario").

    Raises
    ------
    InputError
        There is none, or a name cannot name a folder.
    """
    if isinstance(scenarios, Scenario):
        scenarios = {"scenario": scenarios}
    elif not isinstance(scenarios, Mapping):
        scenarios = {f"scenario-{i}": s for i, s in enumerate(scenarios, start=1)}
    if not scenarios:
        raise InputError("there is no scenario to run; name at least one.")
    for name in scenarios:
        if not re.fullmatch(r"\w[\w.-]{0,99}", name):
            raise InputError(f"the scenario name '{name}' cannot name a folder; use letters, digits, dots and dashes.")
    return dict(scenarios)


def plan(
    scenarios: Mapping[str, Scenario],
    seeds: Sequence[int],
    points: Sequence[Point] = ((),),
    *,
    is_population_varied: bool = False,
    simulate: str = "",
) -> list[Run]:
    """Every scenario at every point of the design with every seed.

    The population seed is that of the scenario for all seeds, so that all runs share one country; with
    ``is_population_varied`` each seed builds a country of its own.

    Parameters
    ----------
    scenarios : by name
    seeds : seeds of the runs
    points : values of figures, one tuple of (name, value) per point; one empty tuple if nothing is varied
    simulate : where the function stands that runs a scenario, if it is not the program's own

    Raises
    ------
    InputError
        A seed is impossible or stands twice, two scenarios are equal, or there are too many runs.
    """
    if (twice := _first_twice(seeds)) is not None:
        raise InputError(f"seed {twice} stands twice.")
    if not seeds:
        raise InputError("there are no seeds; expected at least one.")
    total = len(scenarios) * len(seeds) * len(points)
    if total > MOST_RUNS:
        raise InputError(f"this would be {total:,} runs; expected at most {MOST_RUNS:,}.")
    found: dict[str, Run] = {}
    for name, scenario in scenarios.items():
        for number, point in enumerate(points, start=1 if points != ((),) else 0):
            base = with_figures(scenario, point).model_dump(mode="json")
            for seed in seeds:
                population = {**base["population"], **({"seed": seed} if is_population_varied else {})}
                one = type(scenario)(**{**base, "seed": seed, "population": population})
                run = _run(name, one, number, dict(point), simulate)
                if run.key in found:
                    raise InputError(
                        f"the scenarios '{found[run.key].scenario}' and '{name}' are the same; name each once."
                    )
                found[run.key] = run
    return list(found.values())


def _run(name: str, scenario: Scenario, point: int, figures: dict[str, float], simulate: str) -> Run:
    from yeonjwa.population.store import path_of

    content, country = scenario.model_dump(mode="json"), path_of(scenario.population).name
    return Run(key_of(content, country, simulate), name, scenario.seed, point, figures, content, country)


def key_of(content: Mapping[str, Any], country: str, simulate: str = "") -> str:
    """blake2b over all that determines a run: scenario with seed and figures, country, program, catalogue."""
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    determined_by = {
        "scenario": content,
        "country": country,
        "version": __version__,
        "catalogue": catalogue_record()["hash"],
        "simulate": simulate,
    }
    words = json.dumps(determined_by, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.blake2b(words.encode(), digest_size=KEY_BYTES).hexdigest()


def _first_twice(numbers: Sequence[int]) -> int | None:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            return number
        seen.add(number)
    return None
