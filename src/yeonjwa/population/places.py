"""The 208 counties of the 2008 census, their provinces, and which counties lie near each other."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

# The order is that of the codes stored in the country: never reorder.
PROVINCES: tuple[str, ...] = (
    "Pyongyang", "South Pyongan", "North Pyongan", "Jagang", "South Hwanghae",
    "North Hwanghae", "Kangwon", "South Hamgyong", "North Hamgyong", "Ryanggang",
)  # fmt: skip
"""The 10 units of the 2008 census (Nampo lies in South Pyongan, Rason in North Hamgyong)."""

PROVINCES_NOW: tuple[str, ...] = (*PROVINCES, "Nampo")
"""The 11 units in which arrivals are published (boundaries after 2010, Rason in North Hamgyong)."""

CAPITAL = 0


@dataclass(frozen=True)
class Counties:
    """The counties in census order; a county's code is its position.

    province: uint8[208], position in PROVINCES. province_now: uint8[208], position in PROVINCES_NOW. population,
    urban: int64[208], civil persons in October 2008, all and urban. latitude, longitude: float64[208], degrees.
    """

    name: tuple[str, ...]
    name_ko: tuple[str, ...]
    province: NDArray[np.uint8]
    province_now: NDArray[np.uint8]
    population: NDArray[np.int64]
    urban: NDArray[np.int64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a packaged CSV file as dictionaries."""
    path = resources.files("yeonjwa") / "data" / name
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@cache
def counties() -> Counties:
    """All counties of the 2008 census with their civil population."""
    rows = read_rows("census2008_county.csv")
    return Counties(
        name=tuple(r["name_en"] for r in rows),
        name_ko=tuple(r["name_ko"] for r in rows),
        province=np.array([PROVINCES.index(r["province_2008"]) for r in rows], dtype=np.uint8),
        province_now=np.array([PROVINCES_NOW.index(r["province_now"]) for r in rows], dtype=np.uint8),
        population=np.array([int(r["total"]) for r in rows], dtype=np.int64),
        urban=np.array([int(r["urban"]) for r in rows], dtype=np.int64),
        latitude=np.array([float(r["lat"]) for r in rows]),
        longitude=np.array([float(r["lon"]) for r in rows]),
    )
