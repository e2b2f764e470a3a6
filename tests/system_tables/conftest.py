"""One run of a toy country with its society, shared by the tests: 12,500 living, 32 years."""

from __future__ import annotations

import pytest

from tests.population.society_tools import with_society
from yeonjwa.scenario import Scenario
from yeonjwa.system.run import System
from yeonjwa.system.tables import tables_of


@pytest.fixture(scope="session")
def simulated_run():
    """The system at the end of 2024."""
    country = with_society()
    return System(country, Scenario(departures="simulated", population=country.spec)).run()


@pytest.fixture(scope="session")
def simulated(simulated_run):
    """Its tables, every cell shown."""
    return tables_of(simulated_run.state)
