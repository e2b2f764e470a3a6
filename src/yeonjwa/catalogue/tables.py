"""What stands behind a table of a run: figures by name or by area with their standing, packaged data, and sources."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from yeonjwa.catalogue.figures import STANDINGS, areas_of_figures, figures, sources
from yeonjwa.catalogue.files import one
from yeonjwa.catalogue.trace import tables, tables_of
from yeonjwa.errors import InputError, did_you_mean


class Behind(BaseModel):
    """Everything that goes into one table."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: str
    figures: tuple[str, ...]
    """Figures that the code of the table reads by name."""
    areas: dict[str, dict[str, int]]
    """Areas of figures that go into it as a whole, each with the number of its figures by standing."""
    series: tuple[str, ...]
    """Packaged data files that it rests on."""
    sources: tuple[str, ...]
    """Sources of all of these, those of data and of figures read by name first."""


@cache
def behind(table: str) -> Behind:
    """What goes into a table.

    Raises
    ------
    InputError
        No table has this name; the near misses are named.
    """
    if table not in tables():
        raise InputError(f"table '{table}' is not in the catalogue. {did_you_mean(table, tables())}")
    areas = areas_of_figures()
    exact: list[str] = []
    whole: dict[str, dict[str, int]] = {}
    for key, area in areas.items():
        names, grain = tables_of(key, area)
        if table not in names:
            continue
        if grain == "figure":
            exact.append(key)
        else:
            whole.setdefault(area, dict.fromkeys(STANDINGS, 0))[figures()[key].standing] += 1
    series = tuple(one("results")["series"].get(table, ()))
    of_data = [s.key for s in sources().values() if set(s.series) & set(series)]
    of_figures = [figures()[key].source for key in exact]
    of_areas = [figures()[key].source for key, area in areas.items() if area in whole and key not in exact]
    return Behind(
        table=table, figures=tuple(exact), areas=whole, series=series,
        sources=tuple(dict.fromkeys((*of_data, *of_figures, *of_areas))),
    )  # fmt: skip


__all__ = ["Behind", "behind", "tables"]
