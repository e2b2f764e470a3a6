"""Which catalogue a run read: the version of the program that shipped it, and hashes that see a corrected entry."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

NOT_READ_BY_RUNS = ("errata.json", "sensitivity.csv")
"""Packaged files that are results of runs or say something about them; a run does not rest on them."""


@cache
def catalogue_record() -> dict[str, Any]:
    """What run.json and the Parquet files say of the catalogue.

    Returns
    -------
    dict
        ``version``: of the program that shipped it; ``hash``: SHA-256 over all parts; ``parts``: SHA-256 of each folder
        and each single file of the catalogue by name, and of ``data``, the packaged series, so that one can see which
        part was corrected by hand. Ends of lines do not count: they differ between systems.
    """
    from yeonjwa.version import __version__

    parts = {}
    for entry in (resources.files("yeonjwa") / "catalogue").iterdir():
        files = [e for e in (entry.iterdir() if entry.is_dir() else [entry]) if e.name.endswith(".yaml")]
        if files:
            parts[entry.name.removesuffix(".yaml")] = _hash_of(files)
    series = (resources.files("yeonjwa") / "data").iterdir()
    parts["data"] = _hash_of([
        e for e in series if e.name.endswith((".csv", ".json", ".geojson")) and e.name not in NOT_READ_BY_RUNS
    ])  # fmt: skip
    parts = dict(sorted(parts.items()))
    whole = "".join(f"{name}\0{part}\0" for name, part in parts.items())
    return {"version": __version__, "hash": hashlib.sha256(whole.encode()).hexdigest(), "parts": parts}


def _hash_of(files: list[Traversable]) -> str:
    """SHA-256 over names and contents, in order of names."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda f: f.name):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
