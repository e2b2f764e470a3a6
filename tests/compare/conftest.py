"""A comparison of stand-in worlds within this process, and one through the ensemble with worker processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.compare import worlds
from yeonjwa.compare import comparing
from yeonjwa.compare.comparing import Comparison, compare
from yeonjwa.compare.margins import margins, periods_of
from yeonjwa.compare.worlds import Worlds
from yeonjwa.ensemble.design import with_figures
from yeonjwa.scenario import Scenario

POPULATION = {"scale": worlds.SCALE, "seed": 1}
REPORTED = Scenario(departures="simulated", population=POPULATION)
WITHOUT = Scenario(departures="simulated", history="no-kin-consequence", population=POPULATION)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Comparison]:
    """Compare without worker processes: ``here(make_a=..., make_b=...)`` with functions (seed, figures, draw) -> tables."""

    def run(
        make_a: Any = None, make_b: Any = None, a: Scenario = REPORTED, b: Scenario = WITHOUT, seeds: Any = (1, 2, 3), **more: Any
    ) -> Comparison:  # fmt: skip
        def made(scenario: Scenario, seed: int, horizons: Any, make: Any) -> Any:
            figures = dict(scenario.figures)
            if make is None:
                fear, grievance = figures.get("kin_fear_effect", 1.0), figures.get("grievance_effect", 0.5)
                found = worlds.tables(scenario.history, seed, fear, grievance)
            else:
                found = make(seed, figures, scenario.schedule_draw)
            return margins(found, periods_of(scenario), horizons)

        def run_worlds(a: Any, b: Any, seeds: Any, points: Any, horizons: Any, folder: Any, **given: Any) -> Worlds:
            at = {
                p: (
                    made(with_figures(a, p), seeds[0], horizons, make_a),
                    made(with_figures(b, p), seeds[0], horizons, make_b),
                )
                for p in points
            }
            both = ([made(s, seed, horizons, m) for seed in seeds] for s, m in ((a, make_a), (b, make_b)))
            return Worlds(*both, tuple(seeds), at, {})

        monkeypatch.setattr(comparing.worlds, "run_worlds", run_worlds)
        return compare("A", "B", a, b, seeds, tmp_path, **more)

    return run


@pytest.fixture
def through_workers(tmp_path: Path) -> Callable[..., Comparison]:
    """Compare through the ensemble; no country is built."""

    def run(a: Scenario = REPORTED, b: Scenario = WITHOUT, seeds: Any = (1, 2), **more: Any) -> Comparison:
        given = {"workers": 2, "open_country": lambda spec: None, "simulate": "tests.compare.worlds:simulate", **more}
        return compare("reported", "without", a, b, seeds, tmp_path / "both", **given)

    return run
