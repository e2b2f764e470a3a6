"""The stock of families of whom somebody is away or in the South, listed once a month for all that go over them.

They are one in six of the families on file. The lists hold until the state learns anew who is away (``sweeps``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.family_files import FamilyFiles
from yeonjwa.system.state import State


@dataclass(frozen=True)
class Families:
    """Some of the family files, and what of them never changes.

    file : int64, rising; keeper : int32; place : uint8; stratum : uint8, where * 2 + who.
    """

    file: NDArray[np.int64]
    keeper: NDArray[np.int32]
    place: NDArray[np.uint8]
    stratum: NDArray[np.uint8]

    @classmethod
    def where(cls, table: FamilyFiles, number: NDArray[Any]) -> Families:
        """Those with somebody counted in ``number`` (int16 by file)."""
        file = np.flatnonzero(number > 0)
        stratum = table.where.take(file) * np.uint8(2) + table.who.take(file)
        return cls(file, table.keeper.take(file), table.place.take(file), stratum)


@dataclass(frozen=True)
class Stock:
    """Families of whom somebody is ``away``, and those of whom somebody is taken to be in the ``south``."""

    away: Families
    south: Families

    @classmethod
    def of(cls, table: FamilyFiles) -> Stock:
        """As the files stand now."""
        return cls(Families.where(table, table.away), Families.where(table, table.south))


def stock_of(state: State) -> Stock:
    """The lists as last learned; made anew for this once if nothing was learned yet."""
    return Stock.of(state.files) if state.memory.stock is None else state.memory.stock


__all__ = ["Families", "Stock", "stock_of"]
