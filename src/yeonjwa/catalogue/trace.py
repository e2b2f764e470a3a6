"""From a number to its source, to the claims, to the practices, and to the tables that rest on it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict

from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.figures import Figure, Source, areas_of_figures, figure, sources
from yeonjwa.catalogue.files import one
from yeonjwa.catalogue.practices import practices


class Trace(BaseModel):
    """Everything that hangs on one figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    figure: Figure
    source: Source
    area: str
    claims: tuple[str, ...]
    """Claims that say they inform the figure."""
    of_report: tuple[str, ...]
    """Other claims of the report that the figure's source is, if it is one of the five."""
    practices: tuple[str, ...]
    tables: tuple[str, ...]
    grain: Literal["figure", "area"]
    """figure: the tables read this very figure; area: its whole area goes into them, and any of them may move."""
    note: dict[str, str]


def trace(key: str) -> Trace:
    """Walk from a figure to its source, claims, practices and tables.

    Raises
    ------
    InputError
        No figure has this key; the near misses are named.
    """
    found = figure(key)
    source = sources()[found.source]
    informing = tuple(c.key for c in claims().values() if key in c.informs)
    beside = tuple(
        c.key
        for c in claims().values()
        if source.report is not None and source.report in c.report and key not in c.informs
    )
    linked = {m for c in informing for link in claims()[c].links if (m := link.mechanism)}
    of_practices = tuple(p.key for p in practices().values() if key in p.figures or p.key in linked)
    area = areas_of_figures()[key]
    tables, grain = tables_of(key, area)
    return Trace(
        figure=found, source=source, area=area, claims=informing, of_report=beside, practices=of_practices,
        tables=tables, grain=grain, note=one("results").get("notes", {}).get(area, {}),
    )  # fmt: skip


def tables_of(key: str, area: str) -> tuple[tuple[str, ...], Literal["figure", "area"]]:
    """Tables of a run that rest on a figure, and at which grain that can be said."""
    results = one("results")
    for pattern, tables in results["figures"].items():
        if fnmatchcase(key, pattern):
            return tuple(tables), "figure"
    return tuple(results["areas"][area]), "area"
