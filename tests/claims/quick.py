"""Runs that stand in for the model, importable by worker processes: made by hand from the scenario, and noted as they are made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.claims.made import outcome
from yeonjwa.outcome import Outcome


def simulate(country: Any, scenario: Any) -> Outcome:
    """Without concealment people believe less in being caught; the world without forced calls fails."""
    with open(Path(os.environ["CLAIMS_LOG"]), "a") as log:
        log.write(f"{scenario.seed} {','.join(scenario.without)}\n")
    if "forced_calls" in scenario.without:
        raise ValueError("12345 people")
    made = outcome(capture=0.3 if "cover_up" in scenario.without else 0.4)
    return Outcome(made.tables, {"scenario": scenario.model_dump(mode="json")})
