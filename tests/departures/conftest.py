"""A toy country large enough to hold some hundreds of people who left."""

from __future__ import annotations

import pytest

from tests.toy import toy_country
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.observed import Departures, place
from yeonjwa.population.country import Country


@pytest.fixture(scope="session")
def town() -> Country:
    """20,000 persons ever born; 343 of them are to leave."""
    return toy_country(20_000, 3, scale=0.01)


@pytest.fixture(scope="session")
def town_kin(town: Country) -> CloseKin:
    """Close kin in the town, with the index of children made once."""
    return CloseKin(town)


@pytest.fixture(scope="session")
def placed(town: Country, town_kin: CloseKin) -> Departures:
    """One placing in the town."""
    return place(town, 1, close_kin=town_kin)
