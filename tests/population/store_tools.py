"""Builders that stand in for the model in the tests of the store; small, and importable by other processes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.toy import toy_country
from yeonjwa.population.spec import PopulationSpec

SPEC = PopulationSpec(scale=0.001, seed=7)


@dataclass
class FakeBuilt:
    columns: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=lambda: {"total_fertility": {"1950": 4.1}})


@dataclass
class FakeBuilder:
    """Builds a toy country; counts its builds in ``log`` (one line each), and takes ``seconds``."""

    MODEL: str = "toy-1"
    seconds: float = 0.0
    log: Path | None = None
    persons: int = 300

    def build(self, spec: PopulationSpec, progress: Any = None) -> FakeBuilt:
        if self.log is not None:
            with open(self.log, "a", encoding="ascii") as file:
                file.write("built\n")
        if progress is not None:
            progress("lives", 0.5, 150)
        time.sleep(self.seconds)
        return FakeBuilt(dict(toy_country(self.persons, seed=spec.seed % 1000).columns))

    @property
    def builds(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log is not None and self.log.exists() else 0


def in_another_process(cache: str, builder: FakeBuilder, rebuild: bool, start: Any, answers: Any) -> None:
    """Open or build SPEC in the cache once all are at the start; put the notices, a sum and the folder into ``answers``."""
    import os

    from yeonjwa.population import store

    os.environ["YEONJWA_CACHE"] = cache
    folder = store.path_of(SPEC, builder=builder)
    notices: list[str] = []
    start.wait(120)
    country = store.open_or_build(SPEC, builder=builder, notice=notices.append, rebuild=rebuild)
    answers.put((notices, int(country.birth_month.sum()), folder.name))


def entries(folder: Path) -> list[str]:
    """Names of everything in the folder of stored countries, hidden ones too."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
