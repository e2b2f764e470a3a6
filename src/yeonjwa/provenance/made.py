"""When and on what kind of machine a result was made: in run.json, and under a key of its own in each Parquet file.

It stands apart from what determines a result (scenario, country, catalogue, versions), so that two results can be held against each
other: two runs of one scenario with the same versions give the same tables and the same metadata, this key excepted.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

LIBRARIES = ("numpy", "scipy", "numba", "pyarrow", "pydantic")
MADE = "yeonjwa.made"
"""Key of the metadata of a Parquet file that holds it, as JSON."""


def made_now() -> dict[str, Any]:
    """Time (UTC), versions of Python and of the libraries, and the kind of machine, without its name or its user's."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def made_words(made: Mapping[str, Any]) -> str:
    """The same as it is written to the metadata."""
    return json.dumps(made, ensure_ascii=False, sort_keys=True)


def made_of(notes: Mapping[Any, Any]) -> dict[str, Any]:
    """What the metadata of a file say of it, under texts or bytes as keys; empty where it was written before this was kept."""
    stored = notes.get(MADE) or notes.get(MADE.encode()) or b"{}"
    try:
        found = json.loads(stored)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


__all__ = ["LIBRARIES", "MADE", "made_now", "made_of", "made_words"]
