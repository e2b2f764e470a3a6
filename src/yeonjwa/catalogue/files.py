"""Reading the data files of the catalogue: mappings by area (the name of the file) and key."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

# The parser written in C is about eight times faster; where it was not compiled, the one in Python reads the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def areas(folder: str) -> dict[str, dict[str, Any]]:
    """What the files of a folder hold, by area: ``claims/s3_dnk14.yaml`` under "s3_dnk14"."""
    entries = sorted((resources.files(__package__) / folder).iterdir(), key=lambda e: e.name)
    return {
        entry.name.removesuffix(".yaml"): yaml.load(entry.read_bytes(), _LOADER) or {}
        for entry in entries
        if entry.name.endswith(".yaml")
    }


@cache
def one(name: str) -> dict[str, Any]:
    """What a single file of the catalogue holds (``reports`` for reports.yaml)."""
    found: dict[str, Any] = yaml.load((resources.files(__package__) / f"{name}.yaml").read_bytes(), _LOADER) or {}
    return found


def entries(folder: str) -> dict[str, dict[str, Any]]:
    """The rows of all files of a folder by key; a key may stand in one file only."""
    found: dict[str, dict[str, Any]] = {}
    for rows in areas(folder).values():
        for key, row in rows.items():
            if key in found:
                raise ValueError(f"{folder} '{key}' is defined twice.")
            found[key] = row
    return found
