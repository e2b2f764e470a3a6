"""Fixtures shared by all tests. The repository's root is put on the path, so that `from tests.toy import ...` works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.toy import toy_country
from yeonjwa import messages
from yeonjwa.population.country import Country


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins, and leaves, in English, whatever language it reads in between."""
    messages.use(language="en", terms="defector")
    yield
    messages.use(language="en", terms="defector")


@pytest.fixture(scope="session")
def toy() -> Country:
    """A toy country of 600 persons ever born (read-only)."""
    return toy_country()
