"""Columns that the tables of this folder share, and a table from rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.outcome import Field, Role, Table, columns_of

SHOWN_YEARS: tuple[int, ...] = (2016, 2024)
"""Year ends of the tables that are not yearly: that of the large-share claim, and the last one."""


def shown_years(first_year: int, last_year: int) -> tuple[int, ...]:
    """The shown years that lie in a run, or its last one if none does."""
    return tuple(y for y in SHOWN_YEARS if first_year <= y <= last_year) or (last_year,)


def column(name: str, role: Role, unit: str = "", of: str | None = None) -> Field:
    """A column whose description is the message ``reach.field.<name>``."""
    return Field(name, role, unit or role, f"reach.field.{name}", of)


def dimensions(*names: str) -> tuple[Field, ...]:
    """Dimensions, in order."""
    units = {"year": "year", "chon": "chon", "up": "steps", "down": "steps"}
    return tuple(column(name, "dimension", units.get(name, "name")) for name in names)


JUDGED: tuple[Field, ...] = (
    column("identified", "identified", "yes or no"),
    column("warning", "warning", "message key"),
)
"""Whether data can tell the number, and what to bear in mind; the same for all that rests on who left with whom."""

_JUDGEMENT = {"identified": False, "warning": "reach.command.not_identified"}

SHARE_OF_HOME: tuple[Field, ...] = (
    column("at_home", "raw", "people"),
    column("reached", "raw", "people", of="at_home"),
    column("people", "estimate", "real people", of="reached"),
    column("share", "share", "share", of="reached"),
    column("low", "low", "share", of="share"),
    column("high", "high", "share", of="share"),
    column("placings", "note", "placings"),
    *JUDGED,
)


def over_known_share(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The columns, with intervals said to be over the assumed share known to the state as well."""
    ends = {name: f"reach.field.{name}_known" for name in ("low", "high")}
    return tuple(replace(f, description=ends.get(f.name, f.description)) for f in fields)


def lowest(values: np.ndarray, counts: np.ndarray) -> float:
    """The lowest of some values, NaN if it rests on a count below the floor.

    Rows are hidden by their mean count; an interval over a wide assumption can reach below the floor where that does not.
    """
    return float(values.min()) if counts.min() >= FLOOR_PEOPLE else float("nan")


def table_of(
    name: str,
    fields: tuple[Field, ...],
    rows: Iterable[Mapping[str, Any]],
    sums: tuple[str, ...] = (),
    nested: tuple[tuple[str, tuple[Any, ...]], ...] = (),
) -> Table:
    """A table in long form; a dimension with numbers and words alike is kept as objects."""
    judged = [{**_JUDGEMENT, **row} for row in rows]
    return Table(name, f"reach.table.{name}", fields, columns_of(fields, judged), sums, nested)


def interval(shares: np.ndarray) -> dict[str, Any]:
    """Mean and range of a share over placings (first axis)."""
    return {
        "share": float(shares.mean()),
        "low": float(shares.min()),
        "high": float(shares.max()),
        "placings": len(shares),
    }
