"""Columns that the tables of a simulated run share, intervals of luck, and a table from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.outcome import Field, Role, Table, columns_of

LEVEL = 0.95
"""Share that an interval of luck holds."""
UNITS = {"year": "year", "period": "years", "chon": "chon"}


def column(name: str, role: Role, unit: str = "", of: str | None = None, of_table: str = "") -> Field:
    """A column whose description is the message ``system.field.<name>``, or ``system.field.<table>_<name>``."""
    return Field(
        name, role, unit or role, f"system.field.{of_table}_{name}" if of_table else f"system.field.{name}", of
    )


def dimensions(*names: str) -> tuple[Field, ...]:
    """Dimensions, in order."""
    return tuple(column(name, "dimension", UNITS.get(name, "name")) for name in names)


JUDGED: tuple[Field, ...] = (
    column("identified", "identified", "yes or no"),
    column("warning", "warning", "message key"),
)


def counted(name: str, unit: str = "people") -> tuple[Field, ...]:
    """A raw count, the same in real ones, and its interval of luck."""
    return (
        column("synthetic", "raw", unit),
        column(name, "estimate", f"real {unit}", of="synthetic"),
        column("low", "low", f"real {unit}", of=name),
        column("high", "high", f"real {unit}", of=name),
    )


def luck(raw: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of the interval of a Poisson mean that luck leaves after ``raw`` events (95 per cent, Garwood 1936).

    The luck of one run only: what is not known of behaviour is not in it, and people struck together (families) make the
    true luck wider.
    """
    from scipy.special import gammaincinv

    raw = np.asarray(raw, dtype=np.float64)
    tail = (1 - LEVEL) / 2
    low = np.where(raw > 0, gammaincinv(np.maximum(raw, 1e-9), tail), 0.0)
    return low, np.asarray(gammaincinv(raw + 1, 1 - tail), dtype=np.float64)


@cache
def luck_of(raw: float) -> tuple[float, float]:
    """``luck`` of one count; many are the same."""
    low, high = luck(raw)
    return float(low), float(high)


def estimated(raw: float, scale: float, name: str = "people") -> dict[str, Any]:
    """Values of the columns of ``counted`` for one count."""
    low, high = luck_of(float(raw))
    return {"synthetic": int(raw), name: raw / scale, "low": low / scale, "high": high / scale}


def judged(warning: str, *, identified: bool = False) -> dict[str, Any]:
    """Values of the columns of ``JUDGED``; the warning is ``system.warning.<warning>``."""
    return {"identified": identified, "warning": f"system.warning.{warning}"}


def table_of(
    name: str,
    fields: tuple[Field, ...],
    rows: Iterable[Mapping[str, Any]],
    sums: tuple[str, ...] = (),
    nested: tuple[tuple[str, tuple[Any, ...]], ...] = (),
) -> Table:
    """A table in long form; its title is the message ``system.table.<name>``."""
    return Table(name, f"system.table.{name}", fields, columns_of(fields, rows), sums, nested)


__all__ = ["JUDGED", "column", "counted", "dimensions", "estimated", "judged", "luck", "luck_of", "table_of"]
