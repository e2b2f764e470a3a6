"""The manifest of a stored country, and the digest that names its folder.

The digest covers everything that the country depends on: its spec, the format of the store, the version of the model,
and the packaged data and figures. A country built from anything else has another name, so it is never taken for this.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from fnmatch import fnmatch
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.errors import StoreError
from yeonjwa.population.spec import PopulationSpec

FORMAT = 2  # of the store: columns, their meaning, and this manifest
MANIFEST = "manifest.json"
FACTS_BYTES_AT_MOST = 1 << 18
SMALL = f"fewer than {FLOOR_PEOPLE}"
FAULTS_OF_THE_BUILD = frozenset({"births_without_parents", "unmatched_bride_years", "empty", "short_lists"})
"""Facts that count what the builder could not do, not people of some kind; they are said also when they are few."""
DIGEST_LENGTH = 20  # hexadecimal digits; 80 bits are far more than enough to tell the countries of one machine apart

# Data and figures that act only after the country is built. Everything else counts, so that a new file of vital rates
# can never be forgotten here; a forgotten entry costs one needless build.
DATA_AFTER_THE_BUILD = (
    "arrivals_*",
    "border_events*",
    "broker_fees*",
    "defector_*",
    "econ_*",
    "errata*",
    "fx_points*",
    "provinces.geojson",
    "remittances*",
    "repatriations*",
    "rice_price*",
    "sensitivity*",
)
FIGURE_AREAS_AFTER_THE_BUILD = (
    "departures", "kinship", "reach", "report", "behaviour", "border", "practices", "families", "units",
)  # fmt: skip


class NotBuilt(StoreError):
    """There is no store of this country."""


class Damaged(StoreError):
    """A store is half-written or its files are not as they were written."""


class Outdated(StoreError):
    """A store was made by another version of the format, the model, or the data and figures."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnEntry(_Strict):
    """One column file: numpy dtype, shape, size of the file (bytes) and SHA-256 of the whole file."""

    dtype: str
    shape: tuple[int, ...]
    bytes: int
    checksum: str


class BuildEntry(_Strict):
    """How a store was made: when (UTC), how long it took, with which versions, on what kind of machine."""

    created: str
    seconds: float
    python: str
    numpy: str
    numba: str
    machine: dict[str, str | int | None]


class Assumption(_Strict):
    """One figure as it stood when the country was built."""

    value: float
    unit: str
    standing: str
    source: str


class Manifest(_Strict):
    """What a store holds and how it came about. All counts are of synthetic people."""

    format: int
    digest: str
    version: str
    model: str
    inputs: str
    spec: PopulationSpec
    scale: float
    seed: int
    rates: str
    rate_files: dict[str, str]
    assumptions: dict[str, Assumption]
    persons_ever: int
    living: int
    facts: dict[str, Any]
    columns: dict[str, ColumnEntry]
    build: BuildEntry

    @property
    def bytes(self) -> int:
        """Size of all columns on disk."""
        return sum(entry.bytes for entry in self.columns.values())


def packaged_data() -> dict[str, str]:
    """SHA-256 of each packaged data file that a build may read, by name."""
    folder = resources.files("yeonjwa") / "data"
    return {
        entry.name: _text_hash(entry.read_bytes())
        for entry in sorted(folder.iterdir(), key=lambda e: e.name)
        if entry.is_file() and not any(fnmatch(entry.name, pattern) for pattern in DATA_AFTER_THE_BUILD)
    }


def _text_hash(content: bytes) -> str:
    # Git on Windows may turn line ends; the data are the same.
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


@cache
def assumptions() -> dict[str, Assumption]:
    """The figures that a build may read, by key."""
    from yeonjwa.catalogue.figures import figures

    later = _figures_after_the_build()
    return {
        key: Assumption(value=f.value, unit=f.unit, standing=f.standing, source=f.source)
        for key, f in sorted(figures().items())
        if key not in later
    }


def _figures_after_the_build() -> set[str]:
    from yeonjwa.catalogue.figures import keys_of_area

    return {key for area in FIGURE_AREAS_AFTER_THE_BUILD for key in keys_of_area(area)}


@cache
def inputs_hash() -> str:
    """SHA-256 of the data files and the values of the figures that a build may read."""
    values = {key: entry.value for key, entry in assumptions().items()}
    return hashlib.sha256(_canonical({"data": packaged_data(), "figures": values})).hexdigest()


def digest(spec: PopulationSpec, model: str, inputs: str) -> str:
    """The name of the folder of ``spec`` built by this ``model`` version from these ``inputs``."""
    parts = {"format": FORMAT, "model": model, "inputs": inputs, "spec": spec.model_dump(mode="json")}
    return hashlib.sha256(_canonical(parts)).hexdigest()[:DIGEST_LENGTH]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts about a country as JSON knows them, numpy numbers turned into plain ones, small counts hidden.

    Facts leave the program with every result, so whole numbers below the floor of 20 people become words here.

    Raises
    ------
    ValueError
        A fact is not finite, not JSON, or so long that it cannot be an aggregate.
    """

    def number(value: Any) -> Any:
        if hasattr(value, "tolist"):
            return value.tolist()
        raise ValueError(f"a fact of type {type(value).__name__} cannot be stored.")

    words = json.dumps(dict(facts), default=number, allow_nan=False)
    if len(words) > FACTS_BYTES_AT_MOST:
        raise ValueError(f"facts of {len(words):,} bytes are no aggregates (at most {FACTS_BYTES_AT_MOST:,}).")
    return {key: _without_small_counts(value, key) for key, value in json.loads(words).items()}


def _without_small_counts(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _without_small_counts(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_small_counts(part, key) for part in value]
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return SMALL if is_count and value < FLOOR_PEOPLE and key not in FAULTS_OF_THE_BUILD else value


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, and wait until it is on the disk."""
    content = manifest.model_dump(mode="json")
    # The manifest vouches for the columns; its own checksum lets a reader see that nobody edited it.
    content["checksum"] = hashlib.sha256(_canonical(content)).hexdigest()
    with open(folder / MANIFEST, "x", encoding="utf-8", newline="\n") as file:
        json.dump(content, file, indent=1, ensure_ascii=False, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of the store in ``folder``.

    Raises
    ------
    NotBuilt
        There is no such folder.
    Damaged
        The manifest is missing, cannot be read, or was changed.
    Outdated
        It has another format than this program writes.
    """
    if not folder.is_dir():
        raise NotBuilt(f"There is no stored country at {folder}. Build one with `yeonjwa population build`.")
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise Damaged(f"{path}: the manifest cannot be read ({error.strerror}). {MEND}") from None
    except ValueError:
        raise Damaged(f"{path}: the manifest is not valid JSON. {MEND}") from None
    if not isinstance(content, dict) or "format" not in content:
        raise Damaged(f"{path}: the manifest does not describe a country. {MEND}")
    if content["format"] != FORMAT:
        raise Outdated(f"{path}: the store has format {content['format']}, this program reads {FORMAT}. {MEND}")
    checksum = content.pop("checksum", None)
    if checksum != hashlib.sha256(_canonical(content)).hexdigest():
        raise Damaged(f"{path}: the manifest was changed after it was written. {MEND}")
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Damaged(f"{path}: entry '{where}' of the manifest is not usable. {MEND}") from None
    if manifest.digest != digest(manifest.spec, manifest.model, manifest.inputs):
        raise Damaged(f"{path}: the digest does not belong to the spec. {MEND}")
    return manifest


def refuse_if_outdated(folder: Path, manifest: Manifest, model: str) -> None:
    """Refuse a store made by another version of the model, or from other data and figures."""
    if manifest.model != model:
        raise Outdated(f"{folder}: built by model '{manifest.model}', this program has model '{model}'. {MEND}")
    if manifest.inputs != inputs_hash():
        raise Outdated(f"{folder}: built from data or figures that have changed since. {MEND}")


MEND = "Build it again with `yeonjwa population build`, or take it away with `yeonjwa population remove`."
