"""Every test of the claims begins, and leaves, in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yeonjwa import messages


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    messages.use(language="en", terms="defector")
    yield
    messages.use(language="en", terms="defector")
