"""Tables of the shapes that a run gives, with numbers of the size of the real country."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from yeonjwa.disclosure import publish_all
from yeonjwa.outcome import Table
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.tables_io import run_file

SIZE = 40_000  # the toy has about 200 living; published, all of it would be hidden


def enlarged(table: Table) -> Table:
    """The table with every count ``SIZE`` times as large, so that most cells stand above the floor."""
    data = dict(table.data)
    for field in table.fields:
        if field.role == "raw" or (field.role in ("estimate", "low", "high") and "people" in field.unit):
            data[field.name] = np.asarray(table.column(field.name)) * SIZE
    return replace(table, data=data)


@pytest.fixture(scope="session")
def toy_outcome(toy):
    """What ``simulate`` gives for the toy country, every cell shown."""
    return simulate(toy, Scenario(departures="observed", population=toy.spec, placement_seeds=2))


@pytest.fixture(scope="session")
def published(toy_outcome):
    """The tables of the toy country, enlarged and published."""
    return publish_all({name: enlarged(table) for name, table in toy_outcome.tables.items()}, 1.0)


@pytest.fixture(scope="session")
def run(toy_outcome, published):
    """The run.json of that outcome."""
    return run_file(toy_outcome.run, published, "yeonjwa run --scale 0.1 --seed 1 --departures observed", False)
