"""Fixtures shared by all tests. The repository's root is put on the path, so that `from tests.toy import ...` works."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.toy import toy_country
from yeonjwa.population.country import Country


@pytest.fixture(scope="session")
def toy() -> Country:
    """A toy country of 600 persons ever born (read-only)."""
    return toy_country()
